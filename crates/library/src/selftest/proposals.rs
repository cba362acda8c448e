//! What a partner's own log says to a question: a figure, and an answer where the figure settles one. The person decides.
//!
//! All are about the last 365 days of the log. The highest level is proposed only where the log shows all that its words say.

use std::collections::BTreeMap;

use kernel::{Channel, Direction, Lang, Message, Outcome, PartnerCode, Scope};
use measures::{Dimension, Figures, Measure, MeasureError, Measurer, Question, UnitCosts};
use practices::{Answer, collection};

use crate::{
    KeptPromises, Promises,
    diagnosis::{Own, own},
    words::message,
};

/// The year that is looked at, in microseconds.
const YEAR_US: i64 = 365 * 86_400 * 1_000_000;
/// The days of which most must have contacts, for volumes to be measured daily.
const DAYS_US: i64 = 28 * 86_400 * 1_000_000;
/// Working days of four weeks, less two holidays.
const DAYS_MIN: usize = 18;
/// Reasons of a list that people can know.
const SHORT_LIST: usize = 40;
/// The share from which something is said of nearly all contacts.
const NEARLY_ALL: f64 = 0.95;
/// The share from which something is said of most.
const MOST: f64 = 0.8;
/// Channels from which on one speaks of all of them.
const CHANNELS_MIN: usize = 3;

/// Coded contacts below which nothing is said of their causes.
const CODED_MIN: u64 = 100;

/// What the log says to a question.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The answer that it proposes, where the figure settles one.
    pub answer: Option<Answer>,
    /// The figure, and what it was computed from.
    pub figure: Message,
}

/// What the log says to a self-diagnosis.
#[derive(Debug, Clone, Default)]
pub struct FromLog {
    /// By question.
    pub proposals: BTreeMap<String, Proposal>,
    /// The contacts of a year and their causes.
    pub own: Own,
}

/// Reads the partner's rows.
///
/// # Errors
///
/// [`MeasureError`] if the log cannot be read.
pub fn from_log(
    measurer: &dyn Measurer,
    promises: &dyn KeptPromises,
    partner: &PartnerCode,
    lang: Lang,
) -> Result<FromLog, MeasureError> {
    let scope = &Scope::Partner(partner.clone());
    let own = own(measurer, scope)?;
    let Some(until) = own.until else { return Ok(FromLog::default()) };
    let inbound = |measure: Measure, dimensions: &[Dimension], span_us: i64| {
        let mut question = Question::of(measure).by(dimensions);
        question.selection.from = Some(until - span_us);
        question.selection.wanted.push((Dimension::Direction, Some(Direction::Inbound.code().to_owned())));
        question
    };
    let mut phone = inbound(Measure::Phone, &[], YEAR_US);
    phone.selection.wanted.push((Dimension::Channel, Some(Channel::Phone.code().to_owned())));
    let questions = [
        inbound(Measure::Volume, &[Dimension::Channel], YEAR_US),
        inbound(Measure::Volume, &[Dimension::Day], DAYS_US),
        inbound(Measure::Volume, &[Dimension::Reason], YEAR_US),
        inbound(Measure::Avoidable, &[], YEAR_US),
        inbound(Measure::Requests, &[Dimension::Channel], YEAR_US),
        phone,
        inbound(Measure::Satisfaction, &[Dimension::Channel], YEAR_US),
        inbound(Measure::Fcr, &[], YEAR_US),
        inbound(Measure::Volume, &[Dimension::Outcome], YEAR_US),
    ];
    let answers = measurer.answer(scope, &questions, &UnitCosts::default())?;
    let mut found = Found { proposals: BTreeMap::new(), lang, total: own.contacts };
    let [channels, days, reasons, avoidable, requests, phone, satisfaction, first, outcomes] =
        answers.as_slice()
    else {
        return Ok(FromLog { own, ..FromLog::default() });
    };
    found.volumes(channels.cells.len(), days.cells.len());
    found.reasons(reasons);
    found.causes(avoidable);
    found.requests(requests);
    found.phone(phone);
    found.satisfaction(satisfaction, channels.cells.len());
    found.first_contact(first);
    found.transfers(outcomes);
    found.promises(promises.promises(partner, YEAR_US)?);
    found.shares_of_causes(&own);
    Ok(FromLog { proposals: found.proposals, own })
}

