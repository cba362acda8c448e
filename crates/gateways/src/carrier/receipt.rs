//! What carriers say of a message that they took. The text of SMPP 3.4, appendix B, is written in many ways:
//! `id:IIIIIIIIII sub:SSS dlvrd:DDD submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DDDDDDD err:E Text: …`.

use std::fmt;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptState {
    /// On its way: more will be said.
    Underway,
    /// The phone has it.
    Delivered,
    /// The phone was not reached in time.
    Expired,
    /// It cannot be delivered, or was taken back.
    Undeliverable,
    /// An operator did not want it.
    Rejected,
    /// The carrier says that it does not know.
    Unknown,
}

impl ReceiptState {
    /// Whether nothing more will be said.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Underway | Self::Unknown)
    }

    /// A state in words: those of SMPP, whole or cut to seven letters, and those of HTTP providers; or the numbers of `message_state`
    /// (SMPP 3.4, 5.2.28).
    pub fn read(word: &str) -> Self {
        let word = word.trim().to_ascii_lowercase().replace('_', "-");
        if let Ok(number) = word.parse() {
            return Self::of_number(number);
        }
        let begins = |all: &[&str]| all.iter().any(|it| word.starts_with(it));
        if begins(&["deliv", "dlvrd"]) && !word.starts_with("delivery-f") {
            Self::Delivered
        } else if begins(&["expir"]) {
            Self::Expired
        } else if begins(&["undel", "delet", "fail", "permanent-f", "temporary-f", "delivery-f", "cancel"]) {
            Self::Undeliverable
        } else if begins(&["rej", "skip", "block", "technical-f", "refus"]) {
            Self::Rejected
        } else if begins(&[
            "accep", "enrou", "buff", "sched", "queue", "sent", "sending", "created", "pending",
        ]) {
            Self::Underway
        } else {
            Self::Unknown
        }
    }

    /// A state by its number in SMPP.
    pub(crate) const fn of_number(number: u8) -> Self {
        match number {
            0 | 1 | 6 => Self::Underway,
            2 => Self::Delivered,
            3 => Self::Expired,
            4 | 5 => Self::Undeliverable,
            8 | 9 => Self::Rejected,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for ReceiptState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Underway => "underway",
            Self::Delivered => "delivered",
            Self::Expired => "expired",
            Self::Undeliverable => "undeliverable",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        })
    }
}

/// What the text of a receipt says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceiptText {
    /// The carrier's id of the message.
    pub id: Option<String>,
    /// What became of it.
    pub state: Option<ReceiptState>,
    /// What else is said, as `err:001 done:2611291200`; the message itself is left out.
    pub detail: String,
}

/// Reads the text of a receipt; what is missing in it is missing.
pub fn read(text: &str) -> ReceiptText {
    // Offsets are the same in both: only letters of ASCII change.
    let lower = text.to_ascii_lowercase();
    // The message itself may hold anything.
    let end = found(&lower, "text:").map_or(text.len(), |it| it - "text:".len());
    let field = |key: &str| {
        let at = found(&lower[..end], key)?;
        let value = text[at..end]
            .trim_start()
            .split(|it: char| it.is_whitespace() || it == ';' || it == ',')
            .next()?;
        if value.is_empty() || value.ends_with(':') { None } else { Some(value) }
    };
    let detail: Vec<String> =
        [("stat", "stat:"), ("err", "err:"), ("done", "done date:"), ("done", "done_date:")]
            .into_iter()
            .filter_map(|(name, key)| Some(format!("{name}:{}", field(key)?)))
            .collect();
    ReceiptText {
        id: field("id:").map(ToOwned::to_owned),
        state: field("stat:").or_else(|| field("status:")).map(ReceiptState::read),
        detail: super::said(&detail.join(" ")),
    }
}

