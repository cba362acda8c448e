//! Whether a link that stands in a message leads somewhere. Start with [`Looker::look`].
//!
//! **Invariants:** nothing is asked of our own network unless that is allowed, at no step of a redirect either; of what answers, only the
//! status is read; *dead* is said only of what a person who follows the link would see fail too.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode, header};
use tokio::time::timeout;
use url::Url;

use crate::hook::{self, HookError, Reach};

/// One look, redirects included.
pub const LOOK_MAX: Duration = Duration::from_secs(5);
/// Redirects that are followed.
pub const REDIRECTS_MAX: usize = 4;

/// Looks at links. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Looker {
    client: Client,
    reach: Reach,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// A page answers.
    Alive,
    /// No page is there.
    Dead(Dead),
    /// Nobody knows.
    Unknown {
        /// Why.
        unsure: Unsure,
        /// The same in words, for the log.
        reason: String,
    },
}

/// Why nobody knows what a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unsure {
    /// It leads into a private network.
    Private,
    /// A server answers, but not us.
    Others,
    /// It was not reached: it is slow, or our own line is.
    Unreached,
}

/// Why a link is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dead {
    /// The server says so, with this status.
    Status(u16),
    /// The text is no link.
    NoLink,
    /// No server has this name.
    NoName,
    /// The server does not answer, or its certificate is wrong.
    NoAnswer,
    /// It leads from one address to the next without an end.
    Circle,
}

impl Looker {
    /// # Errors
    ///
    /// If the system has no certificates by which others are trusted.
    pub fn new(reach: Reach) -> Result<Self, HookError> {
        Ok(Self { client: hook::client(reach, LOOK_MAX, |it| it)?, reach })
    }

    /// Follows a link; one without `https://` as a phone does.
    pub async fn look(&self, link: &str) -> Looked {
        let link = link.trim();
        let whole = if link.contains("://") { link.to_owned() } else { format!("https://{link}") };
        let looked = timeout(LOOK_MAX, self.follow(&whole)).await;
        looked.unwrap_or_else(|_| {
            unknown(Unsure::Unreached, format!("no answer within {} s", LOOK_MAX.as_secs()))
        })
    }

    async fn follow(&self, link: &str) -> Looked {
        let mut address = link.to_owned();
        for _ in 0..=REDIRECTS_MAX {
            let url = match hook::outside(&address, self.reach) {
                Ok(url) => url,
                Err(HookError::Private) => {
                    return unknown(Unsure::Private, "it leads into a private network".to_owned());
                }
                Err(_) => return Looked::Dead(Dead::NoLink),
            };
            match self.step(&url).await {
                Ok(next) => address = next.into(),
                Err(looked) => return looked,
            }
        }
        Looked::Dead(Dead::Circle)
    }

    /// One address: the one that it leads on to, or what is known.
    async fn step(&self, url: &Url) -> Result<Url, Looked> {
        let mut last = Looked::Alive;
        // Some servers know no HEAD, or answer it wrongly: only what they answer to GET is bad news.
        for method in [Method::HEAD, Method::GET] {
            let response =
                self.client.request(method, url.clone()).send().await.map_err(|it| not_answered(&it))?;
            let status = response.status();
            if status.is_redirection()
                && let Some(next) = response.headers().get(header::LOCATION).and_then(|it| it.to_str().ok())
            {
                return url.join(next).map_err(|_| Looked::Dead(Dead::NoLink));
            }
            last = of_status(status);
            if last == Looked::Alive {
                break;
            }
        }
        Err(last)
    }
}

fn of_status(status: StatusCode) -> Looked {
    match status.as_u16() {
        200..=399 => Looked::Alive,
        code @ (404 | 410 | 500..=502 | 504..) => Looked::Dead(Dead::Status(code)),
        // A page that wants to know who asks, takes us for too many or for a robot: people may well see it.
        code => unknown(Unsure::Others, format!("status {code}")),
    }
}

fn not_answered(error: &reqwest::Error) -> Looked {
    match hook::failed(error) {
        HookError::Private => unknown(Unsure::Private, "it leads into a private network".to_owned()),
        HookError::Unreachable(why) if is_no_name(&why) => Looked::Dead(Dead::NoName),
        // Our own line may be down: then no name is found either.
        HookError::Unreachable(why) if why.contains("lookup") || why.contains("dns") => {
            unknown(Unsure::Unreached, why)
        }
        // Browsers fetch what is missing of a chain of certificates.
        HookError::Unreachable(why) if why.contains("UnknownIssuer") => unknown(Unsure::Others, why),
        HookError::Unreachable(why) if error.is_connect() && !why.contains("unreachable") => {
            tracing::debug!(why, "a link does not answer");
            Looked::Dead(Dead::NoAnswer)
        }
        other => unknown(Unsure::Unreached, other.to_string()),
    }
}

/// What the libraries of systems say of a name that nobody has.
fn is_no_name(why: &str) -> bool {
    ["not known", "does not resolve", "No such host", "nodename nor servname"]
        .iter()
        .any(|it| why.contains(it))
}

fn unknown(unsure: Unsure, reason: String) -> Looked {
    Looked::Unknown { unsure, reason }
}
