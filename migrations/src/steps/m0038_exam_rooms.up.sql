-- In which room somebody sits an exam, and for which room a notice was: those who sit together share a noise or a power cut.
ALTER TABLE exam_roster ADD COLUMN room TEXT;
ALTER TABLE exam_notices ADD COLUMN room TEXT;
