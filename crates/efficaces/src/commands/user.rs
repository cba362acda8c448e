//! `user add`: opens an account and prints its first password.

use kernel::{Lang, PartnerCode};
use register::Role;

use crate::{
    args::{UserArgs, UserWhat},
    failure::Failure,
    instance::{Instance, block_on, random_password},
    print,
    settings::Settings,
    words::{message, say},
};

pub(crate) fn run(args: UserArgs, mut settings: Settings, lang: Lang) -> Result<(), Failure> {
    let UserWhat::Add { email, role, partner, data } = args.what;
    settings.data = data.unwrap_or(settings.data);
    let role: Role = role.parse().map_err(|it: register::AccountError| Failure::refused_by(&it))?;
    let partner = partner.map(|it| partner_code(&it)).transpose()?;
    let password = random_password()?;
    block_on(async {
        let instance = Instance::open(settings).await?;
        if let Some(code) = &partner {
            instance.ensure_partner(code, None).await?;
        }
        let name = email.split('@').next().unwrap_or_default().to_owned();
        instance.add_account(&email, &name, role, partner, &password).await
    })?;
    let said =
        say(lang, "user-added", &[("email", email.into()), ("password", password.reveal().clone().into())]);
    print::lines(std::iter::once(said))
}

/// Reads a partner's code from the command line.
pub(crate) fn partner_code(text: &str) -> Result<PartnerCode, Failure> {
    text.parse().map_err(|_| Failure::refused(message("bad-partner").with("value", text)))
}
