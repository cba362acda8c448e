//! Who may see what: every route says it where it is declared, and the guard enforces it.

use std::collections::HashSet;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get},
};
use kernel::Secret;
use register::{Role, TokenScope, token};

use crate::{BuildError, Failure, SliceFile, Visitor, api::ApiCaller, csrf, visitor};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Signed in with one of these roles.
    Roles(&'static [Role]),
    /// A machine whose API token has this scope; no cookie counts.
    Token(TokenScope),
    /// The same, with one scope for reading (`GET`) and another for everything else.
    Tokens {
        /// What reading takes.
        read: TokenScope,
        /// What the other methods take.
        write: TokenScope,
    },
    /// A machine that proves by itself who it is, to the handler: a signed token, a link that nobody can make up. Nothing is checked
    /// here, no cookie counts, and no form's key is asked for; **the handler answers for every request that it lets through.** Where its
    /// path begins with `/v2/` failures are told as JSON.
    Proven,
}

impl Access {
    /// Whether a person with this role (`None`: not signed in) may see it.
    pub fn allows(self, role: Option<Role>) -> bool {
        match self {
            Self::Public => true,
            Self::SignedIn => role.is_some(),
            Self::Roles(roles) => role.is_some_and(|it| roles.contains(&it)),
            Self::Token(_) | Self::Tokens { .. } | Self::Proven => false,
        }
    }

    /// The scope that a machine's token needs for a method; `None`: the route is not one for machines.
    fn scope(self, method: &Method) -> Option<TokenScope> {
        match self {
            Self::Token(scope) => Some(scope),
            Self::Tokens { read, .. } if matches!(*method, Method::GET | Method::HEAD) => Some(read),
            Self::Tokens { write, .. } => Some(write),
            Self::Public | Self::SignedIn | Self::Roles(_) | Self::Proven => None,
        }
    }
}

/// Routes, each with its access rule.
///
/// ```ignore
/// Routes::new()
///     .route("/imports", Access::Roles(&[Role::Analyst]), get(list).post(upload))
///     .with_state(state)
/// ```
#[derive(Debug, Clone)]
pub struct Routes<S = ()> {
    router: Router<S>,
    declared: Vec<(&'static str, Access)>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// None yet.
    pub fn new() -> Self {
        Self { router: Router::new(), declared: Vec::new() }
    }

    /// Adds a route. A body larger than 2 MB needs its own `DefaultBodyLimit` layer on `methods`.
    ///
    /// A path that two slices declare is found by [`SiteBuilder::build`](crate::SiteBuilder::build).
    #[must_use]
    pub fn route(mut self, path: &'static str, access: Access, methods: MethodRouter<S>) -> Self {
        if self.declared.iter().all(|(it, _)| *it != path) {
            self.router =
                self.router.route(path, methods.route_layer(middleware::from_fn_with_state(access, guard)));
        }
        self.declared.push((path, access));
        self
    }

    /// Adds a file that the slice serves itself, for everybody.
    #[must_use]
    pub fn file(self, file: &'static SliceFile) -> Self {
        self.route(file.path(), Access::Public, get(move || async move { file.answer() }))
    }

    /// Gives the handlers their state.
    pub fn with_state(self, state: S) -> Routes {
        Routes { router: self.router.with_state(state), declared: self.declared }
    }
}

impl Routes {
    /// Adds the routes of another slice.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        let known = self.paths();
        if other.declared.iter().all(|(path, _)| !known.contains(path)) {
            self.router = self.router.merge(other.router);
        }
        self.declared.extend(other.declared);
        self
    }

    /// What is declared, for the page of rights and for tests.
    pub fn declared(&self) -> &[(&'static str, Access)] {
        &self.declared
    }

    pub(crate) fn paths(&self) -> HashSet<&'static str> {
        self.declared.iter().map(|(path, _)| *path).collect()
    }

