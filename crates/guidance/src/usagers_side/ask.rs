//! The form: what it is about, and what one likes to tell of one's situation.

use std::fmt::Write as _;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use channel_choice::{Feature, Situation};
use register::Partner;
use site::{ErrorSummary, Failure, Field, Sent, Shell, form::FieldKind};

use super::{PATH, UsagersSide, page_of, style};
use crate::{given::Door, guide::House, store, telling};

/// Letters of the name of a place.
const SITE_MAX: usize = 64;

/// What the address says that comes from another site.
const FROM_SITE: &str = "site";
/// What the address says that comes from an answer of the shared inbox.
const FROM_INBOX: &str = "boite";

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(super) reason: String,
    pub(super) situation: Situation,
    pub(super) site: Option<String>,
    pub(super) door: Door,
}

impl Typed {
    pub(super) fn of(query: Option<&str>) -> Self {
        let sent = Sent::of(query.unwrap_or_default());
        let told: Vec<&str> = sent.all("situation").collect();
        let features = Feature::ALL.into_iter().filter(|it| told.contains(&it.code())).collect();
        Self {
            reason: sent.text("motif").to_owned(),
            situation: Situation { features, is_urgent: !sent.text("urgent").is_empty() },
            site: site(sent.text("lieu")),
            door: match sent.text("depuis") {
                "" => Door::Page,
                FROM_INBOX => Door::Inbox,
                _ => Door::Embedded,
            },
        }
    }

    /// The query of the form for a reason, for who gets it in an answer of the shared inbox.
    pub(crate) fn from_inbox(reason: &str) -> String {
        format!("motif={}&depuis={FROM_INBOX}", encoded(reason))
    }

    /// The same as a query: the way back to the same advice.
    pub(super) fn query_of(reason: &str, situation: &Situation) -> String {
        let mut query = format!("motif={}", encoded(reason));
        for feature in &situation.features {
            query.push_str("&situation=");
            query.push_str(feature.code());
        }
        if situation.is_urgent {
            query.push_str("&urgent=on");
        }
        query
    }
}

/// The name of a place as a program or a link gives it; `None`: it is none that can be.
pub(crate) fn site(text: &str) -> Option<String> {
    let text = text.trim();
    let is_name = !text.is_empty() && text.chars().count() <= SITE_MAX && !text.chars().any(char::is_control);
    is_name.then(|| text.to_owned())
}

/// A text within a query.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text never fails.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[derive(Template)]
#[template(path = "guidance_partners.html")]
struct PartnersPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    partners: Vec<Partner>,
}

/// `GET /aiguillage`: the partners whose page is open.
pub async fn partners(shell: Shell) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let partners = store::settings::public(&mut tx).await?;
    drop(tx);
    let page = shell.page(shell.t("guidance-title")).lead(shell.t("guidance-lead"));
    Ok(page.render(&PartnersPage { shell: &shell, style: style::SHEET.address(), partners }))
}

struct Choice {
    code: &'static str,
    label: String,
    is_checked: bool,
}

#[derive(Template)]
#[template(path = "guidance_ask.html")]
struct AskPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    path: String,
    problems: ErrorSummary,
    reason: Option<Field>,
    choices: Vec<Choice>,
    urgent: Field,
    site: Option<&'a str>,
    from: Option<&'static str>,
    is_without_way: bool,
}

/// `GET /aiguillage/{partner}`
pub async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    Path(partner): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let house = side.house(&partner).await?;
    Ok(page(&shell, &house, &Typed::of(query.as_deref()), None))
}

/// The form; `fault` says what is wrong with the reason.
pub(super) fn page(shell: &Shell, house: &House, typed: &Typed, fault: Option<String>) -> Response {
    let mut problems = ErrorSummary::new(shell);
    let mut status = StatusCode::OK;
    if let Some(fault) = &fault {
        problems.add("motif", fault.clone());
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let mut options = vec![(String::new(), shell.t("guidance-choose-reason"))];
    options.extend(house.reasons.iter().map(|it| (it.code.clone(), it.name.clone())));
    let reason = Field::new(FieldKind::Select(options), "motif", shell.t("guidance-reason"))
        .value(&typed.reason)
        .error(fault)
        .required();
    let choice = |it: Feature| Choice {
        code: it.code(),
        label: shell.say(&telling::feature(it)),
        is_checked: typed.situation.has(it),
    };
    let urgent = Field::new(FieldKind::Checkbox, "urgent", shell.t("guidance-urgent"))
        .value(if typed.situation.is_urgent { "on" } else { "" });
    let content = AskPage {
        shell,
        style: style::SHEET.address(),
        path: page_of(house),
        problems,
        reason: (!house.reasons.is_empty() && !house.ways.is_empty()).then_some(reason),
        choices: Feature::ALL.map(choice).into(),
        urgent,
        site: typed.site.as_deref(),
        from: match typed.door {
            Door::Embedded => Some(FROM_SITE),
            Door::Inbox => Some(FROM_INBOX),
            Door::Page | Door::Api => None,
        },
        is_without_way: house.ways.is_empty(),
    };
    let title = shell.t1("guidance-ask-title", "partner", house.partner.name.clone());
    shell.page(title).crumb(shell.t("guidance-title"), PATH).status(status).render(&content)
}
