-- What an exam's papers are drawn from has a table of its own: it is far larger than the rest of the exam, and only a draw
-- and its proof read it. A draft has none.
CREATE TABLE exam_pools (
    exam_id {uuid} PRIMARY KEY REFERENCES exams (id),
    -- frozen when the exam was published: with seed and blueprint it gives every paper
    pool TEXT NOT NULL
);
INSERT INTO exam_pools (exam_id, pool) SELECT id, pool FROM exams WHERE state <> 'draft';
ALTER TABLE exams DROP COLUMN pool;
-- A save looks at the small columns of its attempt: behind the paper, SQLite would read the whole paper to reach them.
ALTER TABLE attempts ADD COLUMN drawn TEXT NOT NULL DEFAULT '{}';
UPDATE attempts SET drawn = paper;
ALTER TABLE attempts DROP COLUMN paper;
ALTER TABLE attempts RENAME COLUMN drawn TO paper;
