//! The two languages of the interface.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The language in which a person is spoken to. French first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

impl Lang {
    /// Both, French first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The tag of BCP 47: `fr` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The best of both for an `Accept-Language` header or a POSIX locale (`en_GB.UTF-8`); French if neither is named.
    pub fn preferred(accept: &str) -> Self {
        let mut best = (0.0_f32, Self::Fr);
        for part in accept.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or("").trim().to_ascii_lowercase();
            let quality = pieces
                .find_map(|it| it.trim().strip_prefix("q=").and_then(|q| q.parse().ok()))
                .unwrap_or(1.0);
            let primary = tag.split(['-', '_', '.']).next().unwrap_or("");
            if let Ok(lang) = primary.parse::<Self>()
                && quality > best.0
            {
                best = (quality, lang);
            }
        }
        best.1
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|it| it.tag() == tag).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_s_preference_is_followed() {
        assert_eq!(Lang::preferred("en-GB,en;q=0.9,fr;q=0.8"), Lang::En);
        assert_eq!(Lang::preferred("de,en;q=0.3,fr;q=0.8"), Lang::Fr);
        assert_eq!(Lang::preferred("de"), Lang::Fr);
        assert_eq!(Lang::preferred("en_GB.UTF-8"), Lang::En);
    }
}
