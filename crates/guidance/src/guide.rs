//! One advice: what is known of the ways, how they are now, what the partner asks, the choice, and its record.
//!
//! Start with [`Guide::advise`]. **Invariants:** an answer waits for no disk: what was advised is kept in groups by [`Recorder`]; where the
//! model knows nothing of a matter, the answer rests on what all partners know of the ways, and says so; the way taken and the answer to "did
//! it work" are kept of advice that was given, and of none else.

mod recorder;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use axum::http::StatusCode;
use channel_choice::{
    Advice, Limits, Model, Prior, Reason as Why, SHORT_WAIT_MIN, SetAside, Situation, State, choose,
};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Clock, Explain, Message, PartnerCode, paris_offset_s};
use measures::{Ways, ways::week_hour};
use register::{Db, Partner, StoreError, Tx, partner};
use site::Failure;

pub use recorder::Recorder;

use crate::{
    given::{AdviceId, Arm, Door, Given, ModelId},
    planned::{Matter, Planned, limits},
    ports::{Handover, Reason, Reasons, Trials, Waits},
    setting::Setting,
    store::{self, models},
    way::Way,
    words::message,
};

/// For how long a wait that was told holds, in seconds.
const WAIT_KEPT_S: i64 = 30 * 60;

/// What opens within this time is worth waiting for, unless the matter cannot wait: a week-end, and no more.
const WORTH_WAITING: SignedDuration = SignedDuration::from_hours(72);

/// A draw with which no way is tried.
const NOTHING_TRIED: f64 = 1.0;

/// An advice cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum GuideError {
    /// No such partner gives advice to the public.
    #[error("this partner gives no advice")]
    NoSuchPartner,
    /// The reason is not among the partner's.
    #[error("`{0}` is no reason of this partner")]
    NoSuchReason(String),
    /// The partner has no such way.
    #[error("this partner has no way `{0}`")]
    NoSuchWay(String),
    /// The register.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<GuideError> for Failure {
    fn from(error: GuideError) -> Self {
        match error {
            GuideError::NoSuchPartner => Self::explained(StatusCode::NOT_FOUND, &error),
            GuideError::NoSuchReason(_) | GuideError::NoSuchWay(_) => {
                Self::explained(StatusCode::UNPROCESSABLE_ENTITY, &error)
            }
            GuideError::Store(error) => error.into(),
        }
    }
}

impl Explain for GuideError {
    fn message(&self) -> Message {
        match self {
            Self::NoSuchPartner => message("guide-no-partner"),
            Self::NoSuchReason(given) => message("guide-no-reason").with("given", given.as_str()),
            Self::NoSuchWay(given) => message("guide-no-way").with("given", given.as_str()),
            Self::Store(it) => it.message(),
        }
    }
}

/// Who asks for an advice, and for what.
#[derive(Debug, Clone)]
pub struct Ask {
    /// A code of the partner's reasons.
    pub reason: String,
    /// For which place; `None`: the partner as a whole.
    pub site: Option<String>,
    /// What the person told.
    pub situation: Situation,
    /// The way that they want.
    pub preferred: Option<Channel>,
    /// Where it is asked.
    pub door: Door,
    /// What the draw of a trial knows the person by, such as a visit; `None`: they are in no trial.
    pub unit: Option<String>,
}

/// What the rest of the product gives: see [`crate::ports`].
#[derive(Clone)]
pub struct Ports {
    /// The reasons of partners.
    pub reasons: Arc<dyn Reasons>,
    /// How long people wait.
    pub waits: Arc<dyn Waits>,
    /// Where what was said goes on.
    pub handover: Arc<dyn Handover>,
    /// The draw of trials.
    pub trials: Arc<dyn Trials>,
}

/// A partner as advice sees it: what it offers, and what it asks.
#[derive(Debug, Clone)]
pub struct House {
    /// The partner.
    pub partner: Partner,
    /// What it asks.
    pub setting: Setting,
    /// The ways that it offers.
    pub ways: Vec<Way>,
    /// Its reasons.
    pub reasons: Vec<Reason>,
    /// What is planned for it as a whole.
    pub planned: Arc<Planned>,
}

impl House {
    /// The reason of a code.
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|it| it.code == code)
    }

    /// The way of a channel.
    pub fn way(&self, channel: Channel) -> Option<&Way> {
        self.ways.iter().find(|it| it.channel == channel)
    }
}

