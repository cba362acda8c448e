//! The pass: workers take buckets from a queue, the largest first, and each bucket goes through all kernels.

use contact_log::{LogKind, PartnerLog, Snapshot};
use hashbrown::HashMap;
use measures::UnitCosts;

use crate::{
    EngineError,
    aside::Aside,
    groups::SharedRequests,
    kernels::{Kernel, Together},
    lens::Cells,
    load::{Loader, read_contacts, read_events, read_ids},
    names::{Names, TextColumn, narrow},
    plan::Plan,
    view::{Bucket, View},
    workers::share,
};

/// One pass over some partners of a snapshot.
pub(crate) struct Pass<'a> {
    pub(crate) snapshot: &'a Snapshot,
    /// Those to read; a bucket knows its partner by the place here.
    pub(crate) partners: &'a [&'a PartnerLog],
    /// By partner.
    pub(crate) shared: &'a [SharedRequests<'a>],
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) names: &'a Names,
    pub(crate) costs: &'a UnitCosts,
    pub(crate) together: &'a [Together],
}

/// A piece of work.
#[derive(Debug, Clone, Copy)]
struct Unit {
    partner: u32,
    bucket: u32,
    rows: u64,
}

/// One worker's memory: a bucket's columns are used again for the next.
struct Worker<'a> {
    pass: &'a Pass<'a>,
    kernels: Vec<Kernel>,
    aside: Aside,
    bucket: Bucket,
    cells: Vec<Cells>,
    contacts: Loader<'a>,
    events: Loader<'a>,
}

impl<'a> Pass<'a> {
    /// Reads every bucket once, on `threads` threads; gives each question's kernel, all merged.
    pub(crate) fn run(&'a self, threads: usize) -> Result<Vec<Kernel>, EngineError> {
        let units = self.units();
        let see = |worker: &mut Worker<'a>, unit: &Unit| worker.see(*unit);
        let mut kernels: Option<Vec<Kernel>> = None;
        let mut aside = Aside::default();
        for worker in share(&units, threads, || Worker::new(self), see)? {
            aside.merge(worker.aside);
            match &mut kernels {
                None => kernels = Some(worker.kernels),
                Some(ours) => ours.iter_mut().zip(worker.kernels).for_each(|(ours, it)| ours.merge(it)),
            }
        }
        let mut worker = Worker::new(self);
        if let Some(kernels) = kernels {
            worker.kernels = kernels;
        }
        worker.see_shared(&aside)?;
        Ok(worker.kernels)
    }

    fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for (place, partner) in self.partners.iter().enumerate() {
            for bucket in 0..partner.buckets {
                let contacts = partner.bucket_rows(LogKind::Contacts, bucket);
                let events = partner.bucket_rows(LogKind::Events, bucket);
                let events = if self.plan.event_columns.is_empty() { 0 } else { events };
                if contacts + events > 0 {
                    units.push(Unit { partner: narrow(place), bucket, rows: contacts + events });
                }
            }
        }
        units.sort_by_key(|it| (std::cmp::Reverse(it.rows), it.partner, it.bucket));
        units
    }
}

impl<'a> Worker<'a> {
    fn new(pass: &'a Pass<'a>) -> Self {
        let kernels = pass.plan.tasks.iter().zip(pass.together);
        Self {
            pass,
            kernels: kernels.map(|(task, together)| Kernel::new(task.question, together)).collect(),
            aside: Aside::default(),
            bucket: Bucket::default(),
            cells: pass.plan.lenses.iter().map(|_| Cells::default()).collect(),
            contacts: Loader::new(pass.names),
            events: Loader::new(pass.names),
        }
    }

    fn begin(&mut self, partner: u32) -> &'a PartnerLog {
        let log = self.pass.partners[partner as usize];
        self.bucket.partner = partner;
        self.bucket.partner_code = log.code.as_str().into();
        self.bucket.last_at = log.last_at;
        log
    }

    fn see(&mut self, unit: Unit) -> Result<(), EngineError> {
        let partner = self.begin(unit.partner);
        self.load(partner, unit.bucket)?;
        let Pass { plan, names, .. } = self.pass;
        let bucket = &mut self.bucket;
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
            if !lens.of_requests {
                lens.look(place, bucket, names, cells);
            }
        }
        if plan.groups {
            let left_out = bucket.groups.find(
                &bucket.contacts,
                &bucket.events,
                &self.pass.shared[unit.partner as usize],
            );
            self.aside.take(bucket, unit.bucket, &left_out, &self.cells, plan.provoked);
        }
        let view = View { bucket: &self.bucket, cells: &self.cells, names };
        for (kernel, task) in self.kernels.iter_mut().zip(&plan.tasks) {
            kernel.see_contacts(&view, task);
            kernel.see_requests(&view, plan, task);
        }
        Ok(())
    }

    fn load(&mut self, partner: &PartnerLog, number: u32) -> Result<(), EngineError> {
        let Pass { plan, snapshot, costs, .. } = self.pass;
        let bucket = &mut self.bucket;
        read_contacts(snapshot, partner, number, plan, costs, &mut self.contacts, &mut bucket.contacts)?;
        read_events(snapshot, partner, number, plan, &mut self.events, &mut bucket.events)
    }

    /// Goes through the requests that were set aside, partner by partner.
    fn see_shared(&mut self, aside: &Aside) -> Result<(), EngineError> {
        let Pass { plan, names, snapshot, .. } = self.pass;
        for number in aside.partners() {
            let partner = self.begin(number);
            let ids =
                if plan.journeys { read_ids(snapshot, partner, aside.ties(number))? } else { HashMap::new() };
            let status_text = |status| names.text(TextColumn::Status, status);
            aside.fill(&mut self.bucket, &mut self.cells, &ids, status_text);
            for (place, cells) in self.cells.iter_mut().enumerate() {
                cells.count = names.cells(place).len();
                cells.one = None;
            }
            let view = View { bucket: &self.bucket, cells: &self.cells, names };
            for (kernel, task) in self.kernels.iter_mut().zip(&plan.tasks) {
                kernel.see_requests(&view, plan, task);
            }
        }
        Ok(())
    }
}
