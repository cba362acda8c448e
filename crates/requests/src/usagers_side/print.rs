//! The page of a request on paper: reference, code, and a mark that a telephone reads.

use std::fmt::Write as _;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use qrcode::{Color, EcLevel, QrCode};
use register::partner;
use site::{Failure, Machine, Markup, Shell, markup::text};

use super::{
    UsagersSide,
    follow::{found, private},
    standing::Standing,
    style,
};
use crate::{handling::House, store::documents};

/// White modules around a mark: readers ask for four.
const MARGIN: usize = 4;

#[derive(Template)]
#[template(path = "usager_print.html")]
struct PrintPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    reference: &'a str,
    code: String,
    path: String,
    address: String,
    partner: String,
    opened: String,
    standing: Standing,
    mark: Option<Markup>,
}

/// `GET /suivi/{code}/imprimer`
pub async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let found = found(&mut tx, &side, &shell, machine, &code).await?;
    let request = &found.request;
    let house = House::read(&mut tx, &request.partner).await?;
    let partner = partner::find(&mut tx, &request.partner).await?.map_or_else(String::new, |it| it.name);
    let asked = documents::of_request(&mut tx, request.id).await?;
    drop(tx);
    let path = found.path();
    let address = shell.site().address(&headers, &path);
    let content = PrintPage {
        shell: &shell,
        style: style::SHEET.address(),
        reference: &request.reference,
        code: found.code.shown(),
        mark: mark(&address, &shell.t("print-mark")),
        path,
        address,
        opened: shell.figures().date(crate::handling::day_of(&house, request, request.opened_at)),
        partner,
        standing: Standing::of((&house, request), &asked, shell.figures(), shell.now()),
    };
    Ok(private(shell.page(shell.t("print-title")).render(&content)))
}

/// The QR code of an address: modules in a row with the margin, and the dark ones as the path of a drawing. `None`: the address is
/// longer than a code holds.
pub fn modules(address: &str) -> Option<(u32, String)> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            write!(path, "M{} {}h1v1h-1z", place % width + MARGIN, place / width + MARGIN).ok()?;
        }
    }
    Some((u32::try_from(width + 2 * MARGIN).ok()?, path))
}

/// The QR code of an address as SVG, named `label` for those who do not see it; `None` as for [`modules`].
pub fn mark(address: &str, label: &str) -> Option<Markup> {
    let (side, path) = modules(address)?;
    Some(Markup::of(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path d=\"{path}\"/></svg>",
        text(label)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_square_and_named() {
        let svg = mark("https://contacts.example.fr/suivi/ABCD-EFGH", "Suivre <ma> demande").unwrap();
        assert!(svg.as_str().contains("aria-label=\"Suivre &#60;ma&#62; demande\""), "{}", svg.as_str());
        assert!(svg.as_str().contains("viewBox=\"0 0 37 37\""), "version 3 has 29 modules a side");
        assert!(svg.as_str().contains("M4 4h1v1h-1z"), "its corner");
        assert!(mark(&"x".repeat(5_000), "").is_none());
    }
}
