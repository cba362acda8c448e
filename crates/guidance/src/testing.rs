//! For tests: two partners with ways, one with a history and a model, on a fresh database; and what stands in for the rest of the product.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use calendar::{DayHours, OnHolidays, Opening, Territory};
use channel_choice::{
    Feature, Model, Prior, Reliability, Situation,
    testing::{World, WorldPlan},
};
use jiff::Timestamp;
use kernel::{Channel, Clock, Euro, FixedClock, PartnerCode};
use measures::{
    WayCell, Ways,
    ways::{Arrivals, Timed, WEEK_HOURS, WaySpan},
};
use register::{Db, Partner, Tx, partner};

use crate::{
    MIGRATIONS,
    given::{Door, ModelId},
    guide::{Ask, Guide, House, Ports},
    ports::{Asked, HandedOver, Handover, Reason, Reasons, Said, Trials, Waits},
    setting::Setting,
    store::{self, models::Kept},
    way::Way,
};

/// A Tuesday, 11 h in Paris.
pub const NOW: &str = "2026-03-10T10:00:00Z";
/// The partner with a history.
pub const KNOWN: &str = "VILLE";
/// Weeks of that history.
const SEEN_WEEKS: i64 = 10;
const DAY_US: i64 = 24 * 3_600_000_000;
/// The partner without one.
pub const NEW: &str = "BOURG";

/// [`NOW`], as an instant.
///
/// # Panics
///
/// Never: it is one.
pub fn now() -> Timestamp {
    NOW.parse().expect("an instant")
}

/// What stands in for the rest of the product.
#[derive(Debug, Default)]
pub struct Elsewhere {
    /// Waits that are measured now, in seconds.
    pub waits: Mutex<HashMap<Channel, u32>>,
    /// What was handed over.
    pub said: Mutex<Vec<Said>>,
    /// Units of a trial that get no advice.
    pub plain: Mutex<Vec<String>>,
    /// Whether no partner has an inbox.
    pub is_without_inbox: bool,
}

fn locked<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reasons for Elsewhere {
    fn of<'a>(&'a self, _tx: &'a mut Tx, _partner: &'a PartnerCode) -> Asked<'a, Vec<Reason>> {
        let reason = |(code, name): (&str, &str)| Reason { code: code.to_owned(), name: name.to_owned() };
        let all = [("carte", "Carte d’identité"), ("suivi", "Où en est mon dossier")].map(reason);
        Box::pin(async move { Ok(all.into()) })
    }
}

impl Waits for Elsewhere {
    fn now<'a>(
        &'a self,
        _tx: &'a mut Tx,
        _partner: &'a PartnerCode,
        channel: Channel,
        _now: Timestamp,
    ) -> Asked<'a, Option<u32>> {
        let wait = locked(&self.waits).get(&channel).copied();
        Box::pin(async move { Ok(wait) })
    }
}

impl Handover for Elsewhere {
    fn takes<'a>(&'a self, _tx: &'a mut Tx, _partner: &'a PartnerCode) -> Asked<'a, bool> {
        Box::pin(async move { Ok(!self.is_without_inbox) })
    }

    fn hand_over<'a>(
        &'a self,
        _tx: &'a mut Tx,
        said: &'a Said,
        _now: Timestamp,
    ) -> Asked<'a, Option<HandedOver>> {
        Box::pin(async move {
            locked(&self.said).push(said.clone());
            let handed = HandedOver { request: "2026-000001".to_owned(), follow_up: "/suivi/abc".to_owned() };
            Ok(Some(handed))
        })
    }
}

impl Trials for Elsewhere {
    fn is_known<'a>(&'a self, _tx: &'a mut Tx, _partner: &'a PartnerCode, trial: &'a str) -> Asked<'a, bool> {
        Box::pin(async move { Ok(trial.starts_with("exp_")) })
    }

    fn is_advised<'a>(
        &'a self,
        _partner: &'a PartnerCode,
        _trial: &'a str,
        unit: &'a str,
        _now: Timestamp,
    ) -> Asked<'a, Option<bool>> {
        let is_plain = locked(&self.plain).iter().any(|it| it == unit);
        Box::pin(async move { Ok(Some(!is_plain)) })
    }
}

/// What tests begin with.
#[derive(Debug)]
pub struct Scene {
    /// What gives advice; its clock stands still.
    pub guide: Guide,
    /// The rest of the product.
    pub elsewhere: Arc<Elsewhere>,
}

impl Scene {
    /// At [`NOW`], with a model for [`KNOWN`].
    ///
    /// # Panics
    ///
    /// If the database refuses.
    pub async fn set(db: &Db) -> Self {
        Self::set_at(db, NOW, Elsewhere::default()).await
    }

    /// At an instant.
    ///
    /// # Panics
    ///
    /// If the database refuses, or the instant is none.
    pub async fn set_at(db: &Db, at: &str, elsewhere: Elsewhere) -> Self {
        db.migrate(&[&register::MIGRATIONS, &MIGRATIONS]).await.expect("the migrations apply");
        let at: Timestamp = at.parse().expect("an instant");
        let mut tx = db.write().await.expect("a transaction");
        for (code, name) in [(KNOWN, "Ville de Val"), (NEW, "Bourg neuf")] {
            let code: PartnerCode = code.parse().expect("a code");
            let new = Partner { code: code.clone(), name: name.to_owned() };
            partner::save(&mut tx, &new, at).await.expect("a partner");
            let setting = Setting { is_public: true, changed_at: at, ..Setting::usual(code.clone()) };
            store::settings::save(&mut tx, &setting, "test").await.expect("a setting");
            for way in ways_of(&code) {
                store::ways::save(&mut tx, &way).await.expect("a way");
            }
        }
        let prior = Prior::ours().expect("our table");
        let model = Kept {
            id: ModelId::new(at),
            fitted_at: at,
            seen_until: at,
            contacts: 12_300,
            fitted: store::written(&Model::fit(&history(), &prior, &[])),
            reliability: store::written(&Reliability::default()),
        };
        store::models::keep(&mut tx, &model).await.expect("a model");
        tx.commit().await.expect("the scene is written");
        let elsewhere = Arc::new(elsewhere);
        let ports = Ports {
            reasons: Arc::clone(&elsewhere) as Arc<dyn Reasons>,
            waits: Arc::clone(&elsewhere) as Arc<dyn Waits>,
            handover: Arc::clone(&elsewhere) as Arc<dyn Handover>,
            trials: Arc::clone(&elsewhere) as Arc<dyn Trials>,
        };
        let clock: Arc<dyn Clock> = Arc::new(FixedClock(at));
        let guide = Guide::start(db.clone(), clock, ports, &prior);
        guide.renew().await.expect("the model is read");
        Self { guide, elsewhere }
    }

