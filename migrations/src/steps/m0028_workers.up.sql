-- A card belongs to a person on one project: where the wages of one site go is not changed on another. Cards that stand
-- already belong to the project on which their person was registered last.
ALTER TABLE wage_cards ADD COLUMN project_id {uuid};
UPDATE wage_cards SET project_id = (SELECT r.project_id FROM registrations r WHERE r.person_id = wage_cards.person_id ORDER BY r.id DESC LIMIT 1);
DROP INDEX wage_cards_once;
CREATE UNIQUE INDEX wage_cards_once ON wage_cards (person_id, project_id, since_on) WHERE withdrawn_at IS NULL;
CREATE INDEX wage_cards_project ON wage_cards (project_id, person_id);

-- What stood as the phone of somebody without an account before another one was written down, and that other one.
CREATE TABLE person_phone_changes (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    old_phone_sealed {bytes} NOT NULL,
    new_phone_sealed {bytes} NOT NULL,
    -- on whose records the new one was told
    project_id {uuid} NOT NULL REFERENCES projects (id),
    changed_by {uuid} REFERENCES accounts (id),
    changed_at BIGINT NOT NULL,
    batch_id {uuid}
);
CREATE INDEX person_phone_changes_person ON person_phone_changes (person_id);

-- By what a worker is found in an area: the letters as before, once for each area in which the person was ever registered, and
-- the name itself. An area's people whose names begin alike stand side by side, whatever else the city holds; what may be
-- seen of them is asked of their registrations.
DROP INDEX worker_names_person;
ALTER TABLE worker_names RENAME TO worker_names_before;
CREATE TABLE worker_names (
    area TEXT NOT NULL,
    letters TEXT NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    PRIMARY KEY (area, letters, person_id)
) {clustered};
INSERT INTO worker_names (area, letters, person_id, name)
    SELECT DISTINCT s.area, n.letters, n.person_id, p.name FROM worker_names_before n
    JOIN people p ON p.id = n.person_id JOIN registrations r ON r.person_id = n.person_id JOIN projects s ON s.id = r.project_id;
DROP TABLE worker_names_before;
CREATE INDEX worker_names_person ON worker_names (person_id);

-- A file about somebody on the site is shown to whoever sees the people of the site, and not to everybody who sees the
-- project.
ALTER TABLE project_documents ADD COLUMN about TEXT NOT NULL DEFAULT 'project' CHECK (about IN ('project', 'people'));

-- A sheet of workers waits here, sealed, between the look and the taking; its id is the batch of what it brings.
CREATE TABLE worker_sheets (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    file_name TEXT NOT NULL,
    -- gone some days later
    content_sealed {bytes},
    brought_by {uuid} REFERENCES accounts (id),
    brought_at BIGINT NOT NULL,
    taken_at BIGINT,
    registered INTEGER
);
CREATE INDEX worker_sheets_project ON worker_sheets (project_id, brought_at);
CREATE INDEX worker_sheets_kept ON worker_sheets (brought_at) WHERE content_sealed IS NOT NULL;
