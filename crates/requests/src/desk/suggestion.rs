//! Which causes are proposed when a request is closed, and why: what was learned from the partner's own coding, else what the coding rule
//! says; then what is frequent on that channel.

use kernel::{Cause, Channel};
use register::Tx;
use site::{Failure, Sent, Shell};

use super::{closing::known, common::Reader};
use crate::{
    learning,
    rules::{
        coding::Reason,
        suggest::{self, Because, Suggested},
    },
    story::Story,
};

/// Causes that are proposed.
const PROPOSED: usize = 3;

/// A cause that may be right, and why, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposed {
    pub(super) cause: Cause,
    pub(super) why: String,
}

/// Three causes, the likeliest first, and the version of the model that they come from; `None`: from the coding rule.
pub(super) async fn proposed(
    shell: &Shell,
    tx: &mut Tx,
    reader: &Reader,
    (story, is_first, channel): (&Story<'_>, bool, Channel),
) -> Result<(Vec<Proposed>, Option<i64>), Failure> {
    let (version, model) = learning::model(tx, &reader.partner).await?;
    let (first, version) = match suggest::cause(&model, &story.text, story.radar.given) {
        Suggested::Learned(all) => {
            let said = all.into_iter().map(|it| (it.code, learned(shell, &it.because)));
            (said.take(PROPOSED).collect(), version)
        }
        Suggested::ByRule(it) => {
            let why: Vec<String> = it.because.iter().map(|it| shell.say(&it.message())).collect();
            (vec![(it.code.to_owned(), why.join(" ; "))], None)
        }
        Suggested::Nothing => (Vec::new(), None),
    };
    let talks = matches!(channel, Channel::Phone | Channel::Counter | Channel::Visit | Channel::Video);
    let usual = [
        if is_first { ("V1", "desk-why-first") } else { ("A2", "desk-why-back") },
        if talks { ("V2", "desk-why-talk") } else { ("B3", "desk-why-usual") },
        ("V3", "desk-why-other"),
        ("V1", "desk-why-other"),
    ];
    let usual = usual.map(|(code, key)| (code.to_owned(), shell.t(key)));
    let mut proposed: Vec<Proposed> = Vec::new();
    for (code, why) in first.into_iter().chain(usual) {
        // A cause that left the collection is not proposed any more.
        if let Some(cause) = known(&code)
            && proposed.iter().all(|it| it.cause != cause)
        {
            proposed.push(Proposed { cause, why });
        }
    }
    proposed.truncate(PROPOSED);
    Ok((proposed, version))
}

/// The words and facts that made a suggestion.
fn learned(shell: &Shell, because: &[Because]) -> String {
    let words = because.iter().filter_map(|it| match &it.reason {
        Reason::Words(words) => Some(words.clone()),
        Reason::Fact(_) => None,
    });
    let facts = because.iter().filter_map(|it| match &it.reason {
        Reason::Words(_) => None,
        Reason::Fact(fact) => Some(shell.say(&fact.message())),
    });
    let all: Vec<String> = words.chain(facts).collect();
    if all.is_empty() {
        return shell.t("desk-why-learned-often");
    }
    shell.t1("desk-why-learned", "because", all.join(", "))
}

/// What the closing's form says that it proposed: the first cause, and the version of the model.
pub(super) fn shown(sent: &Sent) -> Option<(Cause, Option<i64>)> {
    Some((known(sent.text("propose"))?, sent.text("propose-par").parse().ok()))
}
