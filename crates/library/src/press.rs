//! The press: a program beside this one that sets the guide as a PDF. It is heavy, so it runs apart, for a limited time.

use std::{
    collections::HashMap,
    env, fs, io,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use jiff::civil;
use kernel::{Explain, Lang, Message};
use tokio::{process::Command, sync::Semaphore, time::timeout};

use crate::words::message;

/// Its name.
const PROGRAM: &str = "efficaces-press";
/// The whole guide takes about a second; a machine that is busy may take longer.
const TIME_MAX: Duration = Duration::from_mins(1);
/// Whole guides that are kept: both languages.
const KEPT_MAX: usize = 2;

/// One at a time on each server: others wait their turn.
static TURN: Semaphore = Semaphore::const_new(1);
/// Those who print or wait; more are told to come back.
static QUEUE: Semaphore = Semaphore::const_new(20);
/// Guides by the revision of the content, and what was ordered.
type Kept = HashMap<(u64, Order), Arc<[u8]>>;
/// The whole guides last printed.
static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// What is to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Order {
    /// In this language.
    pub lang: Lang,
    /// Ids of the practices; none is the whole guide.
    pub practices: Vec<String>,
    /// The day that stands on it.
    pub date: civil::Date,
    /// Where the platform is, for links.
    pub url: Option<String>,
}

/// Nothing was printed.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// The program is not there.
    #[error("`{PROGRAM}` is neither beside this program nor on the path")]
    Missing,
    /// It could not be run, or its file not be read.
    #[error("the press could not be run")]
    Failed(#[from] io::Error),
    /// It said no.
    #[error("the press refused: {0}")]
    Refused(String),
    /// Too many wait already.
    #[error("too many guides wait to be printed")]
    Busy,
    /// It took too long.
    #[error("the press took longer than a minute")]
    TooSlow,
}

impl Explain for PressError {
    fn message(&self) -> Message {
        message(match self {
            Self::Missing => "press-missing",
            Self::Busy => "press-busy",
            Self::TooSlow => "press-too-slow",
            Self::Failed(_) | Self::Refused(_) => "press-failed",
        })
    }
}

/// Prints, and gives the bytes of the PDF.
///
/// # Errors
///
/// [`PressError`]; nothing is left behind.
pub async fn print(order: &Order) -> Result<Arc<[u8]>, PressError> {
    let (changes, revision) = (practices::changed(), practices::revision());
    let kept = |it: &Mutex<Kept>| {
        it.lock().unwrap_or_else(PoisonError::into_inner).get(&(revision, order.clone())).cloned()
    };
    if let Some(found) = kept(&KEPT) {
        return Ok(found);
    }
    let _place = QUEUE.try_acquire().map_err(|_| PressError::Busy)?;
    let turn = TURN.acquire().await;
    // Somebody may have printed the same while we waited.
    if let Some(found) = kept(&KEPT) {
        return Ok(found);
    }
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out.pdf");
    let mut command = Command::new(program().ok_or(PressError::Missing)?);
    command.arg(&out).args(["--lang", order.lang.tag(), "--date", &order.date.to_string()]);
    if !order.practices.is_empty() {
        command.args(["--practices", &order.practices.join(",")]);
    }
    if let Some(url) = &order.url {
        command.args(["--url", url]);
    }
    if !changes.is_empty() {
        let content = folder.path().join("content");
        for (path, text) in changes {
            put(&content.join(path), text)?;
        }
        command.arg("--content").arg(content);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let ended = timeout(TIME_MAX, command.output()).await.map_err(|_| PressError::TooSlow)??;
    if !ended.status.success() {
        return Err(PressError::Refused(String::from_utf8_lossy(&ended.stderr).trim().to_owned()));
    }
    let pdf: Arc<[u8]> = fs::read(&out)?.into();
    drop(turn);
    if order.practices.is_empty() {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, it), _| *of == revision && it.date == order.date);
        if kept.len() < KEPT_MAX {
            kept.insert((revision, order.clone()), Arc::clone(&pdf));
        }
    }
    Ok(pdf)
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// Beside this program, else on the path.
fn program() -> Option<PathBuf> {
    let beside = env::current_exe().ok()?.with_file_name(PROGRAM);
    if beside.is_file() {
        return Some(beside);
    }
    env::split_paths(&env::var_os("PATH")?).map(|it| it.join(PROGRAM)).find(|it| it.is_file())
}
