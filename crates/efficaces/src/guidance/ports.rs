//! What guidance needs of the other parts: reasons, waits, the inbox, trials.

use std::sync::Arc;

use ::guidance::ports::{Asked, HandedOver, Handover, Reason, Reasons, Said, Trials, Waits};
use experiments::plan::{Design, Unit};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction, Lang, PartnerCode, Scope};
use laboratory::{Laboratory, State, assign};
use mail::Keys;
use register::{Db, StoreError, Tx};
use requests::{
    acknowledge, assigning,
    contact::Contact,
    expected,
    handling::{self, HandlingError, House, NewRequest},
    meeting::{self, Told},
    request::FollowUpCode,
    store::{
        callbacks::{self, Callback, CallbackId},
        calls,
    },
    usager::Way,
};

/// Calls that say how long people wait now.
const WAITS_SEEN: SignedDuration = SignedDuration::from_mins(30);
/// A call that was asked for is made within this time.
const CALLED_WITHIN: SignedDuration = SignedDuration::from_hours(48);

/// The reasons of the shared inbox that its form offers.
#[derive(Debug, Clone, Copy)]
pub(super) struct HouseReasons;

impl Reasons for HouseReasons {
    fn of<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode) -> Asked<'a, Vec<Reason>> {
        Box::pin(async move {
            let reasons = requests::store::teams::reasons(tx, partner).await?;
            let public = reasons.into_iter().filter(|it| it.is_public);
            Ok(public.map(|it| Reason { code: it.code, name: it.name }).collect())
        })
    }
}

/// How long callers wait, by the events of the telephone system.
#[derive(Debug, Clone, Copy)]
pub(super) struct TelephoneWaits;

impl Waits for TelephoneWaits {
    fn now<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        channel: Channel,
        now: Timestamp,
    ) -> Asked<'a, Option<u32>> {
        Box::pin(async move {
            if channel != Channel::Phone {
                return Ok(None);
            }
            calls::mean_wait_s(tx, partner, (now - WAITS_SEEN, now)).await
        })
    }
}

/// The shared inbox: a request with what was said, and a call to be made.
pub(super) struct InboxHandover {
    /// Those of the inbox's mail.
    pub(super) keys: Arc<Keys>,
}

impl Handover for InboxHandover {
    fn takes<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode) -> Asked<'a, bool> {
        Box::pin(async move { Ok(!requests::store::teams::teams(tx, partner).await?.is_empty()) })
    }

    fn hand_over<'a>(
        &'a self,
        tx: &'a mut Tx,
        said: &'a Said,
        now: Timestamp,
    ) -> Asked<'a, Option<HandedOver>> {
        Box::pin(async move { self.call(tx, said, now).await.map_err(failed) })
    }
}

/// What failed in the inbox, for who only knows the register.
fn failed(error: HandlingError) -> StoreError {
    match error {
        HandlingError::Store(error) => error,
        error @ HandlingError::Stale(_) => StoreError::Elsewhere(Box::new(error)),
    }
}

