-- Whether the copy of a message that left came back to its mailbox, and since when one knows that it did not.
ALTER TABLE dispatch ADD COLUMN copied_at_us BIGINT;
ALTER TABLE dispatch ADD COLUMN unproven_at_us BIGINT;
UPDATE dispatch SET copied_at_us = sent_at_us WHERE state = 'sent';
CREATE INDEX dispatch_copy ON dispatch (sent_at_us) WHERE state = 'sent' AND copied_at_us IS NULL AND unproven_at_us IS NULL;
CREATE INDEX dispatch_proof ON dispatch (mailbox_id) WHERE copied_at_us IS NOT NULL;
CREATE INDEX dispatch_outstanding ON dispatch (partner, created_at_us) WHERE state <> 'sent' OR unproven_at_us IS NOT NULL;
