DROP TABLE enterprise_sheets;
ALTER TABLE enterprises DROP COLUMN revision;
