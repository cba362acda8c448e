//! Acknowledgements: the usager knows that the request came, when an answer can be expected, and how to follow it.
//!
//! Start with [`acknowledge`], which whoever opens a request by mail, form or letter calls in the same transaction. Where all that the law
//! asks for is known the acknowledgement says it ([`calendar::legal::Acknowledgement`]); where something lacks, a plain receipt leaves, and
//! managers see what lacks ([`lacking`]).
//!
//! **Invariants:** no text of the sender is repeated; one address gets [`A_DAY_MAX`] automatic answers a day at most, from all partners
//! together, and a request one: nobody is flooded through us, and no robot is answered for ever.

use calendar::{
    Territory,
    legal::{self, Acknowledgement, Appeal, Documents, Draft, Gap, Implied, Sending, Service, Silence},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::Message;
use mail::{Keys, address_key};
use register::{StoreError, Tx, partner};
use site::Figures;

use crate::{
    contact::Contact,
    expected,
    handling::{HandlingError, House, day_of},
    mailroom::posting,
    request::Request,
    silence,
    store::{
        acknowledgements::{self, Kept, Unanswered},
        banners,
        documents::{self, DocumentRequest},
        usagers,
    },
    team::{Reason, Team},
    words::{WORDS, message},
    writing,
};

/// Automatic answers of one address in a day, whoever sends them.
pub const A_DAY_MAX: u64 = 3;
/// How far back a sweep looks: older requests are late for all to see.
const SWEPT: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What an acknowledgement lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// Nobody said why the usager writes.
    Reason,
    /// The reason does not say what silence means.
    Silence,
    /// A mention of the law.
    Mention(Gap),
}

impl Lacking {
    /// In words.
    pub const fn label(self) -> Message {
        match self {
            Self::Reason => message("ack-lacks-reason"),
            Self::Silence => message("ack-lacks-silence"),
            Self::Mention(gap) => gap.label(),
        }
    }
}

/// Why nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    /// The person has no e-mail address by which messages arrive.
    NoAddress,
    /// The partner has no mailbox in use.
    NoMailbox,
    /// This request was answered by the product within a day.
    Answered,
    /// This address was sent enough today.
    Enough,
}

impl Unsent {
    const fn code(self) -> &'static str {
        match self {
            Self::NoAddress => "no-address",
            Self::NoMailbox => "no-mailbox",
            Self::Answered => "answered",
            Self::Enough => "enough",
        }
    }
}

/// How the arrival of a request was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// With all that the law asks for.
    Full(Contact),
    /// With less.
    Receipt(Contact, Vec<Lacking>),
    /// Not at all.
    Unsent(Unsent),
}

/// A text that is ready to leave, or to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What the law asks for and it does not say; empty: nothing.
    pub lacks: Vec<Lacking>,
}

/// Answers the arrival of a request, once its first contact is recorded. The caller has made sure that a person wrote
/// ([`mail::is_answerable`]).
pub async fn acknowledge(
    tx: &mut Tx,
    house: &House,
    keys: &Keys,
    request: &mut Request,
    now: Timestamp,
) -> Result<Answered, HandlingError> {
    let (way, mailbox) = match permitted(tx, request, now).await? {
        Ok(both) => both,
        Err(why) => {
            let whose = (request.id, &house.partner);
            acknowledgements::record(tx, whose, (Kept::Unsent, None), &[why.code()], now).await?;
            return Ok(Answered::Unsent(why));
        }
    };
    let Written { subject, body, lacks } = written(tx, house, request, Sending::Electronic, now).await?;
    let new = posting::NewMail {
        mailbox: &mailbox,
        recipient: &way.shown,
        subject: &subject,
        text: &body,
        agent: None,
        files: &[],
    };
    let contact = posting::post(tx, house, keys, request, new, now).await?;
    acknowledgements::count_answer(tx, &house.partner, (&address_key(&way.shown), request.id), now).await?;
    let kept = if lacks.is_empty() { Kept::Full } else { Kept::Receipt };
    let why: Vec<&str> = lacks.iter().map(|it| it.label().key()).collect();
    acknowledgements::record(tx, (request.id, &house.partner), (kept, Some(contact.id)), &why, now).await?;
    Ok(if lacks.is_empty() { Answered::Full(contact) } else { Answered::Receipt(contact, lacks) })
}

