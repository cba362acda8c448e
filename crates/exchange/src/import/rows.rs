//! Rows of the log from the values of a source, whatever the format; [`super::values`] checks each of them.

use std::{collections::BTreeMap, mem, sync::Arc};

use arrow::{
    array::{
        ArrayRef, Decimal64Builder, PrimitiveArray, RecordBatch, StringArray, StringBuilder, UInt8Builder,
        UInt32Builder, UInt64Array,
    },
    datatypes::TimestampMicrosecondType,
};
use contact_log::schema::{COST_PRECISION, COST_SCALE, SOURCE_CONTACTS, SOURCE_EVENTS};

use super::{
    ImportError,
    column::{Cells, Column},
    dates::{self, Written},
    lexicon::{Lexicon, NOTHING, unfit},
    numbers,
    reject::{Reason, Reject},
    spec::{RowKind, Spec},
    values::{Fault, end, fault, fingerprint, judge, seconds, text, value, written},
    words,
    zone::{Meant, Zone, day_text},
};

/// A local time of the hour that comes twice, taken as the first until the order of the file is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fold {
    pub(super) kind: RowKind,
    pub(super) row: usize,
    pub(super) local_us: i64,
    pub(super) second_us: i64,
}

/// What the local times of a piece of a file say about its order.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    /// First and last local time that has one meaning.
    pub(super) ends: Option<(i64, i64)>,
    /// Whether one of them is before the one above it.
    pub(super) descends: bool,
    pub(super) folds: Vec<Fold>,
    /// Local times that no clock showed, by day.
    pub(super) never: BTreeMap<String, u64>,
}

/// The rows of a piece of a file: checked, but not yet batches, because the order of the whole file is still to settle names and hours.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) contacts: ContactRows,
    pub(super) events: EventRows,
    pub(super) rejects: Vec<Reject>,
    pub(super) clock: Clock,
    /// Rows of the source, where several of them make one contact.
    pub(super) joined: u64,
}

impl Made {
    pub(super) fn len(&self) -> u64 {
        (self.contacts.len() + self.events.len() + self.rejects.len()) as u64
    }
}

#[derive(Debug, Default)]
pub(super) struct ContactRows {
    ids: StringBuilder,
    /// Rows without a name, with the fingerprint of their content.
    pub(super) unnamed: Vec<(usize, u128)>,
    /// Names made from them.
    pub(super) made: Vec<String>,
    words: [Vec<i32>; CONTACT_WORDS.len()],
    usager: StringBuilder,
    request: StringBuilder,
    agent: StringBuilder,
    pub(super) started: Vec<i64>,
    wait: UInt32Builder,
    duration: UInt32Builder,
    satisfaction: UInt8Builder,
    cost: Vec<Option<i64>>,
    line: Vec<u64>,
}

impl ContactRows {
    pub(super) fn len(&self) -> usize {
        self.line.len()
    }
}

#[derive(Debug, Default)]
pub(super) struct EventRows {
    words: [Vec<i32>; EVENT_WORDS.len()],
    request: StringBuilder,
    usager: StringBuilder,
    pub(super) occurred: Vec<i64>,
    due: Vec<Option<i64>>,
    ordinal: Vec<u64>,
    line: Vec<u64>,
}

impl EventRows {
    pub(super) fn len(&self) -> usize {
        self.line.len()
    }
}

/// The columns of words of a contact.
const CONTACT_WORDS: [Column; 8] = [
    Column::Partner,
    Column::Channel,
    Column::Direction,
    Column::Reason,
    Column::LifeEvent,
    Column::Cause,
    Column::Outcome,
    Column::Site,
];
/// The columns of words of a request event.
const EVENT_WORDS: [Column; 3] = [Column::Partner, Column::LifeEvent, Column::Status];

/// Makes rows: one a thread, for one file.
#[derive(Debug)]
pub(super) struct Maker {
    spec: Arc<Spec>,
    zone: Zone,
    lexicons: Vec<Lexicon>,
    made: Made,
    last_local_us: Option<i64>,
    latest_us: i64,
}

