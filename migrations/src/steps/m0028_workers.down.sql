DROP TABLE worker_sheets;
ALTER TABLE project_documents DROP COLUMN about;
DROP INDEX worker_names_person;
ALTER TABLE worker_names RENAME TO worker_names_after;
CREATE TABLE worker_names (
    letters TEXT NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id),
    PRIMARY KEY (letters, person_id)
);
INSERT INTO worker_names (letters, person_id) SELECT DISTINCT letters, person_id FROM worker_names_after;
DROP TABLE worker_names_after;
CREATE INDEX worker_names_person ON worker_names (person_id);
DROP TABLE person_phone_changes;
DROP INDEX wage_cards_project;
DROP INDEX wage_cards_once;
CREATE UNIQUE INDEX wage_cards_once ON wage_cards (person_id, since_on) WHERE withdrawn_at IS NULL;
ALTER TABLE wage_cards DROP COLUMN project_id;
