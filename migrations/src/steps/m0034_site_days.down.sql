DROP INDEX project_tasks_once;
UPDATE project_tasks SET withdrawn_at = recorded_at WHERE ended_on IS NOT NULL AND withdrawn_at IS NULL;
ALTER TABLE project_tasks DROP COLUMN ended_on;
CREATE UNIQUE INDEX project_tasks_once ON project_tasks (project_id, task) WHERE withdrawn_at IS NULL;
DROP TABLE attendance_unreported;
DELETE FROM attendance_explanations
    WHERE anomaly_id IN (SELECT id FROM attendance_anomalies WHERE anomaly = 'entered_without_contract');
DELETE FROM attendance_anomalies WHERE anomaly = 'entered_without_contract';
ALTER TABLE attendance_explanations RENAME TO attendance_explanations_after;
ALTER TABLE attendance_anomalies RENAME TO attendance_anomalies_after;
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
    leader_id {uuid} REFERENCES people (id),
    found_at BIGINT NOT NULL,
    worker_read_at BIGINT,
    leader_read_at BIGINT,
    settled_at BIGINT
);
INSERT INTO attendance_anomalies (id, project_id, day, person_id, registration_id, team_id, anomaly, at, leader_id,
    found_at, worker_read_at, leader_read_at, settled_at)
    SELECT id, project_id, day, person_id, registration_id, team_id, anomaly, at, leader_id, found_at, worker_read_at,
    leader_read_at, settled_at FROM attendance_anomalies_after;
CREATE TABLE attendance_explanations (
    id {uuid} PRIMARY KEY,
    anomaly_id {uuid} NOT NULL REFERENCES attendance_anomalies (id),
    words TEXT NOT NULL,
    explained_by {uuid} NOT NULL REFERENCES accounts (id),
    explained_at BIGINT NOT NULL
);
INSERT INTO attendance_explanations (id, anomaly_id, words, explained_by, explained_at)
    SELECT id, anomaly_id, words, explained_by, explained_at FROM attendance_explanations_after;
DROP TABLE attendance_explanations_after;
DROP TABLE attendance_anomalies_after;
CREATE UNIQUE INDEX attendance_anomalies_once ON attendance_anomalies (project_id, day, person_id, anomaly, at)
    WHERE settled_at IS NULL;
CREATE INDEX attendance_anomalies_person ON attendance_anomalies (person_id, day);
CREATE INDEX attendance_anomalies_leader ON attendance_anomalies (leader_id, day) WHERE leader_id IS NOT NULL;
CREATE INDEX attendance_anomalies_project ON attendance_anomalies (project_id, day);
CREATE INDEX attendance_explanations_anomaly ON attendance_explanations (anomaly_id);