struct Found {
    proposals: BTreeMap<String, Proposal>,
    lang: Lang,
    total: u64,
}

impl Found {
    fn propose(&mut self, question: &str, level: u8, figure: Message) {
        let answer = Some(Answer::Level(level));
        self.proposals.insert(question.to_owned(), Proposal { answer, figure });
    }

    /// A figure that helps to answer, and settles nothing.
    fn tell(&mut self, question: &str, figure: Message) {
        self.proposals.entry(question.to_owned()).or_insert(Proposal { answer: None, figure });
    }

    fn share(&self, part: f64) -> String {
        site::Figures::new(self.lang).share(part)
    }

    fn count(&self, count: u64) -> String {
        site::Figures::new(self.lang).count(count)
    }

    /// Q01: volumes by channel.
    fn volumes(&mut self, channels: usize, days: usize) {
        let level = if channels >= CHANNELS_MIN && days >= DAYS_MIN { 3 } else { 2 };
        let figure = message("proposal-volumes")
            .with("contacts", self.count(self.total))
            .with("channels", channels as u64)
            .with("days", days as u64);
        self.propose("Q01", level, figure);
    }

    /// Q02: reasons coded.
    fn reasons(&mut self, answer: &measures::Answer) {
        let volumes = || {
            answer.cells.iter().filter_map(|cell| match (&cell.values[..], &cell.figures) {
                ([reason], Figures::Volume(volume)) => Some((reason.as_deref(), volume.inbound)),
                _ => None,
            })
        };
        let coded = |reason: Option<&str>| reason.is_some_and(|it| !it.is_empty());
        let all: u64 = volumes().map(|(_, it)| it).sum();
        let with: u64 = volumes().filter(|(reason, _)| coded(*reason)).map(|(_, it)| it).sum();
        let list = volumes().filter(|(reason, _)| coded(*reason)).count();
        let share = ratio(with, all);
        let level = match share {
            it if it >= NEARLY_ALL && list <= SHORT_LIST => 3,
            it if it >= MOST => 2,
            it if it > 0.0 => 1,
            _ => 0,
        };
        let figure =
            message("proposal-reasons").with("share", self.share(share)).with("reasons", list as u64);
        self.propose("Q02", level, figure);
    }

    /// Q03: avoidable contacts. Never the highest level: the log does not say whether coders agree.
    fn causes(&mut self, answer: &measures::Answer) {
        let Some(Figures::Avoidable(it)) = answer.cells.first().map(|it| &it.figures) else { return };
        let figure = message("proposal-causes")
            .with("qualified", self.count(it.qualified))
            .with("share", self.share(ratio(it.qualified, it.inbound)));
        self.propose("Q03", if it.qualified > 0 { 2 } else { 0 }, figure);
    }

    /// Q04: contacts per request.
    fn requests(&mut self, answer: &measures::Answer) {
        let carrying: Vec<u64> = answer
            .cells
            .iter()
            .filter_map(|cell| match &cell.figures {
                Figures::Requests(it) if it.contacts > 0 => Some(it.contacts),
                _ => None,
            })
            .collect();
        let share = ratio(carrying.iter().sum(), self.total);
        if share <= 0.0 {
            return;
        }
        let level = if share >= MOST && carrying.len() >= CHANNELS_MIN { 3 } else { 2 };
        let figure = message("proposal-requests")
            .with("share", self.share(share))
            .with("channels", carrying.len() as u64);
        self.propose("Q04", level, figure.clone());
        self.tell("Q30", figure);
    }

