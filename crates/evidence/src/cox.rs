//! Times to events that may come again: the Cox model of Andersen and Gill, with standard errors by subject.
//!
//! Start with [`fit`] on a [`History`]: one row for each stretch of time during which one subject (a request, a usager)
//! is followed, with what is known of it as columns.
//!
//! **Invariant:** sums over those at risk only ever add, they never subtract what left: a great value that leaves
//! takes no digits with it.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use crate::{
    Estimate, Fault, check, check_length, check_range,
    glm::{Basis, Column, invert, runaway},
};

/// Most columns: each time of an event costs their square.
pub const COVARIATES_MAX: usize = 100;

/// Most rows.
pub const ROWS_MAX: usize = 10_000_000;

/// Most Newton steps.
const STEPS_MAX: usize = 100;

/// Times closer than this part of the mean time are the same time: 0.1 + 0.2 days are 0.3 days.
const SAME_TIME: f64 = 1.490_116_119_384_765_6e-8;

/// Widest log hazard ratio between two rows at risk: beyond, the lower hazard is no longer a normal number.
const RATIO_MAX: f64 = 600.0;

/// Part of the information without effects that must be left: below, rounding is all that it is made of.
const EMPTY: f64 = 1e-12;

/// How events at the same time count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// As if they had come one after the other, in every order (Efron 1977): prefer it.
    Efron,
    /// Each with all who were at risk at that time (Breslow 1974).
    Breslow,
}

/// Stretches of time, one a row; all of the same length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History<'a> {
    /// When the row begins to be at risk (just after it).
    pub start: &'a [f64],
    /// When it ends, after `start`.
    pub stop: &'a [f64],
    /// Whether an event ended it.
    pub event: &'a [bool],
    /// Whose row it is; rows of one subject may go together.
    pub subject: &'a [usize],
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Log hazard ratios, one a column.
    pub coefficients: Vec<f64>,
    /// Covariance if all rows are independent: inverse information.
    pub covariance_model: DMatrix<f64>,
    /// Covariance whatever goes on within subjects.
    pub covariance_robust: DMatrix<f64>,
    /// Partial log-likelihood without any effect.
    pub loglik_null: f64,
    /// Partial log-likelihood at the maximum.
    pub loglik: f64,
    /// How many events there are.
    pub events: usize,
    /// How many subjects there are.
    pub subjects: usize,
}

impl Fit {
    /// Standard errors by subject.
    pub fn se_robust(&self) -> Vec<f64> {
        self.covariance_robust.diagonal().iter().map(|it| it.max(0.0).sqrt()).collect()
    }

    /// Standard errors if all rows are independent.
    pub fn se_model(&self) -> Vec<f64> {
        self.covariance_model.diagonal().iter().map(|it| it.max(0.0).sqrt()).collect()
    }

    /// The log hazard ratio of column `column` with the standard error by subject and the normal law; the exponential of
    /// `value`, `low` and `high` is the hazard ratio.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] if there is no such column; as [`Estimate::by_normal`].
    pub fn effect(&self, column: usize, alpha: f64) -> Result<Estimate, Fault> {
        let width = self.coefficients.len();
        let value = *self
            .coefficients
            .get(column)
            .ok_or_else(|| Fault::out_of_range("column", count(column), 0.0, count(width - 1)))?;
        Estimate::by_normal(value, self.se_robust()[column], alpha)
    }
}

