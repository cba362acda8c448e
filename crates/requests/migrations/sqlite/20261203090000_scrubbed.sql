-- When the database was written anew after an erasure, so that its file does not keep what was deleted; null: it is still to be.
ALTER TABLE erasure ADD COLUMN scrubbed_at_us BIGINT;
CREATE INDEX erasure_unscrubbed ON erasure (at_us) WHERE scrubbed_at_us IS NULL;
