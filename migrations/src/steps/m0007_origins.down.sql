ALTER TABLE blobs DROP COLUMN home;
ALTER TABLE question_versions DROP COLUMN origin;
