//! What an administrator writes to name the carriers: addresses with blanks between them, as
//! `smpp://user:password@host:2775?window=50#operator=3 https://user:password@host/cgi-bin/sendsms#reserve`.
//! After `#` stands the name, and after `=` how large its share of what is sent is.

use kernel::{Explain, Message, Secret};
use url::Url;

use crate::words::WORDS;

/// Messages that wait for an answer at once, unless said otherwise.
const WINDOW: usize = 50;
/// The largest window.
const WINDOW_MAX: usize = 1_000;
/// The port of SMPP, and of SMPP in TLS.
const PORTS: (u16, u16) = (2775, 3550);
/// The largest weight.
const WEIGHT_MAX: u32 = 1_000;
/// Letters of a name.
const NAME_MAX: usize = 40;
/// Letters for which SMPP has room in a user, a password and a kind of system.
const USER_MAX: usize = 15;
const PASSWORD_MAX: usize = 8;
const SYSTEM_MAX: usize = 12;

/// A carrier as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name in settings and pages, told apart from all others.
    pub name: String,
    /// Its share of what is sent, beside those of the others. With 0 nothing is sent by it, and what it says is heard.
    pub weight: u32,
    /// How it is spoken to.
    pub way: Way,
}

/// How a carrier is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// SMPP 3.4.
    Smpp(SmppAddress),
    /// HTTP.
    Http(HttpAddress),
}

/// An SMPP centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmppAddress {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether it speaks TLS.
    pub is_tls: bool,
    /// The `system_id`.
    pub user: String,
    /// The password.
    pub password: Secret<String>,
    /// The `system_type`, mostly empty.
    pub system_type: String,
    /// Messages that may wait for an answer at once.
    pub window: usize,
    /// Messages a second, parts counted each, if the contract has a limit.
    pub rate_per_s: Option<u32>,
    /// An authority by which its certificate is trusted besides the system's, as PEM. It is set apart from the address.
    pub extra_root: Option<Vec<u8>>,
}

/// An HTTP provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAddress {
    /// Where messages are handed over, without user and password.
    pub url: Url,
    /// The user; may be empty.
    pub user: String,
    /// The password or key.
    pub password: Secret<String>,
    /// What is said there.
    pub shape: Shape,
}

/// What is said to an HTTP provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The `sendsms` of Kannel.
    Kannel,
    /// A JSON document.
    Json,
}

/// What is wrong with the setting; none of them shows a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// One of the addresses is none; counted from 1.
    #[error("address {0} of the text-message providers is not smpp://, smpps://, http:// or https://")]
    Address(usize),
    /// A name has other signs than small letters, digits and hyphens.
    #[error("a text-message provider has a name that cannot be used: {0}")]
    Name(String),
    /// Two have the same name.
    #[error("two text-message providers are called {0}")]
    Twice(String),
    /// A weight is no number from 0 to 1000.
    #[error("the weight of the text-message provider {0} is not a number from 0 to 1000")]
    Weight(String),
    /// An option is not known, or its value cannot be.
    #[error("the text-message provider {name} has a wrong option {option}")]
    Option {
        /// The provider.
        name: String,
        /// The option.
        option: String,
    },
    /// The user or the password is missing, or longer than SMPP can say.
    #[error("the text-message provider {0} has no user, or one or a password that is too long")]
    Login(String),
}

impl Explain for Fault {
    fn message(&self) -> Message {
        let named = |key, name: &String| Message::new(&WORDS, key).with("name", name.clone());
        match self {
            Self::Address(at) => Message::new(&WORDS, "carrier-address").with("at", at.to_string()),
            Self::Name(name) => named("carrier-name", name),
            Self::Twice(name) => named("carrier-twice", name),
            Self::Weight(name) => named("carrier-weight", name),
            Self::Option { name, option } => named("carrier-option", name).with("option", option.clone()),
            Self::Login(name) => named("carrier-login", name),
        }
    }
}

