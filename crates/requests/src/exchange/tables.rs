//! The tables of an archive and their columns: one list, by which archives are written, read and explained.
//!
//! **Invariant:** every column of this crate's tables is in the list, or its table is in [`LEFT_OUT`] with the reason; a test compares
//! them with the database.

/// What a column holds, and how an archive writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number; 0 or 1 where one answers yes or no.
    Number,
    /// An instant, in microseconds since 1970 (UTC).
    Instant,
    /// An id, written with dashes.
    Id,
    /// An id of the same table, written once all rows are there.
    Later,
    /// The partner's code.
    Partner,
    /// Somebody who works there, by their e-mail address.
    Account,
    /// The key of a file of the archive.
    File,
    /// What became of a message that leaves; one that has not left when it is imported never leaves from there.
    Fate,
    /// Not written: a secret.
    Left,
    /// Not written: whether a mailbox is read; it is not, where it is imported.
    Off,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name; the archive has it as `NAME.jsonl`.
    pub name: &'static str,
    /// The columns by which a row is known and ordered.
    pub key: &'static [&'static str],
    /// Which rows are those of the partner `$1`.
    pub of_partner: &'static str,
    /// Which rows are about the person `$1`; `None`: the table is about the house, and no usager is in it.
    pub of_person: Option<&'static str>,
    /// All of them.
    pub columns: &'static [Column],
}

impl Table {
    /// The columns that a person is given: what is written, but for the addresses of agents, who are other people.
    pub fn of_a_person(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.written().filter(|it| it.kind != Kind::Account)
    }

    /// The columns that an archive writes.
    pub fn written(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.columns.iter().filter(|it| !matches!(it.kind, Kind::Left | Kind::Off))
    }
}

/// Tables that no archive has, and why.
pub const LEFT_OUT: [(&str, &str); 3] = [
    ("presence", "who has a request on screen: a row is worth a minute"),
    ("automatic_answer", "automatic answers of the last day, so that no robot is answered for ever"),
    (
        "erasure",
        "hashes under the instance's own key, which mean nothing elsewhere; the proof stays where the erasure was made",
    ),
];

macro_rules! makers {
    ($($name:ident $kind:ident)+) => {
        $(const fn $name(name: &'static str) -> Column {
            Column { name, kind: Kind::$kind }
        })+
    };
}

makers! {
    text Text
    number Number
    instant Instant
    id Id
    later Later
    partner Partner
    account Account
    file File
    fate Fate
    left Left
    off Off
}

