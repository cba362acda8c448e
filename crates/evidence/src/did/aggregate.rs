//! Effects of cohorts and periods brought together.

use super::{Cell, GroupTime};
use crate::{Estimate, Fault};

/// An effect with what is known of its precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Effect on those treated, in the unit of the outcome.
    pub value: f64,
    /// Its standard error; `None` where nothing varies.
    pub se: Option<f64>,
    /// Degrees of freedom: clusters − 1, infinite without clusters.
    pub df: f64,
}

impl Effect {
    /// The effect with its interval and test; with clusters by Student's law, the standard error then being enlarged by
    /// √(clusters ÷ (clusters − 1)), which influence functions leave out.
    ///
    /// # Errors
    ///
    /// [`Fault::NoVariance`] without a standard error or with one cluster; [`Fault::OutOfRange`] of `alpha`.
    pub fn interval(&self, alpha: f64) -> Result<Estimate, Fault> {
        let enlarged = if self.df.is_finite() { ((self.df + 1.0) / self.df).sqrt() } else { 1.0 };
        Estimate::by_t(self.value, self.se.unwrap_or(0.0) * enlarged, self.df, alpha)
    }
}

/// One effect over all, and the parts that it is made of.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// Over all parts, after adoption only.
    pub overall: Effect,
    /// What the parts are: cohorts, periods since adoption, or periods. Growing.
    pub keys: Vec<f64>,
    /// Their effects.
    pub effects: Vec<Effect>,
    pub(super) overall_influence: Vec<f64>,
    pub(super) influence: Vec<Vec<f64>>,
}

impl GroupTime {
    /// The mean of all effects after adoption, cohorts weighing their number of units.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] of `time` if no cell after adoption has an effect.
    pub fn simple(&self) -> Result<Aggregate, Fault> {
        let cells = self.some(|cell| cell.time >= cell.group);
        not_empty(&cells)?;
        let (overall, overall_influence) = self.mean_of(&cells);
        Ok(Aggregate {
            overall: self.effect(overall, &overall_influence),
            keys: Vec::new(),
            effects: Vec::new(),
            overall_influence,
            influence: Vec::new(),
        })
    }

    /// The mean effect on each cohort, and over cohorts by their number of units.
    ///
    /// # Errors
    ///
    /// As [`Self::simple`].
    pub fn by_group(&self) -> Result<Aggregate, Fault> {
        let parts = self.parts(|cell| (cell.time >= cell.group).then_some(cell.group));
        not_empty(&parts)?;
        let mut result = self.gathered(&parts);
        // Parts are cohorts: their weights are estimated too.
        let cohorts: Vec<usize> = parts.iter().map(|it| self.cells[it.1[0]].cohort).collect();
        let values: Vec<f64> = result.effects.iter().map(|it| it.value).collect();
        let (overall, influence) = self.weighted(&cohorts, &values, |part| result.influence[part].as_slice());
        result.overall = self.effect(overall, &influence);
        result.overall_influence = influence;
        Ok(result)
    }

    /// The event study: the mean effect at each time since adoption, cohorts weighing their number of units; over all,
    /// the plain mean of times since adoption from 0 on. Keys below 0 are before adoption, where effects should be 0.
    ///
    /// # Errors
    ///
    /// As [`Self::simple`].
    pub fn by_exposure(&self) -> Result<Aggregate, Fault> {
        let parts = self.parts(|cell| Some(cell.time - cell.group));
        not_empty(&self.some(|cell| cell.time >= cell.group))?;
        let mut result = self.gathered(&parts);
        let after: Vec<usize> = (0..result.keys.len()).filter(|it| result.keys[*it] >= 0.0).collect();
        self.plain_mean(&mut result, &after);
        Ok(result)
    }

    /// The mean effect in each period, cohorts weighing their number of units; over all, the plain mean of periods.
    ///
    /// # Errors
    ///
    /// As [`Self::simple`].
    pub fn by_period(&self) -> Result<Aggregate, Fault> {
        let parts = self.parts(|cell| (cell.time >= cell.group).then_some(cell.time));
        not_empty(&parts)?;
        let mut result = self.gathered(&parts);
        let all: Vec<usize> = (0..result.keys.len()).collect();
        self.plain_mean(&mut result, &all);
        Ok(result)
    }

    /// Places of the chosen cells that have an effect.
    fn some(&self, chosen: impl Fn(&Cell) -> bool) -> Vec<usize> {
        (0..self.cells.len())
            .filter(|it| {
                let cell = &self.cells[*it];
                cell.att.is_some() && chosen(cell)
            })
            .collect()
    }

