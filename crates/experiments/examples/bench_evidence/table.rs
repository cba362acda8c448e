//! The tables, in Markdown.

use super::{
    few_offices::{SIZE, Setting},
    pooled::Cell,
    tally::{Row, Share},
};

fn met(missed: &[&'static str]) -> String {
    if missed.is_empty() { "met".to_owned() } else { format!("**missed**: {}", missed.join(", ")) }
}

/// Bars by design, then what other methods found on the same runs, then the verdicts.
pub(crate) fn designs(rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    println!("### Designs, from the log to the verdict\n");
    println!(
        "| design | effect put in | bias (of it) | coverage with effect | without | announced without effect | power | promised | bars |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for row in rows {
        let said = row.said();
        let promised = row.promised.map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"));
        println!(
            "| {} | {:+.1} % | {:+.4} ± {:.4} ({:+.1} %) | {} | {} | {} | {} | {promised} | {} |",
            row.design,
            100.0 * row.effect,
            said.bias,
            said.bias_error,
            100.0 * said.bias / said.truth,
            said.coverage.told(),
            said.coverage_none.told(),
            said.announced.told(),
            said.power.told(),
            met(&said.missed),
        );
    }
    println!("\n| design | what else would have announced, without effect, on the same runs |");
    println!("| --- | --- |");
    for row in rows.iter().filter(|it| !it.others().is_empty()) {
        let others: Vec<String> =
            row.others().iter().map(|(name, share)| format!("{name} {}", share.told())).collect();
        println!("| {} | {} |", row.design, others.join("; "));
    }
    println!("\n| design | verdicts without effect | verdicts with it |");
    println!("| --- | --- | --- |");
    for row in rows {
        println!("| {} | {} | {} |", row.design, Row::verdicts(&row.none), Row::verdicts(&row.some));
    }
    println!();
}

/// Whether a share lies between two bars, but for chance of the simulation.
fn within(share: Share, low: f64, high: f64) -> bool {
    share.value + 2.0 * share.error >= low && share.value - 2.0 * share.error <= high
}

pub(crate) fn few_offices(rows: &[(&'static Setting, [Share; 5])]) {
    println!("### Few offices: how often a 5 % test finds what is not there\n");
    println!(
        "| offices | sizes (cv) | ICC | usagers counted | CR1, t(G − 1) | CR2, Satterthwaite | wild bootstrap | Welch on offices | bar 0.035 to 0.070 |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (setting, found) in rows {
        let names = ["CR2", "wild bootstrap", "Welch on offices"];
        let held = names.into_iter().zip(&found[2..]);
        let missed: Vec<&'static str> =
            held.filter(|it| !within(*it.1, SIZE.0, SIZE.1)).map(|it| it.0).collect();
        let told: Vec<String> = found.iter().map(|it| it.told()).collect();
        println!(
            "| {} | {} | {} | {} | {} |",
            setting.offices,
            setting.cv,
            setting.icc,
            told.join(" | "),
            met(&missed)
        );
    }
    println!();
}

pub(crate) fn looks(planned: &[(&'static str, usize, Share)], (sequence, plain): (Share, Share)) {
    println!("### Looking while it runs: the error of all looks together, where nothing happens\n");
    println!("| looks | announced | bar | |");
    println!("| --- | --- | --- | --- |");
    for (name, looks, share) in planned {
        let missed: &[&str] = if within(*share, 0.045, 0.055) { &[] } else { &["size"] };
        println!("| {looks} planned, {name} | {} | 0.050 ± 0.005 | {} |", share.told(), met(missed));
    }
    let missed: &[&str] = if within(sequence, 0.0, 0.05) { &[] } else { &["size"] };
    println!(
        "| 100, from 200 to 20 000 units an arm, confidence sequence | {} | at most 0.05 | {} |",
        sequence.told(),
        met(missed)
    );
    println!("| the same runs, a plain test at each look | {} | none: it fails | |\n", plain.told());
}

pub(crate) fn pooled(cells: &[Cell]) {
    println!("### Pooled effects: coverage of \"95 %\"\n");
    println!(
        "| experiments | τ | Hartung and Knapp (bar 0.93) | Wald | next place, ours (bar 0.90 from 6 on) | next place, usual | |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for cell in cells {
        let mut missed = Vec::new();
        if !within(cell.knapp, 0.93, 1.0) {
            missed.push("pooled");
        }
        if cell.studies >= 6 && !within(cell.ours, 0.9, 1.0) {
            missed.push("next place");
        }
        println!(
            "| {} | {} | {} | {} | {} | {} | {} |",
            cell.studies,
            cell.tau,
            cell.knapp.told(),
            cell.wald.told(),
            cell.ours.told(),
            cell.usual.told(),
            met(&missed)
        );
    }
    println!();
}

pub(crate) fn policies(rows: &[(&'static str, Share, Share)]) {
    println!("### The value of another rule of channel choice: coverage of 95 %\n");
    println!("| what is wrong | doubly robust (bar 0.93) | inverse probabilities alone | |");
    println!("| --- | --- | --- | --- |");
    for (name, robust, alone) in rows {
        let missed: &[&str] = if within(*robust, 0.93, 1.0) { &[] } else { &["coverage"] };
        println!("| {name} | {} | {} | {} |", robust.told(), alone.told(), met(missed));
    }
    println!();
}
