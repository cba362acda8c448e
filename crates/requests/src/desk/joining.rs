//! Two that become one, because somebody said so, and apart again.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use register::Tx;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    common::{Act, Names, Reader, address, not_offered, own, usager_name},
    radar::person_address,
};
use crate::{
    request::{Request, RequestId, State},
    store::{
        mergers::{self, Merger},
        proposals::{self, Pair, Proposal, ProposalId},
        requests, usagers,
    },
    usager::{Usager, UsagerId},
};

/// Something that was joined to what is shown.
pub(super) struct Joined {
    pub(super) text: String,
    /// Where a form takes them apart.
    pub(super) action: String,
}

/// A proposal to decide.
pub(super) struct Decision {
    pub(super) text: String,
    /// The other one's page.
    pub(super) href: String,
    pub(super) action: String,
}

/// What became part of a request.
pub(super) async fn into_request(
    shell: &Shell,
    tx: &mut Tx,
    (reader, names): (&Reader, &Names),
    request: &Request,
) -> Result<Vec<Joined>, Failure> {
    let mut joined = Vec::new();
    for it in mergers::into(tx, &reader.partner, request.id.uuid()).await? {
        let from = requests::find(tx, &reader.partner, RequestId::from_uuid(it.from)).await?;
        let what = from.map_or_else(String::new, |it| it.reference);
        let action = format!("{}/fusions/{}", address(request.id), it.id);
        joined.push(told(shell, names, &it, what, action));
    }
    Ok(joined)
}

/// Who was found to be a person.
pub(super) async fn into_usager(
    shell: &Shell,
    tx: &mut Tx,
    (reader, names): (&Reader, &Names),
    usager: &Usager,
) -> Result<Vec<Joined>, Failure> {
    let mut joined = Vec::new();
    for it in mergers::into(tx, &reader.partner, usager.id.uuid()).await? {
        let from = usagers::find(tx, &reader.partner, UsagerId::from_uuid(it.from)).await?;
        let what = usager_name(shell, from.as_ref().map_or("", |it| it.name.as_str()));
        let action = format!("{}/fusions/{}", person_address(usager.id), it.id);
        joined.push(told(shell, names, &it, what, action));
    }
    Ok(joined)
}

fn told(shell: &Shell, names: &Names, merger: &Merger, what: String, action: String) -> Joined {
    let args = [
        ("what", what.into()),
        ("who", names.actor(shell, &merger.made_by).into()),
        ("at", shell.figures().instant(merger.at).into()),
    ];
    Joined { text: shell.t_with("desk-joined", &args), action }
}

/// The proposals about a request.
pub(super) async fn about_request(
    shell: &Shell,
    tx: &mut Tx,
    reader: &Reader,
    request: &Request,
) -> Result<Vec<Decision>, Failure> {
    let mut shown = Vec::new();
    for it in proposals::about_request(tx, &reader.partner, request.id).await? {
        let Pair::Requests(from, into) = it.pair else { continue };
        let other = if from == request.id { into } else { from };
        let Some(other) = requests::find(tx, &reader.partner, other).await? else { continue };
        let args = [("reference", other.reference.into()), ("why", why(shell, &it).into())];
        shown.push(Decision {
            text: shell.t_with("desk-proposal-requests", &args),
            href: address(other.id),
            action: format!("{}/propositions/{}", address(request.id), it.id),
        });
    }
    Ok(shown)
}

