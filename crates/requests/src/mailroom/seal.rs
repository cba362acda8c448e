//! The secrets of mailboxes, sealed with the instance's key: who has the register alone cannot write in the administration's name.

use kernel::Secret;
use register::StoreError;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::MailboxId;

/// What a mailbox needs to be read and written.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxSecrets {
    /// The password, or the token of OAuth 2, of incoming mail.
    pub imap: String,
    /// The password of outgoing mail.
    pub smtp: String,
    /// The private key that signs.
    pub dkim: String,
    /// What proves to the issuer of tokens that it is us.
    #[serde(default)]
    pub oauth_client: String,
    /// What access tokens are asked for with.
    #[serde(default)]
    pub oauth_refresh: String,
}

impl std::fmt::Debug for MailboxSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[hidden]")
    }
}

/// Seals and opens. Cheap to clone; never shown.
#[derive(Debug, Clone)]
pub struct Sealer(Secret<[u8; 32]>);

impl Sealer {
    /// With a key made from the instance's secret.
    pub fn new(instance: &Secret<Vec<u8>>) -> Self {
        Self(Secret::new(blake3::derive_key("contacts-efficaces/mailbox-secrets/1", instance.reveal())))
    }

    fn key(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, self.0.reveal()).expect("a key of this cipher has 32 bytes");
        LessSafeKey::new(key)
    }

    /// Seals the secrets of a mailbox: those of one open nothing else.
    ///
    /// # Errors
    ///
    /// If the system gives no random bytes.
    ///
    /// # Panics
    ///
    /// Never: texts are always JSON, and secrets are short.
    pub fn seal(&self, mailbox: MailboxId, secrets: &impl Serialize) -> Result<String, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(StoreError::Random)?;
        let mut sealed = serde_json::to_vec(secrets).expect("texts are always JSON");
        let bound = mailbox.to_string();
        self.key()
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound.as_bytes()),
                &mut sealed,
            )
            .expect("secrets are short");
        Ok(hex(&nonce) + &hex(&sealed))
    }

    /// Opens what was sealed for a mailbox; `None`: it was changed, or sealed with another key.
    pub fn open<T: DeserializeOwned>(&self, mailbox: MailboxId, sealed: &str) -> Option<T> {
        let bytes = unhex(sealed)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let mut opened = sealed.to_vec();
        let bound = mailbox.to_string();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self.key().open_in_place(nonce, Aad::from(bound.as_bytes()), &mut opened).ok()?;
        serde_json::from_slice(plain).ok()
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |it: u8| char::from(DIGITS[usize::from(it)]);
    bytes.iter().flat_map(|it| [digit(it >> 4), digit(it & 15)]).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|it| Some(digit(it[0])? << 4 | digit(it[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::Secret;

    use super::*;

    #[test]
    fn secrets_open_for_their_mailbox_and_their_key_alone() {
        let sealer = Sealer::new(&Secret::new(vec![1; 32]));
        let (id, other) = (MailboxId::new(Timestamp::UNIX_EPOCH), MailboxId::new(Timestamp::UNIX_EPOCH));
        let secrets = MailboxSecrets {
            imap: "é-secret".into(),
            smtp: "autre".into(),
            dkim: String::new(),
            ..MailboxSecrets::default()
        };
        let closed = sealer.seal(id, &secrets).unwrap();
        assert!(!closed.contains("secret"));
        assert_ne!(closed, sealer.seal(id, &secrets).unwrap(), "each time another nonce");
        assert_eq!(sealer.open(id, &closed), Some(secrets));
        assert_eq!(sealer.open::<MailboxSecrets>(other, &closed), None);
        assert_eq!(Sealer::new(&Secret::new(vec![2; 32])).open::<MailboxSecrets>(id, &closed), None);
        let mut changed = closed.clone().into_bytes();
        let last = changed.len() - 1;
        changed[last] = if changed[last] == b'0' { b'1' } else { b'0' };
        for bad in [String::from_utf8(changed).unwrap(), String::new(), "abc".into(), "zz".into()] {
            assert_eq!(sealer.open::<MailboxSecrets>(id, &bad), None);
        }
    }
}
