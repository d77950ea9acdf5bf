-- Who passed when, what follows for each day, and what belongs to nobody yet. Thousands of rows come in one batch, so the
-- tables of this step name projects, people and registrations without REFERENCES: a look-up per row and table would cost
-- more than the row. The use case has read all of them in the same transaction.

-- Raw rows as they came. The key is made of what the row says (`attendance::naming`): the sender's own number, else project,
-- document, instant and direction. So a row that comes again meets its own key, and no second index is kept for that. The
-- first bits are the project's and the next ones the instant: a batch lands on a few pages, beside the rows of the hour
-- before. `at` is part of the key only because PostgreSQL parts the table by it. `who` is the first half of the keyed hash
-- of the document. Nobody looks for a person's rows here: presses in force stand in `attendance_days`.
CREATE TABLE attendance_events (
    id {uuid} NOT NULL,
    at BIGINT NOT NULL,
    project_id {uuid} NOT NULL,
    who {uuid} NOT NULL,
    team_id {uuid},
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'unknown')),
    method TEXT NOT NULL CHECK (method IN ('face', 'iris', 'fingerprint', 'palm', 'identity_card', 'name_card', 'clearance',
        'opened_gate', 'emergency_exit', 'qr_code', 'other')),
    device TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('device', 'manual')),
    photo TEXT,
    purpose TEXT NOT NULL CHECK (purpose IN ('record', 'correct', 'withdraw')),
    -- the row that a correction or a withdrawal is about
    about {uuid},
    stated_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    is_late INTEGER NOT NULL CHECK (is_late IN (0, 1)),
    external_id TEXT,
    recorded_by {uuid},
    approved_by {uuid},
    approved_at BIGINT,
    batch_id {uuid},
    -- taken out of force with the import that brought it; the same row sent again counts again
    undone_at BIGINT,
    CHECK ((purpose = 'record') = (about IS NULL)),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    PRIMARY KEY (id, at)
) {by_month};
-- a few rows of a million
CREATE INDEX attendance_events_about ON attendance_events (about) WHERE about IS NOT NULL;
CREATE INDEX attendance_events_manual ON attendance_events (project_id, at) WHERE origin = 'manual';
-- what belongs to no month that was made ahead
{postgres} CREATE TABLE attendance_events_rest PARTITION OF attendance_events DEFAULT;

-- Where the rows of a batch lie: one row per project instead of an index with one per event.
CREATE TABLE attendance_arrivals (
    batch_id {uuid} NOT NULL,
    project_id {uuid} NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (batch_id, project_id)
) {clustered};

-- One person's day on one project. `presses` are those of the day that are in force, from which the days around are written
-- anew; `detail` is the day as the rules pair it. The key keeps a project's day on one page and its month side by side.
CREATE TABLE attendance_days (
    project_id {uuid} NOT NULL,
    day TEXT NOT NULL,
    person_id {uuid} NOT NULL,
    -- of the press that the day begins with
    registration_id {uuid} NOT NULL,
    team_id {uuid},
    unit_id {uuid} NOT NULL,
    -- the first and the last press by the clock; none when all of them were taken back
    first_at BIGINT,
    last_at BIGINT,
    is_attended INTEGER NOT NULL CHECK (is_attended IN (0, 1)),
    minutes INTEGER NOT NULL,
    presses TEXT NOT NULL,
    detail TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, day, person_id)
) {clustered};

-- When a project and when a worker was last heard of. The project's row is also the one that writers of its days take first.
CREATE TABLE attendance_seen (
    project_id {uuid} PRIMARY KEY REFERENCES projects (id),
    first_at BIGINT,
    last_at BIGINT,
    last_received_at BIGINT
);
CREATE TABLE attendance_seen_workers (
    project_id {uuid} NOT NULL,
    registration_id {uuid} NOT NULL,
    first_at BIGINT,
    last_at BIGINT,
    last_received_at BIGINT,
    PRIMARY KEY (project_id, registration_id)
) {clustered};

-- Rows in force that belong to no registered worker (R-033), with what stands on the document as far as it was sent.
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
    settled_as TEXT CHECK (settled_as IN ('matched', 'taken_back')),
    batch_id {uuid},
    CHECK ((settled_at IS NULL) = (settled_as IS NULL))
);
CREATE INDEX attendance_unmatched_project ON attendance_unmatched (project_id, at) WHERE settled_at IS NULL;
CREATE INDEX attendance_unmatched_who ON attendance_unmatched (who, project_id) WHERE settled_at IS NULL;

-- Days to look at again for anomalies: written since the last look.
CREATE TABLE attendance_unjudged (
    project_id {uuid} NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (project_id, day)
);

-- What is told to the worker and the team leader (R-034). `at` is the press or the stay's begin, for an absence midnight.
CREATE TABLE attendance_anomalies (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    day TEXT NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id),
    registration_id {uuid} NOT NULL REFERENCES registrations (id),
    team_id {uuid},
    anomaly TEXT NOT NULL CHECK (anomaly IN ('absent_while_rostered', 'entry_without_exit', 'exit_without_entry',
        'duplicate_identity', 'impossible_interval')),
    at BIGINT NOT NULL,
    -- who led the team then; none for managers and teams without
    leader_id {uuid} REFERENCES people (id),
    found_at BIGINT NOT NULL,
    worker_read_at BIGINT,
    leader_read_at BIGINT,
    -- no longer true: a late row, a correction or a registration explains it
    settled_at BIGINT
);
CREATE UNIQUE INDEX attendance_anomalies_once ON attendance_anomalies (project_id, day, person_id, anomaly, at)
    WHERE settled_at IS NULL;
CREATE INDEX attendance_anomalies_person ON attendance_anomalies (person_id, day);
CREATE INDEX attendance_anomalies_leader ON attendance_anomalies (leader_id, day) WHERE leader_id IS NOT NULL;

-- The report of a day to the project manager (R-035). A later one stands beside the earlier ones.
CREATE TABLE attendance_reports (
    project_id {uuid} NOT NULL REFERENCES projects (id),
    day TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    report TEXT NOT NULL,
    made_by {uuid} REFERENCES accounts (id),
    made_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, day, number)
);
