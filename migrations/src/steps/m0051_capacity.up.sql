-- The people under an officer of several projects have reached the limit (R-111): by when it is to be put right. The binding
-- stays as it is.
CREATE TABLE capacity_tasks (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    people BIGINT NOT NULL,
    people_limit BIGINT NOT NULL,
    -- project by project when it was opened: a JSON object
    counts TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    is_provisional INTEGER NOT NULL CHECK (is_provisional IN (0, 1)),
    rule_pack TEXT NOT NULL,
    closed_at BIGINT,
    closed_as TEXT CHECK (closed_as IN ('fallen', 'unbound')),
    CHECK ((closed_at IS NULL) = (closed_as IS NULL))
);
CREATE UNIQUE INDEX capacity_tasks_open ON capacity_tasks (person_id) WHERE closed_at IS NULL;
CREATE INDEX capacity_tasks_person ON capacity_tasks (person_id, opened_at);
CREATE INDEX capacity_tasks_due ON capacity_tasks (due_on, id) WHERE closed_at IS NULL;

-- D-01: where no rule allows several projects, the county is asked about the further one. A refusal declines the binding, too.
CREATE TABLE capacity_consents (
    binding_id {uuid} PRIMARY KEY REFERENCES bindings (id),
    asked_at BIGINT NOT NULL,
    verdict TEXT CHECK (verdict IN ('granted', 'refused')),
    reason TEXT,
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    CHECK ((verdict IS NULL) = (reason IS NULL)),
    CHECK ((verdict IS NULL) = (decided_at IS NULL)),
    CHECK ((verdict IS NULL) = (decided_by IS NULL))
);
CREATE INDEX capacity_consents_waiting ON capacity_consents (asked_at) WHERE verdict IS NULL;

-- 催办 (R-108): which office urged which contractor about which project, and who there received it.
CREATE TABLE filing_reminders (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    office_id {uuid} NOT NULL REFERENCES offices (id),
    cause TEXT NOT NULL CHECK (cause IN ('without_officer', 'change_unfiled')),
    words TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    sent_by {uuid} NOT NULL REFERENCES accounts (id),
    sent_at BIGINT NOT NULL,
    read_by {uuid} REFERENCES accounts (id),
    read_at BIGINT,
    CHECK ((read_at IS NULL) = (read_by IS NULL))
);
-- an office urges once a day
CREATE UNIQUE INDEX filing_reminders_once ON filing_reminders (project_id, cause, office_id, sent_on);
CREATE INDEX filing_reminders_enterprise ON filing_reminders (enterprise_id, sent_at);
CREATE INDEX filing_reminders_sent ON filing_reminders (sent_at);
