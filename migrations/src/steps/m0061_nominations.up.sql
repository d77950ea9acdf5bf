-- Who asked for a binding: the officer by the own certificate, or the enterprise that assigns one (R-026); the other side answers.
ALTER TABLE bindings ADD COLUMN proposed_by TEXT NOT NULL DEFAULT 'officer' CHECK (proposed_by IN ('officer', 'enterprise'));
-- R-009: what the enterprise says of the officer when it confirms or assigns. Kept and shown, never scored.
ALTER TABLE bindings ADD COLUMN experience_years INTEGER CHECK (experience_years BETWEEN 0 AND 60);
ALTER TABLE bindings ADD COLUMN employer_statement TEXT;
-- What an enterprise assigns and nobody accepted binds nobody: it stands in nobody else's way, and once beside itself.
DROP INDEX bindings_once;
CREATE UNIQUE INDEX bindings_once ON bindings (person_id, project_id)
    WHERE project_id IS NOT NULL AND declined_at IS NULL AND ended_at IS NULL
    AND (confirmed_at IS NOT NULL OR proposed_by = 'officer');
DROP INDEX bindings_one_enterprise;
CREATE UNIQUE INDEX bindings_one_enterprise ON bindings (person_id)
    WHERE level = 'enterprise' AND declined_at IS NULL AND ended_at IS NULL
    AND (confirmed_at IS NOT NULL OR proposed_by = 'officer');
CREATE UNIQUE INDEX bindings_assigned ON bindings (person_id, project_id)
    WHERE project_id IS NOT NULL AND proposed_by = 'enterprise' AND confirmed_at IS NULL AND declined_at IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX bindings_assigned_enterprise ON bindings (person_id, enterprise_id)
    WHERE level = 'enterprise' AND proposed_by = 'enterprise' AND confirmed_at IS NULL AND declined_at IS NULL AND ended_at IS NULL;