/// Partial likelihood by Newton's method, and the sandwich of the sums of score residuals of each subject.
///
/// - **Takes** times in any unit, and columns that are constant during a row; there is no intercept.
/// - **Assumes** proportional hazards, and censoring that says nothing of the risk.
/// - **Costs** O(n p² log m) a step, with m different times of events.
///
/// # Errors
///
/// [`Fault::TooFew`] without an event; [`Fault::OutOfRange`] naming `stop` for a row that does not end after it begins;
/// [`Fault::Collinear`] for a column that is a sum of others or does not differ among those at risk;
/// [`Fault::NoEstimate`] for a column whose coefficient grows without end, or until hazards differ by e⁶⁰⁰; [`Fault::Length`], [`Fault::NotFinite`].
///
/// # Source
///
/// P. K. Andersen and R. D. Gill, "Cox's regression model for counting processes", Annals of Statistics 10 (1982); D. Y.
/// Lin and L. J. Wei (1989) for the sandwich. Agrees with R survival 3.5 `coxph(Surv(start, stop, event) ~ …, ties=…,
/// cluster=…)` to 1e-9. Times that differ by rounding alone are one time, as there.
pub fn fit(history: History<'_>, columns: &[Column<'_>], ties: Ties) -> Result<Fit, Fault> {
    let rows = history.start.len();
    check("start", history.start, 2)?;
    check_range("start", count(rows), 2.0, count(ROWS_MAX))?;
    check_length("stop", history.stop.len(), rows)?;
    check("stop", history.stop, 2)?;
    check_length("event", history.event.len(), rows)?;
    check_length("subject", history.subject.len(), rows)?;
    if columns.is_empty() {
        return Err(Fault::too_few("columns", 0, 1));
    }
    check_range("columns", count(columns.len()), 1.0, count(COVARIATES_MAX))?;
    let events = history.event.iter().filter(|it| **it).count();
    if events == 0 {
        return Err(Fault::too_few("event", 0, 1));
    }
    for column in columns {
        check_length(column.name, column.values.len(), rows)?;
        check(column.name, column.values, 2)?;
    }
    let spans = spans(history)?;
    let basis = Basis::new_centred(columns)?;
    let sweep = Sweep { basis: &basis, spans: &spans, ties };
    let width = columns.len();
    let mut coordinates = DVector::zeros(width);
    let mut here = sweep.at(&coordinates, false);
    let loglik_null = here.loglik;
    let largest = here.information.diagonal().max();
    if largest.is_nan() || largest <= 0.0 {
        return Err(Fault::collinear(columns[0].name));
    }
    // Columns may differ over all rows and yet not among those at risk when something happens.
    if let Some(place) = (0..width).find(|it| here.information[(*it, *it)] <= EMPTY * largest) {
        return Err(Fault::collinear(columns[place].name));
    }
    invert(&here.information, EMPTY * largest).map_err(|place| Fault::collinear(columns[place].name))?;
    let mut close = false;
    for _ in 0..STEPS_MAX {
        let factor =
            invert(&here.information, EMPTY * largest).map_err(|_| runaway(&basis, columns, &coordinates))?;
        let step = factor.solve(&here.score);
        let change = (&basis.columns * &step).amax();
        close = change <= 1e-9 * (1.0 + (&basis.columns * &coordinates).amax());
        let mut share = 1.0;
        loop {
            let next = &coordinates + &step * share;
            let there = sweep.at(&next, close);
            // Each term cancels down from the size it has without effects: where it tends to none, that size rounds.
            if close || there.loglik >= here.loglik - 1e-10 * loglik_null.abs() {
                (coordinates, here) = (next, there);
                break;
            }
            share *= 0.5;
            if share < 1e-15 {
                return Err(runaway(&basis, columns, &coordinates));
            }
        }
        if close {
            break;
        }
    }
    if !close || !here.loglik.is_finite() {
        return Err(runaway(&basis, columns, &coordinates));
    }
    let inverse = invert(&here.information, EMPTY * largest)
        .map_err(|_| runaway(&basis, columns, &coordinates))?
        .inverse();
    let mut places = BTreeMap::new();
    for subject in history.subject {
        let next = places.len();
        places.entry(*subject).or_insert(next);
    }
    let mut sums = DMatrix::<f64>::zeros(places.len(), width);
    for (row, subject) in history.subject.iter().enumerate() {
        let place = places[subject];
        for column in 0..width {
            sums[(place, column)] += here.residuals[(row, column)];
        }
    }
    let meat = sums.tr_mul(&sums);
    Ok(Fit {
        coefficients: basis.coefficients(&coordinates).iter().copied().collect(),
        covariance_model: basis.covariance(&inverse),
        covariance_robust: basis.covariance(&(&inverse * meat * &inverse)),
        loglik_null,
        loglik: here.loglik,
        events,
        subjects: places.len(),
    })
}

/// The times of events that a row is at risk for: places among the different times of events.
#[derive(Debug, Clone, Copy)]
struct Span {
    low: usize,
    /// One past the last.
    high: usize,
    event: bool,
}

