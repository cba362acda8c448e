//! What can go wrong, and what a person is told.

use std::sync::LazyLock;

use contact_log::LogError;
use kernel::{Explain, Message, Words};
use measures::{MeasureError, QuestionError};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/engine.ftl"),
        include_str!("../../../content/locales/en/engine.ftl"),
    )
});

/// No answer could be computed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The question has no meaning.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A column of the log is not of its type, or nobody knows it.
    #[error("the column `{0}` of the contact log is not what it should be")]
    Column(&'static str),
    /// A word of a closed list is not in the list.
    #[error("`{word}` is not a word of the column `{column}`")]
    Word {
        /// Of which column.
        column: &'static str,
        /// The word.
        word: String,
    },
    /// A bucket has more rows than 32 bits count.
    #[error("a bucket of the contact log has {0} rows or more: compact the log")]
    BucketTooLarge(usize),
}

impl Explain for EngineError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::Question(error) => error.message(),
            Self::Log(error) => error.message(),
            Self::Column(column) => say("column-unknown").with("column", *column),
            Self::Word { column, word } => {
                say("word-unknown").with("column", *column).with("word", word.as_str())
            }
            Self::BucketTooLarge(rows) => say("bucket-too-large").with("rows", rows.to_string()),
        }
    }
}

impl From<EngineError> for MeasureError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Question(error) => Self::Question(error),
            other => Self::Log(Box::new(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn every_failure_is_said_in_both_languages() {
        for error in [
            EngineError::Question(QuestionError::EmptyPeriod),
            EngineError::Column("usager"),
            EngineError::Word { column: "channel", word: "fax".into() },
            EngineError::BucketTooLarge(5_000_000_000),
        ] {
            for lang in Lang::ALL {
                assert!(error.message().say(lang).len() > 20, "{error}");
            }
        }
    }

    #[test]
    fn both_catalogues_have_the_same_keys() {
        let keys = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|it| it.starts_with(|first: char| first.is_ascii_lowercase()));
            lines.filter_map(|it| it.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
        };
        let fr = keys(include_str!("../../../content/locales/fr/engine.ftl"));
        assert_eq!(fr, keys(include_str!("../../../content/locales/en/engine.ftl")));
        assert_eq!(fr.len(), 3);
    }
}
