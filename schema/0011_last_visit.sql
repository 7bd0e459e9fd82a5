-- How a feed's last visit went and when the next one is due, apart from what a document leaves: most visits find
-- nothing new, and then a few bytes a feed are all that is written.

CREATE TABLE last_visit (
  feed       INTEGER PRIMARY KEY REFERENCES feed,
  last_poll  INTEGER,
  next_poll  INTEGER,
  why        TEXT    NOT NULL,
  hurry      INTEGER NOT NULL,
  unpushed   INTEGER,
  host_pause INTEGER,
  status     INTEGER NOT NULL,
  error      TEXT    NOT NULL,
  duration   INTEGER NOT NULL,  -- milliseconds
  bytes      INTEGER NOT NULL,
  created    INTEGER NOT NULL,
  revised    INTEGER NOT NULL,
  history    BLOB    NOT NULL   -- schema/history.hpp
) STRICT;
INSERT INTO last_visit (feed, last_poll, next_poll, why, hurry, unpushed, host_pause, status, error, duration, bytes,
                        created, revised, history)
SELECT feed, last_poll, next_poll, why, hurry, unpushed, host_pause, status, error, duration, bytes, created, revised,
       history
FROM visit ORDER BY feed;

-- What the next visit has to know beside that: schema/records.hpp says what each is.
CREATE TABLE remembered (
  feed           INTEGER PRIMARY KEY REFERENCES feed,
  moved_url      TEXT    NOT NULL,
  found          INTEGER NOT NULL,
  redirect_url   TEXT    NOT NULL,
  redirects_seen INTEGER NOT NULL,
  etag           TEXT    NOT NULL,
  last_modified  TEXT    NOT NULL,
  body_hash      INTEGER NOT NULL,
  freshness      INTEGER NOT NULL,  -- seconds
  skip_hours     INTEGER NOT NULL,
  skip_days      INTEGER NOT NULL,
  gone           INTEGER NOT NULL,
  errors         INTEGER NOT NULL,
  last_news      INTEGER,
  gaps           INTEGER NOT NULL,
  quiet          INTEGER NOT NULL,
  push_missed    INTEGER NOT NULL,
  rhythm         TEXT    NOT NULL,
  pushed         TEXT    NOT NULL,
  shown          TEXT    NOT NULL,
  digests        TEXT    NOT NULL
) STRICT;
INSERT INTO remembered (feed, moved_url, found, redirect_url, redirects_seen, etag, last_modified, body_hash, freshness,
                        skip_hours, skip_days, gone, errors, last_news, gaps, quiet, push_missed, rhythm, pushed, shown,
                        digests)
SELECT feed, moved_url, found, redirect_url, redirects_seen, etag, last_modified, body_hash, freshness, skip_hours,
       skip_days, gone, errors, last_news, gaps, quiet, push_missed, rhythm, pushed, shown, digests
FROM visit ORDER BY feed;

DROP TABLE visit;
ALTER TABLE remembered RENAME TO visit;
