DROP TABLE monthly_returns;
DROP TABLE disagreement_values;
DROP TABLE disagreements;
DROP TABLE agreements;
DROP TABLE real_name_statements;
