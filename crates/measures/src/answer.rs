//! What is answered: cells with their figures, in the shape that the command and the API print.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::question::{Dimension, Question};

/// The answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// The latest end of observation among the partners read (µs UTC); `None` if the log is empty.
    pub observed_until: Option<i64>,
    /// One a cell, sorted by dimension values (a missing value first), then by what the figures are keyed by.
    pub cells: Vec<Cell>,
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The values, in the order of [`Question::by`]; `None` = the contacts carry none.
    pub values: Vec<Option<String>>,
    /// The figures.
    pub figures: Figures,
}

/// The figures of one cell. Shares are between 0 and 1; what is undefined is `None`, never 0.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Figures {
    /// Measure 1.
    Volume(Volume),
    /// Measure 2.
    Requests(Requests),
    /// Measure 3.
    Needs(Needs),
    /// Measure 4.
    Recontact(Recontact),
    /// Measure 5.
    Fcr(Fcr),
    /// Measure 6.
    Escape(Escape),
    /// Measure 7.
    Avoidable(Avoidable),
    /// Measure 8.
    Cost(Cost),
    /// Measure 9.
    Phone(Phone),
    /// Measure 10.
    Satisfaction(Satisfaction),
    /// Measure 11.
    Journeys(Journeys),
    /// Measure 12.
    Provoked(Provoked),
}

impl Figures {
    /// What tells the rows of one cell apart: the two channels of measure 6, the status of measure 12.
    fn key(&self) -> (&str, &str) {
        match self {
            Self::Escape(it) => (it.from, it.to),
            Self::Provoked(it) => (&it.status, ""),
            _ => ("", ""),
        }
    }
}

/// Puts cells in the order of an answer: by values, a missing one first, then by what their figures are keyed by;
/// texts by their bytes.
pub fn sort_cells(cells: &mut [Cell]) {
    cells
        .sort_by(|left, right| (&left.values, left.figures.key()).cmp(&(&right.values, right.figures.key())));
}

/// Measure 1: counts of contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Volume {
    /// All directions.
    pub contacts: u64,
    /// Begun by the usager.
    pub inbound: u64,
    /// Answers and call-backs.
    pub outbound: u64,
    /// Before being asked.
    pub proactive: u64,
}

/// Measure 2: contacts per request.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Requests {
    /// Inbound contacts that carry a request.
    pub contacts: u64,
    /// Distinct (partner, request) among them.
    pub requests: u64,
    /// The first divided by the second.
    pub contacts_per_request: Option<f64>,
    /// Requests by their number of contacts.
    pub distribution: Distribution,
    /// Requests closed (a `closed` event); with request events and only by partner and life event, as the two below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<u64>,
    /// Of these, with no inbound contact in the whole log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_free: Option<u64>,
    /// The second divided by the first; `Some(None)` if nothing was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_free_share: Option<Option<f64>>,
}

/// How many requests have 1, 2, …, 9, 10 and more inbound contacts, and 0 where events tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Distribution {
    /// Known by their events only; `None` without request events.
    pub none: Option<u64>,
    /// `exactly[0]` = 1 contact … `exactly[8]` = 9 contacts.
    pub exactly: [u64; 9],
    /// 10 and more.
    pub ten_and_more: u64,
}

impl Distribution {
    /// Counts one request with `contacts` inbound contacts (at least 1).
    pub fn count(&mut self, contacts: u64) {
        match usize::try_from(contacts).unwrap_or(usize::MAX) {
            0 => {}
            few @ 1..=9 => self.exactly[few - 1] += 1,
            _ => self.ten_and_more += 1,
        }
    }
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(none) = self.none {
            map.serialize_entry("0", &none)?;
        }
        for (place, count) in self.exactly.iter().enumerate() {
            map.serialize_entry(&(place + 1).to_string(), count)?;
        }
        map.serialize_entry("10+", &self.ten_and_more)?;
        map.end()
    }
}

/// Measure 3: contacts per need.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Needs {
    /// Inbound contacts of the episodes counted.
    pub inbound: u64,
    /// Episodes.
    pub needs: u64,
    /// The first divided by the second.
    pub contacts_per_need: Option<f64>,
    /// The longest gap inside an episode.
    pub window_days: f64,
}

