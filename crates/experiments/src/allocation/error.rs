//! Why no arm can be given.

use kernel::{Explain, Message};

use super::{LIST_MAX, NAME_BYTES_MAX};
use crate::WORDS;

/// No arm can be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    /// The design leaves nothing to chance.
    #[error("the design draws nothing")]
    NothingDrawn,
    /// In a stepped wedge an order is drawn, not arms.
    #[error("a stepped wedge draws the order of a whole list")]
    DrawnAsOrder,
    /// The plan has faults that [`Plan::check`](crate::Plan::check) tells.
    #[error("the plan is faulty")]
    Faulty,
    /// A unit without a name.
    #[error("a unit has no name")]
    NoName,
    /// A name longer than [`NAME_BYTES_MAX`].
    #[error("the name of a unit has more than {NAME_BYTES_MAX} bytes")]
    LongName,
    /// Clusters are named, and the plan gives arms to people.
    #[error("units have clusters, the plan gives arms to units")]
    ClustersOfPeople,
    /// Not as many values as the plan has strata.
    #[error("unit `{unit}` has {given} values for {wanted} strata")]
    Strata {
        /// The unit.
        unit: String,
        /// Strata of the plan.
        wanted: usize,
        /// Values given.
        given: usize,
    },
    /// Two units of one cluster disagree about its stratum.
    #[error("cluster `{unit}` is in two strata")]
    TwoStrata {
        /// The cluster.
        unit: String,
    },
    /// An earlier row has an arm that the plan does not have.
    #[error("unit `{unit}` has an arm that is not in the plan")]
    UnknownArm {
        /// The unit.
        unit: String,
    },
    /// Two earlier rows give a unit different arms.
    #[error("unit `{unit}` has two arms")]
    TwoArms {
        /// The unit.
        unit: String,
    },
    /// More units than [`LIST_MAX`].
    #[error("more than {LIST_MAX} units at once")]
    TooMany,
    /// Fewer units than steps.
    #[error("{units} units for {steps} steps")]
    WedgeTooFew {
        /// Units.
        units: usize,
        /// Steps.
        steps: u32,
    },
}

impl Explain for AllocationError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        match self {
            Self::NothingDrawn => say("allocation-nothing-drawn"),
            Self::DrawnAsOrder => say("allocation-drawn-as-order"),
            Self::Faulty => say("allocation-faulty"),
            Self::NoName => say("allocation-no-name"),
            Self::LongName => say("allocation-long-name").with("most", count(NAME_BYTES_MAX)),
            Self::ClustersOfPeople => say("allocation-clusters-of-people"),
            Self::Strata { unit, wanted, given } => say("allocation-strata")
                .with("unit", unit.as_str())
                .with("wanted", count(*wanted))
                .with("given", count(*given)),
            Self::TwoStrata { unit } => say("allocation-two-strata").with("unit", unit.as_str()),
            Self::UnknownArm { unit } => say("allocation-unknown-arm").with("unit", unit.as_str()),
            Self::TwoArms { unit } => say("allocation-two-arms").with("unit", unit.as_str()),
            Self::TooMany => say("allocation-too-many").with("most", count(LIST_MAX)),
            Self::WedgeTooFew { units, steps } => {
                say("allocation-wedge-too-few").with("units", count(*units)).with("steps", u64::from(*steps))
            }
        }
    }
}
