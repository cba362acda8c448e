//! The shared inbox asks guidance whether another way settles a matter more often.

use std::fmt;

use ::guidance::{Guide, inbox::better};
use futures::future::BoxFuture;
use kernel::PartnerCode;
use register::{StoreError, Tx};
use requests::better_way::{BetterWay, BetterWays, Came};

/// Guidance, as the shared inbox sees it.
pub(super) struct IllSuited(Guide);

impl IllSuited {
    pub(super) const fn new(guide: Guide) -> Self {
        Self(guide)
    }
}

impl fmt::Debug for IllSuited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IllSuited").finish_non_exhaustive()
    }
}

impl BetterWays for IllSuited {
    fn than<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        came: Came<'a>,
    ) -> BoxFuture<'a, Result<Option<BetterWay>, StoreError>> {
        Box::pin(async move {
            let matter = (partner, came.reason, came.channel);
            let found = better(&self.0, tx, matter, (came.agent, came.usager), came.public_url).await?;
            Ok(found.map(|it| BetterWay { hint: it.hint, sentence: it.sentence }))
        })
    }
}
