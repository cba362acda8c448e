//! `user`: opens an account and prints its first password; lists and closes accounts.

use kernel::{Lang, PartnerCode, Scope, Secret};
use register::{Account, AccountError, Role, account, audit};
use serde_json::json;

use crate::{
    args::{ListArgs, UserArgs, UserWhat},
    failure::Failure,
    instance::{COMMAND_LINE, Instance, ask, block_on, random_password},
    print,
    settings::Settings,
    words::{message, say},
};

/// Accounts that are read at a time.
const PAGE: i64 = 500;

pub(crate) fn run(args: UserArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    let said = match args.what {
        UserWhat::Add { email, role, partner, name, data } => {
            // Until they say otherwise, people are called by what stands before the @ of their address.
            let name = name.as_deref().unwrap_or_else(|| email.split('@').next().unwrap_or_default());
            let password = add(&email, name, &role, partner.as_deref(), settings.at(data))?;
            say(
                lang,
                "user-added",
                &[("email", email.into()), ("password", password.reveal().clone().into())],
            )
        }
        UserWhat::List(args) => return list(args, settings, lang),
        UserWhat::Close { email, data } => {
            close(&email, settings.at(data))?;
            say(lang, "user-closed", &[("email", email.into())])
        }
    };
    print::lines(std::iter::once(said))
}

fn add(
    email: &str,
    name: &str,
    role: &str,
    partner: Option<&str>,
    settings: Settings,
) -> Result<Secret<String>, Failure> {
    let role: Role = role.parse().map_err(|it: AccountError| Failure::refused_by(&it))?;
    let partner = partner.map(partner_code).transpose()?;
    let password = random_password()?;
    block_on(async {
        let instance = Instance::open(settings).await?;
        if let Some(code) = partner.as_ref().filter(|_| role.needs_partner()) {
            instance.ensure_partner(code, None).await?;
        }
        instance.add_account(email, name, role, partner, &password).await
    })?;
    Ok(password)
}

fn list(args: ListArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    let scope = scope(args.partner.as_deref())?;
    let accounts = ask(settings.at(args.data), async |tx| {
        let mut accounts: Vec<Account> = Vec::new();
        loop {
            let after = accounts.last().map_or("", |it| it.email.as_str()).to_owned();
            let page = account::list(tx, &scope, &after, PAGE).await?;
            if page.is_empty() {
                return Ok(accounts);
            }
            accounts.extend(page);
        }
    })?;
    if args.json {
        let rows: Vec<_> = accounts.iter().map(document).collect();
        return print::json(&json!({ "accounts": rows }));
    }
    print::lines(accounts.iter().map(|it| {
        let partner = it.partner.as_ref().map_or("–", PartnerCode::as_str);
        let closed = if it.closed { say(lang, "user-is-closed", &[]) } else { String::new() };
        format!("{:<40} {:<14} {partner:<20} {closed}", it.email, it.role.code()).trim_end().to_owned()
    }))
}

fn document(account: &Account) -> serde_json::Value {
    let Account { id, email, name, role, partner, closed, .. } = account;
    json!({ "id": id.to_string(), "email": email, "name": name, "role": role, "partner": partner, "closed": closed })
}

fn close(email: &str, settings: Settings) -> Result<(), Failure> {
    block_on(async {
        let instance = Instance::open(settings).await?;
        let now = instance.clock.now();
        let mut tx = instance.db.write().await.map_err(|it| Failure::failed_by(&it))?;
        let found = account::with_email(&mut tx, email).await.map_err(|it| Failure::failed_by(&it))?;
        let account = found.ok_or_else(|| Failure::refused(message("user-unknown").with("email", email)))?;
        if account::close(&mut tx, account.id, now).await.map_err(|it| Failure::failed_by(&it))? {
            let entry = audit::Entry {
                actor: COMMAND_LINE,
                action: "account.close",
                object: &account.id.to_string(),
                partner: account.partner.as_ref(),
                detail: json!({}),
            };
            audit::tell(&mut tx, entry, now).await.map_err(|it| Failure::failed_by(&it))?;
        }
        tx.commit().await.map_err(|it| Failure::failed_by(&it))
    })
}

/// Reads a partner's code from the command line.
pub(crate) fn partner_code(text: &str) -> Result<PartnerCode, Failure> {
    text.parse().map_err(|_| Failure::refused(message("bad-partner").with("value", text)))
}

/// The rows of one partner, or all: whoever may read the instance's folder may read them.
pub(crate) fn scope(partner: Option<&str>) -> Result<Scope, Failure> {
    partner.map_or(Ok(Scope::Everyone), |it| partner_code(it).map(Scope::Partner))
}
