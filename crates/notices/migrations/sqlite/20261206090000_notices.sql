-- Proactive messages. A service is what sends them in the name of a partner: it has keys for programs and templates.
CREATE TABLE notice_service (
    service_id    BLOB PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    name          TEXT NOT NULL,
    -- Until it is live, only simulated recipients and its guest list are written to.
    is_live       BIGINT NOT NULL CHECK (is_live IN (0, 1)),
    -- Who a text message comes from, the name and the answers' address of an e-mail, the foot of a letter.
    sms_sender    TEXT NOT NULL,
    email_name    TEXT NOT NULL,
    email_replies TEXT,
    letter_sender TEXT NOT NULL DEFAULT '',
    -- Addresses that may be written to before it is live, and with keys of a team (JSON list).
    guests        TEXT NOT NULL DEFAULT '[]',
    -- When nothing leaves but what is urgent: minutes of the day in Paris, from and to; and only on working days.
    quiet_from    BIGINT NOT NULL,
    quiet_to      BIGINT NOT NULL,
    is_working    BIGINT NOT NULL CHECK (is_working IN (0, 1)),
    -- Messages of its campaigns and rules that leave in an hour at most, so that one can answer those who react; null: no limit.
    hourly_max    BIGINT,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    closed_at_us  BIGINT
);
CREATE INDEX notice_service_partner ON notice_service (partner, closed_at_us);

-- A key of a program. Its secret is made from the instance's and the id: it is kept nowhere.
CREATE TABLE notice_key (
    key_id        BLOB PRIMARY KEY,
    service_id    BLOB NOT NULL REFERENCES notice_service (service_id),
    name          TEXT NOT NULL,
    -- live: everybody; team: the guest list; test: nothing leaves, all is simulated.
    kind          TEXT NOT NULL CHECK (kind IN ('live', 'team', 'test')),
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    used_at_us    BIGINT,
    revoked_at_us BIGINT
);
CREATE INDEX notice_key_service ON notice_key (service_id, revoked_at_us);

-- A template; what it says and how it counts is in its versions, of which none ever changes.
CREATE TABLE notice_template (
    template_id    BLOB PRIMARY KEY,
    service_id     BLOB NOT NULL REFERENCES notice_service (service_id),
    medium         TEXT NOT NULL CHECK (medium IN ('sms', 'email', 'letter')),
    version        BIGINT NOT NULL,
    name           TEXT NOT NULL,
    created_at_us  BIGINT NOT NULL,
    archived_at_us BIGINT
);
CREATE INDEX notice_template_service ON notice_template (service_id, archived_at_us, name);
CREATE TABLE notice_template_version (
    template_id   BLOB NOT NULL REFERENCES notice_template (template_id),
    version       BIGINT NOT NULL,
    name          TEXT NOT NULL,
    -- What it is for: people consent and refuse by purpose.
    purpose       TEXT NOT NULL,
    -- What it tells: nobody is told the same twice in 48 hours.
    meaning       TEXT NOT NULL,
    lane          TEXT NOT NULL CHECK (lane IN ('urgent', 'normal', 'bulk')),
    -- {"fr": {"subject", "body"}, …} (JSON).
    texts         TEXT NOT NULL,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    PRIMARY KEY (template_id, version)
);

