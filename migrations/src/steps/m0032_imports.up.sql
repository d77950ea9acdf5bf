-- Files with rows of the feed's objects: brought for a project by somebody, or for a supplier by the operator.
CREATE TABLE imports (
    id {uuid} PRIMARY KEY,
    project_id {uuid} REFERENCES projects (id),
    supplier_id {uuid} REFERENCES feed_suppliers (id),
    object TEXT NOT NULL CHECK (object IN ('Corp', 'Project', 'BuilderLicense', 'ProjectSubContractor', 'Team',
        'ProjectWorker', 'WorkerEntryExit', 'WorkerContract', 'ProjectTraining', 'WorkerAttendance', 'Payroll')),
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
    file_name TEXT NOT NULL,
    -- nobody for the operator, who acts for a supplier
    brought_by {uuid} REFERENCES accounts (id),
    begun_at BIGINT NOT NULL,
    -- all of it is there
    arrived_at BIGINT,
    file_hash TEXT,
    size_bytes BIGINT,
    encoding TEXT CHECK (encoding IN ('utf_8', 'gb18030')),
    -- nothing of the file can be read
    refused_at BIGINT,
    refused_code TEXT,
    refused_details TEXT,
    -- rows gone through on trial, and what they came to
    tried_count BIGINT NOT NULL,
    would_add_count BIGINT NOT NULL,
    would_keep_count BIGINT NOT NULL,
    would_refuse_count BIGINT NOT NULL,
    tried_at BIGINT,
    started_by {uuid} REFERENCES accounts (id),
    started_at BIGINT,
    -- rows that are in force or refused: where to go on
    applied_count BIGINT NOT NULL,
    added_count BIGINT NOT NULL,
    unchanged_count BIGINT NOT NULL,
    refused_count BIGINT NOT NULL,
    finished_at BIGINT,
    -- times that a step went wrong by a fault of ours
    failures INTEGER NOT NULL,
    undone_by {uuid} REFERENCES accounts (id),
    undo_started_at BIGINT,
    undone_reason TEXT,
    undone_at BIGINT,
    -- what was sealed of it is gone
    emptied_at BIGINT,
    CHECK ((project_id IS NULL) <> (supplier_id IS NULL)),
    CHECK (project_id IS NULL OR brought_by IS NOT NULL),
    CHECK ((arrived_at IS NULL) = (file_hash IS NULL)),
    CHECK ((arrived_at IS NULL) = (size_bytes IS NULL)),
    CHECK ((refused_at IS NULL) = (refused_code IS NULL)),
    CHECK (tried_at IS NULL OR arrived_at IS NOT NULL),
    CHECK (started_at IS NULL OR tried_at IS NOT NULL),
    CHECK (finished_at IS NULL OR started_at IS NOT NULL),
    CHECK ((undo_started_at IS NULL) = (undone_reason IS NULL)),
    CHECK (undo_started_at IS NULL OR started_at IS NOT NULL),
    CHECK (undone_at IS NULL OR undo_started_at IS NOT NULL)
);
CREATE INDEX imports_of_project ON imports (project_id, id);
CREATE INDEX imports_of_supplier ON imports (supplier_id, id);
-- what the job has to do something about
CREATE INDEX imports_on_trial ON imports (id) WHERE arrived_at IS NOT NULL AND tried_at IS NULL AND refused_at IS NULL;
CREATE INDEX imports_running ON imports (id) WHERE started_at IS NOT NULL AND finished_at IS NULL;
CREATE INDEX imports_undoing ON imports (id) WHERE undo_started_at IS NOT NULL AND undone_at IS NULL;
CREATE INDEX imports_kept ON imports (begun_at) WHERE emptied_at IS NULL;

-- The file itself, sealed, in pieces of a mebibyte.
CREATE TABLE import_pieces (
    id {uuid} PRIMARY KEY,
    import_id {uuid} NOT NULL REFERENCES imports (id),
    nth INTEGER NOT NULL,
    body_sealed {bytes} NOT NULL
);
CREATE UNIQUE INDEX import_pieces_order ON import_pieces (import_id, nth);

-- Which batches a file became: one for each stretch of its rows, exactly once.
CREATE TABLE import_batches (
    import_id {uuid} NOT NULL REFERENCES imports (id),
    -- rows of the file before this batch
    rows_before BIGINT NOT NULL,
    batch_id {uuid} NOT NULL REFERENCES feed_batches (id),
    PRIMARY KEY (import_id, rows_before)
);
CREATE UNIQUE INDEX import_batches_once ON import_batches (batch_id);

-- What is wrong with which line, as the trial found it or, for rows that were applied, as that did.
CREATE TABLE import_errors (
    import_id {uuid} NOT NULL REFERENCES imports (id),
    line BIGINT NOT NULL,
    field TEXT NOT NULL,
    code TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (import_id, line, field)
);
