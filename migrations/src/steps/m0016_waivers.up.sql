-- Why somebody sits without the lockdown browser: it may be about health, so it stands here and not in the audit log.
ALTER TABLE exam_roster ADD COLUMN lockdown_reason TEXT;
