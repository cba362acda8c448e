//! The practices that avoid contacts: their content, the search in it, the self-diagnosis and its advice.
//!
//! Start with [`collection`], the files of `content/` as they were checked by the build, or [`publish`]ed since. [`Index`] finds practices by
//! words; [`Answers`] are those of a self-diagnosis, [`Advice::of`] ranks the practices for them and for a [`Mix`] of causes.
//!
//! **Invariants:** no clock, no chance, and no disk but for [`read_folder`]; every figure of an advice follows the formulas of
//! `docs/self-diagnosis.md`; nothing here names a page or a database.

mod advice;
mod content;
mod diagnosis;
mod folder;
mod learned;
mod search;
mod words;

use std::{
    collections::BTreeMap,
    sync::{
        LazyLock, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

pub use advice::{Advice, Advised, Mix, MixOrigin};
pub use content::{
    Axis, Both, CauseSheet, Collection, Effort, Evidence, Fault, LEVEL_MAX, LifeEvent, Objective, Part,
    Practice, Question, Section, Sheet, Wrong,
};
pub use diagnosis::{Answer, AnswerError, Answers, AxisScore, CONTACTS_MAX, Level, one_decimal};
pub use folder::read_folder;
pub use learned::{Finding, Learned};
pub use search::Index;
pub use words::WORDS;

/// The files, put here by the build.
mod files {
    include!(concat!(env!("OUT_DIR"), "/files.rs"));

    pub(super) fn all() -> &'static [(&'static str, &'static str)] {
        FILES
    }
}

/// Path under `content/`, text.
type Files = BTreeMap<&'static str, &'static str>;

/// The content in force.
struct Content {
    files: Files,
    collection: Collection,
    index: Index,
}

static BASE: OnceLock<Files> = OnceLock::new();

/// What the instance begins with: the files of the product, and its own in their place ([`begin_with`]).
fn base() -> &'static Files {
    BASE.get_or_init(|| files::all().iter().copied().collect())
}

static BEGUN: LazyLock<Content> = LazyLock::new(|| match Content::read(base().clone()) {
    Ok(content) => content,
    Err(faults) => panic!("these files were checked: {faults:?}"),
});

/// What was published since, if anything.
static PUBLISHED: RwLock<Option<&'static Content>> = RwLock::new(None);

static REVISION: AtomicU64 = AtomicU64::new(0);

impl Content {
    fn read(files: Files) -> Result<Self, Vec<Fault>> {
        let list: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, *text)).collect();
        let collection = Collection::read(&list)?;
        let index = Index::of(&collection);
        Ok(Self { files, collection, index })
    }
}

fn content() -> &'static Content {
    let published = PUBLISHED.read().unwrap_or_else(PoisonError::into_inner);
    published.unwrap_or(&BEGUN)
}

/// The content in force: what the instance began with, and what was published since.
///
/// # Panics
///
/// Never: the build and [`begin_with`] refuse faulty files.
pub fn collection() -> &'static Collection {
    &content().collection
}

/// The search in it.
pub fn index() -> &'static Index {
    &content().index
}

/// The files that the collection was read from: path under `content/`, text.
pub fn source_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    content().files.iter().map(|(path, text)| (*path, *text))
}

/// The files that the instance began with: path under `content/`, text.
pub fn first_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    base().iter().map(|(path, text)| (*path, *text))
}

/// The files in force that are not those built in: path under `content/`, text.
pub fn changed() -> Vec<(&'static str, &'static str)> {
    let built_in = |path: &str| files::all().iter().find(|(it, _)| *it == path).map(|(_, text)| *text);
    source_files().filter(|(path, text)| built_in(path) != Some(text)).collect()
}

/// A number that changes whenever something is published.
pub fn revision() -> u64 {
    REVISION.load(Ordering::Relaxed)
}

/// Checks files as [`publish`] would take them, without putting them in force.
///
/// # Errors
///
/// Every fault of the whole that they would make.
pub fn check(files: &[(String, String)]) -> Result<(), Vec<Fault>> {
    let mut list: BTreeMap<&str, &str> = base().clone();
    list.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let list: Vec<(&str, &str)> = list.into_iter().collect();
    Collection::read(&list).map(drop)
}

/// Begins with files (path under `content/`, text) of the instance in place of those built in. Once, before anything is read.
///
/// # Errors
///
/// Every fault; then the files built in stand.
///
/// # Panics
///
/// If something was read already: a fault of the caller.
pub fn begin_with(files: Vec<(String, String)>) -> Result<(), Vec<Fault>> {
    let mut all: Files = files::all().iter().copied().collect();
    for (path, text) in files {
        all.insert(String::leak(path), String::leak(text));
    }
    let list: Vec<(&str, &str)> = all.iter().map(|(path, text)| (*path, *text)).collect();
    Collection::read(&list)?;
    assert!(BASE.set(all).is_ok(), "the content was read before it was chosen");
    Ok(())
}

/// Puts files (path under `content/`, text) in force in place of those that the instance began with. All that was published
/// before is replaced.
///
/// What was in force stays in memory until the process ends: a page under way may still be reading it. It is about a
/// megabyte, and practices are published a few times a day at most.
///
/// # Errors
///
/// Every fault; then nothing changes.
pub fn publish(files: &[(String, String)]) -> Result<(), Vec<Fault>> {
    check(files)?;
    let mut all: Files = base().clone();
    for (path, text) in files {
        all.insert(String::leak(path.clone()), String::leak(text.clone()));
    }
    let content: &'static Content = Box::leak(Box::new(Content::read(all)?));
    *PUBLISHED.write().unwrap_or_else(PoisonError::into_inner) = Some(content);
    REVISION.fetch_add(1, Ordering::Relaxed);
    Ok(())
}
