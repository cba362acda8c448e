//! Rows that one thread makes in the order of a file: for formats in which a line needs those above it.

use std::sync::Arc;

use kernel::Message;

use super::{
    ImportError, Run,
    column::Cells,
    order::Order,
    reject::Reason,
    rows::{Made, Maker},
    source::Noticed,
    spec::Spec,
};

/// Rows that are handed on together.
const ROWS: usize = 1 << 15;

/// The way of a file's rows to the sink.
pub(super) struct Feed<'a> {
    run: &'a Run<'a>,
    name: Arc<str>,
    noticed: Arc<Noticed>,
    order: Order<'a>,
    contacts: Maker,
    events: Maker,
    pieces: u64,
}

impl<'a> Feed<'a> {
    pub(super) fn new(
        name: &Arc<str>,
        noticed: &Arc<Noticed>,
        contacts: Spec,
        events: Spec,
        run: &'a Run<'a>,
    ) -> Self {
        Self {
            run,
            name: Arc::clone(name),
            noticed: Arc::clone(noticed),
            order: Order::new(name, run.rejects),
            contacts: Maker::new(contacts, run.latest_us),
            events: Maker::new(events, run.latest_us),
            pieces: 0,
        }
    }

    /// Takes a contact; says whether it was not refused.
    pub(super) fn contact(&mut self, line: u64, cells: &Cells<'_>) -> Result<bool, ImportError> {
        let taken = self.contacts.contact(line, cells);
        self.hand_on_if_many()?;
        Ok(taken)
    }

    /// Takes a request event.
    pub(super) fn event(&mut self, line: u64, cells: &Cells<'_>) -> Result<(), ImportError> {
        self.events.event(line, cells);
        self.hand_on_if_many()
    }

    pub(super) fn refuse(
        &mut self,
        line: u64,
        column: &str,
        value: &str,
        reason: Reason,
    ) -> Result<(), ImportError> {
        self.contacts.refuse(line, column, value, reason);
        self.hand_on_if_many()
    }

    fn hand_on_if_many(&mut self) -> Result<(), ImportError> {
        if self.contacts.waiting() + self.events.waiting() >= ROWS { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> Result<(), ImportError> {
        if self.run.progress.cancelled() {
            return Err(ImportError::Cancelled);
        }
        self.run.told(&self.noticed);
        for maker in [&mut self.contacts, &mut self.events] {
            let mut made: Made = maker.take();
            self.run.made(&made);
            self.order.settle(self.pieces, &mut made)?;
            self.pieces += 1;
            self.run.hand_on(maker, made, &self.name)?;
        }
        Ok(())
    }

    /// Hands on what is left; gives what is to be said. `line`: where the file ends.
    pub(super) fn end(mut self, line: u64) -> Result<Vec<Message>, ImportError> {
        if self.noticed.is_cut() {
            self.contacts.refuse(line, "", "", Reason::Cut);
        }
        self.hand_on()?;
        Ok(self.order.said())
    }
}
