//! The value of a policy from contacts whose probabilities were not logged: by cells of contacts that are alike.
//!
//! Within a cell the probability of an action is the share that took it, as if the choice were drawn there: what else moved
//! both the choice and the outcome is not seen, and stays in the value.

use super::{Diagnostics, Doubt, PolicyValue, doubts_of_weights, probabilities};
use crate::{Fault, check_length, check_range, distribution::t_quantile, real};

/// The fewest contacts of an action in a cell that tell what it brings there.
pub const CONTACTS_LEAST: u64 = 5;
/// How many contacts of its own the spread of an action over all cells weighs in a cell's spread.
const SPREAD_WEIGHT: f64 = 2.0;

/// What an action brought in a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Taken {
    /// How many contacts took it.
    pub contacts: u64,
    /// Sum of the rewards, in any unit.
    pub total: f64,
    /// Sum of their squares.
    pub squares: f64,
}

/// Contacts that are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// By action.
    pub taken: Vec<Taken>,
    /// Probability of each action under the policy that is judged.
    pub target: Vec<f64>,
}

/// An action that the judged policy would take where the log has (nearly) none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The cell, from 0.
    pub cell: usize,
    /// The action, from 0.
    pub action: usize,
    /// Share of all contacts that the policy would send there.
    pub share: f64,
}

/// What the log says of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct CellValues {
    /// Mean reward a contact as it was.
    pub present: PolicyValue,
    /// Under the judged policy, over the cells without a gap.
    pub value: Option<PolicyValue>,
    /// Judged less present, over the cells without a gap.
    pub difference: Option<PolicyValue>,
    /// Share of contacts in cells without a gap.
    pub supported: f64,
    /// Where the log has no support, the largest share first.
    pub gaps: Vec<Gap>,
    /// What the weights say, over the cells without a gap.
    pub diagnostics: Diagnostics,
    /// Why the value must not be shown as that of all contacts; none if it may be.
    pub doubts: Vec<Doubt>,
}

impl Cell {
    /// The share of contacts that took each action; all 0 in an empty cell.
    pub fn propensities(&self) -> Vec<f64> {
        let all = self.contacts();
        self.taken.iter().map(|it| if all == 0 { 0.0 } else { real(it.contacts) / real(all) }).collect()
    }

    fn contacts(&self) -> u64 {
        self.taken.iter().map(|it| it.contacts).sum()
    }

    /// Whether every action that the policy takes has contacts that tell what it brings.
    fn gaps(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.contacts();
        self.taken.iter().zip(&self.target).enumerate().filter_map(move |(action, (taken, target))| {
            (all > 0 && *target > 0.0 && taken.contacts < CONTACTS_LEAST).then_some(action)
        })
    }
}

