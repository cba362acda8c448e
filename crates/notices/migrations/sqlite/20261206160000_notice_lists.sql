-- Lists are read in their order and cut, whatever waits: by service and state (with what the overview counts), by the program that asked, by
-- campaign, by template, by the caller's name.
CREATE INDEX notice_standing ON notice (service_id, state, created_at_us, notice_id, simulated, why);
CREATE INDEX notice_programs ON notice (service_id, state, created_at_us, notice_id) WHERE key_id IS NOT NULL;
DROP INDEX notice_job;
CREATE INDEX notice_job ON notice (job_id, state, created_at_us, notice_id) WHERE job_id IS NOT NULL;
CREATE INDEX notice_of_template ON notice (service_id, template_id, created_at_us, notice_id);
DROP INDEX notice_reference;
CREATE INDEX notice_reference ON notice (service_id, reference, created_at_us, notice_id) WHERE reference IS NOT NULL;
-- SQLite takes an index of some rows only where a question says the same of them, word by word: one for each state in which notices are settled.
DROP INDEX notice_open;
CREATE INDEX notice_sending ON notice (next_try_at_us) WHERE state = 'sending';
CREATE INDEX notice_doubtful ON notice (next_try_at_us) WHERE state = 'doubtful';
CREATE INDEX notice_sent ON notice (next_try_at_us) WHERE state = 'sent';
-- Receipts look for them by number.
CREATE INDEX notice_sending_number ON notice (recipient) WHERE state = 'sending';
CREATE INDEX notice_doubtful_number ON notice (recipient) WHERE state = 'doubtful';
