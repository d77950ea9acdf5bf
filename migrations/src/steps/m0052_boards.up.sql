-- What hangs on the fence of a site (维权信息告示牌, 条例第三十四条): its versions, photos and looks, and the channels of an area that an
-- office keeps. What a version says is sealed, for the telephones of people stand in it.
CREATE TABLE board_contacts (
    id {uuid} PRIMARY KEY,
    area TEXT NOT NULL REFERENCES areas (code),
    -- empty where the channel is for every industry
    industry TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('industry_complaints', 'labour_inspection', 'arbitration', 'legal_aid', 'legal_hotline')),
    body TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT,
    -- where it was published
    source TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT,
    office_id {uuid} NOT NULL REFERENCES offices (id),
    recorded_by {uuid} NOT NULL REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    replaces {uuid} REFERENCES board_contacts (id),
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    CHECK ((kind = 'industry_complaints') = (industry <> '')),
    CHECK (last_day IS NULL OR last_day >= first_day),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE UNIQUE INDEX board_contacts_once ON board_contacts (area, kind, industry, first_day) WHERE withdrawn_at IS NULL;

CREATE TABLE boards (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    version INTEGER NOT NULL,
    -- the end of the address that its code leads to
    token TEXT NOT NULL UNIQUE,
    binding_id {uuid} NOT NULL REFERENCES bindings (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    officer TEXT NOT NULL,
    phone_index TEXT NOT NULL,
    project_name TEXT NOT NULL,
    contractor TEXT NOT NULL,
    content_sealed {bytes} NOT NULL,
    content_hash TEXT NOT NULL,
    made_by {uuid} REFERENCES accounts (id),
    made_at BIGINT NOT NULL,
    replaced_at BIGINT,
    UNIQUE (project_id, version)
);
CREATE UNIQUE INDEX boards_latest ON boards (project_id) WHERE replaced_at IS NULL;
CREATE INDEX boards_person ON boards (person_id);

-- Of the board as it hangs there.
CREATE TABLE board_photos (
    id {uuid} PRIMARY KEY,
    board_id {uuid} NOT NULL REFERENCES boards (id),
    photo TEXT NOT NULL REFERENCES blobs (hash),
    taken_on TEXT NOT NULL,
    place TEXT NOT NULL,
    longitude_nanodegrees BIGINT,
    latitude_nanodegrees BIGINT,
    brought_by {uuid} NOT NULL REFERENCES accounts (id),
    brought_at BIGINT NOT NULL,
    CHECK ((longitude_nanodegrees IS NULL) = (latitude_nanodegrees IS NULL))
);
CREATE UNIQUE INDEX board_photos_once ON board_photos (board_id, photo);

-- That an office has looked at it.
CREATE TABLE board_checks (
    id {uuid} PRIMARY KEY,
    board_id {uuid} NOT NULL REFERENCES boards (id),
    result TEXT NOT NULL CHECK (result IN ('in_order', 'not_in_order')),
    checked_on TEXT NOT NULL,
    note TEXT NOT NULL,
    checked_by {uuid} NOT NULL REFERENCES accounts (id),
    checked_at BIGINT NOT NULL
);
CREATE INDEX board_checks_board ON board_checks (board_id, id);
