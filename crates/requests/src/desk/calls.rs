//! Telephone calls that an agent has to see: those that ring, and those that they took and of which nobody said what they were about.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use register::Tx;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::common::{Reader, address, not_offered, subject_said, usager_name};
use crate::{
    calls,
    handling::House,
    request::RequestId,
    store::{
        calls::{self as kept, CallId},
        usagers,
    },
};

/// A call on the queue's page.
pub(super) struct Ringing {
    pub(super) state: String,
    pub(super) who: String,
    pub(super) person: Option<String>,
    /// Where a call of which nobody knows anything is written down.
    pub(super) new: String,
    /// The open requests of the person: id and what one reads.
    pub(super) open: Vec<(String, String)>,
    pub(super) is_answered: bool,
    pub(super) action: String,
}

/// The calls that the reader has to see.
pub(super) async fn ringing(shell: &Shell, tx: &mut Tx, reader: &Reader) -> Result<Vec<Ringing>, Failure> {
    let mut all = Vec::new();
    for call in kept::shown(tx, &reader.partner, reader.id, shell.now()).await? {
        let usager = match call.usager {
            Some(id) => usagers::find(tx, &reader.partner, id).await?,
            None => None,
        };
        let mut open = Vec::new();
        if let (Some(usager), Some(_)) = (&usager, call.answered_at) {
            for request in calls::open_requests(tx, usager.id).await? {
                let args = [
                    ("reference", request.reference.as_str().into()),
                    ("subject", subject_said(shell, &request.subject).into()),
                ];
                open.push((request.id.to_string(), shell.t_with("call-about", &args)));
            }
        }
        let phone = if call.phone.is_empty() { shell.t("call-hidden") } else { call.phone.clone() };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("canal", "phone");
        match &usager {
            Some(usager) => query.append_pair("usager", &usager.id.to_string()),
            None => query.append_pair("q", &call.phone),
        };
        let at = shell.figures().instant(call.begun_at);
        let key = if call.answered_at.is_some() { "call-taken" } else { "call-rings" };
        all.push(Ringing {
            state: shell.t1(key, "at", at),
            who: usager
                .as_ref()
                .map_or_else(|| phone.clone(), |it| format!("{} · {phone}", usager_name(shell, &it.name))),
            person: usager.as_ref().map(|it| format!("{}/usagers/{}", super::PATH, it.id)),
            new: format!("{}/nouvelle?{}", super::PATH, query.finish()),
            open,
            is_answered: call.answered_at.is_some(),
            action: format!("{}/appels/{}", super::PATH, call.id),
        });
    }
    Ok(all)
}

/// `POST /demandes/appels/{id}`: `demande` is what the call was about; empty: there is nothing to do.
pub(super) async fn say(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let id: CallId = id.parse().map_err(|_| Failure::not_found())?;
    let mut tx = shell.site().db().write().await?;
    let call = kept::find(&mut tx, &reader.partner, id).await?.ok_or_else(Failure::not_found)?;
    let (to, done, detail) = if sent.text("demande").is_empty() {
        kept::see(&mut tx, &reader.partner, id, now).await?;
        (super::PATH.to_owned(), "call-seen", json!({}))
    } else {
        let request: RequestId = sent.text("demande").parse().map_err(|_| not_offered())?;
        let usager = call.usager.ok_or_else(not_offered)?;
        let open = calls::open_requests(&mut tx, usager).await?;
        let mut request = calls::among(&open, request).ok_or_else(not_offered)?;
        let house = House::read(&mut tx, &reader.partner).await?;
        let contact = calls::attach(&mut tx, &house, call, &mut request, (reader.id, now)).await?;
        let detail = json!({ "contact": contact.map(|it| it.to_string()) });
        (address(request.id), "call-attached", detail)
    };
    shell.tell(&mut tx, "call.say", &id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(to).done(shell.t(done)).into_response())
}
