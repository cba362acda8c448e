//! Effects of something that units adopt at different dates, by difference in differences.
//!
//! Start with [`estimate`] (effects by cohort and period), then [`GroupTime::by_exposure`] (the event study) and its
//! siblings; [`GroupTime::pre_trend`], [`placebo`], [`uniform_band`] and [`sensitivity`] say how far to believe it.
//!
//! **Invariant:** no cohort that has already adopted serves as a control, so that effects that grow or differ are not
//! mixed with wrong signs; every standard error comes from influence functions, summed by cluster where there are some.

mod aggregate;
mod cell;
mod group_time;
mod inference;
mod panel;

pub use aggregate::{Aggregate, Effect};
pub use group_time::{Cell, GroupTime, estimate, placebo};
pub use inference::{Band, DRAWS_MAX, JointTest, Sensitivity, SensitivityRow, sensitivity, uniform_band};
pub use panel::{Rows, SIZE_MAX};

/// Who the adopters of a date are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Control {
    /// Units that never adopt. Where there are none, the last to adopt serve, up to their date.
    #[default]
    NeverTreated,
    /// Those, and units that have not adopted yet at the later of the two periods compared.
    NotYetTreated,
}

/// How differences between units before adoption are allowed for; without covariates all three are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Right if the model of the outcome or that of adoption is right.
    #[default]
    DoublyRobust,
    /// A model of the outcome among controls.
    Regression,
    /// A logistic model of adoption, with weights of mean 1.
    Weighting,
}

/// Which period a cell is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Base {
    /// Before adoption the period just before, after it the last one before adoption.
    #[default]
    Varying,
    /// Always the last period before adoption, whose own cell is 0.
    Universal,
}

/// Choices of an estimation, to be declared beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Options {
    /// Who adopters are compared with.
    pub control: Control,
    /// How covariates are used.
    pub method: Method,
    /// Which period is the reference.
    pub base: Base,
    /// How long before its date adoption may already have an effect, in units of time.
    pub anticipation: f64,
}
