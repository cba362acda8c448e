//! A file that appears whole or not at all: written beside its place, then renamed.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// A file being written. Dropped before [`WholeFile::keep`], it leaves its place as it was.
#[derive(Debug)]
pub struct WholeFile {
    place: PathBuf,
    /// `None` where the place is a device or a pipe: it is written as it is, never replaced.
    beside: Option<PathBuf>,
}

impl WholeFile {
    /// Begins the file of `place`, opened with `options`, which say who may read it; give what was written to
    /// [`keep`](Self::keep). A folder is refused.
    pub fn begin(place: &Path, options: &OpenOptions) -> io::Result<(Self, File)> {
        let mut options = options.clone();
        options.write(true);
        let special = match fs::metadata(place) {
            Ok(it) if it.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(it) => !it.is_file(),
            Err(_) => false,
        };
        if special {
            return Ok((Self { place: place.to_owned(), beside: None }, options.open(place)?));
        }
        let beside = beside(place, "part")?;
        let file = options.create(true).truncate(true).open(&beside)?;
        Ok((Self { place: place.to_owned(), beside: Some(beside) }, file))
    }

    /// Puts the whole file in its place, on disk for good.
    pub fn keep(mut self, file: &File) -> io::Result<()> {
        let Some(beside) = &self.beside else { return Ok(()) };
        file.sync_all()?;
        fs::rename(beside, &self.place)?;
        self.beside = None;
        File::open(folder_of(&self.place))?.sync_all()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            // There is nobody to tell that it could not be removed.
            let _gone = fs::remove_file(beside);
        }
    }
}

/// A name of its own for this process, in the same folder, so that renaming stays on one disk.
pub fn beside(place: &Path, suffix: &str) -> io::Result<PathBuf> {
    let name = place.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    Ok(folder_of(place).join(format!(".{}.{}.{suffix}", name.to_string_lossy(), std::process::id())))
}

fn folder_of(place: &Path) -> &Path {
    match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write as _, os::unix::fs::FileTypeExt as _};

    use super::*;

    fn begin(place: &Path) -> (WholeFile, File) {
        WholeFile::begin(place, &OpenOptions::new()).unwrap()
    }

    #[test]
    fn it_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("out.csv");
        fs::write(&place, "before").unwrap();
        let (dropped, mut file) = begin(&place);
        file.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(fs::read_to_string(&place).unwrap(), "before");
        let (kept, mut file) = begin(&place);
        file.write_all(b"after").unwrap();
        kept.keep(&file).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "after");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
        assert!(WholeFile::begin(folder.path(), &OpenOptions::new()).is_err());
    }

    #[test]
    fn a_pipe_is_written_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&place).status().unwrap().success());
        let reader = std::thread::spawn({
            let place = place.clone();
            move || fs::read_to_string(place).unwrap()
        });
        let (kept, mut file) = begin(&place);
        file.write_all(b"words").unwrap();
        kept.keep(&file).unwrap();
        drop(file);
        assert_eq!(reader.join().unwrap(), "words");
        assert!(fs::metadata(&place).unwrap().file_type().is_fifo());
    }
}
