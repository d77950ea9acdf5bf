DROP TABLE first_tasks;
DROP TABLE filing_scans;
DROP TABLE filing_receipts;
DROP TABLE filings;
