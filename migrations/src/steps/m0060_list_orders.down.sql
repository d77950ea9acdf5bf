DROP INDEX projects_name;
DROP INDEX enterprises_name;
DROP INDEX certificates_holder;
