//! The proof of the advice: `bench_guidance [--seeds N] [--replications N] [--decisions N] [--only PART]` prints, in Markdown, what advice costs
//! beside the best that there is and beside today, whether anybody loses, how often intervals hold the truth, and how fast all of it is.
//!
//! Worlds have chances that are known, since they are drawn here (`world`); the product sees their contacts only. Nothing passes or fails: what misses
//! its bar is printed as it is. The same seeds print the same figures, but for times.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it prints its tables")]

mod coverage;
mod decisions;
mod hours;
mod policy;
mod speed;
mod world;

use std::error::Error;

/// What was asked on the command line.
pub(crate) struct Asking {
    pub(crate) seeds: u64,
    pub(crate) replications: u64,
    pub(crate) decisions: u64,
    only: String,
}

impl Asking {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut asking = Self { seeds: 3, replications: 500, decisions: 20_000_000, only: String::new() };
        let mut given = std::env::args().skip(1);
        while let Some(name) = given.next() {
            let value = given.next().ok_or("a value is missing")?;
            match name.as_str() {
                "--seeds" => asking.seeds = value.parse()?,
                "--replications" => asking.replications = value.parse()?,
                "--decisions" => asking.decisions = value.parse()?,
                "--only" => asking.only = value,
                _ => return Err(format!("unknown: {name}").into()),
            }
        }
        Ok(asking)
    }
}

type Part = fn(&Asking) -> Result<(), Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let asking = Asking::read()?;
    let parts: [(&str, Part); 5] = [
        ("policies", policy::print),
        ("coverage", coverage::print),
        ("hours", hours::print),
        ("speed", speed::print),
        ("decisions", decisions::print),
    ];
    for (name, print) in parts {
        if name.contains(&asking.only) {
            eprintln!("{name} …");
            print(&asking)?;
        }
    }
    Ok(())
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts here are below 2^53")]
pub(crate) fn number(count: usize) -> f64 {
    count as f64
}
