//! The antivirus of an instance, asked about files that come, that are opened and that leave.
//!
//! Start with [`look`]. **Invariant:** a file in which something was found is never given to anybody, nor sent; what nobody looked at is
//! given with that said, and looked at later ([`Mailroom::check_files`]).

#[cfg(test)]
pub(crate) mod tests;

use gateways::{ClamdError, Scanned};
use jiff::{SignedDuration, Timestamp};
use register::{Db, StoreError};
use site::Failure;

use crate::{
    Files, FilesError,
    contact::{Attachment, Unchecked, VirusCheck},
    mailroom::work::{Mailroom, WorkError},
    store::checks,
};

/// When the antivirus is asked again about a file that it did not manage to look at.
const AGAIN_HOUR: SignedDuration = SignedDuration::from_hours(1);
/// The same of one that it will hardly ever take.
const AGAIN_DAY: SignedDuration = SignedDuration::from_hours(24);
/// When an antivirus that does not answer is tried again.
const AGAIN_MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// Files that are read at once from the register.
const CHECKED_AT_ONCE: i64 = 50;

/// What the antivirus says of bytes; without one, that nobody looked.
pub(crate) async fn look(files: &dyn Files, bytes: &[u8]) -> VirusCheck {
    let Some(antivirus) = files.antivirus() else { return VirusCheck::Unchecked(Unchecked::NoAntivirus) };
    match antivirus.scan(bytes).await {
        Ok(Scanned::Clean) => VirusCheck::Clean,
        Ok(Scanned::Infected(name)) => VirusCheck::Infected(name),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the antivirus did not look at a file");
            VirusCheck::Unchecked(match error {
                ClamdError::TooLarge => Unchecked::TooLarge,
                ClamdError::NotReached(_) => Unchecked::NoAnswer,
                ClamdError::TooSlow | ClamdError::Answer(_) => Unchecked::Failed,
            })
        }
    }
}

/// When the antivirus is asked again about a file of which this is known.
fn again_at(check: &VirusCheck, now: Timestamp) -> Timestamp {
    let VirusCheck::Unchecked(why) = check else { return now };
    now + match why {
        // As soon as there is an antivirus.
        Unchecked::NotYet | Unchecked::NoAntivirus => SignedDuration::ZERO,
        Unchecked::NoAnswer => AGAIN_MINUTE,
        Unchecked::Failed => AGAIN_HOUR,
        Unchecked::TooLarge | Unchecked::Gone => AGAIN_DAY,
    }
}

/// Keeps what the antivirus said of the bytes of a key.
async fn tell(db: &Db, key: &str, check: &VirusCheck, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    checks::tell(&mut tx, key, check, (now, again_at(check, now))).await?;
    tx.commit().await
}

/// A file that somebody opens.
pub(crate) enum Opened {
    /// It is given.
    Bytes(Vec<u8>),
    /// It is held back: this was found in it.
    Infected,
    /// Its bytes are not there.
    Gone,
}

/// The bytes of a file that somebody opens; what nobody looked at is looked at now, and what is found is kept.
///
/// The caller holds no transaction: this may take a while.
pub(crate) async fn open(
    files: &dyn Files,
    db: &Db,
    file: &Attachment,
    now: Timestamp,
) -> Result<Opened, Failure> {
    if file.virus.is_infected() {
        return Ok(Opened::Infected);
    }
    let Some(bytes) = files.bytes(&file.content_key).await? else {
        tracing::error!(key = file.content_key, "a file that the register names is not there");
        return Ok(Opened::Gone);
    };
    if file.virus == VirusCheck::Clean || files.antivirus().is_none() {
        return Ok(Opened::Bytes(bytes));
    }
    let check = look(files, &bytes).await;
    tell(db, &file.content_key, &check, now).await?;
    Ok(if check.is_infected() { Opened::Infected } else { Opened::Bytes(bytes) })
}

impl Mailroom {
    /// Has the antivirus look at files that are due; gives at how many.
    pub async fn check_files(&self) -> Result<u64, WorkError> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        if self.files.antivirus().is_none() {
            if checks::are_new(&mut tx).await? {
                drop(tx);
                let mut tx = self.db.write().await?;
                checks::no_antivirus(&mut tx).await?;
                tx.commit().await?;
            }
            return Ok(0);
        }
        let due = checks::due(&mut tx, now, CHECKED_AT_ONCE).await?;
        drop(tx);
        for key in &due {
            let check = match self.files.bytes(key).await {
                Ok(Some(bytes)) => look(&*self.files, &bytes).await,
                // A page that gives the file tells of it; the others are looked at all the same.
                Ok(None) | Err(FilesError::Altered(_)) => VirusCheck::Unchecked(Unchecked::Gone),
                Err(error) => return Err(error.into()),
            };
            if check == VirusCheck::Unchecked(Unchecked::NoAnswer) {
                let mut tx = self.db.write().await?;
                checks::postpone(&mut tx, now, again_at(&check, now)).await?;
                tx.commit().await?;
                return Ok(0);
            }
            tell(&self.db, key, &check, now).await?;
        }
        Ok(due.len() as u64)
    }

    /// Whether the antivirus finds something in a file that would leave; what it says now is kept.
    pub(crate) async fn is_infected(&self, file: &Attachment, bytes: &[u8]) -> Result<bool, WorkError> {
        match &file.virus {
            VirusCheck::Infected(_) => return Ok(true),
            VirusCheck::Unchecked(_) if self.files.antivirus().is_some() => {}
            VirusCheck::Unchecked(_) | VirusCheck::Clean => return Ok(false),
        }
        let check = look(&*self.files, bytes).await;
        tell(&self.db, &file.content_key, &check, self.clock.now()).await?;
        Ok(check.is_infected())
    }
}
