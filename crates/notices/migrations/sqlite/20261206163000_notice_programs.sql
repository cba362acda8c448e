-- Whoever is erased is found by the names that the partner's systems give them.
CREATE INDEX notice_usager ON notice (partner, usager) WHERE usager IS NOT NULL AND recipient IS NOT NULL;
CREATE INDEX notice_rule_turn_usager ON notice_rule_turn (partner, usager);
CREATE INDEX notice_rule_turn_person ON notice_rule_turn (partner, person) WHERE person IS NOT NULL;
-- Turns that ended long ago and still name somebody.
CREATE INDEX notice_rule_turn_old ON notice_rule_turn (done_at_us) WHERE usager <> '';

-- The line of a notice, and the lines that still say something.
CREATE INDEX notice_campaign_line_notice ON notice_campaign_line (notice_id) WHERE notice_id IS NOT NULL;
CREATE INDEX notice_campaign_line_said ON notice_campaign_line (campaign_id, line) WHERE cells <> '[]';
-- What a program sent, so that the same call sent again makes no second campaign; null: it did not name its call.
ALTER TABLE notice_campaign ADD COLUMN digest TEXT;

-- A text without a word names its sender too.
DROP INDEX notice_received_old;
CREATE INDEX notice_received_old ON notice_received (received_at_us) WHERE sender <> '';

-- Tries in a row that a receiver did not answer, and before when it is left alone.
ALTER TABLE notice_callback ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notice_callback ADD COLUMN next_at_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notice_callback_delivery ADD COLUMN tried_at_us BIGINT;
DROP INDEX notice_callback_due;
CREATE INDEX notice_callback_due ON notice_callback_delivery (service_id, kind, next_try_at_us) WHERE state = 'waiting';
CREATE INDEX notice_callback_failed ON notice_callback_delivery (service_id, kind, tried_at_us) WHERE state <> 'sent';
