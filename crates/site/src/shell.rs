//! The frame of a page: what a handler knows of its reader, and how it answers with a page.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use jiff::{Timestamp, civil};
use kernel::{Arg, Lang, Message, PartnerCode, Scope, Secret, paris_date};
use register::{Account, TokenScope, Tx, audit};

use crate::{
    Failure, Figures, Markup, NavItem, Site, access,
    api::ApiCaller,
    assets, csrf,
    markup::text,
    visitor::{self, CookieChange, CookieChanges, Flash, Theme, Visitor},
};

/// What a handler takes to answer with a page: the reader's language, who is signed in, the words, the figures.
///
/// In a template: `{{ shell.t("key") }}`, `{{ shell.say(message) }}`, `{{ shell.csrf_field() }}`,
/// `{{ shell.figures().count(*n) }}`.
#[derive(Debug, Clone)]
pub struct Shell {
    visitor: Arc<Visitor>,
}

impl<S: Sync> FromRequestParts<S> for Shell {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        visitor::of(&parts.extensions).map(Self::of)
    }
}

impl Shell {
    pub(crate) const fn of(visitor: Arc<Visitor>) -> Self {
        Self { visitor }
    }

    pub(crate) fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// The site.
    pub fn site(&self) -> &Site {
        self.visitor.site()
    }

    /// The present instant, by the site's clock.
    pub fn now(&self) -> Timestamp {
        self.site().clock().now()
    }

    /// Today in Paris.
    pub fn today(&self) -> civil::Date {
        paris_date(self.now().as_microsecond())
    }

    /// Writes into the audit trail what the reader did, last in its transaction.
    ///
    /// # Errors
    ///
    /// [`Failure::unauthorized`] if nobody is signed in; the register's.
    pub async fn tell(
        &self,
        tx: &mut Tx,
        action: &str,
        object: &str,
        partner: Option<&PartnerCode>,
        detail: serde_json::Value,
    ) -> Result<(), Failure> {
        let actor = self.signed_in()?.actor();
        let entry = audit::Entry { actor: &actor, action, object, partner, detail };
        Ok(audit::tell(tx, entry, self.now()).await?)
    }

    /// The machine of a token that does not come by the header, where a route is public because its address carries it.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the token is not known, revoked, or has not this scope; the register's.
    pub async fn machine(&self, text: Secret<String>, scope: TokenScope) -> Result<ApiCaller, Failure> {
        access::caller(&self.visitor, Some(text), scope).await
    }

    /// The reader's language.
    pub fn lang(&self) -> Lang {
        self.visitor.lang()
    }

    /// Who is signed in.
    pub fn account(&self) -> Option<&Account> {
        self.visitor.account()
    }

    /// Who is signed in, on a route that only signed-in people reach.
    ///
    /// # Errors
    ///
    /// [`Failure::unauthorized`] if the route is declared public after all.
    pub fn signed_in(&self) -> Result<&Account, Failure> {
        self.account().ok_or_else(Failure::unauthorized)
    }

    /// Whose rows the reader may see.
    ///
    /// # Errors
    ///
    /// [`Failure::forbidden`] if they may see none.
    pub fn scope(&self) -> Result<Scope, Failure> {
        self.visitor.scope().ok_or_else(Failure::forbidden)
    }

    /// The path asked for, without its query.
    pub fn path(&self) -> &str {
        self.visitor.path()
    }

    /// The sentence of a key, of any catalogue that the site was given.
    pub fn t(&self, key: &str) -> String {
        self.t_with(key, &[])
    }

    /// The same with one value in it.
    pub fn t1(&self, key: &str, name: &'static str, value: impl Into<Arg>) -> String {
        self.t_with(key, &[(name, value.into())])
    }

    /// The same with several.
    pub fn t_with(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        self.site().words_of(key).say(self.lang(), key, args)
    }

    /// A sentence in the reader's language.
    pub fn say(&self, message: &Message) -> String {
        message.say(self.lang())
    }

    /// Numbers, dates and amounts in the reader's language.
    pub fn figures(&self) -> Figures {
        Figures::new(self.lang())
    }

    /// The hidden field that every form with `method="post"` must have.
    pub fn csrf_field(&self) -> Markup {
        Markup::of(format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            csrf::FIELD,
            self.csrf_token()
        ))
    }

    /// The same token, for uploads: `action="/imports?csrf={{ shell.csrf_token() }}"`, and for the header
    /// `X-CSRF-Token` of scripts.
    pub fn csrf_token(&self) -> String {
        self.visitor.csrf_token()
    }

    /// The address of a file of the theme (`app.css`), with its content's hash.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Begins the answer: a page with this title (also its `h1`, unless the page is [`Page::without_heading`]).
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page {
            shell: self.clone(),
            title: title.into(),
            status: StatusCode::OK,
            crumbs: Vec::new(),
            is_wide: false,
            has_heading: true,
            lead: None,
            reload_after_s: None,
        }
    }
}

/// A page that is being made.
#[derive(Debug, Clone)]
#[must_use]
pub struct Page {
    shell: Shell,
    title: String,
    status: StatusCode,
    crumbs: Vec<(String, String)>,
    is_wide: bool,
    has_heading: bool,
    lead: Option<String>,
    reload_after_s: Option<u32>,
}

