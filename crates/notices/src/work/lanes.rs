//! How many messages of each lane are claimed next.
//!
//! Of twelve places that come free, eight are for what is urgent, three for what is normal, one for campaigns; what a lane does not use goes
//! to the others, urgent first. Whatever waits, and one by one as places come free, of twelve places of the whole window
//!
//! - campaigns hold six at most, campaigns and normal messages together nine: an urgent message finds a place at once, however slow the carriers;
//! - urgent messages hold ten at most, urgent and normal ones together eleven: nothing starves.

use crate::template::Lane;

/// Places of twelve, by lane.
const SHARES: [usize; 3] = [8, 3, 1];
/// Their sum.
const SUM: usize = 12;

/// Places of a window, by who holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// All.
    pub window: usize,
    /// Held by each lane, in the order of [`Lane::ALL`].
    pub held: [usize; 3],
}

impl Places {
    /// None held.
    pub const fn new(window: usize) -> Self {
        Self { window, held: [0; 3] }
    }

    /// How many are free.
    pub fn free(&self) -> usize {
        self.window.saturating_sub(self.held.iter().sum())
    }

    /// How many a lane may still take.
    pub fn room(&self, lane: Lane) -> usize {
        let [urgent, normal, bulk] = self.held;
        let of_twelve = |places: usize| (self.window * places).div_ceil(SUM);
        let left = |kept: usize, held: usize| self.window.saturating_sub(kept).max(1).saturating_sub(held);
        // What urgent messages leave is one place more than what they leave together with normal ones, however small the window.
        let not_urgent = of_twelve(2).max(of_twelve(1) + 1);
        let most = match lane {
            Lane::Urgent => left(not_urgent, urgent).min(left(of_twelve(1), urgent + normal)),
            Lane::Normal => left(of_twelve(3), normal + bulk).min(left(of_twelve(1), urgent + normal)),
            Lane::Bulk => left(of_twelve(3), normal + bulk).min(left(of_twelve(6), bulk)),
        };
        most.min(self.free())
    }

    /// How many of each lane to claim first. What comes short may be given to [`Places::room`] of the others.
    pub fn first(&self) -> [usize; 3] {
        let free = self.free();
        // Each lane has its turn even where few places come free at once: shares are rounded up.
        [0, 1, 2].map(|at| (free * SHARES[at]).div_ceil(SUM).min(self.room(Lane::ALL[at])))
    }

    /// Somebody of a lane takes places.
    pub fn take(&mut self, lane: Lane, count: usize) {
        self.held[lane as usize] += count;
    }

    /// Somebody of a lane gives one back.
    pub fn give_back(&mut self, lane: Lane) {
        let held = &mut self.held[lane as usize];
        *held = held.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Claims as the postmaster does, from what waits; gives what was claimed.
    fn claim(places: &mut Places, waiting: &mut [usize; 3]) -> [usize; 3] {
        let mut claimed = [0; 3];
        let first = places.first();
        for round in 0..2 {
            for (at, lane) in Lane::ALL.into_iter().enumerate() {
                let most = if round == 0 { first[at] } else { usize::MAX };
                let count = most.min(places.room(lane)).min(waiting[at]);
                places.take(lane, count);
                waiting[at] -= count;
                claimed[at] += count;
            }
        }
        claimed
    }

    #[test]
    fn of_twelve_places_eight_are_urgent_three_normal_one_bulk() {
        assert_eq!(Places::new(120).first(), [80, 30, 10]);
    }

    #[test]
    fn a_campaign_alone_leaves_half_of_the_window() {
        let mut places = Places::new(120);
        assert_eq!(claim(&mut places, &mut [0, 0, 1_000_000]), [0, 0, 60]);
        assert_eq!(claim(&mut places, &mut [0, 1_000, 1_000_000]), [0, 30, 0]);
        assert_eq!(claim(&mut places, &mut [1_000, 1_000, 1_000_000]), [30, 0, 0]);
    }

    proptest! {
        #[test]
        fn nothing_starves_however_places_come_free(window in 3_usize..200, freed in proptest::collection::vec(0_usize..1_000, 2_000)) {
            let mut places = Places::new(window);
            let mut total = [0; 3];
            for pick in freed {
                let claimed = claim(&mut places, &mut [usize::MAX; 3]);
                prop_assert!(places.held.iter().sum::<usize>() <= window);
                (0..3).for_each(|at| total[at] += claimed[at]);
                // One place comes free, anybody's.
                let mut pick = pick % places.held.iter().sum::<usize>();
                for (at, lane) in Lane::ALL.into_iter().enumerate() {
                    if pick < places.held[at] {
                        places.give_back(lane);
                        break;
                    }
                    pick -= places.held[at];
                }
            }
            prop_assert!(total.iter().all(|it| *it >= 5), "{total:?}");
        }
    }
}
