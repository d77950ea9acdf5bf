DROP INDEX attendance_anomalies_project;
DROP TABLE attendance_explanations;
ALTER TABLE attendance_unjudged DROP COLUMN judged_on;
DROP TABLE attendance_by_hand;
DROP TABLE attendance_closed_months;
DROP TABLE attendance_rematches;
ALTER TABLE attendance_unmatched RENAME TO attendance_unmatched_after;
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
INSERT INTO attendance_unmatched (id, project_id, who, at, day, direction, team_id, reason, document_sealed, listed_at,
    settled_at, settled_as, batch_id)
    SELECT id, project_id, who, at, day, direction, team_id, reason, document_sealed, listed_at, settled_at,
    CASE WHEN settled_as = 'refused' THEN 'taken_back' ELSE settled_as END, batch_id
    FROM attendance_unmatched_after;
DROP TABLE attendance_unmatched_after;
CREATE INDEX attendance_unmatched_project ON attendance_unmatched (project_id, at) WHERE settled_at IS NULL;
CREATE INDEX attendance_unmatched_who ON attendance_unmatched (who, project_id) WHERE settled_at IS NULL;
