DELETE FROM record_sheets WHERE about IN ('areas', 'industries');
ALTER TABLE record_sheets ADD COLUMN brings TEXT NOT NULL DEFAULT 'enterprises'
    CHECK (brings IN ('enterprises', 'projects', 'integrity_records'));
UPDATE record_sheets SET brings = about;
ALTER TABLE record_sheets DROP COLUMN about;
ALTER TABLE record_sheets RENAME COLUMN brings TO about;
DROP INDEX industries_batch;
DROP INDEX areas_batch;
ALTER TABLE industries DROP COLUMN batch_id;
ALTER TABLE areas DROP COLUMN batch_id;
