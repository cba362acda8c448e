//! The queue log of Asterisk: `time|call|queue|agent|event|…`, several lines a call, put together to one contact.
//!
//! A contact begins when a call enters a queue and ends when it is hung up, given up or transferred. A call that leaves a queue
//! unanswered and enters another one goes on waiting: it stays one contact. After a transfer, the next queue is a contact of its own.
//! Calls that go on where the file ends are left to a longer copy of it; those whose end is missing within it are refused.
//!
//! **Invariant:** at most [`CALLS_MAX`] calls are held.

use std::{collections::VecDeque, str::from_utf8, sync::LazyLock};

use hashbrown::HashMap;
use kernel::Message;

use super::{
    ImportError, ImportPlan, Run, WORDS,
    column::{Cells, Column},
    dates::{self, DateFormat, Written},
    feed::Feed,
    guess::NO_REASON,
    mapping::Mapping,
    reject::Reason,
    source::Source,
    spec::RowKind,
    split::{Dialect, Pieces},
    text,
};

/// Calls that are held at once.
const CALLS_MAX: usize = 1 << 17;
/// No call is longer.
const CALL_US_MAX: i64 = 86_400_000_000;
const PIECE_BYTES: usize = 1 << 20;
/// The columns that a mapping can name.
const TITLES: [&str; 8] = ["callid", "caller", "queue", "agent", "entered", "wait", "talk", "ending"];

/// How these files are read, unless a mapping says otherwise.
pub(super) static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    let text = include_str!("../../../../content/mappings/queue_log.toml");
    Mapping::parse(text, "queue_log").expect("a test reads every shipped mapping")
});

/// Whether a text begins like a queue log.
pub(super) fn is_one(sample: &[u8]) -> bool {
    let first = sample.split(|it| *it == b'\n').find(|it| !it.trim_ascii().is_empty());
    let Some(line) = first.and_then(|it| from_utf8(it.get(..it.len().min(4_096)).unwrap_or(it)).ok()) else {
        return false;
    };
    let fields: Vec<&str> = line.trim_end().split('|').collect();
    fields.len() >= 5
        && dates::parse(fields[0], DateFormat::EpochS).is_ok()
        && !fields[4].is_empty()
        && fields[4].bytes().all(|it| it.is_ascii_uppercase() || it == b'_')
}

/// Reads a queue log; gives what is to be said about it.
pub(super) fn read(source: Source, plan: &ImportPlan, run: &Run<'_>) -> Result<Vec<Message>, ImportError> {
    let mapping = plan.mapping.as_ref().filter(|it| !it.contacts.is_empty()).unwrap_or(&MAPPING);
    let told = |column| mapping.contacts.contains_key(&column);
    if plan.partner.is_none() && !told(Column::Partner) {
        return Err(ImportError::NoPartner(source.name.to_string()));
    }
    let mut spec = mapping.spec(RowKind::Contacts, plan.partner.clone())?;
    for column in Column::ALL.iter().filter(|it| it.is_instant()) {
        spec.dates[column.index()] = DateFormat::EpochS;
    }
    let say = |key| Message::new(&WORDS, key).with("file", source.name.as_ref());
    let mut said = Vec::new();
    if !told(Column::Reason) {
        spec.set_constant(Column::Reason, NO_REASON);
        said.push(say("no-reason").with("reason", NO_REASON));
    }
    let mut places = Vec::new();
    for (column, from) in &mapping.contacts {
        let Some(title) = from.title() else { continue };
        let place = TITLES.iter().position(|it| *it == title).ok_or_else(|| ImportError::MissingColumns {
            file: source.name.to_string(),
            columns: title.to_owned(),
            found: TITLES.join(", "),
        })?;
        places.push((*column, place));
    }
    let encoding = match &mapping.read.encoding {
        Some(name) => text::named(name)?,
        None => text::guess(&source.sample, source.whole),
    };
    let events = spec.clone();
    let mut calls = Calls {
        feed: Feed::new(&source.name, &source.noticed, spec, events, run),
        places,
        open: HashMap::new(),
        begun: VecDeque::new(),
        number: 0,
        headless: 0,
        at_end: false,
        going_on: 0,
    };
    let dialect = Dialect { quote: None, ..Dialect::new(b'|') };
    let mut pieces = Pieces::new(text::utf8(source.reader, encoding), dialect, PIECE_BYTES);
    loop {
        let piece = pieces.next().map_err(|error| ImportError::Read {
            file: source.name.to_string(),
            line: pieces.line(),
            source: error,
        })?;
        let Some(piece) = piece else { break };
        let text = piece.bytes.strip_suffix(b"\n").unwrap_or(&piece.bytes);
        for (line, record) in (piece.first_line..).zip(text.split(|it| *it == b'\n')) {
            calls.line(line, record)?;
        }
        if let Some(long) = &piece.skipped {
            let shown = String::from_utf8_lossy(&long.beginning);
            calls.feed.refuse(long.line, "", &shown, Reason::LineTooLong)?;
        }
    }
    calls.at_end = true;
    calls.forget(|_, _| true)?;
    if calls.going_on > 0 {
        said.push(say("calls-going-on").with("count", calls.going_on));
    }
    if calls.headless > 0 {
        said.push(say("calls-headless").with("count", calls.headless));
    }
    said.extend(calls.feed.end(pieces.line())?);
    Ok(said)
}

