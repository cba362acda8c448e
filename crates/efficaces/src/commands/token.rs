//! `token`: makes an API token and prints it once; lists and revokes tokens.

use kernel::{Lang, PartnerCode, Scope, Secret};
use register::{
    ApiToken, TokenScope, audit,
    token::{self, ApiTokenId},
};
use serde_json::json;

use crate::{
    args::{ListArgs, TokenArgs, TokenWhat},
    commands::user::{partner_code, scope},
    failure::Failure,
    instance::{COMMAND_LINE, Instance, ask, block_on},
    print,
    settings::Settings,
    words::{message, say},
};

pub(crate) fn run(args: TokenArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    let said = match args.what {
        TokenWhat::Add { name, partner, scopes, data } => {
            let partner = partner_code(&partner)?;
            let scopes = read_scopes(&scopes)?;
            add(&name, &partner, &scopes, settings.at(data))?.reveal().clone()
        }
        TokenWhat::List(args) => return list(args, settings, lang),
        TokenWhat::Revoke { id, data } => {
            revoke(&id, settings.at(data))?;
            say(lang, "token-revoked", &[("id", id.into())])
        }
    };
    print::lines(std::iter::once(said))
}

fn add(
    name: &str,
    partner: &PartnerCode,
    scopes: &[TokenScope],
    settings: Settings,
) -> Result<Secret<String>, Failure> {
    block_on(async {
        let instance = Instance::open(settings).await?;
        instance.ensure_partner(partner, None).await?;
        let now = instance.clock.now();
        let mut tx = instance.db.write().await.map_err(|it| Failure::failed_by(&it))?;
        let (made, text) = token::create(&mut tx, partner, name, scopes, COMMAND_LINE, now)
            .await
            .map_err(|it| Failure::failed_by(&it))?;
        let entry = audit::Entry {
            actor: COMMAND_LINE,
            action: "token.create",
            object: &made.id.to_string(),
            partner: Some(partner),
            detail: json!({ "scopes": codes(scopes) }),
        };
        audit::tell(&mut tx, entry, now).await.map_err(|it| Failure::failed_by(&it))?;
        tx.commit().await.map_err(|it| Failure::failed_by(&it))?;
        Ok(text)
    })
}

fn list(args: ListArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    let scope = scope(args.partner.as_deref())?;
    let tokens = ask(settings.at(args.data), async |tx| token::list(tx, &scope).await)?;
    if args.json {
        let rows: Vec<_> = tokens.iter().map(document).collect();
        return print::json(&json!({ "tokens": rows }));
    }
    print::lines(tokens.iter().map(|it| {
        let state = if it.revoked_at.is_some() { say(lang, "token-is-revoked", &[]) } else { String::new() };
        let line =
            format!("{} {:<20} {:<32} {} {state}", it.id, it.partner, codes(&it.scopes).join(","), it.label);
        line.trim_end().to_owned()
    }))
}

fn document(token: &ApiToken) -> serde_json::Value {
    let ApiToken { id, partner, label, scopes, created_at, used_at, revoked_at } = token;
    json!({
        "id": id.to_string(),
        "partner": partner,
        "name": label,
        "scopes": codes(scopes),
        "created_at": created_at,
        "used_at": used_at,
        "revoked_at": revoked_at,
    })
}

fn revoke(id: &str, settings: Settings) -> Result<(), Failure> {
    let unknown = || Failure::refused(message("token-unknown").with("id", id));
    let token: ApiTokenId = id.parse().map_err(|_| unknown())?;
    block_on(async {
        let instance = Instance::open(settings).await?;
        let now = instance.clock.now();
        let mut tx = instance.db.write().await.map_err(|it| Failure::failed_by(&it))?;
        let revoked = token::revoke(&mut tx, &Scope::Everyone, token, now).await;
        let partner = revoked.map_err(|it| Failure::failed_by(&it))?.ok_or_else(unknown)?;
        let entry = audit::Entry {
            actor: COMMAND_LINE,
            action: "token.revoke",
            object: id,
            partner: Some(&partner),
            detail: json!({}),
        };
        audit::tell(&mut tx, entry, now).await.map_err(|it| Failure::failed_by(&it))?;
        tx.commit().await.map_err(|it| Failure::failed_by(&it))
    })
}

fn codes(scopes: &[TokenScope]) -> Vec<&'static str> {
    scopes.iter().map(|it| it.code()).collect()
}

fn read_scopes(words: &[String]) -> Result<Vec<TokenScope>, Failure> {
    let read = |word: &String| {
        word.parse().map_err(|_| {
            let known = TokenScope::ALL.map(TokenScope::code).join(", ");
            Failure::refused(message("bad-scope").with("value", word.as_str()).with("known", known))
        })
    };
    words.iter().map(read).collect()
}
