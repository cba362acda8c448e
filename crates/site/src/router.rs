//! The site as one router: settings, navigation, layers.

use std::{
    any::Any,
    fmt,
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{IntoResponse as _, Response},
    routing::get,
};
use kernel::{Clock, Lang, Message, Words};
use register::Db;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};
use utoipa::OpenApi as _;

use crate::{
    Access, BuildError, Failure, Metrics, Routes, WORDS, api, assets,
    health::{self, HealthCheck},
    metrics, pages,
    tries::SignInLimits,
    visitor,
};

/// An entry of the main navigation, shown to whom its route is open.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub(crate) href: &'static str,
    pub(crate) name: Message,
    pub(crate) access: Access,
}

impl NavItem {
    /// A link to a declared route.
    pub const fn new(href: &'static str, name: Message, access: Access) -> Self {
        Self { href, name, access }
    }
}

/// What is said at the head of every page.
pub(crate) struct Notice {
    pub(crate) sentence: Message,
    /// Where a demonstration's day is changed.
    pub(crate) day_page: Option<&'static str>,
}

/// What every page knows. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    public_url: Option<String>,
    is_behind_proxy: bool,
    home: &'static str,
    navigation: Vec<NavItem>,
    footer: Vec<(&'static str, Message)>,
    notice: Option<Notice>,
    catalogues: Vec<&'static LazyLock<Words>>,
    health: Vec<HealthCheck>,
    metrics: Metrics,
    limits: SignInLimits,
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("public_url", &self.0.public_url).finish_non_exhaustive()
    }
}

impl Site {
    /// Begins a site on this register.
    pub fn builder(db: Db, clock: Arc<dyn Clock>) -> SiteBuilder {
        let checked = db.clone();
        let database = HealthCheck::new("database", move || {
            let db = checked.clone();
            async move {
                db.answers()
                    .await
                    .map_err(|error| format!("{error}: {:?}", std::error::Error::source(&error)))
            }
        });
        SiteBuilder {
            inner: Inner {
                db,
                clock,
                public_url: None,
                is_behind_proxy: false,
                home: "/compte",
                navigation: Vec::new(),
                footer: Vec::new(),
                notice: None,
                catalogues: vec![&WORDS, &register::WORDS],
                health: vec![database],
                metrics: Metrics::default(),
                limits: SignInLimits::default(),
            },
            document: api::BaseDocument::openapi(),
        }
    }

    /// The register.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// What time it is.
    pub fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    /// The address that people type, if it was set: `https://contacts.example.fr`.
    pub fn public_url(&self) -> Option<&str> {
        self.0.public_url.as_deref()
    }

    /// The whole address of a path, as paper and messages need it: after the address that people type, else after the one by which the request
    /// with these `headers` came.
    pub fn address(&self, headers: &HeaderMap, path: &str) -> String {
        let host = || headers.get(header::HOST).and_then(|it| it.to_str().ok());
        match self.public_url() {
            Some(url) => format!("{url}{path}"),
            None => host().map_or_else(|| path.to_owned(), |it| format!("http://{it}{path}")),
        }
    }

    /// What is measured of the server.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.public_url().is_some_and(|it| it.starts_with("https://"))
    }

    pub(crate) fn is_behind_proxy(&self) -> bool {
        self.0.is_behind_proxy
    }

    /// Where a person lands after signing in.
    pub fn home(&self) -> &'static str {
        self.0.home
    }

    pub(crate) fn footer(&self) -> &[(&'static str, Message)] {
        &self.0.footer
    }

    pub(crate) fn notice(&self) -> Option<&Notice> {
        self.0.notice.as_ref()
    }

    pub(crate) fn navigation(&self) -> &[NavItem] {
        &self.0.navigation
    }

    pub(crate) fn health_checks(&self) -> &[HealthCheck] {
        &self.0.health
    }

    pub(crate) fn limits(&self) -> &SignInLimits {
        &self.0.limits
    }

    /// The catalogue that has this key; the site's own if none has.
    pub(crate) fn words_of(&self, key: &str) -> &'static Words {
        let found = self.0.catalogues.iter().copied().find(|it| it.knows(key));
        found.map_or_else(|| LazyLock::force(&WORDS), LazyLock::force)
    }
}

/// A site that is being put together.
pub struct SiteBuilder {
    inner: Inner,
    document: utoipa::openapi::OpenApi,
}

impl fmt::Debug for SiteBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiteBuilder").field("public_url", &self.inner.public_url).finish_non_exhaustive()
    }
}

