-- What is built where, by whom, since when, and what stands on record about it (甲文第七条, 项目信息 and 诚信信息). A correction
-- is a further row that names what it replaces; what was replaced or taken back is withdrawn and stays readable.
CREATE TABLE projects (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES areas (code),
    industry TEXT NOT NULL,
    street TEXT,
    address TEXT,
    longitude_nanodegrees BIGINT,
    latitude_nanodegrees BIGINT,
    works TEXT CHECK (works IN ('housing', 'municipal', 'electromechanical', 'railway', 'highway', 'port', 'water', 'power',
        'mining', 'smelting', 'petrochemical', 'telecommunication', 'other')),
    nature TEXT CHECK (nature IN ('new', 'rebuilt', 'extended', 'restored', 'moved', 'demolished', 'other')),
    size TEXT CHECK (size IN ('large', 'medium', 'small')),
    floor_area_dm2 BIGINT CHECK (floor_area_dm2 > 0),
    length_cm BIGINT CHECK (length_cm > 0),
    investment_fen BIGINT CHECK (investment_fen > 0),
    planned_start TEXT,
    planned_finish TEXT,
    -- the body that supervises it decides whether pack A governs it
    supervising_office {uuid} REFERENCES offices (id),
    permit_need TEXT NOT NULL CHECK (permit_need IN ('needed', 'not_needed')),
    -- counts the changes of this row, so that nobody overwrites what was not read
    revision INTEGER NOT NULL,
    registered_by {uuid} REFERENCES accounts (id),
    registered_at BIGINT NOT NULL,
    accepted_by {uuid} REFERENCES accounts (id),
    accepted_at BIGINT,
    merged_into {uuid} REFERENCES projects (id),
    batch_id {uuid},
    CHECK ((longitude_nanodegrees IS NULL) = (latitude_nanodegrees IS NULL)),
    CHECK (planned_finish IS NULL OR planned_start IS NULL OR planned_finish >= planned_start)
);
CREATE INDEX projects_area ON projects (area, industry, id);
CREATE INDEX projects_waiting ON projects (area, id) WHERE accepted_at IS NULL;
CREATE INDEX projects_batch ON projects (batch_id) WHERE batch_id IS NOT NULL;

-- One line per changed field of the row above.
CREATE TABLE project_changes (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    field TEXT NOT NULL,
    before TEXT,
    after TEXT,
    reason TEXT,
    changed_by {uuid} REFERENCES accounts (id),
    changed_at BIGINT NOT NULL,
    batch_id {uuid}
);
CREATE INDEX project_changes_project ON project_changes (project_id, id);
CREATE INDEX project_changes_batch ON project_changes (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE project_merges (
    id {uuid} PRIMARY KEY,
    -- that which was a second record of the other
    project_id {uuid} NOT NULL UNIQUE REFERENCES projects (id),
    into_id {uuid} NOT NULL REFERENCES projects (id),
    reason TEXT NOT NULL,
    merged_by {uuid} NOT NULL REFERENCES accounts (id),
    merged_at BIGINT NOT NULL,
    CHECK (project_id <> into_id)
);
CREATE INDEX project_merges_into ON project_merges (into_id);

-- Under which name other systems know it. A code means one project.
CREATE TABLE project_codes (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    scheme TEXT NOT NULL,
    code TEXT NOT NULL,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    -- the row that a merge moved here
    replaces {uuid} REFERENCES project_codes (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid}
);
CREATE UNIQUE INDEX project_codes_once ON project_codes (code, scheme) WHERE withdrawn_at IS NULL;
CREATE INDEX project_codes_project ON project_codes (project_id);
CREATE INDEX project_codes_batch ON project_codes (batch_id) WHERE batch_id IS NOT NULL;

-- What was brought as evidence for this project. No row names a file that was not.
CREATE TABLE project_documents (
    project_id {uuid} NOT NULL REFERENCES projects (id),
    hash TEXT NOT NULL REFERENCES blobs (hash),
    name TEXT NOT NULL,
    brought_by {uuid} NOT NULL REFERENCES accounts (id),
    brought_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, hash)
);

