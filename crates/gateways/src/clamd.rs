//! The antivirus: the daemon of `ClamAV`, asked about bytes over its own protocol (`INSTREAM`, `man clamd`).
//!
//! **Invariant:** an answer is *clean* or *infected* only if the daemon said so of all the bytes; all else is an error that says why
//! nothing is known.

use std::{fmt, path::PathBuf, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// Getting through to the daemon of this machine or of the next one.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// All bytes and the answer: an archive is unpacked and read whole.
const SCAN_MAX: Duration = Duration::from_mins(1);
/// Bytes that are sent at all: what is longer is longer than its own `StreamMaxLength` of 100 MB.
const BYTES_MAX: usize = 100_000_000;
/// Bytes of one piece.
const PIECE: usize = 64 << 10;
/// Bytes of an answer that are read.
const ANSWER_MAX: u64 = 1_000;
/// Letters of a virus's name that are kept.
const NAME_MAX: usize = 120;

/// The daemon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clamd(Place);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Socket(PathBuf),
    Machine(String),
}

/// What the daemon says of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// It knows of nothing in them.
    Clean,
    /// It knows this in them.
    Infected(String),
}

/// Nothing is known of the bytes.
#[derive(Debug, thiserror::Error)]
pub enum ClamdError {
    /// There are more of them than the daemon takes.
    #[error("the file is longer than the antivirus takes")]
    TooLarge,
    /// Nobody answers, or the connection broke.
    #[error("the antivirus was not reached")]
    NotReached(#[from] std::io::Error),
    /// It took too long.
    #[error("the antivirus did not answer in time")]
    TooSlow,
    /// It could not look.
    #[error("the antivirus answered: {0}")]
    Answer(String),
}

/// A setting that is no address of the daemon: `clamd:/run/clamav/clamd.ctl`, `clamd:127.0.0.1:3310`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of an antivirus: clamd:/path/to/socket or clamd:host:port")]
pub struct NoClamd;

impl std::str::FromStr for Clamd {
    type Err = NoClamd;

    fn from_str(setting: &str) -> Result<Self, NoClamd> {
        let place = setting.strip_prefix("clamd:").ok_or(NoClamd)?;
        if place.starts_with('/') {
            return Ok(Self(Place::Socket(place.into())));
        }
        let (host, port) = place.rsplit_once(':').ok_or(NoClamd)?;
        let is_port = port.parse::<u16>().is_ok_and(|it| it > 0);
        if host.is_empty() || host.contains('/') || !is_port {
            return Err(NoClamd);
        }
        Ok(Self(Place::Machine(place.to_owned())))
    }
}

impl fmt::Display for Clamd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Socket(path) => write!(f, "clamd:{}", path.display()),
            Place::Machine(machine) => write!(f, "clamd:{machine}"),
        }
    }
}

impl Clamd {
    /// Asks about bytes.
    ///
    /// # Errors
    ///
    /// [`ClamdError`]: nothing is known of them.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Scanned, ClamdError> {
        if bytes.len() > BYTES_MAX {
            return Err(ClamdError::TooLarge);
        }
        let asking = async {
            match &self.0 {
                Place::Socket(path) => ask(connected(UnixStream::connect(path)).await?, bytes).await,
                Place::Machine(machine) => ask(connected(TcpStream::connect(machine)).await?, bytes).await,
            }
        };
        timeout(SCAN_MAX, asking).await.map_err(|_| ClamdError::TooSlow)?
    }
}

async fn connected<S>(connecting: impl Future<Output = std::io::Result<S>>) -> Result<S, ClamdError> {
    let late = || ClamdError::NotReached(std::io::ErrorKind::TimedOut.into());
    Ok(timeout(CONNECT_MAX, connecting).await.map_err(|_| late())??)
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Result<Scanned, ClamdError> {
    // What is too long for the daemon is refused while we still write: its answer says more than the broken connection.
    let written = send(&mut stream, bytes).await;
    let mut answer = Vec::new();
    let read = (&mut stream).take(ANSWER_MAX).read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    let answer = answer.trim_end_matches(['\0', '\n']);
    if answer.is_empty() {
        written?;
        read?;
        return Err(ClamdError::NotReached(std::io::ErrorKind::UnexpectedEof.into()));
    }
    understood(answer, written.is_ok())
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(b"zINSTREAM\0").await?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(piece).await?;
    }
    stream.write_all(&[0; 4]).await?;
    stream.flush().await
}

/// What an answer says, if all the bytes were sent.
fn understood(answer: &str, is_whole: bool) -> Result<Scanned, ClamdError> {
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    if let Some(name) = said.strip_suffix(" FOUND") {
        return Ok(Scanned::Infected(name.chars().filter(|it| !it.is_control()).take(NAME_MAX).collect()));
    }
    match said {
        "OK" if is_whole => Ok(Scanned::Clean),
        said if said.contains("size limit exceeded") => Err(ClamdError::TooLarge),
        said => Err(ClamdError::Answer(said.chars().filter(|it| !it.is_control()).take(NAME_MAX).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_daemon_has_an_address() {
        for good in ["clamd:/run/clamav/clamd.ctl", "clamd:127.0.0.1:3310", "clamd:[::1]:3310"] {
            assert_eq!(good.parse::<Clamd>().unwrap().to_string(), good);
        }
        for bad in ["", "clamd:", "/run/clamd.ctl", "clamd:3310", "clamd:host", "clamd:host:0", "clamd::3310"]
        {
            assert_eq!(bad.parse::<Clamd>(), Err(NoClamd), "{bad}");
        }
    }

    #[test]
    fn only_a_whole_file_is_clean() {
        assert_eq!(understood("stream: OK", true).unwrap(), Scanned::Clean);
        assert!(matches!(understood("stream: OK", false), Err(ClamdError::Answer(_))));
        assert_eq!(understood("stream: A.B FOUND", true).unwrap(), Scanned::Infected("A.B".to_owned()));
        assert!(matches!(
            understood("INSTREAM size limit exceeded. ERROR", false),
            Err(ClamdError::TooLarge)
        ));
        assert!(matches!(
            understood("stream: Can't allocate memory ERROR", true),
            Err(ClamdError::Answer(_))
        ));
    }
}
