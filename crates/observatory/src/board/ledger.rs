//! The ledger of causes: how many contacts each cause made, those estimated where nobody qualified them, and their cost.
//!
//! **Invariant:** the estimated contacts of all avoidable causes together are measure 7's `estimated`: the same groups
//! (reason, channel), the same fallbacks.

use std::collections::BTreeMap;

use kernel::{Cause, Direction};
use measures::{Dimension, Figures, Measure, Question};

use super::Look;
use crate::desk::Answers;

/// All causes of what a view keeps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// Contacts begun by usagers.
    pub inbound: u64,
    /// Those with a cause.
    pub qualified: u64,
    /// Those whose cause could not even be estimated.
    pub not_estimated: u64,
    /// One a cause: avoidable ones first, the costliest first.
    pub rows: Vec<Row>,
}

/// One cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its code.
    pub code: String,
    /// Contacts qualified with it.
    pub qualified: u64,
    /// Of all qualified contacts.
    pub share: f64,
    /// Contacts that it made, those nobody qualified included.
    pub estimated: f64,
    /// What they cost; `None` where a channel's cost is unknown.
    pub cost: Option<f64>,
}

impl Ledger {
    /// The avoidable causes, the costliest first.
    pub fn avoidable(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|it| Cause::is_avoidable(&it.code))
    }

    /// The causes of useful contacts.
    pub fn useful(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|it| !Cause::is_avoidable(&it.code))
    }

    /// Avoidable contacts, estimated; `None` if nothing is qualified.
    pub fn avoidable_contacts(&self) -> Option<f64> {
        (self.qualified > 0).then(|| self.avoidable().map(|it| it.estimated).sum())
    }

    /// Their cost; `None` if nothing is qualified.
    pub fn avoidable_cost(&self) -> Option<f64> {
        (self.qualified > 0).then(|| self.avoidable().filter_map(|it| it.cost).sum())
    }

    /// Qualified ÷ inbound.
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    pub fn coverage(&self) -> Option<f64> {
        (self.inbound > 0).then(|| self.qualified as f64 / self.inbound as f64)
    }
}

/// What to ask for the ledger.
pub fn questions(look: &Look) -> [Question; 2] {
    let inbound = |question: Question| {
        let mut question = question;
        question.selection.wanted.push((Dimension::Direction, Some(Direction::Inbound.code().to_owned())));
        look.view.ask(question)
    };
    [
        inbound(Question::of(Measure::Volume).by(&[Dimension::Reason, Dimension::Channel, Dimension::Cause])),
        inbound(Question::of(Measure::Cost).by(&[Dimension::Channel])),
    ]
}

#[derive(Default)]
struct Group<'a> {
    inbound: u64,
    by_cause: BTreeMap<&'a str, u64>,
}

impl<'a> Group<'a> {
    fn add(&mut self, cause: Option<&'a str>, contacts: u64) {
        self.inbound += contacts;
        if let Some(cause) = cause {
            *self.by_cause.entry(cause).or_default() += contacts;
        }
    }

    fn qualified(&self) -> u64 {
        self.by_cause.values().sum()
    }
}

