-- Who works on which site, in which team, under which contract and with which papers, and whom the gate turns away.
-- A worker is a person. `document_kind` is the code of the table of documents; a person without a phone has an empty index.
ALTER TABLE people ADD COLUMN document_kind TEXT NOT NULL DEFAULT '01';
CREATE INDEX people_phone ON people (phone_index);

-- What stands on the document and what the person can do. A correction is a further row; the one in force was not replaced.
CREATE TABLE person_particulars (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    ethnic_group TEXT NOT NULL,
    address_sealed {bytes} NOT NULL,
    document_issuer TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT,
    photo TEXT REFERENCES blobs (hash),
    household TEXT CHECK (household IN ('rural', 'urban')),
    education TEXT,
    -- titles, post certificates and skill levels, as a list
    qualifications TEXT NOT NULL,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaced_at BIGINT,
    batch_id {uuid}
);
CREATE UNIQUE INDEX person_particulars_once ON person_particulars (person_id) WHERE replaced_at IS NULL;
CREATE INDEX person_particulars_batch ON person_particulars (batch_id) WHERE batch_id IS NOT NULL;

-- By what a worker is found: the name in plain letters from each of its characters on, and its initials. Letters and digits
-- only, so that every collation of every database puts what begins alike next to each other.
CREATE TABLE worker_names (
    letters TEXT NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id),
    PRIMARY KEY (letters, person_id)
);
CREATE INDEX worker_names_person ON worker_names (person_id);

CREATE TABLE teams (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    unit_id {uuid} NOT NULL REFERENCES enterprises (id),
    name TEXT NOT NULL,
    entered_on TEXT,
    left_on TEXT,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    batch_id {uuid},
    CHECK (left_on IS NULL OR entered_on IS NULL OR left_on >= entered_on)
);
CREATE UNIQUE INDEX teams_once ON teams (project_id, unit_id, name);
CREATE INDEX teams_batch ON teams (batch_id) WHERE batch_id IS NOT NULL;

-- A person on a project with a unit. `entered_on` is the first entry, `left_on` the last exit while nobody is on site; the
-- entries and exits themselves are `registration_stays`. One is in force per person and project.
CREATE TABLE registrations (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    unit_id {uuid} NOT NULL REFERENCES enterprises (id),
    team_id {uuid} REFERENCES teams (id),
    role TEXT NOT NULL CHECK (role IN ('manager', 'worker')),
    trade TEXT NOT NULL,
    post TEXT NOT NULL,
    -- since when the person has been registered on the project; a change of team does not begin it anew
    registered_at BIGINT NOT NULL,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    -- the registration that a change of team ended on the day on which this one began
    continues {uuid} REFERENCES registrations (id),
    entered_on TEXT,
    left_on TEXT,
    -- taken back with the import that brought it, or as a mistake: it never counted
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (role = 'manager' OR team_id IS NOT NULL),
    CHECK (left_on IS NULL OR (entered_on IS NOT NULL AND left_on >= entered_on))
);
CREATE UNIQUE INDEX registrations_once ON registrations (person_id, project_id) WHERE left_on IS NULL AND withdrawn_at IS NULL;
CREATE INDEX registrations_person ON registrations (person_id);
CREATE INDEX registrations_project ON registrations (project_id, left_on);
CREATE INDEX registrations_unit ON registrations (unit_id);
CREATE INDEX registrations_team ON registrations (team_id);
CREATE INDEX registrations_batch ON registrations (batch_id) WHERE batch_id IS NOT NULL;