/// To whom and from where an automatic answer may leave now.
async fn permitted(
    tx: &mut Tx,
    request: &Request,
    now: Timestamp,
) -> Result<Result<(crate::usager::Way, crate::mailroom::Mailbox), Unsent>, StoreError> {
    let Some(way) = writing::address_of(tx, request).await? else { return Ok(Err(Unsent::NoAddress)) };
    let Some(mailbox) = writing::mailbox_for(tx, request).await? else { return Ok(Err(Unsent::NoMailbox)) };
    let address = address_key(&way.shown);
    Ok(if acknowledgements::about_request(tx, request.id, now).await? > 0 {
        Err(Unsent::Answered)
    } else if acknowledgements::to_address(tx, &address, now).await? >= A_DAY_MAX {
        Err(Unsent::Enough)
    } else {
        Ok((way, mailbox))
    })
}

/// The acknowledgement of a request in the usager's language, to be sent or printed. The dates that it announces are a promise: they are
/// set on the request, which the caller writes.
pub async fn written(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    sending: Sending,
    now: Timestamp,
) -> Result<Written, StoreError> {
    let usager = usagers::find(tx, &request.partner, request.usager).await?;
    let lang = writing::lang_of(usager.as_ref());
    let name = partner::find(tx, &house.partner).await?.map_or_else(String::new, |it| it.name);
    let appeals = acknowledgements::appeals(tx, &house.partner).await?;
    let asked = documents::of_request(tx, request.id).await?;
    let promised = expected::promise(tx, request, now).await?;
    let legal = drafted(house, request, (&name, &asked), &appeals, sending).and_then(|it| {
        Acknowledgement::new(it).map_err(|it| it.gaps.into_iter().map(Lacking::Mention).collect())
    });
    let figures = Figures::new(lang);
    let say = |key: &str| WORDS.say(lang, key, &[]);
    let mut lines = vec![say("ack-hello"), String::new()];
    // What happens now comes first: it may be all that they want to know.
    for it in banners::running(tx, &request.partner, now).await? {
        if it.is_about(request.reason.as_deref()) {
            lines.extend([it.title, it.text, String::new()]);
        }
    }
    let lacks = match legal {
        Ok(legal) => {
            lines.extend(legal.mentions(|day| figures.date(day)).iter().map(|it| it.say(lang)));
            Vec::new()
        }
        Err(lacks) => {
            let day = figures.date(day_of(house, request, request.opened_at));
            lines.push(WORDS.say(
                lang,
                "ack-received",
                &[("day", day.into()), ("name", name.as_str().into())],
            ));
            lacks
        }
    };
    lines.push(String::new());
    if let Some(promised) = promised {
        lines.push(expected::sentence((house, request), promised, figures, now).say(lang));
        let (_, high) = expected::days(house, request, promised);
        lines.push(WORDS.say(lang, "ack-no-need", &[("day", figures.date(high).into())]));
    }
    let code = request.code.shown();
    let args = [("reference", request.reference.as_str().into()), ("code", code.as_str().into())];
    lines.push(WORDS.say(lang, "ack-follow", &args));
    lines.extend([String::new(), say("ack-automatic"), name]);
    let subject = WORDS.say(lang, "ack-subject", &[("reference", request.reference.as_str().into())]);
    Ok(Written { subject, body: lines.join("\n"), lacks })
}

