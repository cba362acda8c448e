//! Slows down whoever guesses passwords and codes, or sends without end.
//!
//! **Invariant:** memory and the cost of a try do not depend on how many guess: a table of fixed size, in which keys that
//! meet share a count. The place of a key is drawn at start, so that nobody can choose whom to meet.

use std::{
    hash::{BuildHasher as _, Hash, RandomState},
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use crate::machine::network;

/// How long a person waits after too many wrong tries: then there is one more.
pub(crate) const SIGN_IN_WAIT: Duration = Duration::from_mins(1);
/// Wrong passwords for one address before it must wait.
const TRIES_ADDRESS: u32 = 8;
/// The same from one machine: an office shares one address on the network.
const TRIES_MACHINE: u32 = 60;
/// Counts of a table: half a megabyte.
const PLACES: usize = 1 << 16;

/// The wrong tries of late, by account and by machine.
#[derive(Debug)]
pub(crate) struct SignInLimits {
    addresses: Tries,
    machines: Tries,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self {
            addresses: Tries::new(TRIES_ADDRESS, SIGN_IN_WAIT),
            machines: Tries::new(TRIES_MACHINE, SIGN_IN_WAIT),
        }
    }
}

impl SignInLimits {
    /// Takes a try, of this machine if one is named; `false` if none is left. Who turns out to know the password gives it
    /// back, see [`Self::give_back`].
    pub(crate) fn take(&self, email: &str, machine: Option<IpAddr>, now: Timestamp) -> bool {
        // A machine that is refused takes nothing from the account: it cannot keep its owner out.
        machine.is_none_or(|it| self.machines.take(&network(it), now))
            && self.addresses.take(&plain(email), now)
    }

    /// Gives a try back: it was no guess.
    pub(crate) fn give_back(&self, email: &str, machine: Option<IpAddr>) {
        self.addresses.give_back(&plain(email));
        if let Some(machine) = machine {
            self.machines.give_back(&network(machine));
        }
    }
}

/// Another spelling is the same account.
fn plain(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Tries by key: so many at once, then one more each time that a wait has passed.
#[derive(Debug)]
pub struct Tries {
    most_us: i64,
    step_us: i64,
    hasher: RandomState,
    /// When all tries are there again (µs UTC), by place.
    whole_again_us: Mutex<Box<[i64]>>,
}

impl Tries {
    /// So many at once, then one more after each wait.
    pub fn new(most: u32, wait: Duration) -> Self {
        let step_us = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX / i64::from(u32::MAX));
        Self {
            most_us: i64::from(most).saturating_mul(step_us),
            step_us,
            hasher: RandomState::new(),
            whole_again_us: Mutex::new(vec![i64::MIN; PLACES].into_boxed_slice()),
        }
    }

    /// Takes a try of a key; `false` if none is left.
    pub fn take(&self, key: &impl Hash, now: Timestamp) -> bool {
        let now_us = now.as_microsecond();
        self.change(key, |whole_again_us| {
            // Beyond what tries can add up to: the clock was set back since, and the count means nothing.
            let is_lost = whole_again_us > now_us.saturating_add(self.most_us);
            let next_us = if is_lost { now_us } else { whole_again_us.max(now_us) } + self.step_us;
            (next_us <= now_us.saturating_add(self.most_us)).then_some(next_us)
        })
    }

    /// Gives a try back: it was none.
    pub fn give_back(&self, key: &impl Hash) {
        self.change(key, |whole_again_us| Some(whole_again_us.saturating_sub(self.step_us)));
    }

    fn change(&self, key: &impl Hash, change: impl FnOnce(i64) -> Option<i64>) -> bool {
        let place = self.hasher.hash_one(key) % PLACES as u64;
        let place = usize::try_from(place).expect("a place is in the table");
        let mut places = self.whole_again_us.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(places[place]);
        if let Some(changed) = changed {
            places[place] = changed;
        }
        changed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    fn noon() -> Timestamp {
        "2026-10-05T10:00:00Z".parse().unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_guesser_is_slowed_down_and_others_are_not() {
        let limits = SignInLimits::default();
        let guesser = Some(address("192.0.2.1"));
        let tries = (0..20).filter(|_| limits.take("a@example.org", guesser, noon())).count();
        assert_eq!(tries, 8);
        assert!(!limits.take("A@example.org ", Some(address("192.0.2.9")), noon()), "another spelling");
        assert!(limits.take("b@example.org", Some(address("192.0.2.2")), noon()));
        let later = noon().checked_add(1.minutes()).unwrap();
        let tries =
            (0..20).filter(|_| limits.take("a@example.org", Some(address("192.0.2.3")), later)).count();
        assert_eq!(tries, 1, "one more each minute");
        let hours_later = noon().checked_add(5.hours()).unwrap();
        let tries =
            (0..20).filter(|_| limits.take("a@example.org", Some(address("192.0.2.4")), hours_later)).count();
        assert_eq!(tries, 8, "never more than at first");
    }

    #[test]
    fn who_knows_the_password_is_never_counted() {
        let limits = SignInLimits::default();
        let office = Some(address("192.0.2.1"));
        for _ in 0..500 {
            assert!(limits.take("a@example.org", office, noon()));
            limits.give_back("a@example.org", office);
        }
    }

    #[test]
    fn a_machine_that_waits_takes_no_try_from_an_account() {
        let limits = SignInLimits::default();
        let guesser = Some(address("2001:db8::1"));
        let tries = (0..100).filter(|it| limits.take(&format!("{it}@example.org"), guesser, noon())).count();
        assert!(tries <= 60, "{tries}");
        let neighbour = Some(address("2001:db8::2"));
        assert!((0..20).all(|_| !limits.take("a@example.org", neighbour, noon())), "of the same network");
        assert!((0..8).all(|_| limits.take("a@example.org", Some(address("192.0.2.1")), noon())));
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let limits = SignInLimits::default();
        let tomorrow = noon().checked_add(24.hours()).unwrap();
        while limits.take("a@example.org", None, tomorrow) {}
        assert!(limits.take("a@example.org", None, noon()));
    }
}
