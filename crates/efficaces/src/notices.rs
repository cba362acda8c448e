//! Proactive messages within the product: by which ways they leave, who usagers are, and the work beside their pages.

mod elsewhere;
mod inbox;
mod log;
mod pretend;
mod usagers;

use std::{sync::Arc, time::Duration};

use ::notices::{
    accept::{Door, group::Acceptor},
    address::Keyring,
    api::{Api, Letters},
    callbacks::Teller,
    campaigns,
    effects::{self, reading::Watch},
    hatch::{self, Hatch},
    incoming::Desk,
    letters,
    notice::Notice,
    pages::Pages,
    rules::{self, ports::NoForecast, work::Worker},
    service::Service,
    work::{Ledger, Post, Postmaster},
};
use engine::Engine;
use futures::future::BoxFuture;
use gateways::{
    Smtp,
    carrier::{
        Carrier, Http, Smpp,
        setting::{self, Way},
        smpp::Times,
    },
    hook::{Poster, Reach},
    look::Looker,
};
use kernel::PartnerCode;
use register::StoreError;
use serde_json::Value;
use site::Routes;
use tokio::{sync::watch, time::sleep};
use url::Url;

pub(crate) use self::{elsewhere::KeptNotices, usagers::Usagers};
use self::{
    inbox::SharedInbox,
    log::{EngineLog, LoggedEvents},
    pretend::Pretend,
};
use crate::{failure::Failure, inbox::Inbox, instance::Instance, words::message};

/// How often campaigns, letters and the log are looked at when nothing is to be done.
const PAUSE: Duration = Duration::from_secs(2);
/// How often it is looked whether a rule makes people call.
const WATCH_PAUSE: Duration = Duration::from_mins(10);

/// A carrier, and its share of what is sent beside the others.
type Weighed = (Arc<dyn Carrier>, u32);

/// What sends notices. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Notices {
    door: Door,
    postmaster: Arc<Postmaster>,
    carriers: Vec<Arc<dyn Carrier>>,
    hatch: Hatch,
    acceptor: Acceptor,
    worker: Worker,
    watch: Watch,
    looker: Option<Looker>,
    teller: Teller,
    logged: Arc<Logged>,
}

impl Notices {
    /// What sends the notices of an instance; `engine` answers what contacts followed.
    pub(crate) fn open(instance: &Instance, inbox: &Inbox, engine: Engine) -> Result<Self, Failure> {
        let settings = &instance.settings;
        let keyring = Keyring::new(inbox.secret());
        let site = settings.public_url.clone();
        let door = Door {
            db: instance.db.clone(),
            clock: Arc::clone(&instance.clock),
            keyring: keyring.clone(),
            people: Arc::new(Usagers),
            site: Some(settings.address()),
            part_price: settings.part_price,
            letter_price: settings.letter_price,
        };
        let ledger = Ledger::start(door.db.clone(), Arc::clone(&door.clock));
        let carriers = carriers(instance, &keyring, &ledger)?;
        let shared = SharedInbox { site: settings.address(), clock: Arc::clone(&instance.clock) };
        let post = settings.mail.as_ref().map(|(server, from)| {
            let smtp = Smtp::new(server.reveal(), from)
                .map_err(|it| Failure::refused(message("settings-bad-mail")).because(&it))?;
            let keys = Some(Arc::clone(&inbox.mailroom.keys));
            Ok(Post { smtp, address: from.clone(), keys, keyring: keyring.clone(), site })
        });
        let desk = Desk {
            keyring: keyring.clone(),
            inbox: Arc::new(shared.clone()),
            follow: Arc::new(shared.clone()),
            site: Some(settings.address()),
        };
        let weighed = carriers.iter().map(|(carrier, weight)| (Arc::clone(carrier), *weight)).collect();
        let clock = (door.db.clone(), Arc::clone(&door.clock));
        let postmaster = Postmaster::new(clock, ledger.clone(), weighed, post.transpose()?, desk);
        let hatch = Hatch {
            keyring,
            carriers: carriers.iter().map(|(carrier, _)| carrier.name().to_owned()).collect(),
            ear: Arc::new(ledger.clone()),
            clock: Arc::clone(&door.clock),
        };
        let worker = Worker {
            door: door.clone(),
            calls: Arc::new(shared.clone()),
            forecast: Arc::new(NoForecast),
            happenings: vec![Arc::new(shared)],
            ledger: Some(Arc::new(LoggedEvents {
                log: instance.log.clone(),
                keys: Arc::clone(&instance.keys),
            })),
        };
        let reach = if settings.webhooks_private { Reach::Everywhere } else { Reach::Public };
        let failed =
            |it: &dyn std::error::Error| Failure::failed(message("webhooks-cannot-start")).because(it);
        let poster = Poster::new(reach).map_err(|it| failed(&it))?;
        let looker = Looker::new(reach).map_err(|it| failed(&it))?;
        Ok(Self {
            acceptor: Acceptor::start(door.clone()),
            teller: Teller {
                db: door.db.clone(),
                clock: Arc::clone(&door.clock),
                poster,
                keyring: door.keyring.clone(),
            },
            door,
            postmaster: Arc::new(postmaster),
            carriers: carriers.into_iter().map(|it| it.0).collect(),
            hatch,
            worker,
            watch: Watch::new(Arc::new(EngineLog {
                engine,
                log: instance.log.clone(),
                keys: Arc::clone(&instance.keys),
            })),
            looker: Some(looker),
            logged: Arc::new(Logged(inbox.clone())),
        })
    }

