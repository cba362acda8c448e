//! How many agents a demand needs when callers wait as long as it takes: Erlang C (M/M/n).
//!
//! Start with [`required`]. Where callers give up, [`crate::erlang_a`] is nearer to what happens: Erlang C asks for too
//! many agents, the more so the busier they are.

use crate::{Fault, check_range, real};

/// The most agents that are counted one by one.
pub const AGENTS_MAX: u64 = 10_000_000;

/// What comes in, how long it takes, and how much of their time agents have for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Calls that come in during the interval.
    pub transactions: f64,
    /// Length of the interval, in minutes.
    pub interval_minutes: f64,
    /// Mean handling time, in minutes.
    pub handling_minutes: f64,
    /// The wait that the service level is about, in minutes.
    pub answer_minutes: f64,
    /// Share of paid time in which an agent takes no calls, from 0 to below 1.
    pub shrinkage: f64,
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Least share of calls answered within the wait, from 0 to 1.
    pub service_level: f64,
    /// Greatest share of their time that agents may be on calls, above 0 and at most 1.
    pub occupancy_max: f64,
}

/// Where the search for the number of agents begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// At the least number that keeps up with the calls: what it finds is the smallest.
    Smallest,
    /// At the load and one more, rounded (halves to the even number), as pyworkforce does: it may miss the smallest.
    FromRoundedLoad,
}

/// A number of agents and what it gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Staffing {
    /// Agents on calls at any time.
    pub agents: u64,
    /// Agents to pay, so that as many are on calls: agents ÷ (1 − shrinkage), rounded up.
    pub positions: u64,
    /// Share of calls answered within the wait.
    pub service_level: f64,
    /// Share of their time that agents are on calls.
    pub occupancy: f64,
    /// Share of calls that wait.
    pub wait: f64,
    /// Share of calls that would be lost if none could wait (Erlang B).
    pub blocked: f64,
    /// Mean wait of all calls, in minutes.
    pub mean_wait_minutes: f64,
    /// Mean number of calls that wait.
    pub mean_queue: f64,
}

/// Share of calls that are lost where none can wait (Erlang B), for a `load` in erlangs.
///
/// Recursion `B(j) = aB(j−1) ÷ (j + aB(j−1))`, `B(0) = 1`, which never loses digits.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`]: no load, or more than [`AGENTS_MAX`] agents.
///
/// # Source
///
/// A. K. Erlang (1917). Agrees with mpmath at 50 digits to 1e-13.
pub fn blocking_probability(agents: u64, load: f64) -> Result<f64, Fault> {
    check_range("load", load, f64::MIN_POSITIVE, f64::MAX)?;
    check_range("agents", real(agents), 0.0, real(AGENTS_MAX))?;
    Ok((1..=agents).fold(1.0, |blocked, agent| next_blocked(blocked, agent, load)))
}

/// Share of calls that wait (Erlang C), for a `load` in erlangs below the number of agents.
///
/// `C = nB ÷ (n − a(1 − B))` with `B` of [`blocking_probability`].
///
/// # Errors
///
/// As [`blocking_probability`]; [`Fault::OutOfRange`] if the agents do not keep up with the load.
pub fn waiting_probability(agents: u64, load: f64) -> Result<f64, Fault> {
    let blocked = blocking_probability(agents, load)?;
    if real(agents) <= load {
        return Err(Fault::out_of_range("load", load, 0.0, real(agents)));
    }
    Ok(waiting(agents, load, blocked))
}

