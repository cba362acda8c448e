-- Messages to send by e-mail, written in the transaction of what they tell. Those sent are kept thirty days.
CREATE TABLE outgoing_mail (
    mail_id        BLOB PRIMARY KEY,
    recipient      TEXT NOT NULL,
    subject        TEXT NOT NULL,
    body           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
    tries          BIGINT NOT NULL,
    next_try_at_us BIGINT NOT NULL,
    problem        TEXT,
    created_at_us  BIGINT NOT NULL,
    sent_at_us     BIGINT
);
CREATE INDEX outgoing_mail_due ON outgoing_mail (state, next_try_at_us);
