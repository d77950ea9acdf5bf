-- What every noun stands on: leases, jobs, the audit chains, stored files, areas and rule packs.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE jobs (
    name TEXT PRIMARY KEY,
    next_run_at BIGINT NOT NULL,
    last_run_at BIGINT,
    last_result TEXT,
    runs BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE audit_heads (
    chain INTEGER PRIMARY KEY CHECK (chain BETWEEN 0 AND 15),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE audit_entries (
    chain INTEGER NOT NULL CHECK (chain BETWEEN 0 AND 15),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    facts TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (chain, sequence)
);
CREATE INDEX audit_entries_at ON audit_entries (at);
CREATE INDEX audit_entries_subject ON audit_entries (subject_kind, subject);

CREATE TABLE blobs (
    hash TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    content {bytes} NOT NULL,
    stored_at BIGINT NOT NULL
);

CREATE TABLE areas (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT REFERENCES areas (code),
    valid_from TEXT,
    valid_to TEXT
);

CREATE TABLE rule_packs (
    id {uuid} PRIMARY KEY,
    pack TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES areas (code),
    version INTEGER NOT NULL,
    effective_from TEXT NOT NULL,
    parameters TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    UNIQUE (pack, area, version)
);

INSERT INTO audit_heads (chain, sequence, hash) VALUES
    (0, 0, ''), (1, 0, ''), (2, 0, ''), (3, 0, ''), (4, 0, ''), (5, 0, ''), (6, 0, ''), (7, 0, ''),
    (8, 0, ''), (9, 0, ''), (10, 0, ''), (11, 0, ''), (12, 0, ''), (13, 0, ''), (14, 0, ''), (15, 0, '');