    /// Its pages and its doors for programs.
    pub(crate) fn routes(&self) -> Routes {
        let printed: Arc<dyn Letters> = Arc::new(Printed);
        let pages = Pages::new(self.door.clone(), self.looker.clone(), self.carriers.clone());
        ::notices::routes(&pages, &self.watch)
            .merge(Api::new(self.door.clone(), self.acceptor.clone(), Some(printed)).routes())
            .merge(rules::api::routes(self.door.clone()))
            .merge(effects::api::routes())
            .merge(self.hatch.routes())
    }

    /// Sends for ever.
    pub(crate) async fn send(self, stop: watch::Receiver<bool>) {
        self.postmaster.run(stop).await;
    }

    /// Lets rules do their work for ever.
    pub(crate) async fn follow_rules(self) {
        self.worker.run().await;
    }

    /// Tells programs what became of their messages, for ever.
    pub(crate) async fn tell_programs(self) {
        self.teller.run().await;
    }

    /// Hands campaigns over, gathers letters and gives the log what arrived, for ever.
    pub(crate) async fn hand_over(self) {
        let Door { db, clock, .. } = &self.door;
        loop {
            let done = async {
                let lines = campaigns::work::round(&self.door, clock.now()).await?;
                let given = ::notices::log::give(db, &*self.logged, clock.now()).await?;
                let mut tx = db.write().await?;
                let gathered = letters::gather(&mut tx, clock.now()).await?;
                tx.commit().await?;
                Ok::<u64, StoreError>(lines + given + gathered as u64)
            };
            match done.await {
                Ok(0) => sleep(PAUSE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "campaigns, letters and the log wait"
                    );
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Looks whether a rule makes people call, and stops it, for ever.
    pub(crate) async fn watch_effects(self) {
        loop {
            if let Err(error) = effects::work::round(&self.door.db, &self.watch, self.door.clock.now()).await
            {
                tracing::error!(error = &error as &dyn std::error::Error, "what rules changed is not known");
            }
            sleep(WATCH_PAUSE).await;
        }
    }
}

/// The carriers of the settings with their weights, in a demonstration one that pretends; what they say goes to the ledger.
fn carriers(instance: &Instance, keyring: &Keyring, ledger: &Ledger) -> Result<Vec<Weighed>, Failure> {
    let Some(text) = &instance.settings.sms else {
        let pretend = || -> Arc<dyn Carrier> {
            Arc::new(Pretend { ear: Arc::new(ledger.clone()), clock: Arc::clone(&instance.clock) })
        };
        return Ok(instance.day.iter().map(|_| (pretend(), 1)).collect());
    };
    let given = setting::read(text.reveal()).map_err(|it| Failure::refused_by(&it))?;
    let site = instance.settings.address();
    given
        .into_iter()
        .map(|it| {
            let carrier: Arc<dyn Carrier> = match it.way {
                Way::Smpp(address) => {
                    let ear = Arc::new(ledger.clone());
                    Arc::new(Smpp::start(
                        it.name,
                        address,
                        Times::default(),
                        ear,
                        Arc::clone(&instance.clock),
                    ))
                }
                Way::Http(address) => {
                    let receipts = hatch::address(keyring, &site, &it.name).parse::<Url>().ok();
                    let http = Http::new(it.name, address, receipts);
                    Arc::new(
                        http.map_err(|it| Failure::failed(message("webhooks-cannot-start")).because(&it))?,
                    )
                }
            };
            Ok((carrier, it.weight))
        })
        .collect()
}

/// Messages become contacts on the way of those of the shared inbox.
struct Logged(Inbox);

impl ::notices::log::Ledger for Logged {
    fn take(
        &self,
        partner: PartnerCode,
        contacts: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<bool>, StoreError>> {
        self.0.take(partner, contacts)
    }
}

/// Letters, printed by the press.
struct Printed;

impl Letters for Printed {
    fn pdf<'a>(
        &'a self,
        service: &'a Service,
        letter: &'a Notice,
    ) -> BoxFuture<'a, Result<Option<Vec<u8>>, StoreError>> {
        Box::pin(async move {
            match letters::print(service, letter).await {
                Ok(pdf) => Ok(Some(pdf)),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a letter was not printed");
                    Ok(None)
                }
            }
        })
    }
}
