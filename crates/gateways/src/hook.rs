//! Posts small documents to addresses that partners name: webhooks.
//!
//! **Invariants:** the address that was checked is the one that is connected to, so that a name cannot lead inside between both; no
//! redirect is followed and no proxy is asked; of an answer only the beginning is read, and nothing lasts longer than [`TIME_MAX`].

use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};

use kernel::{Explain, Message};
use reqwest::{
    Client, ClientBuilder,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use url::{Host, Url};

use crate::words::WORDS;

/// All of one try, answer included: a receiver should answer at once and work later.
pub const TIME_MAX: Duration = Duration::from_secs(10);
/// Until the connection stands.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read: enough to see what is wrong.
pub const ANSWER_MAX: usize = 1_000;
/// Bytes of an address.
const URL_MAX: usize = 2_000;

/// Why nothing was posted.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// The text is no address, or one with a name and password in it.
    #[error("not an address that can be posted to")]
    BadAddress,
    /// Only `https` leaves.
    #[error("the address does not begin with https")]
    NotSecure,
    /// It leads into our own network.
    #[error("the address leads into a private network")]
    Private,
    /// It answers too late.
    #[error("no answer within {} s", TIME_MAX.as_secs())]
    TooSlow,
    /// It does not answer, or breaks off.
    #[error("the receiver does not answer: {0}")]
    Unreachable(String),
}

impl Explain for HookError {
    fn message(&self) -> Message {
        let key = match self {
            Self::BadAddress => "hook-bad-address",
            Self::NotSecure => "hook-not-secure",
            Self::Private => "hook-private",
            Self::TooSlow => "hook-too-slow",
            Self::Unreachable(_) => "hook-unreachable",
        };
        Message::new(&WORDS, key)
    }
}

impl HookError {
    /// The word under which a register keeps it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadAddress => "bad-address",
            Self::NotSecure => "not-secure",
            Self::Private => "private",
            Self::TooSlow => "too-slow",
            Self::Unreachable(_) => "unreachable",
        }
    }
}

/// What a receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The beginning of the text, controls taken out.
    pub text: String,
}

impl Answered {
    /// Whether the receiver took what it was told.
    pub fn is_taken(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the receiver itself is in trouble: later it may answer otherwise.
    pub const fn is_away(&self) -> bool {
        matches!(self.status, 429 | 502 | 503 | 504)
    }
}

/// Posts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Poster {
    client: Client,
    reach: Reach,
}

/// Where may be posted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses by `https` only.
    Public,
    /// Those of the server's own network and plain `http` too: for administrations whose programs run beside this one.
    Everywhere,
}

impl Poster {
    /// # Errors
    ///
    /// If the system has no certificates by which others are trusted.
    pub fn new(reach: Reach) -> Result<Self, HookError> {
        // A name is asked anew, and checked anew, at each try.
        let client = client(reach, TIME_MAX, |it| it.pool_max_idle_per_host(0))?;
        Ok(Self { client, reach })
    }

