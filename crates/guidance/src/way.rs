//! The ways that a partner has, as its managers set them.

use std::collections::BTreeMap;

use calendar::{DayHours, OnHolidays, Opening, Territory};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, PartnerCode};
use measures::ways::WEEK_HOURS;

/// A Monday at midnight in Paris, of a week without a change of the clock.
const A_MONDAY: &str = "2026-03-01T23:00:00Z";

/// One way of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Whose.
    pub partner: PartnerCode,
    /// Which.
    pub channel: Channel,
    /// Whether usagers can use it. What is not offered is not shown.
    pub is_offered: bool,
    /// A number, an address or a link: what is needed to use it.
    pub place: String,
    /// A line of words in French, and in English; empty: none.
    pub words: (String, String),
    /// When it is open; `None`: always.
    pub opening: Option<Opening>,
    /// Agents who answer when it is open; `None`: not known, nothing limits it.
    pub agents: Option<u32>,
    /// The wait that was told last, in seconds, and when.
    pub wait: Option<(u32, Timestamp)>,
}

/// A week without exceptions nor holidays.
pub(crate) fn week_of(territory: Territory, week: &[DayHours; 7]) -> Opening {
    Opening::new(territory, week.clone(), BTreeMap::new(), OnHolidays::AsUsual)
        .expect("a week without exceptions")
}

/// Share of each hour of a week of Paris in which these hours are open, exceptions and holidays aside.
pub(crate) fn open_shares(territory: Territory, week: &[DayHours; 7]) -> Vec<f64> {
    let opening = week_of(territory, week);
    let monday: Timestamp = A_MONDAY.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let hour = SignedDuration::from_hours(1);
    let mut at = monday;
    let mut shares = Vec::with_capacity(WEEK_HOURS);
    for _ in 0..WEEK_HOURS {
        let end = at.checked_add(hour).unwrap_or(at);
        shares.push((opening.open_time_between(at, end).as_secs_f64() / 3_600.0).clamp(0.0, 1.0));
        at = end;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday to Friday, with a pause at noon.
    fn working() -> [DayHours; 7] {
        let open: DayHours = "9:00-12:00, 13:30-17:00".parse().unwrap();
        std::array::from_fn(|day| if day < 5 { open.clone() } else { DayHours::closed() })
    }

    #[test]
    fn hours_of_a_week_are_shares_of_hours_of_paris() {
        let shares = open_shares(Territory::Mainland, &working());
        assert_eq!(shares.len(), WEEK_HOURS);
        for (hour, open) in [(8, 0.0), (9, 1.0), (11, 1.0), (12, 0.0), (13, 0.5), (14, 1.0), (17, 0.0)] {
            assert!((shares[hour] - open).abs() < 1e-9, "{hour} h");
        }
        assert!((shares.iter().sum::<f64>() - 5.0 * 6.5).abs() < 1e-9);
        // La Réunion is three hours ahead of Paris in winter.
        assert!((open_shares(Territory::Reunion, &working())[6] - 1.0).abs() < 1e-9);
    }
}
