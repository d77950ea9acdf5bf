-- Do filing, notice board and real-name system say the same about a site's officer, and what did each county tell the city?

-- What the real-name system said last about somebody on a site: another number than the person's own is not lost here.
CREATE TABLE real_name_statements (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    phone_sealed {bytes} NOT NULL,
    phone_index TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    batch_id {uuid}
);
CREATE UNIQUE INDEX real_name_statements_once ON real_name_statements (project_id, person_id);
CREATE INDEX real_name_statements_person ON real_name_statements (person_id);

-- When a site was compared last, and why it could not be.
CREATE TABLE agreements (
    project_id {uuid} PRIMARY KEY REFERENCES projects (id),
    standing TEXT NOT NULL CHECK (standing IN ('agrees', 'differs', 'not_filed')),
    -- what was compared: the same again need not be written down
    compared TEXT NOT NULL,
    compared_at BIGINT NOT NULL
);
CREATE INDEX agreements_due ON agreements (compared_at);

CREATE TABLE disagreements (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    field TEXT NOT NULL CHECK (field IN ('officer', 'phone', 'id_number', 'project', 'contractor')),
    found_at BIGINT NOT NULL,
    -- all three agreed again
    closed_at BIGINT
);
CREATE UNIQUE INDEX disagreements_open ON disagreements (project_id, field) WHERE closed_at IS NULL;
CREATE INDEX disagreements_project ON disagreements (project_id, found_at);

-- What the three said when it was found, whenever it changed, and when it was closed.
CREATE TABLE disagreement_values (
    id {uuid} PRIMARY KEY,
    disagreement_id {uuid} NOT NULL REFERENCES disagreements (id),
    values_sealed {bytes} NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX disagreement_values_of ON disagreement_values (disagreement_id, id);

-- A county's summary of a month (R-107). A correction is a further version, and none is ever changed.
CREATE TABLE monthly_returns (
    id {uuid} PRIMARY KEY,
    county TEXT NOT NULL REFERENCES areas (code),
    -- the month that it is about
    month TEXT NOT NULL,
    version INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('on_time', 'late')),
    figures TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    -- of a correction
    reason TEXT,
    office_id {uuid} REFERENCES offices (id),
    submitted_by {uuid} REFERENCES accounts (id),
    submitted_at BIGINT NOT NULL,
    UNIQUE (county, month, version),
    CHECK ((version = 1) = (reason IS NULL))
);
CREATE INDEX monthly_returns_month ON monthly_returns (month, county);
