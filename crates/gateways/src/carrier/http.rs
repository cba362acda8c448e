//! Text messages over HTTP, as small gateways and providers take them. Start with [`Http::new`], and [`heard`] for what they tell us.
//!
//! **Invariant:** our own id goes with each message and comes back with its receipts, so that a receipt finds its message even before
//! the provider has answered.

mod heard;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures::future::BoxFuture;
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use serde::Deserialize;
use sms::Encoding;
use url::Url;

pub use self::heard::{NotHeard, heard, heard_json};
use super::{
    Carrier, Line, NotTaken, Refusal, Taken, TextMessage, said,
    setting::{HttpAddress, Shape},
};
use crate::hook::{self, HookError, Reach};

/// One message, answer included.
const SEND_MAX: Duration = Duration::from_secs(30);
/// Bytes of an answer that are read.
const ANSWER_MAX: usize = 20_000;
/// Ids that are kept of one answer.
const IDS_MAX: usize = 255;
/// Ends of Kannel that are told: delivered, not delivered, not taken by the centre.
const KANNEL_ENDS: &str = "19";

/// A provider.
pub struct Http {
    name: String,
    address: HttpAddress,
    client: Client,
    receipts: Option<Url>,
    line: Mutex<Line>,
}

impl Http {
    /// A provider. Receipts are asked for at `receipts`, an address of ours that it can reach; without one, none come.
    ///
    /// # Errors
    ///
    /// If the system has no certificates by which others are trusted.
    pub fn new(name: String, address: HttpAddress, receipts: Option<Url>) -> Result<Self, HookError> {
        // An administrator chose it: it may stand beside us.
        let client = hook::client(Reach::Everywhere, SEND_MAX, |it| it)?;
        Ok(Self { name, address, client, receipts, line: Mutex::new(Line::Up) })
    }

    async fn hand_over(&self, message: &TextMessage) -> Result<Taken, NotTaken> {
        if message.text.is_empty() {
            return Err(NotTaken::Refused { why: Refusal::Content, detail: "an empty message".to_owned() });
        }
        let request = match self.address.shape {
            Shape::Kannel => self.kannel(message),
            Shape::Json => self.json(message),
        };
        let response = request.send().await.map_err(|it| failed(&it))?;
        let (status, after) = (response.status(), retry_after(&response));
        let text = read(response).await;
        if status.is_success() {
            let ours = message.id.to_string();
            let theirs = if self.address.shape == Shape::Json { ids(&text) } else { Vec::new() };
            let their_ids =
                std::iter::once(ours.clone()).chain(theirs.into_iter().filter(|it| *it != ours)).collect();
            return Ok(Taken { their_ids });
        }
        Err(refused(status, after, &text))
    }

    /// The `sendsms` of Kannel, which takes GET alone.
    fn kannel(&self, message: &TextMessage) -> RequestBuilder {
        let mut url = self.address.url.clone();
        let mut query = url.query_pairs_mut();
        query
            .append_pair("username", &self.address.user)
            .append_pair("password", self.address.password.reveal())
            .append_pair("from", message.from.as_str())
            .append_pair("to", message.to.e164())
            .append_pair("text", &message.text)
            .append_pair("charset", "UTF-8")
            // 0 is the default alphabet, 2 is UCS-2.
            .append_pair("coding", if Encoding::of(&message.text) == Encoding::Gsm7 { "0" } else { "2" });
        let minutes = message.valid_for.as_secs() / 60;
        if minutes > 0 {
            query.append_pair("validity", &minutes.to_string());
        }
        if let Some(receipts) = self.receipt_address(message) {
            // Kannel fills in what begins with %.
            query.append_pair("dlr-url", &format!("{receipts}&kannel=%d&number=%p&said=%A"));
            query.append_pair("dlr-mask", KANNEL_ENDS);
        }
        drop(query);
        self.client.get(url)
    }

    /// A JSON document.
    fn json(&self, message: &TextMessage) -> RequestBuilder {
        let mut document = serde_json::json!({
            "id": message.id.to_string(),
            "from": message.from.as_str(),
            "to": message.to.e164(),
            "text": message.text,
            "valid_for_s": message.valid_for.as_secs(),
        });
        if let Some(url) = self.receipt_address(message) {
            document["receipt_url"] = url.as_str().into();
        }
        let request = self.client.post(self.address.url.clone());
        let password = self.address.password.reveal();
        let request = match (self.address.user.as_str(), password.as_str()) {
            ("", "") => request,
            ("", key) => request.bearer_auth(key),
            (user, password) => request.basic_auth(user, Some(password)),
        };
        request.header(header::CONTENT_TYPE, "application/json").body(document.to_string())
    }

