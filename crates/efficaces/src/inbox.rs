//! The shared inbox within the product: where its bytes are, its keys, the work beside its pages, its way to the contact log.

use std::{
    env, fs,
    io::{self, Read as _, Write as _},
    path::Path,
    sync::Arc,
    time::Duration,
};

use futures::future::BoxFuture;
use gateways::{
    Reader,
    hook::{Poster, Reach},
};
use kernel::{PartnerCode, Secret};
use register::{IncomingContacts, NewContact, Receipt, StoreError};
use requests::{
    api::Api,
    files::{CheckedFiles, FolderFiles},
    incidents, learning,
    log::{self, Ledger},
    mailroom::{seal::Sealer, work::Mailroom},
    rules::DrawKey,
    surges,
    webhooks::{Signer, pages::Hooks, work::Postman},
};
use serde_json::Value;
use tokio::{sync::Notify, time::sleep};

use crate::{failure::Failure, instance::Instance, notices::KeptNotices, words::message};

/// Messages that are read at once: each takes a processor.
const READERS: usize = 2;
/// How often closed requests are given to the log.
const PAUSE: Duration = Duration::from_secs(5);
/// How often requests are counted by reason, and the answers to all of an incident go on.
const WATCH_PAUSE: Duration = Duration::from_secs(15);
/// How often it is looked whether enough requests were coded to learn anew.
const LEARN_PAUSE: Duration = Duration::from_mins(10);
/// Bytes of the key.
const KEY_BYTES: usize = 32;

/// The shared inbox.
#[derive(Clone)]
pub(crate) struct Inbox {
    /// What reads and writes mailboxes; it has the inbox's files and keys.
    pub(crate) mailroom: Arc<Mailroom>,
    /// Decides which closed requests are coded again by somebody else.
    pub(crate) draw: DrawKey,
    /// What posts to programs that are told what happens.
    postman: Postman,
    ledger: Arc<Posted>,
    /// How long the last answer of a closed request waits for the usager's mark before it goes to the log.
    mark_wait: Duration,
    /// The instance's secret, from which the keys of other parts are made.
    secret: Secret<Vec<u8>>,
}

impl Inbox {
    /// The inbox of an instance; its key is made at first use.
    pub(crate) fn open(instance: &Instance, incoming: IncomingContacts) -> Result<Self, Failure> {
        let (mailroom, secret) = furnished(instance)?;
        let draw = DrawKey::new(blake3::derive_key("contacts-efficaces/second-coding/1", secret.reveal()));
        let signer = Signer::new(&secret);
        let reach = if instance.settings.webhooks_private { Reach::Everywhere } else { Reach::Public };
        let poster = Poster::new(reach)
            .map_err(|it| Failure::failed(message("webhooks-cannot-start")).because(&it))?;
        let postman = Postman { db: instance.db.clone(), clock: Arc::clone(&instance.clock), poster, signer };
        let ledger = Posted { incoming, keys: Arc::clone(&instance.keys) };
        let mark_wait = Duration::from_hours(24 * u64::from(instance.settings.mark_days));
        Ok(Self { mailroom: Arc::new(mailroom), draw, postman, ledger: Arc::new(ledger), mark_wait, secret })
    }

    /// The instance's secret, from which the keys of other parts are made.
    pub(crate) const fn secret(&self) -> &Secret<Vec<u8>> {
        &self.secret
    }