impl Page {
    /// Adds a step of the way here, before the page itself: its name and its address.
    pub fn crumb(mut self, name: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push((name.into(), href.into()));
        self
    }

    /// A sentence under the title that says what the page is for.
    pub fn lead(mut self, sentence: impl Into<String>) -> Self {
        self.lead = Some(sentence.into());
        self
    }

    /// Uses the whole width: dashboards and tables. Otherwise a column for reading.
    pub const fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }

    /// The template writes its own `h1`.
    pub const fn without_heading(mut self) -> Self {
        self.has_heading = false;
        self
    }

    /// Answers with this status.
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Loads itself again after so many seconds where there is no script: for progress. With the script, put
    /// `data-refresh` and an `id` on the part that changes.
    pub const fn reload_after(mut self, seconds: u32) -> Self {
        self.reload_after_s = Some(seconds);
        self
    }

    /// The answer: the template in the layout.
    pub fn render(self, content: &impl Template) -> Response {
        match content.render() {
            Ok(content) => self.render_markup(&Markup::of(content)),
            Err(error) => template_failed(&error),
        }
    }

    /// The same, of a piece of safe HTML.
    pub fn render_markup(self, content: &Markup) -> Response {
        let layout = Layout { page: &self, shell: &self.shell, content };
        match layout.render() {
            Ok(html) => (self.status, Html(html)).into_response(),
            Err(error) => template_failed(&error),
        }
    }
}

fn template_failed(error: &askama::Error) -> Response {
    tracing::error!(%error, "a page did not render");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    page: &'a Page,
    shell: &'a Shell,
    content: &'a Markup,
}

struct Entry {
    href: &'static str,
    name: String,
    is_current: bool,
}

struct Choice {
    href: String,
    code: &'static str,
    name: String,
    is_current: bool,
}

impl Layout<'_> {
    fn navigation(&self) -> Vec<Entry> {
        let role = self.shell.account().map(|it| it.role);
        let path = self.shell.path();
        let entries = self.shell.site().navigation().iter();
        let entries: Vec<&NavItem> = entries.filter(|it| it.access.allows(role)).collect();
        // The longest of the reader's entries that the path begins with is where they are.
        let current = entries
            .iter()
            .map(|it| it.href)
            .filter(|href| path == *href || (*href != "/" && path.starts_with(&format!("{href}/"))))
            .max_by_key(|href| href.len());
        entries
            .iter()
            .map(|it| Entry {
                href: it.href,
                name: self.shell.say(&it.name),
                is_current: current == Some(it.href),
            })
            .collect()
    }

    /// The day on which a demonstration plays.
    fn day_said(&self) -> String {
        self.shell.t1("notice-day", "day", self.shell.figures().date(self.shell.today()))
    }

    fn languages(&self) -> Vec<Choice> {
        let choice = |lang: Lang| Choice {
            href: self.shell.visitor().address_with("lang", lang.tag()),
            code: lang.tag(),
            name: match lang {
                Lang::Fr => "Français",
                Lang::En => "English",
            }
            .to_owned(),
            is_current: lang == self.shell.lang(),
        };
        Lang::ALL.map(choice).into()
    }

    fn themes(&self) -> Vec<Choice> {
        let choice = |theme: Theme| Choice {
            href: self.shell.visitor().address_with("theme", theme.code()),
            code: theme.code(),
            name: self.shell.t(match theme {
                Theme::Auto => "theme-auto",
                Theme::Light => "theme-light",
                Theme::Dark => "theme-dark",
            }),
            is_current: theme == self.shell.visitor().theme(),
        };
        Theme::ALL.map(choice).into()
    }

    fn theme(&self) -> &'static str {
        self.shell.visitor().theme().code()
    }

    fn flash(&self) -> Option<&Flash> {
        self.shell.visitor().flash()
    }
}

/// Sends the reader to another page, with a sentence if there is something to say: post, redirect, get.
#[derive(Debug, Clone)]
#[must_use]
pub struct Going {
    to: String,
    changes: CookieChanges,
}

impl Going {
    /// To a path of this site.
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: path.into(), changes: CookieChanges::default() }
    }

    /// The next page says that this went well.
    pub fn done(self, sentence: impl Into<String>) -> Self {
        self.say(true, sentence)
    }

    /// The next page says that this did not go well.
    pub fn problem(self, sentence: impl Into<String>) -> Self {
        self.say(false, sentence)
    }

    fn say(self, good: bool, sentence: impl Into<String>) -> Self {
        self.change(CookieChange::Say(Flash { good, text: sentence.into() }))
    }

    pub(crate) fn change(mut self, change: CookieChange) -> Self {
        self.changes.0.push(change);
        self
    }
}

impl IntoResponse for Going {
    fn into_response(self) -> Response {
        let mut response = Redirect::to(&self.to).into_response();
        response.extensions_mut().insert(self.changes);
        response
    }
}

/// Escapes a text, for templates that put one into an attribute by hand.
pub fn escaped(plain: &str) -> Markup {
    Markup::of(text(plain))
}
