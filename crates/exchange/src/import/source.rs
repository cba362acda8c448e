//! A file as it comes: compressed or not, whole or cut short, from a disk or from standard input.

use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use flate2::read::MultiGzDecoder;

use super::ImportError;

/// How much of a file is looked at to guess what it is.
pub(super) const SAMPLE_BYTES: usize = 1 << 20;
/// The memory that a Zstandard file may ask for: 128 MB.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// What was noticed while reading, by those who do not hold the reader.
#[derive(Debug, Default)]
pub(super) struct Noticed {
    /// Bytes of the file, as they lie on the disk.
    done: AtomicU64,
    /// The disk failed, not the content.
    failed_below: AtomicBool,
    /// The compressed content ends before its end.
    cut: AtomicBool,
}

impl Noticed {
    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    pub(super) fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }
}

/// A file, opened and decompressed, its beginning already at hand.
pub(super) struct Source {
    pub(super) name: Arc<str>,
    /// The first [`SAMPLE_BYTES`], or all there is.
    pub(super) sample: Vec<u8>,
    /// Whether the sample is all there is.
    pub(super) whole: bool,
    /// Everything, the sample included.
    pub(super) reader: Box<dyn Read + Send>,
    pub(super) noticed: Arc<Noticed>,
    /// Whether it is compressed.
    pub(super) compressed: bool,
    /// Where it lies; `None`: standard input, which is read once.
    pub(super) place: Option<PathBuf>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens a file; `-` is standard input.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let name: Arc<str> = path.display().to_string().into();
        let failed = |source| ImportError::Open { file: name.to_string(), source };
        if path == Path::new("-") {
            return Self::over(Arc::clone(&name), Box::new(io::stdin()), None).map_err(failed);
        }
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        Self::over(Arc::clone(&name), Box::new(file), Some(path.to_owned())).map_err(failed)
    }

    /// A text in memory, for tests and fuzzing.
    pub(super) fn text(name: &str, bytes: Vec<u8>) -> io::Result<Self> {
        Self::over(name.into(), Box::new(Cursor::new(bytes)), None)
    }

    fn over(name: Arc<str>, from: Box<dyn Read + Send>, place: Option<PathBuf>) -> io::Result<Self> {
        let noticed = Arc::new(Noticed::default());
        let mut counted = Counted { from, noticed: Arc::clone(&noticed) };
        let magic = head(&mut counted, 4)?;
        let again = Cursor::new(magic.clone()).chain(counted);
        let (mut reader, compressed): (Box<dyn Read + Send>, bool) = match magic[..] {
            [0x1f, 0x8b, ..] => {
                let from = MultiGzDecoder::new(io::BufReader::with_capacity(1 << 17, again));
                (Box::new(Forgiving { from, noticed: Arc::clone(&noticed) }), true)
            }
            [0x28, 0xb5, 0x2f, 0xfd] => {
                let mut from = zstd::Decoder::new(again)?;
                from.window_log_max(ZSTD_WINDOW_LOG_MAX)?;
                (Box::new(Forgiving { from, noticed: Arc::clone(&noticed) }), true)
            }
            _ => (Box::new(again), false),
        };
        let sample = head(&mut reader, SAMPLE_BYTES)?;
        let whole = sample.len() < SAMPLE_BYTES;
        let reader = Box::new(Cursor::new(sample.clone()).chain(reader));
        Ok(Self { name, sample, whole, reader, noticed, compressed, place })
    }
}

/// The first bytes, fewer only at the end.
fn head(from: &mut impl Read, bytes: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    from.take(bytes as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Counts what is read of the file itself.
struct Counted {
    from: Box<dyn Read + Send>,
    noticed: Arc<Noticed>,
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(to);
        match &read {
            Ok(bytes) => {
                self.noticed.done.fetch_add(*bytes as u64, Ordering::Relaxed);
            }
            Err(it) if it.kind() != io::ErrorKind::Interrupted => {
                self.noticed.failed_below.store(true, Ordering::Relaxed);
            }
            Err(_) => {}
        }
        read
    }
}

/// Bytes of a compressed file were changed: what it holds cannot be trusted, before the place where it shows either.
#[derive(Debug, thiserror::Error)]
#[error("the compressed file is damaged")]
pub(super) struct Damaged;

/// Gives what a compressed file that was cut short holds before the cut, and notices it.
struct Forgiving<R> {
    from: R,
    noticed: Arc<Noticed>,
}

impl<R: Read> Read for Forgiving<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.noticed.is_cut() {
            return Ok(0);
        }
        match self.from.read(to) {
            Err(it)
                if it.kind() != io::ErrorKind::Interrupted
                    && !self.noticed.failed_below.load(Ordering::Relaxed) =>
            {
                // What stands before strange bytes after a whole stream was checked by its own sum.
                let is_cut =
                    it.kind() == io::ErrorKind::UnexpectedEof || it.to_string() == "invalid gzip header";
                if !is_cut {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, Damaged));
                }
                self.noticed.cut.store(true, Ordering::Relaxed);
                Ok(0)
            }
            read => read,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(Vec::new(), Compression::default());
        to.write_all(text).unwrap();
        to.finish().unwrap()
    }

    fn all(bytes: Vec<u8>) -> (Vec<u8>, bool) {
        let mut source = Source::text("x", bytes).unwrap();
        let mut text = Vec::new();
        source.reader.read_to_end(&mut text).unwrap();
        (text, source.noticed.is_cut())
    }

    #[test]
    fn compression_is_known_by_content() {
        let text = b"a,b\n1,2\n".to_vec();
        assert_eq!(all(text.clone()), (text.clone(), false));
        assert_eq!(all(gzip(&text)), (text.clone(), false));
        assert_eq!(all([gzip(&text), gzip(&text)].concat()), ([text.clone(), text.clone()].concat(), false));
        assert_eq!(all(zstd::encode_all(&text[..], 1).unwrap()), (text, false));
    }

    #[test]
    fn what_was_changed_is_not_trusted() {
        let text: Vec<u8> = (0..100_000).flat_map(|it| format!("{it}\n").into_bytes()).collect();
        let mut sum = gzip(&text);
        let last = sum.len() - 6;
        sum[last] ^= 1;
        let mut middle = gzip(&text);
        middle[100_000] ^= 0x55;
        for bytes in [sum, middle] {
            let read = Source::text("x", bytes).and_then(|mut it| it.reader.read_to_end(&mut Vec::new()));
            assert!(
                read.unwrap_err().get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Damaged>)
            );
        }
        let trailed = [gzip(&text), b"and more".to_vec()].concat();
        assert_eq!(all(trailed), (text, true));
    }

    #[test]
    fn what_stands_before_a_cut_is_kept() {
        let text: Vec<u8> = (0..100_000).flat_map(|it| format!("{it}\n").into_bytes()).collect();
        for bytes in [gzip(&text), zstd::encode_all(&text[..], 1).unwrap()] {
            let (kept, cut) = all(bytes[..bytes.len() / 2].to_vec());
            assert!(cut && !kept.is_empty() && text.starts_with(&kept));
        }
    }
}
