//! The server that takes our messages: its address, and how it is greeted.

use std::{fmt, time::Duration};

use kernel::Secret;
use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};

use super::SendError;

/// Where it is, and how it is spoken to.
#[derive(Clone)]
pub(super) struct Server {
    host: String,
    port: u16,
    tls: Tls,
    hello: ClientId,
    credentials: Option<Credentials>,
    mechanisms: &'static [Mechanism],
}

#[derive(Clone)]
enum Tls {
    None,
    /// If the server offers it.
    Offered(TlsParameters),
    Required(TlsParameters),
    FromTheStart(TlsParameters),
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Server {
    /// By its address: `smtp://host`, `smtp://user:password@host:587?tls=required` (or `opportunistic`), `smtps://host`; a path is the
    /// name by which we greet it.
    pub(super) fn new(address: &str) -> Result<Self, SendError> {
        let url = url::Url::parse(address).map_err(|_| SendError::Server)?;
        let host = url.host_str().ok_or(SendError::Server)?;
        // Only a scheme that `url` knows has the brackets of an IPv6 address taken away.
        let host = host.trim_matches(['[', ']']).to_owned();
        let parameters = || TlsParameters::new(host.clone()).map_err(SendError::Tls);
        let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let (default_port, tls) = match (url.scheme(), tls.as_deref()) {
            ("smtp", None) => (25, Tls::None),
            ("smtp", Some("required")) => (587, Tls::Required(parameters()?)),
            ("smtp", Some("opportunistic")) => (587, Tls::Offered(parameters()?)),
            ("smtps", _) => (465, Tls::FromTheStart(parameters()?)),
            _ => return Err(SendError::Server),
        };
        let name = url.path().trim_matches('/');
        let hello = if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        Ok(Self {
            port: url.port().unwrap_or(default_port),
            host,
            tls,
            hello,
            credentials,
            mechanisms: DEFAULT_MECHANISMS,
        })
    }

    /// The same server, by another name and password.
    pub(super) fn with_login(mut self, user: &str, password: &Secret<String>) -> Self {
        self.credentials = Some(Credentials::new(user.to_owned(), password.reveal().clone()));
        self
    }

    /// The same server, with an access token of OAuth 2.
    pub(super) fn with_token(mut self, user: &str, token: &Secret<String>) -> Self {
        self.mechanisms = &[Mechanism::Xoauth2];
        self.with_login(user, token)
    }

    /// Connects, and logs in where there is a password.
    pub(super) async fn connect(&self, time: Duration) -> Result<AsyncSmtpConnection, SendError> {
        let Self { host, port, tls, hello, credentials, mechanisms } = self;
        let from_the_start = if let Tls::FromTheStart(it) = tls { Some(it.clone()) } else { None };
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (host.as_str(), *port),
            Some(time),
            hello,
            from_the_start,
            None,
        );
        // Refused or broken, nothing was handed over, and it is not for this message.
        let not_reached = |it: lettre::transport::smtp::Error| SendError::NotReached(it.to_string());
        let mut connection = connecting.await.map_err(not_reached)?;
        match tls {
            Tls::Required(parameters) => {
                connection.starttls(parameters.clone(), hello).await.map_err(not_reached)?;
            }
            Tls::Offered(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), hello).await.map_err(not_reached)?;
            }
            _ => {}
        }
        if let Some(credentials) = credentials {
            connection.auth(mechanisms, credentials).await.map_err(|it| {
                // A token that is refused is answered with a challenge, for which there is no answer: an error on our side.
                let is_refused = it.is_permanent() || it.is_client();
                if is_refused { SendError::NotLetIn(it.to_string()) } else { not_reached(it) }
            })?;
        }
        Ok(connection)
    }
}

fn decoded(text: &str) -> Result<String, SendError> {
    // `+` is a plus here, not a space.
    let text = text.replace('+', "%2B");
    let read = url::form_urlencoded::parse(text.as_bytes()).next().map(|(key, _)| key.into_owned());
    read.ok_or(SendError::Server)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(address: &str) -> Option<(String, u16)> {
        Server::new(address).ok().map(|it| (it.host, it.port))
    }

    #[test]
    fn addresses_of_servers_are_read() {
        let at = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(server("smtp://127.0.0.1:2525"), at("127.0.0.1", 2525));
        assert_eq!(server("smtp://mail.example"), at("mail.example", 25));
        assert_eq!(server("smtp://mail.example?tls=required"), at("mail.example", 587));
        assert_eq!(server("smtps://mail.example"), at("mail.example", 465));
        assert_eq!(server("smtp://[::1]:2525"), at("::1", 2525));
        for address in ["mail.example", "http://mail.example", "smtp://", "smtp://a?tls=maybe", ""] {
            assert_eq!(server(address), None, "{address}");
        }
    }

    #[test]
    fn names_and_passwords_are_decoded_and_not_shown() {
        let server = Server::new("smtp://a%40b.fr:p%C3%A9+%26%3D%25@mail.example").unwrap();
        assert_eq!(server.credentials, Some(Credentials::new("a@b.fr".to_owned(), "pé+&=%".to_owned())));
        assert!(!format!("{server:?}").contains("p\u{e9}"));
    }
}
