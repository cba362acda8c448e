//! What leaves: notices are claimed, handed to carriers and mail servers, and settled by what these say. Start with [`Ledger::start`], which
//! carriers take as their ear, then [`Postmaster::run`].
//!
//! **Invariants:** whatever happens to this process, no notice is lost, and none that a carrier said to have is handed over again; one of which
//! nobody knows whether it was taken is handed over again ten minutes later if no receipt came: once for a carrier's silence, and each time that
//! its process was killed ([`sweeping`](crate::store::sweeping)).

pub mod lanes;
mod ledger;
mod post;
mod returns;
pub mod weights;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use gateways::carrier::{Carrier, Line, NotTaken, Refusal, TextMessage};
use jiff::Timestamp;
use kernel::Clock;
use register::{Db, StoreError};
use sms::{Number, Sender};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use self::{
    lanes::Places,
    ledger::{Claimed, Wanted},
    weights::{Share, Turns},
};
use crate::{
    address::Medium,
    incoming::Desk,
    notice::Why,
    store::{
        carriers,
        received::Answer,
        sending::Parcel,
        sweeping::{self, SWEPT_MAX},
    },
    template::Lane,
};

pub use self::{
    ledger::{Counts, Item, Ledger, Outcome, Trouble},
    post::{Post, notice_of},
    returns::{NoReturns, Returns, bounced, notice_reported},
};

/// Text messages that are handed over at once, over all carriers.
pub const WINDOW: usize = 240;
/// E-mails that are handed over at once.
pub const EMAIL_WINDOW: usize = 16;
/// How often what waits is looked for when nobody said that something is due.
const PAUSE: Duration = Duration::from_millis(200);
/// How often what is stuck is settled.
const SWEPT_EVERY: Duration = Duration::from_secs(30);
/// How often the shares of carriers are looked at.
const WEIGHED_EVERY: Duration = Duration::from_mins(1);
/// How often texts that came are looked for when nobody said that one did.
const READ_EVERY: Duration = Duration::from_secs(2);
/// After this, nobody waits for a carrier's answer any more. Below the time for which a notice is claimed.
const HANDED_OVER_MAX: Duration = Duration::from_mins(2);
/// How long a carrier tries to deliver: it says what came of it before the receipt is given up.
const VALID_FOR: Duration = Duration::from_hours(48);
/// The first rest of a carrier that takes nothing; each one after is twice as long.
const FIRST_REST: Duration = Duration::from_secs(1);
/// The longest.
const REST_MAX: Duration = Duration::from_secs(20);
/// Text messages by which one tries whether a carrier is back.
const TRIED_AT_ONCE: usize = 3;

/// Hands notices over. The fields are what it takes; [`Postmaster::new`] puts them together.
pub struct Postmaster {
    db: Db,
    clock: Arc<dyn Clock>,
    ledger: Ledger,
    carriers: Vec<Arc<dyn Carrier>>,
    settings: Vec<(String, u32)>,
    routes: Mutex<Routes>,
    post: Option<Post>,
    desk: Desk,
    windows: (usize, usize),
    news: Arc<Notify>,
}

impl fmt::Debug for Postmaster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postmaster").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What is known of the carriers now.
#[derive(Debug, Default)]
struct Routes {
    turns: Turns,
    weights: Vec<u32>,
    rests: Vec<Rest>,
}

/// The rest of a carrier that took nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Rest {
    failures: u32,
    until: Option<Timestamp>,
}

impl Rest {
    fn is_on(self, now: Timestamp) -> bool {
        self.until.is_some_and(|it| it > now)
    }
}

impl Postmaster {
    /// One that hands text messages to carriers by their weights, and e-mail to a server if there is one. The carriers' ear is the `ledger`.
    pub fn new(
        (db, clock): (Db, Arc<dyn Clock>),
        ledger: Ledger,
        carriers: Vec<(Arc<dyn Carrier>, u32)>,
        post: Option<Post>,
        desk: Desk,
    ) -> Self {
        let given: Vec<(String, u32)> = carriers.iter().map(|it| (it.0.name().to_owned(), it.1)).collect();
        let settings = weights::settings(&given);
        let routes = Routes {
            turns: Turns::default(),
            weights: settings.iter().map(|it| it.1).collect(),
            rests: vec![Rest::default(); settings.len()],
        };
        // Many leave one after the other: each needs no line of its own.
        let post = post.map(|it| Post { smtp: it.smtp.clone().keeping_lines(), ..it });
        Self {
            db,
            clock,
            ledger,
            carriers: carriers.into_iter().map(|it| it.0).collect(),
            settings,
            routes: Mutex::new(routes),
            post,
            desk,
            windows: (WINDOW, EMAIL_WINDOW),
            news: Arc::new(Notify::new()),
        }
    }

