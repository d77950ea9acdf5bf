-- Suppliers of data, their keys, what each may speak of, and what they sent. A supplier is one even when it serves the sites
-- of many enterprises: whether it is silent is asked of all of them together.
CREATE TABLE feed_suppliers (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    -- whose county offices decide about its keys
    area TEXT NOT NULL REFERENCES areas (code),
    -- the enterprise that answers for it and takes its secrets
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    registered_by {uuid} NOT NULL REFERENCES accounts (id),
    registered_at BIGINT NOT NULL,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    ended_reason TEXT,
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
);
CREATE UNIQUE INDEX feed_suppliers_once ON feed_suppliers (credit_code) WHERE ended_at IS NULL;
CREATE INDEX feed_suppliers_enterprise ON feed_suppliers (enterprise_id);
CREATE INDEX feed_suppliers_area ON feed_suppliers (area, id);

-- Asked for by the enterprise, issued by the county, shown once.
CREATE TABLE feed_keys (
    id {uuid} PRIMARY KEY,
    supplier_id {uuid} NOT NULL REFERENCES feed_suppliers (id),
    protocol TEXT NOT NULL CHECK (protocol IN ('own', 'national')),
    -- the project's code in the national protocol, which has a key per project; else empty
    app_id TEXT NOT NULL,
    secret_sealed {bytes},
    requested_by {uuid} NOT NULL REFERENCES accounts (id),
    requested_at BIGINT NOT NULL,
    -- nobody for a key that takes the place of an issued one
    issued_by {uuid} REFERENCES accounts (id),
    issued_at BIGINT,
    shown_by {uuid} REFERENCES accounts (id),
    shown_at BIGINT,
    replaces {uuid} REFERENCES feed_keys (id),
    -- until when it holds beside the one that takes its place
    ends_at BIGINT,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    ended_reason TEXT,
    CHECK ((protocol = 'national') = (app_id <> '')),
    CHECK ((issued_at IS NULL) = (secret_sealed IS NULL)),
    CHECK (shown_at IS NULL OR issued_at IS NOT NULL),
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL)),
    -- separation of duty 7
    CHECK (issued_by IS NULL OR issued_by <> requested_by)
);
CREATE UNIQUE INDEX feed_keys_waiting ON feed_keys (supplier_id, protocol, app_id)
    WHERE issued_at IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX feed_keys_national ON feed_keys (app_id)
    WHERE protocol = 'national' AND issued_at IS NOT NULL AND ended_at IS NULL AND ends_at IS NULL;
