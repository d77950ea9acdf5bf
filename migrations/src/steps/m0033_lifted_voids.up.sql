-- A void that was wrong is lifted, by two people as it was made. SQLite changes no CHECK: the column is made anew.
ALTER TABLE exam_proposals ADD COLUMN proposed TEXT NOT NULL DEFAULT 'void' CHECK (proposed IN ('void', 'reopen', 'lift'));
UPDATE exam_proposals SET proposed = act;
ALTER TABLE exam_proposals DROP COLUMN act;
ALTER TABLE exam_proposals RENAME COLUMN proposed TO act;
