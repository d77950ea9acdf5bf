-- Counts what an enterprise says of itself: whoever decides about it or changes it names what was read.
ALTER TABLE enterprises ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- A list of enterprises waits here, sealed, between the look and the taking; its id is the batch of what it brings. It goes
-- when whoever brought it brings the next one, or after a while.
CREATE TABLE enterprise_sheets (
    id {uuid} PRIMARY KEY,
    file_name TEXT NOT NULL,
    content_sealed {bytes} NOT NULL,
    brought_by {uuid} NOT NULL REFERENCES accounts (id),
    brought_at BIGINT NOT NULL,
    taken_at BIGINT
);
CREATE INDEX enterprise_sheets_brought ON enterprise_sheets (brought_by);
CREATE INDEX enterprise_sheets_old ON enterprise_sheets (brought_at);
