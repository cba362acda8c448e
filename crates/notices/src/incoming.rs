//! Texts that people send: a word does what it says (STOP, REPRISE, SUIVI, RAPPEL, AIDE), all else is for people to read. Start with [`Desk`].
//!
//! What is done and the answer to it are written in the transaction that marks the text as handled, so each is done once.
//!
//! **Invariants:** whoever says STOP is not written to any more, and what waits for them does not leave; one number gets three automatic
//! answers a day at most, so that two machines cannot talk to each other for ever.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use kernel::{Lang, PartnerCode};
use register::{Db, StoreError, Tx};
use sms::{Keyword, Number};

use crate::{
    WORDS,
    address::{Address, Keyring, Medium, Reach},
    callbacks,
    people::Asked,
    service::ServiceId,
    store::{
        preferences::{self, SaidBy},
        received::{self, Received, ReceivedKind},
    },
};

/// A text that is somebody's.
#[derive(Debug, Clone, Copy)]
pub struct IncomingText<'a> {
    /// Whose usager wrote.
    pub partner: &'a PartnerCode,
    /// To which service, if that is known.
    pub service: Option<ServiceId>,
    /// From which number.
    pub from: &'a Address,
    /// What it says.
    pub text: &'a str,
    /// When it came.
    pub at: Timestamp,
}

/// Where people read what is written to them.
pub trait Inbox: Send + Sync {
    /// Takes a text, in the caller's transaction.
    fn receive<'a>(&'a self, tx: &'a mut Tx, incoming: &'a IncomingText<'a>) -> Asked<'a, ()>;

    /// Notes that somebody wants to be called back, in the caller's transaction; `false`: nobody here calls.
    fn call_back<'a>(&'a self, tx: &'a mut Tx, incoming: &'a IncomingText<'a>) -> Asked<'a, bool>;
}

/// Nobody reads: texts are kept where they came.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoInbox;

impl Inbox for NoInbox {
    fn receive<'a>(&'a self, _: &'a mut Tx, _: &'a IncomingText<'a>) -> Asked<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn call_back<'a>(&'a self, _: &'a mut Tx, _: &'a IncomingText<'a>) -> Asked<'a, bool> {
        Box::pin(async { Ok(false) })
    }
}

/// Knows how requests stand.
pub trait Follow: Send + Sync {
    /// What the follow-up page says of the request of a code, in a sentence; `None`: no request has it.
    fn about<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        code: &'a str,
        lang: Lang,
    ) -> Asked<'a, Option<String>>;
}

/// Knows nothing: people are told where to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFollow;

impl Follow for NoFollow {
    fn about<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        _: &'a str,
        _: Lang,
    ) -> Asked<'a, Option<String>> {
        Box::pin(async { Ok(None) })
    }
}

/// Handles texts.
#[derive(Clone)]
pub struct Desk {
    /// The keys of addresses.
    pub keyring: Keyring,
    /// Where people read.
    pub inbox: Arc<dyn Inbox>,
    /// Who knows how requests stand.
    pub follow: Arc<dyn Follow>,
    /// The address of the product, `https://…`.
    pub site: Option<String>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("site", &self.site).finish_non_exhaustive()
    }
}

/// Whose a text is.
struct Place {
    partner: PartnerCode,
    service: Option<ServiceId>,
    /// Whether the number that it was sent to is this partner's alone.
    is_own_number: bool,
    lang: Lang,
}

impl Desk {
    /// One that only the keys are given to: nobody reads, nobody knows how requests stand.
    pub fn alone(keyring: Keyring) -> Self {
        Self { keyring, inbox: Arc::new(NoInbox), follow: Arc::new(NoFollow), site: None }
    }

