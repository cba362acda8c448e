//! How many more turns it takes until an effect would be seen.

use evidence::{arms::RatioSums, confidence_sequence, distribution::normal_quantile};

use super::{
    Settings,
    arms::{real, standard_error},
};

/// How often the wanted effect is to be seen where it is there.
const POWER: f64 = 0.8;
/// More than this times the turns that there are: nobody waits so long.
const TIMES_MAX: f64 = 1_000_000.0;
/// Halvings of the interval that the answer lies in.
const HALVINGS: u32 = 60;

/// Turns of both arms that are missing until an effect of the wanted share of contacts is seen [`POWER`] of the times, by the sequence
/// that is looked at every day (a plain test would promise fewer than it needs). What persons do stays as it is, and as many of them are
/// kept apart. 0: it would be seen by now.
///
/// `None`: nobody got in touch, or it takes too long.
pub(super) fn turns_more(
    held: &RatioSums,
    told: &RatioSums,
    tuning: f64,
    settings: &Settings,
) -> Option<u64> {
    let se = standard_error(held, told)?;
    let persons = real(held.units() + told.units());
    let wanted = settings.wanted_share * held.ratio()?.max(told.ratio()?);
    let z = normal_quantile(POWER);
    let is_seen = |times: f64| {
        let se = se / times.sqrt();
        let sequence =
            confidence_sequence::asymptotic(0.0, se, persons * times, None, settings.alpha, tuning);
        sequence.is_ok_and(|it| wanted >= it.high + z * se)
    };
    if is_seen(1.0) {
        return Some(0);
    }
    let (mut low, mut high) = (1.0, TIMES_MAX);
    if !is_seen(high) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if is_seen(middle) { high = middle } else { low = middle }
    }
    let turns = held.mean(1) * real(held.units()) + told.mean(1) * real(told.units());
    whole(turns * (high - 1.0))
}

/// Rounded up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is positive and below 1e15")]
fn whole(number: f64) -> Option<u64> {
    (0.0..1e15).contains(&number).then(|| number.ceil() as u64)
}
