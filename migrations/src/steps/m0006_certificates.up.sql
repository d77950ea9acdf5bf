-- Certificates from reserved number to signed document, their states as records, and the published status lists.
CREATE TABLE number_counters (
    prefix TEXT NOT NULL,
    region TEXT NOT NULL,
    year INTEGER NOT NULL,
    last_serial INTEGER NOT NULL,
    PRIMARY KEY (prefix, region, year)
);

CREATE TABLE certificates (
    id {uuid} PRIMARY KEY,
    prefix TEXT NOT NULL,
    region TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    number TEXT NOT NULL UNIQUE,
    path_id TEXT NOT NULL UNIQUE,
    status_list INTEGER NOT NULL,
    status_index INTEGER NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id),
    office_id {uuid} NOT NULL REFERENCES offices (id),
    attempt_id {uuid} UNIQUE REFERENCES attempts (id),
    predecessor {uuid} REFERENCES certificates (id),
    step TEXT NOT NULL CHECK (step IN ('reserved', 'to_sign', 'signed', 'issued')),
    status TEXT NOT NULL CHECK (status IN ('valid', 'suspended', 'revoked', 'annulled', 'superseded')),
    reserved_at BIGINT NOT NULL,
    -- the moment that the proof names as its making; stored before anything is signed
    prepared_at BIGINT,
    -- what is printed, frozen: later changes of profile or template do not touch it
    holder_name TEXT NOT NULL,
    title TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    issued_day TEXT NOT NULL,
    frozen TEXT NOT NULL,
    photo TEXT REFERENCES blobs (hash),
    unsigned_document TEXT,
    key_id TEXT,
    signed_document TEXT,
    code {bytes},
    issued_at BIGINT,
    UNIQUE (prefix, region, year, serial),
    UNIQUE (status_list, status_index)
);
CREATE UNIQUE INDEX certificates_one_valid ON certificates (person_id, office_id) WHERE status IN ('valid', 'suspended');
CREATE INDEX certificates_unfinished ON certificates (step) WHERE step <> 'issued';
CREATE INDEX certificates_person ON certificates (person_id);
CREATE INDEX certificates_not_valid ON certificates (status_list, status) WHERE status <> 'valid';
CREATE INDEX certificates_predecessor ON certificates (predecessor) WHERE predecessor IS NOT NULL;
CREATE INDEX certificates_issued ON certificates (issued_at);

CREATE TABLE certificate_statuses (
    id {uuid} PRIMARY KEY,
    certificate_id {uuid} NOT NULL REFERENCES certificates (id),
    status TEXT NOT NULL CHECK (status IN ('valid', 'suspended', 'revoked', 'annulled', 'superseded')),
    at BIGINT NOT NULL,
    ground TEXT NOT NULL,
    public_class TEXT,
    actor TEXT NOT NULL,
    successor {uuid} REFERENCES certificates (id)
);
CREATE INDEX certificate_statuses_certificate ON certificate_statuses (certificate_id, at);
-- a certificate ends once, and never returns
CREATE UNIQUE INDEX certificate_statuses_final ON certificate_statuses (certificate_id)
    WHERE status IN ('revoked', 'annulled', 'superseded');

-- The sequence is part of the key, so that of two nodes that publish at once one starts over with newer statuses.
CREATE TABLE status_lists (
    number INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
    sequence BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (number, purpose, sequence)
);
CREATE INDEX status_lists_published ON status_lists (number, purpose, published_at);
