//! A queue whose callers give up: Erlang A (M/M/n+M), from overload to idleness.
//!
//! Start with [`performance`]. Callers come at random, are served in their order by agents who are all alike, and hang
//! up after a patience of exponential law.
//!
//! **Invariant:** every figure is a sum of positive terms, so that small probabilities keep all their digits; the work
//! does not grow with the length of the queue.

mod integral;

use crate::{Fault, check_range, real};
use integral::{Gauss, bend, excess};

/// The most agents that are counted one by one.
pub const AGENTS_MAX: u64 = 10_000_000;
/// The greatest rate, and the inverse of the smallest; beyond, doubles lose meaning.
const RATE_MAX: f64 = 1e15;

/// A queue. All rates are per the same unit of time, whichever it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Arrivals per unit of time.
    pub arrival_rate: f64,
    /// What one agent serves per unit of time: 1 ÷ mean handling time.
    pub service_rate: f64,
    /// Agents, at least one.
    pub agents: u64,
    /// 1 ÷ mean patience; 0 where nobody gives up (Erlang C).
    pub abandonment_rate: f64,
}

/// What callers and agents live in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Performance {
    /// Share of callers who do not find a free agent.
    pub wait: f64,
    /// Share of callers who give up.
    pub abandon: f64,
    /// Share of those who wait that give up.
    pub abandon_given_wait: f64,
    /// Mean number of callers waiting.
    pub mean_queue: f64,
    /// Mean wait of all callers, those who give up and those who do not wait included, in units of time.
    pub mean_wait: f64,
    /// Mean wait of those who wait.
    pub mean_wait_given_wait: f64,
    /// Share of their time that agents serve.
    pub occupancy: f64,
    /// Share of callers whom an agent would reach only after the time asked about, were they patient enough.
    pub offered_wait_beyond: f64,
    /// Share of all callers who are answered within the time asked about.
    pub answered_within: f64,
    /// Share of the time that nobody is in the system.
    pub empty: f64,
}

