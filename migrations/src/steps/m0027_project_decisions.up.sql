-- A merge of projects takes two people: who proposes it, and who says yes or no. Of older ones only the one who did it is known.
ALTER TABLE project_merges RENAME TO project_merges_by_one;
DROP INDEX project_merges_into;
CREATE TABLE project_merges (
    id {uuid} PRIMARY KEY,
    -- that which was a second record of the other
    project_id {uuid} NOT NULL REFERENCES projects (id),
    into_id {uuid} NOT NULL REFERENCES projects (id),
    reason TEXT NOT NULL,
    proposed_by {uuid} REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decision TEXT CHECK (decision IN ('confirmed', 'declined')),
    decision_reason TEXT,
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    CHECK (project_id <> into_id),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK (decision IS NULL OR decision <> 'confirmed' OR proposed_by IS NULL OR decided_by <> proposed_by)
);
INSERT INTO project_merges (id, project_id, into_id, reason, proposed_at, decision, decided_by, decided_at)
    SELECT id, project_id, into_id, reason, merged_at, 'confirmed', merged_by, merged_at FROM project_merges_by_one;
DROP TABLE project_merges_by_one;
CREATE UNIQUE INDEX project_merges_once ON project_merges (project_id) WHERE decision IS NULL OR decision = 'confirmed';
CREATE INDEX project_merges_into ON project_merges (into_id);
CREATE INDEX project_merges_waiting ON project_merges (id) WHERE decision IS NULL;

-- What waits for an office is found without reading what does not.
CREATE INDEX project_statuses_waiting ON project_statuses (filed_at, id) WHERE approved_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX project_milestones_waiting ON project_milestones (recorded_at, id)
    WHERE confirmed_at IS NULL AND withdrawn_at IS NULL;

-- How much of Article 7 is on record, as of the last time somebody counted: lists of thousands of projects ask for it.
CREATE TABLE project_completeness (
    project_id {uuid} PRIMARY KEY REFERENCES projects (id),
    -- hundredths of a percent; nothing where there is nothing to fill
    project INTEGER,
    personnel INTEGER,
    employment INTEGER,
    integrity INTEGER,
    -- the whole of it
    share INTEGER NOT NULL CHECK (share BETWEEN 0 AND 10000),
    counted_at BIGINT NOT NULL
);
CREATE INDEX project_completeness_share ON project_completeness (share, project_id);
CREATE INDEX project_completeness_counted ON project_completeness (counted_at);
