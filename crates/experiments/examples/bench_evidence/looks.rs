//! The error of looking, over all looks together, where nothing happens; drawn from laws, as fine as the bars ask.

use evidence::{
    arms::{MeanSums, compare_means},
    confidence_sequence, sequential,
};

use super::{Asking, chance::Chance, parallel::many, tally::Share};

/// How many more draws the size of planned looks takes: its bar is a tenth of the others'.
const TIMES: u64 = 20;

/// Planned looks at evenly spaced information, the law's own increments: spending, looks, share announced.
pub(crate) fn planned(asking: &Asking) -> Vec<(&'static str, usize, Share)> {
    let mut found = Vec::new();
    for (name, spending) in [
        ("O'Brien and Fleming", sequential::Spending::ObrienFleming),
        ("Pocock", sequential::Spending::Pocock),
    ] {
        for looks in [3_usize, 5] {
            let side = sequential::Side { alpha: 0.025, spending };
            let plan = sequential::Plan { information_max: 100.0, upper: side, lower: side };
            // The bounds depend on information alone: found once.
            let wanted: Vec<sequential::Look> = (1..=looks)
                .map(|it| {
                    #[expect(clippy::cast_precision_loss, reason = "looks are few")]
                    let se = (looks as f64 / it as f64 / 100.0).sqrt();
                    sequential::Look { estimate: 0.0, se }
                })
                .collect();
            let bounds = sequential::analyse(&plan, &wanted, true).expect("information grows");
            let crossed = many(asking.experiments * TIMES, |number| {
                let mut chance = Chance::of(asking.seed, &format!("planned {name} {looks}"), number);
                let (mut sum, mut done) = (0.0, 0.0);
                bounds.looks.iter().any(|look| {
                    sum += chance.normal();
                    done += 1.0;
                    (sum / f64::sqrt(done)).abs() >= look.upper
                })
            });
            found.push((name, looks, Share::of(crossed.into_iter())));
        }
    }
    found
}

/// A hundred looks from 200 to 20,000 units an arm on counts that vary three times as much as a Poisson law, where nothing happens: the
/// confidence sequence, and the plain test at each look.
pub(crate) fn watched(asking: &Asking) -> (Share, Share) {
    const LOOKS: usize = 100;
    const TUNING: f64 = 5_000.0;
    let found = many(asking.experiments, |number| {
        let mut chance = Chance::of(asking.seed, "watched", number);
        let mut arms = [MeanSums::default(), MeanSums::default()];
        let (mut sequence, mut plain) = (false, false);
        for _ in 0..LOOKS {
            for arm in &mut arms {
                for _ in 0..200 {
                    let own = 2.0 * chance.gamma(1);
                    arm.add([chance.poisson(own)]);
                }
            }
            let Ok(found) = compare_means(&arms[0], &arms[1], 0.05) else { continue };
            let found = found.absolute;
            #[expect(clippy::cast_precision_loss, reason = "units are few")]
            let units = (arms[0].units() + arms[1].units()) as f64;
            let wide = confidence_sequence::asymptotic(found.value, found.se, units, None, 0.05, TUNING);
            sequence |= wide.is_ok_and(|it| it.low > 0.0 || it.high < 0.0);
            plain |= found.p < 0.05;
        }
        (sequence, plain)
    });
    (Share::of(found.iter().map(|it| it.0)), Share::of(found.iter().map(|it| it.1)))
}