/// Measure 4: recontact.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Recontact {
    /// Inbound contacts whose whole window was observed.
    pub eligible: u64,
    /// Those followed within the window.
    pub recontacted: u64,
    /// Share.
    pub rate: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The window.
    pub window_days: f64,
}

/// Measure 5: first-contact resolution.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Fcr {
    /// First contacts whose whole window was observed.
    pub eligible: u64,
    /// Those not followed within the window.
    pub resolved: u64,
    /// Share.
    pub rate: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Among the same, those declared resolved ÷ those with an outcome.
    pub declared_share: Option<f64>,
    /// The window.
    pub window_days: f64,
}

/// Measure 6: one cell of the matrix; cells with no contact are left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Escape {
    /// Channel of the first contact.
    pub from: &'static str,
    /// Channel of the next within the window.
    pub to: &'static str,
    /// How many.
    pub contacts: u64,
    /// All eligible contacts of the first channel.
    pub eligible_from: u64,
    /// The first divided by the second.
    pub rate: Option<f64>,
}

/// Measure 7: avoidable share.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Avoidable {
    /// Inbound contacts.
    pub inbound: u64,
    /// Of these, with a cause.
    pub qualified: u64,
    /// Of these, with an avoidable cause.
    pub avoidable: u64,
    /// Avoidable ÷ qualified.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Qualified ÷ inbound.
    pub coverage: Option<f64>,
    /// Estimated avoidable contacts among all inbound.
    pub estimated: f64,
    /// Inbound contacts for which no share was known.
    pub not_estimated: u64,
}

/// Measure 8: cost, in euros.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Cost {
    /// Inbound and outbound contacts.
    pub contacts: u64,
    /// Their cost.
    pub cost: f64,
    /// The second divided by the first.
    pub cost_per_contact: Option<f64>,
    /// Distinct (partner, request) among them.
    pub requests: u64,
    /// Cost of the contacts that carry a request ÷ requests.
    pub cost_per_request: Option<f64>,
}

/// Measure 9: phone service, over inbound calls.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Phone {
    /// Calls.
    pub offered: u64,
    /// Not abandoned.
    pub answered: u64,
    /// The second divided by the first.
    pub answer_rate: Option<f64>,
    /// Median waiting of the calls whose waiting is known.
    pub wait_p50_s: Option<f64>,
    /// Ninth decile of the same.
    pub wait_p90_s: Option<f64>,
    /// Answered after at most 20 s ÷ offered.
    pub within_20s: Option<f64>,
    /// Answered after at most 60 s ÷ offered.
    pub within_60s: Option<f64>,
    /// Mean duration of the answered calls whose duration is known.
    pub handling_mean_s: Option<f64>,
}

/// Measure 10: satisfaction, over all contacts that carry it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Satisfaction {
    /// Answers.
    pub n: u64,
    /// Mean of 1 to 5.
    pub mean: Option<f64>,
    /// Share of 4 and 5.
    pub share_4_5: Option<f64>,
}

/// Measure 11: journeys of requests.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Journeys {
    /// Requests.
    pub requests: u64,
    /// What directly follows what, sorted by (from, to).
    pub edges: Vec<Edge>,
    /// First steps, sorted by step.
    pub starts: Vec<StepCount>,
    /// Last steps, sorted by step.
    pub ends: Vec<StepCount>,
    /// Whole sequences, the most frequent first, ties in the order of their text (steps joined by `,`).
    pub variants: Vec<Variant>,
}

/// A directly-follows edge.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    /// This step …
    pub from: String,
    /// … then that one.
    pub to: String,
    /// How often.
    pub count: u64,
    /// Mean time between, seconds.
    pub gap_mean_s: f64,
    /// Median.
    pub gap_p50_s: f64,
    /// Ninth decile.
    pub gap_p90_s: f64,
}

/// How many journeys begin or end with a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepCount {
    /// The step.
    pub step: String,
    /// How many.
    pub count: u64,
}

/// A whole sequence of steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// In order.
    pub steps: Vec<String>,
    /// How many requests.
    pub count: u64,
    /// Of all requests of the cell.
    pub share: f64,
}

