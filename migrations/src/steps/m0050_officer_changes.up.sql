-- The responsible officer of a project has ended: by when the change is to be filed (R-101, R-105), and what came of it.
CREATE TABLE officer_changes (
    id {uuid} PRIMARY KEY,
    -- the one that ended
    binding_id {uuid} NOT NULL UNIQUE REFERENCES bindings (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    changed_on TEXT NOT NULL,
    working_days INTEGER NOT NULL CHECK (working_days > 0),
    due_on TEXT NOT NULL,
    -- a year that was counted has no published calendar yet
    is_provisional INTEGER NOT NULL CHECK (is_provisional IN (0, 1)),
    rule_pack TEXT NOT NULL,
    -- who took the place, while nothing is filed
    successor_id {uuid} REFERENCES bindings (id),
    filed_at BIGINT,
    filed_on TEXT,
    closed_at BIGINT,
    closed_as TEXT CHECK (closed_as IN ('filed', 'not_needed')),
    CHECK ((closed_at IS NULL) = (closed_as IS NULL)),
    CHECK ((filed_at IS NULL) = (filed_on IS NULL)),
    CHECK (filed_at IS NULL OR closed_as = 'filed')
);
CREATE INDEX officer_changes_open ON officer_changes (due_on, project_id) WHERE closed_at IS NULL;
CREATE INDEX officer_changes_project ON officer_changes (project_id, changed_on);
CREATE INDEX officer_changes_changed ON officer_changes (changed_on, project_id);
CREATE INDEX officer_changes_provisional ON officer_changes (id) WHERE is_provisional = 1;

-- What the officer leaves behind (R-104): drawn from the records and frozen when the binding ended, signed by whoever gives
-- and whoever takes, or marked as not handed over, with the reason.
CREATE TABLE handovers (
    id {uuid} PRIMARY KEY,
    binding_id {uuid} NOT NULL UNIQUE REFERENCES bindings (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    items TEXT NOT NULL,
    -- SHA-256 of the items, which both sign
    hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    given_by {uuid} REFERENCES accounts (id),
    given_at BIGINT,
    given_note TEXT,
    taken_by {uuid} REFERENCES accounts (id),
    taken_binding {uuid} REFERENCES bindings (id),
    taken_at BIGINT,
    taken_note TEXT,
    missed_by {uuid} REFERENCES accounts (id),
    missed_at BIGINT,
    missed_reason TEXT,
    CHECK ((given_at IS NULL) = (given_by IS NULL)),
    CHECK ((taken_at IS NULL) = (taken_by IS NULL)),
    CHECK ((taken_at IS NULL) = (taken_binding IS NULL)),
    CHECK ((missed_at IS NULL) = (missed_reason IS NULL)),
    CHECK (missed_at IS NULL OR given_at IS NULL OR taken_at IS NULL)
);
CREATE INDEX handovers_project ON handovers (project_id, made_at);
