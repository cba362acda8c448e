//! What messages changed: for a partner's people, rule by rule; for the programme, partner by partner.
//!
//! **Invariant:** the programme sees only what [`MessageEffects`] gives to everybody: effects whose groups have each as many people as the
//! disclosure rule wants, without the names of rules, and no totals beside them.

use std::{future::Future, pin::Pin, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use kernel::{Euro, Lang, PartnerCode, Scope};
use measures::disclosure::USAGERS_MIN;
use register::{StoreError, Tx};
use serde::Serialize;
use site::{Failure, Figures, Markup, Shell};

use crate::{
    Observatory,
    board::{Entry, Link, Look, Table, entry, entry_to},
    csv_text, number,
    pages::{csv_file, tabs},
    style,
    words::{say, word},
};

/// The page.
pub const PATH: &str = "/observatoire/messages";
/// The same as a table.
pub const CSV_PATH: &str = "/observatoire/messages.csv";
/// The same for programs.
pub const JSON_PATH: &str = "/observatoire/messages.json";

/// A figure with its interval at 95 %, which holds however often one looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Span {
    /// Lower end.
    pub low: f64,
    /// The figure.
    pub value: f64,
    /// Upper end.
    pub high: f64,
}

/// What the messages of one rule changed.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageEffect {
    /// Whose.
    pub partner: PartnerCode,
    /// What they are called.
    pub partner_name: String,
    /// The rule's name and its page; `None` beyond its partner.
    pub rule: Option<(String, String)>,
    /// The practice that it puts to use.
    pub practice: Option<String>,
    /// Its version.
    pub version: i64,
    /// People kept apart.
    pub held_persons: u64,
    /// People who were to be told.
    pub told_persons: u64,
    /// Messages that were handed over.
    pub messages: u64,
    /// What they cost.
    pub cost: Euro,
    /// Contacts avoided per 100 messages; negative: provoked. `None`: it cannot be said.
    pub avoided_per_100_messages: Option<Span>,
    /// Contacts avoided in all.
    pub avoided: Option<Span>,
    /// Euro of contacts avoided.
    pub saving: Option<Span>,
    /// The same less what the messages cost.
    pub net: Option<Span>,
    /// The verdict's word of files.
    pub verdict: &'static str,
    /// The verdict in two or three words.
    pub verdict_word: String,
    /// The verdict in a sentence.
    pub sentence: String,
    /// When it was found.
    pub found_at: Timestamp,
}

/// Effects in the order in which they are shown, and a picture of them; empty where none can be drawn.
pub type Drawn = (Vec<MessageEffect>, Markup);

/// What a question to the register comes back as.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Tells what messages changed.
pub trait MessageEffects: Send + Sync {
    /// The newest effect of every rule of a partner; `None`: those of everybody that may be shown to everybody.
    fn effects<'a>(&'a self, tx: &'a mut Tx, of: Option<&'a PartnerCode>, lang: Lang) -> Asked<'a, Drawn>;
}

/// No message was ever sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMessages;

impl MessageEffects for NoMessages {
    fn effects<'a>(&'a self, _: &'a mut Tx, _: Option<&'a PartnerCode>, _: Lang) -> Asked<'a, Drawn> {
        Box::pin(async { Ok(Drawn::default()) })
    }
}

#[derive(Template)]
#[template(path = "messages.html")]
struct MessagesPage {
    lang: Lang,
    style: &'static str,
    tabs: Vec<(Link, bool)>,
    rule: String,
    is_programme: bool,
    is_empty: bool,
    leads: Vec<(String, String)>,
    chart: Markup,
    table: Table,
}

impl MessagesPage {
    fn word(&self, key: &str) -> String {
        word(self.lang, key)
    }

    fn scroll_label(&self, caption: &str) -> String {
        say(self.lang, "table-scroll", &[("caption", caption.into())])
    }
}

/// What the reader may see: all of their partner's, or what everybody may.
async fn read(
    messages: &Arc<dyn MessageEffects>,
    shell: &Shell,
) -> Result<(Option<PartnerCode>, Drawn), Failure> {
    let of = match shell.scope()? {
        Scope::Partner(partner) => Some(partner),
        Scope::Everyone => None,
    };
    let mut tx = shell.site().db().read().await?;
    let drawn = messages.effects(&mut tx, of.as_ref(), shell.lang()).await?;
    Ok((of, drawn))
}

/// `GET /observatoire/messages`
pub async fn show(State(observatory): State<Observatory>, shell: Shell) -> Result<Response, Failure> {
    let lang = shell.lang();
    let (of, (effects, chart)) = read(observatory.messages(), &shell).await?;
    let state = observatory.desk().state().await?;
    let part = of.as_ref().and_then(|it| state.partner(it));
    let page = MessagesPage {
        lang,
        style: style::SHEET.address(),
        tabs: part.map_or_else(Vec::new, |it| tabs(&Look { lang, ..Look::default_of(&state, it) }, PATH)),
        rule: say(lang, "messages-disclosure", &[("least", USAGERS_MIN.into())]),
        is_programme: of.is_none(),
        is_empty: effects.is_empty(),
        leads: effects.iter().map(|it| (name(it), it.sentence.clone())).collect(),
        chart,
        table: table(lang, &effects, of.is_none()),
    };
    let title = shell.page(shell.t("title-messages")).lead(shell.t("lead-messages"));
    let title = match of {
        Some(_) => title.crumb(shell.t("title-overview"), crate::board::overview::PATH),
        None => title.crumb(shell.t("comparison-title"), crate::comparison::PATH),
    };
    Ok(title.wide().render(&page))
}

