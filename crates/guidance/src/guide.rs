//! One advice: what is known of the ways, how they are now, what the partner asks, the choice, and its record.
//!
//! Start with [`Guide::advise`]. **Invariants:** an answer waits for no disk: what was advised is kept in groups by [`Recorder`]; where the
//! model knows nothing of a matter, the answer rests on what all partners know of the ways, and says so; the way taken and the answer to "did
//! it work" are kept of advice that was given, and of none else.

mod recorder;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use axum::http::StatusCode;
use channel_choice::{Advice, Asked, Feature, Limits, Model, Prior, Share, Situation, State, choose};
use jiff::Timestamp;
use kernel::{Channel, Clock, Explain, Message, PartnerCode};
use measures::Ways;
use register::{Db, Partner, StoreError, Tx, partner};
use site::Failure;

pub use recorder::Recorder;

use crate::{
    given::{AdviceId, Arm, Door, Given, ModelId},
    ports::{Handover, Reason, Reasons, Trials, Waits},
    setting::Setting,
    store::{self, models},
    way::Way,
    words::message,
};

/// For how long a wait that was told holds, in seconds.
const WAIT_KEPT_S: i64 = 30 * 60;

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
        Self(Arc::new(Inner { db, clock, ports, recorder, learned: RwLock::new((None, default)) }))
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
        ways.retain(|it| it.is_offered);
        let reasons = self.0.ports.reasons.of(tx, code).await?;
        Ok(Some(House { partner, setting, ways, reasons }))
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
        for way in &house.ways {
            let measured = self.0.ports.waits.now(tx, &house.partner.code, way.channel, now).await?;
            let told = match measured {
                Some(wait_s) => Some((wait_s, now)),
                None => way.wait,
            };
            let is_open = way.opening.as_ref().is_none_or(|it| it.is_open_at(now));
            let opens_at = way.opening.as_ref().filter(|_| !is_open).and_then(|it| it.next_opening(now));
            let state = State {
                is_open: is_open && way.agents != Some(0),
                opens_at: opens_at.map(Timestamp::as_microsecond),
                wait_min: told.map(|(wait_s, _)| f64::from(wait_s) / 60.0),
                seen_at: told.map(|(_, at)| at.as_microsecond()),
                ..State::open(way.channel)
            };
            states.push(state.as_of(now.as_microsecond(), WAIT_KEPT_S));
        }
        Ok(states)
    }

    async fn arm(&self, house: &House, unit: Option<&str>, now: Timestamp) -> Result<Arm, StoreError> {
        let (Some(trial), Some(unit)) = (&house.setting.trial, unit) else { return Ok(Arm::Advised) };
        let is_advised = self.0.ports.trials.is_advised(&house.partner.code, trial, unit, now).await?;
        Ok(if is_advised == Some(false) { Arm::Plain } else { Arm::Advised })
    }
}

/// The choice itself, from what is known. Limits that cannot be are those of nobody: the usual ones hold then.
fn advise_with(learned: &Model, house: &House, ask: &Ask, (states, draw): (&[State], f64)) -> Advice {
    let code = house.partner.code.as_str();
    let channels: Vec<Channel> = house.ways.iter().map(|it| it.channel).collect();
    let site = ask.site.as_deref();
    let estimates = learned.estimates(code, &ask.reason, site, &ask.situation, &channels);
    let usable: Vec<Channel> = estimates.iter().map(|it| it.channel).collect();
    let unusable: Vec<Channel> = channels.iter().copied().filter(|it| !usable.contains(it)).collect();
    // What they cannot use is shown all the same, with what it brings to those who can.
    let plain = Situation { features: Vec::<Feature>::new(), is_urgent: ask.situation.is_urgent };
    let all: Vec<_> =
        estimates.into_iter().chain(learned.estimates(code, &ask.reason, site, &plain, &unusable)).collect();
    let mix = learned.mix(code, &ask.reason);
    let today: Vec<Share> = mix.into_iter().map(|(channel, share)| Share { channel, share }).collect();
    let asked = Asked {
        estimates: &all,
        situation: &ask.situation,
        unusable: &unusable,
        today: &today,
        states,
        preferred: ask.preferred,
    };
    choose(&asked, &house.setting.limits, draw).unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, partner = code, "limits that cannot be");
        choose(&asked, &Limits::default(), draw).unwrap_or_else(|_| nothing())
    })
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