/// A call in a queue.
#[derive(Debug)]
struct Call {
    line: u64,
    /// Which of the contacts of its call this is, from 1.
    leg: u32,
    entered: String,
    entered_us: i64,
    answered_us: Option<i64>,
    ended_us: i64,
    caller: String,
    queue: String,
    agent: String,
    /// The event that ended it; empty while nothing did.
    ending: String,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Answered,
    /// It left its queue unanswered, and may enter another one.
    Left,
    /// It was handed on: what follows is another contact.
    Done,
}

struct Calls<'a> {
    feed: Feed<'a>,
    places: Vec<(Column, usize)>,
    open: HashMap<Box<str>, (u64, Call)>,
    /// In the order of their beginning, with the number by which one that was replaced is known.
    begun: VecDeque<(u64, i64, Box<str>)>,
    number: u64,
    /// Lines of calls that began before the file.
    headless: u64,
    /// Whether the file has ended.
    at_end: bool,
    /// Calls that went on then.
    going_on: u64,
}

impl Calls<'_> {
    fn line(&mut self, line: u64, bytes: &[u8]) -> Result<(), ImportError> {
        let bytes = bytes.trim_ascii();
        if bytes.is_empty() {
            return Ok(());
        }
        let Ok(record) = from_utf8(bytes) else {
            return self.feed.refuse(line, "", &String::from_utf8_lossy(bytes), Reason::WrongEncoding);
        };
        let mut fields = record.split('|');
        let mut next = || fields.next().map(str::trim);
        let (Some(time), Some(call), Some(queue), Some(agent), Some(event)) =
            (next(), next(), next(), next(), next())
        else {
            return self.feed.refuse(line, "", record, Reason::NotThisFormat);
        };
        let at_us = match dates::parse(time, DateFormat::EpochS) {
            Ok(Written::Utc(us) | Written::Local(us)) => us,
            Err(fault) => {
                let reason = match fault {
                    dates::DateFault::Form => Reason::BadDate,
                    dates::DateFault::Year => Reason::Year,
                };
                return self.feed.refuse(line, "time", time, reason);
            }
        };
        self.forget(|begun_us, calls| calls > CALLS_MAX || begun_us < at_us - CALL_US_MAX)?;
        match event {
            "ENTERQUEUE" => {
                let caller = fields.nth(1).unwrap_or_default().trim();
                self.enter(line, (time, at_us), (call, queue, caller));
                return Ok(());
            }
            "CONNECT" | "COMPLETECALLER" | "COMPLETEAGENT" | "ABANDON" | "EXITWITHTIMEOUT"
            | "EXITWITHKEY" | "EXITEMPTY" | "TRANSFER" | "BLINDTRANSFER" | "ATTENDEDTRANSFER"
            | "AGENTDUMP" => {}
            // Agents that come and go, rings without an answer, what a dial plan wrote.
            _ => return Ok(()),
        }
        let Some((_, held)) = self.open.get_mut(call).filter(|it| it.1.state != State::Done) else {
            self.headless += 1;
            return Ok(());
        };
        held.ended_us = at_us;
        match event {
            "CONNECT" => {
                held.state = State::Answered;
                held.answered_us.get_or_insert(at_us);
                agent.clone_into(&mut held.agent);
                return Ok(());
            }
            "EXITWITHTIMEOUT" | "EXITWITHKEY" | "EXITEMPTY" => {
                event.clone_into(&mut held.ending);
                held.state = State::Left;
                return Ok(());
            }
            // The agent let the call go: it waits on.
            "AGENTDUMP" => {
                held.state = State::Waiting;
                held.answered_us = None;
                held.agent.clear();
                return Ok(());
            }
            _ => event.clone_into(&mut held.ending),
        }
        held.state = State::Done;
        let (feed, places) = (&mut self.feed, &self.places);
        emit(feed, places, call, held)
    }

    fn enter(&mut self, line: u64, (time, at_us): (&str, i64), (call, queue, caller): (&str, &str, &str)) {
        let mut leg = 1;
        if let Some((_, held)) = self.open.get_mut(call) {
            if held.state != State::Done {
                queue.clone_into(&mut held.queue);
                held.ending.clear();
                held.state = State::Waiting;
                held.ended_us = at_us;
                return;
            }
            leg = held.leg + 1;
        }
        self.number += 1;
        self.begun.push_back((self.number, at_us, call.into()));
        let begun = Call {
            line,
            leg,
            entered: time.to_owned(),
            entered_us: at_us,
            answered_us: None,
            ended_us: at_us,
            caller: caller.to_owned(),
            queue: queue.to_owned(),
            agent: String::new(),
            ending: String::new(),
            state: State::Waiting,
        };
        self.open.insert(call.into(), (self.number, begun));
    }

    /// Lets go of the calls that began first, as long as `is_old` says so.
    fn forget(&mut self, is_old: impl Fn(i64, usize) -> bool) -> Result<(), ImportError> {
        while let Some((number, begun_us, _)) = self.begun.front()
            && is_old(*begun_us, self.begun.len())
        {
            let number = *number;
            let Some((_, _, call)) = self.begun.pop_front() else { break };
            if self.open.get(&call).is_none_or(|it| it.0 != number) {
                continue;
            }
            let Some((_, held)) = self.open.remove(&call) else { continue };
            match held.state {
                State::Done => {}
                State::Left => emit(&mut self.feed, &self.places, &call, &held)?,
                State::Waiting | State::Answered if self.at_end => self.going_on += 1,
                State::Waiting | State::Answered => {
                    self.feed.refuse(held.line, "callid", &call, Reason::Unfinished)?;
                }
            }
        }
        Ok(())
    }
}

/// Makes the contact of a call that has ended.
fn emit(feed: &mut Feed<'_>, places: &[(Column, usize)], call: &str, held: &Call) -> Result<(), ImportError> {
    // A clock that was set back gives a negative time: the check of durations refuses it.
    let seconds = |us: i64| us.div_euclid(1_000_000).to_string();
    let wait = seconds(held.answered_us.unwrap_or(held.ended_us) - held.entered_us);
    let talk = held.answered_us.map_or_else(String::new, |it| seconds(held.ended_us - it));
    let leg = if held.leg > 1 { format!("{call}-{}", held.leg) } else { call.to_owned() };
    let values: [&str; TITLES.len()] =
        [&leg, &held.caller, &held.queue, &held.agent, &held.entered, &wait, &talk, &held.ending];
    let mut cells = Cells::empty();
    for (column, place) in places {
        cells.set(*column, values[*place]);
    }
    feed.contact(held.line, &cells)?;
    Ok(())
}
