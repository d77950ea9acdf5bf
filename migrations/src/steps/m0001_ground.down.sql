DROP TABLE rule_packs;
DROP TABLE areas;
DROP TABLE blobs;
DROP TABLE audit_entries;
DROP TABLE audit_heads;
DROP TABLE jobs;
DROP TABLE leases;