CREATE UNIQUE INDEX feed_keys_replaces ON feed_keys (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX feed_keys_supplier ON feed_keys (supplier_id, id);

-- Which projects a supplier may speak of, by what name it calls them, and with which objects.
CREATE TABLE feed_scopes (
    id {uuid} PRIMARY KEY,
    supplier_id {uuid} NOT NULL REFERENCES feed_suppliers (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    project_code TEXT NOT NULL,
    -- a list of object names
    objects TEXT NOT NULL,
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    requested_by {uuid} NOT NULL REFERENCES accounts (id),
    requested_at BIGINT NOT NULL,
    granted_by {uuid} REFERENCES accounts (id),
    granted_at BIGINT,
    -- the first day on which something is expected of it
    first_day TEXT,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    ended_reason TEXT,
    CHECK ((granted_at IS NULL) = (granted_by IS NULL)),
    CHECK ((granted_at IS NULL) = (first_day IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL)),
    CHECK (granted_by IS NULL OR granted_by <> requested_by)
);
CREATE UNIQUE INDEX feed_scopes_project ON feed_scopes (supplier_id, project_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX feed_scopes_code ON feed_scopes (supplier_id, project_code) WHERE ended_at IS NULL;
CREATE INDEX feed_scopes_of_project ON feed_scopes (project_id);
CREATE INDEX feed_scopes_enterprise ON feed_scopes (enterprise_id);
CREATE INDEX feed_scopes_waiting ON feed_scopes (id) WHERE granted_at IS NULL AND ended_at IS NULL;

-- What was used and must not come again while its time could still be right.
CREATE TABLE feed_nonces (
    key_id {uuid} NOT NULL REFERENCES feed_keys (id),
    nonce TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (key_id, nonce)
);
CREATE INDEX feed_nonces_at ON feed_nonces (at);

-- One batch of a feed or of a file: everything that it brought names it.
CREATE TABLE feed_batches (
    id {uuid} PRIMARY KEY,
    supplier_id {uuid} REFERENCES feed_suppliers (id),
    key_id {uuid} REFERENCES feed_keys (id),
    imported_by {uuid} REFERENCES accounts (id),
    object TEXT NOT NULL CHECK (object IN ('Corp', 'Project', 'BuilderLicense', 'ProjectSubContractor', 'Team',
        'ProjectWorker', 'WorkerEntryExit', 'WorkerContract', 'ProjectTraining', 'WorkerAttendance', 'Payroll')),
    -- the sender's own number of it
    number TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    row_count INTEGER NOT NULL CHECK (row_count > 0),
    signed_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    -- names that are in no table
    unknown_fields TEXT NOT NULL,
    -- times that the good rows were handed on in vain
    tries INTEGER NOT NULL,
    applied_at BIGINT,
    added_count INTEGER NOT NULL,
    unchanged_count INTEGER NOT NULL,
    refused_count INTEGER NOT NULL,
    failed_at BIGINT,
    undone_by {uuid} REFERENCES accounts (id),
    undone_at BIGINT,
    undone_reason TEXT,
    -- what undoing it came to
    undone_effects TEXT,
    CHECK ((supplier_id IS NULL) <> (imported_by IS NULL)),
    CHECK (applied_at IS NULL OR failed_at IS NULL),
    CHECK (undone_at IS NULL OR applied_at IS NOT NULL),
    CHECK ((undone_at IS NULL) = (undone_reason IS NULL)),
    CHECK (added_count + unchanged_count + refused_count <= row_count)
);
CREATE UNIQUE INDEX feed_batches_number ON feed_batches (supplier_id, object, number) WHERE supplier_id IS NOT NULL;
CREATE INDEX feed_batches_supplier ON feed_batches (supplier_id, id);
CREATE INDEX feed_batches_waiting ON feed_batches (id) WHERE applied_at IS NULL AND failed_at IS NULL;

-- The batch as it came, for as long as somebody may ask.
CREATE TABLE feed_bodies (
    batch_id {uuid} PRIMARY KEY REFERENCES feed_batches (id),
    received_at BIGINT NOT NULL,
    body_sealed {bytes} NOT NULL
);
CREATE INDEX feed_bodies_received ON feed_bodies (received_at);

-- Rows that do not stand, each with where and why.
CREATE TABLE feed_row_errors (
    batch_id {uuid} NOT NULL REFERENCES feed_batches (id),
    row_number INTEGER NOT NULL,
    field TEXT NOT NULL,
    path TEXT NOT NULL,
    code TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (batch_id, row_number, field)
);

-- On which days anything arrived from a supplier about a project; not which days it was about.
CREATE TABLE feed_seen (
    supplier_id {uuid} NOT NULL REFERENCES feed_suppliers (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    day TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    last_received_at BIGINT NOT NULL,
    PRIMARY KEY (supplier_id, project_id, day)
);
CREATE INDEX feed_seen_project ON feed_seen (project_id, day);

-- The days on which anything at all arrived from a supplier, whatever became of it.
CREATE TABLE feed_days (
    supplier_id {uuid} NOT NULL REFERENCES feed_suppliers (id),
    day TEXT NOT NULL,
    batch_count BIGINT NOT NULL,
    last_received_at BIGINT NOT NULL,
    PRIMARY KEY (supplier_id, day)
);

-- Outages of a whole feed that an office confirmed.
CREATE TABLE feed_outages (
    id {uuid} PRIMARY KEY,
    supplier_id {uuid} NOT NULL REFERENCES feed_suppliers (id),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    confirmed_by {uuid} NOT NULL REFERENCES accounts (id),
    confirmed_at BIGINT NOT NULL,
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    CHECK (last_day >= first_day),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE INDEX feed_outages_supplier ON feed_outages (supplier_id, first_day);
