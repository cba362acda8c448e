//! From an account to a line on which one is logged in.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use async_imap::imap_proto::{Capability, Response, ResponseCode, Status};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        self, ClientConfig, RootCertStore,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

use super::{
    Account, Login, Security,
    error::ImapError,
    line::{Answer, Line, quoted},
};

/// One address of a host: another one may answer.
const CONNECT_MAX: Duration = Duration::from_secs(8);

/// A line on which one is logged in, and whether the server has IDLE.
pub(super) async fn logged_in(account: &Account) -> Result<(Line, bool), ImapError> {
    let tcp = connected(account).await?;
    let mut line = match account.security {
        Security::Plain => greeted(Line::new(Box::new(tcp))).await?,
        Security::Tls => greeted(encrypted(account, tcp).await?).await?,
        Security::StartTls => {
            let mut clear = greeted(Line::new(Box::new(tcp))).await?;
            if let Answer::No(_) = clear.run("STARTTLS", |_| {}).await? {
                return Err(ImapError::NoStartTls(account.host.clone()));
            }
            encrypted(account, clear.into_wire()).await?
        }
    };
    let before = Abilities::of(&mut line).await?;
    log_in(&mut line, account, &before).await?;
    // Some servers have more to offer to those they know.
    let after = Abilities::of(&mut line).await?;
    Ok((line, after.has("IDLE")))
}

async fn connected(account: &Account) -> Result<TcpStream, ImapError> {
    let Account { host, port, .. } = account;
    let found = lookup_host((host.as_str(), *port)).await;
    let addresses: Vec<SocketAddr> = found.map_err(|_| ImapError::UnknownHost(host.clone()))?.collect();
    if account.security == Security::Plain && addresses.iter().any(|it| !it.ip().is_loopback()) {
        return Err(ImapError::PlainElsewhere(host.clone()));
    }
    let mut last = None;
    for address in addresses {
        let tried = timeout(CONNECT_MAX, TcpStream::connect(address)).await;
        match tried.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(tcp) => {
                let _ = tcp.set_nodelay(true);
                return Ok(tcp);
            }
            Err(error) => last = Some(error),
        }
    }
    Err(match last {
        Some(error) => ImapError::Unreachable { host: host.clone(), port: *port, error },
        None => ImapError::UnknownHost(host.clone()),
    })
}

async fn encrypted(account: &Account, wire: impl super::line::Wire + 'static) -> Result<Line, ImapError> {
    let host = account.host.clone();
    let name = ServerName::try_from(host.clone()).map_err(|_| ImapError::UnknownHost(host.clone()))?;
    let tls = TlsConnector::from(Arc::new(config(account.extra_root.clone()).await?));
    match tls.connect(name, wire).await {
        Ok(wire) => Ok(Line::new(Box::new(wire))),
        Err(error) => Err(of_tls(host, error)),
    }
}

fn of_tls(host: String, error: io::Error) -> ImapError {
    let cause = error.get_ref().and_then(|it| it.downcast_ref::<rustls::Error>());
    if matches!(cause, Some(rustls::Error::InvalidCertificate(_))) {
        ImapError::Certificate { host, error }
    } else {
        ImapError::Tls { host, error }
    }
}

/// TLS with the authorities of the system, and another one.
pub(crate) async fn config(extra_root: Option<Vec<u8>>) -> Result<ClientConfig, ImapError> {
    let read = tokio::task::spawn_blocking(move || {
        let mut roots = RootCertStore::empty();
        // Those of the system that cannot be read are left out: the certificate is then refused, which says what is wrong.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(pem) = extra_root {
            let certificate = CertificateDer::from_pem_slice(&pem).map_err(|_| ImapError::BadRoot)?;
            roots.add(certificate).map_err(|_| ImapError::BadRoot)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| ImapError::BadRoot)?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    });
    read.await.map_err(|_| ImapError::BadRoot)?
}

/// Reads the greeting. One who is greeted as known is not: nothing says by whom, nor whether the line was touched.
async fn greeted(mut line: Line) -> Result<Line, ImapError> {
    let is_greeting = line.next(|it| matches!(it, Response::Data { status: Status::Ok, .. })).await?;
    if is_greeting { Ok(line) } else { Err(ImapError::Nonsense) }
}

/// What a server can do, in upper case.
struct Abilities(Vec<String>);