/// What one has for the acknowledgement of a request.
fn drafted(
    house: &House,
    request: &Request,
    (partner_name, asked): (&str, &[DocumentRequest]),
    appeals: &[(String, Appeal)],
    sending: Sending,
) -> Result<Draft, Vec<Lacking>> {
    let code = request.reason.as_deref().ok_or_else(|| vec![Lacking::Reason])?;
    let reason = house.reason(code).ok_or_else(|| vec![Lacking::Reason])?;
    let team = request.team.and_then(|it| house.team(it));
    let day = |at| day_of(house, request, at);
    let (_, implied) = silence::implied(house, request, asked).unwrap_or((Silence::Nothing, Implied::Never));
    let awaited: Vec<&DocumentRequest> = asked.iter().filter(|it| it.is_awaited()).collect();
    let missing = (!awaited.is_empty()).then(|| Documents {
        list: awaited.iter().map(|it| it.label.clone()).collect(),
        limit: awaited.iter().filter_map(|it| it.due_at).max().map(day),
    });
    draft(reason, team, (partner_name, appeals), (sending, day(request.opened_at)), missing, implied)
}

fn draft(
    reason: &Reason,
    team: Option<&Team>,
    (partner_name, appeals): (&str, &[(String, Appeal)]),
    (sending, received): (Sending, Date),
    missing: Option<Documents>,
    implied: Implied,
) -> Result<Draft, Vec<Lacking>> {
    let silence = reason.silence.ok_or_else(|| vec![Lacking::Silence])?;
    let appeal = appeals.iter().find(|(code, _)| *code == reason.code).map(|(_, it)| it.clone());
    let service = team.map_or_else(Service::default, |team| Service {
        name: [partner_name, &team.name]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        postal_address: team.postal.clone().unwrap_or_default(),
        electronic_address: team.email.clone().unwrap_or_default(),
        phone: team.phone.clone().unwrap_or_default(),
    });
    let received = Some(received);
    Ok(Draft { sending, received, service, missing, silence, implied, appeal: appeal.unwrap_or_default() })
}

/// What the acknowledgements of each public reason of a partner would lack today; reasons that lack nothing are left out.
pub fn lacking(
    house: &House,
    partner_name: &str,
    appeals: &[(String, Appeal)],
    now: Timestamp,
) -> Vec<(Reason, Vec<Lacking>)> {
    let of = |reason: &Reason| {
        let team = house.team_for(Some(&reason.code));
        let territory = team.map_or(Territory::Mainland, |it| it.opening.territory());
        let received = territory.date_of(now);
        let implied = match reason.silence {
            Some(Silence::Acceptance(delay) | Silence::Refusal(delay)) => Implied::On(delay.from(received)),
            _ => Implied::Never,
        };
        let about = (Sending::Electronic, received);
        let drafted = draft(reason, team, (partner_name, appeals), about, None, implied);
        match drafted.map(Acknowledgement::new) {
            Ok(Ok(_)) => Vec::new(),
            Ok(Err(incomplete)) => incomplete.gaps.into_iter().map(Lacking::Mention).collect(),
            Err(lacks) => lacks,
        }
    };
    let all = house.reasons.iter().map(|it| (it.clone(), of(it)));
    all.filter(|(_, lacks)| !lacks.is_empty()).collect()
}

/// A limit of the law that was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// Nothing was sent within one working day.
    Registration(Date),
    /// No full acknowledgement within ten.
    Acknowledgement(Date),
}

/// Open requests of a partner that nobody answered and whose acknowledgement is late, the oldest first.
pub async fn overdue(
    tx: &mut Tx,
    house: &House,
    now: Timestamp,
) -> Result<Vec<(Unanswered, Missed)>, StoreError> {
    let waiting = acknowledgements::unanswered(tx, &house.partner, now - SWEPT).await?;
    let late = waiting.into_iter().filter_map(|it| {
        let territory = house.territory_for(it.reason.as_deref());
        let (received, today) = (territory.date_of(it.opened_at), territory.date_of(now));
        let registration = legal::registration_due(received, territory);
        let acknowledgement = legal::acknowledgement_due(received, territory);
        let missed = if today > acknowledgement {
            Missed::Acknowledgement(acknowledgement)
        } else if today > registration && it.kept != Some(Kept::Receipt) {
            Missed::Registration(registration)
        } else {
            return None;
        };
        Some((it, missed))
    });
    Ok(late.collect())
}
