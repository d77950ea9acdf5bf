-- What no account stands behind has no place in the former tables: its questions are drawn again.
DROP INDEX fact_changes_fact;
ALTER TABLE fact_changes RENAME TO fact_changes_after;
CREATE TABLE fact_changes (
    id {uuid} PRIMARY KEY,
    fact_id TEXT NOT NULL REFERENCES facts (id),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'mark')),
    content TEXT NOT NULL,
    official_text TEXT NOT NULL,
    text_version TEXT NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    seconded_by {uuid} REFERENCES accounts (id),
    seconded_at BIGINT
);
INSERT INTO fact_changes (id, fact_id, kind, content, official_text, text_version, proposed_by, proposed_at, seconded_by, seconded_at)
    SELECT id, fact_id, kind, content, official_text, text_version, proposed_by, proposed_at, seconded_by, seconded_at FROM fact_changes_after WHERE proposed_by IS NOT NULL;
DROP TABLE fact_changes_after;
CREATE INDEX fact_changes_fact ON fact_changes (fact_id);
DROP INDEX question_flags_open;
ALTER TABLE question_flags RENAME TO question_flags_after;
CREATE TABLE question_flags (
    id {uuid} PRIMARY KEY,
    hash TEXT NOT NULL REFERENCES question_versions (hash),
    fact_id TEXT NOT NULL REFERENCES facts (id),
    reason TEXT NOT NULL,
    flagged_by {uuid} NOT NULL REFERENCES accounts (id),
    flagged_at BIGINT NOT NULL,
    cleared_by {uuid} REFERENCES accounts (id),
    cleared_at BIGINT,
    law_version TEXT NOT NULL
);
INSERT INTO question_flags (id, hash, fact_id, reason, flagged_by, flagged_at, cleared_by, cleared_at, law_version)
    SELECT id, hash, fact_id, reason, flagged_by, flagged_at, cleared_by, cleared_at, law_version FROM question_flags_after WHERE flagged_by IS NOT NULL;
DROP TABLE question_flags_after;
CREATE UNIQUE INDEX question_flags_open ON question_flags (hash, fact_id) WHERE cleared_at IS NULL;