impl InboxHandover {
    async fn call(
        &self,
        tx: &mut Tx,
        said: &Said,
        now: Timestamp,
    ) -> Result<Option<HandedOver>, HandlingError> {
        let Some(phone) = Way::phone(&said.phone) else { return Ok(None) };
        let house = House::read(tx, &said.partner).await?;
        if house.teams.is_empty() {
            return Ok(None);
        }
        let told = Told {
            external_id: None,
            name: said.name.clone(),
            ways: vec![phone.clone()],
            language: Some(said.lang.tag().to_owned()),
        };
        let usager = meeting::meet(tx, &said.partner, &told, now).await?;
        let reason = house.reason(&said.reason).map(|it| (it.code.as_str(), it.name.as_str()));
        let subject = reason.map_or(said.reason.as_str(), |it| it.1);
        // Agents see it in the list of calls, too.
        let urgent = crate::words::say(Lang::Fr, "handover-urgent", &[("subject", subject.into())]);
        let subject = if said.is_urgent { urgent.as_str() } else { subject };
        let new = NewRequest {
            usager: &usager,
            subject,
            channel: Channel::Web,
            reason: reason.map(|it| it.0),
            at: now,
            code: FollowUpCode::draw()?,
        };
        let mut request = handling::open(tx, &house, new).await?;
        let parties = (request.id, usager.id);
        let mut contact = Contact::new(parties, said.partner.clone(), Channel::Web, Direction::Inbound, now);
        contact.subject.clone_from(&request.subject);
        contact.body = body(said, &usager.name);
        contact.way.clone_from(&phone.shown);
        // What is promised is written with the contact.
        expected::promise(tx, &mut request, now).await?;
        handling::receive(tx, &house, &mut request, &contact).await?;
        acknowledge::acknowledge(tx, &house, &self.keys, &mut request, now).await?;
        assigning::give(tx, &house, &mut request, now).await?;
        let from = said.wanted_at.unwrap_or(now);
        let callback = Callback {
            id: CallbackId::new(now),
            request: request.id,
            phone: phone.shown.clone(),
            from,
            until: from + CALLED_WITHIN,
            done_at: None,
            outcome: None,
        };
        callbacks::promise(tx, &said.partner, &callback, now).await?;
        Ok(Some(HandedOver {
            request: request.id.to_string(),
            follow_up: format!("/suivi/{}", request.code.shown()),
        }))
    }
}

/// What an agent reads before they call: the question, the situation, and the name that was given where another one is known.
fn body(said: &Said, known_as: &str) -> String {
    let mut lines = vec![said.message.trim().to_owned()];
    if !said.situation.is_empty() {
        // Agents read it, whatever the language of the page.
        lines.push(crate::words::say(Lang::Fr, "handover-situation", &[]));
        lines.extend(said.situation.iter().map(|it| format!("– {it}")));
    }
    if known_as.trim() != said.name.trim() {
        lines.push(said.name.clone());
    }
    lines.join("\n")
}

/// The laboratory's draw: the first arm of the plan is without advice.
pub(super) struct LaboratoryTrials {
    pub(super) db: Db,
    pub(super) laboratory: Laboratory,
}

impl Trials for LaboratoryTrials {
    fn is_known<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode, trial: &'a str) -> Asked<'a, bool> {
        Box::pin(async move {
            let Ok(id) = trial.trim().parse() else { return Ok(false) };
            let found = laboratory::store::find(tx, &Scope::Partner(partner.clone()), id).await?;
            Ok(found.is_some_and(|it| it.plan.design == Design::Randomised && it.plan.unit == Unit::Usager))
        })
    }

    fn is_advised<'a>(
        &'a self,
        partner: &'a PartnerCode,
        trial: &'a str,
        unit: &'a str,
        now: Timestamp,
    ) -> Asked<'a, Option<bool>> {
        Box::pin(async move {
            let Ok(id) = trial.trim().parse() else { return Ok(None) };
            let scope = Scope::Partner(partner.clone());
            let mut tx = self.db.read().await?;
            let experiment = laboratory::store::find(&mut tx, &scope, id).await?;
            let Some(experiment) = experiment.filter(|it| it.state == State::Registered) else {
                return Ok(None);
            };
            // Who was drawn before asks nothing of those who write.
            if let Some(unit) = assign::known(&self.laboratory, &mut tx, &experiment, unit).await? {
                return Ok(Some(unit.arm != 0));
            }
            drop(tx);
            let mut tx = self.db.write().await?;
            match assign::assign(&self.laboratory, &mut tx, &experiment, unit, Vec::new(), now).await {
                Ok(unit) => {
                    tx.commit().await?;
                    Ok(Some(unit.arm != 0))
                }
                Err(assign::AssignError::Store(error)) => Err(error),
                // A plan that wants more than a name to draw by: whoever asks is in no trial.
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "a trial of guidance draws nobody"
                    );
                    Ok(None)
                }
            }
        })
    }
}
