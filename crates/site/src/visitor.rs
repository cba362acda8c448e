//! Who is visiting, in which language and theme: found out once for each request, before any route.

use std::{fmt, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Lang, Scope};
use register::{Account, Session, SessionKey, session};
use serde::{Deserialize, Serialize};

use crate::{
    Failure, Site, api, assets,
    cookies::{self, Jar},
    csrf, pages,
    shell::Shell,
};

/// Colours by the reader's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device prefers.
    #[default]
    Auto,
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word of the cookie and of the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == text)
    }
}

/// A sentence for the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flash {
    /// Whether something went well.
    pub(crate) good: bool,
    /// The sentence.
    pub(crate) text: String,
}

/// Changes to the visitor's cookies that a handler's answer carries.
#[derive(Debug, Clone)]
pub(crate) enum CookieChange {
    SignIn(SessionKey),
    SignOut,
    Say(Flash),
}

/// All cookie changes of an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct CookieChanges(pub(crate) Vec<CookieChange>);

/// Whoever sent the request.
#[derive(Clone)]
pub struct Visitor {
    site: Site,
    lang: Lang,
    theme: Theme,
    session: Option<(SessionKey, Session)>,
    visit: String,
    flash: Option<Flash>,
    uri: Uri,
}

impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = self.account().map(|it| it.id);
        f.debug_struct("Visitor").field("account", &account).field("lang", &self.lang).finish_non_exhaustive()
    }
}

impl Visitor {
    /// The site that is visited.
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// Their language.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Their theme.
    pub const fn theme(&self) -> Theme {
        self.theme
    }

    /// Who is signed in.
    pub fn account(&self) -> Option<&Account> {
        self.session.as_ref().map(|(_, session)| &session.account)
    }

    /// Whose rows they may read.
    pub fn scope(&self) -> Option<Scope> {
        self.account().and_then(Account::scope)
    }

    pub(crate) fn session_key(&self) -> Option<&SessionKey> {
        self.session.as_ref().map(|(key, _)| key)
    }

    pub(crate) const fn flash(&self) -> Option<&Flash> {
        self.flash.as_ref()
    }

    /// The path asked for.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The token of this visitor's forms.
    pub(crate) fn csrf_token(&self) -> String {
        csrf::token(self.session_key().map_or(&self.visit, |it| it.reveal()))
    }

    /// Whether a page is wanted rather than a document for programs.
    pub(crate) fn wants_page(&self) -> bool {
        !is_for_programs(self.path())
    }

    /// Where to sign in; afterwards, back to where they wanted to go.
    pub(crate) fn sign_in_address(&self, may_come_back: bool) -> String {
        let wanted = self.uri.path_and_query().map_or("/", |it| it.as_str());
        if !may_come_back || wanted == "/" {
            return "/connexion".to_owned();
        }
        format!("/connexion?next={}", encode(wanted))
    }

    /// The same address with another language or theme.
    pub(crate) fn address_with(&self, name: &str, value: &str) -> String {
        let kept = without(self.uri.query().unwrap_or(""), &["lang", "theme"]);
        let joint = if kept.is_empty() { "" } else { "&" };
        format!("{}?{kept}{joint}{name}={value}", self.path())
    }
}

/// The visitor that the outermost layer put beside the request.
pub(crate) fn of(extensions: &Extensions) -> Result<Arc<Visitor>, Failure> {
    extensions.get::<Arc<Visitor>>().cloned().ok_or_else(|| {
        tracing::error!("a route was served outside the site's layers");
        Failure::our_fault()
    })
}

/// The outermost layer: finds out who visits, and writes failures and cookies into the answer.
pub(crate) async fn meet(State(site): State<Site>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let secure = site.is_secure();
    let mut response = if path.starts_with(assets::FOLDER) {
        next.run(request).await
    } else if let Some(changed) = change_of_look(request.method(), request.uri(), secure) {
        changed
    } else {
        visit(site, request, next).await
    };
    protect(response.headers_mut(), secure);
    response
}