impl Maker {
    /// Rows after `latest_us` are refused. Each thread has a copy of its own: threads that count the holders of one would wait for each
    /// other.
    pub(super) fn new(spec: Spec, latest_us: i64) -> Self {
        let zone = spec.zone.clone();
        let spec = Arc::new(spec);
        let lexicons = std::iter::repeat_with(Lexicon::default).take(Column::COUNT).collect();
        Self { spec, zone, lexicons, made: Made::default(), last_local_us: None, latest_us }
    }

    /// Rows made or refused since they were last taken.
    pub(super) fn waiting(&self) -> usize {
        self.made.contacts.len() + self.made.events.len() + self.made.rejects.len()
    }

    /// What was made since the last time.
    pub(super) fn take(&mut self) -> Made {
        self.last_local_us = None;
        mem::take(&mut self.made)
    }

    /// Counts a row of the source that makes a contact together with others.
    pub(super) const fn joined(&mut self) {
        self.made.joined += 1;
    }

    /// Whether a cell of the direction says that the administration began.
    pub(super) fn is_outgoing(&mut self, cell: &str) -> bool {
        let spec = Arc::clone(&self.spec);
        let told = spec.rule(Column::Direction).map_or(cell, |it| it.apply(cell));
        words::direction(told).is_some_and(|it| it != kernel::Direction::Inbound)
    }

    /// Whether a cell of the outcome says that nobody answered.
    pub(super) fn is_abandoned(&self, cell: &str) -> bool {
        let told = self.spec.rule(Column::Outcome).map_or(cell, |it| it.apply(cell));
        words::outcome(told) == Some(kernel::Outcome::Abandoned)
    }

    /// When a cell of the end says that it was.
    pub(super) fn ended_us(&self, cell: &str) -> Option<i64> {
        match dates::parse(cell, self.spec.dates[Column::EndedAt.index()]) {
            Ok(Written::Utc(us) | Written::Local(us)) => Some(us),
            Err(_) => None,
        }
    }

    /// How the source calls a column.
    pub(super) fn title(&self, column: Column) -> String {
        self.spec.name(column).to_owned()
    }

    /// Refuses a whole row of a table.
    pub(super) fn refuse_row(&mut self, line: u64, row: &str, reason: Reason) {
        self.made.rejects.push(Reject::new(line, "", row, reason).of_row(row));
    }

    /// Refuses a row before its values are looked at.
    pub(super) fn refuse(&mut self, line: u64, column: &str, value: &str, reason: Reason) {
        self.made.rejects.push(Reject::new(line, column, value, reason));
    }

    /// Makes a contact, or a reject; says whether it is a contact.
    pub(super) fn contact(&mut self, line: u64, cells: &Cells<'_>) -> bool {
        let kept = (self.made.clock.folds.len(), self.last_local_us);
        let tried = self.try_contact(line, cells);
        let made = tried.is_ok();
        if let Err((column, reason)) = tried {
            self.made.clock.folds.truncate(kept.0);
            self.last_local_us = kept.1;
            self.refuse_cell(line, cells, column, reason);
        }
        made
    }

    /// Makes a request event, or a reject.
    pub(super) fn event(&mut self, line: u64, cells: &Cells<'_>) {
        let kept = (self.made.clock.folds.len(), self.last_local_us);
        if let Err((column, reason)) = self.try_event(line, cells) {
            self.made.clock.folds.truncate(kept.0);
            self.last_local_us = kept.1;
            self.refuse_cell(line, cells, column, reason);
        }
    }

    pub(super) fn row(&mut self, kind: RowKind, line: u64, cells: &Cells<'_>) {
        match kind {
            RowKind::Contacts => {
                self.contact(line, cells);
            }
            RowKind::Events => self.event(line, cells),
        }
    }

    fn refuse_cell(&mut self, line: u64, cells: &Cells<'_>, column: Column, reason: Reason) {
        let spec = Arc::clone(&self.spec);
        let reject = Reject::new(line, spec.name(column), cells.get(column), reason);
        self.made.rejects.push(reject.of_row(cells.whole));
    }