/// The value of the judged policy and its difference to what was done, with probabilities estimated by cell.
///
/// The mean of each action in a cell, weighed by the policy and by the cell's contacts: inverse probability weighting with
/// the shares of the cell, which is also its self-normalised and its doubly robust form. The standard error is that of the
/// means within cells; the contacts are taken as they are, not as a sample of others. The spread of an action within
/// a cell is drawn towards its spread over all cells, so that few contacts that happen to be equal do not claim certainty.
///
/// - **Takes** the same actions in each cell; O(cells · actions).
/// - **Assumes** that within a cell nothing else moved both action and reward.
///
/// # Errors
///
/// [`Fault::Length`], [`Fault::OutOfRange`], [`Fault::NotFinite`] naming the cell (`pi_e[cell]`, `reward[cell]`);
/// [`Fault::TooFew`] (`reward`) below two contacts.
///
/// # Source
///
/// Hirano, Imbens and Ridder, "Efficient estimation of average treatment effects using the estimated propensity score",
/// Econometrica 71 (2003), 1161–1189; Crump, Hotz, Imbens and Mitnik, Biometrika 96 (2009), 187–199, for what is left out.
pub fn evaluate_cells(cells: &[Cell], alpha: f64) -> Result<CellValues, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    let actions = cells.first().map_or(0, |it| it.taken.len());
    for (place, cell) in cells.iter().enumerate() {
        check_length(&format!("reward[{place}]"), cell.taken.len(), actions)?;
        probabilities("pi_e", place as u64, &cell.target, actions)?;
        if cell.taken.iter().any(|it| !it.total.is_finite() || !it.squares.is_finite()) {
            return Err(Fault::NotFinite { what: format!("reward[{place}]"), place: 0 });
        }
    }
    let all: u64 = cells.iter().map(Cell::contacts).sum();
    if all < 2 {
        return Err(Fault::too_few("reward", usize::try_from(all).unwrap_or(usize::MAX), 2));
    }
    let spreads = spreads(cells, actions);
    let present_of = |cell: &Cell| cell.propensities();
    let everything: Vec<&Cell> = cells.iter().filter(|it| it.contacts() > 0).collect();
    let supported: Vec<&Cell> = everything.iter().copied().filter(|it| it.gaps().next().is_none()).collect();
    let known: u64 = supported.iter().map(|it| it.contacts()).sum();
    let judged =
        |of: &dyn Fn(&Cell) -> Vec<f64>| (known >= 2).then(|| weighed(&supported, &spreads, of, alpha));
    let mut gaps: Vec<Gap> = Vec::new();
    for (place, cell) in cells.iter().enumerate() {
        let share = real(cell.contacts()) / real(all);
        gaps.extend(cell.gaps().map(|action| Gap {
            cell: place,
            action,
            share: share * cell.target[action],
        }));
    }
    let first = gaps.first().map(|it| (it.cell, it.action));
    let cells_with_gaps = cells.iter().filter(|it| it.gaps().next().is_some()).count();
    gaps.sort_by(|one, other| other.share.total_cmp(&one.share));
    let diagnostics = diagnostics(&supported);
    let mut doubts = doubts_of_weights(&diagnostics, known);
    doubts.extend(first.map(|(decision, action)| Doubt::Unsupported {
        decision,
        action,
        decisions: cells_with_gaps,
    }));
    Ok(CellValues {
        present: weighed(&everything, &spreads, &present_of, alpha),
        value: judged(&|cell| cell.target.clone()),
        difference: judged(&|cell| {
            cell.target.iter().zip(cell.propensities()).map(|(target, present)| target - present).collect()
        }),
        supported: real(known) / real(all),
        gaps,
        diagnostics,
        doubts,
    })
}

/// The spread of each action within cells, over all of them; over all actions where one has too few contacts.
fn spreads(cells: &[Cell], actions: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); actions + 1];
    for cell in cells {
        for (action, it) in cell.taken.iter().enumerate().filter(|(_, it)| it.contacts > 1) {
            for place in [action, actions] {
                sums[place].0 += deviations(it);
                sums[place].1 += real(it.contacts - 1);
            }
        }
    }
    let of = |(squares, freedom): (f64, f64)| if freedom > 0.0 { squares / freedom } else { 0.0 };
    let overall = of(sums[actions]);
    sums[..actions].iter().map(|it| if it.1 >= 10.0 { of(*it) } else { overall }).collect()
}

/// Σ of squared deviations from the mean.
fn deviations(it: &Taken) -> f64 {
    (it.squares - it.total / real(it.contacts) * it.total).max(0.0)
}

/// Σ over cells of their share times Σ over actions of weight times mean, with its error.
fn weighed(cells: &[&Cell], spreads: &[f64], weights: &dyn Fn(&Cell) -> Vec<f64>, alpha: f64) -> PolicyValue {
    let all = real(cells.iter().map(|it| it.contacts()).sum::<u64>());
    let (mut value, mut variance) = (0.0, 0.0);
    for cell in cells {
        let share = real(cell.contacts()) / all;
        for ((it, weight), spread) in cell.taken.iter().zip(weights(cell)).zip(spreads) {
            if it.contacts == 0 || weight == 0.0 {
                continue;
            }
            let count = real(it.contacts);
            value += share * weight * (it.total / count);
            let within = (deviations(it) + SPREAD_WEIGHT * spread) / (count - 1.0 + SPREAD_WEIGHT);
            variance += (share * weight).powi(2) * within / count;
        }
    }
    let se = variance.sqrt();
    let half = t_quantile(1.0 - alpha / 2.0, all - 1.0) * se;
    PolicyValue { value, se, low: value - half, high: value + half }
}