/// The ledger of a view, from the answers to [`questions`].
#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
pub fn ledger(look: &Look, answers: &Answers) -> Ledger {
    let [volume, cost] = questions(look);
    let mut groups: BTreeMap<(&str, &str), Group<'_>> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    let mut whole = Group::default();
    for cell in answers.cells(&volume) {
        let ([reason, channel, cause], Figures::Volume(figures)) = (cell.values.as_slice(), &cell.figures)
        else {
            continue;
        };
        let (reason, channel) = (reason.as_deref().unwrap_or(""), channel.as_deref().unwrap_or(""));
        groups.entry((reason, channel)).or_default().add(cause.as_deref(), figures.inbound);
        reasons.entry(reason).or_default().add(cause.as_deref(), figures.inbound);
        whole.add(cause.as_deref(), figures.inbound);
    }
    let unit_costs: BTreeMap<&str, f64> = answers
        .cells(&cost)
        .iter()
        .filter_map(|cell| match &cell.figures {
            Figures::Cost(it) => Some((cell.values.first()?.as_deref()?, it.cost_per_contact?)),
            _ => None,
        })
        .collect();
    let mut found: BTreeMap<&str, (f64, Option<f64>)> = BTreeMap::new();
    let mut not_estimated = 0;
    for ((reason, channel), group) in &groups {
        let known = [Some(group), reasons.get(reason), Some(&whole)];
        let Some(known) = known.into_iter().flatten().find(|it| it.qualified() > 0) else {
            not_estimated += group.inbound;
            continue;
        };
        for (cause, contacts) in &known.by_cause {
            let estimated = group.inbound as f64 * *contacts as f64 / known.qualified() as f64;
            let (sum, cost) = found.entry(cause).or_insert((0.0, Some(0.0)));
            *sum += estimated;
            *cost = cost.zip(unit_costs.get(channel)).map(|(cost, unit)| cost + estimated * unit);
        }
    }
    let qualified = whole.qualified();
    let row = |(code, (estimated, cost)): (&str, (f64, Option<f64>))| {
        let own = whole.by_cause.get(code).copied().unwrap_or(0);
        Row { code: code.to_owned(), qualified: own, share: own as f64 / qualified as f64, estimated, cost }
    };
    let mut rows: Vec<Row> = found.into_iter().map(row).collect();
    let weight = |it: &Row| it.cost.unwrap_or(0.0);
    rows.sort_by(|a, b| {
        let avoidable = |it: &Row| Cause::is_avoidable(&it.code);
        avoidable(b)
            .cmp(&avoidable(a))
            .then_with(|| weight(b).total_cmp(&weight(a)))
            .then_with(|| b.estimated.total_cmp(&a.estimated))
            .then_with(|| a.code.cmp(&b.code))
    });
    Ledger { inbound: whole.inbound, qualified, not_estimated, rows }
}

#[cfg(test)]
mod tests {
    use measures::{
        Answer, Cell,
        answer::{Cost, Volume},
    };

    use super::*;
    use crate::board::tests::a_look;

    fn answers(look: &Look, cells: &[(&str, &str, Option<&str>, u64)]) -> Answers {
        let [volume, cost] = questions(look);
        let cell = |(reason, channel, cause, inbound): &(&str, &str, Option<&str>, u64)| Cell {
            values: vec![Some((*reason).to_owned()), Some((*channel).to_owned()), cause.map(str::to_owned)],
            figures: Figures::Volume(Volume { contacts: *inbound, inbound: *inbound, ..Volume::default() }),
        };
        let unit = |channel: &str, cost: f64| Cell {
            values: vec![Some(channel.to_owned())],
            figures: Figures::Cost(Cost { cost_per_contact: Some(cost), ..Cost::default() }),
        };
        let volume =
            Answer { question: volume, observed_until: None, cells: cells.iter().map(cell).collect() };
        let cost = Answer {
            question: cost,
            observed_until: None,
            cells: vec![unit("phone", 6.0), unit("email", 7.0)],
        };
        [volume, cost].into_iter().collect()
    }

    #[test]
    fn contacts_that_nobody_qualified_are_shared_out_as_measure_7_does() {
        let look = a_look();
        let ledger = ledger(
            &look,
            &answers(
                &look,
                &[
                    ("APL", "phone", Some("A1"), 3),
                    ("APL", "phone", Some("V1"), 1),
                    ("APL", "phone", None, 4),
                    // No cause here: the reason's share (3 of 4) is taken.
                    ("APL", "email", None, 8),
                    // Neither here nor for the reason: the partner's share.
                    ("RSA", "email", None, 4),
                ],
            ),
        );
        assert_eq!((ledger.inbound, ledger.qualified, ledger.not_estimated), (20, 4, 0));
        assert_eq!(ledger.rows[0].code, "A1");
        assert!((ledger.avoidable_contacts().unwrap() - (6.0 + 6.0 + 3.0)).abs() < 1e-9);
        assert!((ledger.avoidable_cost().unwrap() - (6.0 * 6.0 + 9.0 * 7.0)).abs() < 1e-9);
        assert_eq!(ledger.coverage(), Some(0.2));
    }

    #[test]
    fn nothing_is_estimated_from_nothing() {
        let look = a_look();
        let ledger = ledger(&look, &answers(&look, &[("APL", "phone", None, 4)]));
        assert_eq!((ledger.not_estimated, ledger.avoidable_contacts()), (4, None));
    }
}
