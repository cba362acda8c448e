//! `experiment`: a plan to begin with, its check and registration, the arms of its units, the report.
//!
//! **Invariant:** beside `PLAN.toml` stand `PLAN.registered.json` (who reads it cannot know an arm), `PLAN.seed` (nobody else reads
//! it) and `PLAN.assignments.csv` (nobody else reads it: it names people).

mod analyse;
mod assign;
mod files;
mod units;

use experiments::{
    Plan, Registration,
    plan::{PlanFault, Unit, example},
    registration::{RegistrationError, changes},
};
use kernel::{Clock, Explain as _, Lang, SystemClock};
use serde_json::{Value, json};

use crate::{
    args::{ExperimentArgs, ExperimentPlanArgs, ExperimentWhat},
    failure::Failure,
    print,
    words::{message, say},
};
use files::{Files, read_plan};

pub(crate) fn run(args: &ExperimentArgs, lang: Lang) -> Result<(), Failure> {
    match &args.what {
        ExperimentWhat::New { unit } => new(unit, lang),
        ExperimentWhat::Plan(args) => plan(args, lang),
        ExperimentWhat::Assign(args) => assign::run(args, lang),
        ExperimentWhat::Analyse(args) => analyse::run(args, lang),
    }
}

fn new(unit: &str, lang: Lang) -> Result<(), Failure> {
    let unit = Unit::ALL.into_iter().find(|it| it.code() == unit).unwrap_or(Unit::Usager);
    print::lines(example(unit, lang).into_iter().map(|it| it.trim_end().to_owned()))
}

/// What became of the plan.
enum Became {
    Registered,
    Unchanged,
    Amended,
}

fn plan(args: &ExperimentPlanArgs, lang: Lang) -> Result<(), Failure> {
    let plan = read_plan(&args.plan)?;
    let faults = plan.check();
    if !faults.is_empty() {
        return refuse_faulty(&plan, faults, args.json, lang);
    }
    let files = Files::beside(&args.plan);
    let (registration, became) = register(&files, plan, args, lang)?;
    if args.json {
        return print::json(&document(&registration, &became, lang));
    }
    let key = match became {
        Became::Registered => "experiment-registered",
        Became::Unchanged => "experiment-already-registered",
        Became::Amended => "experiment-amended",
    };
    let words = [
        ("at", registration.registered_at.to_string().into()),
        ("hash", registration.hash_in_force().into()),
        ("amendments", u64::try_from(registration.amendments.len()).unwrap_or(u64::MAX).into()),
    ];
    let seed = [("path", files.seed.display().to_string().into())];
    let seed = matches!(became, Became::Registered).then(|| say(lang, "experiment-keep-seed", &seed));
    let warnings = registration.plan.warnings();
    let head = (!warnings.is_empty()).then(|| say(lang, "experiment-warnings", &[]));
    let warnings = warnings.iter().map(|it| format!("  - {}", it.say(lang)));
    print::lines(std::iter::once(say(lang, key, &words)).chain(seed).chain(head).chain(warnings))
}

/// Registers a plan, or compares it with the one that is registered.
fn register(
    files: &Files,
    plan: Plan,
    args: &ExperimentPlanArgs,
    lang: Lang,
) -> Result<(Registration, Became), Failure> {
    let now = files::now(SystemClock.now());
    let known = files.registration()?;
    // Two that begin at once: one waits, then finds the other's registration.
    let lock = files.lock(known.is_none())?;
    let Some(mut registration) = files.registration()? else {
        if args.amend.is_some() {
            return Err(Failure::refused(message("experiment-nothing-to-amend")));
        }
        let seed = files.made_seed(lock)?;
        let registration = Registration::new(plan, &seed, now).map_err(|it| Failure::refused_by(&it))?;
        files.write_registration(&registration)?;
        return Ok((registration, Became::Registered));
    };
    if !registration.is_whole() {
        return Err(Failure::refused_by(&RegistrationError::Broken));
    }
    if registration.is_true_to(&plan) {
        return Ok((registration, Became::Unchanged));
    }
    let Some(reason) = &args.amend else {
        tell_changes(&registration.plan, &plan, lang);
        return Err(Failure::refused(message("experiment-changed")));
    };
    let amended = registration.amend(plan, reason, now, args.after_outcomes);
    amended.map_err(|it| Failure::refused_by(&it))?;
    files.write_registration(&registration)?;
    Ok((registration, Became::Amended))
}

/// Tells a person what differs from the registered plan.
fn tell_changes(registered: &Plan, plan: &Plan, lang: Lang) {
    for change in changes(registered, plan) {
        let absent = say(lang, "experiment-absent", &[]);
        let value = |it: String| if it.is_empty() { absent.clone() } else { it };
        let words = [
            ("path", change.path.into()),
            ("before", value(change.before).into()),
            ("after", value(change.after).into()),
        ];
        print::to_person(&say(lang, "experiment-change", &words));
    }
}

/// All that is wrong, then the refusal.
fn refuse_faulty(plan: &Plan, faults: Vec<PlanFault>, as_json: bool, lang: Lang) -> Result<(), Failure> {
    if as_json {
        let told: Vec<Value> = faults
            .iter()
            .map(|it| json!({ "path": it.path, "code": it.message().key(), "message": it.message().say(lang) }))
            .collect();
        print::json(&json!({ "faults": told, "warnings": warnings(plan, lang) }))?;
    } else {
        for fault in &faults {
            let words = [("path", fault.path.as_str().into()), ("fault", fault.message().say(lang).into())];
            print::to_person(&say(lang, "experiment-fault", &words));
        }
    }
    Err(Failure::refused_by(&RegistrationError::Faulty(faults)))
}

fn document(registration: &Registration, became: &Became, lang: Lang) -> Value {
    let state = match became {
        Became::Registered => "registered",
        Became::Unchanged => "unchanged",
        Became::Amended => "amended",
    };
    json!({
        "state": state,
        "hash": registration.hash_in_force(),
        "registered_hash": registration.hash,
        "registered_at": registration.registered_at,
        "seed_commitment": registration.seed_commitment,
        "amendments": registration.amendments,
        "faults": [],
        "warnings": warnings(&registration.plan, lang),
    })
}

fn warnings(plan: &Plan, lang: Lang) -> Vec<Value> {
    let told = |it: &experiments::report::Warning| json!({ "code": it.code, "message": it.say(lang) });
    plan.warnings().iter().map(told).collect()
}
