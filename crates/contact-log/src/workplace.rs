//! The private folder of a running import: spilled rows, and the sign that it lives.
//!
//! **Invariant:** as long as the import lives it holds the lock of its folder; whoever gets that lock may sweep.

use std::{
    fs::{self, DirBuilder, File},
    io,
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
/// Extension of a folder that nobody needs any more.
const OVER: &str = "over";

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
            && let Err(it) = end(&self.path)
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
        end(&self.path).map_err(|it| LogError::io("remove", &self.path, it))
    }
}

/// Removes a folder; whoever stops in the middle leaves a name by which the next one knows that nobody needs it.
fn end(path: &Path) -> io::Result<()> {
    let over = path.with_extension(OVER);
    match fs::rename(path, &over).and_then(|()| fs::remove_dir_all(&over)) {
        // Somebody else swept it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
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
        Err(it) if it.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(it) => return Err(failed(it)),
    };
    let mut dead = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let Some(unique) = name.strip_prefix(PREFIX) else { continue };
        let unique = unique.split('.').next().unwrap_or_default().to_owned();
        let is = |extension| path.extension().is_some_and(|it| it == extension);
        let lock = File::open(path.join(LOCK)).ok().filter(|_| !is(BEGUN) && !is(OVER));
        // Without lock, its import wrote nothing yet: its age says whether it still begins.
        if is(OVER) || lock.as_ref().map_or_else(|| is_old(&path), |it| it.try_lock().is_ok()) {
            dead.push(Dead { path, unique, _lock: lock });
        }
    }
    Ok(dead)
}

fn is_old(path: &Path) -> bool {
    let modified = fs::metadata(path).and_then(|it| it.modified());
    modified.is_ok_and(|it| it.elapsed().is_ok_and(|age| age.as_secs() > 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_whose_removal_was_stopped_is_swept_at_once() {
        let parent = tempfile::tempdir().unwrap();
        let living = Workplace::new(parent.path(), 1);
        living.folder().unwrap();
        for name in
            ["tmp-contact-log-0000000000000002.over", "tmp-contact-log-0000000000000003.begun", "other"]
        {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        let dead = dead(parent.path()).unwrap();
        let found: Vec<&str> = dead.iter().map(|it| it.unique.as_str()).collect();
        assert_eq!(found, ["0000000000000002"]);
        dead.into_iter().try_for_each(Dead::remove).unwrap();
        drop(living);
        let mut left: Vec<_> =
            fs::read_dir(parent.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["other", "tmp-contact-log-0000000000000003.begun"]);
    }
}
