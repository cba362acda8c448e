//! Unit costs: what a contact costs where its row does not say. The partner's own, or the documented defaults.

use askama::Template;
use axum::{
    extract::RawForm,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Channel, Direction, Euro, Scope};
use measures::UnitCosts;
use register::{Role, partner};
use serde_json::json;
use site::{ErrorSummary, Failure, Going, Shell};

use crate::{desk::Costs, pages::own_partner, style, view::parse_query, words::label};

/// The page.
pub const PATH: &str = "/observatoire/couts";
/// The register keeps amounts up to this.
const COST_MAX: Euro = Euro(100_000 * Euro::SCALE);
/// Who may change them.
pub const EDITORS: [Role; 2] = [Role::Manager, Role::Analyst];

#[derive(Template)]
#[template(path = "costs.html")]
struct CostsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    rows: Vec<Row>,
    problems: ErrorSummary,
    callback: String,
    may_edit: bool,
}

struct Row {
    code: &'static str,
    name: String,
    given: String,
    error: Option<String>,
    default: String,
    in_force: String,
}

/// The unit costs in force for a scope.
pub async fn read(shell: &Shell, scope: &Scope) -> Result<Costs, Failure> {
    let mut tx = shell.site().db().read().await?;
    Ok(Costs::new(partner::unit_costs(&mut tx, scope).await?))
}

/// `GET /observatoire/couts`
pub async fn show(shell: Shell) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let own = partner::unit_costs(&mut tx, &Scope::Partner(partner)).await?;
    let given = |channel: Channel| {
        let found = own.iter().find(|(_, it, _)| *it == channel);
        found.map_or_else(String::new, |(_, _, cost)| written(&shell, *cost))
    };
    let rows: Vec<(Channel, String)> = Channel::ALL.iter().map(|it| (*it, given(*it))).collect();
    Ok(page(&shell, &rows, StatusCode::OK))
}

/// `POST /observatoire/couts`: an empty field goes back to the default.
pub async fn save(shell: Shell, RawForm(form): RawForm) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let account = shell.signed_in()?;
    if !EDITORS.contains(&account.role) {
        return Err(Failure::forbidden());
    }
    let pairs = parse_query(&String::from_utf8_lossy(&form));
    let given = |channel: Channel| {
        let found = pairs.iter().find(|(name, _)| name == channel.code());
        found.map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    let rows: Vec<(Channel, String)> = Channel::ALL.iter().map(|it| (*it, given(*it))).collect();
    if rows.iter().any(|(_, text)| parse(text).is_err()) {
        return Ok(page(&shell, &rows, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let site = shell.site();
    let mut tx = site.db().write().await?;
    for (channel, text) in &rows {
        partner::set_unit_cost(&mut tx, &partner, *channel, parse(text).unwrap_or(None)).await?;
    }
    let costs: serde_json::Map<_, _> = rows
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(channel, text)| (channel.code().into(), json!(text)))
        .collect();
    shell.tell(&mut tx, "costs.set", partner.as_str(), Some(&partner), json!(costs)).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("costs-saved")).into_response())
}

/// An amount as typed; nothing is the default.
fn parse(text: &str) -> Result<Option<Euro>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let plain: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let cost: Euro = plain.trim_end_matches('€').parse().map_err(|_| ())?;
    if (Euro(0)..=COST_MAX).contains(&cost) { Ok(Some(cost)) } else { Err(()) }
}

fn written(shell: &Shell, cost: Euro) -> String {
    match shell.lang() {
        kernel::Lang::Fr => cost.to_string().replace('.', ","),
        kernel::Lang::En => cost.to_string(),
    }
}

fn page(shell: &Shell, rows: &[(Channel, String)], status: StatusCode) -> Response {
    let figures = shell.figures();
    let lang = shell.lang();
    let mut problems = ErrorSummary::new(shell);
    let rows = rows.iter().map(|(channel, given)| {
        let default = UnitCosts::default_for(*channel, Direction::Inbound);
        let cost = parse(given);
        let error = cost.is_err().then(|| shell.t1("costs-bad", "value", given.as_str()));
        if let Some(error) = &error {
            problems.add(
                format!("cost-{}", channel.code()),
                match lang {
                    kernel::Lang::Fr => format!("{}\u{a0}: {error}", label(lang, "channel", channel.code())),
                    kernel::Lang::En => format!("{}: {error}", label(lang, "channel", channel.code())),
                },
            );
        }
        Row {
            code: channel.code(),
            name: label(lang, "channel", channel.code()),
            given: given.clone(),
            error,
            default: figures.euro(default),
            in_force: figures.euro(cost.ok().flatten().unwrap_or(default)),
        }
    });
    let rows = rows.collect();
    let callback = figures.euro(UnitCosts::default_for(Channel::Phone, Direction::Outbound));
    let may_edit = shell.account().is_some_and(|it| EDITORS.contains(&it.role));
    let content = CostsPage { shell, style: style::SHEET.address(), rows, problems, callback, may_edit };
    shell
        .page(shell.t("costs-title"))
        .crumb(shell.t("title-overview"), crate::board::overview::PATH)
        .lead(shell.t("costs-lead"))
        .wide()
        .status(status)
        .render(&content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(parse("6,50"), Ok(Some(Euro(65_000))));
        assert_eq!(parse("1 200,5 €"), Ok(Some(Euro(12_005_000))));
        assert_eq!(parse(""), Ok(None));
        for bad in ["-1", "six", "1e3", "100001", "1,23456"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
