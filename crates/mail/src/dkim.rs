//! The signature by which recipients’ servers know that a message is ours (RFC 6376).
//!
//! Relaxed on both sides: the simple form does not survive the line folding of common servers.

use kernel::{Explain, Message, Secret};
use lettre::message::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
    dkim_sign, header::HeaderName,
};

use crate::words::WORDS;

/// Fields that are signed, where a message has them.
const SIGNED: [&str; 12] = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// A key that signs, for one domain.
pub struct Dkim {
    domain: String,
    selector: String,
    key: Secret<String>,
    algorithm: DkimSigningAlgorithm,
}

impl std::fmt::Debug for Dkim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dkim")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}

/// The key of the signature cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// It is neither an RSA key in PKCS#1 nor 32 bytes in base64.
    #[error(
        "the DKIM key is neither an RSA private key (PKCS#1, PEM) nor an Ed25519 seed (32 bytes, base64)"
    )]
    Key,
    /// The domain or the selector is no name.
    #[error("the DKIM domain or selector is not a name")]
    Name,
}

impl Explain for DkimError {
    fn message(&self) -> Message {
        Message::new(&WORDS, if *self == Self::Key { "dkim-key" } else { "dkim-name" })
    }
}

impl Dkim {
    /// A key: RSA as PEM (`-----BEGIN RSA PRIVATE KEY-----`), or the 32 bytes of an Ed25519 key in base64.
    ///
    /// # Errors
    ///
    /// [`DkimError`].
    pub fn new(domain: &str, selector: &str, key: Secret<String>) -> Result<Self, DkimError> {
        let is_name = |it: &str| {
            let is_sign = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
            !it.is_empty() && it.len() <= 253 && it.bytes().all(is_sign)
        };
        if !is_name(domain) || !is_name(selector) {
            return Err(DkimError::Name);
        }
        let is_pem = key.reveal().trim_start().starts_with("-----BEGIN");
        let algorithm = if is_pem { DkimSigningAlgorithm::Rsa } else { DkimSigningAlgorithm::Ed25519 };
        let dkim = Self { domain: domain.to_owned(), selector: selector.to_owned(), key, algorithm };
        dkim.signing_key()?;
        Ok(dkim)
    }

    fn signing_key(&self) -> Result<DkimSigningKey, DkimError> {
        DkimSigningKey::new(self.key.reveal().trim(), self.algorithm).map_err(|_| DkimError::Key)
    }

    /// Signs the fields that the message has: one that is named but absent would have to stay so on its way.
    pub(crate) fn sign(&self, message: &mut lettre::Message) {
        let key = self.signing_key().expect("the key was read when it was given");
        let has = |it: &&str| message.headers().get_raw(it).is_some();
        let fields =
            SIGNED.iter().filter(|it| has(it)).map(|it| HeaderName::new_from_ascii_str(it)).collect();
        let relaxed = DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        };
        dkim_sign(
            message,
            &DkimConfig::new(self.selector.clone(), self.domain.clone(), key, fields, relaxed),
        );
    }
}

#[cfg(test)]
mod tests;
