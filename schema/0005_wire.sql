-- What a wire says of its entries: withdrawn, held until a time, changed in what.
--
-- An entry's status has two more values that no reader ever sees: embargoed, until the time in `embargoed`, and
-- expired, when nothing but its names is left of it.

ALTER TABLE entry ADD COLUMN headline INTEGER;   -- folded, without its label; null: it has none
ALTER TABLE entry ADD COLUMN embargoed INTEGER;  -- not to be shown before
ALTER TABLE entry ADD COLUMN killed INTEGER;     -- when it was last withdrawn, as its wire has it
ALTER TABLE entry ADD COLUMN flaps INTEGER NOT NULL DEFAULT 0;  -- times that it went back to an earlier text
CREATE INDEX entry_headline ON entry(feed, headline) WHERE headline IS NOT NULL;
CREATE INDEX entry_embargoed ON entry(embargoed) WHERE status = 'embargoed';

ALTER TABLE revision ADD COLUMN hash INTEGER NOT NULL DEFAULT 0;    -- as entry.revision_hash was
ALTER TABLE revision ADD COLUMN answer INTEGER NOT NULL DEFAULT 0;  -- hash of the body that it came in
ALTER TABLE revision ADD COLUMN changed TEXT NOT NULL DEFAULT '';   -- what differs from the one before: "title text"

-- A text withdrawn before it was seen, by the names it would have.
CREATE TABLE withdrawn (
  feed INTEGER NOT NULL REFERENCES feed,
  key  INTEGER NOT NULL,
  at   INTEGER NOT NULL,
  PRIMARY KEY (feed, key)
) STRICT, WITHOUT ROWID;

-- How many entries went back and forth at a feed's last visit that brought a document, and were left as they were.
CREATE TABLE flapping (
  feed    INTEGER PRIMARY KEY REFERENCES feed,
  entries INTEGER NOT NULL
) STRICT;
