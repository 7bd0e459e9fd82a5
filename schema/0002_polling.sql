-- What polling remembers beyond the last visit.

-- moved_url is a feed that the page at the configured address names, not where a redirect led.
ALTER TABLE visit ADD COLUMN found INTEGER NOT NULL DEFAULT 0;
