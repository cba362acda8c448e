//! Delays of the code of relations between the public and the administration (CRPA): receipts, silence, acknowledgements.
//!
//! Start with [`Silence`], which a procedure's table says, then [`Acknowledgement`]. Each rule names its article; where we could not
//! read the text in force, or it does not say, a line tells so. Dates are days of the territory of the service.

mod acknowledgement;
mod silence;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

pub use acknowledgement::{Acknowledgement, Appeal, Documents, Draft, Gap, Incomplete, Sending, Service};
pub use silence::{Attestation, AttestationError, Filing, Implied, MissingDocuments, Silence};

use crate::{Territory, add_working_days};

/// A legal delay. Both kinds end on a day, whether offices work on it or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delay {
    /// Months, from day to same day.
    Months(u8),
    /// Days, all counted.
    Days(u16),
}

impl Delay {
    /// The last day of the delay that starts on a day, which does not count itself.
    ///
    /// Months go from day to same day; where the last month has no such day, to its end (31 December and two months: 28 or 29
    /// February), as courts count.
    pub fn from(self, day: Date) -> Date {
        match self {
            Self::Months(months) => day.saturating_add(i64::from(months).months()),
            Self::Days(days) => day.saturating_add(i64::from(days).days()),
        }
    }
}

/// The last day for the receipt of registration of an electronic message that is not acknowledged at once: one working day
/// (R112-11-2).
///
/// Not certain: "one working day" is read in the decree of 2015; we have not read it in the text in force.
pub fn registration_due(received: Date, territory: Territory) -> Date {
    add_working_days(received, 1, territory)
}

/// The last day for the acknowledgement of an electronic message: ten working days from receipt by the competent body (R112-11-2).
///
/// Not certain: ten working days come from a comment of decree 2016-1411 (its forerunner of 2015 said seven days). For a letter the
/// law sets no delay (L112-3).
pub fn acknowledgement_due(received_by_competent: Date, territory: Territory) -> Date {
    add_working_days(received_by_competent, 10, territory)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn months_go_from_day_to_same_day_or_to_the_end() {
        let two = |day| Delay::Months(2).from(day);
        assert_eq!(two(date(2026, 7, 10)), date(2026, 9, 10));
        assert_eq!(two(date(2025, 12, 31)), date(2026, 2, 28));
        assert_eq!(two(date(2027, 12, 31)), date(2028, 2, 29));
        assert_eq!(two(date(2027, 12, 29)), date(2028, 2, 29));
        assert_eq!(two(date(2028, 2, 29)), date(2028, 4, 29));
        assert_eq!(Delay::Months(12).from(date(2028, 2, 29)), date(2029, 2, 28));
        assert_eq!(Delay::Days(15).from(date(2026, 4, 30)), date(2026, 5, 15));
        assert_eq!(Delay::Months(1).from(Date::MAX), Date::MAX);
    }

    #[test]
    fn receipts_are_due_in_working_days() {
        let friday = date(2026, 4, 3);
        assert_eq!(registration_due(friday, Territory::Mainland), date(2026, 4, 7));
        assert_eq!(acknowledgement_due(friday, Territory::Mainland), date(2026, 4, 20));
        assert_eq!(acknowledgement_due(date(2026, 4, 30), Territory::Mainland), date(2026, 5, 19));
        assert_eq!(acknowledgement_due(date(2026, 5, 18), Territory::Mainland), date(2026, 6, 2));
        assert_eq!(acknowledgement_due(date(2026, 5, 18), Territory::Guadeloupe), date(2026, 6, 3));
    }

    proptest! {
        #[test]
        fn a_later_start_never_ends_sooner(days in 0_i32..20_000, wait in 0_i32..70, months in 0_u8..13) {
            let day = date(2000, 1, 1).saturating_add(days.days());
            let later = day.saturating_add(wait.days());
            prop_assert!(Delay::Months(months).from(day) <= Delay::Months(months).from(later));
            let end = Delay::Months(months).from(day);
            prop_assert!(end.day() == day.day() || (end.day() < day.day() && end == end.last_of_month()));
        }
    }
}
