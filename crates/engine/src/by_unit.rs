//! Outcomes by unit in one pass: what `measures::by_unit` defines.
//!
//! Workers take buckets. Of each, every row that is in a period gets the number of its unit (`place`), every metric adds its rows to
//! its unit's sums (`count`), the words of segments are counted (`segments`); `merge` puts the workers' units in order. A usager is in one
//! bucket, so usagers need no map; the other units do.
//!
//! **Invariant:** the table is what `measures::Oracle` prints, whatever the number of threads.

mod count;
mod merge;
mod place;
mod segments;

use contact_log::{LogKind, PartnerLog, Snapshot};
use kernel::PartnerCode;
use measures::{
    Measure, MeasureError, Question, QuestionError, UnitCosts, UnitKind, UnitMeasurer, UnitQuestion,
    UnitTable, by_unit::Sums,
};

use crate::{
    Engine, EngineError,
    kernels::avoidable,
    lens::Cells,
    load::{Loader, read_contacts},
    names::Names,
    plan::{FOLLOW, Plan},
    view::Bucket,
    workers::share,
};
use count::{Requested, Rows};
use place::{Places, Spans};
use segments::Words;

impl Engine {
    /// Tells outcomes unit by unit over the log as it is now; see [`UnitMeasurer`].
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the question has no meaning or the log cannot be read.
    pub fn measure_by_unit(
        &self,
        partner: &PartnerCode,
        question: &UnitQuestion,
        costs: &UnitCosts,
    ) -> Result<UnitTable, EngineError> {
        question.check()?;
        let snapshot = self.log.snapshot()?;
        let log = snapshot.partner(partner.as_str());
        let mut plan = Plan::new(&[], false);
        let lenses = need(&mut plan, question);
        let names = Names::new(plan.lenses.len());
        let spans = Spans::new(&question.periods);
        let work = |log| Work {
            snapshot: &snapshot,
            log,
            question,
            plan: &plan,
            lenses: &lenses,
            names: &names,
            costs,
            spans: &spans,
        };
        let partials = match log {
            Some(log) => work(log).run(self.threads)?,
            None => Vec::new(),
        };
        let last_at = log.and_then(|it| it.last_at);
        merge::table(question, partials, &names, partner.as_str(), question.observed_until.or(last_at))
    }
}

impl UnitMeasurer for Engine {
    fn by_unit(
        &self,
        partner: &PartnerCode,
        question: &UnitQuestion,
        costs: &UnitCosts,
    ) -> Result<UnitTable, MeasureError> {
        Ok(self.measure_by_unit(partner, question, costs)?)
    }
}

/// Has the columns read that the question needs; gives the lens of each metric.
fn need(plan: &mut Plan<'_>, question: &UnitQuestion) -> Vec<usize> {
    plan.need(&["started_at", "direction"]);
    match question.unit {
        UnitKind::Usager => plan.need(&["usager"]),
        UnitKind::Request => plan.need(&["request"]),
        UnitKind::Site => plan.need(&["site"]),
        UnitKind::Day => plan.calendar = true,
        UnitKind::Agent => plan.need(&["agent"]),
    }
    for segment in &question.segments {
        plan.need_dimension(*segment);
    }
    let mut lenses = Vec::new();
    for metric in &question.metrics {
        let asked: Question = metric.question(question.observed_until);
        lenses.push(plan.lens(&asked, &[], asked.selection.clone(), false));
        match metric.measure {
            Measure::Needs | Measure::Recontact | Measure::Fcr => {
                plan.follow = true;
                plan.need(FOLLOW);
            }
            Measure::Requests => plan.need(&["request"]),
            Measure::Avoidable => plan.need(&["cause"]),
            Measure::Cost => {
                plan.costs = true;
                plan.need(&["channel", "cost"]);
            }
            Measure::Phone => plan.need(&["channel", "outcome"]),
            Measure::Satisfaction => plan.need(&["satisfaction"]),
            Measure::Volume | Measure::Escape | Measure::Journeys | Measure::Provoked => {}
        }
    }
    lenses
}

/// One pass over a partner's log.
struct Work<'a> {
    snapshot: &'a Snapshot,
    log: &'a PartnerLog,
    question: &'a UnitQuestion,
    plan: &'a Plan<'a>,
    /// By metric.
    lenses: &'a [usize],
    names: &'a Names,
    costs: &'a UnitCosts,
    spans: &'a Spans,
}