    /// Gives contacts of a partner to the log; `false`, one each: it was refused.
    pub(crate) fn take(
        &self,
        partner: PartnerCode,
        contacts: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<bool>, StoreError>> {
        self.ledger.take(partner, contacts)
    }

    /// What the API for programs needs.
    pub(crate) fn api(&self) -> Api {
        let Postman { signer, poster, .. } = &self.postman;
        Api::new(Arc::clone(&self.mailroom.keys), signer.clone(), poster.reach())
    }

    /// What the pages of webhooks need.
    pub(crate) fn hooks(&self) -> Hooks {
        Hooks::new(self.postman.signer.clone(), self.postman.poster.reach())
    }

    /// Posts to programs for ever.
    pub(crate) async fn tell_programs(self) {
        self.postman.run().await;
    }

    /// Reads and writes mailboxes for ever.
    pub(crate) async fn read_and_write(self) {
        Box::pin(self.mailroom.run()).await;
    }

    /// Looks whether more requests come than usual, and goes on with the incidents that run, for ever.
    pub(crate) async fn watch(self) {
        let Mailroom { db, clock, keys, site, .. } = &*self.mailroom;
        loop {
            if let Err(error) = surges::look(db, clock.now()).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "requests were not counted by reason"
                );
            }
            if let Err(error) = incidents::work(db, keys, site, clock.now()).await {
                tracing::error!(error = &error as &dyn std::error::Error, "the work of incidents waits");
            }
            sleep(WATCH_PAUSE).await;
        }
    }

    /// Learns causes from what partners coded, for ever.
    pub(crate) async fn learn(self) {
        let Mailroom { db, clock, .. } = &*self.mailroom;
        loop {
            if let Err(error) = learning::learn_due(db, clock.now()).await {
                tracing::error!(error = &error as &dyn std::error::Error, "causes were not learned anew");
            }
            sleep(LEARN_PAUSE).await;
        }
    }

    /// Gives the log the contacts of closed requests, for ever.
    pub(crate) async fn tell_log(self) {
        let Mailroom { db, clock, .. } = &*self.mailroom;
        loop {
            match log::give(db, &*self.ledger, self.mark_wait, clock.now()).await {
                Ok(0) => sleep(PAUSE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "contacts of requests did not reach the log"
                    );
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

/// What reads and writes the mailboxes of an instance, for a command.
pub(crate) fn mailroom(instance: &Instance) -> Result<Mailroom, Failure> {
    furnished(instance).map(|it| it.0)
}

fn furnished(instance: &Instance) -> Result<(Mailroom, Secret<Vec<u8>>), Failure> {
    let settings = &instance.settings;
    let key_file = settings.mail_key.clone().unwrap_or_else(|| settings.data.join("mail-key"));
    let secret = secret_of(&key_file).map_err(|it| Failure::file(&key_file, &it))?;
    let sealer = Sealer::new(&secret);
    let bad = || message("mail-key-bad").with("path", key_file.display().to_string());
    let keys = mail::Keys::new(secret.clone(), None).map_err(|it| Failure::failed(bad()).because(&it))?;
    let keys = Arc::new(keys);
    let program = env::current_exe().map_err(|it| Failure::file("efficaces".as_ref(), &it))?;
    let authority = settings.mail_authority.as_ref();
    let extra_root = authority.map(|it| fs::read(it).map_err(|error| Failure::file(it, &error)));
    let folder = FolderFiles::new(settings.data.join("files"));
    let mailroom = Mailroom {
        db: instance.db.clone(),
        clock: Arc::clone(&instance.clock),
        files: match &settings.mail_antivirus {
            Some(antivirus) => Arc::new(CheckedFiles::new(folder, antivirus.clone())),
            None => Arc::new(folder),
        },
        reader: Reader::new(program, mail::Settings::default(), READERS),
        keys: Arc::clone(&keys),
        sealer,
        site: settings.address(),
        extra_root: extra_root.transpose()?,
        elsewhere: Some(Arc::new(KeptNotices::new(&secret, keys))),
        news: Notify::new(),
    };
    Ok((mailroom, secret))
}

/// Contacts of requests, on the way of posted ones.
struct Posted {
    incoming: IncomingContacts,
    keys: Arc<contact_log::Keys>,
}

impl Ledger for Posted {
    fn take(
        &self,
        partner: PartnerCode,
        contacts: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<bool>, StoreError>> {
        Box::pin(async move {
            let mut taken = vec![false; contacts.len()];
            let (mut places, mut rows) = (Vec::new(), Vec::new());
            for (place, value) in contacts.iter().enumerate() {
                match intake::wire::read(value, &partner, &self.keys) {
                    Ok((contact_id, payload)) => {
                        places.push(place);
                        rows.push(NewContact { partner: partner.clone(), contact_id, payload });
                    }
                    Err(fault) => {
                        tracing::error!(field = fault.field, "a contact of a request does not fit the log");
                    }
                }
            }
            let receipts = self.incoming.append(rows).await?;
            for (place, receipt) in places.into_iter().zip(receipts) {
                taken[place] = receipt != Receipt::Conflict;
            }
            Ok(taken)
        })
    }
}

/// The secret in a file, which is made (mode 0600, random bytes) at first use.
fn secret_of(path: &Path) -> io::Result<Secret<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Secret::new(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut bytes = [0; KEY_BYTES];
            fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
            let made = kernel::private::file().create_new(true).open(path);
            match made {
                Ok(mut file) => {
                    file.write_all(&bytes)?;
                    file.sync_all()?;
                    Ok(Secret::new(bytes.to_vec()))
                }
                // Another process was faster: its key is the one.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(path).map(Secret::new),
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}
