//! Logs of what happens to requests: which paths they take, which step follows which, how long they last.
//!
//! Start with [`summary`]. An event says that something (an activity) happened to a case (a request) at an instant.
//!
//! **Invariant:** within a case, events are in the order of their instants, and of the log where instants are equal;
//! nothing else of the log's order shows in what is given.

use std::collections::BTreeMap;

use crate::{Fault, real};

/// An event of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Which case it belongs to.
    pub case: String,
    /// What happened.
    pub activity: String,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// By which channel the case came, if it is known.
    pub channel: Option<String>,
}

/// The activities of a case, in their order, and how many cases took that path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The activities.
    pub trace: Vec<String>,
    /// Cases.
    pub cases: usize,
}

/// How often an activity directly follows another within a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// The first activity.
    pub from: String,
    /// The one right after it.
    pub to: String,
    /// How often.
    pub times: usize,
}

/// What a log holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Cases.
    pub cases: usize,
    /// Events.
    pub events: usize,
    /// The different paths, the most frequent first, then in the order of their activities.
    pub variants: Vec<Variant>,
    /// Which activity follows which, the most frequent first, then in the order of their names.
    pub follows: Vec<Follows>,
    /// Cases by their first activity.
    pub starts: BTreeMap<String, usize>,
    /// Cases by their last activity.
    pub ends: BTreeMap<String, usize>,
    /// From the first to the last event of each case, in seconds, in rising order.
    pub durations_s: Vec<f64>,
    /// Cases by the channel of the first event, of those read, that has one.
    pub channels: BTreeMap<String, usize>,
    /// Cases in which an activity happens more than once.
    pub rework: usize,
}

impl Summary {
    /// The mean duration of a case, in seconds.
    pub fn mean_duration_s(&self) -> f64 {
        self.durations_s.iter().sum::<f64>() / real(self.durations_s.len() as u64)
    }

    /// The duration, in seconds, below which a `share` of cases end, interpolated between the nearest two; a share
    /// outside 0 to 1 counts as the nearer of them.
    ///
    /// Agrees with numpy `quantile` (method "linear"; R's type 7).
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place between 0 and the number of cases"
    )]
    pub fn duration_quantile_s(&self, share: f64) -> f64 {
        let last = self.durations_s.len() - 1;
        let place = share.clamp(0.0, 1.0) * real(last as u64);
        let below = (place.floor() as usize).min(last);
        let (low, high) = (self.durations_s[below], self.durations_s[(below + 1).min(last)]);
        low + (high - low) * place.fract()
    }
}

/// The paths, successions and durations of a log.
///
/// - **Takes** events in any order; their order counts where two of a case have the same instant.
/// - **Gives** every path and every succession, not only the frequent ones; time and memory grow with the events.
///
/// # Errors
///
/// [`Fault::TooFew`] without an event.
///
/// # Source
///
/// W. van der Aalst, *Process Mining*, second edition (2016), chapters 5 and 6. Agrees with pm4py 2.7
/// `get_variants`, `discover_dfg`, `get_start_activities`, `get_end_activities` and `get_all_case_durations`.
pub fn summary(events: &[Event]) -> Result<Summary, Fault> {
    if events.is_empty() {
        return Err(Fault::too_few("events", 0, 1));
    }
    let mut cases: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in events {
        cases.entry(&event.case).or_default().push(event);
    }
    let mut variants: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut follows: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut found = Summary {
        cases: cases.len(),
        events: events.len(),
        variants: Vec::new(),
        follows: Vec::new(),
        starts: BTreeMap::new(),
        ends: BTreeMap::new(),
        durations_s: Vec::with_capacity(cases.len()),
        channels: BTreeMap::new(),
        rework: 0,
    };
    for case in cases.values_mut() {
        if let Some(channel) = case.iter().find_map(|it| it.channel.as_deref()) {
            count(&mut found.channels, channel);
        }
        // A stable sort: equal instants keep the order of the log.
        case.sort_by_key(|it| it.at_us);
        if let (Some(first), Some(last)) = (case.first(), case.last()) {
            count(&mut found.starts, &first.activity);
            count(&mut found.ends, &last.activity);
            found.durations_s.push(seconds(last.at_us.abs_diff(first.at_us)));
        }
        let trace: Vec<&str> = case.iter().map(|it| it.activity.as_str()).collect();
        for pair in trace.windows(2) {
            *follows.entry((pair[0], pair[1])).or_default() += 1;
        }
        let mut sorted = trace.clone();
        sorted.sort_unstable();
        found.rework += usize::from(sorted.windows(2).any(|it| it[0] == it[1]));
        *variants.entry(trace).or_default() += 1;
    }
    found.durations_s.sort_by(f64::total_cmp);
    let mut variants: Vec<_> = variants.into_iter().collect();
    variants.sort_by_key(|it| std::cmp::Reverse(it.1));
    found.variants = variants
        .into_iter()
        .map(|(trace, cases)| Variant { trace: trace.into_iter().map(str::to_owned).collect(), cases })
        .collect();
    let mut follows: Vec<_> = follows.into_iter().collect();
    follows.sort_by_key(|it| std::cmp::Reverse(it.1));
    found.follows = follows
        .into_iter()
        .map(|((from, to), times)| Follows { from: from.to_owned(), to: to.to_owned(), times })
        .collect();
    Ok(found)
}

