-- Areas and industries come in from sheets, and go again while nothing was built on them.
ALTER TABLE areas ADD COLUMN batch_id {uuid};
ALTER TABLE industries ADD COLUMN batch_id {uuid};
CREATE INDEX areas_batch ON areas (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX industries_batch ON industries (batch_id) WHERE batch_id IS NOT NULL;
ALTER TABLE record_sheets ADD COLUMN brings TEXT NOT NULL DEFAULT 'enterprises'
    CHECK (brings IN ('enterprises', 'projects', 'integrity_records', 'areas', 'industries'));
UPDATE record_sheets SET brings = about;
ALTER TABLE record_sheets DROP COLUMN about;
ALTER TABLE record_sheets RENAME COLUMN brings TO about;