/// By what the reader knows it.
fn name(it: &MessageEffect) -> String {
    let named = it.rule.as_ref().map_or(&it.partner_name, |it| &it.0);
    it.practice.as_ref().map_or_else(|| named.clone(), |practice| format!("{named} ({practice})"))
}

fn table(lang: Lang, effects: &[MessageEffect], is_programme: bool) -> Table {
    let first = if is_programme { "dimension-partner" } else { "messages-rule" };
    let columns = [
        (first, false),
        ("messages-practice", false),
        ("messages-verdict", false),
        ("messages-told", true),
        ("messages-held", true),
        ("messages-sent", true),
        ("messages-avoided-per-100", true),
        ("messages-cost", true),
        ("messages-saving", true),
        ("messages-net", true),
    ];
    let row = |it: &MessageEffect| -> Vec<Entry> {
        let named = match &it.rule {
            Some((name, href)) => entry_to(name.clone(), href.clone()),
            None => entry(it.partner_name.clone()),
        };
        let practice = it
            .practice
            .as_ref()
            .map_or_else(|| entry(number::NONE), |it| entry_to(it.clone(), format!("/pratiques/{it}")));
        vec![
            named,
            practice,
            entry(it.verdict_word.clone()),
            entry(number::count(lang, it.told_persons)),
            entry(number::count(lang, it.held_persons)),
            entry(number::count(lang, it.messages)),
            entry(span(lang, it.avoided_per_100_messages, |it| Figures::new(lang).number(it, 1))),
            entry(Figures::new(lang).euro(it.cost)),
            entry(span(lang, it.saving, |it| Figures::new(lang).euros(it, 0))),
            entry(span(lang, it.net, |it| Figures::new(lang).euros(it, 0))),
        ]
    };
    Table {
        caption: word(lang, "messages-caption"),
        headings: columns.map(|(key, is_number)| (word(lang, key), is_number)).into(),
        rows: effects.iter().map(row).collect(),
        csv: Some(CSV_PATH.to_owned()),
    }
}

fn span(lang: Lang, it: Option<Span>, written: impl Fn(f64) -> String) -> String {
    let Some(it) = it else { return number::NONE.to_owned() };
    let args = [
        ("mid", written(it.value).into()),
        ("low", written(it.low).into()),
        ("high", written(it.high).into()),
    ];
    say(lang, "messages-span", &args)
}

/// The columns of the file.
const COLUMNS: [&str; 23] = [
    "partner",
    "rule",
    "practice",
    "version",
    "verdict",
    "told_persons",
    "held_persons",
    "messages",
    "messages_cost",
    "avoided_per_100_messages",
    "avoided_per_100_messages_low",
    "avoided_per_100_messages_high",
    "avoided",
    "avoided_low",
    "avoided_high",
    "saving",
    "saving_low",
    "saving_high",
    "net",
    "net_low",
    "net_high",
    "sentence",
    "found_at",
];

fn cells(it: &MessageEffect) -> Vec<String> {
    let ends = |it: Option<Span>| {
        let number = |it: Option<f64>| it.map_or_else(String::new, |it| it.to_string());
        [it.map(|it| it.value), it.map(|it| it.low), it.map(|it| it.high)].map(number)
    };
    let mut cells = vec![
        it.partner.to_string(),
        it.rule.as_ref().map_or_else(String::new, |it| it.0.clone()),
        it.practice.clone().unwrap_or_default(),
        it.version.to_string(),
        it.verdict.to_owned(),
        it.told_persons.to_string(),
        it.held_persons.to_string(),
        it.messages.to_string(),
        it.cost.to_string(),
    ];
    for figure in [it.avoided_per_100_messages, it.avoided, it.saving, it.net] {
        cells.extend(ends(figure));
    }
    cells.push(it.sentence.clone());
    cells.push(it.found_at.to_string());
    cells
}

/// `GET /observatoire/messages.csv`
pub async fn csv(State(observatory): State<Observatory>, shell: Shell) -> Result<Response, Failure> {
    let (_, (effects, _)) = read(observatory.messages(), &shell).await?;
    let rows: Vec<Vec<String>> = effects.iter().map(cells).collect();
    Ok(csv_file("messages", &csv_text::of(shell.lang(), &COLUMNS.map(str::to_owned), &rows)))
}

/// What programs read of an effect.
#[derive(Serialize)]
struct Body<'a> {
    partner: &'a str,
    rule: Option<&'a str>,
    practice: Option<&'a str>,
    version: i64,
    verdict: &'static str,
    told_persons: u64,
    held_persons: u64,
    messages: u64,
    messages_cost: f64,
    avoided_per_100_messages: Option<Span>,
    avoided: Option<Span>,
    saving: Option<Span>,
    net: Option<Span>,
    sentence: &'a str,
    found_at: String,
}

/// `GET /observatoire/messages.json`
pub async fn json(State(observatory): State<Observatory>, shell: Shell) -> Result<Response, Failure> {
    let (_, (effects, _)) = read(observatory.messages(), &shell).await?;
    let bodies: Vec<Body<'_>> = effects
        .iter()
        .map(|it| Body {
            partner: it.partner.as_str(),
            rule: it.rule.as_ref().map(|it| it.0.as_str()),
            practice: it.practice.as_deref(),
            version: it.version,
            verdict: it.verdict,
            told_persons: it.told_persons,
            held_persons: it.held_persons,
            messages: it.messages,
            messages_cost: it.cost.as_f64(),
            avoided_per_100_messages: it.avoided_per_100_messages,
            avoided: it.avoided,
            saving: it.saving,
            net: it.net,
            sentence: &it.sentence,
            found_at: it.found_at.to_string(),
        })
        .collect();
    Ok(axum::Json(bodies).into_response())
}
