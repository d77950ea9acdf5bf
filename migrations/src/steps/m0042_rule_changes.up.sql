-- A version of a rule pack that somebody proposes and a second person confirms: then it is a row of rule_packs.
CREATE TABLE rule_changes (
    id {uuid} PRIMARY KEY,
    pack TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES areas (code),
    effective_from TEXT NOT NULL,
    -- what the version names, by the parameters' names
    parameters TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decision TEXT CHECK (decision IN ('confirmed', 'declined')),
    decision_reason TEXT,
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    -- the number under which it is in force
    version INTEGER,
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CHECK (decided_by IS NULL OR decision = 'declined' OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX rule_changes_open ON rule_changes (pack, area) WHERE decision IS NULL;