struct Spans {
    rows: Vec<Span>,
    /// For each time of events, the rows that have one.
    events: Vec<Vec<usize>>,
}

/// Puts times that are the same but for rounding at one place, then finds each row's times of events.
fn spans(history: History<'_>) -> Result<Spans, Fault> {
    let mut times: Vec<f64> = history.start.iter().chain(history.stop).copied().collect();
    times.sort_unstable_by(f64::total_cmp);
    times.dedup();
    let most = times.iter().fold(f64::MIN_POSITIVE, |most, it| most.max(it.abs()));
    let mean = most * (times.iter().map(|it| it.abs() / most).sum::<f64>() / count(times.len()));
    let mut last = 0;
    let places: Vec<usize> = (0..times.len())
        .map(|it| {
            if it > 0 && times[it] - times[it - 1] > SAME_TIME * mean {
                last += 1;
            }
            last
        })
        .collect();
    let place = |time: f64| places[times.partition_point(|it| *it < time)];
    let mut has_event = vec![false; last + 1];
    for (row, stop) in history.stop.iter().enumerate() {
        if stop.total_cmp(&history.start[row]).is_le() || place(*stop) <= place(history.start[row]) {
            return Err(Fault::out_of_range("stop", *stop, history.start[row], f64::MAX));
        }
        has_event[place(*stop)] |= history.event[row];
    }
    // before[p]: how many times of events are before place p.
    let mut before = vec![0; has_event.len() + 1];
    for (it, has) in has_event.iter().enumerate() {
        before[it + 1] = before[it] + usize::from(*has);
    }
    let mut events = vec![Vec::new(); before[has_event.len()]];
    let rows: Vec<Span> = (0..history.start.len())
        .map(|row| Span {
            low: before[place(history.start[row]) + 1],
            high: before[place(history.stop[row]) + 1],
            event: history.event[row],
        })
        .collect();
    for (row, span) in rows.iter().enumerate().filter(|it| it.1.event) {
        events[span.high - 1].push(row);
    }
    Ok(Spans { rows, events })
}

struct Sweep<'a> {
    basis: &'a Basis,
    spans: &'a Spans,
    ties: Ties,
}

/// What the partial likelihood is at one point.
struct Point {
    loglik: f64,
    score: DVector<f64>,
    information: DMatrix<f64>,
    /// Score residuals, one row a row; empty unless asked for.
    residuals: DMatrix<f64>,
}

/// Σ e, Σ e x and Σ e x x' (upper triangle) over some rows.
#[derive(Clone)]
struct Sums {
    zeroth: f64,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    fn none(width: usize) -> Self {
        Self { zeroth: 0.0, first: vec![0.0; width], second: vec![0.0; width * (width + 1) / 2] }
    }

    fn add(&mut self, weight: f64, x: &[f64]) {
        self.zeroth += weight;
        let mut place = 0;
        for (i, value) in x.iter().enumerate() {
            self.first[i] += weight * value;
            for other in &x[i..] {
                self.second[place] += weight * value * other;
                place += 1;
            }
        }
    }
}

/// Sums over a stretch of times: Σ 1/S and Σ x̄/S.
#[derive(Clone)]
struct Hazard {
    total: f64,
    mean: Vec<f64>,
}

struct Pass<'a> {
    sweep: &'a Sweep<'a>,
    /// Rows of the basis, one after the other.
    x: &'a [f64],
    weights: Vec<f64>,
    predictor: Vec<f64>,
    point: Point,
    residuals: bool,
}

impl Sweep<'_> {
    fn at(&self, coordinates: &DVector<f64>, residuals: bool) -> Point {
        let (rows, width) = self.basis.columns.shape();
        let predictor = &self.basis.columns * coordinates;
        let all: Vec<usize> =
            (0..rows).filter(|it| self.spans.rows[*it].low < self.spans.rows[*it].high).collect();
        let (low, top) = all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, top), row| {
            (low.min(predictor[*row]), top.max(predictor[*row]))
        });
        let predictor: Vec<f64> = predictor.iter().map(|it| it - top).collect();
        let turned = self.basis.columns.transpose();
        let mut pass = Pass {
            sweep: self,
            x: turned.as_slice(),
            weights: predictor.iter().map(|it| it.exp()).collect(),
            predictor,
            point: Point {
                loglik: 0.0,
                score: DVector::zeros(width),
                information: DMatrix::zeros(width, width),
                residuals: DMatrix::zeros(if residuals { rows } else { 0 }, width),
            },
            residuals,
        };
        pass.walk(0, self.spans.events.len(), &all, &Sums::none(width));
        if !pass.point.loglik.is_finite() || top - low > RATIO_MAX {
            pass.point.loglik = f64::NEG_INFINITY;
        }
        pass.point
    }
}

