-- The rows that an import brought can leave the log again.
ALTER TABLE upload DROP CONSTRAINT upload_state_check;
ALTER TABLE upload ADD CONSTRAINT upload_state_check CHECK (state IN ('received', 'asked', 'removing', 'given_up'));
