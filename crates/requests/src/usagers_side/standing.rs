//! Where a request stands, in plain words: whose turn it is, what comes next, by when, and what not to do meanwhile.

use calendar::Party;
use jiff::Timestamp;
use kernel::{Lang, Message, PartnerCode};
use register::{StoreError, Tx};
use site::Figures;

use crate::{
    expected,
    handling::{House, day_of},
    request::{FollowUpCode, Request, State},
    silence::{self, Reader},
    store::{
        documents::{self, DocumentRequest},
        requests,
    },
    words::message,
};

/// Sentences, in the order in which they are read.
#[derive(Debug)]
pub(super) struct Standing {
    /// Where it stands.
    pub(super) state: Message,
    /// Whose turn, and what comes next.
    pub(super) next: Message,
    /// When an answer can be expected.
    pub(super) expected: Option<Message>,
    /// What not to do.
    pub(super) avoid: Option<Message>,
    /// What silence comes to mean.
    pub(super) silence: Option<Message>,
}

impl Standing {
    /// Of a request, at an instant.
    pub(super) fn of(
        (house, request): (&House, &Request),
        documents: &[DocumentRequest],
        figures: Figures,
        now: Timestamp,
    ) -> Self {
        let day = |at| figures.date(day_of(house, request, at));
        let silence = silence::sentence(house, request, documents, (Reader::Usager, figures));
        if request.state == State::Closed {
            let closed = day(request.closed_at.unwrap_or(request.last_contact_at));
            return Self {
                state: message("standing-closed").with("day", closed),
                next: message("standing-closed-next"),
                expected: None,
                avoid: None,
                silence: None,
            };
        }
        let awaited: Vec<&DocumentRequest> = documents.iter().filter(|it| it.is_awaited()).collect();
        let (state, next) = match request.party {
            Party::Usager if awaited.is_empty() => ("standing-usager", message("standing-usager-answer")),
            Party::Usager => {
                let next = match awaited.iter().filter_map(|it| it.due_at).min() {
                    Some(due) => message("standing-usager-documents-by").with("day", day(due)),
                    None => message("standing-usager-documents"),
                };
                ("standing-usager", next)
            }
            Party::OtherBody => ("standing-other-body", message("standing-other-body-next")),
            Party::Administration if request.answered_at.is_some() => {
                ("standing-at-work", message("standing-administration-next"))
            }
            Party::Administration if request.assignee.is_some() => {
                ("standing-assigned", message("standing-administration-next"))
            }
            Party::Administration => ("standing-received", message("standing-administration-next")),
        };
        let promised = request.promised.filter(|_| request.party != Party::Usager);
        let expected = promised.map(|it| expected::sentence((house, request), it, figures, now));
        let avoid = promised.and_then(|it| {
            let (_, high) = expected::days(house, request, it);
            let is_ahead = high > day_of(house, request, now);
            is_ahead.then(|| message("standing-avoid").with("day", figures.date(high)))
        });
        Self { state: message(state), next, expected, avoid, silence }
    }
}

/// Where the request of a code stands, in the sentences of its page, on one line; `None`: the partner has no such request.
///
/// # Errors
///
/// [`StoreError`].
pub async fn sentence(
    tx: &mut Tx,
    partner: &PartnerCode,
    code: &FollowUpCode,
    (lang, now): (Lang, Timestamp),
) -> Result<Option<String>, StoreError> {
    let Some(request) = requests::by_code(tx, code).await?.filter(|it| it.partner == *partner) else {
        return Ok(None);
    };
    let house = House::read(tx, partner).await?;
    let asked = documents::of_request(tx, request.id).await?;
    let standing = Standing::of((&house, &request), &asked, Figures::new(lang), now);
    let said = [Some(standing.state), Some(standing.next), standing.expected, standing.avoid];
    Ok(Some(said.into_iter().flatten().map(|it| it.say(lang)).collect::<Vec<_>>().join(" ")))
}