    fn try_contact(&mut self, line: u64, cells: &Cells<'_>) -> Result<(), Fault> {
        let spec = Arc::clone(&self.spec);
        let mut numbers = [NOTHING; CONTACT_WORDS.len()];
        for (number, column) in numbers.iter_mut().zip(CONTACT_WORDS) {
            *number = self.word(column, cells.get(column)).map_err(|it| (column, it))?;
        }
        let id = text(&spec, Column::ContactId, cells)?;
        let usager = text(&spec, Column::Usager, cells)?;
        let request = text(&spec, Column::Request, cells)?;
        let agent = text(&spec, Column::Agent, cells)?;
        if id.is_empty() && spec.exact {
            return Err((Column::ContactId, Reason::Empty));
        }
        let written = written(&spec, Column::StartedAt, Column::StartedTime, cells)?
            .ok_or((Column::StartedAt, Reason::Empty))?;
        let mut wait = seconds(&spec, Column::WaitS, cells)?;
        let mut duration = seconds(&spec, Column::DurationS, cells)?;
        if wait.is_none() || duration.is_none() {
            let (waited, lasted) = self.lasted(&spec, written, cells)?;
            wait = wait.or(waited);
            duration = duration.or(lasted);
        }
        let satisfaction = match value(&spec, Column::Satisfaction, cells) {
            "" => None,
            mark => Some(numbers::satisfaction(mark).map_err(|it| (Column::Satisfaction, it))?),
        };
        let cost = match value(&spec, Column::Cost, cells) {
            "" => None,
            amount => Some(numbers::cost(amount, spec.decimal).map_err(|it| (Column::Cost, it))?),
        };
        let started_us = self.instant(RowKind::Contacts, written).map_err(|it| (Column::StartedAt, it))?;

        let rows = &mut self.made.contacts;
        if id.is_empty() {
            rows.unnamed.push((rows.line.len(), fingerprint(cells)));
        }
        rows.ids.append_value(&id);
        for (column, number) in rows.words.iter_mut().zip(numbers) {
            column.push(number);
        }
        append(&mut rows.usager, &usager);
        append(&mut rows.request, &request);
        append(&mut rows.agent, &agent);
        rows.started.push(started_us);
        rows.wait.append_option(wait);
        rows.duration.append_option(duration);
        rows.satisfaction.append_option(satisfaction);
        rows.cost.push(cost);
        rows.line.push(line);
        Ok(())
    }

    fn try_event(&mut self, line: u64, cells: &Cells<'_>) -> Result<(), Fault> {
        let spec = Arc::clone(&self.spec);
        let mut numbers = [NOTHING; EVENT_WORDS.len()];
        for (number, column) in numbers.iter_mut().zip(EVENT_WORDS) {
            *number = self.word(column, cells.get(column)).map_err(|it| (column, it))?;
        }
        let usager = text(&spec, Column::Usager, cells)?;
        let request = text(&spec, Column::Request, cells)?;
        for (column, text) in [(Column::Usager, &usager), (Column::Request, &request)] {
            if text.is_empty() {
                return Err((column, Reason::Empty));
            }
        }
        let at = written(&spec, Column::OccurredAt, Column::StartedTime, cells)?
            .ok_or((Column::OccurredAt, Reason::Empty))?;
        let due = written(&spec, Column::DueAt, Column::EndedTime, cells)?;
        let due_us = due.map(|it| match it {
            Written::Utc(us) => us,
            Written::Local(us) => match self.zone.instant(us) {
                Meant::Once(us) | Meant::Twice(us, _) | Meant::Never(us) => us,
            },
        });
        let ordinal = match value(&spec, Column::Ordinal, cells) {
            "" => line,
            text => text.parse().unwrap_or(line),
        };
        let occurred_us = self.instant(RowKind::Events, at).map_err(|it| (Column::OccurredAt, it))?;

        let rows = &mut self.made.events;
        for (column, number) in rows.words.iter_mut().zip(numbers) {
            column.push(number);
        }
        rows.usager.append_value(&usager);
        rows.request.append_value(&request);
        rows.occurred.push(occurred_us);
        rows.due.push(due_us);
        rows.ordinal.push(ordinal);
        rows.line.push(line);
        Ok(())
    }

