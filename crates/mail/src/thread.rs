//! Where a message goes: onto a request, beside it as a proposal, or into a new one.
//!
//! **Invariant:** nothing is appended to a request unless something that only its parties were sent leads there (a signed token, or the
//! Message-ID of one of its messages) *and* the sender is a known party. All else is a proposal that a person decides on; words of a
//! subject lead nowhere.

use jiff::{SignedDuration, Timestamp};
use kernel::Message;
use serde::{Deserialize, Serialize};

use crate::{incoming::Incoming, verdict::Verdict, words::WORDS};

/// A request that a message may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<R> {
    /// The request.
    pub request: R,
    /// When its last message came or went.
    pub last_message_at: Timestamp,
    /// How many messages it has.
    pub messages: u32,
    /// The addresses of its parties, in lower case ([`address_key`](crate::address_key)).
    pub parties: Vec<String>,
}

/// The requests that a message leads to, by what leads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates<R> {
    /// By a token of ours, in an address or in the subject.
    pub by_token: Vec<Candidate<R>>,
    /// By the Message-IDs that it answers or refers to, the nearest first ([`Incoming::ancestors`]).
    pub by_headers: Vec<Candidate<R>>,
    /// By a human reference without a signature.
    pub by_reference: Vec<Candidate<R>>,
}

impl<R> Default for Candidates<R> {
    fn default() -> Self {
        Self { by_token: Vec::new(), by_headers: Vec::new(), by_reference: Vec::new() }
    }
}

/// How far headers are believed: software reuses Message-IDs, people answer last year's message about something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Since the last message.
    pub age_max: SignedDuration,
    /// Messages of the request.
    pub messages_max: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { age_max: SignedDuration::from_hours(180 * 24), messages_max: 500 }
    }
}

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement<R> {
    /// Onto this request.
    Append(R),
    /// Into a new request, with a link to this one that a person confirms or not.
    Propose {
        /// The request that it may belong to.
        request: R,
        /// Why it is not appended.
        why: Why,
    },
    /// Into a new request.
    New,
}

/// Why a message is not simply appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The token is right, the sender is nobody of the request.
    TokenOfStranger,
    /// It answers a message of the request, the sender is nobody of it.
    AnswerOfStranger,
    /// It only quotes the reference.
    ReferenceOnly,
    /// It answers a message of long ago.
    TooOld,
    /// The request has too many messages to believe headers.
    TooMany,
    /// It leads to several requests.
    Several,
    /// It names no sender, or several.
    NoSender,
    /// The server says that the sender is not who the message says.
    Unproved,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::TokenOfStranger,
        Self::AnswerOfStranger,
        Self::ReferenceOnly,
        Self::TooOld,
        Self::TooMany,
        Self::Several,
        Self::NoSender,
        Self::Unproved,
    ];

    /// The word that a database keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TokenOfStranger => "token-of-stranger",
            Self::AnswerOfStranger => "answer-of-stranger",
            Self::ReferenceOnly => "reference-only",
            Self::TooOld => "too-old",
            Self::TooMany => "too-many",
            Self::Several => "several",
            Self::NoSender => "no-sender",
            Self::Unproved => "unproved",
        }
    }

    /// What the person who decides is told.
    pub fn message(self) -> Message {
        let key = match self {
            Self::TokenOfStranger => "propose-token-of-stranger",
            Self::AnswerOfStranger => "propose-answer-of-stranger",
            Self::ReferenceOnly => "propose-reference-only",
            Self::TooOld => "propose-too-old",
            Self::TooMany => "propose-too-many",
            Self::Several => "propose-several",
            Self::NoSender => "propose-no-sender",
            Self::Unproved => "propose-unproved",
        };
        Message::new(&WORDS, key)
    }
}

/// Where `incoming` goes, at `now`.
pub fn place<R: Copy + PartialEq>(
    incoming: &Incoming,
    candidates: &Candidates<R>,
    bounds: Bounds,
    now: Timestamp,
) -> Placement<R> {
    let (token, headers) = (&candidates.by_token, &candidates.by_headers);
    let Some(first) = token.first().or_else(|| headers.first()) else {
        let reference = candidates.by_reference.first();
        return reference.map_or(Placement::New, |it| propose(it, Why::ReferenceOnly));
    };
    if token.iter().any(|it| it.request != first.request) {
        return propose(first, Why::Several);
    }
    if token.is_empty() {
        if headers.iter().any(|it| it.request != first.request) {
            return propose(first, Why::Several);
        }
        if now.duration_since(first.last_message_at) > bounds.age_max {
            return propose(first, Why::TooOld);
        }
        if first.messages > bounds.messages_max {
            return propose(first, Why::TooMany);
        }
    }
    let Some(sender) = incoming.sender() else { return propose(first, Why::NoSender) };
    if !first.parties.contains(&sender) {
        let why = if token.is_empty() { Why::AnswerOfStranger } else { Why::TokenOfStranger };
        return propose(first, why);
    }
    let dmarc = incoming.authentication.as_ref().and_then(|it| it.dmarc);
    if dmarc == Some(Verdict::Fail) {
        return propose(first, Why::Unproved);
    }
    Placement::Append(first.request)
}

