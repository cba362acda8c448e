//! Signed tokens that bring an answer back to its request: in the address (`contact+TOKEN@domain`), in the subject
//! (`[#REFERENCE.MAC]`), in the Message-IDs and in the mark of our own messages.
//!
//! **Invariants:** a token proves that this instance wrote it, not who answers: [`place`](crate::place) asks for a known sender
//! besides. Each use has its own purpose, so that a token of one is worth nothing as another. Comparisons take constant time.

use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{Id, Kind, Secret};
use sha2::Sha256;
use uuid::Uuid;

use crate::base32;

/// Bytes of the signature in an address: 64 bits, guessed on line only.
const ADDRESS_MAC: usize = 8;
/// Bytes of the signature in a subject: 40 bits, that a person may copy.
const SUBJECT_MAC: usize = 5;
/// Bytes of the signature in Message-IDs and marks.
const OWN_MAC: usize = 16;
/// Signs of the token in an address.
const ADDRESS_CHARS: usize = 39;
/// Signs before the `@` (RFC 5321, 4.5.3.1.1).
const LOCAL_MAX: usize = 64;
/// Letters of a human reference.
const REFERENCE_MAX: usize = 40;
/// Bytes of a key, at least.
const KEY_MIN: usize = 32;

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// People answer to it.
    Reply,
    /// Servers say to it that a message was not delivered.
    Bounce,
}

impl Purpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Reply, Self::Bounce];

    const fn label(self) -> &'static [u8] {
        match self {
            Self::Reply => b"address/reply",
            Self::Bounce => b"address/bounce",
        }
    }
}

/// The instance's keys: the one that signs, and the one before it, which is still believed.
#[derive(Debug, Clone)]
pub struct Keys {
    current: Secret<Vec<u8>>,
    previous: Option<Secret<Vec<u8>>>,
}

/// A key is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key that signs tokens has at least {KEY_MIN} bytes")]
pub struct ShortKey;

/// A human reference found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The reference, in upper case.
    pub reference: String,
    /// Whether its signature is ours: it was copied from a message of ours, not guessed.
    pub is_signed: bool,
}

impl Keys {
    /// Keys of 32 bytes or more.
    ///
    /// # Errors
    ///
    /// [`ShortKey`].
    pub fn new(current: Secret<Vec<u8>>, previous: Option<Secret<Vec<u8>>>) -> Result<Self, ShortKey> {
        let is_short = |it: &Secret<Vec<u8>>| it.reveal().len() < KEY_MIN;
        if is_short(&current) || previous.as_ref().is_some_and(is_short) {
            return Err(ShortKey);
        }
        Ok(Self { current, previous })
    }

    /// The address by which an answer finds `id`; `None` if `local` leaves no room for a token: then headers and subject remain.
    pub fn address<T: Kind>(&self, local: &str, domain: &str, id: Id<T>, purpose: Purpose) -> Option<String> {
        let bytes = id.uuid().into_bytes();
        let mut token = bytes.to_vec();
        token.extend(&sign(&self.current, purpose.label(), &[T::PREFIX.as_bytes(), &bytes])[..ADDRESS_MAC]);
        let address = format!("{local}+{}@{domain}", base32::encode(&token));
        (local.len() + 1 + ADDRESS_CHARS <= LOCAL_MAX).then_some(address)
    }

    /// What an address leads to, if its token is ours.
    pub fn of_address<T: Kind>(&self, address: &str, purpose: Purpose) -> Option<Id<T>> {
        let (local, _) = address.rsplit_once('@')?;
        let (_, token) = local.rsplit_once('+').filter(|(_, it)| it.len() == ADDRESS_CHARS)?;
        let token = base32::decode(token)?;
        let (bytes, mac) = token.split_at_checked(16)?;
        let bytes: [u8; 16] = bytes.try_into().ok()?;
        let is_ours = self.is_signed(purpose.label(), &[T::PREFIX.as_bytes(), &bytes], mac, ADDRESS_MAC);
        is_ours.then(|| Id::from_uuid(Uuid::from_bytes(bytes)))
    }

    /// What stands in a subject: `[#2026-0042.k3v9x0t1]`. `None` if the reference has other signs than ASCII letters, digits, `-`.
    pub fn subject_tag(&self, reference: &str) -> Option<String> {
        let reference = reference_key(reference)?;
        let mac = sign(&self.current, b"subject", &[reference.as_bytes()]);
        Some(format!("[#{reference}.{}]", base32::encode(&mac[..SUBJECT_MAC])))
    }

