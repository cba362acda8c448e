//! The law of the score of an experiment that goes on as long as no bound is crossed.
//!
//! The score B(t) is a Brownian motion with drift, seen at the looks. Its law among those that go on is held as masses
//! at Gauss-Legendre nodes (Armitage, `McPherson` and Rowe 1969; Jennison and Turnbull 2000, chapter 19), on panels that
//! are narrow beside the steps on both sides, so that close looks stay exact.

use crate::Fault;

use super::{bell, upper_tail};

/// Nodes of a panel.
const ORDER: usize = 16;
/// Most panels: beyond, two looks are too close to each other for a result in reasonable time.
const PANELS_MAX: usize = 4_000;
/// Standard deviations from its centre beyond which the normal density is no longer a number.
const REACH: f64 = 38.6;
/// Width of a panel, in standard deviations of the narrower step.
const PANEL_WIDTH: f64 = 3.0;

/// Where the score is, among experiments that go on.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// Information so far.
    time: f64,
    nodes: Vec<f64>,
    masses: Vec<f64>,
}

impl State {
    /// Before the first look: the score is 0.
    pub(super) fn start() -> Self {
        Self { time: 0.0, nodes: vec![0.0], masses: vec![1.0] }
    }

    /// The nodes within reach of `place` after a step of standard deviation `spread`.
    fn near(&self, place: f64, spread: f64) -> std::ops::Range<usize> {
        let low = self.nodes.partition_point(|it| *it < place - REACH * spread);
        let high = self.nodes.partition_point(|it| *it <= place + REACH * spread);
        low..high
    }

    /// P(the score at `time` is above `place`, no bound crossed before).
    pub(super) fn above(&self, time: f64, place: f64, drift: f64) -> f64 {
        let (spread, shift) = self.step(time, drift);
        self.nodes
            .iter()
            .zip(&self.masses)
            .map(|(node, mass)| mass * upper_tail((place - shift - node) / spread))
            .sum()
    }

    /// P(the score at `time` is below `place`, no bound crossed before).
    pub(super) fn below(&self, time: f64, place: f64, drift: f64) -> f64 {
        let (spread, shift) = self.step(time, drift);
        self.nodes
            .iter()
            .zip(&self.masses)
            .map(|(node, mass)| mass * upper_tail((node - place + shift) / spread))
            .sum()
    }

    /// Density of the score at `time`, at `place`.
    pub(super) fn density(&self, time: f64, place: f64, drift: f64) -> f64 {
        let (spread, shift) = self.step(time, drift);
        let centre = place - shift;
        self.near(centre, spread)
            .map(|it| self.masses[it] * bell((centre - self.nodes[it]) / spread))
            .sum::<f64>()
            / spread
    }

    fn step(&self, time: f64, drift: f64) -> (f64, f64) {
        ((time - self.time).sqrt(), drift * (time - self.time))
    }

    /// The experiments whose score at `time` is between `low` and `high`, to be looked at again at `next`.
    pub(super) fn go_on(&self, time: f64, low: f64, high: f64, drift: f64, next: f64) -> Result<Self, Fault> {
        let reach = REACH * time.sqrt();
        let (low, high) = (low.max(drift * time - reach), high.min(drift * time + reach));
        if low >= high {
            return Ok(Self { time, nodes: Vec::new(), masses: Vec::new() });
        }
        let widest = PANEL_WIDTH * (time - self.time).min(next - time).sqrt();
        let panels = ((high - low) / widest).ceil().max(1.0);
        #[expect(clippy::cast_precision_loss, reason = "a few thousands")]
        if panels > PANELS_MAX as f64 {
            return Err(Fault::Unreadable {
                what: "information_fractions".into(),
                reason: "two looks are too close to each other".into(),
            });
        }
        let half = (high - low) / panels / 2.0;
        let rule = gauss_legendre();
        let mut nodes = Vec::new();
        let mut masses = Vec::new();
        let mut centre = low + half;
        while centre < high {
            for (place, weight) in rule {
                let node = centre + half * place;
                nodes.push(node);
                masses.push(half * weight * self.density(time, node, drift));
            }
            centre += 2.0 * half;
        }
        Ok(Self { time, nodes, masses })
    }
}

/// Nodes and weights of Gauss and Legendre on (−1, 1), by Newton's method on the polynomial.
fn gauss_legendre() -> [(f64, f64); ORDER] {
    let mut rule = [(0.0, 0.0); ORDER];
    let order = 16.0_f64;
    let mut number = 0.75;
    for entry in &mut rule {
        let mut x: f64 = -(std::f64::consts::PI * number / (order + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (mut now, mut before) = (1.0, 0.0);
            let mut degree = 0.0;
            while degree < order {
                let last = before;
                before = now;
                now = ((2.0 * degree + 1.0) * x * before - degree * last) / (degree + 1.0);
                degree += 1.0;
            }
            slope = order * (x * now - before) / (x * x - 1.0);
            let step = now / slope;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        *entry = (x, 2.0 / ((1.0 - x * x) * slope * slope));
        number += 1.0;
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::{State, gauss_legendre};
    use crate::sequential::upper_tail;

    #[test]
    fn the_rule_is_exact_for_polynomials_of_degree_31() {
        let rule = gauss_legendre();
        for degree in 0..32_i32 {
            let sum: f64 = rule.iter().map(|(x, w)| w * x.powi(degree)).sum();
            let exact = if degree % 2 == 0 { 2.0 / f64::from(degree + 1) } else { 0.0 };
            assert!((sum - exact).abs() < 1e-14, "{degree}: {sum}");
        }
    }

    #[test]
    fn without_bounds_the_score_is_normal() {
        let mut state = State::start();
        for (time, next) in [(0.1, 0.100_01), (0.100_01, 0.4), (0.4, 1.0)] {
            state = state.go_on(time, f64::NEG_INFINITY, f64::INFINITY, 3.0, next).unwrap();
        }
        for place in [-9.0, 0.0, 3.0, 8.0, 20.0] {
            let (ours, exact) = (state.above(1.0, place, 3.0), upper_tail(place - 3.0));
            assert!((ours / exact - 1.0).abs() < 1e-11, "{place}: {ours:e} {exact:e}");
            assert!((state.above(1.0, place, 3.0) + state.below(1.0, place, 3.0) - 1.0).abs() < 1e-12);
        }
    }
}
