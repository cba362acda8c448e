//! Legal notice, accessibility statement, privacy: templates that the operator of an instance completes.
//!
//! A file of the instance's folder, `legal/mentions-legales.fr.md`, stands in place of the template.

use axum::{
    extract::{Path, State},
    response::Response,
};
use kernel::Lang;
use site::{Failure, Shell, markdown};

use crate::Front;

/// The route.
pub const ROUTE: &str = "/informations/{page}";

/// One of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Who publishes and who hosts.
    Notice,
    /// How far the site complies with RGAA 4.1.
    Accessibility,
    /// Which personal data are kept, why, how long.
    Privacy,
}

impl Page {
    /// All, in the order of the footer.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Accessibility, Self::Privacy];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Notice => "/informations/mentions-legales",
            Self::Accessibility => "/informations/accessibilite",
            Self::Privacy => "/informations/donnees-personnelles",
        }
    }

    /// The key of its title.
    pub const fn title_key(self) -> &'static str {
        match self {
            Self::Notice => "legal-notice",
            Self::Accessibility => "legal-accessibility",
            Self::Privacy => "legal-privacy",
        }
    }

    /// The template that the product has.
    const fn template(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Notice, Lang::Fr) => include_str!("../../../content/legal/mentions-legales.fr.md"),
            (Self::Notice, Lang::En) => include_str!("../../../content/legal/mentions-legales.en.md"),
            (Self::Accessibility, Lang::Fr) => include_str!("../../../content/legal/accessibilite.fr.md"),
            (Self::Accessibility, Lang::En) => include_str!("../../../content/legal/accessibilite.en.md"),
            (Self::Privacy, Lang::Fr) => include_str!("../../../content/legal/donnees-personnelles.fr.md"),
            (Self::Privacy, Lang::En) => include_str!("../../../content/legal/donnees-personnelles.en.md"),
        }
    }
}

/// `GET /informations/{page}`
pub async fn show(
    State(front): State<Front>,
    shell: Shell,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let path = format!("/informations/{name}");
    let page = Page::ALL.into_iter().find(|it| it.path() == path).ok_or_else(Failure::not_found)?;
    let lang = shell.lang();
    let own = front.own_text(&format!("{name}.{}.md", lang.tag()));
    let text = own.as_deref().unwrap_or_else(|| page.template(lang));
    Ok(shell.page(shell.t(page.title_key())).render_markup(&markdown::html_of(text, &|_| None)))
}
