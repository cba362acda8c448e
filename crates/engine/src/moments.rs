//! The moments that make people call, in one pass: what `measures::moments` defines.
//!
//! Workers take buckets and count the episodes of each request (`count`); requests that several usagers share are set aside and
//! counted at the end, as for the measures of requests. What the counts say is said by `measures::MomentTally`.
//!
//! **Invariant:** the moments are what `measures::Oracle` finds, whatever the number of threads.

mod count;

use contact_log::{LogKind, PartnerLog, Snapshot};
use hashbrown::HashMap;
use kernel::Scope;
use measures::{
    MeasureError, UnitCosts,
    moments::{Moment, MomentMeasurer, MomentQuestion, rank, years},
};

use crate::{
    Engine, EngineError,
    aside::Aside,
    groups::SharedRequests,
    load::{Loader, read_contacts, read_events, read_ids},
    names::{Names, TextColumn, narrow},
    plan::Plan,
    view::Bucket,
    workers::share,
};
use count::{EpisodeCounts, closed};

impl Engine {
    /// Finds the moments of the log as it is now; see [`MomentMeasurer`].
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the question has no meaning or the log cannot be read.
    pub fn find_moments(&self, scope: &Scope, question: &MomentQuestion) -> Result<Vec<Moment>, EngineError> {
        question.check()?;
        let snapshot = self.log.snapshot()?;
        let is_asked = |it: &&PartnerLog| {
            scope.holds(it.code.as_str()) && question.wants(it.code.as_str()) && it.events > 0
        };
        let partners: Vec<&PartnerLog> = snapshot.partners().iter().filter(is_asked).collect();
        let shared: Vec<_> = partners.iter().map(|it| SharedRequests::new(&it.shared_requests)).collect();
        let (plan, names) = (Plan::of_moments(), Names::new(0));
        let search = Search {
            snapshot: &snapshot,
            partners: &partners,
            shared: &shared,
            question,
            plan: &plan,
            names: &names,
            costs: &UnitCosts::default(),
        };
        let counts = search.run(self.threads)?;
        let mut moments = Vec::new();
        for (place, reason, status, tally) in counts.tallies(&names) {
            let log = partners[place as usize];
            let end = question.observed_until.or(log.last_at);
            let Some((end, from)) = end.zip(counts.first_at(place)) else { continue };
            let years = years(from, question.to.map_or(end, |to| to.min(end)));
            moments.extend(tally.moment(&log.code, &reason, &status, years));
        }
        rank(&mut moments);
        Ok(moments)
    }
}

impl MomentMeasurer for Engine {
    fn moments(&self, scope: &Scope, question: &MomentQuestion) -> Result<Vec<Moment>, MeasureError> {
        Ok(self.find_moments(scope, question)?)
    }
}

/// One pass over some partners of a snapshot.
struct Search<'a> {
    snapshot: &'a Snapshot,
    /// A bucket knows its partner by the place here.
    partners: &'a [&'a PartnerLog],
    /// By partner.
    shared: &'a [SharedRequests<'a>],
    question: &'a MomentQuestion,
    plan: &'a Plan<'a>,
    names: &'a Names,
    costs: &'a UnitCosts,
}

struct Worker<'a> {
    search: &'a Search<'a>,
    bucket: Bucket,
    aside: Aside,
    contacts: Loader<'a>,
    events: Loader<'a>,
    counts: EpisodeCounts,
}

impl<'a> Search<'a> {
    /// Reads every bucket once, on `threads` threads; gives all counts, merged.
    fn run(&'a self, threads: usize) -> Result<EpisodeCounts, EngineError> {
        let units = self.units();
        let see = |worker: &mut Worker<'a>, unit: &(u32, u32)| worker.see(*unit);
        let mut last = Worker::new(self);
        for worker in share(&units, threads, || Worker::new(self), see)? {
            last.aside.merge(worker.aside);
            last.counts.merge(worker.counts);
        }
        let aside = std::mem::take(&mut last.aside);
        last.see_shared(&aside)?;
        Ok(last.counts)
    }

    /// Partner and bucket, those with most rows first.
    fn units(&self) -> Vec<(u32, u32)> {
        let mut units = Vec::new();
        for (place, partner) in self.partners.iter().enumerate() {
            for bucket in 0..partner.buckets {
                let contacts = partner.bucket_rows(LogKind::Contacts, bucket);
                let events = partner.bucket_rows(LogKind::Events, bucket);
                // Without a row of its own kind a bucket may still hold what belongs to a request that several share.
                if contacts + events > 0 {
                    units.push((std::cmp::Reverse(contacts + events), narrow(place), bucket));
                }
            }
        }
        units.sort_unstable();
        units.into_iter().map(|(_, partner, bucket)| (partner, bucket)).collect()
    }
}

impl<'a> Worker<'a> {
    fn new(search: &'a Search<'a>) -> Self {
        Self {
            search,
            bucket: Bucket::default(),
            aside: Aside::default(),
            contacts: Loader::new(search.names),
            events: Loader::new(search.names),
            counts: EpisodeCounts::default(),
        }
    }

    fn begin(&mut self, partner: u32) -> &'a PartnerLog {
        let log = self.search.partners[partner as usize];
        self.bucket.partner = partner;
        self.bucket.last_at = log.last_at;
        log
    }

    fn see(&mut self, (place, number): (u32, u32)) -> Result<(), EngineError> {
        let partner = self.begin(place);
        let Search { snapshot, shared, question, plan, names, costs, .. } = self.search;
        let bucket = &mut self.bucket;
        read_contacts(snapshot, partner, number, plan, costs, &mut self.contacts, &mut bucket.contacts)?;
        read_events(snapshot, partner, number, plan, &mut self.events, &mut bucket.events)?;
        bucket.contacts.find_runs();
        let left_out = bucket.groups.find(&bucket.contacts, &bucket.events, &shared[place as usize]);
        self.aside.take(bucket, number, &left_out, &[], true);
        self.counts.see(bucket, question, closed(bucket, names));
        Ok(())
    }

    /// Goes through the requests that were set aside, partner by partner.
    fn see_shared(&mut self, aside: &Aside) -> Result<(), EngineError> {
        let Search { snapshot, question, names, .. } = self.search;
        for place in aside.partners() {
            let partner = self.begin(place);
            let ids: HashMap<_, _> = read_ids(snapshot, partner, aside.ties(place))?;
            let status_text = |status| names.text(TextColumn::Status, status);
            aside.fill(&mut self.bucket, &mut [], &ids, status_text);
            self.counts.see(&self.bucket, question, closed(&self.bucket, names));
        }
        Ok(())
    }
}
