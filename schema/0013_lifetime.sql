-- How long the headers of the stored answer say that it is good, which a 304 need not repeat: schema/records.hpp. The
-- time moves with most visits of those who send one.

ALTER TABLE visit ADD COLUMN max_age INTEGER;  -- seconds
ALTER TABLE last_visit ADD COLUMN expires INTEGER;