/// Reads the carriers.
///
/// # Errors
///
/// [`Fault`] for the first that is wrong.
pub fn read(text: &str) -> Result<Vec<Given>, Fault> {
    let mut all: Vec<Given> = Vec::new();
    for (place, address) in text.split_whitespace().enumerate() {
        let given = one(address, place + 1)?;
        if all.iter().any(|it| it.name == given.name) {
            return Err(Fault::Twice(given.name));
        }
        all.push(given);
    }
    Ok(all)
}

fn one(address: &str, place: usize) -> Result<Given, Fault> {
    let mut url = Url::parse(address).map_err(|_| Fault::Address(place))?;
    let host = url.host_str().filter(|it| !it.is_empty()).ok_or(Fault::Address(place))?;
    // Only a scheme that `url` knows has the brackets of an IPv6 address taken away.
    let host = host.trim_matches(['[', ']']).to_owned();
    let (name, weight) = named(url.fragment().unwrap_or(""), &host)?;
    url.set_fragment(None);
    let login = || Fault::Login(name.clone());
    let user = decoded(url.username()).ok_or_else(login)?;
    let password = Secret::new(decoded(url.password().unwrap_or("")).ok_or_else(login)?);
    let way = match url.scheme() {
        "smpp" | "smpps" => {
            let is_short = (1..=USER_MAX).contains(&user.len()) && password.reveal().len() <= PASSWORD_MAX;
            if !is_short || !user.is_ascii() || !password.reveal().is_ascii() {
                return Err(login());
            }
            let is_tls = url.scheme() == "smpps";
            let port = url.port().unwrap_or(if is_tls { PORTS.1 } else { PORTS.0 });
            let plain = SmppAddress {
                host,
                port,
                is_tls,
                user,
                password,
                system_type: String::new(),
                window: WINDOW,
                rate_per_s: None,
                extra_root: None,
            };
            Way::Smpp(with_options(plain, &url, &name)?)
        }
        "http" | "https" => Way::Http(http(url, user, password, &name)?),
        _ => return Err(Fault::Address(place)),
    };
    Ok(Given { name, weight, way })
}

/// The name and the weight, which are both said after the `#`, or neither.
fn named(fragment: &str, host: &str) -> Result<(String, u32), Fault> {
    let (name, weight) =
        fragment.split_once('=').map_or((fragment, None), |(name, weight)| (name, Some(weight)));
    let name = if name.is_empty() { host.replace(['.', ':'], "-") } else { name.to_owned() };
    let is_sign = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    if name.len() > NAME_MAX || !name.bytes().all(is_sign) {
        return Err(Fault::Name(name.chars().take(NAME_MAX).collect()));
    }
    let weight = match weight.map(str::parse) {
        None => 1,
        Some(Ok(weight)) if weight <= WEIGHT_MAX => weight,
        Some(_) => return Err(Fault::Weight(name)),
    };
    Ok((name, weight))
}

fn with_options(mut address: SmppAddress, url: &Url, name: &str) -> Result<SmppAddress, Fault> {
    for (option, value) in url.query_pairs() {
        let wrong = || Fault::Option { name: name.to_owned(), option: option.to_string() };
        match option.as_ref() {
            "window" => {
                address.window =
                    value.parse().ok().filter(|it| (1..=WINDOW_MAX).contains(it)).ok_or_else(wrong)?;
            }
            "rate" => address.rate_per_s = Some(value.parse().ok().filter(|it| *it > 0).ok_or_else(wrong)?),
            "system_type" if value.len() <= SYSTEM_MAX && value.is_ascii() => {
                address.system_type = value.into_owned();
            }
            _ => return Err(wrong()),
        }
    }
    Ok(address)
}

/// The option `shape` is ours; all others are the provider's, and stay in the address.
fn http(mut url: Url, user: String, password: Secret<String>, name: &str) -> Result<HttpAddress, Fault> {
    let mut shape = Shape::Kannel;
    let mut theirs = Vec::new();
    for (option, value) in url.query_pairs() {
        match (option.as_ref(), value.as_ref()) {
            ("shape", "kannel") => shape = Shape::Kannel,
            ("shape", "json") => shape = Shape::Json,
            ("shape", _) => {
                return Err(Fault::Option { name: name.to_owned(), option: "shape".to_owned() });
            }
            _ => theirs.push((option.into_owned(), value.into_owned())),
        }
    }
    url.set_query(None);
    if !theirs.is_empty() {
        url.query_pairs_mut().extend_pairs(theirs);
    }
    // Both can be taken from any address that has a host.
    let _ = (url.set_username(""), url.set_password(None));
    Ok(HttpAddress { url, user, password, shape })
}

