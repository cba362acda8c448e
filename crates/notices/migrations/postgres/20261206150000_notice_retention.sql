-- What is looked for when the time of what was said is over: only what still says something.
DROP INDEX notice_old;
CREATE INDEX notice_old ON notice (created_at_us) WHERE recipient IS NOT NULL;
CREATE INDEX notice_received_old ON notice_received (received_at_us) WHERE body <> '';
CREATE INDEX notice_fact_old ON notice_fact (recorded_at_us) WHERE data <> '{}';
