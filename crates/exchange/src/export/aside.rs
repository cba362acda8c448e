//! A file that appears whole or not at all: written beside its place, then renamed.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

const BUFFER_BYTES: usize = 1 << 20;

/// A file being written beside its place. Dropped before [`Aside::keep`], it leaves nothing.
pub(super) struct Aside {
    place: PathBuf,
    beside: PathBuf,
    to: Option<Squeezed>,
}

enum Squeezed {
    Plain(BufWriter<File>),
    Gzip(BufWriter<GzEncoder<File>>),
    Zstd(BufWriter<zstd::Encoder<'static, File>>),
}

impl Aside {
    /// Begins the file of `place`, compressed if the name ends in `.gz` or `.zst`.
    pub(super) fn text(place: &Path) -> io::Result<Self> {
        let (beside, file) = begin(place)?;
        let to = match place.extension().and_then(|it| it.to_str()) {
            Some("gz") => Squeezed::Gzip(BufWriter::with_capacity(
                BUFFER_BYTES,
                GzEncoder::new(file, Compression::new(4)),
            )),
            Some("zst") => {
                Squeezed::Zstd(BufWriter::with_capacity(BUFFER_BYTES, zstd::Encoder::new(file, 3)?))
            }
            _ => Squeezed::Plain(BufWriter::with_capacity(BUFFER_BYTES, file)),
        };
        Ok(Self { place: place.to_owned(), beside, to: Some(to) })
    }

    /// Begins the file of `place`, as it is whatever its name.
    pub(super) fn binary(place: &Path) -> io::Result<Self> {
        let (beside, file) = begin(place)?;
        let to = Some(Squeezed::Plain(BufWriter::with_capacity(BUFFER_BYTES, file)));
        Ok(Self { place: place.to_owned(), beside, to })
    }

    /// Puts the whole file in its place, on disk for good.
    pub(super) fn keep(mut self) -> io::Result<()> {
        let file = match self.to.take() {
            Some(Squeezed::Plain(it)) => it.into_inner().map_err(io::IntoInnerError::into_error)?,
            Some(Squeezed::Gzip(it)) => it.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?,
            Some(Squeezed::Zstd(it)) => it.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?,
            None => return Ok(()),
        };
        file.sync_all()?;
        fs::rename(&self.beside, &self.place)?;
        #[cfg(unix)]
        File::open(folder_of(&self.place))?.sync_all()?;
        Ok(())
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            Some(Squeezed::Plain(it)) => it.write(bytes),
            Some(Squeezed::Gzip(it)) => it.write(bytes),
            Some(Squeezed::Zstd(it)) => it.write(bytes),
            None => Err(io::Error::other("the file is closed")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Some(Squeezed::Plain(it)) => it.flush(),
            Some(Squeezed::Gzip(it)) => it.flush(),
            Some(Squeezed::Zstd(it)) => it.flush(),
            None => Ok(()),
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.to = None;
        // Once renamed there is nothing left to remove, and nobody to tell otherwise.
        let _gone = fs::remove_file(&self.beside);
    }
}

/// Bytes put by for later, in a file that goes with this.
pub(super) struct Spool {
    beside: PathBuf,
    to: BufWriter<File>,
}

impl Spool {
    /// Begins one beside the file of `place`.
    pub(super) fn beside(place: &Path) -> io::Result<Self> {
        let beside = beside(place, "spool")?;
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&beside)?;
        Ok(Self { beside, to: BufWriter::with_capacity(BUFFER_BYTES, file) })
    }

    /// Writes to `other` all that was put by.
    pub(super) fn pour(&mut self, other: &mut impl Write) -> io::Result<()> {
        self.to.flush()?;
        let file = self.to.get_mut();
        file.rewind()?;
        io::copy(file, other)?;
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.beside);
    }
}

fn begin(place: &Path) -> io::Result<(PathBuf, File)> {
    if place.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let beside = beside(place, "part")?;
    let file = File::create(&beside)?;
    Ok((beside, file))
}

/// A name of its own for this process, in the same folder, so that renaming stays on one disk.
fn beside(place: &Path, suffix: &str) -> io::Result<PathBuf> {
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
    use std::io::Read;

    use super::*;
    use crate::export::tests::Folder;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = Folder::new();
        let place = folder.path("out.csv");
        fs::write(&place, "before").unwrap();

        let mut dropped = Aside::text(&place).unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(fs::read_to_string(&place).unwrap(), "before");

        let mut kept = Aside::text(&place).unwrap();
        kept.write_all(b"after").unwrap();
        kept.keep().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "after");
        assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn the_name_chooses_the_compression() {
        let folder = Folder::new();
        let place = folder.path("out.xes.gz");
        let mut it = Aside::text(&place).unwrap();
        it.write_all(b"words").unwrap();
        it.keep().unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(File::open(&place).unwrap()).read_to_string(&mut text).unwrap();
        assert_eq!(text, "words");
    }
}