    /// Replaces the model by one of a world of 200 000 first contacts, the scene's among them: for measuring time.
    ///
    /// # Panics
    ///
    /// If the database refuses.
    pub async fn learn_a_world(&self) {
        let at = self.guide.clock().now() + jiff::SignedDuration::from_secs(1);
        let mut ways = World::of(&WorldPlan::default(), 1).ways(1);
        ways.cells.extend(history().cells);
        ways.sort();
        let prior = Prior::ours().expect("our table");
        let model = Kept {
            id: ModelId::new(at),
            fitted_at: at,
            seen_until: at,
            contacts: 200_000,
            fitted: store::written(&Model::fit(&ways, &prior, &[])),
            reliability: store::written(&Reliability::default()),
        };
        let mut tx = self.guide.db().write().await.expect("a transaction");
        store::models::keep(&mut tx, &model).await.expect("a model");
        tx.commit().await.expect("the model is written");
        assert!(self.guide.renew().await.expect("the model is read"), "it is the latest");
    }

    /// A partner of the scene.
    ///
    /// # Panics
    ///
    /// If it is not there.
    pub async fn house(&self, code: &str) -> House {
        let mut tx = self.guide.db().read().await.expect("a transaction");
        self.guide.public_house(&mut tx, code).await.expect("a partner whose page is open")
    }
}

/// A question about the identity card, of somebody who told this.
pub fn ask(features: &[Feature]) -> Ask {
    Ask {
        reason: "carte".to_owned(),
        site: None,
        situation: Situation { features: features.to_vec(), is_urgent: false },
        preferred: None,
        door: Door::Page,
        unit: None,
    }
}

/// Monday to Friday, 9 to 17.
fn working_hours() -> Opening {
    let day: DayHours = "9:00-17:00".parse().expect("hours");
    let closed = DayHours::closed();
    let week = [day.clone(), day.clone(), day.clone(), day.clone(), day, closed.clone(), closed];
    Opening::new(Territory::Mainland, week, BTreeMap::new(), OnHolidays::Closed).expect("a week")
}

fn ways_of(partner: &PartnerCode) -> Vec<Way> {
    let way = |channel, place: &str, opening| Way {
        partner: partner.clone(),
        channel,
        is_offered: true,
        place: place.to_owned(),
        words: (String::new(), String::new()),
        opening,
        agents: None,
        wait: None,
    };
    vec![
        way(Channel::Phone, "01 44 55 66 77", Some(working_hours())),
        way(Channel::Counter, "1 place de la Mairie", Some(working_hours())),
        way(Channel::Web, "", None),
        way(Channel::Email, "", None),
    ]
}

/// What became of the first contacts of [`KNOWN`]: for the card the site settles most, for the file the telephone does.
fn history() -> Ways {
    let mut ways = Ways::default();
    let known = [
        ("carte", Channel::Phone, 6_000, 4_800, 60_000),
        ("carte", Channel::Counter, 2_000, 1_560, 90_000),
        ("carte", Channel::Web, 3_000, 2_550, 20_000),
        ("carte", Channel::Email, 200, 120, 50_000),
        ("suivi", Channel::Phone, 3_000, 2_700, 50_000),
        ("suivi", Channel::Counter, 1_000, 780, 90_000),
        ("suivi", Channel::Web, 2_000, 1_400, 20_000),
        ("suivi", Channel::Email, 500, 250, 50_000),
    ];
    for (reason, channel, firsts, settled, cost) in known {
        let followers: u64 = firsts - settled;
        let euros = |count: u64, each: i64| Euro(each * i64::try_from(count).expect("a small count"));
        let timed = |contacts: u64, each_s: u64| Timed { contacts, seconds: contacts * each_s };
        // Monday to Friday, 9 to 17, as many each hour.
        let mut hours = vec![0; WEEK_HOURS];
        for day in 0..5 {
            hours[day * 24 + 9..day * 24 + 17].fill(firsts / 40);
        }
        ways.arrivals.push(Arrivals { partner: known_code(), reason: reason.to_owned(), channel, hours });
        ways.cells.push(WayCell {
            partner: known_code(),
            reason: reason.to_owned(),
            channel,
            site: None,
            firsts,
            settled,
            cost: euros(firsts, cost),
            followers,
            follow_cost: euros(followers, 60_000),
            wait: timed(firsts, 120),
            duration: timed(firsts, 360),
            follow_wait: timed(followers, 180),
            follow_duration: timed(followers, 300),
        });
    }
    let last_at = now().as_microsecond();
    ways.spans.push(WaySpan { partner: known_code(), first_at: last_at - SEEN_WEEKS * 7 * DAY_US, last_at });
    ways.sort();
    ways
}

fn known_code() -> PartnerCode {
    KNOWN.parse().expect("a code")
}
