//! `token add`: makes an API token and prints it once.

use kernel::Lang;
use register::{TokenScope, audit, token};
use serde_json::json;

use crate::{
    args::{TokenArgs, TokenWhat},
    commands::user::partner_code,
    failure::Failure,
    instance::{Instance, block_on},
    print,
    settings::Settings,
    words::message,
};

pub(crate) fn run(args: TokenArgs, mut settings: Settings, _lang: Lang) -> Result<(), Failure> {
    let TokenWhat::Add { name, partner, scopes, data } = args.what;
    settings.data = data.unwrap_or(settings.data);
    let partner = partner_code(&partner)?;
    let scopes = if scopes.is_empty() { TokenScope::ALL.to_vec() } else { read_scopes(&scopes)? };
    let text = block_on(async {
        let instance = Instance::open(settings).await?;
        instance.ensure_partner(&partner, None).await?;
        let now = instance.clock.now();
        let mut tx = instance.db.write().await.map_err(|it| Failure::failed_by(&it))?;
        let (made, text) = token::create(&mut tx, &partner, &name, &scopes, "command-line", now)
            .await
            .map_err(|it| Failure::failed_by(&it))?;
        let entry = audit::Entry {
            actor: "command-line",
            action: "token.create",
            object: &made.id.to_string(),
            partner: Some(&partner),
            detail: json!({ "scopes": scopes.iter().map(|it| it.code()).collect::<Vec<_>>() }),
        };
        audit::tell(&mut tx, entry, now).await.map_err(|it| Failure::failed_by(&it))?;
        tx.commit().await.map_err(|it| Failure::failed_by(&it))?;
        Ok(text)
    })?;
    print::lines(std::iter::once(text.reveal().clone()))
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
