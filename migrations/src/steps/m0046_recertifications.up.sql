-- An enterprise applied and the office approved: whoever held this revoked certificate may be trained, examined and certified
-- again. One decision per certificate.
CREATE TABLE recertifications (
    certificate_id {uuid} PRIMARY KEY REFERENCES certificates (id),
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    reason TEXT NOT NULL,
    approved_by {uuid} NOT NULL REFERENCES accounts (id),
    approved_at BIGINT NOT NULL
);
