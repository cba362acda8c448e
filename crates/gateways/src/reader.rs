//! The side of the server: messages are given to workers (`efficaces worker`), which may die of them. Start with [`Reader::read`].
//!
//! **Invariants:** no stranger's byte is parsed in this process. A worker that dies, hangs or answers nonsense costs one message, which is
//! set apart ([`Reason::WorkerEnded`]); a machine on which no worker can be started costs none: [`NoWorker`] says to try later.

use std::{
    fmt, io,
    path::PathBuf,
    process::Stdio,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use mail::{ContentKey, Incoming, Quarantined, Reason, Settings};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Semaphore,
    time::timeout,
};

use crate::worker::{AttachmentAnswer, HELLO, ReadAnswer, Request, length};

/// One message: the slowest honest one takes a second or two.
const TIME_MAX: Duration = Duration::from_secs(20);
/// Starting a worker, on a busy machine.
const START_MAX: Duration = Duration::from_secs(10);
/// Bytes of an answer: texts have limits of their own, far below.
const ANSWER_BYTES_MAX: usize = 64 << 20;

/// Reads messages in processes of their own; as many at once as there are workers. Dropped, it ends them.
pub struct Reader {
    program: PathBuf,
    settings: Settings,
    time_max: Duration,
    idle: Mutex<Vec<Worker>>,
    turns: Semaphore,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("program", &self.program).finish_non_exhaustive()
    }
}

/// No worker could be started, so that the message was not read: it is to be tried later, not set apart.
#[derive(Debug, thiserror::Error)]
#[error("`{} worker` could not be started", program.display())]
pub struct NoWorker {
    program: PathBuf,
    #[source]
    error: io::Error,
}

impl Reader {
    /// Reads with `program worker`, so many at once. Workers are started when they are needed.
    ///
    /// # Panics
    ///
    /// If `workers` is 0.
    pub fn new(program: impl Into<PathBuf>, settings: Settings, workers: usize) -> Self {
        assert!(workers > 0, "somebody must read");
        Self {
            program: program.into(),
            settings,
            time_max: TIME_MAX,
            idle: Mutex::new(Vec::new()),
            turns: Semaphore::new(workers),
        }
    }

    /// Another time limit for each message.
    #[must_use]
    pub fn with_time_max(mut self, time_max: Duration) -> Self {
        self.time_max = time_max;
        self
    }

    /// Reads a message: what it says, or why it is set apart.
    ///
    /// # Errors
    ///
    /// [`NoWorker`]: it was not read at all.
    pub async fn read(&self, raw: &[u8]) -> Result<Result<Incoming, Quarantined>, NoWorker> {
        Ok(match self.ask(Request::Read, raw).await? {
            Ok(Answer::Read(incoming)) => Ok(*incoming),
            Ok(Answer::Attachment(_)) => Err(Reason::WorkerEnded.into()),
            Err(refused) => Err(refused),
        })
    }

    /// The bytes of an attachment, by its place in [`Incoming::attachments`]; `None` if there is none there.
    ///
    /// # Errors
    ///
    /// [`NoWorker`], as [`Reader::read`].
    pub async fn attachment(
        &self,
        raw: &[u8],
        index: usize,
    ) -> Result<Result<Option<Vec<u8>>, Quarantined>, NoWorker> {
        Ok(match self.ask(Request::Attachment(index), raw).await? {
            Ok(Answer::Attachment(bytes)) => Ok(bytes),
            Ok(Answer::Read(_)) => Err(Reason::WorkerEnded.into()),
            Err(refused) => Err(refused),
        })
    }

    async fn ask(&self, request: Request, raw: &[u8]) -> Result<Result<Answer, Quarantined>, NoWorker> {
        if raw.len() > self.settings.limits.bytes_max {
            return Ok(Err(Reason::TooLarge.into()));
        }
        let _turn = self.turns.acquire().await;
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut worker = match idle {
                Some(worker) => worker,
                None => self.start().await?,
            };
            let asked = async {
                worker.ask(request, raw).await?;
                worker.answer(request, raw).await
            };
            let answer = timeout(self.time_max, asked).await;
            match answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
                Ok(answer) => {
                    worker.has_read = true;
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                    return Ok(answer);
                }
                Err(error) => {
                    let key = ContentKey::of(raw);
                    let status = worker.end().await;
                    tracing::warn!(%key, ?status, kind = ?error.kind(), "a worker ended while it read a message");
                    // It may be what it read before, or the machine: a new one is asked, and what that says holds.
                    if !worker.has_read {
                        return Ok(Err(Reason::WorkerEnded.into()));
                    }
                }
            }
        }
    }

    async fn start(&self) -> Result<Worker, NoWorker> {
        let started = timeout(START_MAX, Worker::start(&self.program, &self.settings)).await;
        started
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            .map_err(|error| NoWorker { program: self.program.clone(), error })
    }
}

/// What a worker says of a message that it could read.
enum Answer {
    Read(Box<Incoming>),
    Attachment(Option<Vec<u8>>),
}

struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    has_read: bool,
}

impl Worker {
    async fn start(program: &PathBuf, settings: &Settings) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg("worker")
            // Keys and passwords of the server are not for it.
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What it says when it dies would be somebody's message.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut worker = Self { child, input, output, has_read: false };
        worker.send(&serde_json::to_vec(settings)?).await?;
        if worker.frame(HELLO.len()).await? == HELLO { Ok(worker) } else { Err(nonsense()) }
    }

    async fn ask(&mut self, request: Request, raw: &[u8]) -> io::Result<()> {
        self.send(&serde_json::to_vec(&request)?).await?;
        self.send(raw).await
    }

    async fn answer(&mut self, request: Request, raw: &[u8]) -> io::Result<Result<Answer, Quarantined>> {
        let frame = self.frame(ANSWER_BYTES_MAX).await?;
        match request {
            Request::Read => match serde_json::from_slice::<ReadAnswer>(&frame)? {
                Ok(incoming) if incoming.key != ContentKey::of(raw) => Err(nonsense()),
                answer => Ok(answer.map(|it| Answer::Read(Box::new(it)))),
            },
            Request::Attachment(_) => Ok(match serde_json::from_slice::<AttachmentAnswer>(&frame)? {
                // What is encoded is not shorter than what it says.
                Ok(true) => Ok(Answer::Attachment(Some(self.frame(raw.len()).await?))),
                Ok(false) => Ok(Answer::Attachment(None)),
                Err(refused) => Err(refused),
            }),
        }
    }

    async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.input.write_all(&length(bytes)?).await?;
        self.input.write_all(bytes).await?;
        self.input.flush().await
    }

    async fn frame(&mut self, bytes_max: usize) -> io::Result<Vec<u8>> {
        let length = self.output.read_u32().await?;
        if length as usize > bytes_max {
            return Err(nonsense());
        }
        let mut bytes = Vec::new();
        let read = (&mut self.output).take(u64::from(length)).read_to_end(&mut bytes).await?;
        if read == length as usize { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    async fn end(&mut self) -> Option<std::process::ExitStatus> {
        let _ = self.child.start_kill();
        timeout(Duration::from_secs(5), self.child.wait()).await.ok()?.ok()
    }
}

fn nonsense() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not what a worker answers")
}

#[cfg(all(test, unix))]
mod tests;
