//! What a person receives, and what they would rather not.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use kernel::Scope;
use register::Tx;
use site::{Failure, Going, Machine, Sent, Shell};

use super::{Linked, UsagersSide, ask, gone};
use crate::{
    address::{Address, Medium},
    links,
    pages::{common::medium_said, style},
    store::{
        preferences::{self as kept, ALL, Preference, SaidBy, is_refused},
        services, templates,
    },
};

/// Kinds of messages of one page.
const KINDS_MAX: usize = 50;

struct Choice {
    name: String,
    label: String,
    is_wanted: bool,
}

#[derive(Template)]
#[template(path = "usager_preferences.html")]
struct PreferencesPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    action: String,
    about: String,
    choices: Vec<Choice>,
    is_nothing: bool,
    nothing: String,
}

/// An address as its person knows it again, and nobody else reads it off.
pub(super) fn hidden(address: &Address) -> String {
    let text = address.text();
    match address.medium() {
        Medium::Sms => {
            let last: String = text.chars().skip(text.chars().count().saturating_sub(2)).collect();
            format!("•• •• •• •• {last}")
        }
        Medium::Email => {
            let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
            format!("{}•••@{domain}", local.chars().take(1).collect::<String>())
        }
        Medium::Letter => text.lines().last().unwrap_or("").to_owned(),
    }
}

/// What the administration's messages by this medium are for, and what was said of them.
async fn kinds(tx: &mut Tx, linked: &Linked, said: &[Preference]) -> Result<Vec<String>, Failure> {
    let medium = linked.notice.medium;
    let mut all = vec![linked.template.purpose.clone()];
    for service in services::listed(tx, &Scope::Partner(linked.notice.partner.clone())).await? {
        all.extend(templates::listed(tx, service.id, Some(medium)).await?.into_iter().map(|it| it.purpose));
    }
    let said_of = said.iter().filter(|it| it.medium == medium && it.purpose != ALL);
    all.extend(said_of.map(|it| it.purpose.clone()));
    let link = ask::purpose();
    let mut seen = Vec::new();
    for purpose in all {
        if purpose != link && !seen.contains(&purpose) {
            seen.push(purpose);
        }
    }
    seen.sort();
    seen.truncate(KINDS_MAX);
    Ok(seen)
}

/// `GET /messages/preferences/{token}`
pub(super) async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let Some(linked) = Linked::of(&side, &mut tx, (machine, shell.now()), &token).await? else {
        return Ok(gone(&shell));
    };
    let said = kept::said(&mut tx, &side.door().keyring, &linked.reach).await?;
    let kinds = kinds(&mut tx, &linked, &said).await?;
    drop(tx);
    let medium = linked.notice.medium;
    let by = medium_said(&shell, medium);
    let args = [
        ("medium", by.clone().into()),
        ("address", hidden(&linked.reach.address).into()),
        ("partner", linked.partner.clone().into()),
    ];
    let content = PreferencesPage {
        style: style::SHEET.address(),
        action: format!("/messages/preferences/{token}"),
        about: shell.t_with("preference-about", &args),
        choices: kinds
            .into_iter()
            .enumerate()
            .map(|(place, label)| Choice {
                name: format!("envie-{place}"),
                is_wanted: !is_refused(&said, medium, &label),
                label,
            })
            .collect(),
        is_nothing: is_refused(&said, medium, ALL),
        nothing: shell.t_with("preference-nothing", &args),
        shell: &shell,
    };
    Ok(shell.page(shell.t("preference-title")).render(&content))
}

/// `POST /messages/preferences/{token}`
pub(super) async fn save(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(token): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let now = shell.now();
    let keyring = &side.door().keyring;
    let mut tx = shell.site().db().write().await?;
    let Some(linked) = Linked::of(&side, &mut tx, (machine, now), &token).await? else {
        return Ok(gone(&shell));
    };
    let said = kept::said(&mut tx, keyring, &linked.reach).await?;
    let medium = linked.notice.medium;
    let by = (SaidBy::Page, now);
    let reach = (&linked.reach, false);
    let is_nothing = sent.text("rien") == "on";
    let was_nothing = is_refused(&said, medium, ALL);
    if is_nothing != was_nothing {
        kept::say(&mut tx, keyring, reach, (ALL, !is_nothing), by).await?;
    }
    if !is_nothing {
        // Kinds are named by the page itself: one that was added meanwhile is not said anything of.
        for purpose in kinds(&mut tx, &linked, &said).await? {
            let Some(place) = sent.all("sorte").position(|it| it == purpose) else { continue };
            let is_wanted = sent.text(&format!("envie-{place}")) == "on";
            if was_nothing || is_wanted == is_refused(&said, medium, &purpose) {
                kept::say(&mut tx, keyring, reach, (&purpose, is_wanted), by).await?;
            }
        }
    }
    tx.commit().await?;
    let to = format!("{}/{}", "/messages/preferences", links::token(keyring, linked.notice.id));
    Ok(Going::to(to).done(shell.t("preference-saved")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_again_by_its_person_only() {
        for (medium, text, expected) in [
            (Medium::Sms, "+33612345678", "•• •• •• •• 78"),
            (Medium::Email, "jeanne@ville.example", "j•••@ville.example"),
            (Medium::Letter, "Jeanne\n1 rue du Puits\n75000 Ville", "75000 Ville"),
        ] {
            assert_eq!(hidden(&Address::kept(medium, text)), expected);
        }
    }
}
