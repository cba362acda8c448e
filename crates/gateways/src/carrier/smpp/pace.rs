//! How fast a centre is sent to: the rate of the contract, and pauses when it says that it is too much.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::retry;

/// The longest pause: a centre that takes messages again is noticed within it.
const PAUSE_MAX: Duration = Duration::from_secs(30);
/// How far ahead turns are given at the rate of the contract.
const AHEAD_MAX: Duration = Duration::from_secs(5);

pub(super) struct Pace {
    /// Between two messages.
    step: Duration,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    /// The first turn that is free.
    next: Option<Instant>,
    /// Nothing is sent before.
    pause_end: Option<Instant>,
    /// Pauses in a row.
    pauses: u32,
}

impl Pace {
    pub(super) fn new(rate_per_s: Option<u32>) -> Self {
        let step = rate_per_s.map_or(Duration::ZERO, |it| Duration::from_secs(1) / it.max(1));
        Self { step, now: Mutex::default() }
    }

    /// When a message may leave; or, if that is not soon, after how long to ask again.
    pub(super) fn turn(&self, now: Instant) -> Result<Instant, Duration> {
        let mut state = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = state.pause_end.filter(|it| *it > now) {
            return Err(end - now);
        }
        let at = state.next.map_or(now, |it| it.max(now));
        if at - now > AHEAD_MAX {
            return Err(at - now);
        }
        state.next = Some(at + self.step);
        Ok(at)
    }

    /// A message that left at this instant was taken.
    pub(super) fn taken(&self, begun: Instant) {
        let mut state = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if state.pause_end.is_none_or(|it| begun >= it) {
            state.pauses = 0;
        }
    }

    /// A message that left at this instant was too much; gives the pause. Those that left together make one pause.
    pub(super) fn throttled(&self, begun: Instant, now: Instant) -> Duration {
        let mut state = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if state.pause_end.is_none_or(|it| begun >= it) {
            state.pauses = state.pauses.saturating_add(1);
            state.pause_end = Some(now + retry::delay(state.pauses).min(PAUSE_MAX));
        }
        state.pause_end.map_or(Duration::ZERO, |it| it.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn messages_leave_at_the_rate_of_the_contract() {
        let (pace, start) = (Pace::new(Some(4)), Instant::now());
        let turns: Vec<u128> = (0..4).map(|_| (pace.turn(start).unwrap() - start).as_millis()).collect();
        assert_eq!(turns, [0, 250, 500, 750]);
        // What was not used is not saved.
        assert_eq!(pace.turn(start + 9 * SECOND), Ok(start + 9 * SECOND));
    }

    #[test]
    fn turns_are_not_given_far_ahead() {
        let (pace, start) = (Pace::new(Some(1)), Instant::now());
        assert_eq!((0..20).filter(|_| pace.turn(start).is_ok()).count(), 6);
        assert_eq!(pace.turn(start), Err(6 * SECOND));
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        let (pace, start) = (Pace::new(None), Instant::now());
        assert!((0..1_000).all(|_| pace.turn(start) == Ok(start)));
    }

    #[test]
    fn those_that_were_too_much_together_make_one_pause() {
        let (pace, start) = (Pace::new(None), Instant::now());
        for _ in 0..50 {
            assert_eq!(pace.throttled(start, start), SECOND);
        }
        assert_eq!(pace.turn(start), Err(SECOND));
        assert_eq!(pace.turn(start + SECOND), Ok(start + SECOND));
    }

    #[test]
    fn pauses_grow_until_something_is_taken() {
        let (pace, mut now) = (Pace::new(None), Instant::now());
        let pauses: Vec<u64> = (0..7)
            .map(|_| {
                let pause = pace.throttled(now, now);
                now += pause;
                pause.as_secs()
            })
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
        pace.taken(now);
        assert_eq!(pace.throttled(now, now), SECOND);
    }
}
