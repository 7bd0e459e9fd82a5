-- What polling remembers beyond the last visit: schema/records.hpp says what each is.

ALTER TABLE visit ADD COLUMN found INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN rhythm TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN shown TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN last_news INTEGER;
ALTER TABLE visit ADD COLUMN gaps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN hurry INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN host_pause INTEGER;

-- The faults lived with in the last document: "bad-date 3, missing-id 1".
ALTER TABLE head ADD COLUMN problems TEXT NOT NULL DEFAULT '';
