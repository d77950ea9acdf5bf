-- 乙文, annex 1: each form that an officer drew up for a binding, frozen, and whether and when it was handed in. A form that was
-- returned or that is no longer right is followed by another version.
CREATE TABLE filings (
    id {uuid} PRIMARY KEY,
    binding_id {uuid} NOT NULL REFERENCES bindings (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    -- first: no other officer of the project was filed before
    kind TEXT NOT NULL CHECK (kind IN ('first', 'change')),
    form_sealed {bytes} NOT NULL,
    -- of the form as it was drawn up
    form_hash TEXT NOT NULL,
    drawn_up_by {uuid} NOT NULL REFERENCES accounts (id),
    drawn_up_at BIGINT NOT NULL,
    handed_in_by {uuid} REFERENCES accounts (id),
    handed_in_at BIGINT,
    -- the day of that, which is held against the actual start
    filed_on TEXT,
    -- what was handed in with it
    pledge_id {uuid} REFERENCES pledges (id),
    form_scan TEXT REFERENCES blobs (hash),
    pledge_scan TEXT REFERENCES blobs (hash),
    UNIQUE (binding_id, version),
    CHECK ((handed_in_at IS NULL) = (filed_on IS NULL)),
    -- R-109: not complete without the pledge
    CHECK ((handed_in_at IS NULL) = (pledge_id IS NULL)),
    CHECK ((handed_in_at IS NULL) = (form_scan IS NULL)),
    CHECK ((handed_in_at IS NULL) = (pledge_scan IS NULL))
);
CREATE INDEX filings_handed_in ON filings (binding_id, handed_in_at) WHERE handed_in_at IS NOT NULL;
CREATE INDEX filings_pledge ON filings (pledge_id) WHERE pledge_id IS NOT NULL;
-- What each of the two receivers did with a form and its pledge (R-102).
CREATE TABLE filing_receipts (
    id {uuid} PRIMARY KEY,
    filing_id {uuid} NOT NULL REFERENCES filings (id),
    receiver TEXT NOT NULL CHECK (receiver IN ('people', 'industry')),
    office_id {uuid} NOT NULL REFERENCES offices (id),
    received_at BIGINT NOT NULL,
    answer TEXT CHECK (answer IN ('accepted', 'returned')),
    answered_by {uuid} REFERENCES accounts (id),
    answered_at BIGINT,
    reasons TEXT,
    -- a later version was handed in before this one was answered
    superseded_at BIGINT,
    UNIQUE (filing_id, receiver),
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK ((answer IS NULL) = (answered_by IS NULL)),
    CHECK (reasons IS NULL OR answer = 'returned'),
    CHECK (answer IS NULL OR answer = 'accepted' OR reasons IS NOT NULL),
    CHECK (answer IS NULL OR superseded_at IS NULL)
);
CREATE INDEX filing_receipts_office ON filing_receipts (office_id, received_at);
CREATE INDEX filing_receipts_waiting ON filing_receipts (office_id, received_at)
    WHERE answer IS NULL AND superseded_at IS NULL;
-- The stamped papers as they were brought; the latest counts until the form is handed in.
CREATE TABLE filing_scans (
    id {uuid} PRIMARY KEY,
    filing_id {uuid} REFERENCES filings (id),
    pledge_id {uuid} REFERENCES pledges (id),
    scan TEXT NOT NULL REFERENCES blobs (hash),
    name TEXT NOT NULL,
    brought_by {uuid} NOT NULL REFERENCES accounts (id),
    brought_at BIGINT NOT NULL,
    CHECK ((filing_id IS NULL) <> (pledge_id IS NULL))
);
CREATE INDEX filing_scans_filing ON filing_scans (filing_id, brought_at) WHERE filing_id IS NOT NULL;
CREATE INDEX filing_scans_pledge ON filing_scans (pledge_id, brought_at) WHERE pledge_id IS NOT NULL;
-- R-093: whoever is filed for the first time in the city is trained and assessed by the office that received the filing.
CREATE TABLE first_tasks (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL UNIQUE REFERENCES people (id),
    filing_id {uuid} NOT NULL REFERENCES filings (id),
    office_id {uuid} NOT NULL REFERENCES offices (id),
    opened_at BIGINT NOT NULL,
    trained_on TEXT,
    assessed_on TEXT,
    closed_by {uuid} REFERENCES accounts (id),
    closed_at BIGINT,
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK ((closed_at IS NULL) = (trained_on IS NULL)),
    CHECK ((closed_at IS NULL) = (assessed_on IS NULL))
);
CREATE INDEX first_tasks_open ON first_tasks (office_id, opened_at) WHERE closed_at IS NULL;
CREATE INDEX first_tasks_office ON first_tasks (office_id, closed_at);
