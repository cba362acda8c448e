//! A log and its versions: opening, taking a snapshot, and who may commit.

use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kernel::{Clock, SystemClock};

use crate::{
    Keys, Limits, LogError,
    import::{Import, ImportOptions},
    manifest::{self, Manifest, Retired},
    output::Output,
    snapshot::Snapshot,
    store::{Store, make_folder},
    unique::unique,
    workplace,
};

const LOCK: &str = "lock";
/// The folders of files that versions name.
const DATA: [&str; 4] = ["contacts", "events", "ids", "requests"];

/// How a log is opened.
#[derive(Clone)]
pub struct LogOptions {
    /// Tells when a commit was made and which files are past their grace.
    pub clock: Arc<dyn Clock>,
    /// How long files that no version names any more stay for the readers of older snapshots.
    pub grace: Duration,
    /// How files are cut and memory is bounded.
    pub limits: Limits,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), grace: Duration::from_hours(1), limits: Limits::default() }
    }
}

/// A contact log: a folder or a prefix of an object store. Cheap to clone.
#[derive(Clone)]
pub struct Log(Arc<Inner>);

struct Inner {
    store: Arc<Store>,
    options: LogOptions,
    /// One commit or compaction at a time in this process.
    committing: Mutex<()>,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Log").field(&self.0.store).finish()
    }
}

/// The right to commit: within this process, and on this machine if the log is a local folder. Between machines
/// the creation of the next version decides.
pub(crate) struct Turn<'a> {
    _process: MutexGuard<'a, ()>,
    _machine: Option<File>,
}

impl Log {
    /// Opens the log at a folder or an `s3://bucket/prefix` address. An absent folder is an empty log; nothing is
    /// created before the first commit. The object store's keys and endpoint are the usual `AWS_…` variables.
    pub fn open(url: &str) -> Result<Self, LogError> {
        Self::open_with(url, LogOptions::default())
    }

    /// Opens a log to read it. A folder that does not exist, or that has other things in it and no log, is refused: its
    /// address was mistyped. An empty folder is a log to come.
    pub fn open_existing(url: &str) -> Result<Self, LogError> {
        let log = Self::open(url)?;
        if Manifest::newest(log.store())?.is_some() || log.store().folder().is_some_and(is_log_to_come) {
            return Ok(log);
        }
        Err(LogError::NoLog(url.to_owned()))
    }

    /// Opens the log with another clock or grace period.
    pub fn open_with(url: &str, options: LogOptions) -> Result<Self, LogError> {
        Ok(Self::over(Store::open(url)?, options))
    }

    pub(crate) fn over(store: Store, options: LogOptions) -> Self {
        Self(Arc::new(Inner { store: Arc::new(store), options, committing: Mutex::new(()) }))
    }

    /// The log as it is now. It stays readable for the grace period, whatever is committed meanwhile.
    pub fn snapshot(&self) -> Result<Snapshot, LogError> {
        let manifest = Manifest::newest(self.store())?;
        Snapshot::of(Arc::clone(&self.0.store), &manifest.unwrap_or_else(|| Manifest::empty(0)))
    }

    /// The key of this log's pseudonyms: in the file that is `named`, else in the file beside the log's folder that has its name
    /// and `.key`. It is made if nobody has written to the log yet; a log that has rows and no key is not given another.
    pub fn keys(&self, named: Option<&Path>) -> Result<Keys, LogError> {
        let path = match (named, self.store().folder()) {
            (Some(path), _) => path.to_owned(),
            (None, Some(folder)) => beside(folder)?,
            (None, None) => return Err(LogError::KeyUnnamed),
        };
        if !path.exists() && Manifest::newest(self.store())?.is_some() {
            return Err(LogError::KeyMissing(path));
        }
        Keys::open(path)
    }

    /// Begins an import. Nothing of it is seen before its commit; dropping it leaves the log as it was.
    pub fn begin_import(&self, keys: &Keys, options: ImportOptions) -> Result<Import, LogError> {
        self.sweep_dead()?;
        Import::begin(self.clone(), keys.clone(), options)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.options.limits
    }

    pub(crate) fn now_us(&self) -> i64 {
        self.0.options.clock.now().as_microsecond()
    }