/// What is learned, and where it comes from; `None`: from no log yet.
pub type Learned = (Option<ModelId>, Arc<Model>);

/// What gives advice. Cheap to clone.
#[derive(Clone)]
pub struct Guide(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    ports: Ports,
    recorder: Recorder,
    learned: RwLock<Learned>,
    /// What is planned for each partner, and what the plan rests on.
    plans: Mutex<HashMap<PartnerCode, (PlanBase, Arc<Planned>)>>,
}

/// What a plan rests on: another model, other limits, ways or reasons make another plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanBase {
    model: Option<ModelId>,
    limits: Limits,
    ways: Vec<Way>,
    reasons: Vec<Reason>,
}

impl PlanBase {
    /// That of a partner, as it is now.
    pub(crate) fn of(model: Option<ModelId>, house: &House) -> Self {
        // The wait of now is in no plan.
        let ways = house.ways.iter().map(|it| Way { wait: None, ..it.clone() }).collect();
        Self { model, limits: house.setting.limits, ways, reasons: house.reasons.clone() }
    }
}

impl fmt::Debug for Guide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guide").finish_non_exhaustive()
    }
}

impl Guide {
    /// Over a register, on the present Tokio runtime. Until [`Self::renew`] finds a model, advice rests on `prior`.
    pub fn start(db: Db, clock: Arc<dyn Clock>, ports: Ports, prior: &Prior) -> Self {
        let recorder = Recorder::start(db.clone());
        let default = Arc::new(Model::fit(&Ways::default(), prior, &[]));
        let learned = RwLock::new((None, default));
        Self(Arc::new(Inner { db, clock, ports, recorder, learned, plans: Mutex::default() }))
    }

    /// The register.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// What the rest of the product gives.
    pub fn ports(&self) -> &Ports {
        &self.0.ports
    }

    /// What is learned by now.
    pub fn learned(&self) -> Learned {
        self.0.learned.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes over the latest model of the register, if it is not there yet; says whether it did.
    ///
    /// # Errors
    ///
    /// [`StoreError`], also for a model that this program cannot read: the one in force stays.
    pub async fn renew(&self) -> Result<bool, StoreError> {
        let mut tx = self.0.db.read().await?;
        let Some(latest) = models::latest_id(&mut tx).await? else { return Ok(false) };
        if self.learned().0 == Some(latest) {
            return Ok(false);
        }
        let Some(kept) = models::find(&mut tx, latest).await? else { return Ok(false) };
        let model: Model = store::json("guidance_model.fitted", &kept.fitted)?;
        *self.0.learned.write().unwrap_or_else(PoisonError::into_inner) = (Some(latest), Arc::new(model));
        // Planned now, so that nobody who asks waits for it.
        for partner in store::settings::public(&mut tx).await? {
            self.house(&mut tx, &partner.code).await?;
        }
        Ok(true)
    }

    /// A partner whose advice is open to the public.
    ///
    /// # Errors
    ///
    /// [`GuideError::NoSuchPartner`], [`StoreError`].
    pub async fn public_house(&self, tx: &mut Tx, code: &str) -> Result<House, GuideError> {
        let house = match code.parse::<PartnerCode>() {
            Ok(code) => self.house(tx, &code).await?,
            Err(_) => None,
        };
        house.filter(|it| it.setting.is_public).ok_or(GuideError::NoSuchPartner)
    }

    /// A partner as advice sees it, open to the public or not; `None`: no such partner.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn house(&self, tx: &mut Tx, code: &PartnerCode) -> Result<Option<House>, StoreError> {
        let Some(partner) = partner::find(tx, code).await? else { return Ok(None) };
        let setting = store::settings::of(tx, code).await?.unwrap_or_else(|| Setting::usual(code.clone()));
        let mut ways = store::ways::of(tx, code).await?;
        // Where nobody answers, nothing is promised.
        ways.retain(|it| it.is_offered && it.agents != Some(0));
        let reasons = self.0.ports.reasons.of(tx, code).await?;
        let house = House { partner, setting, ways, reasons, planned: Arc::default() };
        let planned = self.planned(&house).await;
        Ok(Some(House { planned, ..house }))
    }

