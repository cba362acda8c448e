-- Who answers: a team of a partner, its hours (calendar::Opening, JSON) and what it promises (calendar::Target, JSON).
CREATE TABLE team (
    team_id       UUID PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    name          TEXT NOT NULL,
    email         TEXT,
    phone         TEXT,
    postal        TEXT,
    opening       TEXT NOT NULL,
    target        TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    UNIQUE (partner, name)
);
-- Who works in a team: the reasons that they know, the territories that they follow (JSON lists), and how many open requests they take.
CREATE TABLE team_member (
    team_id     UUID NOT NULL REFERENCES team (team_id),
    account_id  UUID NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    skills      TEXT NOT NULL DEFAULT '[]',
    territories TEXT NOT NULL DEFAULT '[]',
    load_max    BIGINT NOT NULL DEFAULT 40,
    PRIMARY KEY (team_id, account_id)
);
CREATE INDEX team_member_account ON team_member (account_id);
-- The reasons (motifs) for which usagers write: who answers, within what, and what silence comes to mean (calendar::legal::Silence, JSON).
CREATE TABLE reason (
    partner    TEXT NOT NULL REFERENCES partner (code),
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    team_id    UUID REFERENCES team (team_id),
    life_event TEXT,
    target     TEXT,
    silence    TEXT,
    -- What the public form asks besides the message (JSON).
    form       TEXT NOT NULL DEFAULT '{}',
    is_public  BIGINT NOT NULL DEFAULT 1 CHECK (is_public IN (0, 1)),
    closed     BIGINT NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    PRIMARY KEY (partner, code)
);
-- A person who has to do with the partner. Kept while a request is kept; merged people keep their row, which leads to the other.
CREATE TABLE usager (
    usager_id     UUID PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    name          TEXT NOT NULL,
    -- How the partner's other systems name them; by it the contact log knows them.
    external_id   TEXT,
    language      TEXT NOT NULL DEFAULT 'fr',
    -- The channel that they prefer, a channel's code.
    preferred     TEXT,
    territory     TEXT,
    remark        TEXT NOT NULL DEFAULT '',
    merged_into   UUID REFERENCES usager (usager_id),
    created_at_us BIGINT NOT NULL,
    erased_at_us  BIGINT
);
CREATE INDEX usager_name ON usager (partner, name);
CREATE UNIQUE INDEX usager_external ON usager (partner, external_id);
-- By what a person is reached: value is the form in which it is compared. A couple may share one.
CREATE TABLE usager_way (
    usager_id   UUID NOT NULL REFERENCES usager (usager_id),
    kind        TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'post')),
    value       TEXT NOT NULL,
    partner     TEXT NOT NULL,
    shown       TEXT NOT NULL,
    added_at_us BIGINT NOT NULL,
    -- A message to it came back for good, or the number does not answer.
    is_dead     BIGINT NOT NULL DEFAULT 0 CHECK (is_dead IN (0, 1)),
    PRIMARY KEY (usager_id, kind, value)
);
CREATE INDEX usager_way_value ON usager_way (partner, kind, value);
-- What a usager wants settled.
CREATE TABLE request (
    request_id         UUID PRIMARY KEY,
    partner            TEXT NOT NULL REFERENCES partner (code),
    -- What people quote: 2026-000042.
    reference          TEXT NOT NULL,
    -- What opens the follow-up page besides the signed link: eight letters, on letters and over the phone.
    code               TEXT NOT NULL UNIQUE,
    usager_id          UUID NOT NULL REFERENCES usager (usager_id),
    subject            TEXT NOT NULL,
    channel            TEXT NOT NULL,
    reason             TEXT,
    life_event         TEXT,
    team_id            UUID REFERENCES team (team_id),
    assignee           UUID REFERENCES account (account_id) ON DELETE SET NULL,
    -- Why this agent has it: sentences in both languages (JSON).
    because            TEXT,
    state              TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    party              TEXT NOT NULL CHECK (party IN ('administration', 'usager', 'other-body')),
    is_unread          BIGINT NOT NULL CHECK (is_unread IN (0, 1)),
    opened_at_us       BIGINT NOT NULL,
    last_contact_at_us BIGINT NOT NULL,
    -- When the team's promise ends; null while one waits for the usager.
    due_at_us          BIGINT,
    -- The place in lists: what is due first comes first, what has no date last; of closed ones, the latest contact first.
    order_us           BIGINT NOT NULL,
    -- The dates that the usager was told (P50 and P90), and when.
    promised_low_us    BIGINT,
    promised_high_us   BIGINT,
    promised_at_us     BIGINT,
    answered_at_us     BIGINT,
    closed_at_us       BIGINT,
    snoozed_until_us   BIGINT,
    cause              TEXT,
    outcome            TEXT,
    merged_into        UUID REFERENCES request (request_id),
    incident_id        UUID,
    -- Grows with each change that two people could make at once.
    version            BIGINT NOT NULL DEFAULT 0,
    UNIQUE (partner, reference)
);
CREATE INDEX request_queue ON request (partner, state, order_us, request_id);
CREATE INDEX request_team ON request (team_id, state, order_us, request_id);
CREATE INDEX request_assignee ON request (assignee, state, order_us, request_id);
CREATE INDEX request_usager ON request (usager_id, opened_at_us);
CREATE INDEX request_reason ON request (partner, reason, opened_at_us);
-- The words by which a request is found (stems, see rules::words); several servers and both databases find alike.
CREATE TABLE request_word (
    partner    TEXT NOT NULL,
    word       TEXT NOT NULL,
    request_id UUID NOT NULL REFERENCES request (request_id),
    PRIMARY KEY (partner, word, request_id)
);
CREATE INDEX request_word_request ON request_word (request_id);
-- The last reference of a year.
CREATE TABLE request_counter (
    partner TEXT NOT NULL,
    year    BIGINT NOT NULL,
    last    BIGINT NOT NULL,
    PRIMARY KEY (partner, year)
);
-- Whose turn it was, from when on.
CREATE TABLE request_turn (
    request_id UUID NOT NULL REFERENCES request (request_id),
    place      BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    party      TEXT NOT NULL,
    PRIMARY KEY (request_id, place)
);
-- What was done to a request: assigned, taken back, merged, snoozed … The detail is JSON.
CREATE TABLE request_event (
    event_id   UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES request (request_id),
    at_us      BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    detail     TEXT NOT NULL
);
CREATE INDEX request_event_request ON request_event (request_id, at_us);
-- One exchange. It goes to the contact log once its request is closed; what it said is kept two years after that.
CREATE TABLE contact (
    contact_id   UUID PRIMARY KEY,
    partner      TEXT NOT NULL,
    request_id   UUID NOT NULL REFERENCES request (request_id),
    usager_id    UUID NOT NULL REFERENCES usager (usager_id),
    channel      TEXT NOT NULL,
    direction    TEXT NOT NULL,
    at_us        BIGINT NOT NULL,
    -- Who answered or took the call.
    agent        UUID REFERENCES account (account_id) ON DELETE SET NULL,
    -- Who wrote it: a person, or the product (acknowledgements).
    origin       TEXT NOT NULL CHECK (origin IN ('person', 'product')),
    subject      TEXT NOT NULL,
    body         TEXT NOT NULL,
    quoted       TEXT NOT NULL DEFAULT '',
    -- mail::SafeHtml, JSON.
    html         TEXT,
    -- The address or number by which it came or went.
    way          TEXT NOT NULL DEFAULT '',
    message_id   TEXT,
    -- The raw message (mail::ContentKey).
    content_key  TEXT,
    reason       TEXT,
    cause        TEXT,
    outcome      TEXT,
    wait_s       BIGINT,
    duration_s   BIGINT,
    satisfaction BIGINT,
    site         TEXT,
    logged_at_us BIGINT
);
CREATE INDEX contact_request ON contact (request_id, at_us);
CREATE INDEX contact_usager ON contact (usager_id, at_us);
CREATE INDEX contact_message ON contact (partner, message_id);
CREATE INDEX contact_waiting ON contact (logged_at_us, at_us);
-- A file that came or goes with a contact; its bytes are kept by their content's key.
CREATE TABLE attachment (
    contact_id    UUID NOT NULL REFERENCES contact (contact_id),
    place         BIGINT NOT NULL,
    name          TEXT NOT NULL,
    declared_type TEXT NOT NULL,
    found_type    TEXT,
    bytes         BIGINT NOT NULL,
    content_key   TEXT NOT NULL,
    content_id    TEXT,
    is_inline     BIGINT NOT NULL CHECK (is_inline IN (0, 1)),
    -- Whether people may open it: what the check of type, size and virus said.
    verdict       TEXT NOT NULL CHECK (verdict IN ('sound', 'unchecked', 'dangerous')),
    PRIMARY KEY (contact_id, place)
);
-- What agents tell each other about a request; usagers never see it.
CREATE TABLE note (
    note_id    UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES request (request_id),
    author     UUID REFERENCES account (account_id) ON DELETE SET NULL,
    body       TEXT NOT NULL,
    at_us      BIGINT NOT NULL
);
CREATE INDEX note_request ON note (request_id, at_us);
CREATE TABLE mention (
    note_id    UUID NOT NULL REFERENCES note (note_id),
    account_id UUID NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    seen_at_us BIGINT,
    PRIMARY KEY (note_id, account_id)
);
CREATE INDEX mention_account ON mention (account_id, seen_at_us);
-- An answer that an agent has begun.
CREATE TABLE draft (
    request_id UUID NOT NULL REFERENCES request (request_id),
    account_id UUID NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    at_us      BIGINT NOT NULL,
    PRIMARY KEY (request_id, account_id)
);
-- Who has a request on screen, and whether they write. A row is worth a minute.
CREATE TABLE presence (
    request_id UUID NOT NULL REFERENCES request (request_id),
    account_id UUID NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    seen_at_us BIGINT NOT NULL,
    is_writing BIGINT NOT NULL CHECK (is_writing IN (0, 1)),
    PRIMARY KEY (request_id, account_id)
);
-- What a usager asks in a contact, and whether it was answered.
CREATE TABLE question (
    request_id     UUID NOT NULL REFERENCES request (request_id),
    place          BIGINT NOT NULL,
    contact_id     UUID NOT NULL REFERENCES contact (contact_id),
    asked          TEXT NOT NULL,
    answered_at_us BIGINT,
    -- Why it was left open at the closing.
    left_open      TEXT,
    PRIMARY KEY (request_id, place)
);
-- A call that was promised.
CREATE TABLE callback (
    callback_id   UUID PRIMARY KEY,
    partner       TEXT NOT NULL,
    request_id    UUID NOT NULL REFERENCES request (request_id),
    phone         TEXT NOT NULL,
    from_us       BIGINT NOT NULL,
    until_us      BIGINT NOT NULL,
    done_at_us    BIGINT,
    -- answered, no-answer, cancelled
    outcome       TEXT,
    created_at_us BIGINT NOT NULL
);
CREATE INDEX callback_due ON callback (partner, done_at_us, until_us);
-- A document that is asked of the usager.
CREATE TABLE document_request (
    document_request_id UUID PRIMARY KEY,
    request_id          UUID NOT NULL REFERENCES request (request_id),
    label               TEXT NOT NULL,
    why                 TEXT NOT NULL,
    is_indispensable    BIGINT NOT NULL CHECK (is_indispensable IN (0, 1)),
    asked_at_us         BIGINT NOT NULL,
    due_at_us           BIGINT,
    received_at_us      BIGINT,
    -- The contact that brought it.
    contact_id          UUID REFERENCES contact (contact_id),
    withdrawn_at_us     BIGINT
);
CREATE INDEX document_request_request ON document_request (request_id, asked_at_us);
-- Texts that agents start from. A change makes a version; what was sent keeps the one that it used.
CREATE TABLE template (
    template_id UUID NOT NULL,
    version     BIGINT NOT NULL,
    partner     TEXT NOT NULL REFERENCES partner (code),
    name        TEXT NOT NULL,
    reason      TEXT,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    closed      BIGINT NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    written_by  TEXT NOT NULL,
    at_us       BIGINT NOT NULL,
    PRIMARY KEY (template_id, version)
);
CREATE INDEX template_partner ON template (partner, name);
-- What a person is asked to decide: a message may belong to this request, these two may be one person.
CREATE TABLE proposal (
    proposal_id   UUID PRIMARY KEY,
    partner       TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('join-requests', 'join-usagers')),
    subject_id    UUID NOT NULL,
    target_id     UUID NOT NULL,
    -- A code of mail::Why, or of a likeness of people.
    why           TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    decided_at_us BIGINT,
    decided_by    TEXT,
    accepted      BIGINT CHECK (accepted IN (0, 1)),
    UNIQUE (kind, subject_id, target_id)
);
CREATE INDEX proposal_subject ON proposal (subject_id, decided_at_us);
CREATE INDEX proposal_open ON proposal (partner, decided_at_us, created_at_us);
-- Two became one: what was moved (JSON), so that it can be undone.
CREATE TABLE merger (
    merger_id    UUID PRIMARY KEY,
    partner      TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('requests', 'usagers')),
    from_id      UUID NOT NULL,
    into_id      UUID NOT NULL,
    moved        TEXT NOT NULL,
    made_by      TEXT NOT NULL,
    at_us        BIGINT NOT NULL,
    undone_by    TEXT,
    undone_at_us BIGINT
);
CREATE INDEX merger_into ON merger (into_id, undone_at_us);
-- A closed request that a second agent codes without seeing the first one's answer.
CREATE TABLE second_coding (
    request_id  UUID PRIMARY KEY REFERENCES request (request_id),
    partner     TEXT NOT NULL,
    first_cause TEXT NOT NULL,
    first_agent TEXT NOT NULL,
    drawn_at_us BIGINT NOT NULL,
    cause       TEXT,
    agent       TEXT,
    coded_at_us BIGINT
);
CREATE INDEX second_coding_open ON second_coding (partner, coded_at_us, drawn_at_us);
-- What the usager says after the closing, with the marks of "Je donne mon avis" (1 to 5).
CREATE TABLE opinion (
    request_id UUID PRIMARY KEY REFERENCES request (request_id),
    partner    TEXT NOT NULL,
    is_solved  BIGINT CHECK (is_solved IN (0, 1)),
    mark       BIGINT CHECK (mark BETWEEN 1 AND 5),
    words      TEXT NOT NULL,
    at_us      BIGINT NOT NULL
);
-- Answers ready before anybody writes: shown while somebody fills the public form.
CREATE TABLE ready_answer (
    answer_id     UUID PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    reason        TEXT,
    title         TEXT NOT NULL,
    body          TEXT NOT NULL,
    closed        BIGINT NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    shown         BIGINT NOT NULL DEFAULT 0,
    helped        BIGINT NOT NULL DEFAULT 0,
    changed_at_us BIGINT NOT NULL
);
CREATE INDEX ready_answer_partner ON ready_answer (partner, closed);
-- One cause that makes many write at once: one banner and one automatic answer for all.
CREATE TABLE incident (
    incident_id UUID PRIMARY KEY,
    partner     TEXT NOT NULL REFERENCES partner (code),
    title       TEXT NOT NULL,
    reason      TEXT,
    banner      TEXT NOT NULL,
    begun_at_us BIGINT NOT NULL,
    ended_at_us BIGINT,
    written_by  TEXT NOT NULL
);
CREATE INDEX incident_running ON incident (partner, ended_at_us);

