-- Who asked for a binding: the officer by the own certificate, or the enterprise that assigns one (R-026); the other side answers.
ALTER TABLE bindings ADD COLUMN proposed_by TEXT NOT NULL DEFAULT 'officer' CHECK (proposed_by IN ('officer', 'enterprise'));
-- R-009: what the enterprise says of the officer when it confirms or assigns. Kept and shown, never scored.
ALTER TABLE bindings ADD COLUMN experience_years INTEGER CHECK (experience_years BETWEEN 0 AND 60);
ALTER TABLE bindings ADD COLUMN employer_statement TEXT;
