-- Which account took over the record that a site had made of its person, and which phone stood there before.
CREATE TABLE person_takeovers (
    account_id {uuid} PRIMARY KEY REFERENCES accounts (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    old_phone_sealed {bytes} NOT NULL,
    taken_at BIGINT NOT NULL
);
CREATE INDEX person_takeovers_person ON person_takeovers (person_id);
