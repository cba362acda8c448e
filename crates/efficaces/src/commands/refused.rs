//! `refused`: the contacts that the API accepted and that the log did not take.

use register::incoming;
use serde_json::json;

use crate::{
    args::ListArgs, commands::user::scope, failure::Failure, instance::ask, print, settings::Settings,
};

pub(crate) fn run(args: ListArgs, settings: Settings) -> Result<(), Failure> {
    let scope = scope(args.partner.as_deref())?;
    let refused = ask(settings.at(args.data), async |tx| incoming::refused(tx, &scope).await)?;
    if args.json {
        let rows: Vec<_> = refused
            .iter()
            .map(|it| {
                json!({
                    "partner": it.partner, "contact_id": it.contact_id, "reason": it.refused,
                    "received_at": print::instant(it.received_at_us),
                })
            })
            .collect();
        return print::json(&json!({ "refused": rows }));
    }
    print::lines(refused.iter().map(|it| {
        format!(
            "{} {:<20} {:<10} {}",
            print::instant(it.received_at_us),
            it.partner,
            it.refused,
            it.contact_id
        )
    }))
}
