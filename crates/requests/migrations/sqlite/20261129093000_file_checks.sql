-- What the antivirus said of a file's bytes (`requests::contact::VirusCheck`), and who let a file through that its type blocked.
-- `virus_detail`: the name of what was found, or why nobody looked; `virus_due_us`: not before then is it asked about again.
ALTER TABLE attachment ADD COLUMN virus TEXT NOT NULL DEFAULT 'unchecked' CHECK (virus IN ('unchecked', 'clean', 'infected'));
ALTER TABLE attachment ADD COLUMN virus_detail TEXT;
ALTER TABLE attachment ADD COLUMN virus_at_us BIGINT;
ALTER TABLE attachment ADD COLUMN virus_due_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attachment ADD COLUMN released_at_us BIGINT;
ALTER TABLE attachment ADD COLUMN released_by TEXT;
ALTER TABLE attachment ADD COLUMN released_why TEXT;
CREATE INDEX attachment_content ON attachment (content_key);
CREATE INDEX attachment_virus_due ON attachment (virus_due_us) WHERE virus = 'unchecked';
CREATE INDEX attachment_virus_new ON attachment (contact_id) WHERE virus = 'unchecked' AND virus_detail IS NULL;