impl SiteBuilder {
    /// Sets the address that people type. With `https://`, cookies become `Secure` and `__Host-`.
    #[must_use]
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.inner.public_url = Some(url.into().trim_end_matches('/').to_owned());
        self
    }

    /// Believes the last address of `X-Forwarded-For`: only when nobody reaches the server but through a proxy.
    #[must_use]
    pub fn behind_proxy(mut self) -> Self {
        self.inner.is_behind_proxy = true;
        self
    }

    /// Sets where a person lands after signing in.
    #[must_use]
    pub fn home(mut self, path: &'static str) -> Self {
        self.inner.home = path;
        self
    }

    /// Adds an entry to the main navigation, after those before.
    #[must_use]
    pub fn nav(mut self, item: NavItem) -> Self {
        self.inner.navigation.push(item);
        self
    }

    /// Says something at the head of every page; with the address at which the day is changed, the day too.
    #[must_use]
    pub fn notice(mut self, sentence: Message, day_page: Option<&'static str>) -> Self {
        self.inner.notice = Some(Notice { sentence, day_page });
        self
    }

    /// Adds a link to the foot of every page, after those before.
    #[must_use]
    pub fn footer(mut self, href: &'static str, name: Message) -> Self {
        self.inner.footer.push((href, name));
        self
    }

    /// Adds a slice's catalogue, so that `shell.t("key")` knows its keys.
    #[must_use]
    pub fn words(mut self, words: &'static LazyLock<Words>) -> Self {
        self.inner.catalogues.push(words);
        self
    }

    /// Adds a part that `/health` asks.
    #[must_use]
    pub fn health(mut self, check: HealthCheck) -> Self {
        self.inner.health.push(check);
        self
    }

    /// Adds a slice's paths and schemas to `/api/openapi.json`.
    #[must_use]
    pub fn describe(mut self, document: utoipa::openapi::OpenApi) -> Self {
        self.document.merge(document);
        self
    }

    /// Puts the slices' routes and the site's own behind the layers.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if a route is open to nobody or declared twice, or the navigation leads nowhere.
    pub fn build(self, routes: Routes) -> Result<(Router, Site), BuildError> {
        if let Some(url) = &self.inner.public_url {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            if host.is_none_or(|it| it.is_empty() || it.contains(['/', '?', '#', ' '])) {
                return Err(BuildError::BadPublicUrl(url.clone()));
            }
        }
        let site = Site(Arc::new(self.inner));
        let document: Arc<str> = match self.document.to_json() {
            Ok(json) => json.into(),
            Err(error) => {
                tracing::error!(%error, "the API's description could not be written");
                "{}".into()
            }
        };
        let show_document = move || {
            let json = document.to_string();
            async move { ([(header::CONTENT_TYPE, "application/json")], json) }
        };
        let own = Routes::new()
            .route("/health", Access::Public, get(health::show))
            .with_state(site.clone())
            .merge(Routes::new().route("/api/openapi.json", Access::Public, get(show_document)))
            .merge(pages::routes());
        let mut all = own.merge(routes);
        if !all.paths().contains("/") {
            all = all.merge(pages::front());
        }
        let paths = all.paths();
        if let Some(lost) =
            site.navigation().iter().map(|it| it.href).chain([site.home()]).find(|href| !paths.contains(href))
        {
            return Err(BuildError::NavigationToNowhere(lost));
        }
        let served = all
            .into_router()?
            .fallback(|| async { Failure::not_found() })
            .method_not_allowed_fallback(|| async { Failure::of_status(StatusCode::METHOD_NOT_ALLOWED) })
            .route(assets::ROUTE, get(assets::serve))
            .layer(CatchPanicLayer::custom(fallen))
            .layer(middleware::from_fn_with_state(site.metrics().clone(), metrics::count))
            .layer(middleware::from_fn_with_state(site.clone(), visitor::meet))
            .layer(CompressionLayer::new())
            // The layers themselves can fall too: then no page can be made, but there is an answer.
            .layer(CatchPanicLayer::custom(fallen_outside));
        Ok((served, site))
    }
}

/// The answer when a handler panicked: a fault of ours, told like any other.
#[expect(clippy::needless_pass_by_value, reason = "the layer gives the panic away")]
fn fallen(panic: Box<dyn Any + Send>) -> Response {
    let said =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = said.unwrap_or("of an unknown kind"), "a request made its handler panic");
    Failure::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// The answer when a layer panicked: no page can be made any more, so plain words, in both languages.
fn fallen_outside(panic: Box<dyn Any + Send>) -> Response {
    drop(fallen(panic));
    let failure = Failure::our_fault();
    let words = [Lang::Fr, Lang::En].map(|lang| failure.title().say(lang));
    (failure.status(), words.join("\n")).into_response()
}
