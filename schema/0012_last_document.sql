-- What is remembered of a feed's last document is asked for when the next one comes. It is most of what a feed has, and
-- most visits bring none.

CREATE TABLE last_document (
  feed    INTEGER PRIMARY KEY REFERENCES feed,
  shown   TEXT NOT NULL,
  digests TEXT NOT NULL
) STRICT;
INSERT INTO last_document (feed, shown, digests) SELECT feed, shown, digests FROM visit WHERE shown <> '' ORDER BY feed;

ALTER TABLE visit ADD COLUMN entries_shown INTEGER NOT NULL DEFAULT 0;
UPDATE visit SET entries_shown = length(shown) / 4;  -- of four characters an entry
ALTER TABLE visit DROP COLUMN shown;
ALTER TABLE visit DROP COLUMN digests;
