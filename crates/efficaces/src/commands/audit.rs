//! `audit`: who did what, and whether the trail is whole.

use kernel::Lang;
use register::audit::{self, Told, Verdict};
use serde_json::{Value, json};

use crate::{
    args::{AuditArgs, AuditWhat},
    commands::user::scope,
    failure::Failure,
    instance::{Instance, block_on},
    print,
    settings::Settings,
    words::{message, say},
};

pub(crate) fn run(args: AuditArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    match args.what {
        AuditWhat::List { list, rows } => {
            let scope = scope(list.partner.as_deref())?;
            let told = block_on(async {
                let instance = Instance::open(settings.at(list.data)).await?;
                let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
                let told = audit::list(&mut tx, &scope, i64::MAX, i64::from(rows)).await;
                told.map_err(|it| Failure::failed_by(&it))
            })?;
            if list.json {
                let entries: Vec<Value> = told.iter().map(document).collect();
                return print::json(&json!({ "entries": entries }));
            }
            print::lines(told.iter().map(|it| {
                let partner = it.partner.as_deref().unwrap_or("–");
                format!(
                    "{:>8} {} {:<24} {:<36} {:<36} {partner} {}",
                    it.seq,
                    time(it.at_us),
                    it.action,
                    it.actor,
                    it.object,
                    it.detail
                )
            }))
        }
        AuditWhat::Verify { data } => {
            let (verdict, last) = block_on(async {
                let instance = Instance::open(settings.at(data)).await?;
                let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
                let verdict = audit::verify(&mut tx).await.map_err(|it| Failure::failed_by(&it))?;
                let last = audit::list(&mut tx, &kernel::Scope::Everyone, i64::MAX, 1).await;
                Ok((verdict, last.map_err(|it| Failure::failed_by(&it))?))
            })?;
            match verdict {
                Verdict::Whole(entries) => {
                    let last = last.first().map_or_else(|| "–".to_owned(), |it| hexadecimal(&it.hash));
                    let args = [("entries", entries.to_string().into()), ("last", last.into())];
                    print::lines(std::iter::once(say(lang, "audit-whole", &args)))
                }
                Verdict::BrokenAt(entry) => {
                    Err(Failure::failed(message("audit-broken").with("entry", entry.to_string())))
                }
            }
        }
    }
}

fn document(told: &Told) -> Value {
    let detail: Value = serde_json::from_str(&told.detail).unwrap_or_else(|_| json!(told.detail));
    json!({
        "seq": told.seq,
        "at": time(told.at_us),
        "actor": told.actor,
        "action": told.action,
        "object": told.object,
        "partner": told.partner,
        "detail": detail,
        "hash": hexadecimal(&told.hash),
    })
}

/// RFC 3339 in UTC; a number that is no time stays one.
fn time(us: i64) -> String {
    jiff::Timestamp::from_microsecond(us).map_or_else(|_| us.to_string(), |it| it.to_string())
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |it: u8| char::from_digit(u32::from(it), 16);
    bytes.iter().flat_map(|it| [digit(it >> 4), digit(it & 15)]).flatten().collect()
}
