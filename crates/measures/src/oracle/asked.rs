//! A question over the logs that it may read: index contacts, their cells, the end of observation.

use std::collections::BTreeMap;

use kernel::{Period, Window};

use super::log::{PartnerLog, Row};
use crate::{Dimension, Question};

/// The values of a cell.
pub(super) type Values = Vec<Option<String>>;

/// One question, and the logs in its scope.
pub(super) struct Asked<'a> {
    pub(super) question: &'a Question,
    pub(super) logs: Vec<&'a PartnerLog>,
}

impl<'a> Asked<'a> {
    /// The end of observation of a partner; `None` where it has no contact.
    pub(super) fn end(&self, log: &PartnerLog) -> Option<i64> {
        self.question.observed_until.or_else(|| log.last_at())
    }

    /// What an answer prints: the instant asked for, else the latest end among the partners that the filters keep.
    pub(super) fn observed_until(&self) -> Option<i64> {
        let kept = |log: &&&PartnerLog| {
            log.contacts.first().is_some_and(|first| {
                let code = Some(first.partner.as_str());
                self.allows(Dimension::Partner, code)
            })
        };
        self.question
            .observed_until
            .or_else(|| self.logs.iter().filter(kept).filter_map(|it| it.last_at()).max())
    }

    /// Whether the window that begins with this contact was observed whole.
    pub(super) fn is_eligible(&self, row: Row<'_>, window: Window) -> bool {
        let until = row.contact().started_at.saturating_add(window.as_us());
        self.end(row.log).is_some_and(|end| until <= end)
    }

    /// Whether the filters on this dimension, if any, allow this value.
    pub(super) fn allows(&self, dimension: Dimension, value: Option<&str>) -> bool {
        let wanted = self.question.selection.wanted.iter().filter(|(it, _)| *it == dimension);
        let mut wanted = wanted.map(|(_, wanted)| wanted.as_deref()).peekable();
        wanted.peek().is_none() || wanted.any(|it| it == value)
    }

    /// Whether an instant is in the period asked for: `from` is, `to` is not.
    pub(super) fn is_in_period(&self, at: i64) -> bool {
        let selection = &self.question.selection;
        selection.from.is_none_or(|from| from <= at) && selection.to.is_none_or(|to| at < to)
    }

    /// Whether the question names no dimension and no filter but partner, life event and period: then it can be
    /// answered for requests that have no contact.
    pub(super) fn knows_requests_without_contact(&self) -> bool {
        let known = |it: &Dimension| matches!(it, Dimension::Partner | Dimension::LifeEvent);
        self.question.by.iter().all(known) && self.question.selection.wanted.iter().all(|(it, _)| known(it))
    }

    /// Whether the contact is an index contact.
    pub(super) fn is_index(&self, row: Row<'_>) -> bool {
        self.is_in_period(row.contact().started_at)
            && Dimension::ALL.iter().all(|it| self.allows(*it, self.value(row, *it).as_deref()))
    }

    /// The value that a contact has of a dimension.
    pub(super) fn value(&self, row: Row<'_>, dimension: Dimension) -> Option<String> {
        let contact = row.contact();
        match dimension {
            Dimension::Partner => Some(contact.partner.to_string()),
            Dimension::Channel => Some(contact.channel.code().to_owned()),
            Dimension::Reason => Some(contact.reason.clone()),
            Dimension::LifeEvent => contact.life_event.clone(),
            Dimension::Direction => Some(contact.direction.code().to_owned()),
            Dimension::Cause => contact.cause.as_ref().map(|it| it.code().to_owned()),
            Dimension::Outcome => contact.outcome.map(|it| it.code().to_owned()),
            Dimension::Site => contact.site.clone(),
            Dimension::Day => Some(Period::day_of(contact.started_at).to_string()),
            Dimension::Week => Some(Period::week_of(contact.started_at).to_string()),
            Dimension::Month => Some(Period::month_of(contact.started_at).to_string()),
            Dimension::Recontacted => {
                let month = Window::days(30);
                let known = row.is_inbound() && self.is_eligible(row, month);
                known.then(|| if row.follower(month.as_us()).is_some() { "yes" } else { "no" }.to_owned())
            }
        }
    }

    /// The index contacts of each cell. Without a dimension there is one cell, be it empty.
    pub(super) fn cells(&self) -> BTreeMap<Values, Vec<Row<'a>>> {
        let mut cells = BTreeMap::new();
        if self.question.by.is_empty() {
            cells.insert(Values::new(), Vec::new());
        }
        for row in self.logs.iter().flat_map(|log| log.rows()).filter(|it| self.is_index(*it)) {
            let values = self.question.by.iter().map(|it| self.value(row, *it)).collect();
            cells.entry(values).or_default().push(row);
        }
        cells
    }

    /// The cell of a whole request, which knows its partner and its life event; `None` if a filter on them refuses it.
    ///
    /// Asked where the dimensions are of these two.
    pub(super) fn cell_of_request(&self, partner: &str, life_event: Option<&str>) -> Option<Values> {
        let value =
            |dimension: Dimension| if dimension == Dimension::Partner { Some(partner) } else { life_event };
        let allowed =
            [Dimension::Partner, Dimension::LifeEvent].iter().all(|it| self.allows(*it, value(*it)));
        allowed.then(|| self.question.by.iter().map(|it| value(*it).map(str::to_owned)).collect())
    }
}