/// What the weights of single contacts would be: target ÷ share of the cell.
fn diagnostics(cells: &[&Cell]) -> Diagnostics {
    let (mut sum, mut squares, mut most, mut count) = (0.0, 0.0, 0.0_f64, 0.0);
    for cell in cells {
        for ((it, target), present) in cell.taken.iter().zip(&cell.target).zip(cell.propensities()) {
            if it.contacts == 0 {
                continue;
            }
            let (contacts, weight) = (real(it.contacts), target / present);
            sum += contacts * weight;
            squares += contacts * weight * weight;
            most = most.max(weight);
            count += contacts;
        }
    }
    if most <= 0.0 {
        return Diagnostics { effective: 0.0, weight_max: 0.0, weight_mean: 0.0 };
    }
    Diagnostics { effective: sum * sum / squares, weight_max: most, weight_mean: sum / count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::off_policy::{Bounds, Decision, Tally};

    const fn taken(contacts: u64, successes: f64) -> Taken {
        Taken { contacts, total: successes, squares: successes }
    }

    fn two_cells() -> Vec<Cell> {
        vec![
            Cell { taken: vec![taken(100, 50.0), taken(300, 240.0)], target: vec![0.2, 0.8] },
            Cell { taken: vec![taken(400, 360.0), taken(50, 20.0)], target: vec![1.0, 0.0] },
        ]
    }

    #[test]
    fn the_value_is_the_mean_of_the_actions_in_their_cells() {
        let found = evaluate_cells(&two_cells(), 0.05).unwrap();
        let expected = (400.0 * (0.2 * 0.5 + 0.8 * 0.8) + 450.0 * 0.9) / 850.0;
        assert!((found.value.unwrap().value - expected).abs() < 1e-12);
        assert!((found.present.value - 670.0 / 850.0).abs() < 1e-12);
        assert!((found.difference.unwrap().value - (expected - 670.0 / 850.0)).abs() < 1e-12);
        assert!((found.supported - 1.0).abs() < 1e-12 && found.gaps.is_empty() && found.doubts.is_empty());
    }

    #[test]
    fn it_is_what_a_tally_gives_with_the_shares_of_the_cells() {
        let cells = two_cells();
        let free = Bounds { clip: f64::INFINITY, shrinkage: f64::INFINITY, sub_gaussian: 0.0 };
        let mut tally = Tally::new(&free).unwrap();
        for cell in &cells {
            let behaviour = cell.propensities();
            let means: Vec<f64> = cell.taken.iter().map(|it| it.total / real(it.contacts)).collect();
            for (action, it) in cell.taken.iter().enumerate() {
                for place in 0..it.contacts {
                    let reward = f64::from(u8::from(real(place) < it.total));
                    let (behaviour, target, predicted) = (&behaviour[..], &cell.target[..], &means[..]);
                    tally.add(&Decision { reward, action, behaviour, target, predicted }).unwrap();
                }
            }
        }
        let (one, other) = (tally.values(0.05).unwrap(), evaluate_cells(&cells, 0.05).unwrap());
        assert!((one.ipw.value - other.value.unwrap().value).abs() < 1e-12);
        assert!((one.doubly_robust.value - other.value.unwrap().value).abs() < 1e-12);
        assert!((one.diagnostics.effective - other.diagnostics.effective).abs() < 1e-9);
    }

    #[test]
    fn what_nobody_did_is_named_and_left_out() {
        let mut cells = two_cells();
        cells[1].target = vec![0.9, 0.1];
        cells[1].taken[1] = taken(CONTACTS_LEAST - 1, 1.0);
        let found = evaluate_cells(&cells, 0.05).unwrap();
        assert_eq!((found.gaps[0].cell, found.gaps[0].action), (1, 1));
        assert_eq!(found.doubts, [Doubt::Unsupported { decision: 1, action: 1, decisions: 1 }]);
        assert!((found.value.unwrap().value - (0.2 * 0.5 + 0.8 * 0.8)).abs() < 1e-12);
        assert!((found.supported - 400.0 / 804.0).abs() < 1e-12);
    }

    #[test]
    fn contacts_that_happen_to_be_equal_claim_no_certainty() {
        let mut cells = two_cells();
        cells[1].taken[0] = taken(6, 6.0);
        cells[1].target = vec![1.0, 0.0];
        assert!(evaluate_cells(&cells[1..], 0.05).unwrap().value.unwrap().se > 0.05);
    }

    #[test]
    fn bad_cells_are_named() {
        let mut cells = two_cells();
        cells[1].target = vec![0.5, 0.6];
        assert_eq!(evaluate_cells(&cells, 0.05).unwrap_err().what(), "pi_e[1]");
        let mut cells = two_cells();
        cells[1].taken.pop();
        assert_eq!(evaluate_cells(&cells, 0.05).unwrap_err().what(), "reward[1]");
        assert_eq!(evaluate_cells(&[], 0.05).unwrap_err().what(), "reward");
    }
}
