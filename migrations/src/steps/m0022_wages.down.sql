DROP TABLE payment_results;
DROP TABLE payment_rows;
DROP TABLE payment_steps;
DROP TABLE payment_batches;