    /// The same, with other numbers of messages that are handed over at once: text messages, e-mails.
    #[must_use]
    pub fn with_windows(self, sms: usize, email: usize) -> Self {
        Self { windows: (sms, email), ..self }
    }

    /// To be told when something urgent is due: it then leaves at once rather than a moment later.
    pub fn news(&self) -> Arc<Notify> {
        Arc::clone(&self.news)
    }

    /// Whether each carrier can be reached, for pages.
    pub fn lines(&self) -> Vec<(String, Line)> {
        self.carriers.iter().map(|it| (it.name().to_owned(), it.line())).collect()
    }

    /// Works until `stop` becomes true, or its sender is gone; then finishes what it holds.
    pub async fn run(self: Arc<Self>, stop: watch::Receiver<bool>) {
        // Each is a task: one that holds a transaction goes on whatever the others do.
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&self).hand_over(stop.clone()));
        tasks.spawn(Arc::clone(&self).sweep(stop.clone()));
        tasks.spawn(Arc::clone(&self).weigh(stop.clone()));
        tasks.spawn(Arc::clone(&self).read(stop));
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a part of the sending of notices ended");
            }
        }
    }

    /// Claims and hands over.
    async fn hand_over(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut under_way: JoinSet<(Medium, Lane)> = JoinSet::new();
        let (mut sms, mut email) = (Places::new(self.windows.0), Places::new(self.windows.1));
        while !*stop.borrow() {
            while let Some(done) = under_way.try_join_next() {
                give_back(&mut sms, &mut email, done);
            }
            let wanted = Wanted {
                sms: self.places(sms),
                email: Some(email).filter(|it| self.post.is_some() && it.free() > 0),
            };
            let is_dry = match self.ledger.claim(wanted).await {
                Ok(claimed) => {
                    let is_dry = claimed.is_dry;
                    self.begin(claimed, &mut under_way, (&mut sms, &mut email));
                    is_dry
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "notices were not claimed");
                    true
                }
            };
            if is_dry && under_way.is_empty() {
                self.rest().await;
            }
            let is_full = sms.free() == 0 || email.free() == 0;
            if !is_dry && !is_full {
                continue;
            }
            tokio::select! {
                Some(done) = under_way.join_next(), if !is_dry => give_back(&mut sms, &mut email, done),
                () = self.news.notified() => {}
                () = sleep(PAUSE) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
        while let Some(done) = under_way.join_next().await {
            give_back(&mut sms, &mut email, done);
        }
        self.rest().await;
    }

    /// Nothing is to be handed over for now.
    async fn rest(&self) {
        if let Some(post) = &self.post {
            post.smtp.rest().await;
        }
    }

    /// Claims what is due once, hands it over and waits until all that came of it is written; gives how many messages were claimed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if nothing could be claimed.
    pub async fn round(self: &Arc<Self>) -> Result<usize, StoreError> {
        let (mut sms, mut email) = (Places::new(self.windows.0), Places::new(self.windows.1));
        let wanted = Wanted { sms: self.places(sms), email: self.post.as_ref().map(|_| email) };
        let claimed = self.ledger.claim(wanted).await?;
        let count = claimed.parcels.len() + claimed.answers.len();
        let mut under_way = JoinSet::new();
        self.begin(claimed, &mut under_way, (&mut sms, &mut email));
        while under_way.join_next().await.is_some() {}
        self.rest().await;
        Ok(count)
    }

    fn begin(
        self: &Arc<Self>,
        claimed: Claimed,
        under_way: &mut JoinSet<(Medium, Lane)>,
        (sms, email): (&mut Places, &mut Places),
    ) {
        for parcel in claimed.parcels {
            let (medium, lane) = (parcel.to.medium(), parcel.lane);
            (if medium == Medium::Sms { &mut *sms } else { &mut *email }).take(lane, 1);
            let this = Arc::clone(self);
            under_way.spawn(async move {
                this.deliver(parcel).await;
                (medium, lane)
            });
        }
        for answer in claimed.answers {
            sms.take(Lane::Urgent, 1);
            let this = Arc::clone(self);
            under_way.spawn(async move {
                this.answer(answer).await;
                (Medium::Sms, Lane::Urgent)
            });
        }
    }

    /// Hands a notice over, and has written what came of it.
    async fn deliver(&self, parcel: Parcel) {
        let (carrier, result) = match (parcel.to.medium(), &self.post) {
            (Medium::Sms, _) => match text_of(&parcel) {
                Ok(message) => self.hand_to_carrier(&message, parcel.carrier_before.as_deref()).await,
                Err(why) => (String::new(), Err(Trouble::Refused { why, detail: String::new() })),
            },
            (Medium::Email, Some(post)) => (post::CARRIER.to_owned(), post.send(&self.db, &parcel).await),
            (Medium::Email | Medium::Letter, _) => (
                String::new(),
                Err(Trouble::Later { detail: "nobody takes such messages".to_owned(), after: None }),
            ),
        };
        self.ledger.tell(Outcome { item: Item::Notice(Box::new(parcel)), carrier, result }).await;
    }

    async fn answer(&self, answer: Answer) {
        let message = Number::read(&answer.to).ok().zip(Sender::read(&answer.from).ok()).map(|(to, from)| {
            TextMessage { id: answer.id.uuid(), to, from, text: answer.text.clone(), valid_for: VALID_FOR }
        });
        let (carrier, result) = match message {
            Some(message) => self.hand_to_carrier(&message, None).await,
            None => (String::new(), Err(Trouble::Refused { why: Why::BadAddress, detail: String::new() })),
        };
        self.ledger.tell(Outcome { item: Item::Answer(answer), carrier, result }).await;
    }

    async fn hand_to_carrier(
        &self,
        message: &TextMessage,
        avoid: Option<&str>,
    ) -> (String, Result<Vec<String>, Trouble>) {
        let Some((at, carrier)) = self.pick(avoid) else {
            let trouble = Trouble::Later { detail: "no carrier can be reached".to_owned(), after: None };
            return (avoid.unwrap_or_default().to_owned(), Err(trouble));
        };
        let answer = timeout(HANDED_OVER_MAX, carrier.send(message)).await;
        let result = match answer {
            Ok(Ok(taken)) => Ok(taken.their_ids),
            Ok(Err(error)) => Err(trouble(error)),
            Err(_) => Err(Trouble::Unknown { detail: "no answer in two minutes".to_owned() }),
        };
        self.learn(at, &result);
        (carrier.name().to_owned(), result)
    }

    /// The places for text messages that carriers take now: all, a few if one only tries whether they are back, or none.
    fn places(&self, sms: Places) -> Option<Places> {
        let now = self.clock.now();
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let has_some = |weights: Vec<u32>| weights.iter().any(|it| *it > 0);
        if has_some(self.weights(&routes, |it| self.is_well(&routes, it, now))) {
            return Some(sms).filter(|it| it.free() > 0);
        }
        let is_trying = sms.held != [0; 3];
        let may_try = !is_trying && has_some(self.weights(&routes, |it| !routes.rests[it].is_on(now)));
        may_try.then(|| Places::new(TRIED_AT_ONCE))
    }

    fn is_well(&self, routes: &Routes, at: usize, now: Timestamp) -> bool {
        let rest = routes.rests[at];
        rest.failures == 0 && !rest.is_on(now) && self.carriers[at].line() == Line::Up
    }

    /// The weights of some carriers. One whose share shifted away is still better than none.
    fn weights(&self, routes: &Routes, is_one: impl Fn(usize) -> bool) -> Vec<u32> {
        let of = |weight: &dyn Fn(usize) -> u32| -> Vec<u32> {
            (0..self.carriers.len()).map(|it| if is_one(it) { weight(it) } else { 0 }).collect()
        };
        let shares = of(&|it| routes.weights[it]);
        if shares.iter().any(|it| *it > 0) { shares } else { of(&|it| self.settings[it].1) }
    }

    /// The carrier whose turn it is, of those that are well, else of those that may be back; not the one to avoid, if there is another.
    fn pick(&self, avoid: Option<&str>) -> Option<(usize, Arc<dyn Carrier>)> {
        let now = self.clock.now();
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut weights = self.weights(&routes, |it| self.is_well(&routes, it, now));
        if !weights.iter().any(|it| *it > 0) {
            weights = self.weights(&routes, |it| !routes.rests[it].is_on(now));
        }
        let avoided = avoid.and_then(|name| self.settings.iter().position(|it| it.0 == name));
        if let Some(at) = avoided
            && weights.iter().enumerate().any(|(other, weight)| other != at && *weight > 0)
        {
            weights[at] = 0;
        }
        let at = routes.turns.next(&weights)?;
        Some((at, Arc::clone(&self.carriers[at])))
    }

    /// A carrier that takes nothing rests, longer each time.
    fn learn(&self, at: usize, result: &Result<Vec<String>, Trouble>) {
        let now = self.clock.now();
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = &mut routes.rests[at];
        match result {
            Ok(_) | Err(Trouble::Refused { .. }) => *rest = Rest::default(),
            // Many may fail at once: they count as one.
            Err(_) if rest.is_on(now) => {}
            Err(trouble) => {
                let wanted = if let Trouble::Later { after: Some(after), .. } = trouble {
                    *after
                } else {
                    Duration::ZERO
                };
                let grown = FIRST_REST.saturating_mul(2_u32.saturating_pow(rest.failures.min(10)));
                rest.failures += 1;
                rest.until = Some(now + grown.max(wanted).min(REST_MAX));
            }
        }
    }

    async fn sweep(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let pause = match self.sweep_once().await {
                Ok(changed) if changed >= SWEPT_MAX.unsigned_abs() => Duration::ZERO,
                Ok(_) => SWEPT_EVERY,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "stuck notices were not settled"
                    );
                    SWEPT_EVERY
                }
            };
            if is_over(&mut stop, pause).await {
                break;
            }
        }
    }

    /// Settles what is stuck, a little; gives how many rows changed.
    pub async fn sweep_once(&self) -> Result<u64, StoreError> {
        let mut tx = self.db.write().await?;
        let changed = sweeping::sweep(&mut tx, self.clock.now()).await?;
        tx.commit().await?;
        Ok(changed)
    }

    async fn weigh(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.weigh_once().await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the shares of carriers were not looked at"
                );
            }
            if is_over(&mut stop, WEIGHED_EVERY).await {
                break;
            }
        }
    }

    /// Shifts the shares of carriers, if one is slow; gives where they are.
    pub async fn weigh_once(&self) -> Result<Vec<Share>, StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let shares = carriers::shares(&mut tx, &self.settings, now).await?;
        let mut paces = Vec::new();
        for share in &shares {
            let looked_at = (now - weights::LOOKED_AT, weights::SLOW);
            paces.push(carriers::pace(&mut tx, &share.name, looked_at, now).await?);
        }
        drop(tx);
        let next = weights::shift(&shares, &paces, now);
        let mut tx = self.db.write().await?;
        carriers::keep(&mut tx, &next).await?;
        tx.commit().await?;
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        routes.weights = next.iter().map(|it| it.weight).collect();
        if next != shares {
            tracing::warn!(?next, "the shares of carriers shifted");
        }
        Ok(next)
    }

    async fn read(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.desk.handle_next(&self.db, self.clock.now()).await {
                Ok(true) => {}
                Ok(false) => {
                    tokio::select! {
                        () = self.ledger.arrivals().notified() => {}
                        over = is_over(&mut stop, READ_EVERY) => if over { break },
                    }
                }
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a text that came was not handled"
                    );
                    if is_over(&mut stop, READ_EVERY).await {
                        break;
                    }
                }
            }
        }
    }
}