/// Measure 12: what a change of status provokes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provoked {
    /// The status.
    pub status: String,
    /// Changes to it whose 14 days were observed.
    pub changes: u64,
    /// Inbound contacts in the 14 days after them.
    pub contacts: u64,
    /// Contacts for 100 changes.
    pub per_100: Option<f64>,
    /// Contacts of each day after the change ÷ changes: element `d` holds `d` ≤ elapsed days < `d` + 1, the last the
    /// very end of the 14th day.
    pub by_day: [f64; 15],
    /// The same requests' inbound contacts a day, over the days from their first step to the end of observation.
    pub base_per_day: Option<f64>,
}

struct CellWith<'a> {
    by: &'a [Dimension],
    cell: &'a Cell,
}

impl Serialize for CellWith<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            #[serde(flatten)]
            values: Values<'a>,
            #[serde(flatten)]
            figures: &'a Figures,
        }
        let values = Values { by: self.by, cell: self.cell };
        Row { values, figures: &self.cell.figures }.serialize(serializer)
    }
}

struct Values<'a> {
    by: &'a [Dimension],
    cell: &'a Cell,
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (dimension, value) in self.by.iter().zip(&self.cell.values) {
            map.serialize_entry(dimension.name(), value)?;
        }
        map.end()
    }
}

impl Answer {
    /// Whether some cell may have more values than quantiles are exact for ([`evidence::EXACT_MAX`]): there they
    /// are off by at most 1 %.
    pub fn has_sketched_quantiles(&self) -> bool {
        let many = |values: u64| values > evidence::EXACT_MAX as u64;
        self.cells.iter().any(|cell| match &cell.figures {
            Figures::Phone(it) => many(it.offered),
            Figures::Journeys(it) => it.edges.iter().any(|it| many(it.count)),
            _ => false,
        })
    }
}

impl Serialize for Answer {
    /// `{"measure","observed_until","filters":{…},"rows":[…]}`, as the command and the API print it; and `"quantiles"` where
    /// some are not exact.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let question = &self.question;
        let instant = |us: i64| jiff::Timestamp::from_microsecond(us).ok().map(|it| it.to_string());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("measure", question.measure.name())?;
        map.serialize_entry("observed_until", &self.observed_until.and_then(instant))?;
        map.serialize_entry("by", &question.by.iter().map(|it| it.name()).collect::<Vec<_>>())?;
        let mut filters = serde_json::Map::new();
        for (name, bound) in [("from", question.selection.from), ("to", question.selection.to)] {
            if let Some(us) = bound {
                filters.insert(name.to_owned(), instant(us).into());
            }
        }
        for (dimension, value) in &question.selection.wanted {
            let values = filters.entry(dimension.name()).or_insert_with(|| serde_json::json!([]));
            if let Some(values) = values.as_array_mut() {
                values.push(value.clone().into());
            }
        }
        map.serialize_entry("filters", &filters)?;
        map.serialize_entry("window", &question.window().to_string())?;
        if self.has_sketched_quantiles() {
            map.serialize_entry("quantiles", "within 1 % where a cell has more than 1000000 values")?;
        }
        let rows: Vec<CellWith<'_>> =
            self.cells.iter().map(|cell| CellWith { by: &question.by, cell }).collect();
        map.serialize_entry("rows", &rows)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Measure;

    #[test]
    fn quantiles_that_are_not_exact_are_said() {
        let asked = |offered| Answer {
            question: Question::of(Measure::Phone),
            observed_until: None,
            cells: vec![Cell {
                values: vec![],
                figures: Figures::Phone(Phone { offered, ..Phone::default() }),
            }],
        };
        assert!(serde_json::to_value(asked(1_000_000)).unwrap().get("quantiles").is_none());
        assert!(
            serde_json::to_value(asked(1_000_001)).unwrap()["quantiles"].as_str().unwrap().contains("1 %")
        );
    }

    #[test]
    fn an_answer_prints_its_dimensions_then_its_figures() {
        let answer = Answer {
            question: Question::of(Measure::Volume).by(&[Dimension::Channel]),
            observed_until: Some(0),
            cells: vec![Cell {
                values: vec![Some("phone".into())],
                figures: Figures::Volume(Volume { contacts: 2, inbound: 1, outbound: 1, proactive: 0 }),
            }],
        };
        assert_eq!(
            serde_json::to_string(&answer).unwrap(),
            r#"{"measure":"volume","observed_until":"1970-01-01T00:00:00Z","by":["channel"],"filters":{},"window":"30d","rows":[{"channel":"phone","contacts":2,"inbound":1,"outbound":1,"proactive":0}]}"#
        );
    }
}
