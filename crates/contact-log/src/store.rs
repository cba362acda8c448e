//! Where a log's files are: a local folder or an object store. Blocking; names are relative to the log.
//!
//! **Invariant:** what [`Store::put`] and [`Store::put_new`] wrote survives a power cut once [`Store::sync_folders`]
//! has returned: on local disks the file and its folder are fsynced.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    ops::Range,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use bytes::Bytes;

use crate::{LogError, remote::Remote};

/// A file that [`Store::list`] found.
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) modified_us: i64,
}

/// The place of one log.
pub(crate) enum Store {
    Local(PathBuf),
    Remote(Remote),
}

impl Store {
    /// A folder path, or `s3://bucket/prefix`. Nothing is created.
    pub(crate) fn open(address: &str) -> Result<Self, LogError> {
        match address.split_once("://") {
            None if address.is_empty() => Err(LogError::Address(address.to_owned())),
            None => Ok(Self::Local(PathBuf::from(address))),
            Some(("file", path)) if path.starts_with('/') => Ok(Self::Local(PathBuf::from(path))),
            Some(_) => Remote::open(address).map(Self::Remote),
        }
    }

    /// The whole file; `None` if there is none.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Bytes>, LogError> {
        match self {
            Self::Local(root) => match fs::read(root.join(name)) {
                Ok(bytes) => Ok(Some(bytes.into())),
                Err(it) if it.kind() == ErrorKind::NotFound => Ok(None),
                Err(it) => Err(LogError::io("read", &root.join(name), it)),
            },
            Self::Remote(remote) => remote.read(name),
        }
    }

    /// Several ranges of a file that must be there.
    pub(crate) fn read_ranges(&self, name: &str, ranges: &[Range<u64>]) -> Result<Vec<Bytes>, LogError> {
        match self {
            Self::Local(root) => {
                let path = root.join(name);
                let file = File::open(&path).map_err(|it| match it.kind() {
                    ErrorKind::NotFound => LogError::damaged(name, "the file is absent"),
                    _ => LogError::io("open", &path, it),
                })?;
                let read = |range: &Range<u64>| {
                    let length =
                        usize::try_from(range.end - range.start).map_err(|it| LogError::damaged(name, it))?;
                    let mut bytes = vec![0; length];
                    file.read_exact_at(&mut bytes, range.start).map_err(|it| match it.kind() {
                        ErrorKind::UnexpectedEof => LogError::damaged(name, "the file is cut off"),
                        _ => LogError::io("read", &path, it),
                    })?;
                    Ok(bytes.into())
                };
                ranges.iter().map(read).collect()
            }
            Self::Remote(remote) => remote.read_ranges(name, ranges),
        }
    }

    /// One range of a file that must be there.
    pub(crate) fn read_range(&self, name: &str, range: Range<u64>) -> Result<Bytes, LogError> {
        let mut read = self.read_ranges(name, &[range])?;
        read.pop().ok_or_else(|| LogError::damaged(name, "nothing was read"))
    }

    /// Writes a file whose name nobody else has.
    pub(crate) fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), LogError> {
        match self {
            Self::Local(root) => write_synced(&root.join(name), &bytes),
            Self::Remote(remote) => remote.put(name, bytes),
        }
    }

    /// Creates a file if there is none of that name, whole or not at all; `false` if there was one. After
    /// [`LogError::Unconfirmed`] it may be there.
    pub(crate) fn put_new(&self, name: &str, bytes: Vec<u8>) -> Result<bool, LogError> {
        match self {
            Self::Local(root) => {
                let path = root.join(name);
                let aside = path.with_extension(format!("aside-{:016x}", crate::unique::unique()?));
                let linked = write_synced(&aside, &bytes).and_then(|()| match fs::hard_link(&aside, &path) {
                    Ok(()) => Ok(true),
                    Err(it) if it.kind() == ErrorKind::AlreadyExists => Ok(false),
                    Err(it) => Err(LogError::io("create", &path, it)),
                });
                // A leftover is harmless and swept later; what matters is whether the link was made.
                let _swept_later = fs::remove_file(&aside);
                let created = linked?;
                if created {
                    sync_folder(&path).map_err(LogError::unconfirmed)?;
                }
                Ok(created)
            }
            Self::Remote(remote) => remote.put_new(name, bytes),
        }
    }

    /// Makes the names of the files just put durable. `folders` are relative to the log.
    pub(crate) fn sync_folders(&self, folders: &[String]) -> Result<(), LogError> {
        match self {
            Self::Local(root) => folders.iter().try_for_each(|it| sync(&root.join(it))),
            Self::Remote(_) => Ok(()),
        }
    }

    /// The files directly in `folder`; none if there is no such folder.
    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Found>, LogError> {
        match self {
            Self::Local(root) => {
                let place = root.join(folder);
                let failed = |it| LogError::io("list", &place, it);
                let entries = match fs::read_dir(&place) {
                    Ok(entries) => entries,
                    Err(it) if it.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
                    Err(it) => return Err(failed(it)),
                };
                let mut found = Vec::new();
                for entry in entries {
                    let entry = entry.map_err(failed)?;
                    // A file that disappears meanwhile was swept by somebody else.
                    let Ok(about) = entry.metadata() else { continue };
                    let Ok(name) = entry.file_name().into_string() else { continue };
                    if about.is_file() {
                        let modified = about.modified().ok().and_then(|it| it.try_into().ok());
                        let modified_us = modified.map_or(i64::MAX, jiff::Timestamp::as_microsecond);
                        found.push(Found { name: format!("{folder}/{name}"), modified_us });
                    }
                }
                Ok(found)
            }
            Self::Remote(remote) => remote.list(folder),
        }
    }

    /// The folders directly in `folder`.
    pub(crate) fn list_folders(&self, folder: &str) -> Result<Vec<String>, LogError> {
        match self {
            Self::Local(root) => {
                let place = root.join(folder);
                let failed = |it| LogError::io("list", &place, it);
                let entries = match fs::read_dir(&place) {
                    Ok(entries) => entries,
                    Err(it) if it.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
                    Err(it) => return Err(failed(it)),
                };
                let mut found = Vec::new();
                for entry in entries {
                    let entry = entry.map_err(failed)?;
                    if entry.path().is_dir()
                        && let Ok(name) = entry.file_name().into_string()
                    {
                        found.push(format!("{folder}/{name}"));
                    }
                }
                Ok(found)
            }
            Self::Remote(remote) => remote.list_folders(folder),
        }
    }

    /// Removes a file; that it is gone already is no error.
    pub(crate) fn delete(&self, name: &str) -> Result<(), LogError> {
        match self {
            Self::Local(root) => match fs::remove_file(root.join(name)) {
                Err(it) if it.kind() != ErrorKind::NotFound => {
                    Err(LogError::io("remove", &root.join(name), it))
                }
                _ => Ok(()),
            },
            Self::Remote(remote) => remote.delete(name),
        }
    }

    /// Path or URL, for other programs that read the file.
    pub(crate) fn location(&self, name: &str) -> String {
        match self {
            Self::Local(root) => root.join(name).display().to_string(),
            Self::Remote(remote) => remote.location(name),
        }
    }

    /// The folder, if the log is a local one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Local(root) => Some(root),
            Self::Remote(_) => None,
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.location(""))
    }
}

/// Writes a new file and fsyncs it; a file that could not be written whole is removed.
fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), LogError> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let failed = |it| LogError::io("write", path, it);
    // A name that is taken is somebody else's file: only what was made here is removed.
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|it| {
        // Best effort: the failure that counts is the write's.
        let _gone = fs::remove_file(path);
        failed(it)
    })
}

/// Makes a folder and its missing parents, and fsyncs each parent that got a new name.
pub(crate) fn make_folder(folder: &Path) -> Result<(), LogError> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        make_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => sync_folder(folder),
        Err(it) if it.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(it) => Err(LogError::io("make the folder", folder, it)),
    }
}

/// Fsyncs the folder that holds `path`.
fn sync_folder(path: &Path) -> Result<(), LogError> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync(parent),
        _ => sync(Path::new(".")),
    }
}

fn sync(folder: &Path) -> Result<(), LogError> {
    File::open(folder).and_then(|it| it.sync_all()).map_err(|it| LogError::io("sync the folder", folder, it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_somebody_else_wrote_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taken");
        fs::write(&path, "theirs").unwrap();
        assert!(write_synced(&path, b"ours").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
    }
}