/// Where the value of a key begins: the key stands at the beginning, or after what is no letter.
fn found(text: &str, key: &str) -> Option<usize> {
    let is_alone = |at: usize| !text[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_');
    text.match_indices(key).find(|(at, _)| is_alone(*at)).map(|(at, _)| at + key.len())
}

/// Other ways to write an id, likelier ones first: without zeros before it, in hexadecimal if it is a decimal number, in decimal if it
/// is a hexadecimal one, in small and in great letters.
pub fn spellings(id: &str) -> Vec<String> {
    let bare = id.trim_start_matches('0');
    let mut all = Vec::new();
    if bare.bytes().all(|it| it.is_ascii_digit())
        && let Ok(number) = bare.parse::<u128>()
    {
        all.extend([
            format!("{number:X}"),
            format!("{number:x}"),
            format!("{number:08X}"),
            format!("{number:08x}"),
        ]);
    }
    if bare.bytes().all(|it| it.is_ascii_hexdigit())
        && let Ok(number) = u128::from_str_radix(bare, 16)
    {
        all.extend([number.to_string(), format!("{number:010}")]);
    }
    all.extend([bare.to_owned(), id.to_ascii_uppercase(), id.to_ascii_lowercase()]);
    let mut seen = vec![id.to_owned(), String::new()];
    all.retain(|it| {
        let is_new = !seen.contains(it);
        seen.push(it.clone());
        is_new
    });
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_as(text: &str) -> (Option<String>, Option<ReceiptState>) {
        let read = read(text);
        (read.id, read.state)
    }

    #[test]
    fn receipts_are_read_as_carriers_write_them() {
        use ReceiptState::{Delivered, Expired, Rejected, Undeliverable, Underway, Unknown};
        for (text, id, state) in [
            (
                "id:0123456789 sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:DELIVRD err:000 text:Bonjour",
                "0123456789",
                Delivered,
            ),
            (
                "id:c449ab9744f47b6af1879e49e75e4f40 sub:001 dlvrd:0 submit date:0610191018 done date:0610191018 stat:ACCEPTD err:0 text:This is",
                "c449ab9744f47b6af1879e49e75e4f40",
                Underway,
            ),
            (
                "ID:7220bb6bd0be98fa628de66590f80070 SUB:001 DLVRD:0 STAT:UNDELIV ERR:012",
                "7220bb6bd0be98fa628de66590f80070",
                Undeliverable,
            ),
            ("id:1B2 stat:EXPIRED", "1B2", Expired),
            (
                "id:42 sub:1 dlvrd:0 submit date:190101000000 done date:190101000000 stat:REJECTD err: text:",
                "42",
                Rejected,
            ),
            ("sub:001 id:42 stat:UNKNOWN", "42", Unknown),
            ("id: 42 stat: DELIVRD", "42", Delivered),
            ("id:42,stat:DELIVERED;err:000", "42", Delivered),
        ] {
            assert_eq!(read_as(text), (Some(id.to_owned()), Some(state)), "{text}");
        }
        assert_eq!(read_as("stat:DELIVRD"), (None, Some(Delivered)));
        assert_eq!(read_as("id:42 sub:001"), (Some("42".to_owned()), None));
        assert_eq!(read_as("void:1 mid:3"), (None, None));
    }

    #[test]
    fn the_message_in_a_receipt_says_nothing() {
        let read = read("id:1 stat:UNDELIV err:005 Text:id:2 stat:DELIVRD err:0");
        assert_eq!(read.id.as_deref(), Some("1"));
        assert_eq!(read.state, Some(ReceiptState::Undeliverable));
        assert_eq!(read.detail, "stat:UNDELIV err:005");
        assert_eq!(super::read("text:id:2 stat:DELIVRD"), ReceiptText::default());
    }

    #[test]
    fn states_have_the_words_of_other_providers() {
        use ReceiptState::{Delivered, Rejected, Undeliverable, Underway, Unknown};
        for (word, state) in [
            ("delivered", Delivered),
            ("permanent-failure", Undeliverable),
            ("temporary_failure", Undeliverable),
            ("technical-failure", Rejected),
            ("delivery-failed", Undeliverable),
            ("sent", Underway),
            ("2", Delivered),
            ("5", Undeliverable),
            ("", Unknown),
            ("?", Unknown),
        ] {
            assert_eq!(ReceiptState::read(word), state, "{word}");
        }
    }

    #[test]
    fn an_id_is_known_in_decimal_and_in_hexadecimal() {
        assert!(spellings("6699").contains(&"1A2B".to_owned()));
        assert!(spellings("1A2B").contains(&"6699".to_owned()));
        assert!(spellings("00001a2b").contains(&"6699".to_owned()));
        assert!(spellings("0000006699").contains(&"1a2b".to_owned()));
        assert!(!spellings("6699").contains(&"6699".to_owned()));
        assert_eq!(spellings("A-1"), ["a-1"]);
        assert_eq!(spellings("0"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,200}", key in "(id|stat|text|err): ?\\PC{0,20}") {
            let _ = read(&text);
            let _ = read(&format!("{text} {key} {text}"));
            let _ = spellings(&text);
        }

        #[test]
        fn both_sides_of_a_number_find_each_other(number in 1_u64..) {
            let (decimal, upper, lower) = (number.to_string(), format!("{number:X}"), format!("{number:x}"));
            prop_assert!(spellings(&decimal).contains(&upper));
            prop_assert!(lower == decimal || spellings(&lower).contains(&decimal));
        }
    }
}
