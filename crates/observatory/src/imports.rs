//! Imports by the browser: send a file, say what its columns mean, let it run, read what came of it.
//!
//! A file goes through [`upload`] to the disk, [`pages`] shows how it would be read and takes corrections, [`worker`]
//! runs the import as a job. Formats are the business of a [`Gateway`].
//!
//! **Invariants:** a file is recorded once it is whole on the disk; it is removed as soon as it is imported or given up;
//! unknown and foreign ids answer alike.

pub mod explain;
pub mod gateway;
pub mod pages;
pub mod removal;
pub mod sql;
pub mod upload;
pub mod worker;

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::JobId;
use tokio::sync::{Notify, watch};

pub use gateway::{
    DateChoice, Gateway, GatewayError, Order, Outcome, Plan, Preview, PreviewColumn, PreviewReject,
    PreviewWord, Removed,
};

/// The kind of an import's job.
pub const JOB_KIND: &str = "import";

/// See [`Upload`].
pub type UploadId = Id<Upload>;

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Whose contacts.
    pub partner: PartnerCode,
    /// Who sent it.
    pub created_by: String,
    /// What it was called there.
    pub file_name: String,
    /// Its size.
    pub bytes: i64,
    /// How to read it.
    pub plan: Plan,
    /// Where it stands; once asked for, its job knows more.
    pub state: UploadState,
    /// The job that imports it, or that removes what it brought.
    pub job: Option<JobId>,
    /// When it was whole.
    pub created_at: Timestamp,
}

impl Kind for Upload {
    const PREFIX: &'static str = "upl";
}

/// Where a file stands before its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Its columns are being explained.
    Received,
    /// Its import was asked for.
    Asked,
    /// Its rows are to leave the log again.
    Removing,
    /// Somebody gave it up.
    GivenUp,
}

impl UploadState {
    /// The word of the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Asked => "asked",
            Self::Removing => "removing",
            Self::GivenUp => "given_up",
        }
    }
}

/// Where files wait, and who reads them.
#[derive(Clone)]
pub struct Workplace {
    folder: PathBuf,
    name: String,
    bytes_max: u64,
    gateway: Arc<dyn Gateway>,
    asked: Arc<Notify>,
    stopping: watch::Sender<bool>,
}

impl std::fmt::Debug for Workplace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workplace").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Workplace {
    /// Largest file when nobody says otherwise: a big partner's year of contacts, uncompressed.
    pub const BYTES_DEFAULT: u64 = 20_000_000_000;

    /// Files wait in `folder` (made when needed), each at most `bytes_max`. `name` tells it from the folders of other
    /// servers, and stays with the folder: only who has a file can import it.
    pub fn new(folder: PathBuf, name: String, bytes_max: u64, gateway: Arc<dyn Gateway>) -> Self {
        Self {
            folder,
            name,
            bytes_max,
            gateway,
            asked: Arc::new(Notify::new()),
            stopping: watch::Sender::new(false),
        }
    }

    /// Stops the running import, which goes back to the queue, and begins no other.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// The folder of one upload.
    fn place(&self, id: UploadId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// The file as it was sent.
    pub fn file(&self, id: UploadId) -> PathBuf {
        self.place(id).join("source")
    }

    /// The rows that were refused, as CSV.
    pub fn rejects(&self, id: UploadId) -> PathBuf {
        self.place(id).join("rejects.csv")
    }

    /// Removes the file; the rejects stay to be read.
    pub(crate) async fn forget_file(&self, id: UploadId) {
        remove_file(&self.file(id)).await;
    }

    /// Removes everything of one upload.
    pub(crate) async fn forget(&self, id: UploadId) {
        self.forget_file(id).await;
        remove_file(&self.rejects(id)).await;
        if let Err(error) = tokio::fs::remove_dir(self.place(id)).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, upload.id = %id, "the folder of upload {id} could not be removed");
        }
    }
}

/// Removes the folders of uploads that nothing touched since an instant, whatever the register knows of them: files cut
/// off while they were sent, files of failed imports, refused rows. Names that are no upload's are left alone.
pub(crate) async fn remove_untouched(folder: &std::path::Path, before: Timestamp) -> std::io::Result<()> {
    let mut found = match tokio::fs::read_dir(folder).await {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    while let Some(entry) = found.next_entry().await? {
        if entry.file_name().to_str().is_none_or(|it| it.parse::<UploadId>().is_err()) {
            continue;
        }
        let mut touched = entry.metadata().await?.modified()?;
        for name in ["source", "rejects.csv"] {
            if let Ok(file) = tokio::fs::metadata(entry.path().join(name)).await {
                touched = touched.max(file.modified()?);
            }
        }
        if Timestamp::try_from(touched).is_ok_and(|it| it < before) {
            tokio::fs::remove_dir_all(entry.path()).await?;
        }
    }
    Ok(())
}

async fn remove_file(path: &std::path::Path) {
    if let Err(error) = tokio::fs::remove_file(path).await
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "an uploaded file could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn folders_untouched_for_long_go_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let upload = folder.path().join(UploadId::from_uuid(sqlx::types::Uuid::from_u128(7)).to_string());
        let other = folder.path().join("other");
        std::fs::create_dir(&upload).unwrap();
        std::fs::create_dir(&other).unwrap();
        std::fs::write(upload.join("rejects.csv"), "a").unwrap();
        remove_untouched(folder.path(), Timestamp::UNIX_EPOCH).await.unwrap();
        assert!(upload.exists());
        remove_untouched(folder.path(), Timestamp::MAX).await.unwrap();
        assert!(!upload.exists());
        assert!(other.exists());
    }
}
