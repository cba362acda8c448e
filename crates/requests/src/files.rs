//! The bytes of messages and of attachments, kept by what they are.
//!
//! Start with [`Files`]; [`FolderFiles`] keeps them in a folder. **Invariants:** a key that was given is on disk until it is removed on
//! purpose; the same bytes are kept once; what is read is what was kept, or nothing.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use futures::future::BoxFuture;
use gateways::Clamd;
use kernel::{Explain, Message, whole_file::WholeFile};
use mail::ContentKey;

use crate::words::message;

/// Only the product's own account reads what usagers send.
const FILE_MODE: u32 = 0o600;
/// The same of folders.
const FOLDER_MODE: u32 = 0o700;
/// Files that are written at once; two writers of the same bytes wait for each other.
const WRITERS: usize = 64;

/// Where bytes are kept.
pub trait Files: Send + Sync {
    /// Keeps these bytes, and gives the key by which they are found again.
    fn keep(&self, bytes: Vec<u8>) -> BoxFuture<'_, Result<String, FilesError>>;

    /// The bytes of a key; `None` if there are none.
    fn bytes<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, FilesError>>;

    /// Removes the bytes of a key, which nothing leads to any more; there may be none.
    fn remove<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), FilesError>>;

    /// What looks for viruses in what is kept here, if anything does.
    fn antivirus(&self) -> Option<&Clamd> {
        None
    }
}

/// Files that an antivirus looks at.
#[derive(Debug, Clone)]
pub struct CheckedFiles<F> {
    files: F,
    antivirus: Clamd,
}

impl<F> CheckedFiles<F> {
    /// These files, looked at by this antivirus.
    pub const fn new(files: F, antivirus: Clamd) -> Self {
        Self { files, antivirus }
    }
}

impl<F: Files> Files for CheckedFiles<F> {
    fn keep(&self, bytes: Vec<u8>) -> BoxFuture<'_, Result<String, FilesError>> {
        self.files.keep(bytes)
    }

    fn bytes<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, FilesError>> {
        self.files.bytes(key)
    }

    fn remove<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), FilesError>> {
        self.files.remove(key)
    }

    fn antivirus(&self) -> Option<&Clamd> {
        Some(&self.antivirus)
    }
}

/// Bytes were not kept, or not read.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The disk refused.
    #[error("the folder of files failed")]
    Disk(#[from] io::Error),
    /// What is on disk is not what was kept: the disk is failing, or somebody changed it.
    #[error("the bytes of {0} are not those that were kept")]
    Altered(String),
    /// The work was stopped before its end.
    #[error("work on the folder of files ended badly")]
    Stopped,
}

impl Explain for FilesError {
    fn message(&self) -> Message {
        message(match self {
            Self::Disk(_) | Self::Stopped => "files-failed",
            Self::Altered(_) => "files-altered",
        })
    }
}

impl From<FilesError> for site::Failure {
    fn from(error: FilesError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a file was not kept or not read");
        Self::explained(axum::http::StatusCode::INTERNAL_SERVER_ERROR, &error)
    }
}

/// Files in a folder of this machine: `ab/cd/abcd…`, by the key of their content.
#[derive(Debug, Clone)]
pub struct FolderFiles(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    writers: [Mutex<()>; WRITERS],
}

impl FolderFiles {
    /// Over a folder, which is made when the first file comes.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Folder { path: path.into(), writers: [const { Mutex::new(()) }; WRITERS] }))
    }
}

impl Files for FolderFiles {
    fn keep(&self, bytes: Vec<u8>) -> BoxFuture<'_, Result<String, FilesError>> {
        let folder = Arc::clone(&self.0);
        Box::pin(async move { aside(move || folder.keep(&bytes)).await })
    }

    fn bytes<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, FilesError>> {
        let (folder, key) = (Arc::clone(&self.0), key.to_owned());
        Box::pin(async move { aside(move || folder.bytes(&key)).await })
    }

    fn remove<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), FilesError>> {
        let (folder, key) = (Arc::clone(&self.0), key.to_owned());
        Box::pin(async move { aside(move || folder.remove(&key)).await })
    }
}

/// Disks are waited for aside, so that pages are not.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FilesError> + Send + 'static,
) -> Result<T, FilesError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| FilesError::Stopped)?
}

