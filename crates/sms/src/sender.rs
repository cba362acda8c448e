//! Under which name a text message comes.

use std::fmt;

use kernel::{Explain, Message};

use crate::{
    number::{Number, NumberFault},
    words::message,
};

/// The fewest signs of a name.
const NAME_MIN: usize = 3;

/// The most: carriers cut what is longer.
const NAME_MAX: usize = 11;

/// How many digits a short code has.
const SHORT_CODE_DIGITS: usize = 5;

/// Names that say nothing of who writes, and that carriers refuse or swindlers use; compared without case, blanks and signs.
const GENERIC: [&str; 40] = [
    "ADMIN",
    "ALERT",
    "ALERTE",
    "AVIS",
    "BANQUE",
    "BONJOUR",
    "COLIS",
    "CONTACT",
    "DEMANDE",
    "DOSSIER",
    "ETAT",
    "FRANCE",
    "GOUV",
    "GRATUIT",
    "HELLO",
    "INFO",
    "INFORMATION",
    "INFOS",
    "INFOSMS",
    "LIVRAISON",
    "MAIRIE",
    "MESSAGE",
    "MESSAGERIE",
    "MOBILE",
    "NOTICE",
    "NOTIF",
    "NUMERO",
    "PRIVE",
    "PROMO",
    "RAPPEL",
    "RDV",
    "SERVICE",
    "SERVICES",
    "SMS",
    "SMSINFO",
    "STOP",
    "TEST",
    "TEXTO",
    "URGENT",
    "UNKNOWN",
];

/// Whom a telephone shows as the one who wrote.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Sender {
    /// A name, to which nobody can answer.
    Name(String),
    /// A short code of five digits.
    ShortCode(String),
    /// A telephone number.
    Number(Number),
}

/// A sender cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SenderFault {
    /// Nothing.
    #[error("no sender")]
    Empty,
    /// Fewer than three signs.
    #[error("shorter than {NAME_MIN} signs")]
    TooShort,
    /// More than eleven signs.
    #[error("{0} signs, more than {NAME_MAX}")]
    TooLong(usize),
    /// A sign that telephones may not show.
    #[error("the sign {0:?}")]
    Sign(char),
    /// A name that does not begin with a letter.
    #[error("does not begin with a letter")]
    FirstSign,
    /// A name that anybody could bear; as it was given.
    #[error("the name `{0}` says nothing")]
    Generic(String),
    /// Digits that are neither a short code nor a number.
    #[error("neither a short code nor a number: {0}")]
    Number(NumberFault),
}

impl Explain for SenderFault {
    fn message(&self) -> Message {
        match self {
            Self::Empty => message("sender-empty"),
            Self::TooShort => message("sender-too-short").with("fewest", NAME_MIN as u64),
            Self::TooLong(signs) => {
                message("sender-too-long").with("signs", *signs as u64).with("most", NAME_MAX as u64)
            }
            Self::Sign(sign) => message("sender-sign").with("sign", sign.to_string()),
            Self::FirstSign => message("sender-first-sign"),
            Self::Generic(name) => message("sender-generic").with("name", name.as_str()),
            Self::Number(_) => message("sender-number").with("digits", SHORT_CODE_DIGITS as u64),
        }
    }
}

