//! Incidents: one cause makes many write at once, and one answer serves them all.
//!
//! Start with [`open`]. The requests of an incident are those of its reason that came since it began ([`gather`]); one text answers them
//! all ([`answer`]), each by a message of its own and in its own history ([`deliver`]); what is told to those who have not written yet is the
//! incident's title and text: the banner ([`banners`](crate::store::banners)) and the beginning of automatic answers
//! ([`acknowledge`](crate::acknowledge)).
//!
//! **Invariants:** an answer is delivered to a request once: the delivery is marked in the transaction of its message; a request that
//! somebody closed meanwhile is left alone; what was taken out does not come back by itself.

use jiff::Timestamp;
use kernel::{Explain as _, Id};
use mail::Keys;
use register::{Db, StoreError, Tx, account, audit, job::Said};
use serde_json::json;

use crate::{
    filling::{self, Writer},
    handling::{self, Closing, HandlingError, House, PRODUCT},
    request::{Request, RequestId, State},
    store::{
        events,
        incidents::{self as store, Answer, For, Incident},
        questions, requests, usagers,
    },
    words::{WORDS, message},
    writing,
};

/// Opens an incident and gathers its requests. `None`: one runs for this reason already.
pub async fn open(
    tx: &mut Tx,
    incident: Incident,
    now: Timestamp,
) -> Result<Option<Incident>, HandlingError> {
    // One whose hour has come does not stand in the way.
    end_due(tx, now).await?;
    if !store::record(tx, &incident).await? {
        return Ok(None);
    }
    gather(tx, &incident, now).await?;
    Ok(Some(incident))
}

/// The open requests of its reason join it; gives how many did.
pub async fn gather(tx: &mut Tx, incident: &Incident, now: Timestamp) -> Result<usize, StoreError> {
    if !incident.is_running(now) {
        return Ok(0);
    }
    let joined = store::gather(tx, incident).await?;
    for request in &joined {
        joins(tx, incident, (*request, PRODUCT), now).await?;
    }
    Ok(joined.len())
}