/// What one worker found of its units, which are numbered from 0.
#[derive(Debug)]
struct Partial {
    places: Places,
    /// By metric and period; denominators that are always 1 are left out, amounts are in ten-thousandths of a euro.
    sums: Vec<Vec<Sums>>,
    /// By metric: the requests met, where they are still to be counted.
    requested: Vec<Vec<Requested>>,
    /// By segment.
    words: Vec<Words>,
    first_at: Vec<i64>,
}

struct Worker<'a> {
    work: &'a Work<'a>,
    bucket: Bucket,
    cells: Vec<Cells>,
    loader: Loader<'a>,
    partial: Partial,
}

impl Work<'_> {
    fn run(&self, threads: usize) -> Result<Vec<Partial>, EngineError> {
        let rows = |bucket: &u32| self.log.bucket_rows(LogKind::Contacts, *bucket);
        let mut buckets: Vec<u32> = (0..self.log.buckets).filter(|it| rows(it) > 0).collect();
        buckets.sort_by_key(|it| (std::cmp::Reverse(rows(it)), *it));
        let see = |worker: &mut Worker<'_>, bucket: &u32| worker.see(*bucket);
        let workers = share(&buckets, threads, || Worker::new(self), see)?;
        Ok(workers.into_iter().map(|it| it.partial).collect())
    }
}

impl<'a> Worker<'a> {
    fn new(work: &'a Work<'a>) -> Self {
        let question = work.question;
        let (metrics, periods) = (question.metrics.len(), question.periods.len());
        let bucket = Bucket {
            partner_code: work.log.code.as_str().into(),
            last_at: work.log.last_at,
            ..Bucket::default()
        };
        Self {
            work,
            bucket,
            cells: work.plan.lenses.iter().map(|_| Cells::default()).collect(),
            loader: Loader::new(work.names),
            partial: Partial {
                places: Places::new(question.unit),
                sums: vec![vec![Sums::default(); periods]; metrics],
                requested: vec![Vec::new(); metrics],
                words: question.segments.iter().map(|_| Words::default()).collect(),
                first_at: Vec::new(),
            },
        }
    }

    fn see(&mut self, number: u32) -> Result<(), EngineError> {
        let Work { snapshot, log, question, plan, lenses, names, costs, spans } = self.work;
        let bucket = &mut self.bucket;
        read_contacts(snapshot, log, number, plan, costs, &mut self.loader, &mut bucket.contacts)?;
        bucket.contacts.find_inbound();
        if plan.usagers() {
            bucket.contacts.find_runs();
        }
        if plan.follow {
            bucket.follow.find(&bucket.contacts);
        }
        if plan.calendar {
            bucket.calendar.find(&bucket.contacts.started_at);
        }
        for (place, (lens, cells)) in plan.lenses.iter().zip(&mut self.cells).enumerate() {
            lens.look(place, bucket, names, cells);
        }
        let partial = &mut self.partial;
        partial.places.find(bucket, spans);
        let units = partial.places.keys.len();
        question.check_units(units).map_err(QuestionError::from)?;
        let avoidable = avoidable(&bucket.contacts, names);
        let end = bucket.end(question.observed_until);
        for (at, (metric, lens)) in question.metrics.iter().zip(*lenses).enumerate() {
            let rows = Rows { bucket, places: &partial.places, spans, cells: &self.cells[*lens].of };
            for sums in &mut partial.sums[at] {
                sums.numerators.resize(units, 0.0);
                sums.denominators.resize(units, 0.0);
            }
            let requested = &mut partial.requested[at];
            count::add(metric, end, &rows, &avoidable, &mut partial.sums[at], requested);
            count::settle(question.unit, &mut partial.sums[at], requested);
        }
        for (segment, words) in question.segments.iter().zip(&mut partial.words) {
            words.count(*segment, question.unit, bucket, names, &partial.places, spans);
        }
        partial.first_at.resize(units, i64::MAX);
        let last = question.periods.len().saturating_sub(1);
        for (row, unit) in partial.places.inbound_in(bucket, spans, last) {
            let first_at = &mut partial.first_at[unit];
            *first_at = (*first_at).min(bucket.contacts.started_at[row]);
        }
        Ok(())
    }
}
