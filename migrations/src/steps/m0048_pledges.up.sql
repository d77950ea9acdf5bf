-- 乙文, annex 2: what an officer has pledged for a project, word for word, and by which sign. One at a time for each binding, and
-- so one for an officer and a project; what was signed is never changed, another one takes its place.
CREATE TABLE pledges (
    id {uuid} PRIMARY KEY,
    binding_id {uuid} NOT NULL REFERENCES bindings (id),
    -- the number of the text that was signed
    template INTEGER NOT NULL CHECK (template >= 1),
    content_sealed {bytes} NOT NULL,
    -- of the content as it was signed
    content_hash TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('drawn', 'uploaded', 'typed')),
    signature TEXT REFERENCES blobs (hash),
    signed_by {uuid} NOT NULL REFERENCES accounts (id),
    signed_at BIGINT NOT NULL,
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    CHECK ((way = 'typed') = (signature IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE UNIQUE INDEX pledges_once ON pledges (binding_id) WHERE withdrawn_at IS NULL;
CREATE INDEX pledges_binding ON pledges (binding_id, signed_at);
