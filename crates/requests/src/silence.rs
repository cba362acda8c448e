//! What silence comes to mean for a request, and when: shown to the agent before the day, and to the usager.

use calendar::legal::{Delay, Filing, Implied, MissingDocuments, Silence};
use kernel::Message;
use site::Figures;

use crate::{
    handling::{House, day_of},
    request::{Request, State},
    store::documents::DocumentRequest,
    words::message,
};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Who has to decide before the day.
    Agent,
    /// Who asked.
    Usager,
}

/// What silence means for a request and when it becomes a decision, as far as is known today. `None`: the request is closed, or its
/// reason does not say.
///
/// Only documents without which nothing can be decided move the day (L114-5, L114-5-1); one without a limit stops an acceptance until it
/// comes, and a refusal not at all.
pub fn implied(
    house: &House,
    request: &Request,
    documents: &[DocumentRequest],
) -> Option<(Silence, Implied)> {
    if request.state == State::Closed {
        return None;
    }
    let silence = house.reason(request.reason.as_deref()?)?.silence?;
    let day = |at| day_of(house, request, at);
    let received = day(request.opened_at);
    let needed = documents.iter().filter(|it| it.is_indispensable && it.withdrawn_at.is_none());
    let missing = needed.map(|it| MissingDocuments {
        asked: day(it.asked_at),
        limit: it.due_at.map_or_else(|| day(it.asked_at), day),
        received: it.received_at.map(day),
    });
    let filing =
        Filing { first_received: received, competent_received: Some(received), missing: missing.collect() };
    Some((silence, silence.implied(&filing)))
}

/// The same in a sentence; `None` where silence means nothing, or where nobody said what it means.
pub fn sentence(
    house: &House,
    request: &Request,
    documents: &[DocumentRequest],
    (reader, figures): (Reader, Figures),
) -> Option<Message> {
    let (silence, implied) = implied(house, request, documents)?;
    let for_agent = reader == Reader::Agent;
    match (silence, implied) {
        (Silence::Acceptance(_), Implied::On(day)) => {
            let key = if for_agent { "silence-agent-accepted" } else { "silence-usager-accepted" };
            Some(message(key).with("day", figures.date(day)))
        }
        (Silence::Refusal(_), Implied::On(day)) => {
            let key = if for_agent { "silence-agent-refused" } else { "silence-usager-refused" };
            Some(message(key).with("day", figures.date(day)))
        }
        (_, Implied::OnceComplete(delay)) => {
            let (key, count) = match (delay, for_agent) {
                (Delay::Months(it), true) => ("silence-agent-months", u64::from(it)),
                (Delay::Months(it), false) => ("silence-usager-months", u64::from(it)),
                (Delay::Days(it), true) => ("silence-agent-days", u64::from(it)),
                (Delay::Days(it), false) => ("silence-usager-days", u64::from(it)),
            };
            Some(message(key).with("n", count))
        }
        (Silence::Nothing, _) | (_, Implied::Never) => None,
    }
}
