//! An exported file, whole or not there, compressed if its name says so; and bytes put by until it needs them.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use kernel::whole_file::{WholeFile, beside};

const BUFFER_BYTES: usize = 1 << 20;

/// A file being written beside its place. Dropped before [`Aside::keep`], it leaves nothing.
pub(super) struct Aside {
    whole: WholeFile,
    to: Squeezed,
}

enum Squeezed {
    Plain(BufWriter<File>),
    Gzip(BufWriter<GzEncoder<File>>),
    Zstd(BufWriter<zstd::Encoder<'static, File>>),
}

impl Aside {
    /// Begins the file of `place`, compressed if the name ends in `.gz` or `.zst`.
    pub(super) fn text(place: &Path) -> io::Result<Self> {
        let (whole, file) = WholeFile::begin(place, &OpenOptions::new())?;
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
        Ok(Self { whole, to })
    }

    /// Begins the file of `place`, as it is whatever its name.
    pub(super) fn binary(place: &Path) -> io::Result<Self> {
        let (whole, file) = WholeFile::begin(place, &OpenOptions::new())?;
        Ok(Self { whole, to: Squeezed::Plain(BufWriter::with_capacity(BUFFER_BYTES, file)) })
    }

    /// Puts the whole file in its place, on disk for good.
    pub(super) fn keep(self) -> io::Result<()> {
        let file = match self.to {
            Squeezed::Plain(it) => it.into_inner().map_err(io::IntoInnerError::into_error)?,
            Squeezed::Gzip(it) => it.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?,
            Squeezed::Zstd(it) => it.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?,
        };
        self.whole.keep(&file)
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            Squeezed::Plain(it) => it.write(bytes),
            Squeezed::Gzip(it) => it.write(bytes),
            Squeezed::Zstd(it) => it.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Squeezed::Plain(it) => it.flush(),
            Squeezed::Gzip(it) => it.flush(),
            Squeezed::Zstd(it) => it.flush(),
        }
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::export::tests::Folder;

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
