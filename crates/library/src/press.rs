//! The guide as a PDF, set by the press ([`gateways::press`]); whole guides are kept until the content changes.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use gateways::press::{Job, PressError, turn};
use jiff::civil;
use kernel::Lang;

/// Whole guides that are kept: both languages.
const KEPT_MAX: usize = 2;

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
    let turn = turn().await?;
    // Somebody may have printed the same while we waited.
    if let Some(found) = kept(&KEPT) {
        return Ok(found);
    }
    let date = order.date.to_string();
    let mut job = Job::new().words(["--lang", order.lang.tag(), "--date", &date]);
    if !order.practices.is_empty() {
        job = job.words(["--practices", &order.practices.join(",")]);
    }
    if let Some(url) = &order.url {
        job = job.words(["--url", url]);
    }
    if !changes.is_empty() {
        job = job.words(["--content"]).place("content");
        for (path, text) in changes {
            job = job.file(format!("content/{path}"), text);
        }
    }
    let pdf: Arc<[u8]> = turn.print(&job).await?.into();
    if order.practices.is_empty() {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, it), _| *of == revision && it.date == order.date);
        if kept.len() < KEPT_MAX {
            kept.insert((revision, order.clone()), Arc::clone(&pdf));
        }
    }
    Ok(pdf)
}