    fn receipt_address(&self, message: &TextMessage) -> Option<Url> {
        let mut url = self.receipts.clone()?;
        url.query_pairs_mut().append_pair("id", &message.id.to_string());
        Some(url)
    }
}

impl Carrier for Http {
    fn name(&self) -> &str {
        &self.name
    }

    fn send<'a>(&'a self, message: &'a TextMessage) -> BoxFuture<'a, Result<Taken, NotTaken>> {
        Box::pin(async move {
            let done = self.hand_over(message).await;
            let line = match &done {
                Ok(_) | Err(NotTaken::Refused { .. }) => Line::Up,
                Err(it) => Line::Down { why: it.to_string() },
            };
            *self.line.lock().unwrap_or_else(PoisonError::into_inner) = line;
            done
        })
    }

    fn line(&self) -> Line {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A request that was not answered: it was surely not taken only if nobody was there.
fn failed(error: &reqwest::Error) -> NotTaken {
    let detail = said(&hook::failed(error).to_string());
    if error.is_connect() || error.is_builder() {
        NotTaken::Later { detail, after: None }
    } else {
        NotTaken::Unknown { detail }
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The beginning of an answer: what cannot be read of it does not change what its status says.
async fn read(mut response: Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < ANSWER_MAX
        && let Ok(Some(chunk)) = response.chunk().await
    {
        bytes.extend_from_slice(&chunk[..chunk.len().min(ANSWER_MAX - bytes.len())]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What an answer says that is no yes.
fn refused(status: StatusCode, after: Option<Duration>, text: &str) -> NotTaken {
    let detail = said(&format!("{} {text}", status.as_u16()));
    match status.as_u16() {
        400 | 413 | 422 => NotTaken::Refused { why: blamed(text), detail },
        // Settings, an account that is empty, too many at once: it is not for this message.
        300..=499 | 503 => NotTaken::Later { detail, after },
        _ => NotTaken::Unknown { detail },
    }
}

/// What is wrong with a message, by the words of the answer.
fn blamed(text: &str) -> Refusal {
    let text = text.to_ascii_lowercase();
    let says = |all: &[&str]| all.iter().any(|it| text.contains(it));
    if says(&["receiver", "recipient", "destination", "phone", "number", "\"to\""]) {
        Refusal::Number
    } else if says(&["sender", "from", "originator"]) {
        Refusal::Sender
    } else {
        Refusal::Content
    }
}

/// The ids of a JSON answer: `{"id": …}`, `{"ids": […]}`, `{"message_id": …}`; numbers too.
fn ids(text: &str) -> Vec<String> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number(u64),
    }
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Answer {
        id: Option<Id>,
        message_id: Option<Id>,
        ids: Vec<Id>,
    }
    let answer: Answer = serde_json::from_str(text).unwrap_or_default();
    let all = answer.id.into_iter().chain(answer.message_id).chain(answer.ids).take(IDS_MAX);
    all.map(|it| match it {
        Id::Text(text) => said(&text),
        Id::Number(number) => number.to_string(),
    })
    .filter(|it| !it.is_empty())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_for_this_message_is_a_refusal() {
        let of = |status| refused(StatusCode::from_u16(status).unwrap(), None, "");
        for status in [400, 413, 422] {
            assert!(matches!(of(status), NotTaken::Refused { .. }), "{status}");
        }
        for status in [301, 401, 402, 403, 404, 429, 503] {
            assert!(matches!(of(status), NotTaken::Later { .. }), "{status}");
        }
        for status in [500, 502, 504] {
            assert!(matches!(of(status), NotTaken::Unknown { .. }), "{status}");
        }
    }

    #[test]
    fn the_answer_says_what_is_wrong() {
        assert_eq!(blamed("Missing receiver number, rejected"), Refusal::Number);
        assert_eq!(blamed("Sender missing and no global set, rejected"), Refusal::Sender);
        assert_eq!(blamed("Message too long"), Refusal::Content);
    }

    #[test]
    fn ids_are_read_in_several_shapes() {
        assert_eq!(ids(r#"{"id":"a"}"#), ["a"]);
        assert_eq!(ids(r#"{"ids":[7,"b"],"more":{}}"#), ["7", "b"]);
        assert_eq!(ids(r#"{"message_id":12}"#), ["12"]);
        assert_eq!(ids("OK"), Vec::<String>::new());
    }
}
