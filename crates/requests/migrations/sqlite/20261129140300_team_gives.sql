-- Whether a team gives new requests to its agents by itself.
ALTER TABLE team ADD COLUMN gives BIGINT NOT NULL DEFAULT 0 CHECK (gives IN (0, 1));
