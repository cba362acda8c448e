//! The press: a program beside this one that sets type as PDF. It is heavy, so it runs apart, one at a time, for a limited time.
//!
//! Start with [`turn`], then [`Turn::print`]; [`print_document`], [`print_letter`] and [`print_letters`] do both.
//!
//! **Invariant:** whatever happens, no file and no program is left behind.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use kernel::{
    Explain, Lang, Message,
    document::{Document, Letter},
};
use serde::Serialize;
use tokio::{
    process::Command,
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::{program, words::WORDS};

/// Its name.
const PROGRAM: &str = "efficaces-press";
/// A whole guide takes about a second; a machine that is busy may take longer.
const TIME_MAX: Duration = Duration::from_mins(1);

/// One at a time on each server: others wait their turn.
static TURN: Semaphore = Semaphore::const_new(1);
/// Those who print or wait; more are told to come back.
static QUEUE: Semaphore = Semaphore::const_new(20);

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
    #[error("too many wait for the press")]
    Busy,
    /// It took too long.
    #[error("the press took longer than a minute")]
    TooSlow,
}

impl PressError {
    /// Whether the same may be printed later, once the press is there or less busy: answered as 503. Otherwise it is our fault.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Missing | Self::Busy | Self::TooSlow)
    }
}

impl Explain for PressError {
    fn message(&self) -> Message {
        let key = match self {
            Self::Missing => "press-missing",
            Self::Busy => "press-busy",
            Self::TooSlow => "press-too-slow",
            Self::Failed(_) | Self::Refused(_) => "press-failed",
        };
        Message::new(&WORDS, key)
    }
}

/// What the press is to do.
#[derive(Debug, Clone, Default)]
pub struct Job {
    words: Vec<Word>,
    files: Vec<(PathBuf, String)>,
}

#[derive(Debug, Clone)]
enum Word {
    Plain(String),
    Place(PathBuf),
}

impl Job {
    /// Nothing yet but the PDF to write.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words of its command line.
    #[must_use]
    pub fn words<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        self.words.extend(words.into_iter().map(|it| Word::Plain(it.to_owned())));
        self
    }

    /// Adds the address of a file or a folder of this job: `--content content`.
    #[must_use]
    pub fn place(mut self, path: impl Into<PathBuf>) -> Self {
        self.words.push(Word::Place(path.into()));
        self
    }

    /// Lays a text beside it, by its path within the job.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        self.files.push((path.into(), text.into()));
        self
    }
}

/// The turn of one who waited; given back when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _place: SemaphorePermit<'static>,
    _turn: SemaphorePermit<'static>,
}

/// Waits for one's turn.
///
/// # Errors
///
/// [`PressError::Busy`] if too many wait already.
pub async fn turn() -> Result<Turn, PressError> {
    let place = QUEUE.try_acquire().map_err(|_| PressError::Busy)?;
    let turn = TURN.acquire().await.map_err(|_| PressError::Busy)?;
    Ok(Turn { _place: place, _turn: turn })
}

impl Turn {
    /// Prints, and gives the bytes of the PDF.
    ///
    /// # Errors
    ///
    /// [`PressError`]; nothing is left behind.
    pub async fn print(self, job: &Job) -> Result<Vec<u8>, PressError> {
        run(&program(PROGRAM).ok_or(PressError::Missing)?, job).await
    }
}

/// Prints a document.
///
/// # Errors
///
/// [`PressError`]; nothing is left behind.
pub async fn print_document(document: &Document, lang: Lang) -> Result<Vec<u8>, PressError> {
    print_json(document, "--report", lang).await
}

/// Whether there is a press: a page offers what it can give.
pub fn is_there() -> bool {
    program(PROGRAM).is_some()
}

/// Prints a letter.
///
/// # Errors
///
/// [`PressError`]; nothing is left behind.
pub async fn print_letter(letter: &Letter, lang: Lang) -> Result<Vec<u8>, PressError> {
    print_json(letter, "--letter", lang).await
}

/// Prints letters into one file, each in its language and from a front page on, behind a cover in `lang`.
///
/// # Errors
///
/// [`PressError`]; nothing is left behind.
pub async fn print_letters(
    cover: &Document,
    letters: &[(Lang, Letter)],
    lang: Lang,
) -> Result<Vec<u8>, PressError> {
    print_json(&(cover, letters), "--letters", lang).await
}

async fn print_json(what: &impl Serialize, option: &str, lang: Lang) -> Result<Vec<u8>, PressError> {
    let text = serde_json::to_string(what).map_err(io::Error::from)?;
    let job = Job::new().words(["--lang", lang.tag(), option]).place("it.json").file("it.json", text);
    turn().await?.print(&job).await
}

async fn run(program: &Path, job: &Job) -> Result<Vec<u8>, PressError> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out.pdf");
    for (path, text) in &job.files {
        put(&folder.path().join(path), text)?;
    }
    let mut command = Command::new(program);
    command.arg(&out);
    for word in &job.words {
        match word {
            Word::Plain(word) => command.arg(word),
            Word::Place(path) => command.arg(folder.path().join(path)),
        };
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let ended = timeout(TIME_MAX, command.output()).await.map_err(|_| PressError::TooSlow)??;
    if !ended.status.success() {
        return Err(PressError::Refused(String::from_utf8_lossy(&ended.stderr).trim().to_owned()));
    }
    Ok(fs::read(&out)?)
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A program of a few lines in place of the press: the seam is a process.
    #[expect(clippy::unwrap_used, reason = "a test that fails says where")]
    fn press(lines: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PROGRAM);
        fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        (folder, path)
    }

    #[tokio::test]
    async fn words_places_and_files_reach_the_press_and_its_pdf_comes_back() {
        let (_folder, program) = press("out=$1; shift; cat \"$3\" > \"$out\"; echo \" $1 $2\" >> \"$out\"");
        let job = Job::new().words(["--lang", "fr"]).place("a/b.json").file("a/b.json", "{}");
        let pdf = run(&program, &job).await.unwrap();
        assert_eq!(String::from_utf8(pdf).unwrap(), "{} --lang fr\n");
    }

    #[tokio::test]
    async fn what_the_press_says_against_it_is_kept() {
        let (_folder, program) = press("echo 'no such practice' >&2; exit 1");
        let refused = run(&program, &Job::new()).await.unwrap_err();
        assert!(matches!(&refused, PressError::Refused(why) if why == "no such practice"), "{refused}");
        for lang in Lang::ALL {
            assert!(!refused.message().say(lang).contains("practice"), "a cause is for the log");
        }
    }

    #[tokio::test]
    async fn nobody_waits_behind_too_many() {
        let waiting: Vec<_> = std::iter::from_fn(|| QUEUE.try_acquire().ok()).collect();
        assert_eq!(waiting.len(), 20);
        assert!(matches!(turn().await, Err(PressError::Busy)));
    }
}
