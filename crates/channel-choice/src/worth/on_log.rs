//! What the log itself can tell of advice that nobody got yet.

use evidence::{
    Fault,
    off_policy::{Cell, CellValues, Taken, evaluate_cells},
};
use kernel::Channel;

use crate::Share;

/// What first contacts of a matter by a way became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogWay {
    /// The way.
    pub channel: Channel,
    /// First contacts.
    pub contacts: u64,
    /// Of which settled the matter.
    pub settled: u64,
}

/// First contacts that are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct LogCase {
    /// Partner, reason and site, as they will be shown.
    pub name: String,
    /// By way.
    pub ways: Vec<LogWay>,
    /// The ways that would be advised.
    pub advised: Vec<Share>,
}

/// A way that advice takes and the log does not know.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The name of the case.
    pub name: String,
    /// The way.
    pub channel: Channel,
    /// Share of all contacts that would be sent there.
    pub share: f64,
}

/// What the log says.
#[derive(Debug, Clone, PartialEq)]
pub struct OnLog {
    /// Share settled today and with advice, with their difference, diagnostics and doubts.
    pub values: CellValues,
    /// Where the log has no support, the largest share first: there nothing is claimed.
    pub missing: Vec<Missing>,
}

/// The share settled that the log proves for advice, if within a case nothing else moved both the way and the outcome.
///
/// # Errors
///
/// As [`evaluate_cells`]: [`Fault::TooFew`] without contacts, [`Fault::OutOfRange`] (`pi_e[case]`) for shares that are no law.
pub fn on_log(cases: &[LogCase], alpha: f64) -> Result<OnLog, Fault> {
    let cell = |case: &LogCase| {
        let mut taken = vec![Taken::default(); Channel::ALL.len()];
        for way in &case.ways {
            let it = &mut taken[way.channel.index()];
            it.contacts += way.contacts;
            it.total += number(way.settled.min(way.contacts));
            it.squares = it.total;
        }
        let mut target = vec![0.0; Channel::ALL.len()];
        case.advised.iter().for_each(|it| target[it.channel.index()] += it.share);
        Cell { taken, target }
    };
    let cells: Vec<Cell> = cases.iter().map(cell).collect();
    let values = evaluate_cells(&cells, alpha)?;
    let missing = values.gaps.iter().map(|gap| Missing {
        name: cases[gap.cell].name.clone(),
        channel: Channel::ALL[gap.action],
        share: gap.share,
    });
    Ok(OnLog { missing: missing.collect(), values })
}

#[expect(clippy::cast_precision_loss, reason = "counts of contacts are below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}
