-- an assignment that waits was not known before
UPDATE bindings SET ended_at = asked_at, ended_reason = 'assignments are not known'
    WHERE proposed_by = 'enterprise' AND confirmed_at IS NULL AND declined_at IS NULL AND ended_at IS NULL;
DROP INDEX bindings_assigned_enterprise;
DROP INDEX bindings_assigned;
DROP INDEX bindings_one_enterprise;
DROP INDEX bindings_once;
ALTER TABLE bindings DROP COLUMN employer_statement;
ALTER TABLE bindings DROP COLUMN experience_years;
ALTER TABLE bindings DROP COLUMN proposed_by;
CREATE UNIQUE INDEX bindings_once ON bindings (person_id, project_id)
    WHERE project_id IS NOT NULL AND declined_at IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX bindings_one_enterprise ON bindings (person_id)
    WHERE level = 'enterprise' AND declined_at IS NULL AND ended_at IS NULL;
