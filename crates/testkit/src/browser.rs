//! A browser without a window, over a router: it keeps cookies, reads pages and sends their forms back.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use jiff::Timestamp;
use kernel::{PartnerCode, Secret};
use register::{Db, NewAccount, Partner, Role, account, partner, session};
use tower::ServiceExt as _;

const HOST: &str = "c.example";
const PASSWORD: &str = "correct horse battery";
const BOUNDARY: &str = "the-end-of-a-part";

/// Somebody's browser.
#[derive(Debug, Clone)]
pub struct Browser {
    router: Router,
    /// Name and value.
    pub cookies: Vec<(String, String)>,
    lang: &'static str,
}

/// What was answered.
#[derive(Debug)]
pub struct Seen {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Seen {
    /// Where one is sent; empty if nowhere.
    pub fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    /// A header; empty if there is none.
    ///
    /// # Panics
    ///
    /// If it is not ASCII.
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().expect("headers are ASCII"))
    }

    /// The token of the page's forms.
    ///
    /// # Panics
    ///
    /// If the page has no form.
    pub fn token(&self) -> String {
        self.field("csrf")
    }

    /// The value of the first hidden field of that name.
    ///
    /// # Panics
    ///
    /// If the page has none.
    pub fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let after = self.body.split(&mark).nth(1);
        let after = after.unwrap_or_else(|| panic!("no field {name}: {}", self.body));
        after.split('"').next().unwrap_or("").to_owned()
    }
}

impl Browser {
    /// A visitor's, that asks for French.
    pub const fn new(router: Router) -> Self {
        Self { router, cookies: Vec::new(), lang: "fr" }
    }

    /// The same in English.
    #[must_use]
    pub const fn in_english(mut self) -> Self {
        self.lang = "en";
        self
    }

    /// Of somebody with a new account of this role, who is signed in. The partner is made if there is none.
    ///
    /// # Panics
    ///
    /// If the register refuses.
    pub async fn signed_in(
        router: Router,
        db: &Db,
        name: &str,
        role: Role,
        partner_code: Option<&str>,
        now: Timestamp,
    ) -> Self {
        let code: Option<PartnerCode> = partner_code.map(|it| it.parse().expect("a partner's code"));
        let digest =
            account::hash_password(&Secret::new(PASSWORD.to_owned())).await.expect("a good password");
        let mut tx = db.write().await.expect("the register opens");
        if let Some(code) = &code {
            let new = Partner { code: code.clone(), name: format!("Administration {code}") };
            partner::save(&mut tx, &new, now).await.expect("the partner is kept");
        }
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let new = NewAccount { email, name: name.to_owned(), role, partner: code };
        let account = account::create(&mut tx, &new, digest, now).await.expect("the account is new");
        let key = session::open(&mut tx, &account, now).await.expect("a session opens");
        tx.commit().await.expect("it is kept");
        let mut browser = Self::new(router);
        browser.cookies.push(("session".to_owned(), key.reveal().clone()));
        browser
    }

    /// Sends a request with the cookies, and keeps those that come back.
    ///
    /// # Panics
    ///
    /// If the answer cannot be read.
    pub async fn send(&mut self, mut request: Request<Body>) -> Seen {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = request.headers_mut();
        headers.insert(header::COOKIE, cookies.join("; ").parse().expect("a header"));
        headers.insert(header::HOST, HOST.parse().expect("a header"));
        headers.entry(header::ACCEPT_LANGUAGE).or_insert_with(|| self.lang.parse().expect("a header"));
        let response: Response<Body> = self.router.clone().oneshot(request).await.expect("a router answers");
        for set in response.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().expect("cookies are ASCII");
            let (name, value) = set.split(';').next().and_then(|it| it.split_once('=')).expect("a cookie");
            self.cookies.retain(|(it, _)| it != name);
            if !set.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the whole body").to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Seen { status: parts.status, headers: parts.headers, body, bytes }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Seen {
        self.send(request(Request::get(path), Body::empty())).await
    }

    /// Sends a form as it is written.
    pub async fn post(&mut self, path: &str, form: &str) -> Seen {
        let head = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, format!("http://{HOST}"));
        self.send(request(head, Body::from(form.to_owned()))).await
    }

    /// Opens the page `from` and sends fields to `to`, with the token of its forms.
    pub async fn submit(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) -> Seen {
        let token = self.get(from).await.token();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &token).extend_pairs(fields);
        self.post(to, &form.finish()).await
    }

    /// Opens the page `from` and sends a file to `to`.
    pub async fn upload(&mut self, from: &str, to: &str, name: &str, bytes: &[u8]) -> Seen {
        let token = self.get(from).await.token();
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let end = format!("\r\n--{BOUNDARY}--\r\n");
        let body = [head.as_bytes(), bytes, end.as_bytes()].concat();
        let head = Request::post(format!("{to}?csrf={token}"))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header(header::ORIGIN, format!("http://{HOST}"));
        self.send(request(head, Body::from(body))).await
    }

    /// Follows the answer to where it sends.
    ///
    /// # Panics
    ///
    /// If it sends nowhere.
    pub async fn follow(&mut self, seen: &Seen) -> Seen {
        let to = seen.location().to_owned();
        assert!(!to.is_empty(), "it sends nowhere: {} {}", seen.status, seen.body);
        self.get(&to).await
    }
}

fn request(head: axum::http::request::Builder, body: Body) -> Request<Body> {
    head.body(body).expect("a request")
}
