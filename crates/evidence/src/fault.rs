//! Why a statistic cannot be given: one word for each reason, which the catalogues say to a person.

/// A computation was refused. `what` names the argument at fault as the caller knows it (`control.num`).
///
/// **Invariant:** a function of this crate gives finite numbers, infinite ends of an interval that is open on one
/// side, or this; never a NaN.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Fewer values than the method needs.
    #[error("{what}: {found} values, the method needs at least {least}")]
    TooFew {
        /// Which argument.
        what: String,
        /// How many there are.
        found: usize,
        /// How many there must be.
        least: usize,
    },
    /// A value that is not a finite number.
    #[error("{what}: value {place} is missing or not a finite number")]
    NotFinite {
        /// Which argument.
        what: String,
        /// Which of its values, from 0.
        place: usize,
    },
    /// All values are the same where their spread is what the method divides by.
    #[error("{what}: no variation")]
    NoVariance {
        /// Which argument.
        what: String,
    },
    /// A value outside what it may be.
    #[error("{what}: {value} is not between {low} and {high}")]
    OutOfRange {
        /// Which argument.
        what: String,
        /// What it is.
        value: f64,
        /// The least it may be.
        low: f64,
        /// The most it may be.
        high: f64,
    },
    /// Two arguments that must be as long as each other.
    #[error("{what}: {found} values where there must be {expected}")]
    Length {
        /// Which argument.
        what: String,
        /// How many values it has.
        found: usize,
        /// How many it must have.
        expected: usize,
    },
    /// A word that is none of those known.
    #[error("{what}: `{value}` is not one of {known}")]
    UnknownWord {
        /// Which argument.
        what: String,
        /// The word.
        value: String,
        /// The words that it may be, with commas.
        known: String,
    },
    /// Columns that say the same thing: the effect cannot be told from the rest.
    #[error("{what}: columns that are sums of others, the effect cannot be told apart")]
    Collinear {
        /// Which argument.
        what: String,
    },
    /// No estimate exists: the likelihood grows without end, as when a column tells the outcome perfectly.
    #[error("{what}: no finite estimate exists")]
    NoEstimate {
        /// Which argument.
        what: String,
    },
    /// The search for the estimate did not end.
    #[error("{what}: the computation did not converge")]
    NotConverged {
        /// Which computation.
        what: String,
    },
    /// Constraints that cannot hold together.
    #[error("{what}: the constraints cannot hold together")]
    Infeasible {
        /// The constraint that must give way first.
        what: String,
    },
    /// A text that is not what it must be, as when JSON has a text for a number.
    #[error("{what}: {reason}")]
    Unreadable {
        /// Which argument.
        what: String,
        /// What was expected and what came.
        reason: String,
    },
}

impl Fault {
    /// The reason as a word for programs, also the end of its key in the catalogues.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "too-few",
            Self::NotFinite { .. } => "not-finite",
            Self::NoVariance { .. } => "no-variance",
            Self::OutOfRange { .. } => "out-of-range",
            Self::Length { .. } => "length",
            Self::UnknownWord { .. } => "unknown-word",
            Self::Collinear { .. } => "collinear",
            Self::NoEstimate { .. } => "no-estimate",
            Self::NotConverged { .. } => "not-converged",
            Self::Infeasible { .. } => "infeasible",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// The argument at fault.
    pub fn what(&self) -> &str {
        match self {
            Self::TooFew { what, .. }
            | Self::NotFinite { what, .. }
            | Self::NoVariance { what }
            | Self::OutOfRange { what, .. }
            | Self::Length { what, .. }
            | Self::UnknownWord { what, .. }
            | Self::Collinear { what }
            | Self::NoEstimate { what }
            | Self::NotConverged { what }
            | Self::Infeasible { what }
            | Self::Unreadable { what, .. } => what,
        }
    }

    /// Too few values.
    pub fn too_few(what: &str, found: usize, least: usize) -> Self {
        Self::TooFew { what: what.into(), found, least }
    }

    /// No variation.
    pub fn no_variance(what: &str) -> Self {
        Self::NoVariance { what: what.into() }
    }

    /// Outside its bounds.
    pub fn out_of_range(what: &str, value: f64, low: f64, high: f64) -> Self {
        Self::OutOfRange { what: what.into(), value, low, high }
    }

    /// Columns that say the same thing.
    pub fn collinear(what: &str) -> Self {
        Self::Collinear { what: what.into() }
    }

    /// No end to the search.
    pub fn not_converged(what: &str) -> Self {
        Self::NotConverged { what: what.into() }
    }
}

/// Refuses values that are not finite, and fewer than `least` of them.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::NotFinite`].
pub fn check(what: &str, values: &[f64], least: usize) -> Result<(), Fault> {
    if values.len() < least {
        return Err(Fault::too_few(what, values.len(), least));
    }
    match values.iter().position(|it| !it.is_finite()) {
        Some(place) => Err(Fault::NotFinite { what: what.into(), place }),
        None => Ok(()),
    }
}

/// Refuses a value outside `low..=high`, and one that is no number.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`].
pub fn check_range(what: &str, value: f64, low: f64, high: f64) -> Result<(), Fault> {
    if value.is_nan() {
        return Err(Fault::NotFinite { what: what.into(), place: 0 });
    }
    if (low..=high).contains(&value) { Ok(()) } else { Err(Fault::out_of_range(what, value, low, high)) }
}

/// Refuses a column that is not as long as the others.
///
/// # Errors
///
/// [`Fault::Length`].
pub fn check_length(what: &str, found: usize, expected: usize) -> Result<(), Fault> {
    if found == expected { Ok(()) } else { Err(Fault::Length { what: what.into(), found, expected }) }
}
