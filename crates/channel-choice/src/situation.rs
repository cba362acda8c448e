//! What a person chose to tell of their situation, for one matter.
//!
//! **Invariant:** nothing of health, origin or income is asked or inferred: each feature is about ways of contact, and may be left out.

use serde::{Deserialize, Serialize};

/// One thing that a person may tell, because it makes some ways easier or harder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// No access to the internet that they can use.
    NoInternet,
    /// Reading and writing are hard.
    WritingIsHard,
    /// Hearing or speaking on the telephone is hard or impossible.
    TelephoneIsHard,
    /// French is hard.
    FrenchIsHard,
    /// Coming to a place is hard.
    TravelIsHard,
    /// Somebody helps them: a relative, an association, a France services desk.
    HasHelper,
    /// The documents that the matter needs are not at hand.
    DocumentsMissing,
}

impl Feature {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 7] = [
        Self::NoInternet,
        Self::WritingIsHard,
        Self::TelephoneIsHard,
        Self::FrenchIsHard,
        Self::TravelIsHard,
        Self::HasHelper,
        Self::DocumentsMissing,
    ];

    /// Its word in files, forms and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoInternet => "no-internet",
            Self::WritingIsHard => "writing-is-hard",
            Self::TelephoneIsHard => "telephone-is-hard",
            Self::FrenchIsHard => "french-is-hard",
            Self::TravelIsHard => "travel-is-hard",
            Self::HasHelper => "has-helper",
            Self::DocumentsMissing => "documents-missing",
        }
    }
}

/// What a person told: features, and whether the matter cannot wait.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Situation {
    /// What they told, in the order of [`Feature::ALL`], each once.
    pub features: Vec<Feature>,
    /// Whether it cannot wait: nothing is tried out on them.
    pub is_urgent: bool,
}

impl Situation {
    /// Whether they told it.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}