/// The number of agents that a demand needs, and what it gives.
///
/// The least number from where the search begins that reaches the service level; then, if agents are on calls more than
/// they may be, the least that they may be.
///
/// - **Takes** times in minutes, shares between 0 and 1.
/// - **Gives** shares between 0 and 1, times in minutes.
/// - **Assumes** Poisson arrivals, exponential handling times, calls that wait for ever, and an interval long enough.
///   A service level of 1 means: not below 1 by more than a double can tell.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`] naming the argument, also where more than [`AGENTS_MAX`] agents would be
/// needed.
///
/// # Source
///
/// A. K. Erlang (1917). With [`Search::FromRoundedLoad`] agrees with pyworkforce 0.5.1
/// `ErlangC(…).required_positions(service_level, max_occupancy)` to 1e-12.
pub fn required(demand: &Demand, target: &Target, search: Search) -> Result<Staffing, Fault> {
    let load = load_of(demand)?;
    check_range("service_level_target", target.service_level, 0.0, 1.0)?;
    check_range("max_occupancy", target.occupancy_max, f64::MIN_POSITIVE, 1.0)?;
    let least = match search {
        Search::Smallest => load.floor() + 1.0,
        Search::FromRoundedLoad => (load + 1.0).round_ties_even(),
    };
    let least = whole("transactions", least)?;
    let mut blocked = blocking_probability(least, load)?;
    let mut agents = least;
    while level(demand, agents, load, waiting(agents, load, blocked)) < target.service_level {
        agents += 1;
        whole("service_level_target", real(agents))?;
        blocked = next_blocked(blocked, agents, load);
    }
    if load / real(agents) > target.occupancy_max {
        let enough = whole("max_occupancy", (load / target.occupancy_max).ceil())?;
        blocked = ((agents + 1)..=enough).fold(blocked, |blocked, it| next_blocked(blocked, it, load));
        agents = enough;
    }
    Ok(staffing(demand, agents, load, blocked))
}

/// What so many agents on calls give.
///
/// # Errors
///
/// As [`required`]; [`Fault::OutOfRange`] if the agents do not keep up with the load.
pub fn with_agents(demand: &Demand, agents: u64) -> Result<Staffing, Fault> {
    let load = load_of(demand)?;
    let blocked = blocking_probability(agents, load)?;
    if real(agents) <= load {
        return Err(Fault::out_of_range("agents", real(agents), load.floor() + 1.0, real(AGENTS_MAX)));
    }
    Ok(staffing(demand, agents, load, blocked))
}

fn load_of(demand: &Demand) -> Result<f64, Fault> {
    for (what, value) in [
        ("transactions", demand.transactions),
        ("interval_minutes", demand.interval_minutes),
        ("aht_minutes", demand.handling_minutes),
        ("asa_target_minutes", demand.answer_minutes),
    ] {
        check_range(what, value, f64::MIN_POSITIVE, f64::MAX)?;
    }
    check_range("shrinkage", demand.shrinkage, 0.0, 1.0)?;
    let load = demand.transactions / demand.interval_minutes * demand.handling_minutes;
    check_range("transactions", load, f64::MIN_POSITIVE, real(AGENTS_MAX))?;
    // As many positions as a whole country has: a shrinkage that leaves no time at all.
    if demand.shrinkage > 1.0 - 1e-6 {
        return Err(Fault::out_of_range("shrinkage", demand.shrinkage, 0.0, 1.0 - 1e-6));
    }
    Ok(load)
}

fn next_blocked(blocked: f64, agent: u64, load: f64) -> f64 {
    let offered = load * blocked;
    offered / (real(agent) + offered)
}

fn waiting(agents: u64, load: f64, blocked: f64) -> f64 {
    real(agents) * blocked / (real(agents) - load * (1.0 - blocked))
}

fn level(demand: &Demand, agents: u64, load: f64, wait: f64) -> f64 {
    let late = (-(real(agents) - load) * (demand.answer_minutes / demand.handling_minutes)).exp();
    (1.0 - wait * late).max(0.0)
}

fn staffing(demand: &Demand, agents: u64, load: f64, blocked: f64) -> Staffing {
    let wait = waiting(agents, load, blocked);
    let mean_wait_minutes = wait * demand.handling_minutes / (real(agents) - load);
    Staffing {
        agents,
        positions: rounded_up(real(agents) / (1.0 - demand.shrinkage)),
        service_level: level(demand, agents, load, wait),
        occupancy: load / real(agents),
        wait,
        blocked,
        mean_wait_minutes,
        mean_queue: mean_wait_minutes * (demand.transactions / demand.interval_minutes),
    }
}

