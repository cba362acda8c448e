//! Which carrier gets the next message, and how the shares of carriers shift by themselves when one is slow.
//!
//! A carrier is *slow* if at least 15 % of what it took in the last 15 minutes waited for more than 5 minutes for a receipt. Then ten
//! points of a hundred go from it to the others; never twice in five minutes. While none is slow, shares drift back to where they rest, ten
//! points an hour.

use std::{cmp::Ordering, time::Duration};

use jiff::Timestamp;

/// What a carrier took in this time is looked at.
pub const LOOKED_AT: Duration = Duration::from_mins(15);
/// A receipt that takes longer is slow.
pub const SLOW: Duration = Duration::from_mins(5);
/// Slow messages of a slow carrier, of a hundred, at least.
const SLOW_OF_HUNDRED: u64 = 15;
/// Messages below which nothing is said of a carrier.
const TAKEN_MIN: u64 = 20;
/// One of so many points moves at once.
const STEP: u32 = 10;
/// Between two shifts away from a slow carrier.
const SHIFT_PAUSE: Duration = Duration::from_mins(5);
/// Between two steps back.
const DRIFT_PAUSE: Duration = Duration::from_hours(1);

/// The share of a carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Which.
    pub name: String,
    /// Where it rests, as the administrator wrote.
    pub rest: u32,
    /// Where it is.
    pub weight: u32,
    /// When it was last shifted.
    pub shifted_at: Timestamp,
}

/// How quickly a carrier told of what it took lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// Parts that it took.
    pub taken: u64,
    /// Those for which no receipt came in time, so far.
    pub late: u64,
}

impl Pace {
    /// Whether it is slow.
    pub fn is_slow(self) -> bool {
        self.taken >= TAKEN_MIN && self.late * 100 >= SLOW_OF_HUNDRED * self.taken
    }
}

/// Shares whose sum is 1 000, so that ten points of a hundred can move whatever the administrator wrote.
pub fn settings(given: &[(String, u32)]) -> Vec<(String, u32)> {
    let sum: u64 = given.iter().map(|it| u64::from(it.1)).sum();
    let scaled = |weight: u32| {
        let exact = (u64::from(weight) * 1_000).checked_div(sum).unwrap_or(0);
        // Whoever has a share keeps one.
        u32::try_from(exact).unwrap_or(1_000).max(u32::from(weight > 0))
    };
    given.iter().map(|it| (it.0.clone(), scaled(it.1))).collect()
}

/// Where shares are next; `paces` in the same order.
pub fn shift(shares: &[Share], paces: &[Pace], now: Timestamp) -> Vec<Share> {
    let mut next = shares.to_vec();
    let last = shares.iter().map(|it| it.shifted_at).max().unwrap_or(now);
    let since = Duration::try_from(now.duration_since(last)).unwrap_or_default();
    let slow: Vec<bool> =
        paces.iter().map(|it| it.is_slow()).chain(std::iter::repeat(false)).take(shares.len()).collect();
    let sum: u32 = shares.iter().map(|it| it.weight).sum();
    let step = sum.div_ceil(STEP);
    if slow.contains(&true) {
        // A carrier without a share is there for what it says; nothing is sent by it.
        let takers: Vec<usize> = (0..next.len()).filter(|it| !slow[*it] && next[*it].rest > 0).collect();
        if takers.is_empty() || since < SHIFT_PAUSE {
            return next;
        }
        let worst = (0..next.len())
            .filter(|it| slow[*it] && next[*it].weight > 0)
            .max_by(|a, b| later(paces[*a], paces[*b]));
        let Some(worst) = worst else { return next };
        let moved = step.min(next[worst].weight);
        next[worst].weight -= moved;
        spread(&mut next, &takers, moved);
    } else {
        if since < DRIFT_PAUSE {
            return next;
        }
        let above: Vec<usize> = (0..next.len()).filter(|it| next[*it].weight > next[*it].rest).collect();
        let mut left = step;
        for at in above {
            let moved = left.min(next[at].weight - next[at].rest);
            next[at].weight -= moved;
            left -= moved;
        }
        let mut free = step - left;
        for share in &mut next {
            let moved = free.min(share.rest.saturating_sub(share.weight));
            share.weight += moved;
            free -= moved;
        }
    }
    for (share, before) in next.iter_mut().zip(shares) {
        if share.weight != before.weight {
            share.shifted_at = now;
        }
    }
    next
}

/// Which of two carriers is later, by the share of its late messages.
fn later(one: Pace, other: Pace) -> Ordering {
    (one.late * other.taken.max(1)).cmp(&(other.late * one.taken.max(1)))
}

/// Gives points to carriers, the same to each as far as it goes.
fn spread(shares: &mut [Share], takers: &[usize], points: u32) {
    let count = u32::try_from(takers.len()).unwrap_or(1).max(1);
    for (place, at) in (0..).zip(takers) {
        let rest = u32::from(place < points % count);
        shares[*at].weight += points / count + rest;
    }
}