    /// The number of the word that stands in a cell.
    fn word(&mut self, column: Column, cell: &str) -> Result<i32, Reason> {
        let spec = &self.spec;
        self.lexicons[column.index()].number(cell, |cell| judge(spec, column, cell))
    }

    /// The instant of the row, with the two nights of the year that make it doubtful put by.
    fn instant(&mut self, kind: RowKind, written: Written) -> Result<i64, Reason> {
        let local_us = match written {
            Written::Utc(us) if us > self.latest_us => return Err(Reason::Future),
            Written::Utc(us) => return dates::in_years(us).map_err(fault),
            Written::Local(us) => us,
        };
        let meant = self.zone.instant(local_us);
        let (Meant::Once(first_us) | Meant::Twice(first_us, _) | Meant::Never(first_us)) = meant;
        if first_us > self.latest_us {
            return Err(Reason::Future);
        }
        let clock = &mut self.made.clock;
        match meant {
            Meant::Once(us) => {
                clock.descends |= self.last_local_us.is_some_and(|it| it > local_us);
                self.last_local_us = Some(local_us);
                let first = clock.ends.map_or(local_us, |it| it.0);
                clock.ends = Some((first, local_us));
                Ok(us)
            }
            Meant::Twice(first_us, second_us) => {
                let row = match kind {
                    RowKind::Contacts => self.made.contacts.len(),
                    RowKind::Events => self.made.events.len(),
                };
                clock.folds.push(Fold { kind, row, local_us, second_us });
                Ok(first_us)
            }
            Meant::Never(us) => {
                *clock.never.entry(day_text(local_us)).or_default() += 1;
                Ok(us)
            }
        }
    }

    /// Waiting and handling times from the instants of the answer and of the end, where a source gives those.
    fn lasted(
        &mut self,
        spec: &Spec,
        from: Written,
        cells: &Cells<'_>,
    ) -> Result<(Option<u32>, Option<u32>), Fault> {
        let until = end(spec, from, cells)?;
        if !spec.tells_answers {
            // The source does not tell answers: the whole contact is handling.
            return Ok((None, until.map(|it| self.between(from, it, Column::EndedAt)).transpose()?));
        }
        let answered = written(spec, Column::AnsweredAt, Column::AnsweredAt, cells)?;
        Ok(match (answered, until) {
            (Some(answered), until) => {
                let wait = self.between(from, answered, Column::AnsweredAt)?;
                let lasted = until.map(|it| self.between(answered, it, Column::EndedAt)).transpose()?;
                (Some(wait), lasted)
            }
            // Nobody answered: all of it was waiting.
            (None, Some(until)) => (Some(self.between(from, until, Column::EndedAt)?), None),
            (None, None) => (None, None),
        })
    }

    /// Whole seconds from one instant to another.
    fn between(&mut self, from: Written, until: Written, column: Column) -> Result<u32, Fault> {
        let us = match (from, until) {
            (Written::Utc(from), Written::Utc(until)) | (Written::Local(from), Written::Local(until)) => {
                until - from
            }
            (from, until) => self.utc(until) - self.utc(from),
        };
        if us < 0 {
            return Err((column, Reason::NegativeDuration));
        }
        u32::try_from(us / 1_000_000).map_err(|_| (column, Reason::BadDuration))
    }

    fn utc(&mut self, written: Written) -> i64 {
        match written {
            Written::Utc(us) => us,
            Written::Local(us) => match self.zone.instant(us) {
                Meant::Once(us) | Meant::Twice(us, _) | Meant::Never(us) => us,
            },
        }
    }

