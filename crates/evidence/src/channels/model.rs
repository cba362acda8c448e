//! A plan as a linear program, and the solver.

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, Variable};

use super::{Offer, Plan, Shortfall, check::check};
use crate::Fault;

/// A use of a limit below this share of the greatest one is none.
const NOTHING: f64 = 1e-12;

/// Why the solver gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The limits cannot hold together.
    Infeasible,
    /// The numbers are beyond what it can solve.
    Failed,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        if error == Error::Infeasible { Self::Infeasible } else { Self::Failed }
    }
}

/// A pair of a segment and a channel that it can use.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) segment: usize,
    pub(super) channel: usize,
    pub(super) offer: Offer,
    /// What one person gains.
    pub(super) gain: f64,
    /// What one person takes of each row, by the row's number.
    pub(super) uses: Vec<(usize, f64)>,
}

/// A limit: the sum of uses stays at or below it.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) most: f64,
    /// What the solver divides it by, so that its coefficients are near 1.
    scale: f64,
}

impl Row {
    /// What the solver divides it by.
    pub(super) const fn scale(&self) -> f64 {
        self.scale
    }

    /// What counts as nothing left.
    pub(super) fn tolerance(&self) -> f64 {
        1e-7 * self.scale.max(self.most.abs().min(1e4))
    }
}

/// A plan as a linear program.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) pairs: Vec<Pair>,
    pub(super) rows: Vec<Row>,
    pub(super) sizes: Vec<f64>,
    /// The pairs of each segment.
    pub(super) of_segment: Vec<Vec<usize>>,
}

impl Model {
    pub(super) fn of(plan: &Plan) -> Result<Self, Fault> {
        check(plan)?;
        let row = |name: String, most: f64| Row { name, most, scale: 1.0 };
        let mut rows = Vec::new();
        let capacity: Vec<Option<usize>> = plan
            .channels
            .iter()
            .map(|it| {
                rows.push(row(format!("capacity:{}", it.name), it.capacity_minutes?));
                Some(rows.len() - 1)
            })
            .collect();
        let budget = plan.budget.map(|it| {
            rows.push(row("budget".into(), it));
            rows.len() - 1
        });
        // Written as "at most": less than minus the least number of successes.
        let mut floors_of = vec![Vec::new(); plan.segments.len()];
        for floor in &plan.floors {
            let mut segments = floor.segments.clone();
            segments.sort_unstable();
            segments.dedup();
            let people: f64 = segments.iter().map(|it| plan.segments[*it].size).sum();
            for segment in segments {
                floors_of[segment].push(rows.len());
            }
            rows.push(row(format!("fairness:{}", floor.name), -floor.share_min * people));
        }
        let mut model = Self {
            pairs: Vec::new(),
            rows,
            sizes: Vec::new(),
            of_segment: vec![Vec::new(); plan.segments.len()],
        };
        for (segment, given) in plan.segments.iter().enumerate() {
            model.sizes.push(given.size);
            for (channel, offer) in given.offers.iter().enumerate() {
                let Some(offer) = *offer else { continue };
                let mut uses: Vec<(usize, f64)> = Vec::new();
                uses.extend(capacity[channel].map(|it| (it, offer.minutes)));
                uses.extend(budget.map(|it| (it, offer.cost)));
                uses.extend(floors_of[segment].iter().map(|it| (*it, -offer.success)));
                uses.retain(|it| it.1 != 0.0);
                model.of_segment[segment].push(model.pairs.len());
                let gain = plan.value_of_success * offer.success - offer.cost;
                model.pairs.push(Pair { segment, channel, offer, gain, uses });
            }
        }
        for (row, used) in model.pairs.iter().flat_map(|it| &it.uses) {
            let scale = &mut model.rows[*row].scale;
            *scale = scale.max(used.abs());
        }
        // The solver fails on coefficients that no one would miss.
        for pair in &mut model.pairs {
            pair.uses.retain(|(row, used)| used.abs() > NOTHING * model.rows[*row].scale);
        }
        Ok(model)
    }

    /// The greatest gain of a person in absolute terms: the scale of the objective; 1 where nothing gains.
    pub(super) fn gain_scale(&self) -> f64 {
        let most = self.pairs.iter().map(|it| it.gain.abs()).fold(0.0, f64::max);
        if most > 0.0 { most } else { 1.0 }
    }

    pub(super) fn total(&self, people: &[f64], of: impl Fn(&Pair) -> f64) -> f64 {
        self.pairs.iter().zip(people).map(|(pair, people)| people * of(pair)).sum()
    }

    pub(super) fn objective(&self, people: &[f64]) -> f64 {
        self.total(people, |it| it.gain)
    }

    /// What is left of each row.
    pub(super) fn slacks(&self, people: &[f64]) -> Vec<f64> {
        let mut left: Vec<f64> = self.rows.iter().map(|it| it.most).collect();
        for (pair, people) in self.pairs.iter().zip(people) {
            pair.uses.iter().for_each(|(row, used)| left[*row] -= used * people);
        }
        left
    }