fn decoded(text: &str) -> Option<String> {
    // `+` is a plus here, not a space.
    let text = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(text.as_bytes())
        .next()
        .map_or(Some(String::new()), |(key, _)| Some(key.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Given {
        let mut all = read(text).unwrap();
        assert_eq!(all.len(), 1);
        all.pop().unwrap()
    }

    #[test]
    fn carriers_have_a_way_a_name_and_a_weight() {
        let all = read(
            " smpp://ce:s%40cret@sms.example:2776?window=10&rate=20#operator=3\n https://u:p@kannel.example/cgi-bin/sendsms#reserve ",
        )
        .unwrap();
        assert_eq!(
            all.iter().map(|it| (it.name.as_str(), it.weight)).collect::<Vec<_>>(),
            [("operator", 3), ("reserve", 1)]
        );
        let Way::Smpp(smpp) = &all[0].way else { panic!("{all:?}") };
        assert_eq!((smpp.host.as_str(), smpp.port, smpp.is_tls), ("sms.example", 2776, false));
        assert_eq!((smpp.window, smpp.rate_per_s, smpp.password.reveal().as_str()), (10, Some(20), "s@cret"));
        let Way::Http(http) = &all[1].way else { panic!("{all:?}") };
        assert_eq!(http.url.as_str(), "https://kannel.example/cgi-bin/sendsms");
        assert_eq!((http.user.as_str(), http.shape), ("u", Shape::Kannel));
        assert_eq!(read("").unwrap(), []);
    }

    #[test]
    fn what_is_not_said_has_a_usual_value() {
        let given = only("smpps://ce:secret@10.0.0.1");
        assert_eq!((given.name.as_str(), given.weight), ("10-0-0-1", 1));
        let Way::Smpp(smpp) = given.way else { panic!() };
        assert_eq!((smpp.port, smpp.window, smpp.is_tls), (3550, 50, true));
        let Way::Smpp(smpp) = only("smpp://ce:secret@[::1]#a").way else { panic!() };
        assert_eq!((smpp.host.as_str(), smpp.port), ("::1", 2775));
    }

    #[test]
    fn options_of_a_provider_stay_in_its_address() {
        let Way::Http(http) = only("https://k@api.example/v1?shape=json&account=7#notify=0").way else {
            panic!()
        };
        assert_eq!((http.url.as_str(), http.shape), ("https://api.example/v1?account=7", Shape::Json));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, fault) in [
            ("sms.example", Fault::Address(1)),
            ("smpp://a:b@c#x ftp://a", Fault::Address(2)),
            ("smpp://a:b@c#x smpp://a:b@d#x", Fault::Twice("x".to_owned())),
            ("smpp://a:b@c#X", Fault::Name("X".to_owned())),
            ("smpp://a:b@c#x=many", Fault::Weight("x".to_owned())),
            ("smpp://a:b@c#x=1001", Fault::Weight("x".to_owned())),
            ("smpp://c#x", Fault::Login("x".to_owned())),
            ("smpp://a:longer-than-eight@c#x", Fault::Login("x".to_owned())),
            ("smpp://a:b@c?window=0#x", Fault::Option { name: "x".to_owned(), option: "window".to_owned() }),
            ("smpp://a:b@c?speed=1#x", Fault::Option { name: "x".to_owned(), option: "speed".to_owned() }),
            ("http://c?shape=xml#x", Fault::Option { name: "x".to_owned(), option: "shape".to_owned() }),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        for text in ["smpp://ce:h1dd3n@a#x", "https://ce:h1dd3n@a/b?c=d#x"] {
            assert!(!format!("{:?}", read(text)).contains("h1dd3n"));
        }
    }
}
