//! Why a site cannot be built: faults of composition, found when the server starts.

use kernel::{Explain, Message};

use crate::WORDS;

/// The routes or the settings of the site contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A route is open to nobody: its access names no role.
    #[error("route {0} declares no role that may see it")]
    NoRole(&'static str),
    /// Two slices want the same path.
    #[error("route {0} is declared twice")]
    DeclaredTwice(&'static str),
    /// A navigation entry leads nowhere.
    #[error("the navigation points to {0}, which no route declares")]
    NavigationToNowhere(&'static str),
    /// The public address is not one.
    #[error("`{0}` is not a public address: write it like https://contacts.example.fr, without a path")]
    BadPublicUrl(String),
}

impl Explain for BuildError {
    fn message(&self) -> Message {
        match self {
            Self::BadPublicUrl(url) => Message::new(&WORDS, "build-public-url").with("url", url.as_str()),
            other => Message::new(&WORDS, "build-routes").with("problem", other.to_string()),
        }
    }
}