    pub(super) fn by_segment(&self, plan: &Plan, people: &[f64]) -> Vec<Vec<f64>> {
        let mut table = vec![vec![0.0; plan.channels.len()]; plan.segments.len()];
        for (pair, people) in self.pairs.iter().zip(people) {
            table[pair.segment][pair.channel] = *people;
        }
        table
    }

    /// Adds every segment's row and the limits over the pairs that have a variable; rows that are `tight` must be used
    /// up, and each may lack what its variable of `lacking` says.
    pub(super) fn constrain(
        &self,
        problem: &mut Problem,
        variables: &[Option<Variable>],
        tight: &dyn Fn(usize) -> bool,
        lacking: &[Variable],
    ) {
        for (segment, size) in self.sizes.iter().enumerate() {
            let terms: Vec<_> =
                self.of_segment[segment].iter().filter_map(|it| Some((variables[*it]?, 1.0))).collect();
            if !terms.is_empty() {
                problem.add_constraint(&terms, ComparisonOp::Eq, *size);
            }
        }
        let mut terms = vec![Vec::new(); self.rows.len()];
        for (pair, variable) in self.pairs.iter().zip(variables) {
            for (row, used) in &pair.uses {
                terms[*row].extend(variable.map(|it| (it, used / self.rows[*row].scale)));
            }
        }
        for (place, (row, mut terms)) in self.rows.iter().zip(terms).enumerate() {
            terms.extend(lacking.get(place).map(|it| (*it, -1.0)));
            let comparison = if tight(place) { ComparisonOp::Eq } else { ComparisonOp::Le };
            problem.add_constraint(&terms, comparison, row.most / row.scale);
        }
    }

    fn solved(
        &self,
        direction: OptimizationDirection,
        worth: &dyn Fn(usize) -> f64,
        kept: &dyn Fn(usize) -> bool,
        tight: &dyn Fn(usize) -> bool,
    ) -> Result<Vec<f64>, Refused> {
        let mut problem = Problem::new(direction);
        let variables: Vec<Option<Variable>> = (0..self.pairs.len())
            .map(|it| kept(it).then(|| problem.add_var(worth(it), (0.0, f64::INFINITY))))
            .collect();
        self.constrain(&mut problem, &variables, tight, &[]);
        let solution = problem.solve()?.into_solution().map_err(|_| Refused::Failed)?;
        Ok(variables.iter().map(|it| it.map_or(0.0, |it| solution.var_value(it).max(0.0))).collect())
    }

    /// The people of each pair at the best.
    pub(super) fn best(&self) -> Result<Vec<f64>, Refused> {
        let scale = self.gain_scale();
        let worth = |it: usize| self.pairs[it].gain / scale;
        self.solved(OptimizationDirection::Maximize, &worth, &|_| true, &|_| false)
    }

    /// The points with the greatest and the least `worth`, among those with only `kept` pairs that use up the `tight`
    /// rows.
    pub(super) fn extremes(
        &self,
        worth: &dyn Fn(usize) -> f64,
        kept: &dyn Fn(usize) -> bool,
        tight: &dyn Fn(usize) -> bool,
    ) -> Result<[Vec<f64>; 2], Refused> {
        Ok([
            self.solved(OptimizationDirection::Maximize, worth, kept, tight)?,
            self.solved(OptimizationDirection::Minimize, worth, kept, tight)?,
        ])
    }

    /// What each row lacks, the most relative to its limit first.
    pub(super) fn shortfalls(&self) -> Result<Vec<Shortfall>, Refused> {
        // A lack is counted in units of the scaled row, and weighed by what is there.
        let weights: Vec<f64> = self.rows.iter().map(|it| it.scale / it.most.abs().max(it.scale)).collect();
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let variables: Vec<_> =
            self.pairs.iter().map(|_| Some(problem.add_var(0.0, (0.0, f64::INFINITY)))).collect();
        let lacking: Vec<_> = weights.iter().map(|it| problem.add_var(*it, (0.0, f64::INFINITY))).collect();
        self.constrain(&mut problem, &variables, &|_| false, &lacking);
        let solution = problem.solve()?.into_solution().map_err(|_| Refused::Failed)?;
        let mut found: Vec<(f64, Shortfall)> = self
            .rows
            .iter()
            .zip(lacking.iter().zip(&weights))
            .filter_map(|(row, (variable, weight))| {
                let lack = solution.var_value(*variable);
                let shortfall = Shortfall { name: row.name.clone(), amount: lack * row.scale };
                (shortfall.amount > row.tolerance()).then_some((lack * weight, shortfall))
            })
            .collect();
        found.sort_by(|one, other| other.0.total_cmp(&one.0));
        Ok(found.into_iter().map(|it| it.1).collect())
    }
}
