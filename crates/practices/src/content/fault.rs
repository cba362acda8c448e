//! What can be wrong in a content file.

/// A fault, with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("content/{file}:{line}: {wrong}")]
pub struct Fault {
    /// Path under `content/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What.
    pub wrong: Wrong,
}

impl Fault {
    pub(super) fn new(file: &str, line: usize, wrong: Wrong) -> Self {
        Self { file: file.to_owned(), line, wrong }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A file that must be there is not.
    #[error("the file is missing")]
    Absent,
    /// Not TOML or CSV, or a field is missing or of another kind.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A sheet without `+++` lines around its front matter.
    #[error("the front matter between two lines `+++` is missing")]
    NoFrontMatter,
    /// A heading is missing, or not in its place.
    #[error("the heading `## {0}` is missing here, or not in its place")]
    Heading(&'static str),
    /// A section says nothing.
    #[error("nothing is written under `## {0}`")]
    EmptySection(&'static str),
    /// The title or the summary is empty.
    #[error("`{0}` is empty")]
    EmptyField(&'static str),
    /// No cause has this code.
    #[error("`{0}` is not a cause")]
    UnknownCause(String),
    /// No practice has this id.
    #[error("`{0}` is not a practice")]
    UnknownPractice(String),
    /// Not a word of its list.
    #[error("`{0}` is not known; the words are {1}")]
    UnknownWord(String, String),
    /// A share must lie between 0 and 1.
    #[error("`{0}` must lie between 0 and 1")]
    NotAShare(String),
    /// Not a day.
    #[error("`{0}` is not a day; write it as 2026-11-23")]
    NotADay(String),
    /// Prerequisites lead back to where they began.
    #[error("the prerequisites go round in a circle: {0}")]
    Circle(String),
    /// The same id twice.
    #[error("`{0}` is there twice")]
    Twice(String),
    /// A question does not have one answer for each level.
    #[error("{0} answers are written, four are needed")]
    Levels(usize),
    /// A folder or a file that nothing reads.
    #[error("this file is not one of a practice's three: practice.toml, fr.md, en.md")]
    Stray,
}