    /// Q27: calls answered.
    fn phone(&mut self, answer: &measures::Answer) {
        let Some(Figures::Phone(phone)) = answer.cells.first().map(|it| &it.figures) else { return };
        let Some(rate) = phone.answer_rate else { return };
        let level = match rate {
            it if it >= 0.85 => 3,
            it if it >= 0.7 => 2,
            _ => 1,
        };
        let figure = message("proposal-phone")
            .with("share", self.share(rate))
            .with("calls", self.count(phone.offered));
        self.propose("Q27", level, figure);
    }

    /// Q46: opinions after a contact. Never the highest level: the log does not say whether they are published.
    fn satisfaction(&mut self, answer: &measures::Answer, channels: usize) {
        let with: Vec<u64> = answer
            .cells
            .iter()
            .filter_map(|cell| match &cell.figures {
                Figures::Satisfaction(it) if it.n > 0 => Some(it.n),
                _ => None,
            })
            .collect();
        if with.is_empty() {
            return;
        }
        let figure = message("proposal-satisfaction")
            .with("ratings", self.count(with.iter().sum()))
            .with("rated", with.len() as u64)
            .with("channels", channels as u64);
        self.propose("Q46", 2, figure);
    }
}

impl Found {
    /// Q39: settled by the first contact.
    fn first_contact(&mut self, answer: &measures::Answer) {
        let Some(Figures::Fcr(it)) = answer.cells.first().map(|it| &it.figures) else { return };
        let Some(rate) = it.rate else { return };
        let figure = message("proposal-first-contact")
            .with("share", self.share(rate))
            .with("contacts", self.count(it.eligible))
            .with("days", self.number(it.window_days));
        self.tell("Q39", figure);
    }

    /// Q40: passed on to somebody else, among contacts whose outcome is known.
    fn transfers(&mut self, answer: &measures::Answer) {
        let volumes = || {
            answer.cells.iter().filter_map(|cell| match (&cell.values[..], &cell.figures) {
                ([Some(outcome)], Figures::Volume(volume)) => Some((outcome.as_str(), volume.inbound)),
                _ => None,
            })
        };
        let known: u64 = volumes().map(|(_, it)| it).sum();
        let passed: u64 =
            volumes().filter(|(outcome, _)| *outcome == Outcome::Transferred.code()).map(|(_, it)| it).sum();
        if known > 0 {
            let figure = message("proposal-transfers")
                .with("share", self.share(ratio(passed, known)))
                .with("contacts", self.count(known));
            self.tell("Q40", figure);
        }
    }

    /// Q14 and Q15: dates announced, dates kept. Never the highest level: the log does not say whether they are published.
    fn promises(&mut self, it: Promises) {
        if it.requests > 0 {
            let figure = message("proposal-announced")
                .with("share", self.share(ratio(it.announced, it.requests)))
                .with("requests", self.count(it.requests));
            self.tell("Q14", figure);
        }
        if it.due > 0 {
            let figure = message("proposal-promises")
                .with("share", self.share(ratio(it.kept, it.due)))
                .with("requests", self.count(it.due));
            self.propose("Q15", 2, figure);
        }
    }

    /// The questions that name causes: their share among the coded contacts.
    fn shares_of_causes(&mut self, own: &Own) {
        let coded: u64 = own.coded.values().sum();
        if coded < CODED_MIN {
            return;
        }
        for question in collection().questions().filter(|it| !it.causes.is_empty()) {
            let named: u64 = question.causes.iter().filter_map(|it| own.coded.get(it)).sum();
            let labels: Vec<String> = question
                .causes
                .iter()
                .filter_map(|it| collection().cause(it))
                .map(|it| format!("{} ({})", it.label.in_lang(self.lang), it.code))
                .collect();
            let figure = message("proposal-causes-share")
                .with("share", self.share(ratio(named, coded)))
                .with("coded", self.count(coded))
                .with("causes", labels.join(", "));
            self.tell(&question.id, figure);
        }
    }

    fn number(&self, number: f64) -> String {
        site::Figures::new(self.lang).number(number, 0)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "numbers of contacts are far below 2^53")]
    let (part, whole) = (part as f64, whole as f64);
    if whole > 0.0 { part / whole } else { 0.0 }
}
