//! The proof by simulation: `bench_evidence [--experiments N] [--seed S] [--only PART]` makes N experiments of each design without an
//! effect and N with one that is known, has the product analyse each, and prints what came of them in Markdown.
//!
//! Contacts of four administrations come from the simulator, through the product's log and engine; experiments are drawn from a year of
//! the largest (one series from two years of any), given their arms by the product's allocation, and judged by `experiments::analysis::analyse`, plan to verdict: the function that the
//! program and the pages call. How the truth of each design is known stands at the head of its file: `usagers`, `late`, `watched`,
//! `offices`, `periods`. Four tables more come from laws alone, where a bar asks for an exact setting: `few_offices`, `looks`, `pooled`,
//! `policies`.
//!
//! The same seed prints the same figures on any number of threads. Nothing here passes or fails: a bar that is missed is printed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it prints its tables")]

mod chance;
mod few_offices;
mod late;
mod looks;
mod offices;
mod parallel;
mod periods;
mod policies;
mod pooled;
mod population;
mod promised;
mod table;
mod tally;
mod usagers;
mod watched;

use std::{error::Error, time::Instant};

use population::Population;

/// What was asked on the command line.
pub(crate) struct Asking {
    pub(crate) experiments: u64,
    pub(crate) seed: u64,
    only: String,
}

impl Asking {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut asking = Self { experiments: 2_000, seed: 1, only: String::new() };
        let mut given = std::env::args().skip(1);
        while let Some(name) = given.next() {
            let value = given.next().ok_or("a value is missing")?;
            match name.as_str() {
                "--experiments" => asking.experiments = value.parse()?,
                "--seed" => asking.seed = value.parse()?,
                "--only" => asking.only = value,
                _ => return Err(format!("unknown: {name}").into()),
            }
        }
        Ok(asking)
    }

    /// Whether a part is asked for: by a piece of its name.
    pub(crate) fn wants(&self, name: &str) -> bool {
        name.contains(&self.only)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let asking = Asking::read()?;
    let began = Instant::now();
    let tell = |what: &str| eprintln!("{:7.1} s  {what}", began.elapsed().as_secs_f64());
    println!(
        "{} experiments of each design without effect and as many with one, seed {}.\n",
        asking.experiments, asking.seed
    );
    let population = Population::simulated(asking.seed)?;
    tell("the log is there");
    let mut rows = usagers::designs(&population, &asking)?;
    rows.extend(late::designs(&population, &asking)?);
    tell("usagers");
    rows.extend(watched::designs(&population, &asking)?);
    tell("usagers watched");
    rows.extend(offices::designs(&population, &asking)?);
    tell("offices");
    rows.extend(periods::designs(&population, &asking)?);
    tell("plans with periods");
    table::designs(&rows);
    if asking.wants("few offices") {
        table::few_offices(&few_offices::sizes(&asking));
        tell("few offices");
    }
    if asking.wants("looks") {
        table::looks(&looks::planned(&asking), looks::watched(&asking));
        tell("looks");
    }
    if asking.wants("pooled") {
        table::pooled(&pooled::coverage(&asking));
        tell("pooled");
    }
    if asking.wants("policies") {
        table::policies(&policies::coverage(&asking));
        tell("policies");
    }
    Ok(())
}
