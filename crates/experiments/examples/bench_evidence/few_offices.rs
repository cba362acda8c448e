//! The size of a 5 % test where nothing happens, with few offices: five settings, five methods, on the same data.
//!
//! Drawn from laws, not from the simulator, so that the intra-cluster correlation is exactly what the setting says: offices of some 60
//! usagers, a normal level an office and a normal rest a usager, of variances `ICC` and `1 − ICC`; half of the offices treated.

use evidence::{
    cluster::{ClusterFit, ClusterRobust, offices::welch_of_offices},
    distribution::t_two_sided,
    linear,
    two_sample::welch,
    wild::{Draws, Null, wild},
};

use super::{Asking, chance::Chance, parallel::many, tally::Share};

/// Size of an office on average.
const USAGERS: f64 = 60.0;
/// Draws of the wild bootstrap in the simulation, where there are too many signs to try all: 9,999 in the product.
const DRAWS: usize = 999;
/// What the methods that count offices are held to.
pub(crate) const SIZE: (f64, f64) = (0.035, 0.07);

pub(crate) struct Setting {
    pub(crate) offices: usize,
    pub(crate) cv: f64,
    pub(crate) icc: f64,
}

pub(crate) const SETTINGS: [Setting; 5] = [
    Setting { offices: 8, cv: 0.0, icc: 0.05 },
    Setting { offices: 8, cv: 0.7, icc: 0.05 },
    Setting { offices: 12, cv: 0.7, icc: 0.02 },
    Setting { offices: 20, cv: 0.7, icc: 0.1 },
    Setting { offices: 40, cv: 0.7, icc: 0.05 },
];

/// Usager-level Welch, CR1, CR2, wild bootstrap, Welch on office means: whether each rejects.
fn rejected(setting: &Setting, chance: &mut Chance) -> Option<[bool; 5]> {
    let mut arms = vec![false; setting.offices];
    arms[..setting.offices / 2].fill(true);
    chance.shuffle(&mut arms);
    let (mut treated, mut office, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (place, arm) in arms.iter().enumerate() {
        let level = setting.icc.sqrt() * chance.normal();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are small")]
        let size = (USAGERS * chance.size(setting.cv)).round().max(5.0) as usize;
        for _ in 0..size {
            treated.push(*arm);
            office.push(place);
            values.push(level + (1.0 - setting.icc).sqrt() * chance.normal());
        }
    }
    let of = |arm: bool| -> Vec<f64> {
        treated.iter().zip(&values).filter(|it| *it.0 == arm).map(|it| *it.1).collect()
    };
    let naive = welch(&of(true), &of(false), 0.05).ok()?;
    let arm: Vec<f64> = treated.iter().map(|it| f64::from(u8::from(*it))).collect();
    let fit = ClusterFit::new(&linear::columns(&[&vec![1.0; arm.len()], &arm]), &values, &office).ok()?;
    let cr1 = fit.coefficients()[1] / fit.standard_errors(ClusterRobust::Cr1).ok()?[1];
    #[expect(clippy::cast_precision_loss, reason = "offices are few")]
    let df = (setting.offices - 1) as f64;
    let cr2 = fit.coefficient(1, 0.05).ok()?;
    let draws = match Draws::usual(fit.clusters(), chance.number()) {
        Draws::Seeded { seed, weights, .. } => Draws::Seeded { count: DRAWS, seed, weights },
        Draws::Exhaustive => Draws::Exhaustive,
    };
    let wild = wild(&fit, &[0.0, 1.0], 0.0, Null::Imposed, draws, 0.05).ok()?;
    let means = welch_of_offices(&values, &[], &treated, &office, 0.05).ok()?;
    let all = [naive.p, t_two_sided(cr1, df), cr2.p, wild.p_weak, means.p];
    Some(all.map(|it| it < 0.05 || (it - 0.05).abs() < 1e-12))
}

/// By setting, the share of rejections by method.
pub(crate) fn sizes(asking: &Asking) -> Vec<(&'static Setting, [Share; 5])> {
    SETTINGS
        .iter()
        .enumerate()
        .map(|(place, setting)| {
            let found = many(asking.experiments, |number| {
                rejected(setting, &mut Chance::of(asking.seed, &format!("few offices {place}"), number))
            });
            let found: Vec<[bool; 5]> = found.into_iter().flatten().collect();
            (setting, std::array::from_fn(|it| Share::of(found.iter().map(|all| all[it]))))
        })
        .collect()
}