/// The proposals about a person: whoever shares one of their ways may be them.
pub(super) async fn about_usager(
    shell: &Shell,
    tx: &mut Tx,
    reader: &Reader,
    usager: &Usager,
) -> Result<Vec<Decision>, Failure> {
    for (other, kind) in usagers::sharing_a_way(tx, &reader.partner, usager.id).await? {
        // One proposal for two people, whichever is looked at: who is known longer stays.
        let (old, new) =
            if other.uuid() < usager.id.uuid() { (other, usager.id) } else { (usager.id, other) };
        let pair = Pair::Usagers(new, old);
        proposals::propose(tx, &reader.partner, pair, proposals::same_way(kind), shell.now()).await?;
    }
    let mut shown = Vec::new();
    for it in proposals::about_usager(tx, &reader.partner, usager.id).await? {
        let Pair::Usagers(from, into) = it.pair else { continue };
        let other = if from == usager.id { into } else { from };
        let other = usagers::find(tx, &reader.partner, other).await?;
        let Some(other) = other.filter(|it| it.merged_into.is_none()) else { continue };
        let args = [("name", usager_name(shell, &other.name).into()), ("why", why(shell, &it).into())];
        shown.push(Decision {
            text: shell.t_with("desk-proposal-usagers", &args),
            href: person_address(other.id),
            action: format!("{}/propositions/{}", person_address(usager.id), it.id),
        });
    }
    Ok(shown)
}

/// Why two may be one. Codes of mail are told alike: the message itself is what one compares.
fn why(shell: &Shell, proposal: &Proposal) -> String {
    shell.t(match proposal.why.as_str() {
        "same-email" => "desk-why-same-email",
        "same-phone" => "desk-why-same-phone",
        "same-post" => "desk-why-same-post",
        _ => "desk-why-message",
    })
}

/// `POST /demandes/{id}/fusion`: another request of the same person becomes part of this one.
pub(super) async fn join_requests(
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    let problem =
        |act: &Act<'_>, key| Ok(Going::to(address(act.request.id)).problem(shell.t(key)).into_response());
    let found = requests::by_reference(&mut act.tx, &act.reader.partner, sent.text("reference")).await?;
    let Some(mut from) = found.filter(|it| it.id != act.request.id && it.merged_into.is_none()) else {
        return problem(&act, "desk-join-unknown");
    };
    if from.usager != act.request.usager {
        return problem(&act, "desk-join-other-person");
    }
    if from.state == State::Open && act.request.state == State::Closed {
        return problem(&act, "desk-join-closed");
    }
    let by = act.reader.actor.clone();
    if !mergers::join_requests(&mut act.tx, &mut from, &mut act.request, &by, act.now).await? {
        return problem(&act, "handling-stale");
    }
    act.end("request.join", json!({ "from": from.id.to_string() }), "desk-join-done").await
}

