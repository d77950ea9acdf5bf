-- Exam rooms: pauses, notices to candidates, acts that take two people, the lockdown browser, alarms of the clock.
ALTER TABLE exams ADD COLUMN practice_exam {uuid};
-- settings of the lockdown browser and the Config Key that follows from them; frozen when the exam is published
ALTER TABLE exams ADD COLUMN lockdown TEXT;
ALTER TABLE exams ADD COLUMN config_key TEXT;

ALTER TABLE exam_roster ADD COLUMN without_lockdown INTEGER NOT NULL DEFAULT 0;

-- while set, no answer is taken and the clock stands
ALTER TABLE attempts ADD COLUMN paused_at BIGINT;
-- staff let the candidate go on; the clock runs again when the candidate is back
ALTER TABLE attempts ADD COLUMN resumed_at BIGINT;
-- the lockdown browser's proof failed: no answer is taken until a proctor unlocks; the clock runs
ALTER TABLE attempts ADD COLUMN locked_at BIGINT;
ALTER TABLE attempts ADD COLUMN seen_at BIGINT;
-- keyed hash of the network that the candidate was last seen in
ALTER TABLE attempts ADD COLUMN address TEXT;
ALTER TABLE attempts ADD COLUMN config_key TEXT;
-- the device (by its epoch) whose lockdown browser was proven by script instead of headers
ALTER TABLE attempts ADD COLUMN proven_epoch BIGINT;
ALTER TABLE attempts ADD COLUMN abandoned INTEGER NOT NULL DEFAULT 0;

CREATE TABLE attempt_pauses (
    id {uuid} PRIMARY KEY,
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    reason TEXT NOT NULL,
    paused_by {uuid} NOT NULL REFERENCES accounts (id),
    paused_at BIGINT NOT NULL,
    resumed_by {uuid} REFERENCES accounts (id),
    resumed_at BIGINT,
    -- when the clock ran again
    returned_at BIGINT
);
CREATE UNIQUE INDEX attempt_pauses_open ON attempt_pauses (attempt_id) WHERE returned_at IS NULL;

-- What candidates are told, and what was done for one attempt or, without one, for all that ran.
CREATE TABLE exam_notices (
    id {uuid} PRIMARY KEY,
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    attempt_id {uuid} REFERENCES attempts (id),
    kind TEXT NOT NULL CHECK (kind IN ('message', 'extra_time', 'unlock')),
    minutes INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    sent_by {uuid} NOT NULL REFERENCES accounts (id),
    sent_at BIGINT NOT NULL
);
CREATE INDEX exam_notices_exam ON exam_notices (exam_id, sent_at);

CREATE TABLE exam_proposals (
    id {uuid} PRIMARY KEY,
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    act TEXT NOT NULL CHECK (act IN ('void', 'reopen')),
    minutes INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decision TEXT CHECK (decision IN ('confirmed', 'declined')),
    decision_reason TEXT,
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    CHECK (decided_by IS NULL OR decided_by <> proposed_by OR decision = 'declined')
);
CREATE UNIQUE INDEX exam_proposals_open ON exam_proposals (attempt_id) WHERE decided_at IS NULL;
CREATE INDEX exam_proposals_exam ON exam_proposals (exam_id);

-- The result that an attempt had before it was reopened, whole.
CREATE TABLE superseded_results (
    id {uuid} PRIMARY KEY,
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    proposal_id {uuid} NOT NULL REFERENCES exam_proposals (id),
    result TEXT NOT NULL,
    superseded_at BIGINT NOT NULL
);
CREATE INDEX superseded_results_attempt ON superseded_results (attempt_id);

-- A certificate whose ground is in doubt: work for people, never a change by itself.
CREATE TABLE status_cases (
    id {uuid} PRIMARY KEY,
    certificate_id {uuid} NOT NULL REFERENCES certificates (id),
    attempt_id {uuid} REFERENCES attempts (id),
    ground TEXT NOT NULL,
    opened_by {uuid} REFERENCES accounts (id),
    opened_at BIGINT NOT NULL,
    closed_by {uuid} REFERENCES accounts (id),
    closed_at BIGINT,
    outcome TEXT
);
CREATE INDEX status_cases_certificate ON status_cases (certificate_id);
CREATE INDEX status_cases_open ON status_cases (opened_at) WHERE closed_at IS NULL;

CREATE TABLE clock_alarms (
    id {uuid} PRIMARY KEY,
    node TEXT NOT NULL,
    noticed_at BIGINT NOT NULL,
    -- how far the system's clock was ahead of (or, negative, behind) the steady count
    ahead_ms BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by {uuid} REFERENCES accounts (id),
    settled_how TEXT CHECK (settled_how IN ('adopted', 'went_back')),
    -- when the node took the system's clock over, as staff had decided
    followed_at BIGINT
);
CREATE UNIQUE INDEX clock_alarms_open ON clock_alarms (node) WHERE settled_at IS NULL;
