//! Usagers: people who have to do with a partner, by several addresses and numbers.
//!
//! **Invariant:** personal data is not shown by `Debug`; two people become one only because somebody said so.

use std::fmt;

use jiff::Timestamp;
use kernel::{Channel, Id, Kind, Message, PartnerCode};
use register::column::text;
use serde::{Deserialize, Serialize};

use crate::words::message;

/// See [`Usager`].
pub type UsagerId = Id<Usager>;

/// A person.
#[derive(Clone, PartialEq, Eq)]
pub struct Usager {
    /// Its id.
    pub id: UsagerId,
    /// Whose usager.
    pub partner: PartnerCode,
    /// As they want to be called; may be empty.
    pub name: String,
    /// How the partner's other systems name them.
    pub external_id: Option<String>,
    /// The language in which they write: `fr`, `en` …
    pub language: String,
    /// The channel that they prefer.
    pub preferred: Option<Channel>,
    /// Where they live, in the partner's own words: assignment looks at it.
    pub territory: Option<String>,
    /// What every agent should know, such as "calls after 17 h".
    pub remark: String,
    /// The person that they were found to be.
    pub merged_into: Option<UsagerId>,
    /// Since when they are known.
    pub created_at: Timestamp,
    /// When what names them was removed.
    pub erased_at: Option<Timestamp>,
}

impl Kind for Usager {
    const PREFIX: &'static str = "usg";
}

impl fmt::Debug for Usager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Usager").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Usager {
    /// A person of whom one knows a name, or not even that.
    pub fn new(partner: PartnerCode, name: &str, now: Timestamp) -> Self {
        Self {
            id: UsagerId::new(now),
            partner,
            name: name.trim().to_owned(),
            external_id: None,
            language: "fr".to_owned(),
            preferred: None,
            territory: None,
            remark: String::new(),
            merged_into: None,
            created_at: now,
            erased_at: None,
        }
    }

    /// How the contact log knows them: the name that the partner's other systems give, else our id.
    pub fn log_key(&self) -> String {
        self.external_id.clone().unwrap_or_else(|| self.id.to_string())
    }
}

/// What a way to reach somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WayKind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A postal address.
    Post,
}

impl WayKind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Email, Self::Phone, Self::Post];

    /// The word of the register and of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Post => "post",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Its name.
    pub fn label(self) -> Message {
        message(match self {
            Self::Email => "way-email",
            Self::Phone => "way-phone",
            Self::Post => "way-post",
        })
    }
}

/// A way to reach somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Way {
    /// What it is.
    pub kind: WayKind,
    /// As it is compared.
    pub value: String,
    /// As it was written.
    pub shown: String,
    /// Whether nothing arrives there.
    pub is_dead: bool,
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Way {
    /// The e-mail address; `None` if the text is none.
    pub fn email(shown: &str) -> Option<Self> {
        let shown = shown.trim();
        let (local, domain) = shown.rsplit_once('@')?;
        let is_one = !local.is_empty() && domain.contains('.') && shown.len() <= 254;
        let is_clean =
            !shown.contains(|it: char| it.is_whitespace() || it.is_control() || "<>,;".contains(it));
        (is_one && is_clean).then(|| Self::of(WayKind::Email, mail::address_key(shown), shown))
    }

    /// The telephone number, of France unless it begins with `+` or `00`; `None` if the text is none.
    ///
    /// Compared as E.164: `01 44 55 66 77`, `0144556677` and `+33 1 44 55 66 77` are one number.
    pub fn phone(shown: &str) -> Option<Self> {
        let shown = shown.trim();
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        let is_number = shown.chars().all(|it| it.is_ascii_digit() || " +.-()/\u{a0}\u{202f}".contains(it));
        let value = if !is_number {
            return None;
        } else if shown.starts_with('+') {
            // "+33 (0)1 …" is often written.
            digits.strip_prefix("330").map_or_else(|| digits.clone(), |rest| format!("33{rest}"))
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else {
            match (digits.len(), digits.strip_prefix('0')) {
                (10, Some(rest)) => format!("33{rest}"),
                // Short numbers stand for themselves.
                (3..=6, _) => return Some(Self::of(WayKind::Phone, digits, shown)),
                _ => return None,
            }
        };
        (7..=15).contains(&value.len()).then(|| Self::of(WayKind::Phone, format!("+{value}"), shown))
    }

    /// The postal address: compared without regard to case, accents left as they are, and spaces.
    pub fn post(shown: &str) -> Option<Self> {
        let shown = &text(shown);
        let value = shown.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        (!value.is_empty()).then(|| Self::of(WayKind::Post, value, shown.trim()))
    }

    fn of(kind: WayKind, value: String, shown: &str) -> Self {
        Self { kind, value, shown: shown.to_owned(), is_dead: false }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_one_however_it_is_written() {
        for shown in [
            "01 44 55 66 77",
            "0144556677",
            "+33 1 44 55 66 77",
            "0033144556677",
            "+33 (0)1 44 55 66 77",
            "01.44.55.66.77",
        ] {
            assert_eq!(Way::phone(shown).map(|it| it.value).as_deref(), Some("+33144556677"), "{shown}");
        }
        assert_eq!(Way::phone("3939").map(|it| it.value).as_deref(), Some("3939"));
        for shown in ["", "12", "abc", "01 44 55 66", "0144556677 poste 12", "+", "00"] {
            assert_eq!(Way::phone(shown), None, "{shown}");
        }
    }

    #[test]
    fn an_address_is_one_or_is_refused() {
        assert_eq!(
            Way::email(" Jeanne@Mail.FR ").map(|it| (it.value, it.shown)),
            Some(("jeanne@mail.fr".into(), "Jeanne@Mail.FR".into()))
        );
        for shown in
            ["jeanne", "@mail.fr", "a@b", "a b@mail.fr", "a@mail.fr,b@mail.fr", "<a@mail.fr>", "a@mail.fr\n"]
        {
            assert_eq!(Way::email(shown).is_some(), shown == "a@mail.fr\n", "{shown:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_compared_stays_what_it_is(text in "\\PC{0,40}") {
            for way in [Way::email(&text), Way::phone(&text), Way::post(&text)].into_iter().flatten() {
                let again = match way.kind {
                    WayKind::Email => Way::email(&way.value),
                    WayKind::Phone => Way::phone(&way.value),
                    WayKind::Post => Way::post(&way.value),
                };
                prop_assert_eq!(again.map(|it| it.value), Some(way.value));
            }
        }
    }
}