-- A mailbox that is read and written for a partner. Its secrets are sealed with the instance's key.
CREATE TABLE mailbox (
    mailbox_id      UUID PRIMARY KEY,
    partner         TEXT NOT NULL REFERENCES partner (code),
    address         TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    team_id         UUID REFERENCES team (team_id),
    -- Host, port, security, user, folder of IMAP; address of SMTP (JSON, without secrets).
    settings        TEXT NOT NULL,
    secret          TEXT,
    is_on           BIGINT NOT NULL CHECK (is_on IN (0, 1)),
    uid_validity    BIGINT,
    -- All messages up to this one were taken.
    uid_last        BIGINT NOT NULL DEFAULT 0,
    read_at_us      BIGINT,
    problem         TEXT,
    problem_at_us   BIGINT,
    created_at_us   BIGINT NOT NULL
);
CREATE INDEX mailbox_partner ON mailbox (partner);
-- A message of a mailbox, from the instant at which its raw bytes are kept.
CREATE TABLE arrival (
    arrival_id     UUID PRIMARY KEY,
    partner        TEXT NOT NULL,
    mailbox_id     UUID NOT NULL REFERENCES mailbox (mailbox_id),
    uid_validity   BIGINT NOT NULL,
    -- Null: it was imported from a file.
    uid            BIGINT,
    content_key    TEXT NOT NULL,
    bytes          BIGINT NOT NULL,
    received_at_us BIGINT NOT NULL,
    kept_at_us     BIGINT NOT NULL,
    -- kept: not yet read; filed: a contact came of it, or nothing had to (kind says why); quarantined: it cannot be read.
    state          TEXT NOT NULL CHECK (state IN ('kept', 'filed', 'quarantined')),
    kind           TEXT,
    contact_id     UUID REFERENCES contact (contact_id),
    problem        TEXT,
    filed_at_us    BIGINT,
    UNIQUE (mailbox_id, uid_validity, uid)
);
CREATE INDEX arrival_content ON arrival (mailbox_id, content_key);
CREATE INDEX arrival_state ON arrival (state, kept_at_us);
CREATE INDEX arrival_partner ON arrival (partner, state, kept_at_us);
-- The mail server and the register compared, message by message.
CREATE TABLE reconciliation (
    mailbox_id  UUID NOT NULL REFERENCES mailbox (mailbox_id),
    at_us       BIGINT NOT NULL,
    received    BIGINT NOT NULL,
    filed       BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    -- On the server and not in the register; taken at once.
    missing     BIGINT NOT NULL,
    -- In the register's list and without their contact or raw bytes.
    lost        BIGINT NOT NULL,
    detail      TEXT NOT NULL,
    PRIMARY KEY (mailbox_id, at_us)
);
-- A message that leaves for a usager: written in the transaction of the contact that it is.
CREATE TABLE dispatch (
    dispatch_id    UUID PRIMARY KEY,
    partner        TEXT NOT NULL,
    mailbox_id     UUID NOT NULL REFERENCES mailbox (mailbox_id),
    request_id     UUID NOT NULL REFERENCES request (request_id),
    contact_id     UUID NOT NULL REFERENCES contact (contact_id),
    recipient      TEXT NOT NULL,
    message_id     TEXT NOT NULL UNIQUE,
    -- Where the built message is kept.
    content_key    TEXT,
    state          TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'doubtful', 'sent', 'refused', 'bounced')),
    tries          BIGINT NOT NULL,
    next_try_at_us BIGINT NOT NULL,
    problem        TEXT,
    created_at_us  BIGINT NOT NULL,
    sent_at_us     BIGINT
);
CREATE INDEX dispatch_due ON dispatch (state, next_try_at_us);
CREATE INDEX dispatch_contact ON dispatch (contact_id);
CREATE INDEX dispatch_partner ON dispatch (partner, state, created_at_us);
-- Automatic answers that an address was sent, so that no robot is answered for ever.
CREATE TABLE automatic_answer (
    partner    TEXT NOT NULL,
    address    TEXT NOT NULL,
    request_id UUID NOT NULL,
    at_us      BIGINT NOT NULL
);
CREATE INDEX automatic_answer_address ON automatic_answer (partner, address, at_us);
CREATE INDEX automatic_answer_request ON automatic_answer (request_id, at_us);
