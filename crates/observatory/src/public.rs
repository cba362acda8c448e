//! Figures that anybody may see: over all administrations, of whole months.
//!
//! **Invariant:** a figure is given only if it stands on enough usagers without the largest administration, so that none,
//! taking its own away, learns those of a few people elsewhere.

use kernel::{Lang, Period, Scope};
use measures::{Question, disclosure::USAGERS_MIN};
use register::Db;

use crate::{
    Observatory, ObservatoryError,
    desk::{Costs, blocking},
    metric::Metric,
    number,
    view::View,
};

/// What is shown, in order.
const METRICS: [Metric; 4] = [Metric::Contacts, Metric::Avoidable, Metric::Recontact30, Metric::PerRequest];
/// Months that are counted.
const MONTHS: i64 = 12;

/// A figure over all administrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFigure {
    /// As people read it.
    pub value: String,
    /// What it is.
    pub name: String,
    /// The period, in words.
    pub period: String,
    /// What it was computed from.
    pub n: String,
}

/// The figures of the last twelve whole months, and how many administrations have contacts; no figure where the rule forbids it.
///
/// # Errors
///
/// [`ObservatoryError`] if the log or the register cannot be read.
pub async fn figures(
    observatory: &Observatory,
    db: &Db,
    lang: Lang,
) -> Result<(usize, Vec<PublicFigure>), ObservatoryError> {
    let state = observatory.desk().state().await?;
    let partners = state.partners.len();
    let Some(until) = state.partners.iter().filter_map(|it| it.last_at).max() else {
        return Ok((0, Vec::new()));
    };
    // The month under way would change from day to day, by a few people.
    let this_month = Period::month_of(until).first_day();
    let last_day = this_month.yesterday().unwrap_or(this_month);
    let first_day = this_month.saturating_sub(jiff::Span::new().months(MONTHS));
    let view = View::default().between(Some(first_day), Some(last_day));
    let questions: Vec<Question> = METRICS.iter().map(|it| view.ask(it.question())).collect();
    let mut tx = db.read().await?;
    let costs = Costs::new(register::partner::unit_costs(&mut tx, &Scope::Everyone).await?);
    drop(tx);
    let answers = observatory.desk().ask(&state, &Scope::Everyone, &costs, questions.clone()).await?;
    let (counts, asked) = (observatory.counts(), questions.clone());
    let usagers = blocking(move || counts.usagers(&asked)).await??;
    let period = view.period_in_words(lang);
    let figures =
        METRICS.iter().zip(&questions).zip(usagers).filter_map(|((metric, question), by_partner)| {
            let all: u64 = by_partner.values().sum();
            let largest = by_partner.values().max().copied().unwrap_or(0);
            if all - largest < USAGERS_MIN {
                return None;
            }
            let reading = metric.read(answers.figures(question)?);
            Some(PublicFigure {
                value: metric.write(lang, reading.value?),
                name: metric.title(lang),
                period: period.clone(),
                n: number::count(lang, reading.n),
            })
        });
    Ok((partners, figures.collect()))
}