-- Entries and exits. What was wrong is withdrawn and stays readable.
CREATE TABLE registration_stays (
    id {uuid} PRIMARY KEY,
    registration_id {uuid} NOT NULL REFERENCES registrations (id),
    entered_on TEXT NOT NULL,
    left_on TEXT,
    entered_by {uuid} REFERENCES accounts (id),
    entered_at BIGINT NOT NULL,
    left_by {uuid} REFERENCES accounts (id),
    left_at BIGINT,
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    exit_batch_id {uuid},
    CHECK (left_on IS NULL OR left_on >= entered_on)
);
CREATE UNIQUE INDEX registration_stays_open ON registration_stays (registration_id) WHERE left_on IS NULL AND withdrawn_at IS NULL;
CREATE INDEX registration_stays_registration ON registration_stays (registration_id);
CREATE INDEX registration_stays_batch ON registration_stays (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX registration_stays_exit_batch ON registration_stays (exit_batch_id) WHERE exit_batch_id IS NOT NULL;

-- Who led a team from when until when; nobody leads it beside another.
CREATE TABLE team_leaders (
    id {uuid} PRIMARY KEY,
    team_id {uuid} NOT NULL REFERENCES teams (id),
    registration_id {uuid} NOT NULL REFERENCES registrations (id),
    from_on TEXT NOT NULL,
    until_on TEXT,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    batch_id {uuid}
);
CREATE UNIQUE INDEX team_leaders_once ON team_leaders (team_id) WHERE until_on IS NULL;
CREATE INDEX team_leaders_registration ON team_leaders (registration_id);
CREATE INDEX team_leaders_batch ON team_leaders (batch_id) WHERE batch_id IS NOT NULL;

-- Labour contracts and written agreements. A correction withdraws one and names it in the next.
CREATE TABLE contracts (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    employer_id {uuid} NOT NULL REFERENCES enterprises (id),
    kind TEXT NOT NULL CHECK (kind IN ('labour_contract', 'written_agreement')),
    term TEXT NOT NULL CHECK (term IN ('fixed_term', 'open_ended', 'until_work_done')),
    signed_on TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    pay_basis TEXT NOT NULL CHECK (pay_basis IN ('month', 'day', 'hour', 'piece')),
    rate_fen BIGINT NOT NULL CHECK (rate_fen > 0),
    measure TEXT,
    pay_day INTEGER CHECK (pay_day BETWEEN 1 AND 31),
    pay_month TEXT CHECK (pay_month IN ('same', 'next')),
    interval_months INTEGER CHECK (interval_months > 0),
    signed_copy TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    dissolved_on TEXT,
    dissolved_by {uuid} REFERENCES accounts (id),
    dissolved_at BIGINT,
    replaces {uuid} REFERENCES contracts (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK ((pay_day IS NULL) = (pay_month IS NULL)),
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE UNIQUE INDEX contracts_replaces ON contracts (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX contracts_project ON contracts (project_id, person_id);
CREATE INDEX contracts_person ON contracts (person_id);
CREATE INDEX contracts_batch ON contracts (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE worker_trainings (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL CHECK (kind IN ('safety_education', 'entry_education', 'exit_education', 'skill_training', 'safety_disclosure')),
    trained_on TEXT NOT NULL,
    duration_min INTEGER NOT NULL CHECK (duration_min BETWEEN 1 AND 1440),
    result TEXT NOT NULL CHECK (result IN ('passed', 'failed')),
    trainer TEXT,
    proof TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid}
);
CREATE UNIQUE INDEX worker_trainings_once ON worker_trainings (project_id, person_id, kind, trained_on) WHERE withdrawn_at IS NULL;
CREATE INDEX worker_trainings_person ON worker_trainings (person_id);
CREATE INDEX worker_trainings_batch ON worker_trainings (batch_id) WHERE batch_id IS NOT NULL;

-- The cards that wages went to, each since its day; the last one by a day is the one in use.
CREATE TABLE wage_cards (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    number_sealed {bytes} NOT NULL,
    number_index TEXT NOT NULL,
    bank TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    branch TEXT,
    link_number TEXT,
    holder TEXT NOT NULL,
    since_on TEXT NOT NULL,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid}
);
CREATE UNIQUE INDEX wage_cards_once ON wage_cards (person_id, since_on) WHERE withdrawn_at IS NULL;
CREATE INDEX wage_cards_number ON wage_cards (number_index);
CREATE INDEX wage_cards_batch ON wage_cards (batch_id) WHERE batch_id IS NOT NULL;

-- Whom the gate must not let in, decided by somebody for a time, beside those who lack their papers.
CREATE TABLE gate_denials (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    from_on TEXT NOT NULL,
    until_on TEXT,
    words TEXT NOT NULL,
    denied_by {uuid} REFERENCES accounts (id),
    denied_at BIGINT NOT NULL,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    ended_words TEXT,
    batch_id {uuid},
    CHECK (until_on IS NULL OR until_on >= from_on)
);
CREATE UNIQUE INDEX gate_denials_once ON gate_denials (project_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX gate_denials_person ON gate_denials (person_id);

-- Who was turned away. Of a stranger name and document as far as they were shown.
CREATE TABLE gate_refusals (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    person_id {uuid} REFERENCES people (id),
    stranger_name TEXT,
    document_sealed {bytes},
    document_index TEXT,
    turned_away_at BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('contract', 'skill_training', 'safety_disclosure', 'registration', 'other')),
    words TEXT,
    photo TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    batch_id {uuid},
    CHECK (person_id IS NULL OR (stranger_name IS NULL AND document_index IS NULL))
);
CREATE INDEX gate_refusals_project ON gate_refusals (project_id, turned_away_at);
CREATE INDEX gate_refusals_person ON gate_refusals (person_id);
CREATE INDEX gate_refusals_batch ON gate_refusals (batch_id) WHERE batch_id IS NOT NULL;

-- The general contractor urged a unit to sign with its people (R-030).
CREATE TABLE contract_reminders (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    unit_id {uuid} NOT NULL REFERENCES enterprises (id),
    workers INTEGER NOT NULL,
    covered INTEGER NOT NULL,
    as_of TEXT NOT NULL,
    words TEXT NOT NULL,
    reminded_by {uuid} REFERENCES accounts (id),
    reminded_at BIGINT NOT NULL
);
CREATE INDEX contract_reminders_project ON contract_reminders (project_id, unit_id);
