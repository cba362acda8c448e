//! What followed: for each span, every row is looked at.

use kernel::PartnerCode;

use super::{Oracle, log::PartnerLog};
use crate::{
    AfterMeasurer, MeasureError, UnitCosts,
    after::{AfterQuestion, AfterTable, Followed, Span},
};

impl AfterMeasurer for Oracle {
    fn after(
        &self,
        partner: &PartnerCode,
        question: &AfterQuestion,
        costs: &UnitCosts,
    ) -> Result<AfterTable, MeasureError> {
        question.check()?;
        let nothing = PartnerLog::default();
        let log = self.logs.get(partner).unwrap_or(&nothing);
        let followed = question.spans.iter().map(|it| followed(log, it, question, costs)).collect();
        Ok(AfterTable { followed, observed_until: log.last_at() })
    }
}

fn followed(log: &PartnerLog, span: &Span, question: &AfterQuestion, costs: &UnitCosts) -> Followed {
    let mut found = Followed::default();
    for row in log.rows().filter(|it| it.is_inbound()) {
        let contact = row.contact();
        let is_theirs = contact.usager == Some(span.usager);
        let is_inside = span.from <= contact.started_at && contact.started_at < span.to;
        let is_wanted = question.reasons.is_empty() || question.reasons.contains(&contact.reason);
        if is_theirs && is_inside && is_wanted {
            let usual = || costs.of(&contact.partner, contact.channel, contact.direction);
            found.add(contact.channel, contact.cost.unwrap_or_else(usual));
        }
    }
    found
}
