-- What becomes of a result that is doubted: complaints step by step, corrections by two people, and every earlier result.
-- `slot` 0 is the score as a whole; of one thing there is one complaint.
CREATE TABLE complaints (
    id {uuid} PRIMARY KEY,
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    slot INTEGER NOT NULL CHECK (slot >= 0),
    rule_pack TEXT NOT NULL,
    filed_at BIGINT NOT NULL,
    UNIQUE (attempt_id, slot)
);
CREATE INDEX complaints_exam ON complaints (exam_id);
CREATE INDEX complaints_person ON complaints (person_id);

-- Each step once, none taken back. `due_day` is the last day for what comes next; provisional where no calendar is published.
CREATE TABLE complaint_steps (
    id {uuid} PRIMARY KEY,
    complaint_id {uuid} NOT NULL REFERENCES complaints (id),
    step TEXT NOT NULL CHECK (step IN ('filed', 'answered', 'review_asked', 'reviewed')),
    verdict TEXT CHECK (verdict IN ('upheld', 'rejected')),
    words TEXT NOT NULL,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    due_day TEXT,
    due_provisional INTEGER NOT NULL DEFAULT 0 CHECK (due_provisional IN (0, 1)),
    UNIQUE (complaint_id, step),
    CHECK ((verdict IS NULL) = (step IN ('filed', 'review_asked')))
);

-- `corrections` is everything in force once it is confirmed; `effects` the list that is confirmed, by its hash.
CREATE TABLE regrades (
    id {uuid} PRIMARY KEY,
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    ordinal INTEGER NOT NULL,
    complaint_id {uuid} REFERENCES complaints (id),
    corrections TEXT NOT NULL,
    effects TEXT NOT NULL,
    effects_hash TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    -- when the list was worked out anew because it had changed
    renewed_at BIGINT,
    decision TEXT CHECK (decision IN ('confirmed', 'declined')),
    decision_reason TEXT,
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    UNIQUE (exam_id, ordinal),
    CHECK (decided_by IS NULL OR decided_by <> proposed_by OR decision = 'declined')
);
CREATE UNIQUE INDEX regrades_open ON regrades (exam_id) WHERE decided_at IS NULL;

-- The result that an attempt had before it was regraded, whole.
CREATE TABLE regraded_results (
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    regrade_id {uuid} NOT NULL REFERENCES regrades (id),
    result TEXT NOT NULL,
    regraded_at BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, regrade_id)
);
CREATE INDEX regraded_results_regrade ON regraded_results (regrade_id);