    /// The references quoted in a text, `[#REFERENCE.MAC]` or `[#REFERENCE]`, each once.
    pub fn of_subject(&self, text: &str) -> Vec<Quoted> {
        let mut found: Vec<Quoted> = Vec::new();
        for inside in text.split("[#").skip(1).take(10).filter_map(|it| it.split_once(']')) {
            let (reference, mac) = inside.0.split_once('.').unwrap_or((inside.0, ""));
            let Some(reference) = reference_key(reference.trim()) else { continue };
            let mac = base32::decode(mac.trim()).unwrap_or_default();
            let is_signed = self.is_signed(b"subject", &[reference.as_bytes()], &mac, SUBJECT_MAC);
            match found.iter_mut().find(|it| it.reference == reference) {
                Some(known) => known.is_signed |= is_signed,
                None => found.push(Quoted { reference, is_signed }),
            }
        }
        found
    }

    /// A Message-ID of ours, without angle brackets; `unique` is made of ASCII letters, digits, `-`, `_`.
    pub fn message_id(&self, unique: &str, domain: &str) -> String {
        let mac = sign(&self.current, b"message-id", &[unique.as_bytes()]);
        format!("{unique}.{}@{domain}", base32::encode(&mac[..OWN_MAC]))
    }

    /// Whether a Message-ID is one that this instance made, under `domain`.
    pub fn is_own_message_id(&self, id: &str, domain: &str) -> bool {
        let Some((local, host)) = id.rsplit_once('@') else { return false };
        let Some((unique, mac)) = local.rsplit_once('.') else { return false };
        let mac = base32::decode(mac).unwrap_or_default();
        host.eq_ignore_ascii_case(domain)
            && self.is_signed(b"message-id", &[unique.as_bytes()], &mac, OWN_MAC)
    }

    /// The mark that goes with a message of ours, in a field of its own: some servers replace Message-IDs.
    pub fn mark(&self, message_id: &str) -> String {
        let mac = sign(&self.current, b"mark", &[message_id.as_bytes()]);
        format!("{} {message_id}", base32::encode(&mac[..OWN_MAC]))
    }

    /// Whether a mark is ours.
    pub fn is_own_mark(&self, mark: &str) -> bool {
        self.of_mark(mark).is_some()
    }

    /// The Message-ID that we gave to the message of a mark, if the mark is ours.
    pub fn of_mark<'a>(&self, mark: &'a str) -> Option<&'a str> {
        let (mac, id) = mark.trim().split_once(' ')?;
        let (mac, id) = (base32::decode(mac).unwrap_or_default(), id.trim());
        self.is_signed(b"mark", &[id.as_bytes()], &mac, OWN_MAC).then_some(id)
    }

    /// What tells a person who was erased without naming them: a signature of the way by which they were reached, under each key, the
    /// current one first. Without the keys it cannot be found by trying all addresses.
    pub fn person(&self, partner: &str, kind: &str, value: &str) -> Vec<String> {
        let fields = [partner.as_bytes(), kind.as_bytes(), value.as_bytes()];
        let of = |key: &Secret<Vec<u8>>| base32::encode(&sign(key, b"person", &fields));
        std::iter::once(&self.current).chain(&self.previous).map(of).collect()
    }

    fn is_signed(&self, label: &[u8], fields: &[&[u8]], mac: &[u8], length: usize) -> bool {
        if mac.len() != length {
            return false;
        }
        let verifies = |key: &Secret<Vec<u8>>| hmac(key, label, fields).verify_truncated_left(mac).is_ok();
        // Both are always computed: which key it was takes no other time.
        let previous = self.previous.as_ref().is_some_and(verifies);
        verifies(&self.current) | previous
    }
}

fn hmac(key: &Secret<Vec<u8>>, label: &[u8], fields: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.reveal()).expect("HMAC takes keys of any length");
    for field in std::iter::once(&label).chain(fields) {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    mac
}

fn sign(key: &Secret<Vec<u8>>, label: &[u8], fields: &[&[u8]]) -> [u8; 32] {
    hmac(key, label, fields).finalize().into_bytes().into()
}

