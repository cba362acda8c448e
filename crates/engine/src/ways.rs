//! What became of first contacts by way, in one pass: what `measures::ways` defines.
//!
//! **Invariant:** the answer is what `measures::Oracle` tells, whatever the number of threads.

mod count;

use contact_log::{LogKind, PartnerLog, Snapshot};
use kernel::Scope;
use measures::{MeasureError, UnitCosts, WayMeasurer, WayQuestion, Ways};

use crate::{
    Engine, EngineError,
    load::{Loader, read_contacts},
    names::{Names, narrow},
    plan::Plan,
    view::Bucket,
    workers::share,
};
use count::WayCounts;

impl Engine {
    /// Tells what became of first contacts in the log as it is now; see [`WayMeasurer`].
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the question has no meaning or the log cannot be read.
    pub fn measure_ways(
        &self,
        scope: &Scope,
        question: &WayQuestion,
        costs: &UnitCosts,
    ) -> Result<Ways, EngineError> {
        question.check()?;
        let snapshot = self.log.snapshot()?;
        let is_asked = |it: &&PartnerLog| scope.holds(it.code.as_str()) && question.wants(it.code.as_str());
        let partners: Vec<&PartnerLog> = snapshot.partners().iter().filter(is_asked).collect();
        let plan = Plan::of_ways(question.is_by_site);
        let names = Names::new(0);
        let work =
            Work { snapshot: &snapshot, partners: &partners, question, plan: &plan, names: &names, costs };
        let mut counts = WayCounts::default();
        for worker in work.run(self.threads)? {
            counts.merge(worker.counts);
        }
        let mut ways = counts.ways(&names, |place| partners[place as usize].code.clone());
        ways.sort();
        Ok(ways)
    }
}

impl WayMeasurer for Engine {
    fn ways(&self, scope: &Scope, question: &WayQuestion, costs: &UnitCosts) -> Result<Ways, MeasureError> {
        Ok(self.measure_ways(scope, question, costs)?)
    }
}

/// One pass over some partners of a snapshot.
struct Work<'a> {
    snapshot: &'a Snapshot,
    /// A bucket knows its partner by the place here.
    partners: &'a [&'a PartnerLog],
    question: &'a WayQuestion,
    plan: &'a Plan<'a>,
    names: &'a Names,
    costs: &'a UnitCosts,
}

struct Worker<'a> {
    work: &'a Work<'a>,
    bucket: Bucket,
    loader: Loader<'a>,
    counts: WayCounts,
}

impl Work<'_> {
    fn run(&self, threads: usize) -> Result<Vec<Worker<'_>>, EngineError> {
        let new = || Worker {
            work: self,
            bucket: Bucket::default(),
            loader: Loader::new(self.names),
            counts: WayCounts::default(),
        };
        share(&self.units(), threads, new, |worker, unit| worker.see(*unit))
    }

    /// Partner and bucket, those with most contacts first.
    fn units(&self) -> Vec<(u32, u32)> {
        let mut units = Vec::new();
        for (place, partner) in self.partners.iter().enumerate() {
            for bucket in 0..partner.buckets {
                let rows = partner.bucket_rows(LogKind::Contacts, bucket);
                if rows > 0 {
                    units.push((std::cmp::Reverse(rows), narrow(place), bucket));
                }
            }
        }
        units.sort_unstable();
        units.into_iter().map(|(_, partner, bucket)| (partner, bucket)).collect()
    }
}

impl Worker<'_> {
    fn see(&mut self, (place, number): (u32, u32)) -> Result<(), EngineError> {
        let Work { snapshot, partners, question, plan, names: _, costs } = self.work;
        let partner = partners[place as usize];
        let bucket = &mut self.bucket;
        bucket.partner = place;
        bucket.last_at = partner.last_at;
        read_contacts(snapshot, partner, number, plan, costs, &mut self.loader, &mut bucket.contacts)?;
        bucket.contacts.find_runs();
        bucket.contacts.find_inbound();
        bucket.follow.find(&bucket.contacts);
        self.counts.see(bucket, question);
        Ok(())
    }
}
