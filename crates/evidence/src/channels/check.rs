//! What a plan must be before it is solved.

use std::collections::BTreeSet;

use super::{PAIRS_MAX, Plan};
use crate::{Fault, check_length, check_range};

/// Beyond, sums of products lose meaning.
const AMOUNT_MAX: f64 = 1e12;

/// Refuses a plan that says nothing, or says it wrongly; names are those of the JSON inputs.
pub(super) fn check(plan: &Plan) -> Result<(), Fault> {
    for (what, found) in [("segments", plan.segments.len()), ("channels", plan.channels.len())] {
        if found == 0 {
            return Err(Fault::too_few(what, 0, 1));
        }
    }
    let pairs = plan.segments.len().saturating_mul(plan.channels.len());
    if pairs > PAIRS_MAX {
        #[expect(clippy::cast_precision_loss, reason = "shown to a person")]
        return Err(Fault::out_of_range("segments", pairs as f64, 1.0, PAIRS_MAX as f64));
    }
    check_range("value_of_success", plan.value_of_success, -AMOUNT_MAX, AMOUNT_MAX)?;
    if let Some(budget) = plan.budget {
        check_range("budget", budget, -AMOUNT_MAX, AMOUNT_MAX)?;
    }
    for (place, channel) in plan.channels.iter().enumerate() {
        if let Some(capacity) = channel.capacity_minutes {
            check_range(&format!("capacity_minutes[{place}]"), capacity, 0.0, AMOUNT_MAX)?;
        }
    }
    for (place, segment) in plan.segments.iter().enumerate() {
        check_range(&format!("size[{place}]"), segment.size, 0.0, AMOUNT_MAX)?;
        check_length(&format!("success[{place}]"), segment.offers.len(), plan.channels.len())?;
        for (channel, offer) in segment.offers.iter().enumerate() {
            let Some(offer) = offer else { continue };
            let named = |what: &str| format!("{what}[{place}][{channel}]");
            check_range(&named("success"), offer.success, 0.0, 1.0)?;
            check_range(&named("cost"), offer.cost, -AMOUNT_MAX, AMOUNT_MAX)?;
            check_range(&named("handling_minutes"), offer.minutes, 0.0, AMOUNT_MAX)?;
        }
        if segment.size > 0.0 && segment.offers.iter().all(Option::is_none) {
            return Err(Fault::Infeasible { what: format!("segment:{}", segment.name) });
        }
    }
    for (place, floor) in plan.floors.iter().enumerate() {
        check_range(&format!("fairness[{place}].min_success_rate"), floor.share_min, 0.0, 1.0)?;
        let what = format!("fairness[{place}].segments");
        if floor.segments.is_empty() {
            return Err(Fault::too_few(&what, 0, 1));
        }
        if let Some(wrong) = floor.segments.iter().find(|it| **it >= plan.segments.len()) {
            #[expect(clippy::cast_precision_loss, reason = "shown to a person")]
            return Err(Fault::out_of_range(&what, *wrong as f64, 0.0, (plan.segments.len() - 1) as f64));
        }
    }
    unique("channels", plan.channels.iter().map(|it| it.name.as_str()))?;
    unique("fairness", plan.floors.iter().map(|it| it.name.as_str()))
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Fault::Unreadable { what: what.into(), reason: format!("`{name}` is there twice") });
        }
    }
    Ok(())
}
