-- Words to search by. What stands here is made from the rest, after a visit and not in its transaction; what is not
-- yet here is told by the change numbers behind search_state.seq.

-- A row a revision, under its id, of text as feeds/text/search_tokens.hpp cuts it: letters and digits between spaces,
-- so that SQLite has nothing left to decide. Rows of former revisions stay and are passed over.
CREATE VIRTUAL TABLE search USING fts5(title, body, content = '', tokenize = 'ascii');

-- Whose text that revision is.
CREATE TABLE searched (
  revision INTEGER PRIMARY KEY REFERENCES revision,
  entry    INTEGER NOT NULL REFERENCES entry
) STRICT;

-- Up to which change number everything is indexed, and in which form of words. One row.
CREATE TABLE search_state (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  seq  INTEGER NOT NULL,
  form INTEGER NOT NULL
) STRICT;
INSERT INTO search_state VALUES (1, 0, 0);
