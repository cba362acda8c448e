//! Twenty million logged decisions between eight ways, judged from disk.
//!
//! The file is records of 101 bytes, little-endian: the reward (`f32`), the action (`u8`), then 24 `f32`: the probabilities of the eight ways when the
//! decision was taken, those under the judged policy, and the rewards that a model predicts. It is written first, which is not timed.

use std::{
    error::Error,
    fs::File,
    io::{BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
    thread,
    time::Instant,
};

use channel_choice::testing::Chance;
use evidence::off_policy::{Bounds, Decision, Tally};

use crate::{Asking, world::drawn};

const WAYS: usize = 8;
const RECORD: usize = 4 + 1 + 3 * WAYS * 4;
const THREADS: u64 = 2;
/// Records that are read at once.
const READ: usize = 8_192;

#[expect(clippy::cast_possible_truncation, reason = "the file keeps single precision")]
const fn single(value: f64) -> f32 {
    value as f32
}

fn write(path: &Path, decisions: u64) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut chance = Chance::of(5);
    // Laws are drawn from a few thousand, so that writing takes no longer than it must.
    let law = |chance: &mut Chance| {
        let weights: Vec<f64> = (0..WAYS).map(|_| 0.05 + chance.unit()).collect();
        let total: f64 = weights.iter().sum();
        weights.into_iter().map(|it| it / total).collect::<Vec<f64>>()
    };
    let laws: Vec<Vec<f64>> = (0..4_096).map(|_| law(&mut chance)).collect();
    let mut record = Vec::with_capacity(RECORD);
    for _ in 0..decisions {
        let mut any = || &laws[usize::try_from(chance.bits() % 4_096).unwrap_or(0)];
        let (behaviour, target, predicted) = (any(), any(), any());
        let action = drawn(behaviour, chance.unit());
        let reward = f64::from(u8::from(chance.unit() < 0.3 + 2.0 * predicted[action]));
        record.clear();
        record.extend(single(reward).to_le_bytes());
        record.push(u8::try_from(action)?);
        for value in behaviour.iter().chain(target).chain(predicted) {
            record.extend(single(*value).to_le_bytes());
        }
        file.write_all(&record)?;
    }
    file.flush()?;
    Ok(())
}

fn judge(path: &Path, from: u64, to: u64) -> Result<Tally, Box<dyn Error + Send + Sync>> {
    let bounds = Bounds { clip: 10.0, shrinkage: 100.0, sub_gaussian: 0.1 };
    let mut tally = Tally::new(&bounds)?;
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from * RECORD as u64))?;
    let mut bytes = vec![0; READ * RECORD];
    let mut left = to - from;
    let mut values = [0.0; 3 * WAYS];
    while left > 0 {
        let count = left.min(READ as u64);
        let chunk = &mut bytes[..usize::try_from(count)? * RECORD];
        file.read_exact(chunk)?;
        for record in chunk.chunks_exact(RECORD) {
            let number = |at: usize| {
                f64::from(f32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]]))
            };
            values.iter_mut().enumerate().for_each(|(place, it)| *it = number(5 + 4 * place));
            tally.add(&Decision {
                reward: number(0),
                action: usize::from(record[4]),
                behaviour: &values[..WAYS],
                target: &values[WAYS..2 * WAYS],
                predicted: &values[2 * WAYS..],
            })?;
        }
        left -= count;
    }
    Ok(tally)
}

pub(crate) fn print(asking: &Asking) -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("bench-guidance-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("decisions");
    let judged = write(&path, asking.decisions).and_then(|()| {
        let started = Instant::now();
        let share = asking.decisions.div_ceil(THREADS);
        let parts: Vec<_> = thread::scope(|scope| {
            let path = &path;
            let part = |it: u64| {
                let (from, to) = (it * share, ((it + 1) * share).min(asking.decisions));
                scope.spawn(move || judge(path, from.min(to), to))
            };
            let running: Vec<_> = (0..THREADS).map(part).collect();
            running.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        let mut all: Option<Tally> = None;
        for part in parts {
            let part = part.map_err(|_| "a thread stopped")?.map_err(|it| it.to_string())?;
            match &mut all {
                None => all = Some(part),
                Some(all) => all.merge(part)?,
            }
        }
        let all = all.ok_or("no decision")?;
        let values = all.values(0.05)?;
        Ok((started.elapsed().as_secs_f64(), values, all.doubts().len()))
    });
    std::fs::remove_dir_all(&folder)?;
    let (seconds, values, doubts) = judged?;
    println!("## {} logged decisions between {WAYS} ways, from disk\n", asking.decisions);
    println!(
        "Bar: 20 million in under 10 s on two cores. Records of {RECORD} bytes: a reward, an action, three laws of eight numbers.\n"
    );
    println!(
        "| seconds, {THREADS} threads | doubly robust | inverse propensity | self-normalised | effective decisions | doubts |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    println!(
        "| {seconds:.1} | {:.4} ± {:.4} | {:.4} | {:.4} | {:.0} | {doubts} |\n",
        values.doubly_robust.value,
        values.doubly_robust.value - values.doubly_robust.low,
        values.ipw.value,
        values.snips.map_or(f64::NAN, |it| it.value),
        values.diagnostics.effective,
    );
    Ok(())
}
