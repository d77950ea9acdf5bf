DROP TABLE import_errors;
DROP TABLE import_batches;
DROP TABLE import_pieces;
DROP TABLE imports;
