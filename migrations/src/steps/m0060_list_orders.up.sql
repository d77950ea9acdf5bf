-- The register, the enterprises and the projects of a whole city are listed by name, a page at a time.
CREATE INDEX certificates_holder ON certificates (holder_name, number);
CREATE INDEX enterprises_name ON enterprises (name, id);
CREATE INDEX projects_name ON projects (name, id);
