//! The closed lists of a contact: channel, direction, outcome, and the form of a cause. Their codes are the words
//! of files, of the API and of SQL.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A text is not a word of the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a {list}")]
pub struct CodeError {
    /// Which list.
    pub list: &'static str,
    /// What was given.
    pub given: String,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $list:literal, { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[repr(u8)]
        #[serde(rename_all = "lowercase")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// All, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word of files, of the API and of SQL.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Its place in [`ALL`](Self::ALL).
            pub const fn index(self) -> usize {
                self as usize
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(CodeError { list: $list, given: text.to_owned() }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

codes! {
    /// The way by which usager and administration met.
    Channel, "channel", {
        /// Telephone.
        Phone = "phone",
        /// Electronic mail, secure messaging included.
        Email = "email",
        /// Counter, appointments included.
        Counter = "counter",
        /// Web form or online account.
        Web = "web",
        /// Short text message.
        Sms = "sms",
        /// Live chat.
        Chat = "chat",
        /// Letter.
        Post = "post",
        /// Video call.
        Video = "video",
        /// Mobile application.
        App = "app",
        /// Public social network.
        Social = "social",
        /// Agent at the usager's place.
        Visit = "visit",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// Who began the contact.
    Direction, "direction", {
        /// The usager.
        Inbound = "inbound",
        /// The administration, answering or calling back.
        Outbound = "outbound",
        /// The administration, before it was asked.
        Proactive = "proactive",
    }
}

codes! {
    /// How a contact ended, as declared.
    Outcome, "outcome", {
        /// Settled.
        Resolved = "resolved",
        /// Not settled.
        Unresolved = "unresolved",
        /// Passed to somebody else.
        Transferred = "transferred",
        /// The usager gave up before being served.
        Abandoned = "abandoned",
    }
}

/// Why an avoidable contact happened, or what made a contact useful: one of the 30 codes of `content/causes.csv`,
/// or a partner's own code under one of the families `A` to `G` (avoidable) and `V` (of value).
///
/// A code is its family's letter, a digit, then at most 14 of `A–Z a–z 0–9 - _`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cause(String);

impl Cause {
    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// Whether a contact with this cause could have been avoided: every family but `V`.
    pub fn is_avoidable(code: &str) -> bool {
        !code.starts_with('V')
    }
}

impl FromStr for Cause {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let bytes = text.as_bytes();
        let well_formed = (2..=16).contains(&bytes.len())
            && matches!(bytes[0], b'A'..=b'G' | b'V')
            && bytes[1].is_ascii_digit()
            && bytes[2..].iter().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(CodeError { list: "cause", given: text.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for it in Channel::ALL {
            assert_eq!(it.code().parse(), Ok(*it));
        }
        assert!("fax".parse::<Channel>().is_err());
    }

    #[test]
    fn a_cause_belongs_to_a_family() {
        for good in ["A1", "V5", "B3-x"] {
            assert!(good.parse::<Cause>().is_ok(), "{good}");
        }
        for bad in ["", "A", "H1", "a1", "A1é", "A123456789012345x"] {
            assert!(bad.parse::<Cause>().is_err(), "{bad}");
        }
        assert!(Cause::is_avoidable("G2") && !Cause::is_avoidable("V4"));
    }
}