async fn visit(site: Site, mut request: Request, next: Next) -> Response {
    let secure = site.is_secure();
    let (visitor, is_new, problem) = recognise(site, request.headers(), request.uri()).await;
    let visitor = Arc::new(visitor);
    let mut response = if let Some(failure) = problem {
        failure.into_response()
    } else {
        request.extensions_mut().insert(Arc::clone(&visitor));
        next.run(request).await
    };
    response = show_failure(&visitor, response).await;
    let mut set = Vec::new();
    let is_page = is_html(response.headers());
    if is_new && is_page {
        set.push(cookies::set(Jar::Visit, &visitor.visit, secure));
    }
    if visitor.flash.is_some() && is_page {
        set.push(cookies::clear(Jar::Flash, secure));
    }
    for change in response.extensions_mut().remove::<CookieChanges>().unwrap_or_default().0 {
        set.push(match change {
            CookieChange::SignIn(key) => cookies::set(Jar::Session, key.reveal(), secure),
            CookieChange::SignOut => cookies::clear(Jar::Session, secure),
            CookieChange::Say(flash) => {
                let text = serde_json::to_string(&flash).expect("a sentence is JSON");
                cookies::set(Jar::Flash, &text, secure)
            }
        });
    }
    for value in set {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Who sent these headers. A broken register does not prevent an error page.
async fn recognise(site: Site, headers: &HeaderMap, uri: &Uri) -> (Visitor, bool, Option<Failure>) {
    let secure = site.is_secure();
    let cookie = |jar| cookies::read(headers, jar, secure);
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or("");
    let lang = cookie(Jar::Lang).and_then(|it| it.parse().ok()).unwrap_or_else(|| Lang::preferred(accepted));
    let theme = cookie(Jar::Theme).and_then(|it| Theme::read(&it)).unwrap_or_default();
    let known_visit = cookie(Jar::Visit).filter(|it| it.len() == 32);
    let is_new = known_visit.is_none();
    let mut problem = None;
    let visit = known_visit.unwrap_or_else(|| {
        random_text().unwrap_or_else(|failure| {
            problem = Some(failure);
            String::new()
        })
    });
    let flash = cookie(Jar::Flash).and_then(|it| serde_json::from_str(&it).ok());
    let session = match cookie(Jar::Session) {
        Some(key) if !is_for_programs(uri.path()) => {
            open_session(&site, SessionKey::new(key)).await.unwrap_or_else(|failure| {
                problem = Some(failure);
                None
            })
        }
        _ => None,
    };
    (Visitor { site, lang, theme, session, visit, flash, uri: uri.clone() }, is_new, problem)
}

async fn open_session(site: &Site, key: SessionKey) -> Result<Option<(SessionKey, Session)>, Failure> {
    let now = site.clock().now();
    let mut tx = site.db().read().await?;
    let found = session::find(&mut tx, &key, now).await?;
    drop(tx);
    let Some(found) = found else { return Ok(None) };
    if found.is_stale {
        let mut tx = site.db().write().await?;
        session::touch(&mut tx, &key, now).await?;
        tx.commit().await?;
    }
    Ok(Some((key, found)))
}

fn random_text() -> Result<String, Failure> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "no random bytes");
        Failure::our_fault()
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// `?lang=en` and `?theme=dark` are remembered, and leave the address.
fn change_of_look(method: &Method, uri: &Uri, secure: bool) -> Option<Response> {
    let query = uri.query()?;
    if *method != Method::GET || is_for_programs(uri.path()) {
        return None;
    }
    let value = |name: &str| query.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
    let lang = value("lang").and_then(|it| it.parse::<Lang>().ok()).map(|it| (Jar::Lang, it.tag()));
    let theme = value("theme").and_then(Theme::read).map(|it| (Jar::Theme, it.code()));
    if lang.is_none() && theme.is_none() {
        return None;
    }
    let kept = without(query, &["lang", "theme"]);
    let joint = if kept.is_empty() { "" } else { "?" };
    // One leading slash only: `//host` would lead to another site.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    let mut response = Redirect::to(&format!("{path}{joint}{kept}")).into_response();
    for (jar, value) in lang.into_iter().chain(theme) {
        response.headers_mut().append(header::SET_COOKIE, cookies::set(jar, value, secure));
    }
    Some(response)
}

fn without(query: &str, names: &[&str]) -> String {
    let kept = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or("");
        !pair.is_empty() && !names.contains(&name)
    });
    kept.collect::<Vec<_>>().join("&")
}

/// Percent-encodes a text for a query's value.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            encoded.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            let digit = |it: u8| char::from(DIGITS[usize::from(it)]);
            encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    encoded
}

fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/v2/") || path == "/health"
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"text/html"))
}

/// Gives a failure its words. Bare errors of the framework (plain text or nothing) get those of their status.
async fn show_failure(visitor: &Arc<Visitor>, mut response: Response) -> Response {
    let status = response.status();
    let failure = response.extensions_mut().remove::<Failure>();
    let failure = match failure {
        Some(it) => it,
        None if !status.is_client_error() && !status.is_server_error() => return response,
        None if visitor.wants_page() => {
            let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
            if !kind.is_empty() && !kind.starts_with(b"text/plain") {
                return response;
            }
            Failure::of_status(status)
        }
        None => return api::problem_of_plain(visitor.lang(), response).await,
    };
    let mut shown = if visitor.wants_page() {
        pages::failure_page(&Shell::of(Arc::clone(visitor)), &failure)
    } else {
        api::problem(visitor.lang(), &failure)
    };
    if let Some(seconds) = failure.retry_after_s() {
        shown.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if failure.status() == StatusCode::UNAUTHORIZED && !visitor.wants_page() {
        shown.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    // What the route said of who may call it holds for its refusals too.
    for name in [header::ALLOW, header::ACCESS_CONTROL_ALLOW_ORIGIN] {
        if let Some(said) = response.headers().get(&name) {
            shown.headers_mut().insert(name, said.clone());
        }
    }
    shown
}

/// The headers that every answer carries.
fn protect(headers: &mut HeaderMap, secure: bool) {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
        font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if secure {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
}
