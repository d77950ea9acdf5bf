ALTER TABLE clock_alarms DROP COLUMN stopped_at;
DROP TABLE clock_sightings;