    /// Where it posts to.
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// Posts JSON, and gives whatever is answered, refusals too.
    ///
    /// # Errors
    ///
    /// [`HookError`] if there is no answer.
    pub async fn post(
        &self,
        address: &str,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<Answered, HookError> {
        let url = checked(address, self.reach)?;
        let mut request = self.client.post(url).header("content-type", "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = request.send().await.map_err(|it| failed(&it))?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        // What cannot be read of an answer does not change what its status says.
        while bytes.len() < ANSWER_MAX
            && let Ok(Some(chunk)) = response.chunk().await
        {
            bytes.extend_from_slice(&chunk[..chunk.len().min(ANSWER_MAX - bytes.len())]);
        }
        let text = String::from_utf8_lossy(&bytes).replace(|it: char| it.is_control(), " ");
        Ok(Answered { status, text })
    }
}

/// A client that follows no redirect, asks no proxy, connects only to what may be reached, and gives up after so long.
///
/// # Errors
///
/// If the system has no certificates by which others are trusted.
pub(crate) fn client(
    reach: Reach,
    time_max: Duration,
    more: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client, HookError> {
    let builder = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(time_max)
        .connect_timeout(CONNECT_MAX.min(time_max))
        .user_agent("contacts-efficaces")
        .dns_resolver(Arc::new(Checked(reach)));
    more(builder).build().map_err(|it| HookError::Unreachable(chain(&it)))
}

/// The address, if it may be posted to; a name is checked once more when it is looked up.
///
/// # Errors
///
/// [`HookError::BadAddress`], [`HookError::NotSecure`], [`HookError::Private`].
pub fn checked(address: &str, reach: Reach) -> Result<Url, HookError> {
    let url = outside(address, reach)?;
    if reach == Reach::Public && url.scheme() != "https" {
        return Err(HookError::NotSecure);
    }
    Ok(url)
}

/// The address of a page, if it may be asked for, by `http` too.
///
/// # Errors
///
/// [`HookError::BadAddress`], [`HookError::Private`].
pub(crate) fn outside(address: &str, reach: Reach) -> Result<Url, HookError> {
    let url = Url::parse(address).map_err(|_| HookError::BadAddress)?;
    let is_one = address.len() <= URL_MAX && url.username().is_empty() && url.password().is_none();
    if !is_one || !matches!(url.scheme(), "http" | "https") {
        return Err(HookError::BadAddress);
    }
    let host = url.host().ok_or(HookError::BadAddress)?;
    if reach == Reach::Everywhere {
        return Ok(url);
    }
    let is_inside = match host {
        Host::Ipv4(it) => !is_public(IpAddr::V4(it)),
        Host::Ipv6(it) => !is_public(IpAddr::V6(it)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost") || !name.contains('.')
        }
    };
    if is_inside { Err(HookError::Private) } else { Ok(url) }
}

/// Whether an address is one of the public network.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => is_public_v4(it),
        IpAddr::V6(it) => is_public_v6(it),
    }
}

fn is_public_v4(it: Ipv4Addr) -> bool {
    let [a, b, c, _] = it.octets();
    let is_special = it.is_private()
        || it.is_loopback()
        || it.is_link_local()
        || it.is_multicast()
        || it.is_documentation()
        // This network, shared by providers, of protocols, for measuring, reserved.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !is_special
}

fn is_public_v6(it: Ipv6Addr) -> bool {
    if let Some(inside) = it.to_ipv4_mapped() {
        return is_public_v4(inside);
    }
    let [a, b, ..] = it.segments();
    // Unicast is 2000::/3; in it, what carries an older address inside (Teredo, 6to4), and documentation, is refused.
    let is_unicast = a & 0xe000 == 0x2000;
    let is_special = (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    is_unicast && !is_special
}

/// Looks names up, and gives the addresses that may be connected to.
#[derive(Debug)]
struct Checked(Reach);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<_> = found.collect();
            // One address inside is enough to refuse: an honest name has none.
            if reach == Reach::Public && found.iter().any(|it| !is_public(it.ip())) {
                return Err(HookError::Private.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

/// What a failure of the client is.
pub(crate) fn failed(error: &reqwest::Error) -> HookError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(it) = cause {
        if matches!(it.downcast_ref(), Some(HookError::Private)) {
            return HookError::Private;
        }
        cause = it.source();
    }
    if error.is_timeout() { HookError::TooSlow } else { HookError::Unreachable(chain(error)) }
}

/// An error and its causes; the address, which may hold a secret of the receiver, is left out.
fn chain(error: &reqwest::Error) -> String {
    let mut said = Vec::new();
    let mut cause = error.source();
    while let Some(it) = cause {
        said.push(it.to_string());
        cause = it.source();
    }
    said.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_inside_are_refused() {
        for inside in [
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://10.1.2.3",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]",
            "https://[fe80::1]",
            "https://[2002:7f00:1::]",
            "https://[64:ff9b::7f00:1]",
            "https://localhost",
            "https://a.localhost.",
            "https://intranet",
            "https://100.64.0.1",
            "https://0.0.0.0",
            "https://255.255.255.255",
        ] {
            assert!(matches!(checked(inside, Reach::Public), Err(HookError::Private)), "{inside}");
            assert!(checked(inside, Reach::Everywhere).is_ok(), "{inside}");
        }
        for outside in
            ["https://example.org/x?y=1", "https://93.184.216.34", "https://[2606:2800:220::1]:8443/"]
        {
            assert!(checked(outside, Reach::Public).is_ok(), "{outside}");
        }
    }

    #[test]
    fn other_schemes_and_passwords_are_refused() {
        for bad in [
            "",
            "example.org",
            "ftp://example.org",
            "file:///etc/passwd",
            "https://u:p@example.org",
            "https://u@example.org",
        ] {
            assert!(matches!(checked(bad, Reach::Everywhere), Err(HookError::BadAddress)), "{bad}");
        }
        assert!(matches!(checked("http://example.org", Reach::Public), Err(HookError::NotSecure)));
        let long = format!("https://example.org/{}", "a".repeat(URL_MAX));
        assert!(matches!(checked(&long, Reach::Public), Err(HookError::BadAddress)));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        // Every system has this name in its own list, whatever its case.
        let resolved = Checked(Reach::Public).resolve("localhost".parse().unwrap()).await;
        let refused = resolved.err().unwrap();
        assert!(matches!(refused.downcast_ref(), Some(HookError::Private)));
        assert!(Checked(Reach::Everywhere).resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
