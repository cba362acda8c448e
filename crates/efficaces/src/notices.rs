//! Proactive messages within the product: by which ways they leave, who usagers are, and the work beside their pages.

mod changed;
mod elsewhere;
mod forecast;
mod inbox;
mod log;
mod pretend;
mod returns;
mod usagers;

use std::{
    collections::BTreeSet,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use ::notices::{
    accept::{Door, group::Acceptor},
    address::Keyring,
    api::{Api, Letters},
    callbacks::{self, Teller},
    campaigns,
    effects::{self, reading::Watch},
    hatch::{self, Hatch},
    incoming::Desk,
    letters,
    notice::Notice,
    pages::Pages,
    rules::{self, work::Worker},
    service::Service,
    store::services,
    targets,
    work::{Ledger, Post, Postmaster, Returns},
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
use kernel::{PartnerCode, Scope};
use register::StoreError;
use serde_json::Value;
use site::Routes;
use tokio::{sync::watch, time::sleep};
use url::Url;

pub(crate) use self::{changed::Changed, elsewhere::KeptNotices, usagers::Usagers};
use self::{
    forecast::FromRequests,
    inbox::SharedInbox,
    log::{EngineLog, LoggedEvents},
    pretend::Pretend,
    returns::ReadMailboxes,
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
    targets: targets::work::Watch,
    teller: Teller,
    logged: Arc<Logged>,
    /// Where reports on e-mails come back; `None`: no e-mail leaves.
    returns: Option<Arc<dyn Returns>>,
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
        let returns = settings.mail.as_ref().map(|(_, from)| -> Arc<dyn Returns> {
            Arc::new(ReadMailboxes { from: from.clone(), named: settings.mail_reports.clone() })
        });
        let post = settings.mail.as_ref().zip(returns.clone()).map(|((server, from), returns)| {
            let smtp = Smtp::new(server.reveal(), from)
                .map_err(|it| Failure::refused(message("settings-bad-mail")).because(&it))?;
            let keys = Some(Arc::clone(&inbox.mailroom.keys));
            Ok(Post { smtp, address: from.clone(), keys, keyring: keyring.clone(), site, returns })
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
            forecast: Arc::new(FromRequests::default()),
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
        let targets = targets::work::Watch::new(door.db.clone(), Arc::clone(&door.clock), looker);
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
            targets,
            logged: Arc::new(Logged(inbox.clone())),
            returns,
        })
    }

    /// Its pages and its doors for programs.
    pub(crate) fn routes(&self) -> Routes {
        let printed: Arc<dyn Letters> = Arc::new(Printed);
        let mut pages = Pages::new(self.door.clone(), self.targets.clone(), self.carriers.clone());
        if let Some(returns) = &self.returns {
            pages = pages.with_returns(Arc::clone(returns));
        }
        ::notices::routes(&pages, &self.watch)
            .merge(Api::new(self.door.clone(), self.acceptor.clone(), Some(printed)).routes())
            .merge(callbacks::pages::routes(self.teller.clone()))
            .merge(rules::api::routes(self.door.clone()))
            .merge(effects::api::routes())
            .merge(self.hatch.routes())
    }

    /// Sends for ever.
    pub(crate) async fn send(self, stop: watch::Receiver<bool>) {
        if let Err(error) = self.warn_of_reports().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "mailboxes for reports were not looked at"
            );
        }
        self.postmaster.run(stop).await;
    }

    /// Says of whose e-mails nobody would learn that they did not arrive.
    async fn warn_of_reports(&self) -> Result<(), StoreError> {
        let Some(returns) = &self.returns else { return Ok(()) };
        let mut tx = self.door.db.read().await?;
        let services = services::listed(&mut tx, &Scope::Everyone).await?;
        let partners: BTreeSet<_> =
            services.iter().filter(|it| it.closed_at.is_none()).map(|it| &it.partner).collect();
        for partner in partners {
            if returns.mailbox(&mut tx, partner).await?.is_none() {
                tracing::warn!(
                    %partner,
                    "nobody reads the reports of e-mails that do not arrive: such messages stay \"sent\". Open a mailbox of the shared \
                     inbox at mail.from or in its domain, or name one that is read in mail.reports"
                );
            }
        }
        Ok(())
    }

    /// Lets rules do their work for ever.
    pub(crate) async fn follow_rules(self) {
        self.worker.run().await;
    }

    /// Tells programs what became of their messages, for ever.
    pub(crate) async fn tell_programs(self) {
        self.teller.run().await;
    }

    /// Looks at the pages that messages name, and lets go what waited for them, for ever.
    pub(crate) async fn watch_targets(self) {
        self.targets.run().await;
    }

    /// Hands campaigns over, gathers letters and gives the log what arrived, for ever. Where nothing waits, nothing is written.
    pub(crate) async fn hand_over(self) {
        let Door { db, clock, .. } = &self.door;
        loop {
            let begun = Instant::now();
            let done = async {
                let lines = campaigns::work::round(&self.door, clock.now()).await?;
                let given = ::notices::log::give(db, &*self.logged, clock.now()).await?;
                let gathered = letters::gather_due(db, clock.now()).await?;
                Ok::<u64, StoreError>(lines + given + gathered as u64)
            };
            match done.await {
                Ok(0) => sleep(PAUSE).await,
                Ok(_) => sleep(campaigns::work::breath(begun.elapsed())).await,
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
    let authority = instance.settings.sms_authority.as_ref();
    let extra_root =
        authority.map(|it| fs::read(it).map_err(|error| Failure::file(it, &error))).transpose()?;
    given
        .into_iter()
        .map(|it| {
            let carrier: Arc<dyn Carrier> = match it.way {
                Way::Smpp(mut address) => {
                    address.extra_root.clone_from(&extra_root);
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