    pub(crate) fn into_router(self) -> Result<Router, BuildError> {
        let mut seen = HashSet::new();
        for (path, access) in &self.declared {
            if !seen.insert(*path) {
                return Err(BuildError::DeclaredTwice(path));
            }
            if *access == Access::Roles(&[]) {
                return Err(BuildError::NoRole(path));
            }
        }
        Ok(self.router)
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// Lets a request through to its handler, or answers in its place.
async fn guard(State(access): State<Access>, request: Request, next: Next) -> Response {
    match admit(access, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal,
    }
}

async fn admit(access: Access, mut request: Request) -> Result<Request, Response> {
    let visitor = visitor::of(request.extensions()).map_err(IntoResponse::into_response)?;
    if let Some(scope) = access.scope(request.method()) {
        let text = bearer_text(request.headers());
        let caller = caller(&visitor, text, scope).await.map_err(IntoResponse::into_response)?;
        request.extensions_mut().insert(caller);
        return Ok(request);
    }
    if access == Access::Proven {
        return Ok(request);
    }
    let role = visitor.account().map(|it| it.role);
    if !access.allows(role) {
        return Err(if role.is_none() && visitor.wants_page() {
            Redirect::to(&visitor.sign_in_address(request.method() == Method::GET)).into_response()
        } else if role.is_none() {
            Failure::unauthorized().into_response()
        } else {
            Failure::forbidden().into_response()
        });
    }
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(request);
    }
    // No cookie counts under /api/: there is nothing that a foreign form could borrow.
    if !visitor.wants_page() {
        return Ok(request);
    }
    csrf::check(&visitor, request).await.map_err(IntoResponse::into_response)
}

/// The token that a request carries: `Bearer …`, or `Token token=…` as scripts written for Zammad send it.
fn bearer_text(headers: &HeaderMap) -> Option<Secret<String>> {
    let (scheme, text) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let text = if scheme.eq_ignore_ascii_case("bearer") {
        text.trim()
    } else if scheme.eq_ignore_ascii_case("token") {
        text.trim().strip_prefix("token=")?.trim_matches('"')
    } else {
        return None;
    };
    Some(Secret::new(text.to_owned()))
}

/// Who has this token, if it has the scope.
pub(crate) async fn caller(
    visitor: &Visitor,
    text: Option<Secret<String>>,
    scope: TokenScope,
) -> Result<ApiCaller, Failure> {
    let text = text.ok_or_else(Failure::token_missing)?;
    let site = visitor.site();
    let now = site.clock().now();
    let mut tx = site.db().read().await?;
    let found = token::find(&mut tx, &text).await?.ok_or_else(Failure::token_refused)?;
    drop(tx);
    if !found.scopes.contains(&scope) {
        return Err(Failure::scope_missing(scope));
    }
    if token::is_stale(&found, now) {
        let mut tx = site.db().write().await?;
        token::touch(&mut tx, found.id, now).await?;
        tx.commit().await?;
    }
    Ok(ApiCaller { partner: found.partner.clone(), token: found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_and_writing_take_their_own_scopes() {
        let (read, write) = (TokenScope::RequestsRead, TokenScope::RequestsWrite);
        let access = Access::Tokens { read, write };
        for (method, scope) in [
            (Method::GET, read),
            (Method::HEAD, read),
            (Method::POST, write),
            (Method::PUT, write),
            (Method::DELETE, write),
        ] {
            assert_eq!(access.scope(&method), Some(scope), "{method}");
        }
        assert!(!access.allows(Some(Role::Administrator)), "no person enters by it");
        assert_eq!(Access::Public.scope(&Method::GET), None);
        assert_eq!(Access::Proven.scope(&Method::POST), None);
        assert!(!Access::Proven.allows(Some(Role::Administrator)), "no person is shown a way there");
    }

    #[test]
    fn a_token_is_read_in_both_schemes() {
        let read = |sent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, sent.parse().unwrap());
            bearer_text(&headers).map(|it| it.reveal().clone())
        };
        for sent in ["Bearer ce_1", "bearer ce_1", "Token token=ce_1", "Token token=\"ce_1\""] {
            assert_eq!(read(sent).as_deref(), Some("ce_1"), "{sent}");
        }
        for sent in ["Basic ce_1", "Token ce_1", "ce_1"] {
            assert_eq!(read(sent), None, "{sent}");
        }
    }
}
