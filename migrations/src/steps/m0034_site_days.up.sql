-- Attendance on a day that no contract covers is told like what else is unusual about a day (R-027).
ALTER TABLE attendance_explanations RENAME TO attendance_explanations_before;
ALTER TABLE attendance_anomalies RENAME TO attendance_anomalies_before;
CREATE TABLE attendance_anomalies (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    day TEXT NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id),
    registration_id {uuid} NOT NULL REFERENCES registrations (id),
    team_id {uuid},
    anomaly TEXT NOT NULL CHECK (anomaly IN ('absent_while_rostered', 'entry_without_exit', 'exit_without_entry',
        'duplicate_identity', 'impossible_interval', 'entered_without_contract')),
    at BIGINT NOT NULL,
    -- who led the team then; none for managers and teams without
    leader_id {uuid} REFERENCES people (id),
    found_at BIGINT NOT NULL,
    worker_read_at BIGINT,
    leader_read_at BIGINT,
    -- no longer true: a late row, a correction, a registration, a contract or an approved period explains it
    settled_at BIGINT
);
INSERT INTO attendance_anomalies (id, project_id, day, person_id, registration_id, team_id, anomaly, at, leader_id,
    found_at, worker_read_at, leader_read_at, settled_at)
    SELECT id, project_id, day, person_id, registration_id, team_id, anomaly, at, leader_id, found_at, worker_read_at,
    leader_read_at, settled_at FROM attendance_anomalies_before;
CREATE TABLE attendance_explanations (
    id {uuid} PRIMARY KEY,
    anomaly_id {uuid} NOT NULL REFERENCES attendance_anomalies (id),
    words TEXT NOT NULL,
    explained_by {uuid} NOT NULL REFERENCES accounts (id),
    explained_at BIGINT NOT NULL
);
INSERT INTO attendance_explanations (id, anomaly_id, words, explained_by, explained_at)
    SELECT id, anomaly_id, words, explained_by, explained_at FROM attendance_explanations_before;
DROP TABLE attendance_explanations_before;
DROP TABLE attendance_anomalies_before;
CREATE UNIQUE INDEX attendance_anomalies_once ON attendance_anomalies (project_id, day, person_id, anomaly, at)
    WHERE settled_at IS NULL;
CREATE INDEX attendance_anomalies_person ON attendance_anomalies (person_id, day);
CREATE INDEX attendance_anomalies_leader ON attendance_anomalies (leader_id, day) WHERE leader_id IS NOT NULL;
CREATE INDEX attendance_anomalies_project ON attendance_anomalies (project_id, day);
CREATE INDEX attendance_explanations_anomaly ON attendance_explanations (anomaly_id);

-- Days that were looked at and have no report yet (R-035): a job makes it.
CREATE TABLE attendance_unreported (
    project_id {uuid} NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (project_id, day)
) {clustered};

-- The last day on which what was installed stood there; then it may be installed anew.
ALTER TABLE project_tasks ADD COLUMN ended_on TEXT CHECK (ended_on IS NULL OR task = 'device_installation');
DROP INDEX project_tasks_once;
CREATE UNIQUE INDEX project_tasks_once ON project_tasks (project_id, task) WHERE withdrawn_at IS NULL AND ended_on IS NULL;
