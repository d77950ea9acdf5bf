-- When the site was last seen to run, per start of a machine and run of the program on it, and how long that machine had
-- run: at the next start of the program the system's clock is held against it.
CREATE TABLE clock_sightings (
    boot TEXT NOT NULL,
    node TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    uptime_ms BIGINT NOT NULL,
    PRIMARY KEY (boot, node)
);
-- the last sighting before the start that found the jump; none where the program was running
ALTER TABLE clock_alarms ADD COLUMN stopped_at BIGINT;
