-- Feeds that hubs push (W3C WebSub): schema/records.hpp says what each column is.

ALTER TABLE visit ADD COLUMN unpushed INTEGER;
ALTER TABLE visit ADD COLUMN pushed TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN push_missed INTEGER NOT NULL DEFAULT 0;

-- What a feed's last document said: the hubs one a line, first choice first.
CREATE TABLE advert (
  feed  INTEGER PRIMARY KEY REFERENCES feed,
  topic TEXT NOT NULL,
  hubs  TEXT NOT NULL
) STRICT;

-- Subscriptions: of a feed one at most that is not being left.
CREATE TABLE push (
  id            INTEGER PRIMARY KEY,
  feed          INTEGER NOT NULL REFERENCES feed,
  url           TEXT NOT NULL,
  topic         TEXT NOT NULL,
  hubs          TEXT NOT NULL,
  hub           INTEGER NOT NULL,  -- of these, from 0
  callback      TEXT NOT NULL,
  token         TEXT NOT NULL UNIQUE,
  secret        TEXT NOT NULL,
  state         TEXT NOT NULL,     -- wanted, asked, live, denied, leaving
  since         INTEGER,
  lease_end     INTEGER,
  asked         INTEGER,
  next_try      INTEGER NOT NULL,
  failures      INTEGER NOT NULL,
  error         TEXT NOT NULL,
  last_delivery INTEGER,
  deliveries    INTEGER NOT NULL,
  rejected      INTEGER NOT NULL
) STRICT;
CREATE INDEX push_feed ON push(feed);
