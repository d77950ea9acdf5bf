-- What an enterprise is and says of itself, under whose supervision it stands, what changed, and which rows stood for the
-- same enterprise. Beside it what offices are there for: areas after each other, industries, and what changed of them.
ALTER TABLE enterprises ADD COLUMN short_name TEXT;
ALTER TABLE enterprises ADD COLUMN legal_representative TEXT;
ALTER TABLE enterprises ADD COLUMN address TEXT;
ALTER TABLE enterprises ADD COLUMN phone_sealed {bytes};
ALTER TABLE enterprises ADD COLUMN phone_index TEXT;
ALTER TABLE enterprises ADD COLUMN updated_at BIGINT;
-- the row that stands for the enterprise now; the merge behind it is on record
ALTER TABLE enterprises ADD COLUMN merged_into {uuid};
ALTER TABLE enterprises ADD COLUMN batch_id {uuid};
CREATE INDEX enterprises_area ON enterprises (area, id);
CREATE INDEX enterprises_waiting ON enterprises (area, id) WHERE accepted_at IS NULL AND merged_into IS NULL;
CREATE INDEX enterprises_phone ON enterprises (phone_index);
CREATE INDEX enterprises_merged ON enterprises (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX enterprises_batch ON enterprises (batch_id) WHERE batch_id IS NOT NULL;

-- An enterprise may be several things, and nothing while nobody has said.
CREATE TABLE enterprise_kinds (
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    kind TEXT NOT NULL CHECK (kind IN ('general', 'specialist', 'labour', 'epc', 'owner', 'supervisor')),
    PRIMARY KEY (enterprise_id, kind)
);
CREATE INDEX enterprise_kinds_kind ON enterprise_kinds (kind, enterprise_id);

-- One row per thing that changed. Telephone numbers stand in the sealed columns only.
CREATE TABLE enterprise_changes (
    id {uuid} PRIMARY KEY,
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    field TEXT NOT NULL CHECK (field IN ('name', 'short_name', 'kinds', 'legal_representative', 'address', 'phone', 'area')),
    old_value TEXT,
    new_value TEXT,
    old_value_sealed {bytes},
    new_value_sealed {bytes},
    reason TEXT NOT NULL,
    changed_by {uuid} REFERENCES accounts (id),
    changed_at BIGINT NOT NULL,
    batch_id {uuid}
);
CREATE INDEX enterprise_changes_enterprise ON enterprise_changes (enterprise_id, changed_at);
CREATE INDEX enterprise_changes_batch ON enterprise_changes (batch_id) WHERE batch_id IS NOT NULL;

-- From the acceptance by an office to its withdrawal. Acceptances from before this step name no office.
CREATE TABLE enterprise_supervisions (
    id {uuid} PRIMARY KEY,
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    office_id {uuid} REFERENCES offices (id),
    accepted_by {uuid} REFERENCES accounts (id),
    accepted_at BIGINT NOT NULL,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT,
    ended_reason TEXT,
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
);
CREATE UNIQUE INDEX enterprise_supervisions_once ON enterprise_supervisions (enterprise_id) WHERE ended_at IS NULL;
CREATE INDEX enterprise_supervisions_enterprise ON enterprise_supervisions (enterprise_id, accepted_at);
INSERT INTO enterprise_supervisions (id, enterprise_id, accepted_by, accepted_at)
    SELECT id, id, accepted_by, accepted_at FROM enterprises WHERE accepted_at IS NOT NULL;

-- Two rows for one enterprise: which goes, which is kept, who says so, and the second person.
CREATE TABLE enterprise_merges (
    id {uuid} PRIMARY KEY,
    absorbed_id {uuid} NOT NULL REFERENCES enterprises (id),
    kept_id {uuid} NOT NULL REFERENCES enterprises (id),
    reason TEXT NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decision TEXT CHECK (decision IN ('confirmed', 'declined')),
    decision_reason TEXT,
    decided_by {uuid} REFERENCES accounts (id),
    decided_at BIGINT,
    CHECK (absorbed_id <> kept_id),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK (decision IS NULL OR decision <> 'confirmed' OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX enterprise_merges_once ON enterprise_merges (absorbed_id) WHERE decision IS NULL OR decision = 'confirmed';
CREATE INDEX enterprise_merges_kept ON enterprise_merges (kept_id);

-- Who wrote down who belongs to an enterprise, and who ended it.
ALTER TABLE enterprise_members ADD COLUMN added_by {uuid};
ALTER TABLE enterprise_members ADD COLUMN ended_by {uuid};
CREATE INDEX enterprise_members_enterprise ON enterprise_members (enterprise_id, joined_at);

-- Codes of the areas that took the place, with a space between where it was divided.
ALTER TABLE areas ADD COLUMN replaced_by TEXT;
-- Since somebody changed it here, what the program brings leaves it alone.
ALTER TABLE areas ADD COLUMN changed_at BIGINT;

CREATE TABLE industries (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    added_at BIGINT NOT NULL,
    retired_at BIGINT
);
INSERT INTO industries (code, name, position, added_at) VALUES
    ('housing', '房屋建筑', 1, 0), ('municipal', '市政园林', 2, 0), ('transport', '交通', 3, 0), ('water', '水利', 4, 0);

CREATE TABLE office_changes (
    id {uuid} PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('office', 'area', 'industry')),
    subject TEXT NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    reason TEXT NOT NULL,
    changed_by {uuid} REFERENCES accounts (id),
    changed_at BIGINT NOT NULL
);
CREATE INDEX office_changes_subject ON office_changes (subject_kind, subject, changed_at);
