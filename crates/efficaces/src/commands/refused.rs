//! `refused`: the contacts that the API accepted and that the log did not take.

use jiff::Timestamp;
use register::incoming;
use serde_json::json;

use crate::{
    args::ListArgs,
    commands::user::scope,
    failure::Failure,
    instance::{Instance, block_on},
    print,
    settings::Settings,
};

pub(crate) fn run(args: ListArgs, settings: Settings) -> Result<(), Failure> {
    let scope = scope(args.partner.as_deref())?;
    let refused = block_on(async {
        let instance = Instance::open(settings.at(args.data)).await?;
        let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
        incoming::refused(&mut tx, &scope).await.map_err(|it| Failure::failed_by(&it))
    })?;
    let at = |us| Timestamp::from_microsecond(us).map_or_else(|_| us.to_string(), |it| it.to_string());
    if args.json {
        let rows: Vec<_> = refused
            .iter()
            .map(|it| {
                json!({
                    "partner": it.partner, "contact_id": it.contact_id, "reason": it.refused,
                    "received_at": at(it.received_at_us),
                })
            })
            .collect();
        return print::json(&json!({ "refused": rows }));
    }
    print::lines(refused.iter().map(|it| {
        format!("{} {:<20} {:<10} {}", at(it.received_at_us), it.partner, it.refused, it.contact_id)
    }))
}