/// `POST /demandes/{id}/fusions/{merger}`: takes two requests apart again.
pub(super) async fn part_requests(
    shell: Shell,
    Path((id, merger)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    let merger = merger.parse().map_err(|_| Failure::not_found())?;
    let by = act.reader.actor.clone();
    let parted = mergers::part_requests(&mut act.tx, &act.reader.partner, merger, &by, act.now).await?;
    let Some(parted) = parted else {
        let going = Going::to(address(act.request.id)).problem(shell.t("desk-part-impossible"));
        return Ok(going.into_response());
    };
    act.end("request.part", json!({ "from": parted.to_string() }), "desk-part-done").await
}

/// `POST /demandes/{id}/propositions/{proposal}`: whether two requests are one.
pub(super) async fn decide_requests(
    shell: Shell,
    Path((id, proposal)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let act = Act::begin(&shell, &id, &sent, None).await?;
    let Act { mut tx, reader, request, now, .. } = act;
    let accepted = accepted(&sent)?;
    let decided = decide(&mut tx, &shell, &reader, &proposal, accepted).await?;
    let mut to = request.id;
    if let Some(Pair::Requests(from, into)) = decided.as_ref().map(|it| it.pair).filter(|_| accepted) {
        let from = requests::find(&mut tx, &reader.partner, from).await?;
        let into = requests::find(&mut tx, &reader.partner, into).await?;
        let (Some(mut from), Some(mut into)) = (from, into) else { return Err(Failure::not_found()) };
        let is_free = from.merged_into.is_none() && into.merged_into.is_none() && from.id != into.id;
        to = into.id;
        if !is_free || !mergers::join_requests(&mut tx, &mut from, &mut into, &reader.actor, now).await? {
            let going = Going::to(address(request.id)).problem(shell.t("desk-join-impossible"));
            return Ok(going.into_response());
        }
    }
    let detail = json!({ "proposal": proposal, "accepted": accepted });
    shell.tell(&mut tx, "request.decide", &to.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(address(to)).done(shell.t("desk-decided")).into_response())
}

/// `POST /demandes/usagers/{id}/propositions/{proposal}`: whether two people are one.
pub(super) async fn decide_usagers(
    shell: Shell,
    Path((id, proposal)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let usager = own_usager(&mut tx, &reader, &id).await?;
    let accepted = accepted(&sent)?;
    let decided = decide(&mut tx, &shell, &reader, &proposal, accepted).await?;
    let mut to = usager.id;
    if let Some(Pair::Usagers(from, into)) = decided.as_ref().map(|it| it.pair).filter(|_| accepted) {
        let from = usagers::find(&mut tx, &reader.partner, from).await?;
        let into = usagers::find(&mut tx, &reader.partner, into).await?;
        let (Some(mut from), Some(mut into)) = (from, into) else { return Err(Failure::not_found()) };
        to = into.id;
        if !mergers::join_usagers(&mut tx, &mut from, &mut into, &reader.actor, shell.now()).await? {
            let going = Going::to(person_address(usager.id)).problem(shell.t("desk-join-impossible"));
            return Ok(going.into_response());
        }
    }
    let detail = json!({ "proposal": proposal, "accepted": accepted });
    shell.tell(&mut tx, "usager.decide", &to.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(person_address(to)).done(shell.t("desk-decided")).into_response())
}

/// `POST /demandes/usagers/{id}/fusions/{merger}`: takes two people apart again.
pub(super) async fn part_usagers(
    shell: Shell,
    Path((id, merger)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let usager = own_usager(&mut tx, &reader, &id).await?;
    let merger = merger.parse().map_err(|_| Failure::not_found())?;
    let going = Going::to(person_address(usager.id));
    let parted = mergers::part_usagers(&mut tx, &reader.partner, merger, &reader.actor, shell.now()).await?;
    let Some(parted) = parted else {
        return Ok(going.problem(shell.t("desk-part-impossible")).into_response());
    };
    let detail = json!({ "from": parted.to_string() });
    shell.tell(&mut tx, "usager.part", &usager.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(going.done(shell.t("desk-part-done")).into_response())
}

/// A person of the reader's partner. Others are not found, be they there or not.
pub(super) async fn own_usager(tx: &mut Tx, reader: &Reader, id: &str) -> Result<Usager, Failure> {
    let id: UsagerId = id.parse().map_err(|_| Failure::not_found())?;
    usagers::find(tx, &reader.partner, id).await?.ok_or_else(Failure::not_found)
}

fn accepted(sent: &Sent) -> Result<bool, Failure> {
    match sent.text("reponse") {
        "oui" => Ok(true),
        "non" => Ok(false),
        _ => Err(not_offered()),
    }
}

/// Decides; `None`: somebody decided already.
async fn decide(
    tx: &mut Tx,
    shell: &Shell,
    reader: &Reader,
    proposal: &str,
    accepted: bool,
) -> Result<Option<Proposal>, Failure> {
    let id: ProposalId = proposal.parse().map_err(|_| Failure::not_found())?;
    Ok(proposals::decide(tx, &reader.partner, id, (accepted, &reader.actor), shell.now()).await?)
}

/// A request of the reader's, for those who only look: never one that became part of another.
pub(super) async fn own_standing(tx: &mut Tx, reader: &Reader, id: &str) -> Result<Request, Failure> {
    let request = own(tx, reader, id).await?;
    if request.merged_into.is_some() { Err(Failure::not_found()) } else { Ok(request) }
}
