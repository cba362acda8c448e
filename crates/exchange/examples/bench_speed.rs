//! What an analysis costs: `bench_speed make FOLDER` writes files that peers can read too, `bench_speed run FOLDER [REPEAT]` times the product
//! on them and prints one JSON document: seconds of each repeat, and what was found.
//!
//! - `experiment.parquet`: a million usagers, arm, contacts, contacts before, one of ten ages, nine habits of two to five values. Read and
//!   analysed as `efficaces experiment analyse` does: the same calls in the same order, the hash of the data and the JSON of the report
//!   included; once with the ages as ten segments, once with ages and habits as ten subgroups.
//! - `offices.parquet`: 100,000 rows in 40 offices, whose usagers resemble each other. Ten thousand wild-bootstrap draws, interval included;
//!   and the same on forty times as many rows.
//! - `rows.parquet`: 40 offices of 25,000 rows. CR2 with Satterthwaite's degrees of freedom.
//! - `channels.json`: 200 segments on 8 channels within limits.

#![expect(clippy::print_stdout, reason = "it prints its times")]

use std::{collections::HashMap, error::Error, fs::File, path::Path, sync::Arc, time::Instant};

use arrow::{
    array::{ArrayRef, Float64Array, StringArray, UInt64Array},
    record_batch::RecordBatch,
};
use evidence::{
    channels::{Channel, Floor, Offer, Segment, assign},
    cluster::ClusterFit,
    linear,
    wild::{Draws, Null, Weights, wild},
};
use exchange::table::{self, Column, Kind, Wanted};
use experiments::{
    Columns, MetricColumns, Plan, Report, UnitColumn, WordColumn,
    analysis::{Context, analyse, check},
    plan::Subgroup,
    testing,
};
use parquet::arrow::ArrowWriter;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use serde_json::{Value, json};

const USAGERS: u64 = 1_000_000;
const AGES: [&str; 10] =
    ["0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90-"];
/// By subgroup beside the ages, how many values it has.
const HABITS: [u64; 9] = [2, 3, 4, 5, 2, 3, 4, 5, 2];
const OFFICES: u64 = 40;
const DRAWS: usize = 10_000;
const SEED: u64 = 20_261_128;

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, rest @ ..] = &given[..] else { return Err("make or run, and a folder".into()) };
    let folder = Path::new(folder);
    match what.as_str() {
        "make" => make(folder),
        "run" => run(folder, rest.first().map_or(Ok(5), |it| it.parse())?),
        _ => Err(format!("make or run, not {what}").into()),
    }
}

struct Chance(ChaCha8Rng);

impl Chance {
    fn share(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }

    fn poisson(&mut self, mean: f64) -> f64 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.share(), 0.0);
        while product > limit {
            product *= self.share();
            count += 1.0;
        }
        count
    }
}

fn make(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(SEED));
    let (mut arm, mut outcome, mut before, mut age) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for unit in 0..USAGERS {
        let is_treated = chance.share() < 0.5;
        let own = -1.5 * chance.share().ln();
        arm.push(if is_treated { "message" } else { "control" });
        before.push(chance.poisson(own));
        outcome.push(chance.poisson(own * if is_treated { 0.97 } else { 1.0 }));
        age.push(AGES[usize::try_from(unit % 10)?]);
    }
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("unit", Arc::new(UInt64Array::from_iter_values(0..USAGERS))),
        ("arm", Arc::new(StringArray::from(arm))),
        ("outcome", Arc::new(Float64Array::from(outcome))),
        ("outcome_before", Arc::new(Float64Array::from(before))),
        ("age", Arc::new(StringArray::from(age))),
    ];
    let names: Vec<String> = (1..=HABITS.len()).map(|it| format!("habit_{it}")).collect();
    for (name, values) in names.iter().zip(HABITS) {
        let habit = (0..USAGERS).map(|_| format!("{name} {}", chance.0.next_u64() % values));
        columns.push((name, Arc::new(StringArray::from_iter_values(habit))));
    }
    write(&folder.join("experiment.parquet"), columns)?;
    offices(&folder.join("offices.parquet"), 2_500, &mut chance)?;
    offices(&folder.join("rows.parquet"), 25_000, &mut chance)?;
    Ok(std::fs::write(folder.join("channels.json"), limits_told().to_string())?)
}

