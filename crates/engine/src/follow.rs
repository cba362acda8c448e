//! Which inbound contact of the same need comes before and after each inbound contact.
//!
//! The key of a need is (partner, usager, reason). Rows are in order, so the nearest is the one met last, and whether
//! it is within a window is a comparison: every window of every question reads the same two columns.

use crate::{
    bucket::{Contacts, INBOUND, NONE},
    names::narrow,
};

/// Stands for *no such contact* among the distances.
pub(crate) const NEVER: i64 = i64::MAX;

/// For each row that is inbound; the others keep *none*.
#[derive(Debug, Default)]
pub(crate) struct Follow {
    /// Microseconds to the next inbound contact of the key.
    pub(crate) next_us: Vec<i64>,
    /// Its channel; of no meaning where there is none.
    pub(crate) next_channel: Vec<u8>,
    /// Microseconds since the previous one.
    pub(crate) since_us: Vec<i64>,
    /// The row of the previous one.
    pub(crate) previous: Vec<u32>,
    last: Vec<u32>,
}

impl Follow {
    pub(crate) fn find(&mut self, contacts: &Contacts) {
        let rows = contacts.rows;
        for column in [&mut self.next_us, &mut self.since_us] {
            column.clear();
            column.resize(rows, NEVER);
        }
        self.next_channel.clear();
        self.next_channel.resize(rows, 0);
        self.previous.clear();
        self.previous.resize(rows, NONE);
        // The last inbound row of each reason; it counts if it is in the present run.
        self.last.clear();
        self.last.resize(contacts.reason.count(), NONE);
        for run in contacts.each_run().take_while(|it| it.start < contacts.known) {
            if run.len() == 1 {
                continue;
            }
            let begin = narrow(run.start);
            for row in run {
                if contacts.direction[row] != INBOUND {
                    continue;
                }
                let last = &mut self.last[contacts.reason.codes[row] as usize];
                let before = *last;
                *last = narrow(row);
                if before != NONE && before >= begin {
                    let distance =
                        contacts.started_at[row].saturating_sub(contacts.started_at[before as usize]);
                    self.next_us[before as usize] = distance;
                    self.next_channel[before as usize] = contacts.channel[row];
                    self.since_us[row] = distance;
                    self.previous[row] = before;
                }
            }
        }
    }
}