    /// What is planned for a partner: as it was, unless what it rests on is another.
    async fn planned(&self, house: &House) -> Arc<Planned> {
        let (id, model) = self.learned();
        let base = PlanBase::of(id, house);
        let code = &house.partner.code;
        let plans = || self.0.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, planned)) = plans().get(code).filter(|it| it.0 == base) {
            return Arc::clone(planned);
        }
        let house = house.clone();
        let work = tokio::task::spawn_blocking(move || Planned::of(&model, &house));
        let planned = match work.await {
            Ok(planned) => Arc::new(planned),
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        };
        plans().insert(code.clone(), (base, Arc::clone(&planned)));
        planned
    }

    /// The way to advise, why, and all others; kept with its probabilities.
    ///
    /// - **Takes** `draw` from 0 to 1, uniform: it decides whether a way is tried.
    ///
    /// # Errors
    ///
    /// [`GuideError`].
    pub async fn advise(&self, house: &House, ask: Ask, draw: f64) -> Result<Given, GuideError> {
        if house.reason(&ask.reason).is_none() {
            return Err(GuideError::NoSuchReason(ask.reason));
        }
        let now = self.0.clock.now();
        let states = {
            let mut tx = self.0.db.read().await?;
            self.states(&mut tx, house, now).await?
        };
        let (model, learned) = self.learned();
        let advice = advise_with(&learned, house, &ask, (&states, draw));
        let arm = self.arm(house, ask.unit.as_deref(), now).await?;
        let given = Given {
            id: AdviceId::new(now),
            partner: house.partner.code.clone(),
            reason: ask.reason,
            site: ask.site,
            situation: ask.situation,
            at: now,
            door: ask.door,
            model,
            arm,
            advice,
            taken: None,
            request: None,
            settled: None,
        };
        self.0.recorder.keep(given.clone()).await?;
        Ok(given)
    }

    /// The way to advise to anybody at any time, for paper: nothing is told of the person, all ways count as open, nothing is tried, and
    /// nothing is kept.
    ///
    /// # Errors
    ///
    /// [`GuideError::NoSuchReason`].
    pub fn usual(&self, house: &House, reason: &str) -> Result<Advice, GuideError> {
        if house.reason(reason).is_none() {
            return Err(GuideError::NoSuchReason(reason.to_owned()));
        }
        let (_, learned) = self.learned();
        let ask = Ask {
            reason: reason.to_owned(),
            site: None,
            situation: Situation::default(),
            preferred: None,
            door: Door::Page,
            unit: None,
        };
        let states: Vec<State> = house.ways.iter().map(|it| State::open(it.channel)).collect();
        Ok(advise_with(&learned, house, &ask, (&states, NOTHING_TRIED)))
    }

    /// Keeps the way that somebody takes. Who took another one before gets an advice of its own, so that what became of the first is not
    /// held against the second; the advice under which the way is kept is given back.
    ///
    /// # Errors
    ///
    /// [`GuideError::NoSuchWay`], [`StoreError`].
    pub async fn take(&self, house: &House, given: &Given, channel: Channel) -> Result<AdviceId, GuideError> {
        if house.way(channel).is_none() {
            return Err(GuideError::NoSuchWay(channel.code().to_owned()));
        }
        let mut id = given.id;
        if given.taken.is_some_and(|(taken, _)| taken != channel) {
            let ask = Ask {
                reason: given.reason.clone(),
                site: given.site.clone(),
                situation: given.situation.clone(),
                preferred: Some(channel),
                door: given.door,
                unit: None,
            };
            id = self.advise(house, ask, NOTHING_TRIED).await?.id;
        }
        self.0.recorder.flush().await?;
        let mut tx = self.0.db.write().await?;
        store::given::take(&mut tx, id, channel, None, self.0.clock.now()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Keeps whether it settled the matter.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn answer(&self, id: AdviceId, is_settled: bool) -> Result<(), StoreError> {
        let mut tx = self.0.db.write().await?;
        store::given::answer(&mut tx, id, is_settled, self.0.clock.now()).await?;
        tx.commit().await
    }

    /// An advice that was given; what waits to be kept is kept first.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn given(&self, id: AdviceId) -> Result<Option<Given>, StoreError> {
        self.0.recorder.flush().await?;
        let mut tx = self.0.db.read().await?;
        store::given::find(&mut tx, id).await
    }

    /// How the ways of a partner are now.
    async fn states(&self, tx: &mut Tx, house: &House, now: Timestamp) -> Result<Vec<State>, StoreError> {
        let mut states = Vec::with_capacity(house.ways.len());
        let now_us = now.as_microsecond();
        let hour = week_hour(now_us, paris_offset_s(now_us));
        for way in &house.ways {
            let measured = self.0.ports.waits.now(tx, &house.partner.code, way.channel, now).await?;
            let told = match measured {
                Some(wait_s) => Some((wait_s, now)),
                None => way.wait,
            };
            let is_open = way.opening.as_ref().is_none_or(|it| it.is_open_at(now));
            let opens_at = way.opening.as_ref().filter(|_| !is_open).and_then(|it| it.next_opening(now));
            let state = State {
                is_open,
                opens_at: opens_at.map(Timestamp::as_microsecond),
                is_soon: opens_at.is_some_and(|it| it.duration_since(now) <= WORTH_WAITING),
                wait_min: told.map(|(wait_s, _)| f64::from(wait_s) / 60.0),
                seen_at: told.map(|(_, at)| at.as_microsecond()),
                ..State::open(way.channel)
            };
            states.push(house.planned.at(state.as_of(now_us, WAIT_KEPT_S), hour));
        }
        Ok(states)
    }

    async fn arm(&self, house: &House, unit: Option<&str>, now: Timestamp) -> Result<Arm, StoreError> {
        let (Some(trial), Some(unit)) = (&house.setting.trial, unit) else { return Ok(Arm::Advised) };
        let is_advised = self.0.ports.trials.is_advised(&house.partner.code, trial, unit, now).await?;
        Ok(if is_advised == Some(false) { Arm::Plain } else { Arm::Advised })
    }

    /// An advice that was given before, with its ways as they are now: open or closed, with the wait of now. What was said of the moment at
    /// which it was given is left out where it no longer holds.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn as_now(&self, tx: &mut Tx, house: &House, mut given: Given) -> Result<Given, StoreError> {
        let states = self.states(tx, house, self.0.clock.now()).await?;
        for way in &mut given.advice.ways {
            let state = states.iter().find(|it| it.channel == way.estimate.channel);
            // A way that is no longer offered is closed for good.
            way.is_open = state.is_some_and(|it| it.is_open);
            way.wait_min = state.and_then(|it| it.wait_min);
            if matches!(way.set_aside, Some(SetAside::Closed { .. } | SetAside::Full)) {
                way.set_aside = Some(match state {
                    Some(it) if it.is_open && it.is_full => SetAside::Full,
                    Some(it) if it.is_open => SetAside::AnotherIsBetter,
                    other => SetAside::Closed { until_at: other.and_then(|it| it.opens_at) },
                });
            }
        }
        let Some((advised, others)) = given.advice.ways.split_first() else { return Ok(given) };
        let is_another_closed = others.iter().any(|it| !it.is_open);
        let now = |reason: Why| match reason {
            Why::ShortWait { .. } => {
                let wait_min = advised.wait_min.filter(|it| advised.is_open && *it <= SHORT_WAIT_MIN);
                wait_min.map(|wait_min| Why::ShortWait { wait_min })
            }
            Why::OpenNow if !(advised.is_open && is_another_closed) => None,
            other => Some(other),
        };
        let had_any = !given.advice.reasons.is_empty();
        given.advice.reasons = given.advice.reasons.into_iter().filter_map(now).collect();
        if had_any && given.advice.reasons.is_empty() {
            given.advice.reasons.push(Why::OnTheWhole);
        }
        Ok(given)
    }
}

/// The choice itself, from what is known.
fn advise_with(learned: &Model, house: &House, ask: &Ask, (states, draw): (&[State], f64)) -> Advice {
    let matter = Matter { reason: &ask.reason, site: ask.site.as_deref(), situation: &ask.situation };
    let limits = limits(house);
    let choice = matter.asked(learned, house, (states, ask.preferred), |it| choose(it, &limits, draw));
    choice.unwrap_or_else(|_| nothing())
}

/// The advice of who has no way.
const fn nothing() -> Advice {
    Advice {
        advised: None,
        reasons: Vec::new(),
        ways: Vec::new(),
        human: None,
        floor: 0.0,
        is_floor_met: false,
    }
}

#[cfg(test)]
mod tests;