fn reference_key(reference: &str) -> Option<String> {
    let is_good = (1..=REFERENCE_MAX).contains(&reference.len())
        && reference.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    is_good.then(|| reference.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Request;
    impl Kind for Request {
        const PREFIX: &'static str = "req";
    }
    struct Notice;
    impl Kind for Notice {
        const PREFIX: &'static str = "ntc";
    }

    fn secret(byte: u8) -> Secret<Vec<u8>> {
        Secret::new(vec![byte; 32])
    }

    fn keys() -> Keys {
        Keys::new(secret(1), None).unwrap()
    }

    fn request(byte: u8) -> Id<Request> {
        Id::from_uuid(Uuid::from_bytes([byte; 16]))
    }

    #[test]
    fn an_address_leads_back_to_its_request() {
        let address = keys().address("contact", "ville.fr", request(7), Purpose::Reply).unwrap();
        assert_eq!(address.len(), "contact+".len() + ADDRESS_CHARS + "@ville.fr".len());
        assert_eq!(keys().of_address(&address, Purpose::Reply), Some(request(7)));
        assert_eq!(keys().of_address(&address.to_uppercase(), Purpose::Reply), Some(request(7)));
        // Not for another purpose, not for another kind of thing, not under another key.
        assert_eq!(keys().of_address::<Request>(&address, Purpose::Bounce), None);
        assert_eq!(keys().of_address::<Notice>(&address, Purpose::Reply), None);
        assert_eq!(Keys::new(secret(2), None).unwrap().of_address::<Request>(&address, Purpose::Reply), None);
    }

    #[test]
    fn a_key_that_was_replaced_is_believed_until_it_is_dropped() {
        let address = keys().address("contact", "ville.fr", request(7), Purpose::Reply).unwrap();
        let rotated = Keys::new(secret(2), Some(secret(1))).unwrap();
        assert_eq!(rotated.of_address(&address, Purpose::Reply), Some(request(7)));
        assert_ne!(rotated.address("contact", "ville.fr", request(7), Purpose::Reply), Some(address));
    }

    #[test]
    fn a_long_address_takes_no_token_and_a_short_key_is_refused() {
        let long = "s".repeat(25);
        assert_eq!(keys().address(&long, "ville.fr", request(7), Purpose::Reply), None);
        assert_eq!(Keys::new(Secret::new(vec![0; 31]), None).unwrap_err(), ShortKey);
        assert_eq!(Keys::new(secret(1), Some(Secret::new(Vec::new()))).unwrap_err(), ShortKey);
    }

    #[test]
    fn a_subject_keeps_its_reference() {
        let tag = keys().subject_tag("2026-0042").unwrap();
        let quoted = |text: &str| keys().of_subject(text);
        let one = |is_signed| vec![Quoted { reference: "2026-0042".to_owned(), is_signed }];
        assert_eq!(quoted(&format!("Re: Votre demande {tag}")), one(true));
        assert_eq!(quoted(&tag.to_uppercase()), one(true));
        assert_eq!(quoted("Re: [#2026-0042]"), one(false));
        assert_eq!(quoted("Re: [#2026-0042.00000000]"), one(false));
        assert_eq!(quoted(&format!("[#2026-0042] {tag}")), one(true));
        // The signature of one reference is worth nothing with another.
        let other = tag.replace("0042", "0043");
        assert!(!quoted(&other)[0].is_signed);
        assert_eq!(quoted("[#../x] [#] #2026-0042 [#2026-0042"), vec![]);
        assert_eq!(keys().subject_tag("a b"), None);
    }

    #[test]
    fn own_messages_are_known_by_id_and_by_mark() {
        let id = keys().message_id("msg_01", "ville.fr");
        assert!(keys().is_own_message_id(&id, "VILLE.fr"));
        assert!(!keys().is_own_message_id(&id, "evil.fr"));
        assert!(!keys().is_own_message_id(&id.replace("01", "02"), "ville.fr"));
        assert!(!keys().is_own_message_id("msg_01@ville.fr", "ville.fr"));
        assert!(keys().is_own_mark(&keys().mark(&id)));
        assert_eq!(keys().of_mark(&keys().mark(&id)), Some(&*id));
        assert!(!keys().is_own_mark(&keys().mark(&id).replace("01", "02")));
        assert!(!keys().is_own_mark(&id));
    }

    proptest! {
        #[test]
        fn no_other_text_is_a_token(text in "[0-9a-z]{39}", at in 0_usize..39, sign in "[0-9a-z]") {
            let leads = |it: &str| keys().of_address::<Request>(it, Purpose::Reply);
            prop_assert_eq!(leads(&format!("contact+{text}@ville.fr")), None);
            let address = keys().address("contact", "ville.fr", request(9), Purpose::Reply).unwrap();
            let mut changed = address.clone();
            changed.replace_range(8 + at..9 + at, &sign);
            if let Some(id) = leads(&changed) {
                prop_assert_eq!(id, request(9));
                let same = |it: &str| base32::decode(it.split_once('+').unwrap().1.split_once('@').unwrap().0);
                prop_assert_eq!(same(&changed), same(&address));
            }
        }

        #[test]
        fn no_text_makes_a_reader_panic(text in any::<String>()) {
            keys().of_address::<Request>(&text, Purpose::Reply);
            keys().of_subject(&text);
            keys().is_own_message_id(&text, "ville.fr");
            keys().is_own_mark(&text);
        }
    }
}
