//! What the measures cost: `measure_all LOG [THREADS [CONTACTS]]` asks a log all measures, together and one by one. If the
//! log is empty and CONTACTS is given, it is filled by the simulator first. Prints CPU seconds, rows a CPU second and
//! the peak of memory.

#![expect(clippy::print_stdout, reason = "it prints its table")]

use std::{error::Error, fs, path::Path, sync::Arc};

use contact_log::{ImportOptions, Keys, Log, LogKind};
use engine::Engine;
use kernel::Scope;
use measures::{Dimension, Measure, Measurer, Question, UnitCosts};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let folder = given.first().ok_or("which log?")?;
    let threads = given.get(1).map_or(Ok(2), |it| it.parse())?;
    let log = Log::open(folder)?;
    if let Some(contacts) = given.get(2)
        && log.snapshot()?.partners().is_empty()
    {
        fill(&log, folder, contacts.parse()?)?;
    }
    let rows: u64 = log.snapshot()?.partners().iter().map(|it| it.contacts).sum();
    let events: u64 = log.snapshot()?.partners().iter().map(|it| it.events).sum();
    println!("{rows} contacts, {events} events, {threads} threads");
    let before = cpu_s()?;
    decode(&log)?;
    row("decode", rows, cpu_s()? - before)?;
    let engine = Engine::new(log, threads);
    let ask = |name: &str, questions: &[Question]| -> Result<(), Box<dyn Error>> {
        let before = cpu_s()?;
        let answers = engine.answer(&Scope::Everyone, questions, &UnitCosts::default())?;
        let cells: usize = answers.iter().map(|it| it.cells.len()).sum();
        row(&format!("{name} ({cells} cells)"), rows, cpu_s()? - before)
    };
    ask("all", &engine::all_questions())?;
    for measure in Measure::ALL {
        ask(measure.name(), &[Question::of(measure)])?;
    }
    let by = |dimensions: &[Dimension]| -> Vec<Question> {
        let asked = Measure::ALL.map(|it| Question::of(it).by(dimensions));
        asked.into_iter().filter(|it| it.check().is_ok()).collect()
    };
    ask("all by partner", &by(&[Dimension::Partner]))?;
    ask("ten by reason", &by(&[Dimension::Reason]))?;
    ask("nine by channel and month", &by(&[Dimension::Channel, Dimension::Month]))?;
    ask("ten by day and reason", &by(&[Dimension::Day, Dimension::Reason]))?;
    Ok(())
}

/// Reads all columns that the measures read, and does nothing with them.
fn decode(log: &Log) -> Result<(), Box<dyn Error>> {
    let contacts = [
        "usager", "request", "started_at", "channel", "direction", "reason", "life_event", "cause", "outcome",
        "wait_s", "duration_s", "satisfaction", "cost",
    ];
    let events = ["usager", "request", "occurred_at", "life_event", "status"];
    let snapshot = log.snapshot()?;
    for partner in snapshot.partners() {
        for bucket in 0..partner.buckets {
            for batch in snapshot.read_contacts(partner, bucket, &contacts)? {
                std::hint::black_box(batch?);
            }
            if partner.bucket_rows(LogKind::Events, bucket) > 0 {
                for batch in snapshot.read_events(partner, bucket, &events)? {
                    std::hint::black_box(batch?);
                }
            }
        }
    }
    Ok(())
}

fn fill(log: &Log, folder: &str, contacts: u64) -> Result<(), Box<dyn Error>> {
    let plan = simulator::Plan { events: true, ..simulator::Plan::new(contacts, 1) };
    let keys = Keys::open(Path::new(folder).with_extension("key"))?;
    let import = log.begin_import(&keys, ImportOptions::default())?;
    let file: Arc<str> = "simulated".into();
    for slice in plan.slices()? {
        let rows = slice.generate(&plan)?;
        rows.contacts.into_iter().try_for_each(|it| import.contacts(it, &file))?;
        rows.events.into_iter().try_for_each(|it| import.events(it, &file))?;
    }
    import.commit()?;
    Ok(())
}

fn row(name: &str, rows: u64, cpu_s: f64) -> Result<(), Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    let millions_a_s = rows as f64 / cpu_s / 1e6;
    println!("{name:40} {cpu_s:8.2} CPU s {millions_a_s:8.1} M rows/CPU s   peak {peak}");
    Ok(())
}

/// User and system time of this process. A tick is a hundredth of a second.
fn cpu_s() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
    let ticks = ticks.sum::<Result<u32, _>>()?;
    Ok(f64::from(ticks) / 100.0)
}
