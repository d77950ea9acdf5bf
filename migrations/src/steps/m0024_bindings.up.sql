-- Which officer is bound to which enterprise or project: asked for, confirmed or declined, and ended, each by whom and when.
-- A row is never taken back: who answered for a project on a day stays readable.
CREATE TABLE bindings (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    certificate_id {uuid} NOT NULL REFERENCES certificates (id),
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    project_id {uuid} REFERENCES projects (id),
    level TEXT NOT NULL CHECK (level IN ('enterprise', 'project')),
    employment TEXT NOT NULL CHECK (employment IN ('full_time', 'part_time')),
    duty TEXT CHECK (duty IN ('responsible', 'assistant')),
    joined_on TEXT NOT NULL,
    asked_by {uuid} REFERENCES accounts (id),
    asked_at BIGINT NOT NULL,
    -- nobody where no confirmation is asked for
    confirmed_by {uuid} REFERENCES accounts (id),
    -- from this moment on the officer answers
    confirmed_at BIGINT,
    declined_by {uuid} REFERENCES accounts (id),
    declined_at BIGINT,
    declined_reason TEXT,
    -- an end before the confirmation is a withdrawal
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    ended_reason TEXT,
    CHECK ((level = 'project') = (project_id IS NOT NULL)),
    CHECK ((level = 'project') = (duty IS NOT NULL)),
    -- R-008: the enterprise's officer does nothing else
    CHECK (level = 'project' OR employment = 'full_time'),
    CHECK ((declined_at IS NULL) = (declined_reason IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL)),
    CHECK (declined_at IS NULL OR (confirmed_at IS NULL AND ended_at IS NULL)),
    CHECK (ended_at IS NULL OR confirmed_at IS NULL OR ended_at >= confirmed_at)
);
-- R-029: never two
CREATE UNIQUE INDEX bindings_responsible ON bindings (project_id)
    WHERE duty = 'responsible' AND confirmed_at IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX bindings_once ON bindings (person_id, project_id)
    WHERE project_id IS NOT NULL AND declined_at IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX bindings_one_enterprise ON bindings (person_id)
    WHERE level = 'enterprise' AND declined_at IS NULL AND ended_at IS NULL;
-- asked with every request of somebody who is signed in
CREATE INDEX bindings_in_force ON bindings (person_id) WHERE confirmed_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX bindings_person ON bindings (person_id, asked_at);
CREATE INDEX bindings_project ON bindings (project_id, confirmed_at) WHERE project_id IS NOT NULL;
CREATE INDEX bindings_enterprise ON bindings (enterprise_id, asked_at);
CREATE INDEX bindings_waiting ON bindings (enterprise_id, asked_at)
    WHERE confirmed_at IS NULL AND declined_at IS NULL AND ended_at IS NULL;
CREATE INDEX bindings_certificate ON bindings (certificate_id);