fn count(counts: &mut BTreeMap<String, usize>, name: &str) {
    if let Some(found) = counts.get_mut(name) {
        *found += 1;
    } else {
        counts.insert(name.to_owned(), 1);
    }
}

fn seconds(us: u64) -> f64 {
    real(us) / 1e6
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(case: &str, activity: &str, at_s: i64, channel: Option<&str>) -> Event {
        Event {
            case: case.into(),
            activity: activity.into(),
            at_us: at_s * 1_000_000,
            channel: channel.map(str::to_owned),
        }
    }

    #[test]
    fn paths_successions_and_durations() {
        let found = summary(&[
            event("1", "b", 60, None),
            event("2", "a", 5, Some("desk")),
            event("1", "a", 0, Some("phone")),
            event("2", "b", 5, None),
            event("2", "a", 15, Some("post")),
            event("3", "a", 7, None),
        ])
        .unwrap();
        assert_eq!((found.cases, found.events, found.rework), (3, 6, 1));
        let traces: Vec<_> = found.variants.iter().map(|it| (it.trace.join(""), it.cases)).collect();
        assert_eq!(traces, [("a".to_owned(), 1), ("ab".to_owned(), 1), ("aba".to_owned(), 1)]);
        let follows: Vec<_> = found.follows.iter().map(|it| (&*it.from, &*it.to, it.times)).collect();
        assert_eq!(follows, [("a", "b", 2), ("b", "a", 1)]);
        assert_eq!((found.starts["a"], found.ends["a"], found.ends["b"]), (3, 2, 1));
        assert_eq!(found.durations_s, [0.0, 10.0, 60.0]);
        assert_eq!(found.channels, [("desk".to_owned(), 1), ("phone".to_owned(), 1)].into());
        assert!((found.mean_duration_s() - 70.0 / 3.0).abs() < 1e-12);
        assert!((found.duration_quantile_s(0.25) - 5.0).abs() < 1e-12);
        assert!((found.duration_quantile_s(1.0) - 60.0).abs() < 1e-12);
    }

    #[test]
    fn no_event_no_summary() {
        assert_eq!(summary(&[]), Err(Fault::too_few("events", 0, 1)));
    }

    #[test]
    fn instants_at_the_ends_of_time() {
        let at = |at_us| Event { at_us, ..event("1", "a", 0, None) };
        let found = summary(&[at(i64::MIN), at(i64::MAX)]).unwrap();
        assert!((found.durations_s[0] - 1.844_674_407_370_955e13).abs() < 1.0);
    }

    proptest! {
        #[test]
        fn counts_add_up(given in proptest::collection::vec((0_u8..6, 0_u8..4, 0_i64..9), 1..60)) {
            let events: Vec<_> =
                given.iter().map(|(case, activity, at)| event(&case.to_string(), &activity.to_string(), *at, None)).collect();
            let found = summary(&events).unwrap();
            prop_assert_eq!(found.variants.iter().map(|it| it.cases).sum::<usize>(), found.cases);
            prop_assert_eq!(found.follows.iter().map(|it| it.times).sum::<usize>(), found.events - found.cases);
            prop_assert_eq!(found.ends.values().sum::<usize>(), found.cases);
            prop_assert_eq!(found.durations_s.len(), found.cases);
        }
    }
}
