//! What followed, in one pass over the buckets of the usagers that are asked for: what `measures::after` defines.
//!
//! **Invariant:** the table is what `measures::Oracle` prints, whatever the number of threads.

use std::collections::BTreeSet;

use contact_log::{LogKind, PartnerLog, Snapshot};
use kernel::{Channel, Direction, Euro, PartnerCode};
use measures::{
    AfterMeasurer, AfterQuestion, AfterTable, MeasureError, UnitCosts,
    after::{Followed, Span},
};

use crate::{
    Engine, EngineError,
    bucket::Contacts,
    load::{Loader, read_contacts},
    names::{Names, TextColumn},
    plan::Plan,
    workers::share,
};

impl Engine {
    /// Tells what followed over the log as it is now; see [`AfterMeasurer`].
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the question has no meaning or the log cannot be read.
    pub fn measure_after(
        &self,
        partner: &PartnerCode,
        question: &AfterQuestion,
        costs: &UnitCosts,
    ) -> Result<AfterTable, EngineError> {
        question.check()?;
        let snapshot = self.log.snapshot()?;
        let mut table =
            AfterTable { followed: vec![Followed::default(); question.spans.len()], observed_until: None };
        let Some(log) = snapshot.partner(partner.as_str()) else { return Ok(table) };
        table.observed_until = log.last_at;
        let mut plan = Plan::new(&[], false);
        plan.need(&["usager", "started_at", "channel", "direction", "cost"]);
        if !question.reasons.is_empty() {
            plan.need(&["reason"]);
        }
        plan.costs = true;
        let order = question.in_order();
        let spans: Vec<Span> = order.iter().map(|it| question.spans[*it]).collect();
        let names = Names::new(0);
        let work =
            Work { snapshot: &snapshot, log, question, spans: &spans, plan: &plan, names: &names, costs };
        for worker in work.run(self.threads)? {
            // A usager is in one bucket, so a span is told by one worker.
            for (place, followed) in worker.found {
                table.followed[order[place]] = followed;
            }
        }
        Ok(table)
    }
}

impl AfterMeasurer for Engine {
    fn after(
        &self,
        partner: &PartnerCode,
        question: &AfterQuestion,
        costs: &UnitCosts,
    ) -> Result<AfterTable, MeasureError> {
        Ok(self.measure_after(partner, question, costs)?)
    }
}

/// One pass over the buckets of some usagers.
struct Work<'a> {
    snapshot: &'a Snapshot,
    log: &'a PartnerLog,
    question: &'a AfterQuestion,
    /// By usager, then by their first instant.
    spans: &'a [Span],
    plan: &'a Plan<'a>,
    names: &'a Names,
    costs: &'a UnitCosts,
}

struct Worker<'a> {
    work: &'a Work<'a>,
    contacts: Contacts,
    loader: Loader<'a>,
    /// What followed in the spans in which something did, by their place in order.
    found: Vec<(usize, Followed)>,
}

impl Work<'_> {
    fn run(&self, threads: usize) -> Result<Vec<Worker<'_>>, EngineError> {
        let rows = |bucket: &u32| self.log.bucket_rows(LogKind::Contacts, *bucket);
        let met: BTreeSet<u32> = self.spans.iter().map(|it| self.log.bucket_of(it.usager)).collect();
        let mut buckets: Vec<u32> = met.into_iter().filter(|it| rows(it) > 0).collect();
        buckets.sort_by_key(|it| (std::cmp::Reverse(rows(it)), *it));
        let new = || Worker {
            work: self,
            contacts: Contacts::default(),
            loader: Loader::new(self.names),
            found: Vec::new(),
        };
        share(&buckets, threads, new, |worker, bucket| worker.see(*bucket))
    }
}

impl Worker<'_> {
    fn see(&mut self, number: u32) -> Result<(), EngineError> {
        let Work { snapshot, log, question, spans, plan, names, costs } = self.work;
        let contacts = &mut self.contacts;
        read_contacts(snapshot, log, number, plan, costs, &mut self.loader, contacts)?;
        contacts.find_runs();
        // By the bucket's own number of a reason.
        let wanted: Vec<bool> = if question.reasons.is_empty() {
            Vec::new()
        } else {
            let texts = names.texts(TextColumn::Reason);
            let is_wanted = |it: &u32| {
                texts.text(*it).is_some_and(|it| question.reasons.iter().any(|wanted| **wanted == **it))
            };
            contacts.reason.shared.iter().map(is_wanted).collect()
        };
        let is_counted = |row: usize| {
            let is_wanted = wanted.is_empty() || wanted[contacts.reason.codes[row] as usize];
            usize::from(contacts.direction[row]) == Direction::Inbound.index() && is_wanted
        };
        for run in contacts.each_run().take_while(|it| it.start < contacts.known) {
            let usager = contacts.usager[run.start];
            let first = spans.partition_point(|it| it.usager < usager);
            for (place, span) in (first..).zip(&spans[first..]).take_while(|it| it.1.usager == usager) {
                let times = &contacts.started_at[run.clone()];
                let from = run.start + times.partition_point(|it| *it < span.from);
                let to = run.start + times.partition_point(|it| *it < span.to);
                let mut followed = Followed::default();
                for row in (from..to).filter(|it| is_counted(*it)) {
                    if let Some(channel) = Channel::ALL.get(usize::from(contacts.channel[row])) {
                        followed.add(*channel, Euro(contacts.cost[row]));
                    }
                }
                if followed != Followed::default() {
                    self.found.push((place, followed));
                }
            }
        }
        Ok(())
    }
}
