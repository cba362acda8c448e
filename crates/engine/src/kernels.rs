//! The twelve measures, each as a kernel: it sees bucket after bucket, merges with those of the other workers, then
//! tells the figures of each cell.

pub(crate) mod counts;
pub(crate) mod followed;
pub(crate) mod journeys;
pub(crate) mod provoked;
pub(crate) mod variants;
pub(crate) mod worth;

use std::sync::Arc;

use kernel::Cause;
use measures::{Measure, Question};

use crate::{
    bucket::Contacts,
    lens::RequestCells,
    names::{Names, TextColumn},
    plan::{Plan, Task},
    view::{Bucket, View},
};
use counts::{PhoneKernel, SatisfactionKernel, VolumeKernel};
use followed::{EscapeKernel, FcrKernel, NeedsKernel, RecontactKernel};
use journeys::{AllJourneys, JourneysKernel};
use provoked::ProvokedKernel;
use worth::{AvoidableKernel, CostKernel, RequestsKernel};

/// One worker's part of one question.
#[derive(Debug)]
pub(crate) enum Kernel {
    Volume(VolumeKernel),
    Requests(RequestsKernel),
    Needs(NeedsKernel),
    Recontact(RecontactKernel),
    Fcr(FcrKernel),
    Escape(EscapeKernel),
    Avoidable(AvoidableKernel),
    Cost(CostKernel),
    Phone(PhoneKernel),
    Satisfaction(SatisfactionKernel),
    Journeys(Box<JourneysKernel>),
    Provoked(Box<ProvokedKernel>),
}

/// What the workers' kernels of one question share: journeys only.
pub(crate) type Together = Option<Arc<AllJourneys>>;

/// Whether journeys are told by cell, so that each sequence begins with its cell.
pub(crate) fn several_cells(question: &Question) -> bool {
    !question.by.is_empty()
}

impl Kernel {
    pub(crate) fn new(question: &Question, together: &Together) -> Self {
        match question.measure {
            Measure::Volume => Self::Volume(VolumeKernel::default()),
            Measure::Requests => Self::Requests(RequestsKernel::default()),
            Measure::Needs => Self::Needs(NeedsKernel::default()),
            Measure::Recontact => Self::Recontact(RecontactKernel::default()),
            Measure::Fcr => Self::Fcr(FcrKernel::default()),
            Measure::Escape => Self::Escape(EscapeKernel::default()),
            Measure::Avoidable => Self::Avoidable(AvoidableKernel::default()),
            Measure::Cost => Self::Cost(CostKernel::default()),
            Measure::Phone => Self::Phone(PhoneKernel::default()),
            Measure::Satisfaction => Self::Satisfaction(SatisfactionKernel::default()),
            Measure::Journeys => {
                let all = together.clone().unwrap_or_default();
                Self::Journeys(Box::new(JourneysKernel::new(all, question.step, several_cells(question))))
            }
            Measure::Provoked => Self::Provoked(Box::default()),
        }
    }

    /// Sees the contacts of a bucket, one by one or usager by usager.
    pub(crate) fn see_contacts(&mut self, view: &View<'_>, task: &Task<'_>) {
        let window = task.question.window();
        let end = view.bucket.end(task.question.observed_until);
        match self {
            Self::Volume(it) => it.see(view, task.lens),
            Self::Needs(it) => it.see(view, task.lens, window),
            Self::Recontact(it) => it.see(view, task.lens, window, end),
            Self::Fcr(it) => it.see(view, task.lens, window, end),
            Self::Escape(it) => it.see(view, task.lens, window, end),
            Self::Avoidable(it) => {
                it.see(view, task.lens, task.second, &avoidable(&view.bucket.contacts, view.names));
            }
            Self::Cost(it) => it.see_contacts(view, task.lens),
            Self::Phone(it) => it.see(view, task.lens),
            Self::Satisfaction(it) => it.see(view, task.lens),
            Self::Requests(_) | Self::Journeys(_) | Self::Provoked(_) => {}
        }
    }

    /// Sees the requests of a bucket.
    pub(crate) fn see_requests(&mut self, view: &View<'_>, plan: &Plan<'_>, task: &Task<'_>) {
        let bucket = view.bucket;
        let cells = |lens: usize| RequestCells::new(&plan.lenses[lens], lens, bucket, view.names);
        match self {
            Self::Requests(it) => {
                it.see(view, task.lens);
                if task.by_events {
                    it.see_events(bucket, closed(bucket, view.names), &mut cells(task.second));
                }
            }
            Self::Cost(it) => it.see_requests(view, task.lens),
            Self::Journeys(it) => it.see(view, task.second, task.by_events, &mut cells(task.lens)),
            Self::Provoked(it) => {
                it.see(view, bucket.end(task.question.observed_until), &mut cells(task.lens));
            }
            _ => {}
        }
    }

    /// Adds what another worker saw.
    pub(crate) fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Volume(ours), Self::Volume(theirs)) => ours.merge(theirs),
            (Self::Requests(ours), Self::Requests(theirs)) => ours.merge(theirs),
            (Self::Needs(ours), Self::Needs(theirs)) => ours.merge(theirs),
            (Self::Recontact(ours), Self::Recontact(theirs)) => ours.merge(theirs),
            (Self::Fcr(ours), Self::Fcr(theirs)) => ours.merge(theirs),
            (Self::Escape(ours), Self::Escape(theirs)) => ours.merge(theirs),
            (Self::Avoidable(ours), Self::Avoidable(theirs)) => ours.merge(theirs),
            (Self::Cost(ours), Self::Cost(theirs)) => ours.merge(theirs),
            (Self::Phone(ours), Self::Phone(theirs)) => ours.merge(theirs),
            (Self::Satisfaction(ours), Self::Satisfaction(theirs)) => ours.merge(theirs),
            (Self::Provoked(ours), Self::Provoked(theirs)) => ours.merge(*theirs),
            // Journeys are together already; kernels of one question are of one kind.
            _ => {}
        }
    }
}

/// Whether each cause of the bucket is avoidable; no cause is not.
pub(crate) fn avoidable(contacts: &Contacts, names: &Names) -> Vec<bool> {
    let names = names.texts(TextColumn::Cause);
    contacts.cause.shared.iter().map(|it| names.text(*it).is_some_and(|it| Cause::is_avoidable(it))).collect()
}

/// The bucket's number of the status `closed`; 0 if it has none.
fn closed(bucket: &Bucket, names: &Names) -> u32 {
    let texts = names.texts(TextColumn::Status);
    let is_closed = |it: &u32| texts.text(*it).is_some_and(|it| it.as_ref() == "closed");
    bucket.events.status.shared.iter().position(is_closed).map_or(0, crate::names::narrow)
}