/// Offices of so many rows each; the first half treated, the others not.
fn offices(path: &Path, rows: u64, chance: &mut Chance) -> Result<(), Box<dyn Error>> {
    let (mut office, mut treated, mut outcome) = (Vec::new(), Vec::new(), Vec::new());
    for place in 0..OFFICES {
        let level = 2.0 + 0.3 * chance.normal();
        for _ in 0..rows {
            office.push(place);
            treated.push(f64::from(u8::from(place < OFFICES / 2)));
            outcome.push(level + chance.normal());
        }
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("office", Arc::new(UInt64Array::from(office))),
        ("treated", Arc::new(Float64Array::from(treated))),
        ("outcome", Arc::new(Float64Array::from(outcome))),
    ];
    write(path, columns)
}

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) -> Result<(), Box<dyn Error>> {
    let batch = RecordBatch::try_from_iter(columns)?;
    let mut writer = ArrowWriter::try_new(File::create(path)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

fn run(folder: &Path, repeat: usize) -> Result<(), Box<dyn Error>> {
    let mut found = serde_json::Map::new();
    let path = folder.join("experiment.parquet");
    let names: Vec<String> =
        std::iter::once("age".to_owned()).chain((1..=HABITS.len()).map(|it| format!("habit_{it}"))).collect();
    found.insert("experiment".to_owned(), experiment(&path, &names[..1], repeat)?);
    found.insert("subgroups".to_owned(), experiment(&path, &names, repeat)?);
    let few = Rows::read(&folder.join("offices.parquet"))?;
    found.insert("wild".to_owned(), few.wild(repeat)?);
    found.insert("wild_4m".to_owned(), few.times(40).wild(repeat.min(3))?);
    found.insert("cr2".to_owned(), Rows::read(&folder.join("rows.parquet"))?.cr2(repeat)?);
    found.insert("channels".to_owned(), channels(repeat)?);
    println!("{}", Value::Object(found));
    Ok(())
}

/// Seconds of each repeat, seconds that processors worked for one, and what the last one gave.
fn timed<T>(
    repeat: usize,
    mut make: impl FnMut() -> Result<T, Box<dyn Error>>,
) -> Result<(Value, T), Box<dyn Error>> {
    let mut seconds = Vec::new();
    let worked = worked();
    loop {
        let began = Instant::now();
        let given = make()?;
        seconds.push(began.elapsed().as_secs_f64());
        if seconds.len() >= repeat.max(1) {
            #[expect(clippy::cast_precision_loss, reason = "repeats are few")]
            let each = (self::worked() - worked) / seconds.len() as f64;
            return Ok((json!({ "wall": seconds, "cpu": each }), given));
        }
    }
}

/// Seconds that processors worked for this process, by the kernel's count in hundredths; 0 where it keeps none.
fn worked() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may hold anything, user and system time are the 12th and 13th fields.
    let after = told.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn plan(subgroups: &[String]) -> Plan {
    let subgroup = |by: &String| Subgroup { by: by.clone(), reason: "habits".to_owned() };
    Plan {
        days_before: 56,
        minimum_effect: -0.05,
        subgroups: subgroups.iter().map(subgroup).collect(),
        ..testing::plan()
    }
}

fn experiment(path: &Path, subgroups: &[String], repeat: usize) -> Result<Value, Box<dyn Error>> {
    let plan = plan(subgroups);
    let (seconds, (report, bytes)) = timed(repeat, || {
        let report = report(&plan, &columns(path, subgroups)?)?;
        let bytes = serde_json::to_string(&report)?.len();
        Ok((report, bytes))
    })?;
    let effect = report.effects.first().and_then(|it| it.effect.as_ref()).ok_or("no effect")?;
    let segments: HashMap<&str, Option<f64>> = report
        .subgroups
        .first()
        .iter()
        .flat_map(|it| &it.segments)
        .map(|it| (it.name.as_str(), it.effect.as_ref().map(|it| it.value)))
        .collect();
    Ok(json!({
        "seconds": seconds,
        "value": effect.value,
        "se": effect.se,
        "low": effect.low,
        "high": effect.high,
        "relative": effect.relative,
        "segments": segments,
        "report_bytes": bytes,
        "verdict": report.verdict.code(),
    }))
}

/// The columns of a file, as the program reads them.
fn columns(path: &Path, subgroups: &[String]) -> Result<Columns, Box<dyn Error>> {
    let _titles = table::read(path, &[])?.columns_found;
    let mut wanted = vec![
        Wanted::new("unit", Kind::Units),
        Wanted::new("arm", Kind::Words),
        Wanted::new("outcome", Kind::Numbers),
        Wanted::new("outcome_before", Kind::Numbers),
    ];
    wanted.extend(subgroups.iter().map(|it| Wanted::new(it, Kind::Words)));
    let read = table::read(path, &wanted)?;
    let mut columns = Columns { metrics: vec![MetricColumns::default()], ..Columns::default() };
    for (name, column) in read.table.columns {
        match (name.as_str(), column) {
            ("unit", Column::Integers(units)) => columns.unit = UnitColumn::Numbers(units),
            ("arm", Column::Words { codes, names }) => columns.arm = WordColumn { codes, names },
            ("outcome", Column::Numbers(values)) => columns.metrics[0].numerator = values,
            ("outcome_before", Column::Numbers(values)) => columns.metrics[0].numerator_before = values,
            (_, Column::Words { codes, names }) => columns.segments.push(WordColumn { codes, names }),
            (name, _) => return Err(format!("{name} is of another kind").into()),
        }
    }
    Ok(columns)
}

fn report(plan: &Plan, columns: &Columns) -> Result<Report, Box<dyn Error>> {
    let data_hash = columns.hash();
    let checked = check(plan, columns)?;
    let context = Context {
        registration: None,
        is_final: true,
        earlier: &[],
        cost_per_contact: None,
        data_hash,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
        seed: SEED,
    };
    Ok(analyse(plan, checked, &context))
}

/// Rows in offices.
struct Rows {
    office: Vec<usize>,
    treated: Vec<f64>,
    outcome: Vec<f64>,
}

impl Rows {
    fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let wanted = ["office", "treated", "outcome"].map(|it| Wanted::new(it, Kind::Numbers));
        let mut columns = table::read(path, &wanted)?.table.columns.into_iter().map(|it| it.1);
        let mut next = || match columns.next() {
            Some(Column::Numbers(values)) => Ok(values),
            _ => Err("numbers were wanted"),
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "offices are few")]
        let office = next()?.into_iter().map(|it| it as usize).collect();
        Ok(Self { office, treated: next()?, outcome: next()? })
    }

    fn times(&self, times: usize) -> Self {
        Self {
            office: self.office.repeat(times),
            treated: self.treated.repeat(times),
            outcome: self.outcome.repeat(times),
        }
    }

    fn fit(&self) -> Result<ClusterFit, Box<dyn Error>> {
        let one = vec![1.0; self.outcome.len()];
        Ok(ClusterFit::new(&linear::columns(&[&one, &self.treated]), &self.outcome, &self.office)?)
    }

    /// The fit, ten thousand draws, and the interval that they make.
    fn wild(&self, repeat: usize) -> Result<Value, Box<dyn Error>> {
        let draws = Draws::Seeded { count: DRAWS, seed: SEED, weights: Weights::Rademacher };
        let (seconds, found) =
            timed(repeat, || Ok(wild(&self.fit()?, &[0.0, 1.0], 0.0, Null::Imposed, draws, 0.05)?))?;
        Ok(json!({
            "seconds": seconds,
            "rows": self.outcome.len(),
            "value": found.value,
            "t": found.t,
            "p": found.p_strict,
            "low": found.low,
            "high": found.high,
        }))
    }

    fn cr2(&self, repeat: usize) -> Result<Value, Box<dyn Error>> {
        let (seconds, found) = timed(repeat, || Ok(self.fit()?.coefficient(1, 0.05)?))?;
        Ok(json!({
            "seconds": seconds,
            "rows": self.outcome.len(),
            "value": found.value,
            "se": found.se,
            "df": found.df,
        }))
    }
}

