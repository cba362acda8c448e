-- Posted contacts that the log did not take keep their payload, with the reason.
ALTER TABLE incoming_contact ADD COLUMN refused TEXT CHECK (refused IN ('conflict', 'unreadable'));
