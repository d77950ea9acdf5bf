ALTER TABLE bindings DROP COLUMN employer_statement;
ALTER TABLE bindings DROP COLUMN experience_years;
ALTER TABLE bindings DROP COLUMN proposed_by;
