-- Paper certificates from before this register, and the sheets that brought them. A sheet waits, sealed, between the look and
-- the taking; its content goes after a while, its row stays as long as what it brought, so that it can be taken back at any time.
CREATE TABLE old_certificate_sheets (
    id {uuid} PRIMARY KEY,
    file_name TEXT NOT NULL,
    content_sealed {bytes},
    brought_by {uuid} NOT NULL REFERENCES accounts (id),
    brought_at BIGINT NOT NULL,
    taken_at BIGINT,
    undone_at BIGINT,
    undone_by {uuid} REFERENCES accounts (id),
    undone_reason TEXT
);
CREATE INDEX old_certificate_sheets_taken ON old_certificate_sheets (taken_at);

CREATE TABLE old_certificates (
    id {uuid} PRIMARY KEY,
    -- as it is printed, and the same without what people write in several ways
    number TEXT NOT NULL,
    number_key TEXT NOT NULL UNIQUE,
    holder_name TEXT NOT NULL,
    id_number_sealed {bytes} NOT NULL,
    id_number_index TEXT NOT NULL,
    issued_day TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    revoked_day TEXT,
    -- what the printed code says; an old system may have put anything into it
    code_sealed {bytes} NOT NULL,
    code_index TEXT NOT NULL UNIQUE,
    sheet_id {uuid} NOT NULL REFERENCES old_certificate_sheets (id),
    brought_at BIGINT NOT NULL,
    -- the sheet that said the revocation: taken back, the certificate stands again
    revoked_sheet_id {uuid} REFERENCES old_certificate_sheets (id)
);
CREATE INDEX old_certificates_revoked ON old_certificates (revoked_sheet_id) WHERE revoked_sheet_id IS NOT NULL;
CREATE INDEX old_certificates_holder ON old_certificates (id_number_index);
CREATE INDEX old_certificates_sheet ON old_certificates (sheet_id);
CREATE INDEX old_certificates_listed ON old_certificates (issued_day, number_key);
