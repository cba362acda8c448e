//! The process in which strangers' bytes are parsed: `efficaces worker`. Start with [`work`]; [`Reader`](crate::Reader) is the other side.
//!
//! It has a pipe in and a pipe out, each a sequence of frames: four bytes of length, the biggest first, then so many bytes. It is
//! given its settings as JSON, and says [`HELLO`]; then, again and again, it is given a [`Request`] as JSON and a raw message, and it
//! answers: with a result as JSON, after which, for an attachment, come its bytes.
//!
//! **Invariant:** it can reach nothing. [`limit`] leaves it no file, no network, no other process, and a bounded memory; its environment
//! is empty.

use std::io::{self, Read, Write};

use mail::{Incoming, Limits, Quarantined, Settings};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

/// What a worker says when it is ready.
pub(crate) const HELLO: &[u8] = b"efficaces worker 1";

/// The memory of a worker: a message of 50 MiB several times over, decoded, and the program itself.
const MEMORY_BYTES_MAX: u64 = 1 << 30;

/// What is asked of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Request {
    /// To read a message.
    Read,
    /// The bytes of an attachment, by its place.
    Attachment(usize),
}

/// What a worker answers to [`Request::Read`].
pub(crate) type ReadAnswer = Result<Incoming, Quarantined>;
/// What a worker answers to [`Request::Attachment`]: whether there is one, whose bytes follow.
pub(crate) type AttachmentAnswer = Result<bool, Quarantined>;

/// Gives up, for this process and for good, what parsing does not need.
///
/// # Errors
///
/// If the system does not allow it.
pub fn limit() -> io::Result<()> {
    let limits = [
        (Resource::As, MEMORY_BYTES_MAX),
        // The three that are open; without a fourth there is neither a file nor a socket.
        (Resource::Nofile, 3),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        // What a process that dies leaves on the disk would be somebody's message.
        (Resource::Core, 0),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// Reads messages until there are no more.
///
/// # Errors
///
/// If the other side is gone, or says what is not understood.
pub fn work(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let Some(settings) = read_frame(&mut input)? else { return Ok(()) };
    let settings: Settings = serde_json::from_slice(&settings)?;
    write_frame(&mut output, HELLO)?;
    while let Some(request) = read_frame(&mut input)? {
        let request: Request = serde_json::from_slice(&request)?;
        let raw = read_frame(&mut input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        match request {
            Request::Read => write_json(&mut output, &mail::read(&raw, &settings))?,
            Request::Attachment(index) => write_attachment(&mut output, &raw, index, &settings.limits)?,
        }
    }
    Ok(())
}

fn write_attachment(output: &mut impl Write, raw: &[u8], index: usize, limits: &Limits) -> io::Result<()> {
    match mail::attachment_bytes(raw, index, limits) {
        Ok(Some(bytes)) => {
            write_json(output, &AttachmentAnswer::Ok(true))?;
            write_frame(output, &bytes)
        }
        Ok(None) => write_json(output, &AttachmentAnswer::Ok(false)),
        Err(refused) => write_json(output, &AttachmentAnswer::Err(refused)),
    }
}

fn write_json(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write_frame(output, &serde_json::to_vec(value)?)
}

fn write_frame(output: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    output.write_all(&length(bytes)?)?;
    output.write_all(bytes)?;
    output.flush()
}

/// The four bytes before a frame.
pub(crate) fn length(bytes: &[u8]) -> io::Result<[u8; 4]> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    Ok(length.to_be_bytes())
}

/// The next frame; `None` at the end.
fn read_frame(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u64::from(u32::from_be_bytes(length));
    let mut bytes = Vec::new();
    let read = input.take(length).read_to_end(&mut bytes)?;
    if read as u64 == length { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
