//! Which causes are proposed when a request is closed, and why.

use kernel::{Cause, Channel, Direction};
use site::Shell;

use crate::{
    contact::{Contact, Origin},
    request::Request,
};

/// Causes that are proposed.
const PROPOSED: usize = 3;

/// A cause that may be right, and the key of the sentence that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposed {
    pub(super) cause: Cause,
    pub(super) why: &'static str,
}

/// Three causes, the likeliest first. `unanswered`: contacts that waited for an answer when this one came.
pub(super) fn proposed(request: &Request, contacts: &[Contact]) -> Vec<Proposed> {
    let begun: Vec<&Contact> = contacts.iter().filter(|it| it.direction == Direction::Inbound).collect();
    let answers = contacts.iter().filter(|it| it.direction != Direction::Inbound && it.origin == Origin::Person);
    let answered_before_last = begun.last().is_some_and(|last| answers.clone().any(|it| it.at < last.at));
    let text = begun.iter().map(|it| format!("{} {}", it.subject, it.body).to_lowercase()).collect::<String>();
    let says = |words: &[&str]| words.iter().any(|it| text.contains(it));
    let mut found: Vec<(&str, &'static str)> = Vec::new();
    if begun.len() > 1 && !answered_before_last {
        found.push(("A2", "desk-why-chase"));
    }
    if begun.len() > 1 && answered_before_last {
        found.push(("E1", "desk-why-incomplete"));
    }
    if says(&["où en est", "nouvelles de", "toujours pas", "sans réponse", "relance", "any news", "still waiting"]) {
        let is_late = request.promised.is_none_or(|it| it.high < request.last_contact_at);
        found.push(if is_late { ("A2", "desk-why-words-chase") } else { ("A1", "desk-why-words-chase") });
    }
    if says(&["bien reçu", "avez-vous reçu", "did you receive"]) {
        found.push(("A3", "desk-why-words-receipt"));
    }
    if says(&["je ne comprends pas", "pas compris", "don’t understand", "do not understand"]) {
        found.push(("B1", "desk-why-words-unclear"));
    }
    if says(&["mot de passe", "identifiant", "me connecter", "password", "log in"]) {
        found.push(("F2", "desk-why-words-account"));
    }
    if says(&["rendez-vous", "appointment"]) {
        found.push(("D5", "desk-why-words-appointment"));
    }
    if says(&["pièce", "justificatif", "document manquant", "missing document"]) {
        found.push(("C1", "desk-why-words-document"));
    }
    if says(&["réclamation", "recours", "contest", "complaint", "appeal"]) {
        found.push(("V4", "desk-why-words-complaint"));
    }
    found.push(("V1", "desk-why-first"));
    let talks = matches!(request.channel, Channel::Phone | Channel::Counter | Channel::Visit | Channel::Video);
    found.push(if talks { ("V2", "desk-why-talk") } else { ("B3", "desk-why-usual") });
    found.push(("V3", "desk-why-other"));
    let mut proposed: Vec<Proposed> = Vec::new();
    for (code, why) in found {
        if proposed.iter().all(|it| it.cause.code() != code)
            && let Ok(cause) = code.parse()
        {
            proposed.push(Proposed { cause, why });
        }
    }
    proposed.truncate(PROPOSED);
    proposed
}

/// Why, in words.
pub(super) fn said(shell: &Shell, proposed: &Proposed) -> String {
    shell.t(proposed.why)
}

