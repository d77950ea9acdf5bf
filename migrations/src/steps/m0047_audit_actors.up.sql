-- What one account did, and what was done to it, is asked together.
CREATE INDEX audit_entries_actor ON audit_entries (actor);
