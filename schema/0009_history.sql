-- How a feed's visits went, a day at a time: schema/history.hpp says how it is written.
ALTER TABLE visit ADD COLUMN history BLOB NOT NULL DEFAULT x'';
