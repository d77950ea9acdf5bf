-- A row of nobody may be refused by the site, and what is settled keeps no number of a document.
ALTER TABLE attendance_unmatched RENAME TO attendance_unmatched_before;
CREATE TABLE attendance_unmatched (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL,
    who {uuid} NOT NULL,
    at BIGINT NOT NULL,
    day TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'unknown')),
    team_id {uuid},
    reason TEXT NOT NULL CHECK (reason IN ('unknown_worker', 'foreign_project', 'not_entered_yet', 'already_left')),
    document_sealed {bytes},
    listed_at BIGINT NOT NULL,
    settled_at BIGINT,
    settled_as TEXT CHECK (settled_as IN ('matched', 'taken_back', 'refused')),
    settled_by {uuid} REFERENCES accounts (id),
    settled_reason TEXT,
    batch_id {uuid},
    CHECK ((settled_at IS NULL) = (settled_as IS NULL)),
    CHECK (settled_at IS NULL OR document_sealed IS NULL),
    CHECK ((settled_by IS NULL) = (settled_reason IS NULL))
);
INSERT INTO attendance_unmatched (id, project_id, who, at, day, direction, team_id, reason, document_sealed, listed_at,
    settled_at, settled_as, batch_id)
    SELECT id, project_id, who, at, day, direction, team_id, reason,
    CASE WHEN settled_at IS NULL THEN document_sealed END, listed_at, settled_at, settled_as, batch_id
    FROM attendance_unmatched_before;
DROP TABLE attendance_unmatched_before;
CREATE INDEX attendance_unmatched_project ON attendance_unmatched (project_id, at) WHERE settled_at IS NULL;
CREATE INDEX attendance_unmatched_who ON attendance_unmatched (who, project_id) WHERE settled_at IS NULL;

-- Whose presses are to be matched again, since a registration came, went or changed: written with it, worked off by a job.
CREATE TABLE attendance_rematches (
    person_id {uuid} NOT NULL REFERENCES people (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    -- the earliest day on which the registration differs
    from_day TEXT NOT NULL,
    -- counts up when it is set anew: what is set while the work is done stays
    mark BIGINT NOT NULL,
    PRIMARY KEY (person_id, project_id)
) {clustered};

-- Months whose raw rows have left the table. Nothing of them is taken any more, so that a row that comes again counts once.
CREATE TABLE attendance_closed_months (
    month TEXT PRIMARY KEY,
    part TEXT NOT NULL,
    closed_at BIGINT NOT NULL
);

-- What somebody of the project wrote down, why, and what somebody else said to it. The row itself stands in
-- `attendance_events` and counts once it is approved.
CREATE TABLE attendance_by_hand (
    event_id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    at BIGINT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    purpose TEXT NOT NULL CHECK (purpose IN ('record', 'correct', 'withdraw')),
    -- the row that is corrected or taken back
    about {uuid},
    reason TEXT NOT NULL,
    written_by {uuid} NOT NULL REFERENCES accounts (id),
    written_at BIGINT NOT NULL,
    decided_as TEXT CHECK (decided_as IN ('approved', 'refused')),
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    decided_reason TEXT,
    CHECK ((purpose = 'record') = (about IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_as IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CHECK (decided_by IS NULL OR decided_by <> written_by)
);
CREATE INDEX attendance_by_hand_waiting ON attendance_by_hand (project_id, written_at) WHERE decided_at IS NULL;
CREATE INDEX attendance_by_hand_person ON attendance_by_hand (project_id, person_id, at);

-- A day is looked at on the morning after it, and once more when no shift can reach it any more.
ALTER TABLE attendance_unjudged ADD COLUMN judged_on TEXT;

-- What the project says to an anomaly (R-034). A later word stands beside the earlier ones.
CREATE TABLE attendance_explanations (
    id {uuid} PRIMARY KEY,
    anomaly_id {uuid} NOT NULL REFERENCES attendance_anomalies (id),
    words TEXT NOT NULL,
    explained_by {uuid} NOT NULL REFERENCES accounts (id),
    explained_at BIGINT NOT NULL
);
CREATE INDEX attendance_explanations_anomaly ON attendance_explanations (anomaly_id);
CREATE INDEX attendance_anomalies_project ON attendance_anomalies (project_id, day);
