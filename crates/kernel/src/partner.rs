//! Which administration a row belongs to, and who may see it.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

/// A partner's code: 1 to 40 of `A–Z a–z 0–9 - _ .`, safe in a path, a header and a file name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartnerCode(Arc<str>);

/// The text cannot be a partner's code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a partner's code: 1 to 40 letters, digits, `-`, `_` or `.`, beginning with a letter or a digit"
)]
pub struct PartnerCodeError(pub String);

impl PartnerCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PartnerCode {
    type Err = PartnerCodeError;

    fn from_str(text: &str) -> Result<Self, PartnerCodeError> {
        let well_formed = (1..=40).contains(&text.len())
            && text.as_bytes()[0].is_ascii_alphanumeric()
            && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'));
        if well_formed { Ok(Self(text.into())) } else { Err(PartnerCodeError(text.to_owned())) }
    }
}

impl TryFrom<String> for PartnerCode {
    type Error = PartnerCodeError;

    fn try_from(text: String) -> Result<Self, PartnerCodeError> {
        text.parse()
    }
}

impl From<PartnerCode> for String {
    fn from(code: PartnerCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for PartnerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose rows a question may read. Every reader of the log takes one; there is no default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One partner's own rows.
    Partner(PartnerCode),
    /// Every partner: the command line, and the programme through the disclosure rule.
    Everyone,
}

impl Scope {
    /// Whether the rows of `partner` are inside.
    pub fn holds(&self, partner: &str) -> bool {
        match self {
            Self::Partner(code) => code.as_str() == partner,
            Self::Everyone => true,
        }
    }
}