impl Sender {
    /// Reads a sender: a name of 3 to 11 letters, digits, blanks and signs among `.-&`, a short code of five digits, or a number.
    pub fn read(text: &str) -> Result<Self, SenderFault> {
        let text = text.trim();
        let Some(first) = text.chars().next() else { return Err(SenderFault::Empty) };
        let is_numeric =
            text.chars().all(|it| it.is_ascii_digit() || it.is_whitespace() || "+.-()/".contains(it));
        if is_numeric && text.contains(|it: char| it.is_ascii_digit()) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if digits.len() == SHORT_CODE_DIGITS && !text.starts_with(['+', '0']) {
                return Ok(Self::ShortCode(digits));
            }
            return Number::read(text).map(Self::Number).map_err(SenderFault::Number);
        }
        let is_allowed = |it: char| it.is_ascii_alphanumeric() || " .-&".contains(it);
        if let Some(sign) = text.chars().find(|it| !is_allowed(*it)) {
            return Err(SenderFault::Sign(sign));
        }
        if !first.is_ascii_alphabetic() {
            return Err(SenderFault::FirstSign);
        }
        // Only one byte a sign is left.
        if text.len() < NAME_MIN {
            return Err(SenderFault::TooShort);
        }
        if text.len() > NAME_MAX {
            return Err(SenderFault::TooLong(text.len()));
        }
        let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        if GENERIC.contains(&bare.to_ascii_uppercase().as_str()) {
            return Err(SenderFault::Generic(text.to_owned()));
        }
        Ok(Self::Name(text.to_owned()))
    }

    /// As carriers take it, and as it is kept: [`Self::read`] reads it back.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Name(text) | Self::ShortCode(text) => text,
            Self::Number(number) => number.e164(),
        }
    }

    /// Whether people can answer: STOP then works by a mere answer; with a name, a text must say how else.
    pub const fn can_be_answered(&self) -> bool {
        !matches!(self, Self::Name(_))
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(text) => write!(f, "Name({text:?})"),
            Self::ShortCode(text) => write!(f, "ShortCode({text:?})"),
            Self::Number(number) => write!(f, "Number({number:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_codes_and_numbers_are_senders() {
        for name in ["CAF Paris", "CPAM-75", "Ville.Lyon", "ANTS", "Sport&Co", "Dept 31"] {
            assert_eq!(Sender::read(&format!(" {name} ")), Ok(Sender::Name(name.to_owned())));
        }
        assert_eq!(Sender::read("36 111"), Ok(Sender::ShortCode("36111".to_owned())));
        let number = Sender::read("06 12 34 56 78").unwrap();
        assert_eq!(number.as_str(), "+33612345678");
        assert!(number.can_be_answered() && !Sender::read("ANTS").unwrap().can_be_answered());
    }

    #[test]
    fn each_fault_says_what_is_wrong() {
        let faults = [
            ("", SenderFault::Empty),
            ("  ", SenderFault::Empty),
            ("AB", SenderFault::TooShort),
            ("Prefecture75", SenderFault::TooLong(12)),
            ("Préfecture", SenderFault::Sign('é')),
            ("L'Etat", SenderFault::Sign('\'')),
            ("CAF_Paris", SenderFault::Sign('_')),
            ("75 Paris", SenderFault::FirstSign),
            (".CAF", SenderFault::FirstSign),
            ("Info", SenderFault::Generic("Info".to_owned())),
            ("S.M.S", SenderFault::Generic("S.M.S".to_owned())),
            ("INFO SMS", SenderFault::Generic("INFO SMS".to_owned())),
            ("3939", SenderFault::Number(NumberFault::Short)),
            ("0892 70 12 39", SenderFault::Number(NumberFault::Special)),
            ("01234", SenderFault::Number(NumberFault::TooShort(5))),
        ];
        for (text, fault) in faults {
            assert_eq!(Sender::read(text), Err(fault.clone()), "{text}");
            assert!(Lang::ALL.iter().all(|it| !fault.message().say(*it).is_empty()));
        }
    }

    #[test]
    fn a_number_that_sends_is_not_shown_by_debug() {
        assert_eq!(format!("{:?}", Sender::read("06 12 34 56 78").unwrap()), "Number([number hidden])");
    }

    proptest! {
        #[test]
        fn a_sender_reads_back(text in "[A-Za-z0-9 .&+-]{0,14}|\\PC{0,12}") {
            if let Ok(sender) = Sender::read(&text) {
                prop_assert_eq!(&Sender::read(sender.as_str()).unwrap(), &sender);
            }
        }
    }
}
