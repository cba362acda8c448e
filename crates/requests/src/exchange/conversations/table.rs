//! A table: CSV with a header, one row a message, in UTF-8, with commas or semicolons.
//!
//! | column | |
//! | --- | --- |
//! | `conversation` | required: rows with the same one are one request |
//! | `at` | required: when, RFC 3339; without a zone, the hour of Paris |
//! | `direction` | required: `inbound` (the usager), `outbound` (an agent), `note` (for colleagues) |
//! | `channel` | a channel of the product (`email`, `phone`, `counter`, `web`, `post` …); `email` unless given |
//! | `name`, `email`, `phone` | who asks: at least one of the three in the first row of the conversation |
//! | `subject`, `text` | one line; what was said |
//! | `message_id` | of an e-mail |
//! | `reason` | a code of the partner's reasons |
//! | `state` | `open` or `closed`; the last one counts; `closed` unless given |
//! | `closed_at` | when it was closed; its last message unless given |

use std::collections::HashMap;

use kernel::{Channel, Message as Said};

use super::{Conversation, Found, Message, Refused, Role, Who, instant, ways};
use crate::words::message;

/// The name of the format.
pub const FORMAT: &str = "table";
/// The columns that every table has.
const REQUIRED: [&str; 3] = ["conversation", "at", "direction"];
/// All that are read.
const COLUMNS: [&str; 13] = [
    "conversation",
    "at",
    "direction",
    "channel",
    "name",
    "email",
    "phone",
    "subject",
    "text",
    "message_id",
    "reason",
    "state",
    "closed_at",
];

/// A row by its columns.
struct Cells<'a> {
    places: &'a HashMap<String, usize>,
    row: &'a csv::StringRecord,
}

impl Cells<'_> {
    fn get(&self, name: &str) -> &str {
        let cell = self.places.get(name).and_then(|it| self.row.get(*it)).unwrap_or_default();
        kernel::formula::as_it_stood(cell).trim()
    }
}

/// Reads a table.
pub(super) fn read(file: &str, bytes: &[u8], found: &mut Found) {
    let refused = |line: u64, column: &str, why: Said| Refused {
        file: file.to_owned(),
        line,
        column: column.to_owned(),
        why,
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let header = String::from_utf8_lossy(bytes.split(|it| *it == b'\n').next().unwrap_or_default());
    let semicolons = header.matches(';').count();
    let commas = header.matches(',').count();
    let delimiter = if semicolons > commas { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(_) => return found.refused.push(refused(1, "", message("import-not-utf8"))),
    };
    let mut places = HashMap::new();
    for (place, name) in header.iter().enumerate() {
        let name = name.trim().to_ascii_lowercase();
        if !COLUMNS.contains(&&*name) {
            found.refused.push(refused(1, &name, message("import-column-unknown")));
        }
        places.insert(name, place);
    }
    let lacking: Vec<&str> = REQUIRED.into_iter().filter(|it| !places.contains_key(*it)).collect();
    if !lacking.is_empty() {
        for column in lacking {
            found.refused.push(refused(1, column, message("import-column-missing")));
        }
        return;
    }
    let mut order: Vec<String> = Vec::new();
    let mut all: HashMap<String, Conversation> = HashMap::new();
    let mut line = 1;
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(line + 1, csv::Position::line);
                found.refused.push(refused(line, "", message("import-not-utf8")));
                continue;
            }
        };
        line = row.position().map_or(line + 1, csv::Position::line);
        let cells = Cells { places: &places, row: &row };
        let key = cells.get("conversation");
        match said(&cells, all.get(key)) {
            Ok((said, is_new)) => {
                let who = Who {
                    name: cells.get("name").to_owned(),
                    ways: ways(cells.get("email"), cells.get("phone")),
                };
                if is_new {
                    order.push(key.to_owned());
                }
                let conversation = all.entry(key.to_owned()).or_insert_with(|| Conversation {
                    format: FORMAT,
                    key: key.to_owned(),
                    subject: cells.get("subject").to_owned(),
                    who,
                    is_closed: true,
                    closed_at: None,
                    reason: Some(cells.get("reason").to_owned()).filter(|it| !it.is_empty()),
                    messages: Vec::new(),
                });
                if !cells.get("state").is_empty() {
                    conversation.is_closed = cells.get("state") == "closed";
                }
                conversation.closed_at = instant(cells.get("closed_at")).or(conversation.closed_at);
                conversation.messages.push(said);
            }
            Err((column, why)) => found.refused.push(refused(line, column, message(why))),
        }
    }
    for key in order {
        let Some(mut conversation) = all.remove(&key) else { continue };
        conversation.messages.sort_by_key(|it| it.at);
        conversation.closed_at = conversation.closed_at.filter(|_| conversation.is_closed);
        found.conversations.push(conversation);
    }
}

/// What a row says, and whether its conversation is new; the error is the column and why.
fn said(
    cells: &Cells<'_>,
    known: Option<&Conversation>,
) -> Result<(Message, bool), (&'static str, &'static str)> {
    let key = cells.get("conversation");
    if key.is_empty() {
        return Err(("conversation", "import-field-missing"));
    }
    let at = instant(cells.get("at")).ok_or(("at", "import-instant"))?;
    let role = match cells.get("direction") {
        "inbound" => Role::Usager,
        "outbound" => Role::Agent,
        "note" => Role::Note,
        _ => return Err(("direction", "import-direction")),
    };
    let channel = match cells.get("channel") {
        "" => Channel::Email,
        code => code.parse().map_err(|_| ("channel", "import-channel"))?,
    };
    for (column, is_one) in [("email", super::Way::email as fn(&str) -> _), ("phone", super::Way::phone)] {
        let cell = cells.get(column);
        if !cell.is_empty() && is_one(cell).is_none() {
            return Err((column, "import-way"));
        }
    }
    if known.is_none() && ["name", "email", "phone"].iter().all(|it| cells.get(it).is_empty()) {
        return Err(("email", "import-nobody"));
    }
    if !["", "open", "closed"].contains(&cells.get("state")) {
        return Err(("state", "import-state"));
    }
    if !cells.get("closed_at").is_empty() && instant(cells.get("closed_at")).is_none() {
        return Err(("closed_at", "import-instant"));
    }
    let text = |name| Some(cells.get(name).to_owned()).filter(|it| !it.is_empty());
    let message_id = text("message_id").map(|it| it.trim_matches(['<', '>']).to_owned());
    // A row is known by what it says: the file may have been cut in another way since.
    let fields = [cells.get("at"), cells.get("direction"), cells.get("subject"), cells.get("text")];
    let mut own = blake3::Hasher::new();
    for field in fields {
        own.update(&(field.len() as u64).to_le_bytes());
        own.update(field.as_bytes());
    }
    let said = Message {
        key: own.finalize().to_hex().to_string(),
        at,
        channel,
        role,
        text: cells.get("text").to_owned(),
        is_html: false,
        subject: text("subject"),
        message_id,
        files: Vec::new(),
    };
    Ok((said, known.is_none()))
}
