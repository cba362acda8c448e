//! Effects as a document and as a table, for programs.

use jiff::Timestamp;
use kernel::formula::harmless;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ArmFigures, Effect, Effects, Interval, Messages};

/// A figure with its interval at 95 %, which holds however often one looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct IntervalBody {
    /// Lower end.
    pub low: f64,
    /// The figure.
    pub value: f64,
    /// Upper end.
    pub high: f64,
}

/// What one arm did within ten working days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ArmBody {
    /// Turns whose time is over.
    pub turns: u64,
    /// Whose these are.
    pub persons: u64,
    /// Inbound contacts.
    pub contacts: u64,
    /// The same per 100 turns.
    pub contacts_per_100_turns: Option<f64>,
    /// Euro that these contacts cost.
    pub cost: f64,
}

/// The effect of one version.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EffectBody {
    /// The rule.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// The practice of the collection that the rule puts to use.
    pub practice: Option<String>,
    /// The version of the rule.
    pub version: i64,
    /// The template of its first message, where the row is about one.
    pub template: Option<String>,
    /// The version of the template.
    pub template_version: Option<i64>,
    /// `avoids`, `provokes`, `not-proved`, `too-few`, `nobody-held`, `nobody-told`, `nothing-yet`.
    pub verdict: &'static str,
    /// The people kept apart by lot.
    pub held: ArmBody,
    /// The others, whatever was sent to them.
    pub told: ArmBody,
    /// Turns of both whose time is not over.
    pub watched_turns: u64,
    /// Messages handed to a carrier, of the turns whose time is over.
    pub sent: u64,
    /// Of which arrived.
    pub delivered: u64,
    /// That failed.
    pub failed: u64,
    /// Euro that they cost.
    pub messages_cost: f64,
    /// Contacts avoided per 100 messages; negative: provoked.
    pub avoided_per_100_messages: Option<IntervalBody>,
    /// Contacts avoided per 100 turns.
    pub avoided_per_100_turns: Option<IntervalBody>,
    /// Contacts avoided in all.
    pub avoided: Option<IntervalBody>,
    /// Euro of contacts avoided.
    pub saving: Option<IntervalBody>,
    /// The same less what the messages cost.
    pub net: Option<IntervalBody>,
    /// Always-valid p-value of "no effect".
    pub p: Option<f64>,
    /// Until when contacts are known.
    pub observed_until: Option<String>,
}

impl From<Interval> for IntervalBody {
    fn from(it: Interval) -> Self {
        Self { low: it.low, value: it.mid, high: it.high }
    }
}

impl From<ArmFigures> for ArmBody {
    fn from(it: ArmFigures) -> Self {
        Self {
            turns: it.turns,
            persons: it.persons,
            contacts: it.contacts,
            contacts_per_100_turns: it.per_100(),
            cost: it.cost.as_f64(),
        }
    }
}

/// The rule that effects are of, as its rows name it.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Its id.
    pub rule: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The practice that it puts to use.
    pub practice: Option<&'a str>,
}

/// One row a version of the rule, then one a version of its first template.
pub fn bodies(Named { rule, name, practice }: Named<'_>, effects: &Effects) -> Vec<EffectBody> {
    let until = effects.observed_until_us.and_then(|it| Timestamp::from_microsecond(it).ok());
    let body = |version: i64, template: Option<super::TemplateVersion>, it: &Effect| {
        let Messages { sent, delivered, failed, cost } = it.messages;
        EffectBody {
            rule: rule.to_owned(),
            name: name.to_owned(),
            practice: practice.map(str::to_owned),
            version,
            template: template.map(|it| it.0.to_string()),
            template_version: template.map(|it| it.1),
            verdict: it.verdict.code(),
            held: it.held.into(),
            told: it.told.into(),
            watched_turns: it.watched_turns,
            sent,
            delivered,
            failed,
            messages_cost: cost.as_f64(),
            avoided_per_100_messages: it.avoided_per_100_messages.map(Into::into),
            avoided_per_100_turns: it.avoided_per_100_turns.map(Into::into),
            avoided: it.avoided.map(Into::into),
            saving: it.saving.map(Into::into),
            net: it.net.map(Into::into),
            p: it.p,
            observed_until: until.map(|it| it.to_string()),
        }
    };
    let versions = effects.versions.iter().map(|(version, it)| body(*version, None, it));
    let templates = effects.templates.iter().filter(|it| it.1.is_some());
    versions.chain(templates.map(|(version, template, it)| body(*version, *template, it))).collect()
}

/// The columns of [`csv`].
const COLUMNS: [&str; 39] = [
    "rule",
    "name",
    "practice",
    "version",
    "template",
    "template_version",
    "verdict",
    "held_turns",
    "held_persons",
    "held_contacts",
    "held_contacts_per_100_turns",
    "held_contacts_cost",
    "told_turns",
    "told_persons",
    "told_contacts",
    "told_contacts_per_100_turns",
    "told_contacts_cost",
    "watched_turns",
    "sent",
    "delivered",
    "failed",
    "messages_cost",
    "avoided_per_100_messages",
    "avoided_per_100_messages_low",
    "avoided_per_100_messages_high",
    "avoided_per_100_turns",
    "avoided_per_100_turns_low",
    "avoided_per_100_turns_high",
    "avoided",
    "avoided_low",
    "avoided_high",
    "saving",
    "saving_low",
    "saving_high",
    "net",
    "net_low",
    "net_high",
    "p",
    "observed_until",
];

/// The same as a table: points in numbers, an empty cell where nothing can be said.
pub fn csv(rows: &[EffectBody]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory fails for no reason that a table could have.
    let _ = writer.write_record(COLUMNS);
    for row in rows {
        let _ = writer.write_record(cells(row));
    }
    writer.into_inner().ok().and_then(|it| String::from_utf8(it).ok()).unwrap_or_default()
}

fn cells(row: &EffectBody) -> Vec<String> {
    let number = |it: Option<f64>| it.map_or_else(String::new, |it| it.to_string());
    let ends = |it: Option<IntervalBody>| [it.map(|it| it.value), it.map(|it| it.low), it.map(|it| it.high)];
    let mut cells = vec![
        row.rule.clone(),
        harmless(&row.name).into_owned(),
        row.practice.clone().unwrap_or_default(),
        row.version.to_string(),
        row.template.clone().unwrap_or_default(),
        row.template_version.map_or_else(String::new, |it| it.to_string()),
        row.verdict.to_owned(),
    ];
    for arm in [&row.held, &row.told] {
        cells.extend([arm.turns, arm.persons, arm.contacts].map(|it| it.to_string()));
        cells.push(number(arm.contacts_per_100_turns));
        cells.push(arm.cost.to_string());
    }
    cells.extend([row.watched_turns, row.sent, row.delivered, row.failed].map(|it| it.to_string()));
    cells.push(row.messages_cost.to_string());
    let turns = row.avoided_per_100_turns;
    for figure in [row.avoided_per_100_messages, turns, row.avoided, row.saving, row.net] {
        cells.extend(ends(figure).map(number));
    }
    cells.push(number(row.p));
    cells.push(row.observed_until.clone().unwrap_or_default());
    cells
}
