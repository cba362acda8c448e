//! The partner's ways: the list, the form of one, and the wait that is told by hand.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use calendar::Opening;
use channel_choice::lines::{AGENTS_MAX, IN_LINE};
use jiff::SignedDuration;
use kernel::Channel;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    Pages,
    common::{Faults, Form, LINE_MAX, Reader, channel_said, number, page, status, tabs},
    hours, style,
};
use crate::{store, way::Way};

/// The list.
pub(super) const PATH: &str = "/orientation/chemins";
/// The longest wait that one may tell, in minutes.
const WAIT_MAX_MIN: f64 = 600.0;
/// For how long a wait that was told is shown as that of now.
const WAIT_KEPT: SignedDuration = SignedDuration::from_mins(30);

struct Line {
    href: Option<String>,
    name: String,
    is_offered: bool,
    about: Vec<String>,
}

#[derive(Template)]
#[template(path = "orientation_ways.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    is_empty: bool,
    is_manager: bool,
    offered: Vec<Line>,
    others: Vec<Line>,
}

/// `GET /orientation/chemins`
pub(super) async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let ways = store::ways::of(&mut tx, &reader.partner).await?;
    drop(tx);
    let line = |channel: Channel| {
        let way = ways.iter().find(|it| it.channel == channel);
        Line {
            href: reader.is_manager.then(|| address(channel)),
            name: channel_said(&shell, channel),
            is_offered: way.is_some_and(|it| it.is_offered),
            about: way.map_or_else(Vec::new, |it| about(&shell, it)),
        }
    };
    let all = Channel::ALL.iter().filter(|it| **it != Channel::Other).map(|it| line(*it));
    let (offered, others): (Vec<Line>, Vec<Line>) = all.partition(|it| it.is_offered);
    let content = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        is_empty: offered.is_empty(),
        is_manager: reader.is_manager,
        offered,
        others,
        shell: &shell,
    };
    let shown = page(&shell, shell.t("orientation-ways-title")).lead(shell.t("orientation-ways-lead"));
    Ok(shown.render(&content))
}

fn address(channel: Channel) -> String {
    format!("{PATH}/{channel}")
}

/// What is known of a way, a line each.
fn about(shell: &Shell, way: &Way) -> Vec<String> {
    let mut said = Vec::new();
    if !way.place.is_empty() {
        said.push(way.place.lines().collect::<Vec<_>>().join(", "));
    }
    said.push(match &way.opening {
        None => shell.t("orientation-always-open"),
        Some(it) => hours::week_said(shell, it),
    });
    match way.agents {
        Some(agents) => said.push(shell.t1("orientation-agents-count", "count", i64::from(agents))),
        None if IN_LINE.contains(&way.channel) => said.push(shell.t("orientation-agents-unknown")),
        None => {}
    }
    if let Some((wait_s, at)) = way.wait {
        let args = [
            ("wait", shell.figures().duration(f64::from(wait_s)).into()),
            ("at", shell.figures().instant(at).into()),
        ];
        let is_of_now = shell.now().duration_since(at) <= WAIT_KEPT;
        let key = if is_of_now { "orientation-wait-told" } else { "orientation-wait-old" };
        said.push(shell.t_with(key, &args));
    }
    said
}

#[derive(Template)]
#[template(path = "orientation_way.html")]
struct FormPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    problems: ErrorSummary,
    basics: Vec<Field>,
    always: Field,
    week: Vec<Field>,
    others: Vec<Field>,
    team: Vec<Field>,
    wait: Option<(String, Field)>,
}

/// A way that nobody set yet: not offered; those in which people wait for somebody have the usual hours.
fn new_way(reader: &Reader, channel: Channel) -> Way {
    Way {
        partner: reader.partner.clone(),
        channel,
        is_offered: false,
        place: String::new(),
        words: (String::new(), String::new()),
        opening: (IN_LINE.contains(&channel) || channel == Channel::Visit).then(hours::usual),
        agents: None,
        wait: None,
    }
}

/// The way of an address; `None` in its place: nobody set it yet.
async fn found(shell: &Shell, reader: &Reader, code: &str) -> Result<(Way, bool), Failure> {
    let channel: Channel = code.parse().map_err(|_| Failure::not_found())?;
    if channel == Channel::Other {
        return Err(Failure::not_found());
    }
    let mut tx = shell.site().db().read().await?;
    let ways = store::ways::of(&mut tx, &reader.partner).await?;
    let kept = ways.into_iter().find(|it| it.channel == channel);
    let is_kept = kept.is_some();
    Ok((kept.unwrap_or_else(|| new_way(reader, channel)), is_kept))
}

