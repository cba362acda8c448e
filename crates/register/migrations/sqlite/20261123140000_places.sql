-- Work on a file that only one server has: that server. Null: any may do it.
ALTER TABLE job ADD COLUMN place TEXT;
-- Three years after, a closed account is removed.
ALTER TABLE account ADD COLUMN closed_at_us BIGINT;
-- Nothing is set while the server runs.
DROP TABLE setting;
