-- What tells copies from each other, kept so that a start is short and a visit writes little.
--
-- Fingerprints of many entries stand in one row: at start all of them are read. A sketch stands by itself, with when
-- its entry was seen.

CREATE TABLE fingerprint_block (
  first   INTEGER PRIMARY KEY,  -- the entries that it has fingerprints of
  last    INTEGER NOT NULL,
  entries BLOB    NOT NULL      -- schema/sameness_blocks.hpp
) STRICT;

-- One entry a row, as that file writes it: numbers in five groups of seven bits.
INSERT INTO fingerprint_block (first, last, entries)
SELECT entry, entry,
       CAST(char(0, 0, 0, 0, 0,
                 minute >> 28 & 127, minute >> 21 & 127, minute >> 14 & 127, minute >> 7 & 127, minute & 127,
                 length(fingerprints) / 4) || fingerprints AS BLOB)
FROM (SELECT entry, max(0, time / 60) AS minute, fingerprints FROM fingerprints) ORDER BY entry;

CREATE TABLE kept_sketch (
  entry  INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
  seen   INTEGER NOT NULL,
  sketch BLOB    NOT NULL
) STRICT;
INSERT INTO kept_sketch (entry, seen, sketch)
SELECT f.entry, f.seen, s.sketch FROM fingerprints f JOIN sketch s ON s.entry = f.entry ORDER BY f.entry;

DROP TABLE sketch;
DROP TABLE fingerprints;
ALTER TABLE kept_sketch RENAME TO sketch;

-- Names that an entry got after its first ones, numbered in the order they came: of a feed that gives new ones at each
-- visit the newest few are kept (schema/later_names.hpp).
CREATE TABLE later_name (
  entry  INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
  number INTEGER NOT NULL,
  key    INTEGER NOT NULL,
  PRIMARY KEY (entry, number)
) STRICT, WITHOUT ROWID;
