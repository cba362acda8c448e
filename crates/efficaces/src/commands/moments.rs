//! `moments`: what makes people call, and what a notice in time could avoid.

use std::thread::available_parallelism;

use engine::Engine;
use kernel::{Lang, PartnerCode, Scope};
use measures::{Moment, MomentKind, MomentQuestion, moments::Bounds};
use serde_json::json;

use crate::{
    args::MomentsArgs,
    commands::log::existing,
    failure::Failure,
    print,
    question::instant,
    words::{message, say},
};

pub(crate) fn run(args: &MomentsArgs, lang: Lang) -> Result<(), Failure> {
    let code = |text: &str| {
        text.parse::<PartnerCode>().map_err(|_| Failure::refused(message("bad-partner").with("value", text)))
    };
    let question = MomentQuestion {
        partner: args.partner.as_deref().map(code).transpose()?,
        from: args.from.as_deref().map(instant).transpose()?,
        to: args.to.as_deref().map(instant).transpose()?,
        observed_until: args.observed_until.as_deref().map(instant).transpose()?,
    };
    question.check().map_err(|it| Failure::refused_by(&it))?;
    let log = existing(&args.log)?;
    let threads = args.threads.or_else(|| available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let moments = Engine::new(log, threads)
        .find_moments(&Scope::Everyone, &question)
        .map_err(|it| Failure::failed_by(&it))?;
    if args.json {
        return print::json(&json!({ "moments": moments }));
    }
    if moments.is_empty() {
        return Err(Failure::refused(message("moments-none")));
    }
    let header = ["partner", "reason", "status", "kind", "leave-after", "episodes", "avoidable", "interval"];
    let header = header.map(|it| say(lang, &format!("moments-{it}"), &[])).to_vec();
    print::columns_of(&header, &moments.iter().map(|it| row(it, lang)).collect::<Vec<_>>())
}

fn row(moment: &Moment, lang: Lang) -> Vec<String> {
    let kind = match moment.kind {
        MomentKind::Entering => say(lang, "moments-entering", &[]),
        MomentKind::Silence { days } => say(lang, "moments-silence", &[("days", u64::from(days).into())]),
    };
    let Bounds { low, mid, high } = moment.avoidable_per_year;
    vec![
        moment.partner.to_string(),
        moment.reason.clone(),
        moment.status.clone(),
        kind,
        moment.leave_after_days.to_string(),
        moment.episodes.to_string(),
        format!("{mid:.0}"),
        format!("{low:.0} – {high:.0}"),
    ]
}