/// A number of agents; refused above what is counted.
fn whole(what: &str, agents: f64) -> Result<u64, Fault> {
    if agents.is_finite() && agents <= real(AGENTS_MAX) {
        Ok(rounded_up(agents))
    } else {
        Err(Fault::out_of_range(what, agents.min(f64::MAX), 1.0, real(AGENTS_MAX)))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "agents: positive, and bounded by AGENTS_MAX over a share of time of at least a millionth"
)]
fn rounded_up(agents: f64) -> u64 {
    agents.ceil() as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn demand(transactions: f64, handling_minutes: f64, answer_minutes: f64) -> Demand {
        Demand { transactions, interval_minutes: 30.0, handling_minutes, answer_minutes, shrinkage: 0.3 }
    }

    #[test]
    fn a_search_that_begins_too_late_is_not_minimal() {
        // A load of 1.6: two agents keep up, and a service level of 0.1 asks for no more.
        let (calls, target) = (demand(12.0, 4.0, 1.0), Target { service_level: 0.1, occupancy_max: 1.0 });
        assert_eq!(required(&calls, &target, Search::FromRoundedLoad).unwrap().agents, 3);
        let smallest = required(&calls, &target, Search::Smallest).unwrap();
        assert_eq!((smallest.agents, smallest.positions), (2, 3));
    }

    #[test]
    fn one_agent_is_a_simple_queue() {
        assert!((waiting_probability(1, 0.75).unwrap() - 0.75).abs() < 1e-15);
        assert!((blocking_probability(1, 3.0).unwrap() - 0.75).abs() < 1e-15);
    }

    #[test]
    fn what_cannot_be_reached_is_named() {
        let target = Target { service_level: 0.8, occupancy_max: 1.0 };
        let found = |calls: Demand, target: Target| {
            required(&calls, &target, Search::Smallest).unwrap_err().what().to_owned()
        };
        assert_eq!(found(demand(0.0, 4.0, 1.0), target), "transactions");
        assert_eq!(found(demand(f64::NAN, 4.0, 1.0), target), "transactions");
        assert_eq!(found(demand(1e300, 1e300, 1.0), target), "transactions");
        assert_eq!(found(demand(1.0, -4.0, 1.0), target), "aht_minutes");
        assert_eq!(found(demand(1.0, 4.0, 0.0), target), "asa_target_minutes");
        assert_eq!(found(Demand { shrinkage: 1.0, ..demand(1.0, 4.0, 1.0) }, target), "shrinkage");
        assert_eq!(
            found(Demand { interval_minutes: 0.0, ..demand(1.0, 4.0, 1.0) }, target),
            "interval_minutes"
        );
        assert_eq!(
            found(demand(9.0, 4.0, 1.0), Target { service_level: 1.1, ..target }),
            "service_level_target"
        );
        assert_eq!(found(demand(9.0, 4.0, 1.0), Target { occupancy_max: 0.0, ..target }), "max_occupancy");
        assert_eq!(found(demand(9.0, 4.0, 1.0), Target { occupancy_max: 1e-9, ..target }), "max_occupancy");
        assert!(with_agents(&demand(30.0, 4.0, 1.0), 4).is_err());
        assert!(waiting_probability(3, 3.0).is_err());
    }

    proptest! {
        #[test]
        fn the_smallest_number_is_enough_and_one_less_is_not(
            transactions in 0.1_f64..2_000.0, handling in 0.1_f64..20.0, answer in 0.05_f64..5.0,
            service_level in 0.0_f64..0.999, occupancy_max in 0.3_f64..1.0,
        ) {
            let (calls, target) = (demand(transactions, handling, answer), Target { service_level, occupancy_max });
            let it = required(&calls, &target, Search::Smallest).unwrap();
            prop_assert!(it.service_level >= service_level && it.occupancy <= occupancy_max + 1e-12, "{it:?}");
            if let Ok(less) = with_agents(&calls, it.agents - 1) {
                prop_assert!(less.service_level < service_level || less.occupancy > occupancy_max - 1e-12, "{less:?}");
            }
            prop_assert_eq!(with_agents(&calls, it.agents).unwrap().agents, it.agents);
            // Little's law, and never fewer than the search that begins later.
            prop_assert!(it.agents <= required(&calls, &target, Search::FromRoundedLoad).unwrap().agents);
        }
    }
}
