-- The last answer of a closed request waits some days for the usager's mark before it goes to the contact log.
ALTER TABLE contact ADD COLUMN awaits_mark BIGINT NOT NULL DEFAULT 0 CHECK (awaits_mark IN (0, 1));