impl Pass<'_> {
    fn x(&self, row: usize) -> &[f64] {
        let width = self.point.score.len();
        &self.x[row * width..(row + 1) * width]
    }

    /// Halves the times from `low` to `high` down to one, adding on the way the rows that are at risk throughout, their
    /// own event aside; gives back the hazards of these times, which those rows then receive.
    fn walk(&mut self, low: usize, high: usize, rows: &[usize], above: &Sums) -> Hazard {
        let width = self.point.score.len();
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        let mut sums = above.clone();
        for row in rows {
            let span = self.sweep.spans.rows[*row];
            let last = span.high - usize::from(span.event);
            if span.low <= low && high <= last {
                sums.add(self.weights[*row], self.x(*row));
                whole.push(*row);
            } else if span.low < high && low < last {
                part.push(*row);
            }
        }
        let hazard = if high - low == 1 {
            self.time(low, &sums)
        } else {
            let middle = usize::midpoint(low, high);
            let mut left = self.walk(low, middle, &part, &sums);
            let right = self.walk(middle, high, &part, &sums);
            left.total += right.total;
            for (left, right) in left.mean.iter_mut().zip(right.mean) {
                *left += right;
            }
            left
        };
        if self.residuals {
            for row in whole {
                for column in 0..width {
                    let x = self.x(row)[column];
                    self.point.residuals[(row, column)] -=
                        self.weights[row] * (x * hazard.total - hazard.mean[column]);
                }
            }
        }
        hazard
    }

    /// Events at one time, `sums` being over all others at risk.
    fn time(&mut self, place: usize, sums: &Sums) -> Hazard {
        let width = self.point.score.len();
        let events = &self.sweep.spans.events[place];
        let mut dying = Sums::none(width);
        for row in events {
            dying.add(self.weights[*row], self.x(*row));
            self.point.loglik += self.predictor[*row];
            for column in 0..width {
                self.point.score[column] += self.x(*row)[column];
            }
        }
        let many = count(events.len());
        let mut hazard = Hazard { total: 0.0, mean: vec![0.0; width] };
        // What those with an event here receive: their own weight counts for a part only.
        let mut own = hazard.clone();
        let mut average = vec![0.0; width];
        let mut mean = vec![0.0; width];
        // Breslow's terms are all alike: one stands for all.
        let (terms, times) = match self.sweep.ties {
            Ties::Efron => (events.len(), 1.0),
            Ties::Breslow => (1, many),
        };
        for term in 0..terms {
            let part = 1.0 - count(term) / many;
            let total = sums.zeroth + part * dying.zeroth;
            self.point.loglik -= times * total.ln();
            for column in 0..width {
                mean[column] = (sums.first[column] + part * dying.first[column]) / total;
                self.point.score[column] -= times * mean[column];
                hazard.mean[column] += times * mean[column] / total;
                own.mean[column] += times * part * mean[column] / total;
                average[column] += times * mean[column] / many;
            }
            hazard.total += times / total;
            own.total += times * part / total;
            let mut place = 0;
            for i in 0..width {
                for j in i..width {
                    let second = (sums.second[place] + part * dying.second[place]) / total;
                    let value = times * (second - mean[i] * mean[j]);
                    self.point.information[(i, j)] += value;
                    if i != j {
                        self.point.information[(j, i)] += value;
                    }
                    place += 1;
                }
            }
        }
        if self.residuals {
            for row in events {
                for (column, average) in average.iter().enumerate() {
                    let x = self.x(*row)[column];
                    self.point.residuals[(*row, column)] +=
                        x - average - self.weights[*row] * (x * own.total - own.mean[column]);
                }
            }
        }
        hazard
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rows are below 2^53")]
fn count(many: usize) -> f64 {
    many as f64
}

#[cfg(test)]
mod tests;
