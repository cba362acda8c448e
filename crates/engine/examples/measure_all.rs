//! What the measures cost: `measure_all LOG [THREADS [CONTACTS [ONLY]]]` asks a log all measures, together and one by one, and its moments,
//! or ONLY those whose name begins so. If the log is empty and CONTACTS is not 0, it is filled by the simulator first, with
//! request events if a `+` follows the number.
//! Prints CPU seconds, seconds, rows a CPU second and the peak of memory.

#![expect(clippy::print_stdout, reason = "it prints its table")]

use std::{
    error::Error,
    fs,
    panic::resume_unwind,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use contact_log::{ImportOptions, Keys, Log, LogKind};
use engine::Engine;
use kernel::Scope;
use measures::{Dimension, Measure, Measurer, MomentMeasurer, MomentQuestion, Question, UnitCosts};

/// What `bench/` asks other engines too.
const MEASURES_OF_PEERS: [Measure; 7] = [
    Measure::Volume,
    Measure::Requests,
    Measure::Needs,
    Measure::Recontact,
    Measure::Fcr,
    Measure::Escape,
    Measure::Cost,
];

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let folder = given.first().ok_or("which log?")?;
    let threads = given.get(1).map_or(Ok(2), |it| it.parse())?;
    let wanted = given.get(2).map_or("0", String::as_str);
    let (contacts, events) = wanted.strip_suffix('+').map_or((wanted, false), |it| (it, true));
    let contacts: u64 = contacts.parse()?;
    let only = given.get(3).map_or("", String::as_str);
    let log = Log::open(folder)?;
    if contacts > 0 && log.snapshot()?.partners().is_empty() {
        fill(&log, folder, contacts, events)?;
    }
    let snapshot = log.snapshot()?;
    let rows: u64 = snapshot.partners().iter().map(|it| it.contacts).sum();
    let events: u64 = snapshot.partners().iter().map(|it| it.events).sum();
    let shared: usize = snapshot.partners().iter().map(|it| it.shared_requests.len()).sum();
    let buckets: u32 = snapshot.partners().iter().map(|it| it.buckets).sum();
    println!(
        "{rows} contacts, {events} events, {shared} shared requests, {buckets} buckets, {threads} threads"
    );
    if "decode".starts_with(only) {
        let before = Spent::now()?;
        decode(&log, threads)?;
        row("decode", rows, &before)?;
    }
    let engine = Engine::new(log, threads);
    let ask = |name: &str, questions: &[Question]| -> Result<(), Box<dyn Error>> {
        if !name.starts_with(only) {
            return Ok(());
        }
        let before = Spent::now()?;
        let answers = engine.answer(&Scope::Everyone, questions, &UnitCosts::default())?;
        let cells: usize = answers.iter().map(|it| it.cells.len()).sum();
        row(&format!("{name} ({cells} cells)"), rows, &before)
    };
    ask("twelve", &engine::all_questions())?;
    let asked_of_peers = |it: &Measure| MEASURES_OF_PEERS.contains(it);
    let seven: Vec<Question> = Measure::ALL.into_iter().filter(asked_of_peers).map(Question::of).collect();
    ask("seven", &seven)?;
    for measure in Measure::ALL {
        ask(measure.name(), &[Question::of(measure)])?;
    }
    if "moments".starts_with(only) {
        let before = Spent::now()?;
        let moments = engine.moments(&Scope::Everyone, &MomentQuestion::default())?;
        row(&format!("moments ({})", moments.len()), rows, &before)?;
    }
    let by = |dimensions: &[Dimension]| -> Vec<Question> {
        let asked = Measure::ALL.map(|it| Question::of(it).by(dimensions));
        asked.into_iter().filter(|it| it.check().is_ok()).collect()
    };
    ask("twelve by partner", &by(&[Dimension::Partner]))?;
    ask("ten by reason", &by(&[Dimension::Reason]))?;
    ask("nine by channel and month", &by(&[Dimension::Channel, Dimension::Month]))?;
    ask("ten by day and reason", &by(&[Dimension::Day, Dimension::Reason]))?;
    Ok(())
}

/// Reads all columns that the measures read, and does nothing with them.
fn decode(log: &Log, threads: usize) -> Result<(), Box<dyn Error>> {
    let contacts = [
        "usager",
        "request",
        "started_at",
        "channel",
        "direction",
        "reason",
        "life_event",
        "cause",
        "outcome",
        "wait_s",
        "duration_s",
        "satisfaction",
        "cost",
    ];
    let events = ["usager", "request", "occurred_at", "life_event", "status"];
    let snapshot = log.snapshot()?;
    let partners = snapshot.partners().iter();
    let units: Vec<_> = partners.flat_map(|it| (0..it.buckets).map(move |bucket| (it, bucket))).collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), contact_log::LogError> {
        while let Some((partner, bucket)) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
            for batch in snapshot.read_contacts(partner, *bucket, &contacts)? {
                std::hint::black_box(batch?);
            }
            if partner.bucket_rows(LogKind::Events, *bucket) > 0 {
                for batch in snapshot.read_events(partner, *bucket, &events)? {
                    std::hint::black_box(batch?);
                }
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|it| it.join().unwrap_or_else(|it| resume_unwind(it)))
    })?;
    Ok(())
}

fn fill(log: &Log, folder: &str, contacts: u64, events: bool) -> Result<(), Box<dyn Error>> {
    let plan = simulator::Plan { events, moments: events, ..simulator::Plan::new(contacts, 1) };
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

fn row(name: &str, rows: u64, before: &Spent) -> Result<(), Box<dyn Error>> {
    let now = Spent::now()?;
    let (cpu_s, wall_s) = (now.cpu_s - before.cpu_s, (now.at - before.at).as_secs_f64());
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    let millions_a_s = rows as f64 / cpu_s / 1e6;
    println!("{name:40} {cpu_s:8.2} CPU s {wall_s:8.2} s {millions_a_s:8.1} M rows/CPU s   peak {peak}");
    Ok(())
}

/// What this process has taken until an instant.
struct Spent {
    at: Instant,
    /// User and system time. A tick is a hundredth of a second.
    cpu_s: f64,
}

impl Spent {
    fn now() -> Result<Self, Box<dyn Error>> {
        let stat = fs::read_to_string("/proc/self/stat")?;
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
        let ticks = ticks.sum::<Result<u32, _>>()?;
        Ok(Self { at: Instant::now(), cpu_s: f64::from(ticks) / 100.0 })
    }
}
