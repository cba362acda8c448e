//! Changing practices in the browser: a draft, a second person who reads it, publication, versions.
//!
//! What is edited are the very files of `content/practices/`: they are checked as the build checks them, and exported as they
//! are. Start with [`pages`]; [`load`] puts what was published in force.
//!
//! **Invariants:** nobody publishes what they wrote themselves; nothing faulty is published; every version is kept.

pub mod faults;
pub mod pages;
pub mod store;
mod versions;

use std::sync::atomic::{AtomicI64, Ordering};

use practices::Fault;
use register::{Db, StoreError};

pub use versions::{ROUTE as VERSIONS, show as show_versions};

/// The three files of a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// `practice.toml`.
    pub facts: String,
    /// `fr.md`.
    pub fr: String,
    /// `en.md`.
    pub en: String,
}

impl Files {
    /// As they are in force.
    pub fn in_force(practice: &str) -> Self {
        Self::from_list(practice, practices::source_files())
    }

    /// As the instance began with them.
    pub fn first(practice: &str) -> Self {
        Self::from_list(practice, practices::first_files())
    }

    fn from_list<'a>(practice: &str, files: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut found = Self { facts: String::new(), fr: String::new(), en: String::new() };
        for (path, text) in files {
            let Some(name) = path.strip_prefix(&format!("practices/{practice}/")) else { continue };
            match name {
                "practice.toml" => text.clone_into(&mut found.facts),
                "fr.md" => text.clone_into(&mut found.fr),
                "en.md" => text.clone_into(&mut found.en),
                _ => {}
            }
        }
        found
    }

    /// By their paths under `content/`.
    pub fn by_path(&self, practice: &str) -> Vec<(String, String)> {
        [("practice.toml", &self.facts), ("fr.md", &self.fr), ("en.md", &self.en)]
            .map(|(name, text)| (format!("practices/{practice}/{name}"), text.clone()))
            .into()
    }
}

/// What of the register is in force here, to notice what other servers publish.
static LOADED: AtomicI64 = AtomicI64::new(0);

/// Puts what was published in force, if there is something new. A practice that a newer product no longer accepts is left as
/// it was built, and that is told.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn load(db: &Db) -> Result<(), StoreError> {
    let mut tx = db.read().await?;
    let latest = store::latest_publication(&mut tx).await?;
    if latest == LOADED.load(Ordering::Relaxed) {
        return Ok(());
    }
    let mut published = store::in_force(&mut tx).await?;
    drop(tx);
    loop {
        let files: Vec<(String, String)> =
            published.iter().flat_map(|(practice, files)| files.by_path(practice)).collect();
        let Err(faults) = practices::publish(&files) else { break };
        let refused = |practice: &str| faults.iter().any(|it| it.file.contains(&format!("/{practice}/")));
        let before = published.len();
        published.retain(|(practice, _)| !refused(practice));
        for fault in &faults {
            tracing::error!(%fault, "a published practice no longer fits this version of the product");
        }
        if published.len() == before {
            break;
        }
    }
    LOADED.store(latest, Ordering::Relaxed);
    Ok(())
}

/// What would be wrong if these files of a practice were published.
///
/// # Errors
///
/// Every fault.
pub fn check(practice: &str, files: &Files) -> Result<(), Vec<Fault>> {
    let mut all: Vec<(String, String)> =
        practices::changed().into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    all.retain(|(path, _)| !path.starts_with(&format!("practices/{practice}/")));
    all.extend(files.by_path(practice));
    practices::check(&all)
}
