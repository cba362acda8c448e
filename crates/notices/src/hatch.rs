//! Where HTTP providers tell what became of messages and what people wrote: `/reseaux/{carrier}/{secret}`.
//!
//! **Invariants:** only whoever was given a carrier's address gets in; what is answered with 200 is on disk, and a provider that hears anything
//! else tells it again.

use std::{fmt, sync::Arc};

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    routing::get,
};
use form_urlencoded::Serializer;
use gateways::carrier::{Ear, http};
use kernel::Clock;
use serde_json::Value;
use site::{Access, Routes};

use crate::address::Keyring;

/// Bytes of what a provider tells.
const BODY_MAX: usize = 64 << 10;
/// Signs of the secret in an address: 128 bits.
const SECRET_SIGNS: usize = 32;

/// The hatch, with all that it takes. Cheap to clone.
#[derive(Clone)]
pub struct Hatch {
    /// The keys that addresses are made with.
    pub keyring: Keyring,
    /// The names of the carriers that speak HTTP.
    pub carriers: Arc<[String]>,
    /// Who keeps what is told.
    pub ear: Arc<dyn Ear>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl fmt::Debug for Hatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hatch").field("carriers", &self.carriers).finish_non_exhaustive()
    }
}

/// The address that a provider is given, and that whoever sets up incoming texts there types; `site` as `https://…`.
pub fn address(keyring: &Keyring, site: &str, carrier: &str) -> String {
    format!("{}/reseaux/{carrier}/{}", site.trim_end_matches('/'), secret(keyring, carrier))
}

fn secret(keyring: &Keyring, carrier: &str) -> String {
    let hash = blake3::keyed_hash(keyring.links(), format!("hatch {carrier}").as_bytes());
    hash.to_hex().chars().take(SECRET_SIGNS).collect()
}

impl Hatch {
    /// Its route.
    pub fn routes(&self) -> Routes {
        let both = get(tell).post(tell).layer(DefaultBodyLimit::max(BODY_MAX));
        Routes::new().route("/reseaux/{carrier}/{secret}", Access::Proven, both).with_state(self.clone())
    }

    fn is_known(&self, carrier: &str, given: &str) -> bool {
        let digest = |it: &str| blake3::keyed_hash(self.keyring.links(), it.as_bytes());
        // Compared in constant time, as hashes are.
        digest(given) == digest(&secret(&self.keyring, carrier))
            && self.carriers.iter().any(|it| it == carrier)
    }
}

async fn tell(
    State(hatch): State<Hatch>,
    Path((carrier, secret)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    if !hatch.is_known(&carrier, &secret) {
        return (StatusCode::NOT_FOUND, "no such address");
    }
    let is_json =
        headers.get(header::CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    let said = said(query.unwrap_or_default().into_bytes(), &body, is_json);
    let Ok(heard) = http::heard(&said, hatch.clock.now()) else {
        return (StatusCode::BAD_REQUEST, "neither a receipt nor a message");
    };
    match hatch.ear.heard(&carrier, heard).await {
        Ok(()) => (StatusCode::OK, ""),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                carrier,
                "what a provider told was not kept"
            );
            (StatusCode::SERVICE_UNAVAILABLE, "not now")
        }
    }
}

/// What is said in the address and after it, as one query: what we put into the address ourselves comes first.
fn said(mut query: Vec<u8>, body: &[u8], is_json: bool) -> Vec<u8> {
    let more = match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) if is_json => {
            let mut pairs = Serializer::new(String::new());
            for (name, value) in &fields {
                match value {
                    Value::String(text) => drop(pairs.append_pair(name, text)),
                    Value::Number(number) => drop(pairs.append_pair(name, &number.to_string())),
                    _ => {}
                }
            }
            pairs.finish().into_bytes()
        }
        _ => body.to_vec(),
    };
    if !query.is_empty() && !more.is_empty() {
        query.push(b'&');
    }
    query.extend(more);
    query
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use axum::{body::Body, http::Request};
    use futures::future::BoxFuture;
    use gateways::carrier::{EarError, Heard, ReceiptState};
    use kernel::{FixedClock, Secret};

    use super::*;
    use crate::testing::now;

    /// Remembers what it hears, unless it is told to fail.
    #[derive(Default)]
    struct Noted(Mutex<Vec<(String, Heard)>>, bool);

    impl Ear for Noted {
        fn heard<'a>(&'a self, carrier: &'a str, what: Heard) -> BoxFuture<'a, Result<(), EarError>> {
            Box::pin(async move {
                if self.1 {
                    return Err(EarError("full".to_owned()));
                }
                self.0.lock().unwrap().push((carrier.to_owned(), what));
                Ok(())
            })
        }
    }

    fn hatch(ear: &Arc<Noted>) -> Hatch {
        Hatch {
            keyring: Keyring::new(&Secret::new(b"a secret".to_vec())),
            carriers: Arc::new(["kannel".to_owned()]),
            ear: Arc::<Noted>::clone(ear),
            clock: Arc::new(FixedClock(now())),
        }
    }

    async fn call(hatch: &Hatch, path: &str, request: Request<Body>) -> StatusCode {
        let (carrier, secret) = path.split_once('/').unwrap();
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, BODY_MAX).await.unwrap();
        let query = parts.uri.query().map(ToOwned::to_owned);
        let path = Path((carrier.to_owned(), secret.to_owned()));
        tell(State(hatch.clone()), path, RawQuery(query), parts.headers, body).await.0
    }

    fn get(uri: &str) -> Request<Body> {
        Request::get(uri).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn only_whoever_has_the_address_gets_in() {
        let ear = Arc::default();
        let hatch = hatch(&ear);
        let good = address(&hatch.keyring, "https://site", "kannel").replace("https://site/reseaux/", "");
        let other = address(&hatch.keyring, "https://site", "other").replace("https://site/reseaux/", "");
        assert_eq!(call(&hatch, &good, get("/?id=7&kannel=1")).await, StatusCode::OK);
        assert_eq!(call(&hatch, &other, get("/?id=7&kannel=1")).await, StatusCode::NOT_FOUND);
        assert_eq!(call(&hatch, "kannel/guess", get("/?id=7&kannel=1")).await, StatusCode::NOT_FOUND);
        assert_eq!(call(&hatch, &good, get("/?hello=1")).await, StatusCode::BAD_REQUEST);
        assert_eq!(ear.0.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn our_own_id_in_the_address_goes_before_what_is_said_after_it() {
        let ear = Arc::default();
        let hatch = hatch(&ear);
        let good = format!("kannel/{}", secret(&hatch.keyring, "kannel"));
        let json = Request::post("/?id=ours")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(r#"{"id": "theirs", "status": "delivered"}"#))
            .unwrap();
        assert_eq!(call(&hatch, &good, json).await, StatusCode::OK);
        let form = Request::post("/").body(Body::from("from=33612345678&to=36111&text=STOP")).unwrap();
        assert_eq!(call(&hatch, &good, form).await, StatusCode::OK);
        let heard = ear.0.lock().unwrap().clone();
        assert!(
            matches!(&heard[0].1, Heard::Receipt { their_id, state: ReceiptState::Delivered, .. } if their_id == "ours")
        );
        assert!(matches!(&heard[1].1, Heard::Incoming { text, .. } if text == "STOP"));
    }

    #[tokio::test]
    async fn what_is_not_kept_is_not_acknowledged() {
        let ear = Arc::new(Noted(Mutex::default(), true));
        let hatch = hatch(&ear);
        let good = format!("kannel/{}", secret(&hatch.keyring, "kannel"));
        assert_eq!(call(&hatch, &good, get("/?id=7&kannel=1")).await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
