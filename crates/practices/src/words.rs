//! The crate's catalogue, and what its refusals say to people.

use std::sync::LazyLock;

use kernel::{Explain, Message, Words};

use crate::{AnswerError, LEVEL_MAX};

/// The words of practices, causes' families, levels and advice.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/practices.ftl"),
        include_str!("../../../content/locales/en/practices.ftl"),
    )
});

impl Explain for AnswerError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::NotAnObject => say("answers-not-an-object"),
            Self::UnknownQuestion(name) => say("answers-unknown-question").with("name", name.as_str()),
            Self::NotAnAnswer { question, value } => say("answers-not-an-answer")
                .with("question", question.as_str())
                .with("value", value.as_str())
                .with("max", u64::from(LEVEL_MAX)),
            Self::NotAVolume(value) => say("answers-not-a-volume").with("value", value.as_str()),
        }
    }
}
