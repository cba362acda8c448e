//! How much an import costs: `cargo run --release -p exchange --example import -- FILE [THREADS]` reads the file to nowhere, then into
//! a log that is thrown away, and prints rows, wall time and processor time of each.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::{env, fs, path::PathBuf, sync::Arc, time::Instant};

use arrow::array::RecordBatch;
use contact_log::{Keys, Log};
use exchange::import::{ImportPlan, Sink, SinkError, Unwatched, import, read};
use kernel::Explain;

/// Rows that go nowhere.
struct Nowhere;

impl Sink for Nowhere {
    fn contacts(&self, _: RecordBatch, _: &Arc<str>) -> Result<(), SinkError> {
        Ok(())
    }

    fn events(&self, _: RecordBatch, _: &Arc<str>) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Seconds that this process has used of its processors; 0 where nobody tells.
fn processor_s() -> f64 {
    /// Hundredths of a second, on every Linux.
    const TICKS_PER_S: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |at| after_name.split_whitespace().nth(at).and_then(|it| it.parse::<f64>().ok());
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / TICKS_PER_S
}

fn timed<T>(name: &str, rows: impl Fn(&T) -> u64, run: impl FnOnce() -> T) {
    let (wall, processor) = (Instant::now(), processor_s());
    let done = run();
    let (wall_s, used_s) = (wall.elapsed().as_secs_f64(), processor_s() - processor);
    let rows = rows(&done);
    #[expect(clippy::cast_precision_loss, reason = "printed with three digits")]
    let millions = rows as f64 / 1e6;
    println!(
        "{name}: {rows} rows, {wall_s:.2} s, {used_s:.2} s of processor: {:.2} M rows/s, {:.2} M rows per processor second",
        millions / wall_s,
        millions / used_s
    );
}

fn main() {
    let mut args = env::args().skip(1);
    let Some(file) = args.next().map(PathBuf::from) else {
        println!("which file?");
        return;
    };
    let threads = args.next().and_then(|it| it.parse().ok());
    let partner = args.next().and_then(|it| it.parse().ok());
    let plan = ImportPlan { files: vec![file], threads, partner, ..ImportPlan::default() };
    let failed =
        |error: &exchange::import::ImportError| eprintln!("{}", error.message().say(kernel::Lang::En));
    timed(
        "read",
        |it| *it,
        || read(&plan, &Nowhere, &Unwatched).map_err(|it| failed(&it)).map_or(0, |it| it.rows),
    );
    let folder = env::temp_dir().join(format!("import-speed-{}", std::process::id()));
    let (Ok(log), Ok(keys)) = (
        Log::open(&folder.join("log").to_string_lossy()),
        fs::create_dir_all(&folder).map(|()| Keys::open(folder.join("key"))),
    ) else {
        println!("no room for a log");
        return;
    };
    let Ok(keys) = keys else { return };
    timed(
        "import",
        |it| *it,
        || import(&plan, &log, &keys, &Unwatched).map_err(|it| failed(&it)).map_or(0, |it| it.rows),
    );
    let _gone = fs::remove_dir_all(folder);
}