/// `GET /orientation/chemins/{channel}`
pub(super) async fn form(shell: Shell, Path(code): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let (way, is_kept) = found(&shell, &reader, &code).await?;
    Ok(form_page(&shell, (&way, is_kept), None, &Faults::new()))
}

fn form_page(shell: &Shell, (way, is_kept): (&Way, bool), sent: Option<&Sent>, faults: &Faults) -> Response {
    let form = Form { shell, sent, faults };
    let opening = way.opening.clone().unwrap_or_else(hours::usual);
    let agents = way.agents.map_or_else(String::new, |it| it.to_string());
    let kind = kind(way.channel);
    let place = format!("orientation-place-{}", kind.code());
    let text = |name, key: &str, kept: &str| form.field(FieldKind::Text, name, key, kept);
    let wait = is_kept.then(|| {
        let field = Field::new(FieldKind::Number, "minutes", shell.t("orientation-wait"))
            .hint(shell.t("orientation-wait-hint"));
        (format!("{}/attente", address(way.channel)), field)
    });
    let content = FormPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: address(way.channel),
        problems: form.summary(),
        basics: vec![
            form.checkbox("offert", "orientation-offered", way.is_offered),
            form.hinted(form.field(kind.field(), "lieu", &place, &way.place), &format!("{place}-hint")),
            form.hinted(text("mots-fr", "orientation-words-fr", &way.words.0), "orientation-words-hint"),
            text("mots-en", "orientation-words-en", &way.words.1),
        ],
        always: form.hinted(
            form.checkbox("toujours", "orientation-always", way.opening.is_none()),
            "orientation-always-hint",
        ),
        week: hours::week_fields(&form, opening.week()),
        others: hours::other_fields(&form, &opening),
        team: vec![form.hinted(
            form.field(FieldKind::Number, "agents", "orientation-agents", &agents),
            "orientation-agents-hint",
        )],
        wait,
        shell,
    };
    page(shell, channel_said(shell, way.channel))
        .crumb(shell.t("orientation-ways-title"), PATH)
        .status(status(!faults.is_empty()))
        .render(&content)
}

/// `POST /orientation/chemins/{channel}`
pub(super) async fn save(shell: Shell, Path(code): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let (kept, is_kept) = found(&shell, &reader, &code).await?;
    let way = match typed(&shell, &kept, &sent) {
        Ok(way) => way,
        Err(faults) => return Ok(form_page(&shell, (&kept, is_kept), Some(&sent), &faults)),
    };
    let mut tx = shell.site().db().write().await?;
    store::ways::save(&mut tx, &way).await?;
    let detail = json!({ "is_offered": way.is_offered, "agents": way.agents, "is_always_open": way.opening.is_none() });
    shell.tell(&mut tx, "guidance.way.save", way.channel.code(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let name = channel_said(&shell, way.channel);
    Ok(Going::to(PATH).done(shell.t1("orientation-way-saved", "way", name)).into_response())
}

/// A way as it was typed, or what is wrong with it.
fn typed(shell: &Shell, kept: &Way, sent: &Sent) -> Result<Way, Faults> {
    let mut faults = Faults::new();
    let mut line = |field: &'static str, key: &str| {
        let text = sent.text(field);
        if text.chars().count() > LINE_MAX {
            let args = [("field", shell.t(key).into()), ("most", (LINE_MAX as u64).into())];
            faults.push((field, shell.t_with("orientation-too-long", &args)));
        }
        text.to_owned()
    };
    let kind = kind(kept.channel);
    let place = line("lieu", &format!("orientation-place-{}", kind.code()));
    let words = (line("mots-fr", "orientation-words-fr"), line("mots-en", "orientation-words-en"));
    let is_offered = sent.text("offert") == "on";
    let is_wrong = if place.is_empty() { is_offered && kind.is_needed() } else { !kind.holds(&place) };
    if is_wrong {
        faults.push(("lieu", shell.t(&format!("orientation-place-{}-wrong", kind.code()))));
    }
    let opening: Option<Opening> =
        if sent.text("toujours") == "on" { None } else { hours::read_opening(shell, sent, &mut faults) };
    let agents = match sent.text("agents") {
        "" => None,
        text => {
            let read = number(text).filter(|it| it.fract() == 0.0).map(whole);
            let read = read.filter(|it| *it <= AGENTS_MAX);
            if read.is_none() {
                let most = shell.figures().count(AGENTS_MAX);
                faults.push(("agents", shell.t1("orientation-agents-wrong", "most", most)));
            }
            read
        }
    };
    if faults.is_empty() {
        Ok(Way { is_offered, place, words, opening, agents, ..kept.clone() })
    } else {
        Err(faults)
    }
}

/// A small whole number, or one that is too large for any limit.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and in the range")]
fn whole(value: f64) -> u32 {
    if (0.0..=f64::from(u32::MAX)).contains(&value) { value as u32 } else { u32::MAX }
}

/// What is needed to use a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Email,
    Link,
    Address,
}

