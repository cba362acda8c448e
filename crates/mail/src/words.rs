//! The crate's catalogue: why a message is in quarantine, why one was not delivered, why one is only proposed.

use std::sync::LazyLock;

use kernel::Words;

/// The words of mail.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/mail.ftl"),
        include_str!("../../../content/locales/en/mail.ftl"),
    )
});

#[cfg(test)]
mod tests {
    use kernel::{Explain as _, Lang, Message};

    use super::*;
    use crate::{
        Automatic, DkimError, Looping, Reason, Unsplit, Why,
        bounce_words::Undelivered,
        build::{BuildError, Field},
    };

    #[test]
    fn everything_that_a_person_is_told_is_in_both_languages() {
        let reasons = Reason::ALL.map(Reason::message);
        let undelivered = Undelivered::ALL.iter().flat_map(|it| [it.what(), it.next()]);
        let whys = Why::ALL.map(Why::message);
        let unsplit = Unsplit::ALL.map(Unsplit::message);
        let loops = Looping::ALL.map(Looping::message);
        let automatic = Automatic::ALL.map(Automatic::message);
        let fields = Field::ALL.into_iter().flat_map(|it| {
            [BuildError::Control(it), BuildError::TooLong(it), BuildError::Invalid(it)].map(|it| it.message())
        });
        let others = [BuildError::Recipients.message(), BuildError::Unwritten.message()];
        let dkim = [DkimError::Key.message(), DkimError::Name.message()];
        let all: Vec<Message> = reasons
            .into_iter()
            .chain(undelivered)
            .chain(whys)
            .chain(unsplit)
            .chain(loops)
            .chain(automatic)
            .chain(fields)
            .chain(others)
            .chain(dkim)
            .collect();
        for message in all {
            assert!(WORDS.knows(message.key()), "{}", message.key());
            for lang in Lang::ALL {
                let said = message.say(lang);
                assert!(!said.is_empty() && !said.contains('{'), "{said}");
            }
        }
    }
}
