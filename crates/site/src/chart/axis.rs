//! The vertical axis: round values, lines and labels.

use std::fmt::Write as _;

use super::{STRING, short};
use crate::{Figures, Unit, markup::text};

/// A linear scale from values to heights.
pub(crate) struct Axis {
    low: f64,
    high: f64,
    step: f64,
    top: f64,
    bottom: f64,
}

impl Axis {
    /// An axis that shows `low` to `high` with about five round steps, drawn between two heights.
    pub(crate) fn new(low: f64, high: f64, top: f64, bottom: f64) -> Self {
        let span = if high > low { high - low } else { high.abs().max(1.0) };
        let rough = span / 5.0;
        let magnitude = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|it| it * magnitude).into_iter().find(|it| *it >= rough);
        let step = step.unwrap_or(10.0 * magnitude);
        let first = (low / step).floor() * step;
        let last = (if high > low { high } else { low + span } / step).ceil() * step;
        Self { low: first, high: last.max(first + step), step, top, bottom }
    }

    /// The height of a value.
    pub(crate) fn y(&self, value: f64) -> f64 {
        self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)
    }

    /// Its round values, from low to high.
    pub(crate) fn values(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round().min(20.0);
        (0..=20_u32)
            .map(f64::from)
            .take_while(|it| *it <= count)
            .map(|it| self.low + it * self.step)
            .collect()
    }

    /// How far apart they are.
    pub(crate) const fn step(&self) -> f64 {
        self.step
    }

    /// Lines and labels, between two abscissas.
    pub(crate) fn draw(&self, figures: Figures, unit: Unit, left: f64, right: f64) -> String {
        let mut svg = String::new();
        let mut place = 0_u32;
        loop {
            let value = self.low + f64::from(place) * self.step;
            if value > self.high + self.step / 2.0 || place > 20 {
                break;
            }
            let y = self.y(value);
            write!(
                svg,
                "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/>\
                 <text class=\"tick\" x=\"{3}\" y=\"{4}\" text-anchor=\"end\">{5}</text>",
                short(left),
                short(right),
                short(y),
                short(left - 8.0),
                short(y + 4.5),
                text(&figures.on_axis(unit, value, self.step))
            )
            .expect(STRING);
            place += 1;
        }
        svg
    }
}