/// How a queue with abandonment performs in the long run, and which share is answered `within` a time.
///
/// With `λ` arrivals, `n` agents of rate `μ` and patience of rate `θ`, the wait offered to a caller has the density
/// `λ·p(n−1)·exp(λ(1−e^(−θv))/θ − nμv)` above 0, where `p(n−1)` is the share of time with one agent free. The shares
/// are integrals of it, whose exponent is concave: they are taken by Gauss–Legendre rules that are halved until
/// nothing changes. `p(n−1)` comes from the recursion of Erlang B.
///
/// - **Takes** rates per one unit of time (at most 1e15), up to [`AGENTS_MAX`] agents, and `within` in that unit.
/// - **Gives** shares between 0 and 1, and times in that unit.
/// - **Assumes** Poisson arrivals, exponential service and patience, and a long time without change.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`] naming the argument; [`Fault::NoEstimate`] if nobody gives up and more
/// arrives than can be served: the queue has no end.
///
/// # Source
///
/// O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers", MSOM 4 (2002), 208–227;
/// S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers", Queueing Systems 51 (2005), 361–402. Agrees with
/// the stationary law summed in mpmath 1.4 at 60 digits to 1e-12.
pub fn performance(queue: &Queue, within: f64) -> Result<Performance, Fault> {
    let Queue { arrival_rate: arrivals, service_rate: service, agents, abandonment_rate: patience } = *queue;
    check_range("arrival_rate", arrivals, 1.0 / RATE_MAX, RATE_MAX)?;
    check_range("service_rate", service, 1.0 / RATE_MAX, RATE_MAX)?;
    check_range("abandonment_rate", patience, 0.0, RATE_MAX)?;
    check_range("T", within, 0.0, RATE_MAX)?;
    if agents == 0 || agents > AGENTS_MAX {
        return Err(Fault::out_of_range("agents", real(agents), 1.0, real(AGENTS_MAX)));
    }
    let all = real(agents);
    let wait = Wait::new(arrivals, all * service, all.mul_add(service, -arrivals), patience)?;
    let load = arrivals / service;
    let blocking = Blocking::of(agents - 1, load);

    // Time with a free agent, against time without: their ratio is `density` ÷ `free`, one of which is 1.
    let gauss = Gauss::new();
    let whole = wait.integral(&gauss, 0.0, f64::INFINITY, 0.0, |_| 1.0);
    // In units of the wait at the peak, which may be as long as a double can say.
    let unit = if wait.peak > 0.0 { wait.waited(wait.peak) } else { 1.0 };
    let waited = wait.integral(&gauss, 0.0, f64::INFINITY, 0.0, |v| wait.waited(v) / unit);
    let beyond = wait.integral(&gauss, within, f64::INFINITY, 0.0, |_| 1.0);
    let answered = wait.integral(&gauss, 0.0, within, patience, |_| 1.0);
    let (free, busy) = if wait.peak > 0.0 {
        let ratio = (-wait.height).exp() / (arrivals * whole * blocking.blocked);
        (ratio / (1.0 + ratio), 1.0 / (1.0 + ratio))
    } else {
        let ratio = arrivals * whole * blocking.blocked;
        (1.0 / (1.0 + ratio), ratio / (1.0 + ratio))
    };
    let mean_wait_given_wait = waited / whole * unit;
    let performance = Performance {
        wait: busy,
        abandon: (patience * mean_wait_given_wait * busy).min(1.0),
        abandon_given_wait: (patience * mean_wait_given_wait).min(1.0),
        mean_queue: arrivals * mean_wait_given_wait * busy,
        mean_wait: mean_wait_given_wait * busy,
        mean_wait_given_wait,
        occupancy: (load / all * blocking.served * free + busy).min(1.0),
        offered_wait_beyond: (busy * (beyond / whole)).min(1.0),
        answered_within: (free + busy * (answered / whole)).min(1.0),
        empty: free / exponential_sum(agents - 1, load),
    };
    let figures = [performance.mean_queue, performance.mean_wait_given_wait, performance.occupancy];
    if figures.iter().all(|it| it.is_finite()) { Ok(performance) } else { Err(Fault::not_converged("queue")) }
}

/// Erlang B for so many agents: the share of arrivals that are lost, and the share that is served.
struct Blocking {
    blocked: f64,
    served: f64,
}

impl Blocking {
    fn of(agents: u64, load: f64) -> Self {
        let mut found = Self { blocked: 1.0, served: 0.0 };
        for agent in 1..=agents {
            let (agent, offered) = (real(agent), load * found.blocked);
            found = Self { blocked: offered / (agent + offered), served: agent / (agent + offered) };
        }
        found
    }
}

/// Σ load^j ÷ j! for j from 0 to `last`; infinite where it exceeds what a double holds.
fn exponential_sum(last: u64, load: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for j in 1..=last {
        term *= load / real(j);
        sum += term;
        if !f64::is_finite(sum) || (real(j) > load && term < 1e-20 * sum) {
            break;
        }
    }
    sum
}

/// The density of the offered wait, up to a factor: its logarithm is 0 at `peak` and below 0 elsewhere.
struct Wait {
    arrivals: f64,
    capacity: f64,
    /// Capacity less arrivals.
    slack: f64,
    patience: f64,
    /// Where the density is greatest: 0 unless more arrives than can be served.
    peak: f64,
    /// The logarithm at `peak` less that at 0.
    height: f64,
}

impl Wait {
    fn new(arrivals: f64, capacity: f64, slack: f64, patience: f64) -> Result<Self, Fault> {
        if slack > 0.0 {
            return Ok(Self { arrivals, capacity, slack, patience, peak: 0.0, height: 0.0 });
        }
        let over = -slack / capacity;
        let (peak, height) = (over.ln_1p() / patience, capacity * excess(over) / patience);
        if patience == 0.0 || !peak.is_finite() {
            return Err(Fault::NoEstimate { what: "abandonment_rate".into() });
        }
        // What a double cannot tell from infinite is infinite: the share of time with a free agent is then 0.
        Ok(Self { arrivals, capacity, slack, patience, peak, height })
    }