    /// Handles the next text; `false`: all are handled. One whose handling fails is handled again later.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the register fails.
    pub async fn handle_next(&self, db: &Db, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = db.write().await?;
        let Some(received) = received::next(&mut tx, now).await? else { return Ok(false) };
        match self.handle(&mut tx, &received, now).await {
            Ok(()) => tx.commit().await?,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, text = %received.id, "a text was not handled");
                drop(tx);
                let mut tx = db.write().await?;
                received::put_off(&mut tx, &received, now).await?;
                tx.commit().await?;
            }
        }
        Ok(true)
    }

    async fn handle(&self, tx: &mut Tx, received: &Received, now: Timestamp) -> Result<(), StoreError> {
        let number = number(&received.from);
        let address = Address::kept(Medium::Sms, number.as_ref().map_or(&received.from, |it| it.e164()));
        let Some(place) = self.place(tx, received, &address).await? else {
            return received::handled(tx, received.id, ReceivedKind::Unplaced, None).await;
        };
        let incoming = IncomingText {
            partner: &place.partner,
            service: place.service,
            from: &address,
            text: &received.text,
            at: received.at,
        };
        let keyword = Keyword::of(&received.text);
        let (kind, says) = match &keyword {
            Some(Keyword::Stop) => (ReceivedKind::Stop, Some(self.stop(tx, &place, &address, now).await?)),
            Some(Keyword::Resume) => {
                (ReceivedKind::Resume, Some(self.resume(tx, &place, &address, now).await?))
            }
            Some(Keyword::Follow(code)) => {
                (ReceivedKind::Follow, Some(self.follow_up(tx, &place, code.as_deref()).await?))
            }
            Some(Keyword::CallBack) => {
                let key = if self.inbox.call_back(tx, &incoming).await? {
                    "incoming-call-back"
                } else {
                    "incoming-no-call"
                };
                (ReceivedKind::CallBack, Some(WORDS.say(place.lang, key, &[])))
            }
            Some(Keyword::Help) => (ReceivedKind::Help, Some(WORDS.say(place.lang, "incoming-help", &[]))),
            None => {
                self.inbox.receive(tx, &incoming).await?;
                (ReceivedKind::Text, None)
            }
        };
        // Typographic signs would cost a part more.
        let says = says.map(|it| sms::spare(&it));
        if number.is_some()
            && let Some(says) = says
            && !received::answer(tx, (received, address.text()), &place.partner, &says, now).await?
        {
            tracing::info!(text = %received.id, "a number had its automatic answers of the day");
        }
        received::handled(tx, received.id, kind, Some((&place.partner, place.service))).await?;
        match place.service {
            Some(service) => callbacks::received(tx, service, received.id.uuid(), now).await,
            None => Ok(()),
        }
    }

    /// Whose a text is: by the number that it was sent to, else by the last message to whoever wrote.
    async fn place(
        &self,
        tx: &mut Tx,
        received: &Received,
        from: &Address,
    ) -> Result<Option<Place>, StoreError> {
        let by_number = received::service_of(tx, &received.to).await?;
        let last = received::last_to(tx, &from.key(&self.keyring)).await?;
        let lang = |language: &str| if language == "en" { Lang::En } else { Lang::Fr };
        Ok(match (by_number, last) {
            (Some((partner, service)), last) => {
                let last = last.filter(|it| it.0 == partner);
                Some(Place {
                    partner,
                    service: service.or(last.as_ref().map(|it| it.1)),
                    is_own_number: true,
                    lang: last.map_or(Lang::Fr, |it| lang(&it.2)),
                })
            }
            (None, Some((partner, service, language))) => {
                Some(Place { partner, service: Some(service), is_own_number: false, lang: lang(&language) })
            }
            (None, None) => None,
        })
    }

    /// To a number that several partners share, STOP means all of them: whoever answers cannot tell them apart.
    async fn say(
        &self,
        tx: &mut Tx,
        (place, address): (&Place, &Address),
        is_wanted: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let reach = Reach { partner: place.partner.clone(), address: address.clone() };
        let whose = (&reach, !place.is_own_number);
        preferences::say(tx, &self.keyring, whose, (preferences::ALL, is_wanted), (SaidBy::Answer, now)).await
    }

    async fn stop(
        &self,
        tx: &mut Tx,
        place: &Place,
        address: &Address,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        self.say(tx, (place, address), false, now).await?;
        Ok(WORDS.say(place.lang, "incoming-stop", &[]))
    }

    async fn resume(
        &self,
        tx: &mut Tx,
        place: &Place,
        address: &Address,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        self.say(tx, (place, address), true, now).await?;
        Ok(WORDS.say(place.lang, "incoming-resume", &[]))
    }

    async fn follow_up(&self, tx: &mut Tx, place: &Place, code: Option<&str>) -> Result<String, StoreError> {
        let Some(code) = code else { return Ok(WORDS.say(place.lang, "incoming-follow-how", &[])) };
        if let Some(says) = self.follow.about(tx, &place.partner, code, place.lang).await? {
            return Ok(says);
        }
        Ok(match &self.site {
            Some(site) => {
                let site = site.trim_end_matches('/');
                WORDS.say(place.lang, "incoming-follow-where", &[("site", site.into())])
            }
            None => WORDS.say(place.lang, "incoming-follow-unknown", &[]),
        })
    }
}

/// A number as carriers write it: in national or international form, with or without its plus.
pub(crate) fn number(text: &str) -> Option<Number> {
    Number::read(text).or_else(|_| Number::read(&format!("+{}", text.trim()))).ok()
}

#[cfg(test)]
mod tests;
