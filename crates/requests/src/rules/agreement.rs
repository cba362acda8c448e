//! Whether codes can be relied on: some closed requests are coded again by somebody else, who does not see the first code.
//!
//! Start with [`is_drawn`] when a request is closed; [`agreement`] and [`by_code`] compare the two codes later.
//!
//! **Invariants:** the same key and request always draw the same, so nobody can try again; the second reader, anybody but the first, takes what waits longest;
//! below 0.60 a code's figures are not shown as facts.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use evidence::agreement::{Distance, Kappa, cohen};
use kernel::{Cause, Id, Message};

use super::draw::DrawKey;
use crate::words::message;

/// How many of 10,000 closed requests are coded again: 2 %.
pub const DRAWN_PER_10_000: u64 = 200;

/// Below this kappa, a code's figures are greyed out.
pub const KAPPA_MIN: f64 = 0.60;

/// From [`KAPPA_MIN`] up to this kappa, they are shown with a warning.
pub const KAPPA_GOOD: f64 = 0.70;

/// So many requests coded twice are needed to judge: below, the standard error of kappa is not to be trusted.
pub const PAIRS_MIN: usize = 30;

/// So many requests with the code, given by one reader or both, are needed to judge that code.
pub const CODE_PAIRS_MIN: usize = 10;

/// The level of intervals: 95 %.
const ALPHA: f64 = 0.05;

/// Whether a closed request is coded again: [`DRAWN_PER_10_000`], by the key alone.
pub fn is_drawn<T>(key: &DrawKey, request: Id<T>) -> bool {
    key.number("second-coding", &[request.uuid()]) < (u64::MAX / 10_000) * DRAWN_PER_10_000
}

/// What may be done with the figures of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Too few were coded twice, or all got one and the same code: nothing is known.
    Unknown,
    /// Kappa below [`KAPPA_MIN`]: greyed out.
    GreyedOut,
    /// Up to [`KAPPA_GOOD`]: shown with a warning.
    Warned,
    /// Shown.
    Shown,
}

impl Standing {
    fn of(kappa: f64) -> Self {
        if kappa < KAPPA_MIN {
            Self::GreyedOut
        } else if kappa < KAPPA_GOOD {
            Self::Warned
        } else {
            Self::Shown
        }
    }

    /// In words, with what to do.
    pub const fn message(self) -> Message {
        message(match self {
            Self::Unknown => "rule-agreement-unknown",
            Self::GreyedOut => "rule-agreement-greyed-out",
            Self::Warned => "rule-agreement-warned",
            Self::Shown => "rule-agreement-shown",
        })
    }
}

/// How far two codings agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// How many requests were coded twice.
    pub pairs: usize,
    /// Cohen's kappa with its 95 % interval; `None` where it does not exist: no pair, or one code only.
    pub kappa: Option<Kappa>,
    /// What follows. It is decided by kappa itself, not by its interval.
    pub standing: Standing,
}

/// Agreement over all codes. A pair is the first code and the second.
///
/// # Source
///
/// Kappa = (p₀ − pₑ)/(1 − pₑ): J. Cohen, Educational and Psychological Measurement 20 (1960), 37–46. Its large-sample variance:
/// Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969), 323–327, by [`evidence::agreement::cohen`].
pub fn agreement(pairs: &[(Cause, Cause)]) -> Agreement {
    let codes: BTreeSet<&Cause> = pairs.iter().flat_map(|(first, second)| [first, second]).collect();
    let codes: Vec<&Cause> = codes.into_iter().collect();
    let mut table = vec![vec![0_u64; codes.len()]; codes.len()];
    for (first, second) in pairs {
        if let (Ok(row), Ok(column)) = (codes.binary_search(&first), codes.binary_search(&second)) {
            table[row][column] += 1;
        }
    }
    judged(&table, pairs.len(), pairs.len() >= PAIRS_MIN)
}

/// Agreement on each code that was given, against all others together.
pub fn by_code(pairs: &[(Cause, Cause)]) -> BTreeMap<Cause, Agreement> {
    let codes: BTreeSet<&Cause> = pairs.iter().flat_map(|(first, second)| [first, second]).collect();
    let of_code = |code: &Cause| {
        let mut table = vec![vec![0_u64; 2]; 2];
        for (first, second) in pairs {
            table[usize::from(first == code)][usize::from(second == code)] += 1;
        }
        let given = pairs.iter().filter(|(first, second)| first == code || second == code).count();
        judged(&table, pairs.len(), pairs.len() >= PAIRS_MIN && given >= CODE_PAIRS_MIN)
    };
    codes.into_iter().map(|it| (it.clone(), of_code(it))).collect()
}

fn judged(table: &[Vec<u64>], pairs: usize, is_enough: bool) -> Agreement {
    let kappa = cohen(table, Distance::Unweighted, ALPHA).ok();
    let standing = kappa.filter(|_| is_enough).map_or(Standing::Unknown, |it| Standing::of(it.value));
    Agreement { pairs, kappa, standing }
}