const fn kind(channel: Channel) -> Kind {
    match channel {
        Channel::Phone | Channel::Sms => Kind::Number,
        Channel::Email => Kind::Email,
        Channel::Web | Channel::App | Channel::Chat | Channel::Video | Channel::Social => Kind::Link,
        Channel::Counter | Channel::Post | Channel::Visit | Channel::Other => Kind::Address,
    }
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Email => "email",
            Self::Link => "link",
            Self::Address => "address",
        }
    }

    /// An address has several lines.
    fn field(self) -> FieldKind {
        if self == Self::Address { FieldKind::LongText } else { FieldKind::Text }
    }

    /// Whether nobody can use the way without it: who writes has the form of this site, an address may depend on the place.
    const fn is_needed(self) -> bool {
        matches!(self, Self::Number)
    }

    fn holds(self, text: &str) -> bool {
        match self {
            Self::Number => {
                let digits = text.chars().filter(char::is_ascii_digit).count();
                let is_of_number =
                    |it: char| it.is_ascii_digit() || it.is_whitespace() || "+.-()".contains(it);
                (3..=15).contains(&digits) && text.chars().all(is_of_number)
            }
            Self::Email => text.split_once('@').is_some_and(|(name, host)| {
                let is_plain =
                    |it: &str| !it.is_empty() && !it.contains(|c: char| c.is_whitespace() || c == '@');
                is_plain(name)
                    && is_plain(host)
                    && host.split('.').count() > 1
                    && host.split('.').all(|it| !it.is_empty())
            }),
            Self::Link => text.strip_prefix("https://").is_some_and(|rest| {
                let host = rest.split(['/', '?', '#']).next().unwrap_or("");
                host.contains('.') && !rest.contains(|it: char| it.is_whitespace() || it == '"' || it == '<')
            }),
            Self::Address => true,
        }
    }
}

/// `POST /orientation/chemins/{channel}/attente`: an empty field withdraws the wait that was told.
pub(super) async fn tell_wait(
    State(pages): State<Pages>,
    shell: Shell,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let channel: Channel = code.parse().map_err(|_| Failure::not_found())?;
    let typed = sent.text("minutes");
    let minutes = number(typed).filter(|it| *it <= WAIT_MAX_MIN);
    if minutes.is_none() && !typed.is_empty() {
        let most = shell.figures().number(WAIT_MAX_MIN, 0);
        let problem = shell.t1("orientation-wait-wrong", "most", most);
        return Ok(Going::to(address(channel)).problem(problem).into_response());
    }
    let now = pages.guide().clock().now();
    let mut tx = shell.site().db().write().await?;
    let is_known = match minutes {
        Some(it) => {
            let wait_s = whole((it * 60.0).round());
            store::ways::tell_wait(&mut tx, &reader.partner, channel, wait_s, now).await?
        }
        None => store::ways::forget_wait(&mut tx, &reader.partner, channel).await?,
    };
    if !is_known {
        return Err(Failure::not_found());
    }
    let detail = json!({ "minutes": minutes });
    shell.tell(&mut tx, "guidance.wait.tell", channel.code(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let done = if minutes.is_some() { "orientation-wait-saved" } else { "orientation-wait-withdrawn" };
    Ok(Going::to(PATH).done(shell.t(done)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_way_is_of_its_kind() {
        for (kind, text, expected) in [
            (Kind::Number, "01 23 45 67 89", true),
            (Kind::Number, "3646", true),
            (Kind::Number, "+33 (0)1.23.45.67.89", true),
            (Kind::Number, "au guichet", false),
            (Kind::Number, "12", false),
            (Kind::Email, "contact@ville.example", true),
            (Kind::Email, "contact@ville", false),
            (Kind::Email, "contact ville@x.fr", false),
            (Kind::Email, "a@b@c.fr", false),
            (Kind::Link, "https://ville.example/demande", true),
            (Kind::Link, "ville.example", false),
            (Kind::Link, "http://ville.example", false),
            (Kind::Link, "javascript:alert(1)", false),
            (Kind::Link, "https://ville.example/\"><script>", false),
            (Kind::Address, "1 place de la Mairie", true),
        ] {
            assert_eq!(kind.holds(text), expected, "{text}");
        }
    }
}
