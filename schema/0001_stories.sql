-- Feeds, their entries with every revision, and the stories the entries tell.
--
-- Times are seconds since 1970, UTC. Hashes and keys have 64 bits and stand as the signed integer of the same bits.
-- A document is JSON as feeds/json.hpp writes it; its checksum is verified when it is read.

-- A feed as the configuration asks for it; one that is no longer asked for keeps its row, for its stories.
CREATE TABLE feed (
  id       INTEGER PRIMARY KEY,
  name     TEXT    NOT NULL UNIQUE,
  url      TEXT    NOT NULL,
  category TEXT    NOT NULL,
  language TEXT    NOT NULL,
  priority INTEGER NOT NULL,
  active   INTEGER NOT NULL,
  entries  INTEGER NOT NULL DEFAULT 0  -- how many rows of entry are its
) STRICT;

-- How the last visit went, and what the next one has to know.
CREATE TABLE visit (
  feed           INTEGER PRIMARY KEY REFERENCES feed,
  moved_url      TEXT    NOT NULL,
  redirect_url   TEXT    NOT NULL,
  redirects_seen INTEGER NOT NULL,
  etag           TEXT    NOT NULL,
  last_modified  TEXT    NOT NULL,
  body_hash      INTEGER NOT NULL,
  freshness      INTEGER NOT NULL,  -- seconds
  skip_hours     INTEGER NOT NULL,
  skip_days      INTEGER NOT NULL,
  last_poll      INTEGER,
  next_poll      INTEGER,
  gone           INTEGER NOT NULL,
  errors         INTEGER NOT NULL,
  status         INTEGER NOT NULL,
  error          TEXT    NOT NULL,
  duration       INTEGER NOT NULL,  -- milliseconds
  bytes          INTEGER NOT NULL,
  created        INTEGER NOT NULL,
  revised        INTEGER NOT NULL
) STRICT;

-- What a feed says of itself, as of the last good visit.
CREATE TABLE head (
  feed          INTEGER PRIMARY KEY REFERENCES feed,
  title         TEXT    NOT NULL,
  home_page_url TEXT    NOT NULL,
  language      TEXT    NOT NULL,
  format        TEXT    NOT NULL,
  encoding      TEXT    NOT NULL,
  notes         INTEGER NOT NULL,
  document      TEXT    NOT NULL,
  checksum      INTEGER NOT NULL
) STRICT;

-- The same piece from one or several feeds. Never deleted: its atom_id is never given to another.
CREATE TABLE story (
  id      INTEGER PRIMARY KEY,
  atom_id TEXT    NOT NULL UNIQUE,
  lead    INTEGER NOT NULL REFERENCES entry,
  seq     INTEGER NOT NULL UNIQUE,  -- number of its last change
  updated INTEGER NOT NULL,         -- last time that what a reader reads changed
  time    INTEGER NOT NULL,         -- the lead's
  status  TEXT    NOT NULL          -- the lead's
) STRICT;
CREATE INDEX story_time ON story(time);

-- One text of an entry. Every one it ever had is kept, chained from the latest to the first.
CREATE TABLE revision (
  id       INTEGER PRIMARY KEY,
  previous INTEGER REFERENCES revision,
  number   INTEGER NOT NULL,  -- 1, 2, 3 …
  seen     INTEGER NOT NULL,
  document TEXT    NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

-- One piece of one feed. It and the story that it leads name each other: it goes in first, the story with the
-- same commit. (The other way round each new entry would look through all stories for one that waits for it.)
CREATE TABLE entry (
  id             INTEGER PRIMARY KEY,
  feed           INTEGER NOT NULL REFERENCES feed,
  story          INTEGER NOT NULL REFERENCES story DEFERRABLE INITIALLY DEFERRED,
  latest         INTEGER NOT NULL REFERENCES revision,
  revision_hash  INTEGER NOT NULL,  -- of the latest: equal means unchanged
  published      INTEGER,           -- the first date it gave
  first_seen     INTEGER NOT NULL,
  time           INTEGER NOT NULL,  -- its place in the order: min(published, first_seen)
  signature_url  INTEGER,           -- evidence for sameness; null: it offers none of this kind
  signature_text INTEGER,
  completeness   INTEGER NOT NULL,
  language       TEXT    NOT NULL,
  status         TEXT    NOT NULL,
  signal         TEXT    NOT NULL
) STRICT;
CREATE INDEX entry_story ON entry(story, feed);
CREATE INDEX entry_feed ON entry(feed, time, story);
CREATE INDEX entry_url ON entry(signature_url, time) WHERE signature_url IS NOT NULL;
CREATE INDEX entry_text ON entry(signature_text, time) WHERE signature_text IS NOT NULL;

-- The names an entry goes by within its feed. Feed first, so that a visit's look-ups lie together.
CREATE TABLE entry_key (
  feed  INTEGER NOT NULL REFERENCES feed,
  key   INTEGER NOT NULL,
  entry INTEGER NOT NULL REFERENCES entry,
  PRIMARY KEY (feed, key)
) STRICT, WITHOUT ROWID;

-- The last change number given, and when by the poll's clock. One row.
CREATE TABLE last_change (
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  at  INTEGER
) STRICT;
INSERT INTO last_change VALUES (1, 0, NULL);
