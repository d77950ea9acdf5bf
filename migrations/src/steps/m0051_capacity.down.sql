DROP TABLE filing_reminders;
DROP TABLE capacity_consents;
DROP TABLE capacity_tasks;
