//! An instance: its folder, register, contact log and key, opened together.

use std::{fs, io::Read as _, sync::Arc};

use contact_log::{Keys, Log};
use kernel::{Clock, PartnerCode, Secret, SystemClock};
use register::{AccountError, Db, NewAccount, Partner, Role, StoreError, Tx, account, audit, partner};
use serde_json::json;

use crate::{demo_day::DemoDay, failure::Failure, settings::Settings, words::message};

/// How the audit trail names whoever types commands.
pub(crate) const COMMAND_LINE: &str = "command-line";
/// Letters of a first password: none that is taken for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// 20 letters of 32: 100 random bits.
const PASSWORD_LETTERS: usize = 20;

/// Everything that the server and the account commands need.
#[derive(Clone)]
pub(crate) struct Instance {
    pub(crate) settings: Settings,
    pub(crate) db: Db,
    pub(crate) log: Log,
    pub(crate) keys: Arc<Keys>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Moves the clock; `None`: the instance is no demonstration, and its clock is the system's.
    pub(crate) day: Option<DemoDay>,
}

impl Instance {
    /// Opens the instance of the settings; makes what is missing.
    pub(crate) async fn open(settings: Settings) -> Result<Self, Failure> {
        kernel::private::folder().create(&settings.data).map_err(|it| Failure::file(&settings.data, &it))?;
        let db = Db::open(settings.database_url().reveal()).await.map_err(|it| Failure::failed_by(&it))?;
        db.migrate(&[
            &register::MIGRATIONS,
            &observatory::MIGRATIONS,
            &library::MIGRATIONS,
            &laboratory::MIGRATIONS,
            &network::MIGRATIONS,
            &requests::MIGRATIONS,
            &::notices::MIGRATIONS,
            &::guidance::MIGRATIONS,
        ])
        .await
        .map_err(|it| Failure::failed_by(&it))?;
        let log = Log::open(&settings.log_url()).map_err(|it| Failure::failed_by(&it))?;
        let keys = log.keys(settings.key.as_deref()).map_err(|it| Failure::failed_by(&it))?;
        let keys = Arc::new(keys);
        let mut instance = Self { settings, db, log, keys, clock: Arc::new(SystemClock), day: None };
        instance.find_day()?;
        Ok(instance)
    }

    /// Lives on the demonstration's day, if the folder is a demonstration's.
    pub(crate) fn find_day(&mut self) -> Result<(), Failure> {
        self.day = DemoDay::of(&self.settings.data)?;
        if let Some(day) = &self.day {
            self.clock = Arc::clone(&day.clock) as Arc<dyn Clock>;
        }
        Ok(())
    }

    /// Makes the partner if it is new; its name is its code until somebody gives one.
    pub(crate) async fn ensure_partner(&self, code: &PartnerCode, name: Option<&str>) -> Result<(), Failure> {
        let mut tx = self.db.write().await.map_err(|it| Failure::failed_by(&it))?;
        let known = partner::find(&mut tx, code).await.map_err(|it| Failure::failed_by(&it))?;
        if known.is_none() || name.is_some() {
            let partner = Partner { code: code.clone(), name: name.unwrap_or(code.as_str()).to_owned() };
            partner::save(&mut tx, &partner, self.clock.now()).await.map_err(|it| Failure::failed_by(&it))?;
        }
        tx.commit().await.map_err(|it| Failure::failed_by(&it))
    }

    /// Opens an account.
    pub(crate) async fn add_account(
        &self,
        email: &str,
        name: &str,
        role: Role,
        partner: Option<PartnerCode>,
        password: &Secret<String>,
    ) -> Result<(), Failure> {
        let refused = |error: AccountError| match error {
            AccountError::Store(error) => Failure::failed_by(&error),
            error => Failure::refused_by(&error),
        };
        let digest = account::hash_password(password).await.map_err(refused)?;
        let new =
            NewAccount { email: email.to_owned(), name: name.to_owned(), role, partner: partner.clone() };
        let now = self.clock.now();
        let mut tx = self.db.write().await.map_err(|it| Failure::failed_by(&it))?;
        let account = account::create(&mut tx, &new, digest, now).await.map_err(refused)?;
        let entry = audit::Entry {
            actor: COMMAND_LINE,
            action: "account.create",
            object: &account.id.to_string(),
            partner: partner.as_ref(),
            detail: json!({ "role": role.code() }),
        };
        audit::tell(&mut tx, entry, now).await.map_err(|it| Failure::failed_by(&it))?;
        tx.commit().await.map_err(|it| Failure::failed_by(&it))
    }
}

/// Runs a task to its end on a runtime of its own.
pub(crate) fn block_on<T>(task: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|it| Failure::failed(message("server-cannot-start")).because(&it))?.block_on(task)
}

/// Asks the register of an instance.
pub(crate) fn ask<T>(
    settings: Settings,
    question: impl AsyncFnOnce(&mut Tx) -> Result<T, StoreError>,
) -> Result<T, Failure> {
    block_on(async {
        let instance = Instance::open(settings).await?;
        let answer = async { question(&mut instance.db.read().await?).await };
        answer.await.map_err(|it| Failure::failed_by(&it))
    })
}

/// A first password.
pub(crate) fn random_password() -> Result<Secret<String>, Failure> {
    random_letters().map(Secret::new)
}

/// Four groups of five letters that nobody guesses, and that no other server draws.
pub(crate) fn random_letters() -> Result<String, Failure> {
    let mut bytes = [0_u8; PASSWORD_LETTERS];
    let read = fs::File::open("/dev/urandom").and_then(|mut it| it.read_exact(&mut bytes));
    read.map_err(|it| Failure::file("/dev/urandom".as_ref(), &it))?;
    let letters: Vec<char> = bytes.iter().map(|it| char::from(LETTERS[usize::from(it % 32)])).collect();
    let groups: Vec<String> = letters.chunks(5).map(|it| it.iter().collect()).collect();
    Ok(groups.join("-"))
}