fn give_back(sms: &mut Places, email: &mut Places, done: Result<(Medium, Lane), tokio::task::JoinError>) {
    match done {
        Ok((Medium::Sms, lane)) => sms.give_back(lane),
        Ok((_, lane)) => email.give_back(lane),
        // Its place stays taken: its claim runs out, and it is settled like any other that nobody knows of.
        Err(error) => tracing::error!(%error, "a notice was not settled"),
    }
}

/// Waits, unless it is time to stop.
async fn is_over(stop: &mut watch::Receiver<bool>, pause: Duration) -> bool {
    match timeout(pause, stop.changed()).await {
        Ok(Ok(())) => *stop.borrow(),
        Ok(Err(_)) => true,
        Err(_) => false,
    }
}

/// A notice as carriers take it.
fn text_of(parcel: &Parcel) -> Result<TextMessage, Why> {
    Ok(TextMessage {
        id: parcel.id.uuid(),
        to: Number::read(parcel.to.text()).map_err(|_| Why::BadAddress)?,
        from: Sender::read(&parcel.sms_sender).map_err(|_| Why::Sender)?,
        text: parcel.body.clone(),
        valid_for: VALID_FOR,
    })
}

fn trouble(error: NotTaken) -> Trouble {
    match error {
        NotTaken::Refused { why, detail } => {
            let why = match why {
                Refusal::Number => Why::Unknown,
                Refusal::Sender => Why::Sender,
                Refusal::Content => Why::Blocked,
            };
            Trouble::Refused { why, detail }
        }
        NotTaken::Later { detail, after } => Trouble::Later { detail, after },
        NotTaken::Unknown { detail } => Trouble::Unknown { detail },
    }
}

#[cfg(test)]
mod peers;
#[cfg(test)]
pub(crate) mod tests;