CREATE TABLE project_parties (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    role TEXT NOT NULL CHECK (role IN ('general_contractor', 'specialist_subcontractor', 'labour_subcontractor',
        'equipment_subcontractor', 'material_subcontractor', 'logistics', 'special_equipment', 'owner', 'supervisor',
        'survey', 'design', 'other')),
    entered_on TEXT NOT NULL,
    left_on TEXT,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES project_parties (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (left_on IS NULL OR left_on >= entered_on)
);
CREATE UNIQUE INDEX project_parties_once ON project_parties (project_id, enterprise_id, role, entered_on)
    WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_parties_contractor ON project_parties (project_id)
    WHERE role = 'general_contractor' AND left_on IS NULL AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_parties_replaces ON project_parties (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX project_parties_project ON project_parties (project_id);
CREATE INDEX project_parties_enterprise ON project_parties (enterprise_id, project_id);
CREATE INDEX project_parties_batch ON project_parties (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE project_managers (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    -- the labour-wage officer comes from a binding and never stands here
    post TEXT NOT NULL CHECK (post IN ('project_manager', 'technical_lead', 'quality_lead', 'safety_lead', 'labour_lead',
        'owner_lead', 'chief_supervisor', 'other')),
    first_day TEXT NOT NULL,
    last_day TEXT,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES project_managers (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (last_day IS NULL OR last_day >= first_day)
);
CREATE UNIQUE INDEX project_managers_once ON project_managers (project_id, person_id, enterprise_id, post, first_day)
    WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_managers_single ON project_managers (project_id, enterprise_id, post)
    WHERE post IN ('project_manager', 'owner_lead', 'chief_supervisor') AND last_day IS NULL AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_managers_replaces ON project_managers (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX project_managers_project ON project_managers (project_id);
CREATE INDEX project_managers_person ON project_managers (person_id);
CREATE INDEX project_managers_batch ON project_managers (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE project_permits (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    number TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    -- what the permit calls the works: the stage
    works TEXT NOT NULL,
    document TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES project_permits (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid}
);
CREATE UNIQUE INDEX project_permits_once ON project_permits (project_id, number) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_permits_replaces ON project_permits (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX project_permits_batch ON project_permits (batch_id) WHERE batch_id IS NOT NULL;

-- What has happened; what was planned stands with the project. An office confirms the day that the rules count from.
CREATE TABLE project_milestones (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    milestone TEXT NOT NULL CHECK (milestone IN ('actual_start', 'completion_acceptance', 'settlement')),
    happened_on TEXT NOT NULL,
    document TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    confirmed_by {uuid} REFERENCES accounts (id),
    confirmed_at BIGINT,
    -- the confirmed day that this one takes the place of, once it is confirmed itself
    replaces {uuid} REFERENCES project_milestones (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL))
);
CREATE UNIQUE INDEX project_milestones_confirmed ON project_milestones (project_id, milestone)
    WHERE withdrawn_at IS NULL AND confirmed_at IS NOT NULL;
CREATE UNIQUE INDEX project_milestones_stated ON project_milestones (project_id, milestone)
    WHERE withdrawn_at IS NULL AND confirmed_at IS NULL;
CREATE INDEX project_milestones_batch ON project_milestones (batch_id) WHERE batch_id IS NOT NULL;

-- Shutdowns (停工): filed by the site, approved by the county. A later filing may name another end of an approved one; once
-- it is approved itself, the former is withdrawn.
CREATE TABLE project_shutdowns (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    first_day TEXT NOT NULL,
    last_day TEXT,
    reason TEXT NOT NULL,
    statement TEXT NOT NULL,
    document TEXT REFERENCES blobs (hash),
    timeliness TEXT NOT NULL CHECK (timeliness IN ('ahead', 'same_day', 'afterwards', 'past_report_limit')),
    -- one call for many projects
    together {uuid},
    filed_by {uuid} NOT NULL REFERENCES accounts (id),
    filed_at BIGINT NOT NULL,
    verdict TEXT CHECK (verdict IN ('approved', 'refused', 'withdrawn')),
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    decided_note TEXT,
    replaces {uuid} REFERENCES project_shutdowns (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (last_day IS NULL OR last_day >= first_day),
    CHECK ((verdict IS NULL) = (decided_at IS NULL)),
    -- separation of duty 7
    CHECK (verdict IS NULL OR verdict = 'withdrawn' OR decided_by <> filed_by)
);
CREATE UNIQUE INDEX project_shutdowns_open ON project_shutdowns (project_id, first_day) WHERE verdict IS NULL;
CREATE UNIQUE INDEX project_shutdowns_in_force ON project_shutdowns (project_id, first_day)
    WHERE verdict = 'approved' AND withdrawn_at IS NULL;
CREATE INDEX project_shutdowns_project ON project_shutdowns (project_id, id);
CREATE INDEX project_shutdowns_waiting ON project_shutdowns (id) WHERE verdict IS NULL;

-- Outages of the attendance devices, and special circumstances (甲文第十五条 二), as approved periods.
CREATE TABLE project_exemptions (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL CHECK (kind IN ('device_outage', 'special_circumstances')),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    statement TEXT NOT NULL,
    document TEXT REFERENCES blobs (hash),
    timeliness TEXT NOT NULL CHECK (timeliness IN ('ahead', 'same_day', 'afterwards', 'past_report_limit')),
    filed_by {uuid} NOT NULL REFERENCES accounts (id),
    filed_at BIGINT NOT NULL,
    verdict TEXT CHECK (verdict IN ('approved', 'refused', 'withdrawn')),
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    decided_note TEXT,
    batch_id {uuid},
    CHECK (last_day >= first_day),
    CHECK ((verdict IS NULL) = (decided_at IS NULL)),
    CHECK (verdict IS NULL OR verdict = 'withdrawn' OR decided_by <> filed_by)
);
CREATE UNIQUE INDEX project_exemptions_open ON project_exemptions (project_id, kind, first_day) WHERE verdict IS NULL;
CREATE INDEX project_exemptions_project ON project_exemptions (project_id, id);
CREATE INDEX project_exemptions_waiting ON project_exemptions (id) WHERE verdict IS NULL;

-- Each day from the first has exactly one status among the rows that were not withdrawn.
CREATE TABLE project_statuses (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    status TEXT NOT NULL CHECK (status IN ('preparing', 'approved', 'building', 'shut_down', 'completed')),
    first_day TEXT NOT NULL,
    last_day TEXT,
    filed_by {uuid} REFERENCES accounts (id),
    filed_at BIGINT NOT NULL,
    approved_by {uuid} REFERENCES accounts (id),
    approved_at BIGINT,
    document TEXT REFERENCES blobs (hash),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES project_statuses (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (last_day IS NULL OR last_day >= first_day),
    CHECK (approved_by IS NULL OR filed_by IS NULL OR approved_by <> filed_by),
    CHECK (status <> 'shut_down' OR approved_at IS NOT NULL)
);
CREATE UNIQUE INDEX project_statuses_once ON project_statuses (project_id, first_day) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_statuses_last ON project_statuses (project_id) WHERE last_day IS NULL AND withdrawn_at IS NULL;
CREATE INDEX project_statuses_project ON project_statuses (project_id);
CREATE INDEX project_statuses_status ON project_statuses (status, project_id) WHERE withdrawn_at IS NULL;
CREATE INDEX project_statuses_batch ON project_statuses (batch_id) WHERE batch_id IS NOT NULL;

-- The wage account (农民工工资专用账户).
CREATE TABLE project_accounts (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    holder TEXT NOT NULL,
    -- code of the bank table
    bank TEXT NOT NULL,
    branch TEXT NOT NULL,
    account_number_sealed {bytes} NOT NULL,
    account_number_index TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    -- the last day on which it is open
    closed_on TEXT,
    document TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES project_accounts (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (closed_on IS NULL OR closed_on >= opened_on)
);
CREATE UNIQUE INDEX project_accounts_once ON project_accounts (project_id, account_number_index) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_accounts_replaces ON project_accounts (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX project_accounts_number ON project_accounts (account_number_index);
CREATE INDEX project_accounts_batch ON project_accounts (batch_id) WHERE batch_id IS NOT NULL;

-- The wage deposit (农民工工资保证金).
CREATE TABLE project_deposits (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    form TEXT NOT NULL CHECK (form IN ('cash', 'bank_guarantee', 'surety', 'insurance')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    -- the bank, the guarantor or the insurer, and the number of its paper
    provider TEXT NOT NULL,
    number TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT,
    document TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES project_deposits (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (last_day IS NULL OR last_day >= first_day)
);
CREATE UNIQUE INDEX project_deposits_once ON project_deposits (project_id, provider, number) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX project_deposits_replaces ON project_deposits (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX project_deposits_batch ON project_deposits (batch_id) WHERE batch_id IS NOT NULL;

-- That an office has looked at an account, a deposit or the devices.
CREATE TABLE project_checks (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    system TEXT NOT NULL CHECK (system IN ('wage_deposit', 'real_name_attendance', 'wage_account')),
    -- the row that was looked at
    subject_id {uuid} NOT NULL,
    checked_on TEXT NOT NULL,
    note TEXT NOT NULL,
    checked_by {uuid} NOT NULL REFERENCES accounts (id),
    checked_at BIGINT NOT NULL
);
CREATE INDEX project_checks_project ON project_checks (project_id, id);

-- What is to be done before the start: the supplier of the real-name devices (R-025), the four tasks of the officer (R-031).
CREATE TABLE project_tasks (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    task TEXT NOT NULL CHECK (task IN ('supplier', 'supplier_liaison', 'device_installation', 'software_learning',
        'data_entry')),
    done_on TEXT NOT NULL,
    supplier TEXT,
    document TEXT REFERENCES blobs (hash),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES project_tasks (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK (task <> 'supplier' OR supplier IS NOT NULL)
);
CREATE UNIQUE INDEX project_tasks_once ON project_tasks (project_id, task) WHERE withdrawn_at IS NULL;
CREATE INDEX project_tasks_batch ON project_tasks (batch_id) WHERE batch_id IS NOT NULL;

-- 诚信信息: ratings, complaints, good and bad conduct of enterprises and people (R-043). `withdrawn_on` is the day from which
-- the body that made the record no longer stands by it; what a later finding replaced is withdrawn with the day of the record.
CREATE TABLE integrity_records (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('rating', 'complaint', 'good_conduct', 'bad_conduct')),
    enterprise_id {uuid} REFERENCES enterprises (id),
    person_id {uuid} REFERENCES people (id),
    project_id {uuid} REFERENCES projects (id),
    -- when it was rated, reported or done
    happened_on TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    rating TEXT,
    -- who rated, or whose document it is
    body TEXT,
    case_id {uuid},
    finding TEXT CHECK (finding IN ('open', 'substantiated', 'unsubstantiated')),
    conduct TEXT,
    basis_title TEXT,
    basis_number TEXT,
    document TEXT REFERENCES blobs (hash),
    office_id {uuid} REFERENCES offices (id),
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES integrity_records (id),
    withdrawn_on TEXT,
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    batch_id {uuid},
    CHECK ((enterprise_id IS NULL) <> (person_id IS NULL)),
    CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CHECK (kind <> 'rating' OR (rating IS NOT NULL AND body IS NOT NULL)),
    CHECK (kind <> 'complaint' OR (case_id IS NOT NULL AND finding IS NOT NULL)),
    CHECK (kind NOT IN ('good_conduct', 'bad_conduct') OR
        (conduct IS NOT NULL AND basis_title IS NOT NULL AND basis_number IS NOT NULL AND body IS NOT NULL))
);
CREATE UNIQUE INDEX integrity_records_replaces ON integrity_records (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX integrity_records_enterprise ON integrity_records (enterprise_id, id);
CREATE INDEX integrity_records_person ON integrity_records (person_id, id);
CREATE INDEX integrity_records_project ON integrity_records (project_id, id);
CREATE INDEX integrity_records_batch ON integrity_records (batch_id) WHERE batch_id IS NOT NULL;
