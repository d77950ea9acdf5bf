DROP TABLE old_certificates;
DROP TABLE old_certificate_sheets;
