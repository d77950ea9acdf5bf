ALTER TABLE attempts DROP COLUMN reached;
DROP TABLE exam_openings;
ALTER TABLE attempts DROP COLUMN pool_version;
ALTER TABLE exams DROP COLUMN pool_version;
DROP TABLE exam_withdrawals;