    /// The logarithm of the density at `peak + away`.
    fn log_density(&self, away: f64) -> f64 {
        if self.peak > 0.0 {
            -self.capacity * bend(away, self.patience)
        } else {
            -self.slack * away - self.arrivals * bend(away, self.patience)
        }
    }

    /// How long a caller waits whom an agent would reach after `offered`: less, where patience ends before.
    fn waited(&self, offered: f64) -> f64 {
        if self.patience * offered < 1e-300 {
            offered
        } else {
            -(-self.patience * offered).exp_m1() / self.patience
        }
    }

    /// ∫ density(v)·exp(−discount·v)·weight(v) from `low` to `high`, for a weight that grows slowly.
    fn integral(
        &self,
        gauss: &Gauss,
        low: f64,
        high: f64,
        discount: f64,
        weight: impl Fn(f64) -> f64,
    ) -> f64 {
        let log = |away: f64| self.log_density(away) - discount * (self.peak + away);
        // Where the discounted density is greatest.
        let over = -(self.slack + discount) / (self.capacity + discount);
        let peak = if over > 0.0 { over.ln_1p() / self.patience } else { 0.0 };
        gauss.of_concave(
            (low - self.peak, high - self.peak),
            peak.clamp(low, high) - self.peak,
            1.0 / (self.capacity + self.arrivals + self.patience),
            log,
            |away| weight(self.peak + away),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::erlang_c;

    fn queue(arrival_rate: f64, service_rate: f64, agents: u64, abandonment_rate: f64) -> Queue {
        Queue { arrival_rate, service_rate, agents, abandonment_rate }
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-11 * expected.abs(), "{found} is not {expected}");
    }

    /// The law of the number in the system, summed as it is written.
    fn by_definition(queue: &Queue) -> (f64, f64, f64) {
        let (mut term, mut sum, mut wait, mut waiting) = (1.0, 0.0, 0.0, 0.0);
        for j in 0..20_000_u64 {
            sum += term;
            if j >= queue.agents {
                wait += term;
                waiting += term * real(j - queue.agents);
            }
            let busy = real((j + 1).min(queue.agents)) * queue.service_rate;
            let leaving = real((j + 1).saturating_sub(queue.agents)) * queue.abandonment_rate;
            term *= queue.arrival_rate / (busy + leaving);
        }
        (wait / sum, waiting / sum, 1.0 / sum)
    }

    #[test]
    fn the_textbook_call_centre() {
        // 48 calls a minute, 50 agents, calls of a minute, patience of two: Garnett, Mandelbaum and Reiman's example.
        let it = performance(&queue(48.0, 1.0, 50, 0.5), 0.25).unwrap();
        assert!((it.abandon - 0.031).abs() < 1e-3 && (it.mean_wait * 60.0 - 3.7).abs() < 0.05);
        assert!((it.mean_queue - 3.0).abs() < 0.05 && (it.occupancy - 0.93).abs() < 1e-3);
    }

    #[test]
    fn nobody_who_gives_up_is_erlang_c() {
        let it = performance(&queue(10.0, 1.0, 12, 0.0), 0.5).unwrap();
        let wait = erlang_c::waiting_probability(12, 10.0).unwrap();
        near(it.wait, wait);
        near(it.mean_wait_given_wait, 0.5);
        near(it.answered_within, 1.0 - wait * (-1.0_f64).exp());
        assert!(it.abandon.abs() < f64::EPSILON);
        // Patience without measure is nearly the same.
        near(performance(&queue(10.0, 1.0, 12, 1e-14), 0.5).unwrap().mean_queue, it.mean_queue);
        let endless = performance(&queue(12.0, 1.0, 12, 0.0), 0.5);
        assert_eq!(endless, Err(Fault::NoEstimate { what: "abandonment_rate".into() }));
    }

    #[test]
    fn the_extremes_have_their_figures() {
        // Everybody waits, and as many give up as cannot be served.
        let it = performance(&queue(5_000.0, 1.0, 1_000, 1e-7), 1.0).unwrap();
        near(it.abandon, 0.8);
        near(it.mean_queue, 4e10);
        assert!(it.answered_within.abs() < 1e-300 && it.empty.abs() < 1e-300);
        // Nobody waits; who would, would for a moment.
        let it = performance(&queue(1.0, 1.0, 5_000, 0.1), 1.0).unwrap();
        assert!(it.wait.abs() < 1e-300 && (it.mean_wait_given_wait - 2e-4).abs() < 1e-6);
        near(it.empty, (-1.0_f64).exp());
        // One agent and no patience at all: Erlang's loss.
        near(performance(&queue(2.0, 1.0, 1, 1e15), 1.0).unwrap().abandon, 2.0 / 3.0);
    }

    #[test]
    fn wrong_input_is_named() {
        for (wrong, within, what) in [
            (queue(0.0, 1.0, 1, 0.1), 1.0, "arrival_rate"),
            (queue(f64::NAN, 1.0, 1, 0.1), 1.0, "arrival_rate"),
            (queue(1.0, f64::INFINITY, 1, 0.1), 1.0, "service_rate"),
            (queue(1.0, -1.0, 1, 0.1), 1.0, "service_rate"),
            (queue(1.0, 1.0, 0, 0.1), 1.0, "agents"),
            (queue(1.0, 1.0, AGENTS_MAX + 1, 0.1), 1.0, "agents"),
            (queue(1.0, 1.0, 1, -0.1), 1.0, "abandonment_rate"),
            (queue(1.0, 1.0, 1, 0.1), -1.0, "T"),
            (queue(1.0, 1.0, 1, 0.1), f64::INFINITY, "T"),
        ] {
            assert_eq!(performance(&wrong, within).unwrap_err().what(), what);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_law_of_the_number_in_the_system(
            arrival_rate in 0.01_f64..80.0, service_rate in 0.05_f64..5.0,
            agents in 1_u64..60, abandonment_rate in 0.05_f64..20.0,
        ) {
            let queue = queue(arrival_rate, service_rate, agents, abandonment_rate);
            let it = performance(&queue, 0.3).unwrap();
            let (wait, waiting, empty) = by_definition(&queue);
            for (found, expected) in [(it.wait, wait), (it.mean_queue, waiting), (it.empty, empty)] {
                prop_assert!((found - expected).abs() <= 1e-11 * expected, "{found} {expected}");
            }
            // What comes in is served or gives up.
            let served = it.occupancy * real(agents) * service_rate;
            prop_assert!((served + it.abandon * arrival_rate - arrival_rate).abs() < 1e-10 * arrival_rate);
        }

        #[test]
        fn shares_are_shares(
            arrivals in -12.0_f64..12.0, service in -12.0_f64..12.0, patience in -15.0_f64..15.0,
            agents in 1_u64..3_000, within in -6.0_f64..6.0,
        ) {
            let queue = queue(10_f64.powf(arrivals), 10_f64.powf(service), agents, 10_f64.powf(patience));
            let it = performance(&queue, 10_f64.powf(within)).unwrap();
            for share in [it.wait, it.abandon, it.abandon_given_wait, it.occupancy, it.offered_wait_beyond, it.answered_within, it.empty] {
                prop_assert!((0.0..=1.0).contains(&share), "{it:?}");
            }
            prop_assert!(it.offered_wait_beyond <= it.wait * (1.0 + 1e-12), "{it:?}");
        }
    }
}
