ALTER TABLE exam_roster DROP COLUMN lockdown_reason;
