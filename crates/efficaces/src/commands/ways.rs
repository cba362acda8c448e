//! `ways`: what became of first contacts by way, and what is learned from it.

use std::thread::available_parallelism;

use ::guidance::learning::foretold;
use channel_choice::{Basis, Estimate, Model, Prior, Reliability, Situation, model::Band};
use engine::Engine;
use kernel::{Lang, PartnerCode, Scope, WindowError};
use measures::{UnitCosts, WayCell, WayQuestion};
use serde::Serialize;
use serde_json::json;

use crate::{
    args::WaysArgs,
    commands::log::existing,
    failure::Failure,
    print,
    question::instant,
    words::{message, say},
};

const COLUMNS: [&str; 11] =
    ["partner", "reason", "channel", "firsts", "settled", "chance", "low", "high", "cost", "effort", "basis"];

/// A cell of the log with what was learned for it.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    cell: &'a WayCell,
    estimate: Estimate,
}

pub(crate) fn run(args: &WaysArgs, lang: Lang) -> Result<(), Failure> {
    let question = question(args)?;
    let log = existing(&args.log)?;
    let threads = args.threads.or_else(|| available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let engine = Engine::new(log, threads);
    let costs = UnitCosts::default();
    let ways =
        engine.measure_ways(&Scope::Everyone, &question, &costs).map_err(|it| Failure::failed_by(&it))?;
    let prior = Prior::ours().map_err(|it| Failure::failed_by(&it))?;
    if ways.cells.is_empty() {
        return Err(Failure::refused(message("ways-none")));
    }
    if args.reliability {
        let table =
            foretold(&engine, (&question, &ways), &prior, &costs).map_err(|it| Failure::failed_by(&it))?;
        let table = table.ok_or_else(|| Failure::refused(message("ways-none")))?;
        return print_reliability(&table, args, lang);
    }
    let model = Model::fit(&ways, &prior, &[]);
    let lines: Vec<Line<'_>> = ways.cells.iter().filter_map(|it| line(&model, it)).collect();
    if args.json {
        return print::json(&json!({ "window_days": question.window.as_days(), "ways": lines }));
    }
    let rows: Vec<_> = lines.iter().map(|it| row(it, args.csv)).collect();
    print_rows(&COLUMNS, &rows, args.csv, lang)
}

fn question(args: &WaysArgs) -> Result<WayQuestion, Failure> {
    let code = |text: &str| {
        text.parse::<PartnerCode>().map_err(|_| Failure::refused(message("bad-partner").with("value", text)))
    };
    let window = args.window.as_deref().map(str::parse).transpose();
    let window =
        window.map_err(|it: WindowError| Failure::refused(message("bad-window").with("value", it.0)))?;
    let question = WayQuestion {
        partner: args.partner.as_deref().map(code).transpose()?,
        from: args.from.as_deref().map(instant).transpose()?,
        to: args.to.as_deref().map(instant).transpose()?,
        observed_until: args.observed_until.as_deref().map(instant).transpose()?,
        window: window.unwrap_or(WayQuestion::WINDOW),
        is_by_site: false,
    };
    question.check().map_err(|it| Failure::refused_by(&it))?;
    Ok(question)
}

fn line<'a>(model: &Model, cell: &'a WayCell) -> Option<Line<'a>> {
    let situation = Situation::default();
    let estimate = model.estimate(cell.partner.as_str(), &cell.reason, None, &situation, cell.channel)?;
    Some(Line { cell, estimate })
}

/// Numbers in full for programs, rounded for the eye.
fn row(line: &Line<'_>, is_whole: bool) -> Vec<String> {
    let Line { cell, estimate } = line;
    let share = |it: f64| if is_whole { it.to_string() } else { format!("{it:.3}") };
    let figure = |it: f64| if is_whole { it.to_string() } else { format!("{it:.2}") };
    let basis = match estimate.basis {
        Basis::Own => "own",
        Basis::Near => "near",
        Basis::Everywhere => "everywhere",
    };
    vec![
        cell.partner.to_string(),
        cell.reason.clone(),
        cell.channel.to_string(),
        cell.firsts.to_string(),
        cell.settled.to_string(),
        share(estimate.settled),
        share(estimate.settled_low),
        share(estimate.settled_high),
        figure(estimate.cost),
        figure(estimate.effort_min),
        basis.to_owned(),
    ]
}

fn print_reliability(table: &Reliability, args: &WaysArgs, lang: Lang) -> Result<(), Failure> {
    if args.json {
        return print::json(table);
    }
    let share = |it: f64| if args.csv { it.to_string() } else { format!("{it:.3}") };
    let row = |it: &Band| vec![it.contacts.to_string(), share(it.estimated), share(it.observed)];
    let rows: Vec<_> = table.bands.iter().map(row).collect();
    print_rows(&["contacts", "estimated", "observed"], &rows, args.csv, lang)
}

/// Rows under a header: the words of a person in a table, those of files in CSV.
fn print_rows(names: &[&str], rows: &[Vec<String>], is_csv: bool, lang: Lang) -> Result<(), Failure> {
    if is_csv {
        return print::csv_of(names, rows);
    }
    let header: Vec<String> = names.iter().map(|it| say(lang, &format!("ways-{it}"), &[])).collect();
    print::columns_of(&header, rows)
}
