-- How the pool of a published exam was put right: questions that may not be drawn any more leave it, each time under a commitment
-- of its own. Version 1 is what the publication froze. An attempt says from which version its paper was drawn.
CREATE TABLE exam_withdrawals (
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    version INTEGER NOT NULL CHECK (version >= 2),
    cause TEXT NOT NULL CHECK (cause IN ('text', 'retired', 'published', 'loaded', 'confirmed')),
    changed TEXT NOT NULL,
    commitment TEXT NOT NULL,
    committed_at BIGINT NOT NULL,
    made_by {uuid} REFERENCES accounts (id),
    PRIMARY KEY (exam_id, version)
);
ALTER TABLE exams ADD COLUMN pool_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE attempts ADD COLUMN pool_version INTEGER NOT NULL DEFAULT 1;
-- Who opened the room of an exam that begins on command, and when.
CREATE TABLE exam_openings (
    exam_id {uuid} PRIMARY KEY REFERENCES exams (id),
    opened_by {uuid} NOT NULL REFERENCES accounts (id),
    opened_at BIGINT NOT NULL
);
-- The question at which somebody is who may not go back; null where one may.
ALTER TABLE attempts ADD COLUMN reached INTEGER;
-- A save looks at the small columns of its attempt: the paper goes behind them again, or SQLite would read it to reach them.
ALTER TABLE attempts ADD COLUMN drawn TEXT NOT NULL DEFAULT '{}';
UPDATE attempts SET drawn = paper;
ALTER TABLE attempts DROP COLUMN paper;
ALTER TABLE attempts RENAME COLUMN drawn TO paper;
