//! The demonstration's carrier: nothing leaves, and every message arrives a moment later.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use gateways::carrier::{Carrier, Ear, Heard, Line, NotTaken, ReceiptState, Taken, TextMessage};
use kernel::Clock;
use tokio::time::sleep;

/// Its name, as people read it.
const NAME: &str = "démonstration";
/// How long a message is on its way.
const ON_ITS_WAY: Duration = Duration::from_millis(200);

/// Carries nothing anywhere.
pub(super) struct Pretend {
    pub(super) ear: Arc<dyn Ear>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Carrier for Pretend {
    fn name(&self) -> &'static str {
        NAME
    }

    fn send<'a>(&'a self, message: &'a TextMessage) -> BoxFuture<'a, Result<Taken, NotTaken>> {
        let their_id = message.id.to_string();
        let (ear, clock, id) = (Arc::clone(&self.ear), Arc::clone(&self.clock), their_id.clone());
        Box::pin(async move {
            tokio::spawn(async move {
                sleep(ON_ITS_WAY).await;
                let heard = Heard::Receipt {
                    their_id: id,
                    also: Vec::new(),
                    number: None,
                    state: ReceiptState::Delivered,
                    at: clock.now(),
                    detail: String::new(),
                };
                if let Err(error) = ear.heard(NAME, heard).await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a pretended receipt was lost");
                }
            });
            Ok(Taken { their_ids: vec![their_id] })
        })
    }

    fn line(&self) -> Line {
        Line::Up
    }
}