    /// What was replaced before this instant has no reader any more.
    pub(crate) fn grace_end_us(&self) -> i64 {
        let grace = i64::try_from(self.0.options.grace.as_micros()).unwrap_or(i64::MAX);
        self.now_us().saturating_sub(grace)
    }

    /// Where spilled rows may lie: beside a local log (the same disk), else in the system's folder for such files.
    pub(crate) fn workplaces(&self) -> PathBuf {
        self.store().folder().map_or_else(std::env::temp_dir, Path::to_owned)
    }

    /// Waits for the right to commit.
    pub(crate) fn turn(&self) -> Result<Turn<'_>, LogError> {
        let process = self.0.committing.lock().unwrap_or_else(PoisonError::into_inner);
        let machine = match self.store().folder() {
            None => None,
            Some(folder) => {
                make_folder(folder)?;
                let path = folder.join(LOCK);
                let failed = |it| LogError::io("lock", &path, it);
                let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
                let file = file.map_err(failed)?;
                file.lock().map_err(failed)?;
                Some(file)
            }
        };
        Ok(Turn { _process: process, _machine: machine })
    }

    /// Commits `next` as the successor of `base`; `false` if somebody else was first.
    pub(crate) fn commit(
        &self,
        base: &Manifest,
        next: &mut Manifest,
        output: &Output,
    ) -> Result<bool, LogError> {
        let now = self.now_us();
        next.version = base.version + 1;
        next.commit = unique()?;
        next.at_us = now;
        let kept: std::collections::HashSet<&str> = next.names().collect();
        let replaced = base.names().filter(|it| !kept.contains(it));
        let replaced = replaced.map(|it| Retired { name: it.to_owned(), at_us: now }).collect::<Vec<_>>();
        let end = self.grace_end_us();
        let (gone, mut retired): (Vec<_>, Vec<_>) =
            base.retired.iter().cloned().partition(|it| it.at_us < end);
        retired.extend(replaced);
        next.retired = retired;
        self.store().sync_folders(&output.folders())?;
        if !next.commit(self.store())? {
            return Ok(false);
        }
        // The commit stands; what cannot be swept now is swept by a later one.
        let swept = gone.iter().try_for_each(|it| self.store().delete(&it.name));
        if let Err(error) = swept.and_then(|()| manifest::sweep(self.store(), next.version, end)) {
            tracing::warn!(%error, "old files of the log were not removed");
        }
        Ok(true)
    }

    /// Removes what imports that were killed left behind: their folders, and their files that no version names.
    pub(crate) fn sweep_dead(&self) -> Result<(), LogError> {
        let dead = workplace::dead(&self.workplaces())?;
        if dead.is_empty() {
            return Ok(());
        }
        if self.store().folder().is_some() {
            let named = Manifest::newest(self.store())?;
            let named: std::collections::HashSet<&str> = named.iter().flat_map(Manifest::names).collect();
            for folder in self.data_folders()? {
                for found in self.store().list(&folder)? {
                    let is_theirs = dead.iter().any(|it| found.name.contains(&it.unique));
                    if is_theirs && !named.contains(found.name.as_str()) {
                        self.store().delete(&found.name)?;
                    }
                }
            }
        }
        dead.into_iter().try_for_each(workplace::Dead::remove)
    }
}

impl Log {
    /// The folders that hold the log's own files.
    pub(crate) fn data_folders(&self) -> Result<Vec<String>, LogError> {
        let mut folders = Vec::new();
        for kind in DATA {
            folders.extend(self.store().list_folders(kind)?);
        }
        Ok(folders)
    }
}

/// Whether a folder has nothing in it but what a first import leaves before its commit.
fn is_log_to_come(folder: &Path) -> bool {
    let is_ours = |name: &str| {
        [LOCK, manifest::COMMITS].contains(&name) || DATA.contains(&name) || workplace::is_one(name)
    };
    folder.read_dir().is_ok_and(|mut entries| {
        entries.all(|it| it.is_ok_and(|it| it.file_name().to_str().is_some_and(is_ours)))
    })
}

/// Where the key of a log in this folder lies, however the folder is spelled.
fn beside(folder: &Path) -> Result<PathBuf, LogError> {
    let whole = folder.canonicalize().or_else(|_| std::path::absolute(folder));
    let mut path = whole.map_err(|it| LogError::io("find", folder, it))?.into_os_string();
    path.push(".key");
    Ok(path.into())
}
