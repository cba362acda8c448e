//! Who calls: a JSON Web Token, signed by HMAC-SHA-256 with the secret of a key.
//!
//! A key's text is that of GOV.UK Notify, `name-SERVICE-SECRET`, both as UUIDs. **Invariant:** the secret is made from the instance's own
//! and the key's id each time that it is needed; it stands in no table.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{Scope, Secret};
use ring::hmac;
use serde::Deserialize;
use serde_json::Value;
use uuid::{Builder, Uuid};

use super::{Api, CALLS_MAX, failed::Failed};
use crate::{
    address::Keyring,
    service::{Key, Service, ServiceId},
    store,
};

/// Seconds by which the clock of a program may be wrong.
const CLOCK_S: i64 = 30;
/// Signs of a token at most: Notify's clients make some 200.
const TOKEN_MAX: usize = 4_000;

/// The text of a key, to be shown once to whoever makes it.
pub fn key_text(keyring: &Keyring, key: &Key) -> Secret<String> {
    let name: String = key.name.chars().map(|it| if it.is_alphanumeric() { it } else { '_' }).collect();
    Secret::new(format!("{name}-{}-{}", key.service.uuid(), secret(keyring, key)))
}

/// The secret of a key.
fn secret(keyring: &Keyring, key: &Key) -> Uuid {
    let hash = blake3::keyed_hash(keyring.programs(), key.id.uuid().as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// The program that calls.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// In whose name it sends.
    pub(super) service: Service,
    /// By which key.
    pub(super) key: Key,
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failed> {
        let claim = Claim::read(&parts.headers)?;
        let door = api.door();
        let now = door.clock.now();
        let mut tx = door.db.read().await?;
        let service = store::services::find(&mut tx, &Scope::Everyone, claim.service).await?;
        let service = service.ok_or_else(|| Failed::unproven("Invalid token: service not found"))?;
        let keys = store::keys::listed(&mut tx, service.id).await?;
        drop(tx);
        let key = keys.into_iter().find(|it| claim.is_signed_by(secret(&door.keyring, it)));
        let key = key.ok_or_else(|| Failed::unproven("Invalid token: API key not found"))?;
        if (now.as_second() - claim.at_s).abs() > CLOCK_S {
            return Err(Failed::unproven("Error: Your system clock must be accurate to within 30 seconds"));
        }
        if key.revoked_at.is_some() {
            return Err(Failed::unproven("Invalid token: API key revoked"));
        }
        if service.closed_at.is_some() {
            return Err(Failed::unproven("Invalid token: service has been archived"));
        }
        if !api.0.calls.take(&service.id.uuid(), now) {
            return Err(Failed::too_many(key.kind.code(), CALLS_MAX));
        }
        // Of many calls at once, one writes that the key is in use.
        if store::keys::is_use_stale(&key, now) && api.0.uses.take(&key.id.uuid(), now) {
            let mut tx = door.db.write().await?;
            store::keys::used(&mut tx, key.id, now).await?;
            tx.commit().await?;
        }
        Ok(Self { service, key })
    }
}

/// What a token says, and by what it is signed.
struct Claim {
    service: ServiceId,
    at_s: i64,
    signed: String,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

impl Claim {
    fn read(headers: &HeaderMap) -> Result<Self, Failed> {
        let sent = headers.get(header::AUTHORIZATION).ok_or_else(Failed::nobody)?;
        let (scheme, token) =
            sent.to_str().ok().and_then(|it| it.split_once(' ')).ok_or_else(Failed::nobody)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Failed::unproven("Unauthorized: authentication bearer scheme must be used"));
        }
        Self::of(token.trim())
    }

    fn of(token: &str) -> Result<Self, Failed> {
        const BROKEN: &str = "Invalid token: signature, api token is not valid";
        let broken = || Failed::unproven(BROKEN);
        if token.len() > TOKEN_MAX {
            return Err(broken());
        }
        let (signed, signature) = token.rsplit_once('.').ok_or_else(broken)?;
        let (header, claims) = signed.split_once('.').ok_or_else(broken)?;
        let bytes = |it: &str| URL_SAFE_NO_PAD.decode(it.trim_end_matches('=')).map_err(|_| broken());
        let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| broken())?;
        if header.alg != "HS256" {
            return Err(Failed::unproven("Invalid token: algorithm used is not HS256"));
        }
        let claims: Value = serde_json::from_slice(&bytes(claims)?).map_err(|_| broken())?;
        let issuer = claims.get("iss").and_then(Value::as_str);
        let issuer = issuer.ok_or_else(|| Failed::unproven("Invalid token: iss field not provided"))?;
        let issuer = Uuid::try_parse(issuer)
            .map_err(|_| Failed::unproven("Invalid token: service id is not the right data type"))?;
        let at = claims.get("iat").filter(|it| it.is_number());
        let at = at.ok_or_else(|| Failed::unproven("Invalid token: iat field not provided"))?;
        #[expect(clippy::cast_possible_truncation, reason = "a cast keeps to the ends of the range")]
        let at_s = at.as_i64().unwrap_or_else(|| at.as_f64().unwrap_or(0.0) as i64);
        Ok(Self {
            service: ServiceId::from_uuid(issuer),
            at_s,
            signed: signed.to_owned(),
            signature: bytes(signature)?,
        })
    }

    /// In a time that does not tell how near a guess is.
    fn is_signed_by(&self, secret: Uuid) -> bool {
        let mut text = Uuid::encode_buffer();
        let secret = secret.hyphenated().encode_lower(&mut text);
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, self.signed.as_bytes(), &self.signature).is_ok()
    }
}

/// A token of a key, as a client makes it: for tests and for trying the API out.
pub fn token(keyring: &Keyring, key: &Key, at: jiff::Timestamp) -> Secret<String> {
    let claims = serde_json::json!({ "iss": key.service.uuid().to_string(), "iat": at.as_second() });
    let encode = |it: &[u8]| URL_SAFE_NO_PAD.encode(it);
    let signed =
        format!("{}.{}", encode(br#"{"typ":"JWT","alg":"HS256"}"#), encode(claims.to_string().as_bytes()));
    let secret = secret(keyring, key).to_string();
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    Secret::new(format!("{signed}.{}", encode(signature.as_ref())))
}
