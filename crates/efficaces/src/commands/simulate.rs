//! `simulate`: a realistic log with known truth, in files.

use std::{path::PathBuf, thread::available_parallelism};

use kernel::Lang;
use simulator::{Outputs, Plan, SimulateError};

use crate::{args::SimulateArgs, failure::Failure, print, progress, words::say};

pub(crate) fn run(args: &SimulateArgs, lang: Lang) -> Result<(), Failure> {
    let plan = Plan {
        partners: args.partners,
        year: args.year,
        events: args.events.is_some(),
        moments: args.moments,
        ways: args.ways,
        dirt: args.dirt,
        ..Plan::new(args.contacts, args.seed)
    };
    let outputs =
        Outputs { contacts: args.out.clone(), events: args.events.clone(), truth: args.truth.clone() };
    let bar = progress::rows(args.contacts);
    let threads = available_parallelism().map_or(1, usize::from);
    simulator::write(&plan, threads, &outputs, |done| bar.set_position(done)).map_err(|it| failure(&it))?;
    bar.finish_and_clear();
    let written: Vec<PathBuf> =
        [Some(args.out.clone()), args.events.clone(), args.truth.clone()].into_iter().flatten().collect();
    let names: Vec<String> = written.iter().map(|it| it.display().to_string()).collect();
    let said =
        say(lang, "simulated", &[("contacts", args.contacts.into()), ("files", names.join(", ").into())]);
    print::to_person(&said);
    Ok(())
}

/// Wrong numbers and names are the caller's; the rest is the disk's.
pub(crate) fn failure(error: &SimulateError) -> Failure {
    match error {
        SimulateError::OutOfRange { .. } | SimulateError::SameFile(_) | SimulateError::UnknownFormat(_) => {
            Failure::refused_by(error)
        }
        other => Failure::failed_by(other),
    }
}