fn propose<R: Copy>(candidate: &Candidate<R>, why: Why) -> Placement<R> {
    Placement::Propose { request: candidate.request, why }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::{Settings, read, verdict::Authentication};

    const NOW: i64 = 1_800_000_000;

    fn at(days_ago: i64) -> Timestamp {
        Timestamp::from_second(NOW - days_ago * 86_400).unwrap()
    }

    fn message(from: &str) -> Incoming {
        let raw = format!("{from}\nSubject: Re: demande [#2026-0042]\n\nBonjour\n");
        read(raw.as_bytes(), &Settings::default()).unwrap()
    }

    fn request(request: u8) -> Candidate<u8> {
        Candidate { request, last_message_at: at(3), messages: 4, parties: vec!["jeanne@mail.fr".to_owned()] }
    }

    fn placed(from: &str, candidates: &Candidates<u8>) -> Placement<u8> {
        place(&message(from), candidates, Bounds::default(), at(0))
    }

    const JEANNE: &str = "From: Jeanne <Jeanne@Mail.fr>";
    const STRANGER: &str = "From: Jeanne <jeanne@evil.fr>";

    fn token() -> Candidates<u8> {
        Candidates { by_token: vec![request(1)], ..Candidates::default() }
    }

    fn headers() -> Candidates<u8> {
        Candidates { by_headers: vec![request(1)], ..Candidates::default() }
    }

    fn reference() -> Candidates<u8> {
        Candidates { by_reference: vec![request(1)], ..Candidates::default() }
    }

    fn because(why: Why) -> Placement<u8> {
        Placement::Propose { request: 1, why }
    }

    #[test]
    fn a_party_who_answers_is_appended() {
        assert_eq!(placed(JEANNE, &token()), Placement::Append(1));
        assert_eq!(placed(JEANNE, &headers()), Placement::Append(1));
    }

    #[test]
    fn a_stranger_is_never_appended() {
        assert_eq!(placed(STRANGER, &token()), because(Why::TokenOfStranger));
        assert_eq!(placed(STRANGER, &headers()), because(Why::AnswerOfStranger));
        assert_eq!(placed(STRANGER, &reference()), because(Why::ReferenceOnly));
    }

    #[test]
    fn a_reference_alone_is_a_proposal_even_from_a_party() {
        assert_eq!(placed(JEANNE, &reference()), because(Why::ReferenceOnly));
    }

    #[test]
    fn a_subject_alone_leads_nowhere() {
        assert_eq!(placed(JEANNE, &Candidates::default()), Placement::New);
    }

    #[test]
    fn headers_are_believed_within_bounds() {
        let mut old = headers();
        old.by_headers[0].last_message_at = at(400);
        assert_eq!(placed(JEANNE, &old), because(Why::TooOld));
        let mut long = headers();
        long.by_headers[0].messages = 501;
        assert_eq!(placed(JEANNE, &long), because(Why::TooMany));
        // A token is signed: neither age nor number matters.
        old.by_token = old.by_headers.clone();
        assert_eq!(placed(JEANNE, &old), Placement::Append(1));
    }

    #[test]
    fn a_message_that_leads_to_several_requests_is_a_proposal() {
        let mut several = headers();
        several.by_headers.push(request(2));
        assert_eq!(placed(JEANNE, &several), because(Why::Several));
        let mut several = token();
        several.by_token.push(request(2));
        assert_eq!(placed(JEANNE, &several), because(Why::Several));
    }

    #[test]
    fn a_sender_who_is_unclear_or_refuted_is_a_proposal() {
        for from in
            ["To: x@ville.fr", "From: jeanne@mail.fr, b@evil.fr", "From: jeanne@mail.fr\nFrom: b@evil.fr"]
        {
            assert_eq!(placed(from, &token()), because(Why::NoSender), "{from}");
        }
        let mut forged = message(JEANNE);
        forged.authentication =
            Some(Authentication { dmarc: Some(Verdict::Fail), ..Authentication::default() });
        let placed = place(&forged, &token(), Bounds::default(), at(0));
        assert_eq!(placed, because(Why::Unproved));
    }

    #[test]
    fn codes_are_those_of_the_wire() {
        for why in Why::ALL {
            assert_eq!(serde_json::to_string(&why).unwrap(), format!("\"{}\"", why.code()));
        }
    }

    proptest! {
        #[test]
        fn what_is_appended_has_a_lead_and_a_known_sender(
            leads in vec((0_u8..3, 0_u8..3, 0_i64..400, 0_u32..900, any::<bool>()), 0..6),
            is_stranger in any::<bool>(),
        ) {
            let mut candidates = Candidates::default();
            for (lead, name, days, messages, is_party) in leads {
                let parties = if is_party { vec!["jeanne@mail.fr".to_owned()] } else { vec![] };
                let it = Candidate { request: name, last_message_at: at(days), messages, parties };
                match lead {
                    0 => candidates.by_token.push(it),
                    1 => candidates.by_headers.push(it),
                    _ => candidates.by_reference.push(it),
                }
            }
            let placed = placed(if is_stranger { STRANGER } else { JEANNE }, &candidates);
            if let Placement::Append(request) = placed {
                let lead = candidates.by_token.iter().chain(&candidates.by_headers).find(|it| it.request == request);
                prop_assert!(!is_stranger && lead.is_some_and(|it| !it.parties.is_empty()));
            }
            let is_nothing = candidates == Candidates::default();
            prop_assert_eq!(placed == Placement::New, is_nothing);
        }
    }
}
