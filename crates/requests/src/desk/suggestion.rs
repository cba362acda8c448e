//! Which causes are proposed when a request is closed, and why: what the coding rule says, then what is frequent on that channel.

use kernel::{Cause, Channel};
use site::Shell;

use crate::rules::coding::Ruled;

/// Causes that are proposed.
const PROPOSED: usize = 3;

/// A cause that may be right, and why, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposed {
    pub(super) cause: Cause,
    pub(super) why: String,
}

/// Three causes, the likeliest first.
pub(super) fn proposed(
    shell: &Shell,
    ruled: Option<&Ruled>,
    is_first: bool,
    channel: Channel,
) -> Vec<Proposed> {
    let ruled = ruled.map(|it| {
        let why: Vec<String> = it.because.iter().map(|it| shell.say(&it.message())).collect();
        (it.code, why.join(" ; "))
    });
    let talks = matches!(channel, Channel::Phone | Channel::Counter | Channel::Visit | Channel::Video);
    let usual = [
        if is_first { ("V1", "desk-why-first") } else { ("A2", "desk-why-back") },
        if talks { ("V2", "desk-why-talk") } else { ("B3", "desk-why-usual") },
        ("V3", "desk-why-other"),
        ("V1", "desk-why-other"),
    ];
    let usual = usual.map(|(code, key)| (code, shell.t(key)));
    let mut proposed: Vec<Proposed> = Vec::new();
    for (code, why) in ruled.into_iter().chain(usual) {
        if proposed.iter().all(|it| it.cause.code() != code)
            && let Ok(cause) = code.parse()
        {
            proposed.push(Proposed { cause, why });
        }
    }
    proposed.truncate(PROPOSED);
    proposed
}
