//! The private folder of a running import: spilled rows, and the sign that it lives.
//!
//! **Invariant:** as long as the import lives it holds the lock of its folder; whoever gets that lock may sweep.

use std::{
    fs::{self, DirBuilder, File},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::{LogError, store::make_folder};

/// Names it in the log's folder, and in the system's folder of temporary files among those of others.
const PREFIX: &str = "tmp-contact-log-";
const LOCK: &str = "lock";
/// Extension of a folder that is not locked yet.
const BEGUN: &str = "begun";

/// The folder, made when it is first needed and removed at the end.
#[derive(Debug)]
pub(crate) struct Workplace {
    path: PathBuf,
    held: Mutex<Option<File>>,
}

impl Workplace {
    /// Of the import `unique`, in `parent`.
    pub(crate) fn new(parent: &Path, unique: u64) -> Self {
        Self { path: parent.join(format!("{PREFIX}{unique:016x}")), held: Mutex::new(None) }
    }

    /// The folder, made if need be, mode 0700.
    pub(crate) fn folder(&self) -> Result<&Path, LogError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            let failed = |it| LogError::io("make the folder", &self.path, it);
            if let Some(parent) = self.path.parent() {
                make_folder(parent)?;
            }
            // It gets its name only once it is locked: a sweeper never sees it unlocked.
            let begun = self.path.with_extension(BEGUN);
            DirBuilder::new().mode(0o700).create(&begun).map_err(failed)?;
            let lock = File::create_new(begun.join(LOCK)).map_err(failed)?;
            lock.lock().map_err(failed)?;
            fs::rename(&begun, &self.path).map_err(failed)?;
            *held = Some(lock);
        }
        Ok(&self.path)
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if self.held.get_mut().is_ok_and(|it| it.is_some())
            && let Err(it) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(folder = %self.path.display(), error = %it, "left a temporary folder behind");
        }
    }
}

/// A folder whose import is dead; held so that nobody else sweeps it.
pub(crate) struct Dead {
    path: PathBuf,
    /// The number of the import, which the files that it wrote carry in their names.
    pub(crate) unique: String,
    _lock: Option<File>,
}

impl Dead {
    pub(crate) fn remove(self) -> Result<(), LogError> {
        fs::remove_dir_all(&self.path).map_err(|it| LogError::io("remove", &self.path, it))
    }
}

/// Whether an entry of the log's folder is an import's.
pub(crate) fn is_one(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// The folders of dead imports in `parent`.
pub(crate) fn dead(parent: &Path) -> Result<Vec<Dead>, LogError> {
    let failed = |it| LogError::io("list", parent, it);
    let entries = match fs::read_dir(parent) {
        Ok(entries) => entries,
        Err(it) if it.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(it) => return Err(failed(it)),
    };
    let mut dead = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let Some(unique) = name.strip_prefix(PREFIX).map(str::to_owned) else { continue };
        let begun = path.extension().is_some_and(|it| it == BEGUN);
        let lock = File::open(path.join(LOCK)).ok().filter(|_| !begun);
        // Without lock, its import wrote nothing yet or it is being removed: its age says whether that still goes on.
        if lock.as_ref().map_or_else(|| is_old(&path), |it| it.try_lock().is_ok()) {
            dead.push(Dead { path, unique, _lock: lock });
        }
    }
    Ok(dead)
}

fn is_old(path: &Path) -> bool {
    let modified = fs::metadata(path).and_then(|it| it.modified());
    modified.is_ok_and(|it| it.elapsed().is_ok_and(|age| age.as_secs() > 60))
}