impl Abilities {
    async fn of(line: &mut Line) -> Result<Self, ImapError> {
        let mut words = Vec::new();
        let mut add = |found: &[Capability<'_>]| {
            words.extend(found.iter().map(|it| match it {
                Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                Capability::Auth(word) => format!("AUTH={}", word.to_ascii_uppercase()),
                Capability::Atom(word) => word.to_ascii_uppercase(),
            }));
        };
        let answer = line
            .run("CAPABILITY", |response| match response {
                Response::Capabilities(found) => add(found),
                Response::Data { outcome, .. } => {
                    if let Some(ResponseCode::Capabilities(found)) = &outcome.code {
                        add(found);
                    }
                }
                _ => {}
            })
            .await?;
        answer.ok()?;
        Ok(Self(words))
    }

    fn has(&self, word: &str) -> bool {
        self.0.iter().any(|it| it == word)
    }
}

async fn log_in(line: &mut Line, account: &Account, abilities: &Abilities) -> Result<(), ImapError> {
    let user = &account.user;
    let answer = match &account.login {
        Login::Password(password) => {
            let password = password.reveal();
            // PLAIN takes every letter; LOGIN only those of ASCII.
            if abilities.has("AUTH=PLAIN") && !user.contains('\0') && !password.contains('\0') {
                let answer = STANDARD.encode(format!("\0{user}\0{password}"));
                line.authenticate("PLAIN", &[answer]).await?
            } else if abilities.has("LOGINDISABLED") {
                return Err(ImapError::NoLogin("a password"));
            } else {
                line.run(&format!("LOGIN {} {}", quoted(user), quoted(password)), |_| {}).await?
            }
        }
        Login::OAuth2(token) => {
            let (mechanism, answers) = bearer(account, token.reveal(), abilities)?;
            line.authenticate(mechanism, &answers).await?
        }
    };
    match answer {
        Answer::Ok => Ok(()),
        // RFC 5530: it may take the same login another time.
        Answer::No(said) if said.contains("[UNAVAILABLE]") || said.contains("[LIMIT]") => {
            Err(ImapError::Refused(said))
        }
        Answer::No(said) => Err(ImapError::WrongLogin(said)),
    }
}

/// The mechanism for a token, and what is answered: first the token, then, if the server explains why it refuses, the end.
fn bearer(
    account: &Account,
    token: &str,
    abilities: &Abilities,
) -> Result<(&'static str, [String; 2]), ImapError> {
    let Account { user, host, port, .. } = account;
    if user.contains('\x01') || token.contains('\x01') {
        return Err(ImapError::NoLogin("such a name or token"));
    }
    if abilities.has("AUTH=OAUTHBEARER") {
        // RFC 7628, 3.1; `,` and `=` are written otherwise in a name (RFC 5801, 4).
        let name = user.replace('=', "=3D").replace(',', "=2C");
        let first = format!("n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01");
        Ok(("OAUTHBEARER", [STANDARD.encode(first), STANDARD.encode("\x01")]))
    } else if abilities.has("AUTH=XOAUTH2") {
        let first = format!("user={user}\x01auth=Bearer {token}\x01\x01");
        Ok(("XOAUTH2", [STANDARD.encode(first), String::new()]))
    } else {
        Err(ImapError::NoLogin("a token of OAuth 2"))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Secret;

    use super::*;

    fn account() -> Account {
        Account {
            host: "imap.ville.example".to_owned(),
            port: 993,
            security: Security::Tls,
            user: "contact@ville.example".to_owned(),
            login: Login::OAuth2(Secret::new("ya29.token".to_owned())),
            folder: "INBOX".to_owned(),
            extra_root: None,
        }
    }

    fn answer(ability: &str) -> Option<(&'static str, String)> {
        let abilities = Abilities(vec![ability.to_owned()]);
        let (mechanism, [first, _]) = bearer(&account(), "ya29.token", &abilities).ok()?;
        Some((mechanism, String::from_utf8(STANDARD.decode(first).unwrap()).unwrap()))
    }

    #[test]
    fn a_token_is_given_as_the_server_takes_it() {
        let wanted = "user=contact@ville.example\x01auth=Bearer ya29.token\x01\x01";
        assert_eq!(answer("AUTH=XOAUTH2"), Some(("XOAUTH2", wanted.to_owned())));
        let wanted = "n,a=contact@ville.example,\x01host=imap.ville.example\x01port=993\x01auth=Bearer ya29.token\x01\x01";
        assert_eq!(answer("AUTH=OAUTHBEARER"), Some(("OAUTHBEARER", wanted.to_owned())));
        assert_eq!(answer("AUTH=PLAIN"), None);
    }

    #[test]
    fn an_account_does_not_show_its_secret() {
        assert!(!format!("{:?}", account()).contains("ya29"));
    }
}
