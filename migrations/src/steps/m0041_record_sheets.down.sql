DELETE FROM record_sheets WHERE about <> 'enterprises';
ALTER TABLE record_sheets DROP COLUMN about;
ALTER TABLE record_sheets RENAME TO enterprise_sheets;
