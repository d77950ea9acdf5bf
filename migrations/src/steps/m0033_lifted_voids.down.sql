ALTER TABLE exam_proposals ADD COLUMN proposed TEXT NOT NULL DEFAULT 'void' CHECK (proposed IN ('void', 'reopen'));
UPDATE exam_proposals SET proposed = CASE act WHEN 'lift' THEN 'reopen' ELSE act END;
ALTER TABLE exam_proposals DROP COLUMN act;
ALTER TABLE exam_proposals RENAME COLUMN proposed TO act;
