//! A verifier of its own, written after RFC 6376, 3.4.2, 3.4.4 and 3.7.

use ed25519_dalek::{Signature, SigningKey, Verifier as _};
use rsa::{
    BigUint, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey,
    pkcs1::{EncodeRsaPrivateKey as _, LineEnding},
    sha2::{Digest as _, Sha256},
};

use super::*;
use crate::build::{Outgoing, build, tests::outgoing};

/// Primes of 512 bits.
const P: &[u8] = b"eb803eac35f1e2ad556bab436631fcc4bd42e69a9b3a4a1204490f6e419f5dcf\
    4fa2723be6fce57603730dff65112be2d262a85dc7ae14bb34ec5cff6a37507b";
const Q: &[u8] = b"e09e90f63b96ad09840f571b43c3ee15fcb01dc8f1c63b4b1c0e763dbf0a195f\
    7fafd4db20f7b6a0c6736450b249a5a3c296698a50d9faa7bea2fe337a8f9d0d";

fn base64(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    mail_parser::decoders::base64::base64_decode(text.as_bytes()).unwrap()
}

fn squeezed(line: &str) -> String {
    let inside = line.split([' ', '\t']).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    if line.starts_with([' ', '\t']) { format!(" {inside}") } else { inside }
}

/// What the signature is about, and the signature; `None` if the body is another.
fn signed(raw: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let (header, body) = raw.split_once("\r\n\r\n")?;
    let unfolded = header.replace("\r\n ", " ").replace("\r\n\t", " ");
    let fields: Vec<(String, String)> = unfolded
        .split("\r\n")
        .filter_map(|it| it.split_once(':'))
        .map(|(name, value)| (name.trim().to_lowercase(), squeezed(value).trim().to_owned()))
        .collect();
    let value = |name: &str| fields.iter().rev().find(|it| it.0 == name).map(|it| it.1.clone());
    let signature = value("dkim-signature")?;
    let tag = |name: &str| {
        let tags = signature.split(';').filter_map(|it| it.split_once('='));
        tags.map(|(tag, value)| (tag.trim(), value.trim())).find(|it| it.0 == name).map(|it| it.1.to_owned())
    };
    assert_eq!(tag("c").as_deref(), Some("relaxed/relaxed"));
    let lines: Vec<String> = body.split("\r\n").map(|it| squeezed(it).trim_end().to_owned()).collect();
    let body = lines.join("\r\n");
    let body = body.trim_end_matches("\r\n").to_owned() + "\r\n";
    if base64(&tag("bh")?) != Sha256::digest(body.as_bytes()).to_vec() {
        return None;
    }
    let mut said = String::new();
    for name in tag("h")?.split(':') {
        said += &[name, ":", &value(name)?, "\r\n"].concat();
    }
    let b = tag("b")?;
    said += &["dkim-signature:", signature.replace(&b, "").trim_end()].concat();
    Some((Sha256::digest(said.as_bytes()).to_vec(), base64(&b)))
}

fn message(outgoing: &Outgoing, key: &str) -> String {
    let dkim = Dkim::new("ville.fr", "mars2026", Secret::new(key.to_owned())).unwrap();
    String::from_utf8(build(outgoing, Some(&dkim)).unwrap().raw()).unwrap()
}

/// As long as a message may be: the library walks through its fields by recursion.
fn longest() -> Outgoing {
    let mut outgoing = outgoing();
    let long = "é".repeat(250);
    outgoing.subject.clone_from(&long);
    outgoing.to = (0..10)
        .map(|it| crate::Mailbox { name: Some(long.clone()), address: format!("a{it}@mail.fr") })
        .collect();
    outgoing.references = (0..30).map(|it| format!("{it}{}@mail.fr", "a".repeat(230))).collect();
    outgoing
}

#[test]
fn ed25519_signatures_hold() {
    let seed = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";
    let public = SigningKey::from_bytes(&[0x42; 32]).verifying_key();
    for outgoing in [outgoing(), longest()] {
        let raw = message(&outgoing, seed);
        let (said, signature) = signed(&raw).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        assert!(public.verify(&said, &signature).is_ok(), "{raw}");
        let (changed, _) = signed(&raw.replace("Date: Mon", "Date: Tue")).unwrap();
        assert!(public.verify(&changed, &signature).is_err());
        assert!(signed(&raw.replace("Bonjour", "Bonsoir")).is_none());
    }
}

#[test]
fn rsa_signatures_hold() {
    // A small key from two primes: making one takes minutes in a debug build.
    let prime = |hex: &[u8]| BigUint::parse_bytes(hex, 16).unwrap();
    let key = RsaPrivateKey::from_p_q(prime(P), prime(Q), BigUint::from(65_537_u32)).unwrap();
    let pem = key.to_pkcs1_pem(LineEnding::LF).unwrap().to_string();
    let raw = message(&outgoing(), &pem);
    let (said, signature) = signed(&raw).unwrap();
    let public = RsaPublicKey::from(&key);
    public.verify(Pkcs1v15Sign::new::<Sha256>(), &said, &signature).unwrap();
    assert!(raw.contains("a=rsa-sha256"));
}

#[test]
fn a_key_that_is_none_is_refused() {
    let new = |domain: &str, key: &str| Dkim::new(domain, "s", Secret::new(key.to_owned())).unwrap_err();
    assert_eq!(
        new("ville.fr", "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"),
        DkimError::Key
    );
    assert_eq!(new("ville.fr", "abc"), DkimError::Key);
    assert_eq!(new("ville.fr; d=evil.fr", "abc"), DkimError::Name);
}
