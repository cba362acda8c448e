//! Pooled effects and what to expect at the next place: coverage where effects differ between places by τ.

use evidence::meta::{Interval, Method, PredictionLaw, pool, predict, predict_usual};

use super::{Asking, chance::Chance, parallel::many, tally::Share};

pub(crate) struct Cell {
    pub(crate) studies: usize,
    pub(crate) tau: f64,
    /// The mean effect in the interval of Hartung and Knapp, and in Wald's.
    pub(crate) knapp: Share,
    pub(crate) wald: Share,
    /// The effect of one more place in our prediction interval, and in the usual one (t with k − 1).
    pub(crate) ours: Share,
    pub(crate) usual: Share,
}

/// Variances within studies: the range of `lab.md`'s simulation and of `evidence::meta::PREDICTION_COVERAGE`.
const VARIANCES: (f64, f64) = (0.005, 0.06);
const TRUE_MEAN: f64 = -0.1;
/// Draws are cheap here.
const TIMES: u64 = 2;

fn run(studies: usize, tau: f64, chance: &mut Chance) -> Option<[bool; 4]> {
    let variances: Vec<f64> = (0..studies).map(|_| chance.between(VARIANCES.0, VARIANCES.1)).collect();
    let effects: Vec<f64> =
        variances.iter().map(|it| TRUE_MEAN + tau * chance.normal() + it.sqrt() * chance.normal()).collect();
    let next = TRUE_MEAN + tau * chance.normal();
    let knapp = pool(&effects, &variances, Method::Restricted, Interval::HartungKnapp, 0.05).ok()?;
    let wald = pool(&effects, &variances, Method::Restricted, Interval::Wald, 0.05).ok()?.estimate;
    let ours = predict(&effects, &variances, 0.05).ok()?;
    let usual = predict_usual(&knapp, PredictionLaw::StudentLessOne, 0.05).ok()?;
    let holds = |low: f64, high: f64, value: f64| low <= value && value <= high;
    Some([
        holds(knapp.estimate.low, knapp.estimate.high, TRUE_MEAN),
        holds(wald.low, wald.high, TRUE_MEAN),
        holds(ours.low, ours.high, next),
        holds(usual.low, usual.high, next),
    ])
}

pub(crate) fn coverage(asking: &Asking) -> Vec<Cell> {
    let mut cells = Vec::new();
    for studies in [4, 6, 12] {
        for tau in [0.0, 0.1, 0.3] {
            let found = many(asking.experiments * TIMES, |number| {
                run(studies, tau, &mut Chance::of(asking.seed, &format!("pooled {studies} {tau}"), number))
            });
            let found: Vec<[bool; 4]> = found.into_iter().flatten().collect();
            let of = |place: usize| Share::of(found.iter().map(|it| it[place]));
            cells.push(Cell { studies, tau, knapp: of(0), wald: of(1), ours: of(2), usual: of(3) });
        }
    }
    cells
}
