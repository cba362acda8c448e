-- Pages and telephone numbers that messages name: what names a dead one waits.

-- What each version of a template names; the lines of the sender of a letter count as part of each letter.
CREATE TABLE notice_named (
    template_id UUID NOT NULL REFERENCES notice_template (template_id),
    version     BIGINT NOT NULL,
    -- link: a page; phone: a number that can be dialled; no-phone: what looks like one, and nobody can dial.
    kind        TEXT NOT NULL CHECK (kind IN ('link', 'phone', 'no-phone')),
    target      TEXT NOT NULL,
    PRIMARY KEY (template_id, version, kind, target)
);
CREATE INDEX notice_named_target ON notice_named (kind, target);
-- The last version whose targets stand in notice_named; 0: none does, or they are to be read anew.
ALTER TABLE notice_template ADD COLUMN named_version BIGINT NOT NULL DEFAULT 0;

-- What was found at a page. Failing: once; dead: twice, some minutes apart; unknown: it could not be looked at.
CREATE TABLE notice_link (
    address         TEXT PRIMARY KEY,
    state           TEXT NOT NULL CHECK (state IN ('new', 'alive', 'failing', 'dead', 'unknown')),
    -- Why, a code.
    reason          TEXT,
    -- When it began to be so; of a dead one, when it failed first.
    since_us        BIGINT NOT NULL,
    looked_at_us    BIGINT,
    next_look_at_us BIGINT NOT NULL
);
CREATE INDEX notice_link_due ON notice_link (next_look_at_us);

-- The telephone lines of a service, as far as it has listed them, and whether they are in service.
CREATE TABLE notice_line (
    service_id    UUID NOT NULL REFERENCES notice_service (service_id),
    number        TEXT NOT NULL,
    name          TEXT NOT NULL,
    is_open       BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    changed_by    TEXT NOT NULL,
    changed_at_us BIGINT NOT NULL,
    PRIMARY KEY (service_id, number)
);

-- A manager decided that what names a dead target leaves all the same; it ends when the target answers again.
CREATE TABLE notice_release (
    service_id UUID NOT NULL REFERENCES notice_service (service_id),
    kind       TEXT NOT NULL,
    target     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    said_by    TEXT NOT NULL,
    said_at_us BIGINT NOT NULL,
    PRIMARY KEY (service_id, kind, target)
);

-- When a message was found to name something dead; it waits until it is let go. Null: it is not held.
ALTER TABLE notice ADD COLUMN held_at_us BIGINT;
CREATE INDEX notice_held ON notice (template_id, version) WHERE held_at_us IS NOT NULL AND state = 'waiting';

-- What holds each version of a template back: who sends asks here.
CREATE VIEW notice_blocked AS
SELECT t.service_id, n.template_id, n.version, n.kind, n.target
FROM notice_named n JOIN notice_template t ON t.template_id = n.template_id
WHERE (
        (n.kind = 'link' AND EXISTS (SELECT 1 FROM notice_link l WHERE l.address = n.target AND l.state = 'dead'))
        OR (n.kind = 'phone' AND EXISTS (
            SELECT 1 FROM notice_line p WHERE p.service_id = t.service_id AND p.number = n.target AND p.is_open = 0))
        OR n.kind = 'no-phone')
    AND NOT EXISTS (
        SELECT 1 FROM notice_release r WHERE r.service_id = t.service_id AND r.kind = n.kind AND r.target = n.target);

-- What messages that can leave name: the last versions of templates, those of campaigns that are on, those of messages that are held.
CREATE VIEW notice_in_use AS
SELECT s.partner, t.service_id, n.template_id, n.version, n.kind, n.target
FROM notice_named n
    JOIN notice_template t ON t.template_id = n.template_id
    JOIN notice_service s ON s.service_id = t.service_id
WHERE s.closed_at_us IS NULL AND (
    (t.archived_at_us IS NULL AND t.version = n.version)
    OR EXISTS (
        SELECT 1 FROM notice_campaign c
        WHERE c.service_id = t.service_id AND c.template_id = n.template_id AND c.version = n.version AND c.state = 'ready')
    OR EXISTS (
        SELECT 1 FROM notice h
        WHERE h.template_id = n.template_id AND h.version = n.version AND h.held_at_us IS NOT NULL AND h.state = 'waiting'));