/// All, in an order in which what a row refers to is there before it.
pub const TABLES: &[Table] = &[
    Table {
        name: "team",
        key: &["team_id"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[
            id("team_id"),
            partner("partner"),
            text("name"),
            text("email"),
            text("phone"),
            text("postal"),
            text("opening"),
            text("target"),
            instant("created_at_us"),
        ],
    },
    Table {
        name: "team_member",
        key: &["team_id", "account_id"],
        of_partner: "team_id IN (SELECT team_id FROM team WHERE partner = $1)",
        of_person: None,
        columns: &[
            id("team_id"),
            account("account_id"),
            text("skills"),
            text("territories"),
            number("load_max"),
        ],
    },
    Table {
        name: "reason",
        key: &["partner", "code"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[
            partner("partner"),
            text("code"),
            text("name"),
            id("team_id"),
            text("life_event"),
            text("target"),
            text("silence"),
            text("form"),
            number("is_public"),
            number("closed"),
        ],
    },
    Table {
        name: "reason_appeal",
        key: &["partner", "reason"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[partner("partner"), text("reason"), text("ways"), text("time_limits")],
    },
    Table {
        name: "incident",
        key: &["incident_id"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[
            id("incident_id"),
            partner("partner"),
            text("title"),
            text("reason"),
            text("banner"),
            instant("begun_at_us"),
            instant("ended_at_us"),
            text("written_by"),
        ],
    },
    Table {
        name: "template",
        key: &["template_id", "version"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[
            id("template_id"),
            number("version"),
            partner("partner"),
            text("name"),
            text("reason"),
            text("subject"),
            text("body"),
            number("closed"),
            text("written_by"),
            instant("at_us"),
        ],
    },
    Table {
        name: "ready_answer",
        key: &["answer_id"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[
            id("answer_id"),
            partner("partner"),
            text("reason"),
            text("title"),
            text("body"),
            number("closed"),
            number("shown"),
            number("helped"),
            instant("changed_at_us"),
        ],
    },
    Table {
        name: "usager",
        key: &["usager_id"],
        of_partner: "partner = $1",
        of_person: Some("usager_id = $1"),
        columns: &[
            id("usager_id"),
            partner("partner"),
            text("name"),
            text("external_id"),
            text("language"),
            text("preferred"),
            text("territory"),
            text("remark"),
            later("merged_into"),
            instant("created_at_us"),
            instant("erased_at_us"),
        ],
    },
    Table {
        name: "usager_way",
        key: &["usager_id", "kind", "value"],
        of_partner: "partner = $1",
        of_person: Some("usager_id = $1"),
        columns: &[
            id("usager_id"),
            text("kind"),
            text("value"),
            partner("partner"),
            text("shown"),
            instant("added_at_us"),
            number("is_dead"),
        ],
    },
    Table {
        name: "usager_word",
        key: &["partner", "word", "usager_id"],
        of_partner: "partner = $1",
        of_person: Some("usager_id = $1"),
        columns: &[partner("partner"), text("word"), id("usager_id")],
    },
    Table {
        name: "request_counter",
        key: &["partner", "year"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[partner("partner"), number("year"), number("last")],
    },
    Table {
        name: "request",
        key: &["request_id"],
        of_partner: "partner = $1",
        of_person: Some("usager_id = $1"),
        columns: &[
            id("request_id"),
            partner("partner"),
            text("reference"),
            text("code"),
            id("usager_id"),
            text("subject"),
            text("channel"),
            text("reason"),
            text("life_event"),
            id("team_id"),
            account("assignee"),
            text("because"),
            text("state"),
            text("party"),
            number("is_unread"),
            instant("opened_at_us"),
            instant("last_contact_at_us"),
            instant("due_at_us"),
            instant("order_us"),
            instant("promised_low_us"),
            instant("promised_high_us"),
            instant("promised_at_us"),
            instant("answered_at_us"),
            instant("closed_at_us"),
            instant("snoozed_until_us"),
            text("cause"),
            text("outcome"),
            later("merged_into"),
            id("incident_id"),
            number("version"),
            instant("emptied_at_us"),
            instant("imported_at_us"),
        ],
    },
    Table {
        name: "request_word",
        key: &["partner", "word", "request_id"],
        of_partner: "partner = $1",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[partner("partner"), text("word"), id("request_id")],
    },
    Table {
        name: "request_turn",
        key: &["request_id", "place"],
        of_partner: "request_id IN (SELECT request_id FROM request WHERE partner = $1)",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[id("request_id"), number("place"), instant("at_us"), text("party")],
    },
    Table {
        name: "request_event",
        key: &["event_id"],
        of_partner: "request_id IN (SELECT request_id FROM request WHERE partner = $1)",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("event_id"),
            id("request_id"),
            instant("at_us"),
            text("actor"),
            text("kind"),
            text("detail"),
        ],
    },
    Table {
        name: "contact",
        key: &["contact_id"],
        of_partner: "partner = $1",
        of_person: Some("usager_id = $1 OR request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("contact_id"),
            partner("partner"),
            id("request_id"),
            id("usager_id"),
            text("channel"),
            text("direction"),
            instant("at_us"),
            account("agent"),
            text("origin"),
            text("subject"),
            text("body"),
            text("quoted"),
            text("html"),
            text("way"),
            text("message_id"),
            file("content_key"),
            text("reason"),
            text("cause"),
            text("outcome"),
            number("wait_s"),
            number("duration_s"),
            number("satisfaction"),
            text("site"),
            instant("logged_at_us"),
        ],
    },
    Table {
        name: "attachment",
        key: &["contact_id", "place"],
        of_partner: "contact_id IN (SELECT contact_id FROM contact WHERE partner = $1)",
        of_person: Some("contact_id IN (SELECT contact_id FROM contact WHERE usager_id = $1
            OR request_id IN (SELECT request_id FROM request WHERE usager_id = $1))"),
        columns: &[
            id("contact_id"),
            number("place"),
            text("name"),
            text("declared_type"),
            text("found_type"),
            number("bytes"),
            file("content_key"),
            text("content_id"),
            number("is_inline"),
            text("verdict"),
        ],
    },
    Table {
        name: "note",
        key: &["note_id"],
        of_partner: "request_id IN (SELECT request_id FROM request WHERE partner = $1)",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[id("note_id"), id("request_id"), account("author"), text("body"), instant("at_us")],
    },
    Table {
        name: "mention",
        key: &["note_id", "account_id"],
        of_partner: "note_id IN (SELECT n.note_id FROM note n
            JOIN request r ON r.request_id = n.request_id WHERE r.partner = $1)",
        of_person: Some("note_id IN (SELECT n.note_id FROM note n JOIN request r ON r.request_id = n.request_id WHERE r.usager_id = $1)"),
        columns: &[id("note_id"), account("account_id"), instant("seen_at_us")],
    },
    Table {
        name: "draft",
        key: &["request_id", "account_id"],
        of_partner: "request_id IN (SELECT request_id FROM request WHERE partner = $1)",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[id("request_id"), account("account_id"), text("subject"), text("body"), instant("at_us")],
    },
    Table {
        name: "question",
        key: &["request_id", "place"],
        of_partner: "request_id IN (SELECT request_id FROM request WHERE partner = $1)",
        of_person: Some("contact_id IN (SELECT contact_id FROM contact WHERE usager_id = $1)
            OR request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("request_id"),
            number("place"),
            id("contact_id"),
            text("asked"),
            instant("answered_at_us"),
            text("left_open"),
        ],
    },
    Table {
        name: "callback",
        key: &["callback_id"],
        of_partner: "partner = $1",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("callback_id"),
            partner("partner"),
            id("request_id"),
            text("phone"),
            instant("from_us"),
            instant("until_us"),
            instant("done_at_us"),
            text("outcome"),
            instant("created_at_us"),
        ],
    },
    Table {
        name: "document_request",
        key: &["document_request_id"],
        of_partner: "request_id IN (SELECT request_id FROM request WHERE partner = $1)",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("document_request_id"),
            id("request_id"),
            text("label"),
            text("why"),
            number("is_indispensable"),
            instant("asked_at_us"),
            instant("due_at_us"),
            instant("received_at_us"),
            id("contact_id"),
            instant("withdrawn_at_us"),
        ],
    },
    Table {
        name: "acknowledgement",
        key: &["request_id"],
        of_partner: "partner = $1",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("request_id"),
            partner("partner"),
            text("kind"),
            id("contact_id"),
            text("why"),
            instant("at_us"),
        ],
    },
    Table {
        name: "proposal",
        key: &["proposal_id"],
        of_partner: "partner = $1",
        of_person: Some("subject_id = $1 OR target_id = $1 OR subject_id IN (SELECT request_id FROM request WHERE usager_id = $1)
            OR target_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("proposal_id"),
            partner("partner"),
            text("kind"),
            id("subject_id"),
            id("target_id"),
            text("why"),
            instant("created_at_us"),
            instant("decided_at_us"),
            text("decided_by"),
            number("accepted"),
        ],
    },
    Table {
        name: "merger",
        key: &["merger_id"],
        of_partner: "partner = $1",
        of_person: Some("from_id = $1 OR into_id = $1 OR from_id IN (SELECT request_id FROM request WHERE usager_id = $1)
            OR into_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("merger_id"),
            partner("partner"),
            text("kind"),
            id("from_id"),
            id("into_id"),
            text("moved"),
            text("made_by"),
            instant("at_us"),
            text("undone_by"),
            instant("undone_at_us"),
        ],
    },
    Table {
        name: "second_coding",
        key: &["request_id"],
        of_partner: "partner = $1",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("request_id"),
            partner("partner"),
            text("first_cause"),
            text("first_agent"),
            instant("drawn_at_us"),
            text("cause"),
            text("agent"),
            instant("coded_at_us"),
        ],
    },
    Table {
        name: "opinion",
        key: &["request_id"],
        of_partner: "partner = $1",
        of_person: Some("request_id IN (SELECT request_id FROM request WHERE usager_id = $1)"),
        columns: &[
            id("request_id"),
            partner("partner"),
            number("is_solved"),
            number("mark"),
            text("words"),
            instant("at_us"),
        ],
    },
    Table {
        name: "mailbox",
        key: &["mailbox_id"],
        of_partner: "partner = $1",
        of_person: None,
        columns: &[
            id("mailbox_id"),
            partner("partner"),
            text("address"),
            text("name"),
            id("team_id"),
            text("settings"),
            left("secret"),
            off("is_on"),
            number("uid_validity"),
            number("uid_last"),
            instant("read_at_us"),
            text("problem"),
            instant("problem_at_us"),
            instant("created_at_us"),
        ],
    },
    Table {
        name: "arrival",
        key: &["arrival_id"],
        of_partner: "partner = $1",
        of_person: Some("contact_id IN (SELECT contact_id FROM contact WHERE usager_id = $1
            OR request_id IN (SELECT request_id FROM request WHERE usager_id = $1))"),
        columns: &[
            id("arrival_id"),
            partner("partner"),
            id("mailbox_id"),
            number("uid_validity"),
            number("uid"),
            file("content_key"),
            number("bytes"),
            instant("received_at_us"),
            instant("kept_at_us"),
            text("state"),
            text("kind"),
            id("contact_id"),
            text("problem"),
            instant("filed_at_us"),
        ],
    },
    Table {
        name: "reconciliation",
        key: &["mailbox_id", "at_us"],
        of_partner: "mailbox_id IN (SELECT mailbox_id FROM mailbox WHERE partner = $1)",
        of_person: None,
        columns: &[
            id("mailbox_id"),
            instant("at_us"),
            number("received"),
            number("filed"),
            number("quarantined"),
            number("missing"),
            number("lost"),
            text("detail"),
        ],
    },
    Table {
        name: "dispatch",
        key: &["dispatch_id"],
        of_partner: "partner = $1",
        of_person: Some("contact_id IN (SELECT contact_id FROM contact WHERE usager_id = $1
            OR request_id IN (SELECT request_id FROM request WHERE usager_id = $1))"),
        columns: &[
            id("dispatch_id"),
            partner("partner"),
            id("mailbox_id"),
            id("request_id"),
            id("contact_id"),
            text("recipient"),
            text("message_id"),
            file("content_key"),
            fate("state"),
            number("tries"),
            instant("next_try_at_us"),
            text("problem"),
            instant("created_at_us"),
            instant("sent_at_us"),
        ],
    },
];
