//! A self-diagnosis as a whole: the answers, what they are worth, and which practices would avoid most contacts.
//!
//! Start with [`Diagnosis::of`]. The formulas are those of `practices`; here they become sentences ([`sentences`]), a
//! document for programs ([`Document`]), a workbook ([`workbook`]) and pages.

mod document;
mod own;
pub mod sentences;
pub mod workbook;

use practices::{Advice, Answers, AxisScore, Learned, Mix, Objective, collection};

pub use document::Document;
pub(crate) use document::whole;
pub use own::{Own, own};

/// What an administration's answers say.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// The score of each axis.
    pub scores: Vec<AxisScore>,
    /// For each aim, the score of the questions about practices that serve it, between 0 and 100.
    pub aims: Vec<(Objective, Option<f64>)>,
    /// The practices, ranked.
    pub advice: Advice<'static>,
    /// Contacts in a year that the figures are about.
    pub contacts: f64,
    /// Whether nobody said how many: then it is [`Diagnosis::CONTACTS_ASSUMED`].
    pub is_assumed: bool,
    /// The causes that they are about.
    pub mix: Mix,
    /// What experiments found.
    pub learned: Learned,
}

impl Diagnosis {
    /// What is reckoned with when nobody says how many contacts there are: figures then read "of 100,000".
    pub const CONTACTS_ASSUMED: f64 = 100_000.0;

    /// Of these answers, for a partner whose causes are `mix`, by what the sheets expect.
    pub fn of(answers: &Answers, mix: Mix) -> Self {
        Self::with(answers, mix, Learned::new())
    }

    /// The same, by what experiments found where there were any.
    pub fn with(answers: &Answers, mix: Mix, learned: Learned) -> Self {
        let contacts = answers.contacts_per_year.unwrap_or(Self::CONTACTS_ASSUMED);
        Self {
            scores: answers.scores(collection()),
            aims: Objective::ALL.iter().map(|it| (*it, answers.aim_score(*it, collection()))).collect(),
            advice: Advice::of(answers, contacts, &mix, &learned, collection()),
            contacts,
            is_assumed: answers.contacts_per_year.is_none(),
            mix,
            learned,
        }
    }

    /// Whether more than a third of the answers that apply are not known: then all scores say little.
    pub fn says_little(&self) -> bool {
        let unknown: usize = self.scores.iter().map(|it| it.unknown).sum();
        let applicable: usize = self.scores.iter().map(|it| it.applicable).sum();
        3 * unknown > applicable
    }

    /// The mean of the axes that have a score.
    pub fn global(&self) -> Option<f64> {
        let scores: Vec<f64> = self.scores.iter().filter_map(|it| it.score).collect();
        #[expect(clippy::cast_precision_loss, reason = "eight axes")]
        let count = scores.len() as f64;
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / count)
    }
}
