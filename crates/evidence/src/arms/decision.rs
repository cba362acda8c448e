//! "Not worse by more than a margin": what a cheaper way of doing must show.

use crate::{Estimate, Fault, check_range, distribution::t_sf};

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// More is better: requests solved, satisfaction.
    More,
    /// Fewer is better: contacts per request, days.
    Fewer,
}

/// What the interval says of a margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Better than the control, whatever the margin.
    Superior,
    /// Not worse than the control by more than the margin.
    NonInferior,
    /// Worse by more than the margin.
    Inferior,
    /// The interval holds both: nothing is shown.
    NotProven,
}

/// A treatment against the control and a margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NonInferiority {
    /// The one-sided limit on the bad side: the treatment is not worse than this.
    pub limit: f64,
    /// One-sided p-value of "worse by the margin or more", by Student's law; `None` where there is no standard error.
    pub p: Option<f64>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Reads an estimate against a margin that was declared before.
///
/// - **Takes** the effect (treatment minus control) computed at **twice** the one-sided level: at `alpha` 0.05 for a
///   one-sided 2.5 %, at 0.10 for 5 %; and a positive margin in its unit (a share, where it is relative).
/// - **Gives** the limit on the bad side, which the interval of the estimate ends at, whatever its method.
/// - **Assumes** that the margin was declared before the data were seen.
///
/// # Errors
///
/// [`Fault::OutOfRange`] if `margin` is not positive; [`Fault::NotFinite`] if the estimate is not.
///
/// # Source
///
/// G. Piaggio et al., CONSORT extension for non-inferiority trials, JAMA 308 (2012), 2594–2604. The p-value agrees with
/// statsmodels 0.15 `CompareMeans.ttest_ind(alternative="larger", value=−margin)` to 1e-12.
pub fn non_inferiority(estimate: &Estimate, margin: f64, wanted: Wanted) -> Result<NonInferiority, Fault> {
    check_range("margin", margin, f64::MIN_POSITIVE, f64::MAX)?;
    if [estimate.value, estimate.low, estimate.high].iter().any(|it| it.is_nan()) {
        return Err(Fault::NotFinite { what: "estimate".into(), place: 0 });
    }
    // Turned so that more is better: the bad side is the lower end.
    let (value, low, high) = match wanted {
        Wanted::More => (estimate.value, estimate.low, estimate.high),
        Wanted::Fewer => (-estimate.value, -estimate.high, -estimate.low),
    };
    let verdict = if low > 0.0 {
        Verdict::Superior
    } else if low > -margin {
        Verdict::NonInferior
    } else if high < -margin {
        Verdict::Inferior
    } else {
        Verdict::NotProven
    };
    let p = (estimate.se > 0.0 && estimate.se.is_finite())
        .then(|| t_sf((value + margin) / estimate.se, estimate.df));
    let limit = match wanted {
        Wanted::More => estimate.low,
        Wanted::Fewer => estimate.high,
    };
    Ok(NonInferiority { limit, p, verdict })
}
