-- What tells whether entries of several feeds are one story, and what editors said about it.

-- The story that this one turned out to be: its copies are that one's now, and it is a tombstone.
ALTER TABLE story ADD COLUMN joined INTEGER REFERENCES story;
CREATE INDEX story_joined ON story(joined) WHERE joined IS NOT NULL;

-- By what an entry's text is found (feeds/sketch.hpp), as long as the window lasts: small, because at start all of
-- them are read.
CREATE TABLE fingerprints (
  entry        INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
  seen         INTEGER NOT NULL,
  time         INTEGER NOT NULL,
  fingerprints BLOB    NOT NULL
) STRICT;

-- With what it is compared, for as long.
CREATE TABLE sketch (
  entry  INTEGER PRIMARY KEY REFERENCES fingerprints ON DELETE CASCADE,
  sketch BLOB NOT NULL
) STRICT;

-- Why an entry is in the story of another: the one that it resembled most, and how probable it was, in thousandths;
-- null: by its address, or by headline and text to the letter.
CREATE TABLE tie (
  entry       INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
  other       INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
  probability INTEGER,
  editor      INTEGER NOT NULL DEFAULT 0  -- who joined them was a person
) STRICT;

-- Stories that an editor has split: no entry makes them one again. Both ways round.
CREATE TABLE apart (
  story INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
  PRIMARY KEY (story, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX apart_other ON apart(other);
CREATE INDEX tie_other ON tie(other);