/// 200 segments on 8 channels: capacities, a budget, a floor.
fn limits() -> evidence::channels::Plan {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(SEED));
    let segments: Vec<Segment> = (0..200)
        .map(|place| Segment {
            name: format!("segment {place}"),
            size: 50.0 + (200.0 * chance.share()).round(),
            offers: (0..8)
                .map(|channel| {
                    (channel == 7 || chance.share() < 0.9).then(|| Offer {
                        success: 0.3 + 0.6 * chance.share(),
                        cost: 1.0 + 10.0 * chance.share(),
                        minutes: 15.0 * chance.share(),
                    })
                })
                .collect(),
        })
        .collect();
    evidence::channels::Plan {
        channels: (0..8)
            .map(|place| Channel {
                name: format!("channel {place}"),
                capacity_minutes: (place != 7).then_some(12_000.0),
            })
            .collect(),
        budget: Some(250_000.0),
        value_of_success: 20.0,
        floors: vec![Floor { name: "far".to_owned(), segments: (0..20).collect(), share_min: 0.5 }],
        segments,
    }
}

/// The same problem for a peer.
fn limits_told() -> Value {
    let plan = limits();
    let offer = |it: &Option<Offer>| it.map(|it| [it.success, it.cost, it.minutes]);
    json!({
        "sizes": plan.segments.iter().map(|it| it.size).collect::<Vec<_>>(),
        "offers": plan.segments.iter().map(|it| it.offers.iter().map(offer).collect()).collect::<Vec<Vec<_>>>(),
        "minutes": plan.channels.iter().map(|it| it.capacity_minutes).collect::<Vec<_>>(),
        "budget": plan.budget,
        "value": plan.value_of_success,
        "floors": plan.floors.iter().map(|it| json!([it.segments, it.share_min])).collect::<Vec<_>>(),
    })
}

fn channels(repeat: usize) -> Result<Value, Box<dyn Error>> {
    let plan = limits();
    let (seconds, found) = timed(repeat, || Ok(assign(&plan)?))?;
    Ok(json!({ "seconds": seconds, "objective": found.objective, "dual": found.dual_objective }))
}