    /// The batch of contacts, once names and hours are settled; `None` if there are none.
    pub(super) fn contacts_batch(&mut self, rows: ContactRows) -> Result<Option<RecordBatch>, ImportError> {
        if rows.len() == 0 {
            return Ok(None);
        }
        let ContactRows {
            mut ids, unnamed, made, words, mut usager, mut request, mut agent, started, ..
        } = rows;
        let (mut wait, mut duration, mut satisfaction) = (rows.wait, rows.duration, rows.satisfaction);
        let ids = named(ids.finish(), &unnamed, &made);
        let mut columns = Vec::with_capacity(CONTACT_WORDS.len());
        for (column, numbers) in CONTACT_WORDS.into_iter().zip(words) {
            columns.push(self.lexicons[column.index()].column(numbers)?);
        }
        let mut columns = columns.into_iter();
        let mut word = || columns.next().expect("one a column of words");
        let (partner, channel, direction, reason) = (word(), word(), word(), word());
        let (life_event, cause, outcome, site) = (word(), word(), word(), word());
        let mut cost_column = Decimal64Builder::with_capacity(rows.cost.len())
            .with_precision_and_scale(COST_PRECISION, COST_SCALE)
            .map_err(|it| unfit(&it))?;
        for amount in rows.cost {
            cost_column.append_option(amount);
        }
        let arrays: Vec<ArrayRef> = vec![
            ids,
            partner,
            Arc::new(usager.finish()),
            Arc::new(request.finish()),
            instants(started),
            channel,
            direction,
            reason,
            life_event,
            cause,
            outcome,
            Arc::new(wait.finish()),
            Arc::new(duration.finish()),
            Arc::new(satisfaction.finish()),
            Arc::new(cost_column.finish()),
            site,
            Arc::new(agent.finish()),
            Arc::new(UInt64Array::from(rows.line)),
        ];
        RecordBatch::try_new(Arc::clone(&SOURCE_CONTACTS), arrays).map(Some).map_err(|it| unfit(&it))
    }

    /// The batch of request events; `None` if there are none.
    pub(super) fn events_batch(&mut self, rows: EventRows) -> Result<Option<RecordBatch>, ImportError> {
        if rows.len() == 0 {
            return Ok(None);
        }
        let EventRows { words, mut request, mut usager, occurred, due, ordinal, line } = rows;
        let mut columns = Vec::with_capacity(EVENT_WORDS.len());
        for (column, numbers) in EVENT_WORDS.into_iter().zip(words) {
            columns.push(self.lexicons[column.index()].column(numbers)?);
        }
        let mut columns = columns.into_iter();
        let mut word = || columns.next().expect("one a column of words");
        let (partner, life_event, status) = (word(), word(), word());
        let due: PrimitiveArray<TimestampMicrosecondType> = due.into_iter().collect();
        let arrays: Vec<ArrayRef> = vec![
            partner,
            Arc::new(request.finish()),
            Arc::new(usager.finish()),
            life_event,
            instants(occurred),
            Arc::new(UInt64Array::from(ordinal)),
            status,
            Arc::new(due.with_timezone("UTC")),
            Arc::new(UInt64Array::from(line)),
        ];
        RecordBatch::try_new(Arc::clone(&SOURCE_EVENTS), arrays).map(Some).map_err(|it| unfit(&it))
    }
}

fn instants(us: Vec<i64>) -> ArrayRef {
    Arc::new(PrimitiveArray::<TimestampMicrosecondType>::from(us).with_timezone("UTC"))
}

fn named(ids: StringArray, unnamed: &[(usize, u128)], made: &[String]) -> ArrayRef {
    if unnamed.is_empty() {
        return Arc::new(ids);
    }
    let mut names = unnamed.iter().map(|it| it.0).zip(made).peekable();
    let mut all = StringBuilder::new();
    for (row, id) in ids.iter().enumerate() {
        match names.next_if(|it| it.0 == row) {
            Some((_, name)) => all.append_value(name),
            None => all.append_value(id.unwrap_or("")),
        }
    }
    Arc::new(all.finish())
}

fn append(column: &mut StringBuilder, text: &str) {
    if text.is_empty() { column.append_null() } else { column.append_value(text) }
}
