-- Who opened a scan about the people of a site, and why: as for full numbers.
CREATE TABLE document_views (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    hash TEXT NOT NULL REFERENCES blobs (hash),
    -- whom it shows, where the way to it named the person
    person_id {uuid} REFERENCES people (id),
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    reason TEXT NOT NULL,
    viewed_at BIGINT NOT NULL
);
CREATE INDEX document_views_person ON document_views (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX document_views_document ON document_views (hash, project_id);
