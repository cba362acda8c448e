//! What the library's pages ask of the rest of the product.

use std::{fmt, pin::Pin, sync::Arc};

use kernel::{Lang, PartnerCode};
use measures::{MeasureError, Measurer};
use practices::{Evidence, Learned};
use register::{StoreError, Tx};
use site::Markup;

use crate::{
    selftest::proposals::{self, FromLog},
    words::label,
};

/// The dates that a partner announced to its usagers in a year, and whether it kept them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Promises {
    /// Requests with a change of status.
    pub requests: u64,
    /// Of which a date was announced.
    pub announced: u64,
    /// Requests whose announced date is past.
    pub due: u64,
    /// Of which settled by then.
    pub kept: u64,
}

/// Tells the promises of a partner.
pub trait KeptPromises: Send + Sync {
    /// Those of the `span_us` microseconds that end with its last contact.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read.
    fn promises(&self, partner: &PartnerCode, span_us: i64) -> Result<Promises, MeasureError>;
}

/// An experiment with a practice, as its sheet tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The verdict in one sentence.
    pub headline: String,
    /// What it is worth as evidence; `None`: nothing can be said.
    pub evidence: Option<Evidence>,
    /// The verdict's word, for a mark.
    pub verdict: String,
    /// What it is called.
    pub verdict_name: String,
    /// Who tried.
    pub partner: String,
    /// Where the report is.
    pub href: String,
}

impl Trial {
    /// What its worth as evidence is called.
    pub(crate) fn evidence_name(&self, lang: Lang) -> Option<String> {
        self.evidence.map(|it| label(lang, &format!("evidence-{}", it.code())))
    }
}

/// What experiments say of a practice.
#[derive(Debug, Clone, Default)]
pub struct Trials {
    /// The published ones, the latest first, whatever they found.
    pub trials: Vec<Trial>,
    /// All of them in a picture with its table; empty where none can be drawn.
    pub forest: Markup,
    /// What they say together.
    pub together: Vec<String>,
}

/// What a question to the register comes back as.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Tells what experiments found.
pub trait Experiments: Send + Sync {
    /// What they say of a practice.
    fn of_practice<'a>(&'a self, tx: &'a mut Tx, practice: &'a str, lang: Lang) -> Asked<'a, Trials>;

    /// What they found beside what the sheets expect, for all practices.
    fn learned<'a>(&'a self, tx: &'a mut Tx) -> Asked<'a, Learned>;
}

/// No experiment was ever made.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoExperiments;

impl Experiments for NoExperiments {
    fn of_practice<'a>(&'a self, _tx: &'a mut Tx, _practice: &'a str, _lang: Lang) -> Asked<'a, Trials> {
        Box::pin(async { Ok(Trials::default()) })
    }

    fn learned<'a>(&'a self, _tx: &'a mut Tx) -> Asked<'a, Learned> {
        Box::pin(async { Ok(Learned::new()) })
    }
}

/// What the messages of one rule that puts a practice to use changed, as the practice's sheet tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageResult {
    /// The verdict in one sentence, with its figures.
    pub headline: String,
    /// The class of the verdict's badge.
    pub verdict: String,
    /// What the verdict is called.
    pub verdict_name: String,
    /// Whose messages they are.
    pub partner: String,
    /// How many people were to be told, how many were kept apart, and when it was found.
    pub about: String,
}

/// What messages say of a practice.
#[derive(Debug, Clone, Default)]
pub struct MessageResults {
    /// Those that may be shown to everybody, by partner, whatever they found.
    pub results: Vec<MessageResult>,
    /// All of them in a picture with its table; empty where none can be drawn.
    pub forest: Markup,
    /// How many there are, and of which kind each.
    pub counted: Option<String>,
}

/// Tells what the messages of rules changed that put practices to use.
pub trait Messages: Send + Sync {
    /// What they say of a practice.
    fn of_practice<'a>(&'a self, tx: &'a mut Tx, practice: &'a str, lang: Lang) -> Asked<'a, MessageResults>;
}

/// No message was ever sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMessages;

impl Messages for NoMessages {
    fn of_practice<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: Lang) -> Asked<'a, MessageResults> {
        Box::pin(async { Ok(MessageResults::default()) })
    }
}

/// The library's state: the contact log, read through measures, what experiments found, what messages changed. Cheap to clone.
#[derive(Clone)]
pub struct Library {
    measurer: Arc<dyn Measurer>,
    promises: Arc<dyn KeptPromises>,
    experiments: Arc<dyn Experiments>,
    messages: Arc<dyn Messages>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").finish_non_exhaustive()
    }
}

impl Library {
    /// Over this log, and these experiments.
    pub fn new(
        measurer: Arc<dyn Measurer>,
        promises: Arc<dyn KeptPromises>,
        experiments: Arc<dyn Experiments>,
    ) -> Self {
        Self { measurer, promises, experiments, messages: Arc::new(NoMessages) }
    }

    /// The same, with what messages changed.
    #[must_use]
    pub fn with_messages(self, messages: Arc<dyn Messages>) -> Self {
        Self { messages, ..self }
    }

    /// What messages changed.
    pub(crate) fn messages(&self) -> &dyn Messages {
        &*self.messages
    }

    /// What experiments found.
    pub(crate) fn experiments(&self) -> &dyn Experiments {
        &*self.experiments
    }

    /// What a partner's log says to its self-diagnosis; `None` if it cannot be read just now.
    pub(crate) async fn read_log(&self, partner: PartnerCode, lang: Lang) -> Option<FromLog> {
        let (measurer, promises) = (Arc::clone(&self.measurer), Arc::clone(&self.promises));
        let read = move || proposals::from_log(&*measurer, &*promises, &partner, lang);
        let read = tokio::task::spawn_blocking(read).await;
        match read {
            Ok(Ok(found)) => Some(found),
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no answer could be proposed");
                None
            }
            Err(error) => {
                tracing::error!(%error, "a measure's thread ended badly");
                None
            }
        }
    }
}
