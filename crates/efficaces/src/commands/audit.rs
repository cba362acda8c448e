//! `audit`: who did what, and whether the trail is whole.

use kernel::Lang;
use register::audit::{self, Told, Verdict};
use serde_json::{Value, json};

use crate::{
    args::{AuditArgs, AuditWhat},
    commands::user::scope,
    failure::Failure,
    instance::ask,
    print,
    settings::Settings,
    words::{message, say},
};

pub(crate) fn run(args: AuditArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    match args.what {
        AuditWhat::List { list, rows } => {
            let scope = scope(list.partner.as_deref())?;
            let told = ask(settings.at(list.data), async |tx| {
                audit::list(tx, &scope, i64::MAX, i64::from(rows)).await
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
                    print::instant(it.at_us),
                    it.action,
                    it.actor,
                    it.object,
                    it.detail
                )
            }))
        }
        AuditWhat::Verify { data } => {
            let (verdict, last) = ask(settings.at(data), async |tx| {
                let verdict = audit::verify(tx).await?;
                Ok((verdict, audit::list(tx, &kernel::Scope::Everyone, i64::MAX, 1).await?))
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
        "at": print::instant(told.at_us),
        "actor": told.actor,
        "action": told.action,
        "object": told.object,
        "partner": told.partner,
        "detail": detail,
        "hash": hexadecimal(&told.hash),
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |it: u8| char::from_digit(u32::from(it), 16);
    bytes.iter().flat_map(|it| [digit(it >> 4), digit(it & 15)]).flatten().collect()
}