impl Folder {
    fn keep(&self, bytes: &[u8]) -> Result<String, FilesError> {
        let key = ContentKey::of(bytes).as_str().to_owned();
        let place = self.place(&key).expect("a key that was made is one");
        let writer = usize::from(first_byte(&key)) % WRITERS;
        let _alone = self.writers[writer].lock().unwrap_or_else(PoisonError::into_inner);
        if is_whole(&place, bytes)? {
            // Whoever wrote it may have been stopped before its name was on disk.
            sync(place.parent())?;
            return Ok(key);
        }
        self.make_folders(&place)?;
        let mut options = OpenOptions::new();
        options.mode(FILE_MODE);
        let (whole, mut file) = WholeFile::begin(&place, &options)?;
        file.write_all(bytes)?;
        whole.keep(&file)?;
        Ok(key)
    }

    fn bytes(&self, key: &str) -> Result<Option<Vec<u8>>, FilesError> {
        let Some(place) = self.place(key) else { return Ok(None) };
        match fs::read(place) {
            Ok(bytes) if ContentKey::of(&bytes).as_str() == key => Ok(Some(bytes)),
            Ok(_) => Err(FilesError::Altered(key.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn remove(&self, key: &str) -> Result<(), FilesError> {
        let Some(place) = self.place(key) else { return Ok(()) };
        let writer = usize::from(first_byte(key)) % WRITERS;
        let _alone = self.writers[writer].lock().unwrap_or_else(PoisonError::into_inner);
        match fs::remove_file(&place) {
            Ok(()) => Ok(sync(place.parent())?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Where the file of a key is; `None`: it is no key, and nothing outside the folder is ever touched.
    fn place(&self, key: &str) -> Option<PathBuf> {
        let is_digit = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        let is_key = key.len() == 64 && key.bytes().all(is_digit);
        is_key.then(|| self.path.join(&key[..2]).join(&key[2..4]).join(key))
    }

    /// Makes the folders of a place, each on disk before it is used.
    fn make_folders(&self, place: &Path) -> io::Result<()> {
        let second = place.parent().expect("a place is two folders deep");
        if second.is_dir() {
            return Ok(());
        }
        DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(second)?;
        for folder in [second.parent(), Some(&self.path), self.path.parent()] {
            sync(folder)?;
        }
        Ok(())
    }
}

/// The first byte of a key.
fn first_byte(key: &str) -> u8 {
    u8::from_str_radix(&key[..2], 16).expect("a key is hexadecimal")
}

/// Whether these bytes are there already.
fn is_whole(place: &Path, bytes: &[u8]) -> io::Result<bool> {
    match fs::read(place) {
        Ok(there) => Ok(there == bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts the names in a folder on disk.
fn sync(folder: Option<&Path>) -> io::Result<()> {
    let folder = folder.filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[tokio::test]
    async fn the_same_bytes_are_kept_once_and_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path().join("files"));
        let key = files.keep(b"an attachment".to_vec()).await.unwrap();
        assert_eq!(key, ContentKey::of(b"an attachment").as_str());
        assert_eq!(files.keep(b"an attachment".to_vec()).await.unwrap(), key);
        assert_eq!(files.bytes(&key).await.unwrap().as_deref(), Some(&b"an attachment"[..]));
        let second = folder.path().join("files").join(&key[..2]).join(&key[2..4]);
        let names: Vec<_> = fs::read_dir(&second).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(names, [key.as_str()], "nothing is left beside");
        assert_eq!(fs::metadata(second.join(&key)).unwrap().permissions().mode() & 0o777, FILE_MODE);
    }

    #[tokio::test]
    async fn what_is_no_key_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        let files = FolderFiles::new(folder.path());
        for key in ["", "secret", "../secret", &"0".repeat(64), &"Z".repeat(64), &"é".repeat(32)] {
            assert_eq!(files.bytes(key).await.unwrap(), None, "{key}");
        }
    }

    #[tokio::test]
    async fn bytes_that_changed_on_disk_are_not_given_and_are_kept_anew() {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path());
        let key = files.keep(b"true".to_vec()).await.unwrap();
        let place = folder.path().join(&key[..2]).join(&key[2..4]).join(&key);
        fs::write(&place, "fals").unwrap();
        assert!(matches!(files.bytes(&key).await, Err(FilesError::Altered(it)) if it == key));
        files.keep(b"true".to_vec()).await.unwrap();
        assert!(files.bytes(&key).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn many_who_keep_the_same_bytes_at_once_all_have_them() {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path());
        let keeping = (0..32).map(|_| files.keep(vec![7; 100_000]));
        let keys: Vec<String> = futures::future::try_join_all(keeping).await.unwrap();
        assert!(keys.iter().all(|it| *it == keys[0]));
        assert_eq!(files.bytes(&keys[0]).await.unwrap().map(|it| it.len()), Some(100_000));
    }
}
