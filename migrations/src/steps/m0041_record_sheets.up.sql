-- A sheet waits between the look and the taking whatever it brings.
ALTER TABLE enterprise_sheets RENAME TO record_sheets;
ALTER TABLE record_sheets ADD COLUMN about TEXT NOT NULL DEFAULT 'enterprises'
    CHECK (about IN ('enterprises', 'projects', 'integrity_records'));
