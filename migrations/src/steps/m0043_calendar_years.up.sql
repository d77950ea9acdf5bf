-- The days of a year as its notice names them: brought by somebody, confirmed by a second person. The newest confirmed one of a
-- year stands, before what comes with the program.
CREATE TABLE calendar_years (
    id {uuid} PRIMARY KEY,
    year INTEGER NOT NULL,
    -- lists of texts: the notices, the days off, the weekend days that are worked
    papers TEXT NOT NULL,
    off TEXT NOT NULL,
    work TEXT NOT NULL,
    file_name TEXT NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decision TEXT CHECK (decision IN ('confirmed', 'declined')),
    decision_reason TEXT,
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CHECK (decided_by IS NULL OR decision = 'declined' OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX calendar_years_open ON calendar_years (year) WHERE decision IS NULL;
