-- What the last document's entries were, one by one (schema/records.hpp).
ALTER TABLE visit ADD COLUMN digests TEXT NOT NULL DEFAULT '';
