//! Why there is no line to a centre, and what somebody must mend.

use std::io;

use kernel::Message;
use tokio_rustls::rustls::{self, CertificateError};

use crate::words::WORDS;

/// Why a line was not made. None of them shows a password.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// No answer in time.
    #[error("the centre does not answer in time")]
    TooSlow,
    /// Nobody answers there.
    #[error("the centre was not reached: {0}")]
    NotReached(#[source] io::Error),
    /// The setting names no certificate.
    #[error("the extra authority is not a certificate")]
    BadRoot,
    /// The certificate is of an authority that is not trusted.
    #[error("the certificate is of an authority that is not trusted here")]
    Authority,
    /// The certificate is for another name.
    #[error("the certificate is not for this name")]
    OtherName,
    /// The certificate is over, or not yet valid.
    #[error("the certificate is not valid now")]
    Date,
    /// The certificate is wrong otherwise.
    #[error("the certificate cannot be used: {0}")]
    Certificate(String),
    /// What answers there speaks no TLS.
    #[error("no TLS there: {0}")]
    NoTls(String),
    /// The centre does not let us in.
    #[error("{0}")]
    NotLetIn(String),
    /// The line ended before we were let in.
    #[error("{0}")]
    Cut(String),
}

impl Trouble {
    /// Why TLS was not agreed upon.
    #[expect(clippy::needless_pass_by_value, reason = "map_err gives it")]
    pub(super) fn of_tls(error: io::Error) -> Self {
        use CertificateError::{
            Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
            NotValidYetContext, UnknownIssuer,
        };
        match error.get_ref().and_then(|it| it.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidCertificate(wrong)) => match wrong {
                UnknownIssuer => Self::Authority,
                NotValidForName | NotValidForNameContext { .. } => Self::OtherName,
                Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => Self::Date,
                other => Self::Certificate(super::said(&other.to_string())),
            },
            Some(other) => Self::NoTls(super::said(&other.to_string())),
            None => Self::NoTls(error.kind().to_string()),
        }
    }

    /// What somebody must mend, in both languages; `None`: it may pass by itself.
    pub(super) fn problem(&self, host: &str) -> Option<Message> {
        let key = match self {
            Self::TooSlow | Self::NotReached(_) | Self::Cut(_) => return None,
            Self::BadRoot => "carrier-problem-bad-root",
            Self::Authority => "carrier-problem-authority",
            Self::OtherName => "carrier-problem-other-name",
            Self::Date => "carrier-problem-date",
            Self::Certificate(_) => "carrier-problem-certificate",
            Self::NoTls(_) => "carrier-problem-no-tls",
            Self::NotLetIn(_) => "carrier-problem-login",
        };
        Some(Message::new(&WORDS, key).with("host", host.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_certificate_is_told_apart() {
        let of = |error: rustls::Error| Trouble::of_tls(io::Error::other(error));
        let wrong = |it| of(rustls::Error::InvalidCertificate(it));
        assert!(matches!(wrong(CertificateError::UnknownIssuer), Trouble::Authority));
        assert!(matches!(wrong(CertificateError::NotValidForName), Trouble::OtherName));
        assert!(matches!(wrong(CertificateError::Expired), Trouble::Date));
        assert!(matches!(wrong(CertificateError::NotValidYet), Trouble::Date));
        assert!(matches!(wrong(CertificateError::Revoked), Trouble::Certificate(_)));
        assert!(matches!(of(rustls::Error::DecryptError), Trouble::NoTls(_)));
        assert!(matches!(Trouble::of_tls(io::ErrorKind::UnexpectedEof.into()), Trouble::NoTls(_)));
    }

    #[test]
    fn whoever_can_mend_it_is_told_how_in_both_languages() {
        let all = [
            Trouble::BadRoot,
            Trouble::Authority,
            Trouble::OtherName,
            Trouble::Date,
            Trouble::Certificate(String::new()),
            Trouble::NoTls(String::new()),
            Trouble::NotLetIn(String::new()),
        ];
        for trouble in all {
            for lang in Lang::ALL {
                let sentence = trouble.problem("sms.example").unwrap().say(lang);
                assert!(sentence.len() > 40 && !sentence.contains('{'), "{trouble}: {sentence}");
            }
        }
        assert!(Trouble::TooSlow.problem("sms.example").is_none());
    }
}
