-- Who took a confirmation of identity back; nobody where an account took over a record of the sites.
ALTER TABLE identity_confirmations ADD COLUMN withdrawn_by {uuid};
