-- Who brought a question's version: an update of the program must not undo what people loaded or wrote.
ALTER TABLE question_versions ADD COLUMN origin TEXT NOT NULL DEFAULT 'built_in' CHECK (origin IN ('built_in', 'loaded', 'authored'));
-- Where a file's content lies; `content` is empty unless it is the database.
ALTER TABLE blobs ADD COLUMN home TEXT NOT NULL DEFAULT 'database' CHECK (home IN ('database', 'folder'));
