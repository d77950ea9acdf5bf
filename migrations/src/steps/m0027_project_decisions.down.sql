DROP TABLE project_completeness;
DROP INDEX project_milestones_waiting;
DROP INDEX project_statuses_waiting;
ALTER TABLE project_merges RENAME TO project_merges_by_two;
DROP INDEX project_merges_waiting;
DROP INDEX project_merges_into;
DROP INDEX project_merges_once;
CREATE TABLE project_merges (
    id {uuid} PRIMARY KEY,
    -- that which was a second record of the other
    project_id {uuid} NOT NULL UNIQUE REFERENCES projects (id),
    into_id {uuid} NOT NULL REFERENCES projects (id),
    reason TEXT NOT NULL,
    merged_by {uuid} NOT NULL REFERENCES accounts (id),
    merged_at BIGINT NOT NULL,
    CHECK (project_id <> into_id)
);
INSERT INTO project_merges (id, project_id, into_id, reason, merged_by, merged_at)
    SELECT id, project_id, into_id, reason, decided_by, decided_at FROM project_merges_by_two WHERE decision = 'confirmed';
DROP TABLE project_merges_by_two;
CREATE INDEX project_merges_into ON project_merges (into_id);
