-- Who is told of the changes of the daemon's own feeds (WebSub): of which feed, where, until when, and how far it is.
--
-- The topic is the feed's path and parameters as the site writes them, without the base URL: that may change. The
-- secret signs what is delivered, and has to be kept as it was given.

CREATE TABLE hub_subscription (
  id       INTEGER PRIMARY KEY,
  topic    TEXT    NOT NULL,
  callback TEXT    NOT NULL,
  secret   BLOB    NOT NULL,  -- empty: none
  access   TEXT    NOT NULL,  -- by what it may read: a token's digest, "public", or nothing where nothing was asked
  address  TEXT    NOT NULL,  -- who asked for it; empty: over a Unix socket
  expires  INTEGER NOT NULL,
  sent     INTEGER NOT NULL,  -- the last change number it has been told of
  UNIQUE (topic, callback)
) STRICT;