async fn joins(
    tx: &mut Tx,
    incident: &Incident,
    (request, actor): (RequestId, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let detail = json!({ "incident": incident.id.to_string() });
    events::tell(tx, request, (actor, "incident-joined"), &detail, now).await
}

/// Puts a request into an incident by hand. `false`: it is in one already, or closed.
pub async fn put_in(
    tx: &mut Tx,
    incident: &Incident,
    (request, actor): (&Request, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let may = request.state == State::Open && request.merged_into.is_none();
    if !may || !store::put_in(tx, incident.id, request.id).await? {
        return Ok(false);
    }
    joins(tx, incident, (request.id, actor), now).await?;
    Ok(true)
}

/// Takes a request out of an incident. `false`: it is not in it.
pub async fn take_out(
    tx: &mut Tx,
    incident: &Incident,
    (request, actor): (RequestId, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !store::take_out(tx, incident.id, request).await? {
        return Ok(false);
    }
    let detail = json!({ "incident": incident.id.to_string() });
    events::tell(tx, request, (actor, "incident-left"), &detail, now).await?;
    Ok(true)
}

/// Writes one answer for all; the messages leave by [`deliver`]. Gives for how many requests. `None`: somebody changed or answered the
/// incident since this version, and nothing is written.
pub async fn answer(
    tx: &mut Tx,
    incident: &mut Incident,
    (answer, to): (&Answer, For),
) -> Result<Option<u64>, StoreError> {
    if !store::change(tx, incident).await? {
        return Ok(None);
    }
    Ok(Some(store::record_answer(tx, answer, to).await?))
}

/// Delivers what waits, of one answer or of all, each request in a transaction of its own; gives how many were done. A request that
/// somebody changes at the same instant waits for the next time.
pub async fn deliver(
    db: &Db,
    keys: &Keys,
    site: Option<&str>,
    answer: Option<Id<Answer>>,
    now: Timestamp,
) -> Result<u64, HandlingError> {
    let mut tx = db.read().await?;
    let waiting = store::waiting(&mut tx, answer).await?;
    drop(tx);
    let mut done = 0;
    for (answer, request) in waiting {
        let mut tx = db.write().await?;
        match deliver_one(&mut tx, (keys, site), (answer, request), now).await {
            Ok(is_mine) => {
                tx.commit().await?;
                done += u64::from(is_mine);
            }
            Err(HandlingError::Stale(_)) => {}
            Err(HandlingError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(done)
}

async fn deliver_one(
    tx: &mut Tx,
    (keys, site): (&Keys, Option<&str>),
    delivery: (Id<Answer>, RequestId),
    now: Timestamp,
) -> Result<bool, HandlingError> {
    if !store::claim(tx, delivery, now).await? {
        return Ok(false);
    }
    let Some(answer) = store::answer(tx, delivery.0).await? else { return Ok(true) };
    let found = requests::find(tx, &answer.partner, delivery.1).await?;
    let found = found.filter(|it| it.state == State::Open && it.merged_into.is_none());
    let Some(mut request) = found else {
        store::became(tx, delivery, ("skipped", None)).await?;
        return Ok(true);
    };
    let house = House::read(tx, &answer.partner).await?;
    let agent = match answer.agent {
        Some(id) => account::find(tx, id).await?,
        None => None,
    };
    let writer = Writer { lang: answer.lang, agent: agent.as_ref().map(|it| it.name.as_str()), site, now };
    let (subject, body) = match filled(tx, &writer, &house, &request, &answer).await? {
        Ok(filled) => filled,
        Err(lacking) => {
            store::became(tx, delivery, ("lacking", Some(&lacking))).await?;
            return Ok(true);
        }
    };
    writing::write(tx, &house, keys, &mut request, (&subject, &body, answer.agent), now).await?;
    let actor = answer.agent.map_or_else(|| PRODUCT.to_owned(), |it| it.to_string());
    let detail = json!({ "incident": answer.incident.to_string(), "answer": answer.id.to_string() });
    events::tell(tx, request.id, (&actor, "incident-answered"), &detail, now).await?;
    let Some((outcome, cause)) = answer.closing else { return Ok(true) };
    let incident = store::find(tx, &answer.partner, answer.incident).await?;
    let reason = request.reason.clone().or_else(|| incident.and_then(|it| it.reason));
    let Some(reason) = reason else {
        // Without a reason nothing is closed: an agent says which it is.
        store::became(tx, delivery, ("sent", Some(&said("incident-no-reason")))).await?;
        return Ok(true);
    };
    let why = WORDS.say(answer.lang, "incident-answered-together", &[]);
    questions::leave_open(tx, request.id, &why).await?;
    let closing = Closing { reason, cause, outcome };
    handling::close(tx, &house, &mut request, (&closing, &actor), now).await?;
    store::became(tx, delivery, ("closed", None)).await?;
    Ok(true)
}

/// The text of an answer for one request; or what it lacks, in both languages.
pub async fn filled(
    tx: &mut Tx,
    writer: &Writer<'_>,
    house: &House,
    request: &Request,
    answer: &Answer,
) -> Result<Result<(String, String), String>, StoreError> {
    let Some(usager) = usagers::find(tx, &request.partner, request.usager).await? else {
        return Ok(Err(said("desk-usager-unnamed")));
    };
    let values = filling::values(tx, writer, house, (request, &usager)).await?;
    let filled = filling::fill((&answer.subject, &answer.body), &values);
    Ok(filled.map_err(|it| Said::kept(&it.message())))
}

fn said(key: &'static str) -> String {
    Said::kept(&message(key))
}

/// Ends the incidents whose hour has come; gives how many.
pub async fn end_due(tx: &mut Tx, now: Timestamp) -> Result<usize, StoreError> {
    let mut ended = 0;
    for incident in store::running(tx, None).await? {
        let Some(at) = incident.ends_at.filter(|it| *it <= now) else { continue };
        if store::end(tx, incident.id, PRODUCT, at).await? {
            let object = incident.id.to_string();
            let partner = Some(&incident.partner);
            let detail = json!({ "at": at.to_string() });
            let entry =
                audit::Entry { actor: PRODUCT, action: "incident.end", object: &object, partner, detail };
            audit::tell(tx, entry, now).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

/// What the work beside the pages does for incidents: ends those whose hour has come, gathers, delivers what waits.
pub async fn work(db: &Db, keys: &Keys, site: &str, now: Timestamp) -> Result<(), HandlingError> {
    let mut tx = db.read().await?;
    let running = store::running(&mut tx, None).await?;
    drop(tx);
    if !running.is_empty() {
        let mut tx = db.write().await?;
        end_due(&mut tx, now).await?;
        for incident in &running {
            gather(&mut tx, incident, now).await?;
        }
        tx.commit().await?;
    }
    while deliver(db, keys, Some(site), None, now).await? > 0 {}
    Ok(())
}