/// Takes turns by weight, smoothly: with 3 and 1, three of four go to the first, never four in a row.
#[derive(Debug, Clone, Default)]
pub struct Turns {
    owed: Vec<i64>,
}

impl Turns {
    /// Who is next, of those with a weight above zero; `None`: nobody.
    pub fn next(&mut self, weights: &[u32]) -> Option<usize> {
        self.owed.resize(weights.len(), 0);
        let sum: i64 = weights.iter().map(|it| i64::from(*it)).sum();
        for (owed, weight) in self.owed.iter_mut().zip(weights) {
            // Who is away now is owed nothing for it later.
            *owed = if *weight == 0 { 0 } else { *owed + i64::from(*weight) };
        }
        let next = (0..weights.len())
            .filter(|it| weights[*it] > 0)
            .max_by_key(|it| (self.owed[*it], usize::MAX - it))?;
        self.owed[next] -= sum;
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn share(name: &str, rest: u32, weight: u32, minute: i64) -> Share {
        Share { name: name.to_owned(), rest, weight, shifted_at: at(minute) }
    }

    const SLOW_PACE: Pace = Pace { taken: 100, late: 15 };
    const QUICK: Pace = Pace { taken: 100, late: 14 };

    fn weights(shares: &[Share]) -> Vec<u32> {
        shares.iter().map(|it| it.weight).collect()
    }

    #[test]
    fn ten_points_leave_a_slow_carrier_and_never_twice_in_five_minutes() {
        let before = [share("a", 500, 500, -60), share("b", 500, 500, -60)];
        let once = shift(&before, &[SLOW_PACE, QUICK], at(0));
        assert_eq!(weights(&once), [400, 600]);
        assert_eq!(weights(&shift(&once, &[SLOW_PACE, QUICK], at(4))), [400, 600]);
        assert_eq!(weights(&shift(&once, &[SLOW_PACE, QUICK], at(5))), [300, 700]);
    }

    #[test]
    fn shares_drift_back_by_the_hour_once_nobody_is_slow() {
        let before = [share("a", 500, 350, 0), share("b", 500, 650, 0)];
        assert_eq!(weights(&shift(&before, &[QUICK, QUICK], at(59))), [350, 650]);
        let once = shift(&before, &[QUICK, QUICK], at(60));
        assert_eq!(weights(&once), [450, 550]);
        assert_eq!(weights(&shift(&once, &[QUICK, QUICK], at(120))), [500, 500]);
    }

    #[test]
    fn nothing_shifts_where_all_are_slow_or_few_messages_were_sent() {
        let before = [share("a", 500, 500, -60), share("b", 500, 500, -60)];
        assert_eq!(shift(&before, &[SLOW_PACE, SLOW_PACE], at(0)), before);
        assert!(!Pace { taken: 19, late: 19 }.is_slow());
    }

    #[test]
    fn a_carrier_that_only_speaks_is_given_nothing() {
        let before = [share("a", 1_000, 1_000, -60), share("ear", 0, 0, -60)];
        assert_eq!(shift(&before, &[SLOW_PACE, Pace::default()], at(0)), before);
    }

    #[test]
    fn turns_are_taken_smoothly() {
        let mut turns = Turns::default();
        let taken: Vec<usize> = (0..8).filter_map(|_| turns.next(&[3, 1])).collect();
        assert_eq!(taken, [0, 0, 1, 0, 0, 0, 1, 0]);
        assert_eq!(turns.next(&[0, 1]), Some(1));
        assert_eq!(turns.next(&[0, 0]), None);
    }

    proptest! {
        #[test]
        fn no_point_is_lost_or_made(
            rests in proptest::collection::vec(0_u32..1_000, 1..5),
            steps in proptest::collection::vec((proptest::collection::vec((0_u64..200, 0_u64..200), 4), 0_i64..90), 0..30),
        ) {
            let mut shares: Vec<Share> =
                rests.iter().enumerate().map(|(at, rest)| share(&at.to_string(), *rest, *rest, -60)).collect();
            let sum: u32 = rests.iter().sum();
            let mut minute = 0;
            for (paces, wait) in steps {
                minute += wait;
                let paces: Vec<Pace> =
                    paces.iter().take(shares.len()).map(|it| Pace { taken: it.0, late: it.1.min(it.0) }).collect();
                shares = shift(&shares, &paces, at(minute));
                prop_assert_eq!(weights(&shares).iter().sum::<u32>(), sum);
                for share in &shares {
                    prop_assert!(share.rest > 0 || share.weight == 0);
                }
            }
        }

        #[test]
        fn everybody_gets_their_share_of_turns(weights in proptest::collection::vec(0_u32..50, 1..6)) {
            let sum: u32 = weights.iter().sum();
            let mut turns = Turns::default();
            let mut count = vec![0_u32; weights.len()];
            for _ in 0..sum {
                count[turns.next(&weights).unwrap()] += 1;
            }
            prop_assert_eq!(count, weights);
        }
    }
}
