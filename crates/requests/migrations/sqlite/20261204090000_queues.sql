-- What the tabs of the queue count, where few are among many: without an agent, asleep.
CREATE INDEX request_unassigned ON request (partner, state, order_us, request_id)
    WHERE assignee IS NULL AND merged_into IS NULL;
CREATE INDEX request_asleep ON request (partner, snoozed_until_us)
    WHERE state = 'open' AND merged_into IS NULL AND snoozed_until_us IS NOT NULL;
-- Signs of who has a request on screen, which are removed after a minute.
CREATE INDEX presence_seen ON presence (seen_at_us);
