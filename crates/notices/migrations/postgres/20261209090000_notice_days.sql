-- The overview counts messages by the day on which they left and on which they ended, whatever waits.
CREATE INDEX notice_left ON notice (service_id, sent_at_us, simulated) WHERE sent_at_us IS NOT NULL;
CREATE INDEX notice_ended ON notice (service_id, state, done_at_us, simulated, why) WHERE done_at_us IS NOT NULL;

-- When a letter was first made ready to print; null: it never was, or before this was noted.
ALTER TABLE notice ADD COLUMN printed_at_us BIGINT;
