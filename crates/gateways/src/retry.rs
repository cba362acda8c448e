//! How long to wait before the outside world is tried again.

use std::time::Duration;

/// The first delay; each one after is twice as long.
const FIRST_DELAY: Duration = Duration::from_secs(1);
/// The longest delay: a server that comes back is noticed within five minutes.
const DELAY_MAX: Duration = Duration::from_mins(5);

/// The delay after so many failures in a row, the first of them being 1; none before any.
pub fn delay(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(1) else { return Duration::ZERO };
    FIRST_DELAY.saturating_mul(2_u32.saturating_pow(doublings)).min(DELAY_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_a_limit() {
        let seconds: Vec<u64> = (0..12).map(|it| delay(it).as_secs()).collect();
        assert_eq!(seconds, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(delay(u32::MAX), DELAY_MAX);
    }
}