-- A message to one person. `partner` stands here too, because every question asks for it.
CREATE TABLE notice (
    notice_id       BLOB PRIMARY KEY,
    partner         TEXT NOT NULL,
    service_id      BLOB NOT NULL REFERENCES notice_service (service_id),
    template_id     BLOB NOT NULL,
    version         BIGINT NOT NULL,
    medium          TEXT NOT NULL CHECK (medium IN ('sms', 'email', 'letter')),
    lane            TEXT NOT NULL CHECK (lane IN ('urgent', 'normal', 'bulk')),
    language        TEXT NOT NULL,
    -- Where it goes: E.164, an address, or the lines of a postal address; null once it is forgotten.
    recipient       TEXT,
    -- BLAKE3 of the address, under the instance's key.
    recipient_key   TEXT NOT NULL,
    -- The keys of all addresses and names of its person (JSON list): what the governor counts by.
    person_keys     TEXT NOT NULL,
    -- As in its template's version: what it tells.
    meaning         TEXT NOT NULL,
    subject         TEXT NOT NULL,
    body            TEXT NOT NULL,
    -- What filled the template (JSON object).
    personalisation TEXT NOT NULL,
    -- How the caller names it.
    reference       TEXT,
    -- What asked for it: an API key, a campaign, a turn of a rule, an agent; one of them.
    key_id          BLOB,
    job_id          BLOB,
    turn_id         BLOB,
    sent_by         TEXT,
    -- Whether nothing leaves: a test key, or a simulated recipient; then how it ends.
    simulated       TEXT CHECK (simulated IN ('delivered', 'permanent-failure', 'temporary-failure')),
    -- About which request, and who: what the partner's systems call them.
    request         TEXT,
    usager          TEXT,
    -- Where the caller's own system takes a refusal in one click.
    unsubscribe     TEXT,
    -- The signs by which one asks whether it is from us.
    code            TEXT NOT NULL,
    segments        BIGINT NOT NULL,
    cost            BIGINT NOT NULL DEFAULT 0,
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'doubtful', 'sent', 'delivered', 'failed', 'cancelled')),
    -- Why it failed, waits or was cancelled: a code.
    why             TEXT,
    detail          TEXT,
    -- When it may leave, when it is tried next, how often it was.
    due_at_us       BIGINT NOT NULL,
    next_try_at_us  BIGINT NOT NULL,
    tries           BIGINT NOT NULL DEFAULT 0,
    carrier         TEXT,
    created_at_us   BIGINT NOT NULL,
    sent_at_us      BIGINT,
    done_at_us      BIGINT
);
CREATE INDEX notice_due ON notice (medium, lane, next_try_at_us) WHERE state = 'waiting' AND simulated IS NULL;
CREATE INDEX notice_simulated ON notice (next_try_at_us) WHERE state = 'waiting' AND simulated IS NOT NULL;
CREATE INDEX notice_open ON notice (state, next_try_at_us) WHERE state IN ('sending', 'doubtful', 'sent');
CREATE INDEX notice_listed ON notice (service_id, created_at_us, notice_id);
CREATE INDEX notice_reference ON notice (service_id, reference) WHERE reference IS NOT NULL;
CREATE UNIQUE INDEX notice_code ON notice (code);
CREATE INDEX notice_person ON notice (partner, recipient_key, created_at_us);
CREATE INDEX notice_job ON notice (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX notice_turn ON notice (turn_id) WHERE turn_id IS NOT NULL;
CREATE INDEX notice_old ON notice (created_at_us);

-- What people want, by what they answered last: STOP, a preference, a click on "unsubscribe".
CREATE TABLE notice_preference (
    -- Of one partner's messages; empty: of all.
    partner       TEXT NOT NULL,
    address_key   TEXT NOT NULL,
    medium        TEXT NOT NULL CHECK (medium IN ('sms', 'email', 'letter')),
    -- `*`: whatever they are for.
    purpose       TEXT NOT NULL,
    is_wanted     BIGINT NOT NULL CHECK (is_wanted IN (0, 1)),
    -- How it was said: stop, page, one-click, agent, program.
    said_by       TEXT NOT NULL,
    said_at_us    BIGINT NOT NULL,
    PRIMARY KEY (address_key, partner, purpose)
);

-- Addresses that failed for good: their people are told otherwise.
CREATE TABLE notice_unreachable (
    address_key   TEXT PRIMARY KEY,
    medium        TEXT NOT NULL CHECK (medium IN ('sms', 'email', 'letter')),
    why           TEXT NOT NULL,
    since_us      BIGINT NOT NULL
);

-- How many messages of campaigns and rules leave a service in an hour (hours since 1970).
CREATE TABLE notice_hour (
    service_id    BLOB NOT NULL REFERENCES notice_service (service_id),
    hour          BIGINT NOT NULL,
    taken         BIGINT NOT NULL,
    PRIMARY KEY (service_id, hour)
);

-- The governor: nobody gets more than this, whoever asks. It stands here, in triggers, so that no code goes past it.
CREATE TABLE notice_limit (
    place         BIGINT PRIMARY KEY CHECK (place = 1),
    -- Messages to one person in any seven days; urgent ones in any 24 hours, counted apart. An instance may lower them.
    week_max      BIGINT NOT NULL CHECK (week_max BETWEEN 0 AND 3),
    urgent_max    BIGINT NOT NULL CHECK (urgent_max BETWEEN 0 AND 10),
    -- Hours in which nobody is told the same twice; an instance may lengthen them.
    same_h        BIGINT NOT NULL CHECK (same_h BETWEEN 48 AND 8760)
);
INSERT INTO notice_limit (place, week_max, urgent_max, same_h) VALUES (1, 3, 10, 48);

-- What it counts: each message that is to leave or may have left, once by every key of its person. Only triggers write here.
CREATE TABLE notice_mark (
    person_key    TEXT NOT NULL,
    notice_id     BLOB NOT NULL,
    is_urgent     BIGINT NOT NULL,
    meaning       TEXT NOT NULL,
    -- When the message was due.
    at_us         BIGINT NOT NULL,
    PRIMARY KEY (person_key, at_us, notice_id)
);
CREATE INDEX notice_mark_notice ON notice_mark (notice_id);
-- By days, for what removes old ones only: by instants it would tempt what counts to read everybody's.
CREATE INDEX notice_mark_old ON notice_mark ((at_us / 86400000000));

-- A new message takes its place in the count; one too many, and it is cancelled on the spot. The signs `+` keep SQLite from making an index
-- of everybody's marks for one question.
CREATE TRIGGER notice_governed AFTER INSERT ON notice WHEN NEW.simulated IS NULL AND NEW.state <> 'cancelled'
BEGIN
    SELECT RAISE(ABORT, 'a new notice waits') WHERE NEW.state <> 'waiting' OR NEW.tries <> 0;
    SELECT RAISE(ABORT, 'a notice is counted by the key of its address')
        WHERE NEW.recipient_key NOT IN (SELECT value FROM json_each(NEW.person_keys));
    INSERT INTO notice_mark (person_key, notice_id, is_urgent, meaning, at_us)
        SELECT DISTINCT value, NEW.notice_id, NEW.lane = 'urgent', NEW.meaning, NEW.due_at_us FROM json_each(NEW.person_keys);
    UPDATE notice SET state = 'cancelled', cost = 0, done_at_us = NEW.created_at_us,
        why = CASE WHEN NEW.lane <> 'urgent' AND EXISTS (
            SELECT 1 FROM notice_mark m
            WHERE m.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +m.is_urgent = 0 AND +m.meaning = NEW.meaning
                AND m.notice_id <> NEW.notice_id
                AND m.at_us > NEW.due_at_us - COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000 AND m.at_us < NEW.due_at_us + COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000) THEN 'same-meaning' ELSE 'pressure' END
    WHERE notice_id = NEW.notice_id AND state = 'waiting' AND (
        (NEW.lane <> 'urgent' AND EXISTS (
            SELECT 1 FROM notice_mark m
            WHERE m.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +m.is_urgent = 0 AND +m.meaning = NEW.meaning
                AND m.notice_id <> NEW.notice_id
                AND m.at_us > NEW.due_at_us - COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000 AND m.at_us < NEW.due_at_us + COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000))
        OR EXISTS (
            SELECT 1 FROM notice_mark s
            WHERE s.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +s.is_urgent = (NEW.lane = 'urgent')
                AND s.at_us > NEW.due_at_us - (CASE NEW.lane WHEN 'urgent' THEN 86400000000 ELSE 604800000000 END) AND s.at_us <= NEW.due_at_us
                AND (SELECT COUNT(DISTINCT m.notice_id) FROM notice_mark m
                    WHERE m.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +m.is_urgent = (NEW.lane = 'urgent')
                        AND m.at_us >= s.at_us AND m.at_us < s.at_us + (CASE NEW.lane WHEN 'urgent' THEN 86400000000 ELSE 604800000000 END))
                    > COALESCE((SELECT CASE NEW.lane WHEN 'urgent' THEN urgent_max ELSE week_max END FROM notice_limit), 0)));
END;

-- One that is put off is counted where it goes.
CREATE TRIGGER notice_put_off AFTER UPDATE OF due_at_us ON notice
WHEN NEW.due_at_us <> OLD.due_at_us AND NEW.simulated IS NULL
BEGIN
    UPDATE notice_mark SET at_us = NEW.due_at_us WHERE notice_id = NEW.notice_id;
    UPDATE notice SET state = 'cancelled', cost = 0, done_at_us = NEW.created_at_us,
        why = CASE WHEN NEW.lane <> 'urgent' AND EXISTS (
            SELECT 1 FROM notice_mark m
            WHERE m.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +m.is_urgent = 0 AND +m.meaning = NEW.meaning
                AND m.notice_id <> NEW.notice_id
                AND m.at_us > NEW.due_at_us - COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000 AND m.at_us < NEW.due_at_us + COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000) THEN 'same-meaning' ELSE 'pressure' END
    WHERE notice_id = NEW.notice_id AND state = 'waiting' AND (
        (NEW.lane <> 'urgent' AND EXISTS (
            SELECT 1 FROM notice_mark m
            WHERE m.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +m.is_urgent = 0 AND +m.meaning = NEW.meaning
                AND m.notice_id <> NEW.notice_id
                AND m.at_us > NEW.due_at_us - COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000 AND m.at_us < NEW.due_at_us + COALESCE((SELECT same_h FROM notice_limit), 48) * 3600000000))
        OR EXISTS (
            SELECT 1 FROM notice_mark s
            WHERE s.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +s.is_urgent = (NEW.lane = 'urgent')
                AND s.at_us > NEW.due_at_us - (CASE NEW.lane WHEN 'urgent' THEN 86400000000 ELSE 604800000000 END) AND s.at_us <= NEW.due_at_us
                AND (SELECT COUNT(DISTINCT m.notice_id) FROM notice_mark m
                    WHERE m.person_key IN (SELECT value FROM json_each(NEW.person_keys)) AND +m.is_urgent = (NEW.lane = 'urgent')
                        AND m.at_us >= s.at_us AND m.at_us < s.at_us + (CASE NEW.lane WHEN 'urgent' THEN 86400000000 ELSE 604800000000 END))
                    > COALESCE((SELECT CASE NEW.lane WHEN 'urgent' THEN urgent_max ELSE week_max END FROM notice_limit), 0)));
END;

-- One that never left gives its place back.
CREATE TRIGGER notice_given_back AFTER UPDATE OF state ON notice
WHEN NEW.state IN ('cancelled', 'failed') AND OLD.state = 'waiting' AND OLD.tries = 0
BEGIN
    DELETE FROM notice_mark WHERE notice_id = NEW.notice_id;
END;

-- What ended is not taken up again, what leaves counts as tried, and what is counted by does not change.
CREATE TRIGGER notice_kept BEFORE UPDATE ON notice
BEGIN
    SELECT RAISE(ABORT, 'a cancelled notice stays so') WHERE OLD.state = 'cancelled' AND NEW.state <> 'cancelled';
    SELECT RAISE(ABORT, 'a failed notice is not sent again')
        WHERE OLD.state = 'failed' AND (NEW.state IN ('waiting', 'sending', 'doubtful') OR OLD.tries = 0 AND NEW.state <> 'failed');
    SELECT RAISE(ABORT, 'what leaves was tried')
        WHERE NEW.tries < OLD.tries OR NEW.tries = 0 AND NEW.state IN ('sending', 'doubtful', 'sent', 'delivered');
    SELECT RAISE(ABORT, 'what a notice is counted by does not change')
        WHERE NEW.lane <> OLD.lane OR NEW.meaning <> OLD.meaning OR NEW.simulated IS NOT OLD.simulated
            OR NEW.notice_id <> OLD.notice_id
            OR NEW.person_keys <> OLD.person_keys AND OLD.state NOT IN ('delivered', 'failed', 'cancelled');
END;

-- Where a service is told what became of its notices, and what people answered.
CREATE TABLE notice_callback (
    service_id    BLOB NOT NULL REFERENCES notice_service (service_id),
    kind          TEXT NOT NULL CHECK (kind IN ('delivery', 'received')),
    url           TEXT NOT NULL,
    -- Its token is made from the instance's secret and this number: another one makes another token.
    generation    BIGINT NOT NULL,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    PRIMARY KEY (service_id, kind)
);

-- What it is to be told: of a notice, or of a text that came. What it says is written when it is posted.
CREATE TABLE notice_callback_delivery (
    subject_id     BLOB NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('delivery', 'received')),
    service_id     BLOB NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
    tries          BIGINT NOT NULL DEFAULT 0,
    next_try_at_us BIGINT NOT NULL,
    -- What was answered last; why nothing was.
    status         BIGINT,
    problem        TEXT,
    created_at_us  BIGINT NOT NULL,
    PRIMARY KEY (subject_id, kind)
);
CREATE INDEX notice_callback_due ON notice_callback_delivery (next_try_at_us) WHERE state = 'waiting';
CREATE INDEX notice_callback_old ON notice_callback_delivery (created_at_us);

-- Whoever asked by a program is told how it ends, by the same transaction that ends it.
CREATE TRIGGER notice_called_back AFTER UPDATE OF state ON notice
WHEN NEW.key_id IS NOT NULL AND NEW.state IN ('delivered', 'failed', 'cancelled') AND NEW.state <> OLD.state
BEGIN
    INSERT INTO notice_callback_delivery (subject_id, kind, service_id, state, next_try_at_us, created_at_us)
    SELECT NEW.notice_id, 'delivery', NEW.service_id, 'waiting', at, at
        FROM (SELECT COALESCE(NEW.done_at_us, NEW.next_try_at_us) AS at) AS moment
        WHERE EXISTS (SELECT 1 FROM notice_callback c WHERE c.service_id = NEW.service_id AND c.kind = 'delivery')
    ON CONFLICT (subject_id, kind) DO UPDATE SET state = 'waiting', tries = 0, next_try_at_us = excluded.next_try_at_us;
END;