    /// Cells that have an effect, by key.
    fn parts(&self, key: impl Fn(&Cell) -> Option<f64>) -> Vec<(f64, Vec<usize>)> {
        let mut keyed: Vec<(f64, usize)> = self
            .some(|_| true)
            .into_iter()
            .filter_map(|it| key(&self.cells[it]).map(|key| (key, it)))
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut parts: Vec<(f64, Vec<usize>)> = Vec::new();
        for (key, cell) in keyed {
            match parts.last_mut() {
                Some((last, cells)) if last.total_cmp(&key).is_eq() => cells.push(cell),
                _ => parts.push((key, vec![cell])),
            }
        }
        parts
    }

    fn gathered(&self, parts: &[(f64, Vec<usize>)]) -> Aggregate {
        let mut result = Aggregate {
            overall: Effect { value: 0.0, se: None, df: f64::INFINITY },
            keys: Vec::new(),
            effects: Vec::new(),
            overall_influence: Vec::new(),
            influence: Vec::new(),
        };
        for (key, cells) in parts {
            let (value, influence) = self.mean_of(cells);
            result.keys.push(*key);
            result.effects.push(self.effect(value, &influence));
            result.influence.push(influence);
        }
        result
    }

    fn mean_of(&self, cells: &[usize]) -> (f64, Vec<f64>) {
        let cohorts: Vec<usize> = cells.iter().map(|it| self.cells[*it].cohort).collect();
        let values: Vec<f64> = cells.iter().map(|it| self.cells[*it].att.unwrap_or(0.0)).collect();
        self.weighted(&cohorts, &values, |it| {
            self.row[cells[it]].map_or(&[][..], |row| self.influence[row].as_slice())
        })
    }

    /// Mean of values that belong to cohorts, by the cohorts' number of units, and the influence of each unit: through
    /// the values, and through the weights, which are estimated.
    fn weighted<'a>(
        &self,
        cohorts: &[usize],
        values: &[f64],
        influence_of: impl Fn(usize) -> &'a [f64],
    ) -> (f64, Vec<f64>) {
        let cohort_count = self.cohort_of.iter().flatten().max().map_or(0, |it| it + 1);
        let mut size = vec![0.0; cohort_count];
        for cohort in self.cohort_of.iter().flatten() {
            size[*cohort] += 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of units")]
        let n = self.units as f64;
        let total: f64 = cohorts.iter().map(|it| size[*it] / n).sum();
        let mean =
            cohorts.iter().zip(values).map(|(cohort, value)| size[*cohort] / n * value).sum::<f64>() / total;
        // A unit adds to its cohort's weight: (Σ of the cohort's values − their number × mean) ÷ total.
        let mut through_weights = vec![0.0; cohort_count];
        for (cohort, value) in cohorts.iter().zip(values) {
            through_weights[*cohort] += (value - mean) / total;
        }
        // With one cohort the weight is the same whatever it is estimated to be, up to rounding.
        if cohorts.windows(2).all(|pair| pair[0] == pair[1]) {
            through_weights.fill(0.0);
        }
        let mut influence: Vec<f64> =
            self.cohort_of.iter().map(|it| it.map_or(0.0, |cohort| through_weights[cohort])).collect();
        for (part, cohort) in cohorts.iter().enumerate() {
            let weight = size[*cohort] / n / total;
            for (it, value) in influence.iter_mut().zip(influence_of(part)) {
                *it += weight * value;
            }
        }
        (mean, influence)
    }

    fn plain_mean(&self, result: &mut Aggregate, parts: &[usize]) {
        #[expect(clippy::cast_precision_loss, reason = "a number of periods")]
        let count = parts.len() as f64;
        let mut influence = vec![0.0; self.units];
        for part in parts {
            for (it, value) in influence.iter_mut().zip(&result.influence[*part]) {
                *it += value / count;
            }
        }
        let value = parts.iter().map(|it| result.effects[*it].value).sum::<f64>() / count;
        result.overall = self.effect(value, &influence);
        result.overall_influence = influence;
    }

    fn effect(&self, value: f64, influence: &[f64]) -> Effect {
        Effect { value, se: self.standard_error(influence), df: self.degrees_of_freedom() }
    }
}

fn not_empty<T>(parts: &[T]) -> Result<(), Fault> {
    if parts.is_empty() { Err(Fault::too_few("time", 0, 1)) } else { Ok(()) }
}
