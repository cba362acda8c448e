-- When a message became a contact of the log, or was found to be none.
ALTER TABLE notice ADD COLUMN logged_at_us BIGINT;
CREATE INDEX notice_unlogged ON notice (sent_at_us) WHERE logged_at_us IS NULL AND sent_at_us IS NOT NULL;
