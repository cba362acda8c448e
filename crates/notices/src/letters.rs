//! Letters leave on paper: those of a service are gathered once a day into a bundle, which an agent prints, puts into envelopes and posts.
//!
//! **Invariants:** a letter is in one bundle at most; only an agent says that it was posted ([`posted`]) or that it came back ([`returned`]).

use std::collections::BTreeMap;

use gateways::press::{self, PressError};
use jiff::Timestamp;
use kernel::{Id, Kind, Lang, PartnerCode, document};
use register::{AccountId, StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    WORDS,
    notice::{Notice, NoticeId, Why},
    service::{Service, ServiceId},
    store::{instant, maybe_instant, notices, partner, sending},
};

/// See [`Bundle`].
pub type BundleId = Id<Bundle>;

/// Letters of one bundle at most: what one person puts into envelopes in a day.
const BUNDLE_MAX: i64 = 500;
/// Bundles of a list.
const LISTED_MAX: i64 = 200;
/// Lines of a postal address in a sheet of addresses (NF Z 10-011 has six, and the country).
const ADDRESS_LINES: usize = 7;

/// Letters that are printed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Its id.
    pub id: BundleId,
    /// Whose usagers are written to.
    pub partner: PartnerCode,
    /// By which service.
    pub service: ServiceId,
    /// How many letters.
    pub letters: i64,
    /// When they were gathered.
    pub created_at: Timestamp,
    /// When an agent said that they were posted.
    pub posted_at: Option<Timestamp>,
}

impl Kind for Bundle {
    const PREFIX: &'static str = "nbd";
}

#[derive(FromRow)]
struct Row {
    print_id: Uuid,
    partner: String,
    service_id: Uuid,
    letters: i64,
    created_at_us: i64,
    posted_at_us: Option<i64>,
}

impl TryFrom<Row> for Bundle {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: BundleId::from_uuid(row.print_id),
            partner: partner(&row.partner)?,
            service: ServiceId::from_uuid(row.service_id),
            letters: row.letters,
            created_at: instant("notice_print.created_at_us", row.created_at_us)?,
            posted_at: maybe_instant("notice_print.posted_at_us", row.posted_at_us)?,
        })
    }
}

/// Gathers the letters that are due, a bundle for each service of which none was gathered today in Paris; gives how many bundles.
pub async fn gather(tx: &mut Tx, now: Timestamp) -> Result<usize, StoreError> {
    const SERVICES: &str = "
        SELECT DISTINCT n.partner, n.service_id FROM notice AS n
        WHERE n.state = 'waiting' AND n.simulated IS NULL AND n.medium = 'letter' AND n.next_try_at_us <= $1 AND NOT EXISTS (
            SELECT 1 FROM notice_print AS p WHERE p.service_id = n.service_id AND p.partner = n.partner AND p.created_at_us >= $2)";
    const RECORD: &str = "
        INSERT INTO notice_print (print_id, partner, service_id, letters, created_at_us) VALUES ($1, $2, $3, 0, $4)";
    const TAKE: &str = "
        UPDATE notice SET state = 'sending', tries = tries + 1, print_id = $1
        WHERE state = 'waiting' AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'waiting' AND simulated IS NULL AND medium = 'letter' AND service_id = $2 AND next_try_at_us <= $3
            ORDER BY next_try_at_us LIMIT $4)";
    const COUNT: &str = "UPDATE notice_print SET letters = $2 WHERE print_id = $1";
    let now_us = now.as_microsecond();
    let begun_us = kernel::paris_day_start(kernel::paris_date(now_us)).unwrap_or(now_us);
    let services: Vec<(String, Uuid)> = both!(tx, conn => sqlx::query_as(SERVICES)
        .bind(now_us).bind(begun_us).fetch_all(conn).await)?;
    for (whose, service) in &services {
        let id = BundleId::new(now);
        both!(tx, conn => sqlx::query(RECORD)
            .bind(id.uuid()).bind(whose).bind(service).bind(now.as_microsecond())
            .execute(conn).await.map(drop))?;
        let taken = both!(tx, conn => sqlx::query(TAKE)
            .bind(id.uuid()).bind(service).bind(now.as_microsecond()).bind(BUNDLE_MAX)
            .execute(conn).await.map(|it| it.rows_affected()))?;
        both!(tx, conn => sqlx::query(COUNT)
            .bind(id.uuid()).bind(i64::try_from(taken).unwrap_or(i64::MAX)).execute(conn).await.map(drop))?;
    }
    Ok(services.len())
}

/// The bundles of a partner, those that are not posted first, then the latest first.
pub async fn ready(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Bundle>, StoreError> {
    const SQL: &str = "
        SELECT print_id, partner, service_id, letters, created_at_us, posted_at_us FROM notice_print WHERE partner = $1
        ORDER BY CASE WHEN posted_at_us IS NULL THEN 0 ELSE 1 END, created_at_us DESC, print_id LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Bundle::try_from).collect()
}

/// The letters of a partner's bundle, in the order in which they are printed.
pub async fn letters(tx: &mut Tx, partner: &PartnerCode, id: BundleId) -> Result<Vec<Notice>, StoreError> {
    const SQL: &str = "SELECT notice_id FROM notice WHERE print_id = $1 AND partner = $2 ORDER BY notice_id";
    let ids: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(id.uuid()).bind(partner.as_str()).fetch_all(conn).await)?;
    let mut letters = Vec::new();
    for id in ids {
        letters.extend(notices::get(tx, NoticeId::from_uuid(id)).await?);
    }
    Ok(letters)
}

/// The sheet of addresses of a bundle, as CSV: the letter's reference, then the lines of its address.
pub fn addresses(letters: &[Notice]) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = csv::WriterBuilder::new().delimiter(b';').from_writer(vec![0xEF, 0xBB, 0xBF]);
    for letter in letters {
        let address = letter.recipient.as_ref().map_or("", |it| it.text());
        let mut fields = vec![letter.id.to_string()];
        fields.extend(address.lines().map(|it| it.trim().to_owned()));
        fields.resize(1 + ADDRESS_LINES, String::new());
        sheet.write_record(&fields)?;
    }
    sheet.into_inner().map_err(|it| it.into_error().into())
}

/// A letter as the press takes it; `day` in words.
pub fn document(service: &Service, letter: &Notice, day: String) -> document::Letter {
    let lines = |text: &str| text.lines().map(ToOwned::to_owned).collect::<Vec<_>>();
    document::Letter {
        title: letter.subject.clone(),
        sender: lines(&service.letter_sender),
        recipient: letter.recipient.as_ref().map(|it| lines(it.text())).unwrap_or_default(),
        day,
        facts: Vec::new(),
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        signed: vec![service.name.clone()],
        follow: None,
        footer: service.name.clone(),
    }
}

/// Prints a letter: the bytes of a PDF.
///
/// # Errors
///
/// [`PressError`].
pub async fn print(service: &Service, letter: &Notice) -> Result<Vec<u8>, PressError> {
    let lang = if letter.language == "en" { Lang::En } else { Lang::Fr };
    let day = kernel::paris_date(letter.created_at.as_microsecond()).strftime("%d/%m/%Y").to_string();
    let day = WORDS.say(lang, "letter-day", &[("day", day.into())]);
    press::print_letter(&document(service, letter, day), lang).await
}

/// An agent says that a bundle was posted; gives how many letters left by it. A bundle is posted once.
pub async fn posted(
    tx: &mut Tx,
    partner: &PartnerCode,
    (id, by): (BundleId, AccountId),
    now: Timestamp,
) -> Result<usize, StoreError> {
    const SQL: &str = "
        UPDATE notice_print SET posted_at_us = $3, posted_by = $4 WHERE print_id = $1 AND partner = $2 AND posted_at_us IS NULL";
    const LETTERS: &str = "SELECT notice_id FROM notice WHERE print_id = $1 AND state = 'sending'";
    let is_first = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(partner.as_str())
        .bind(now.as_microsecond())
        .bind(by.to_string())
        .execute(conn).await.map(|it| it.rows_affected() == 1))?;
    if !is_first {
        return Ok(0);
    }
    let letters: Vec<Uuid> =
        both!(tx, conn => sqlx::query_scalar(LETTERS).bind(id.uuid()).fetch_all(conn).await)?;
    for letter in &letters {
        let medium = (crate::address::Medium::Letter, "post");
        sending::taken(tx, NoticeId::from_uuid(*letter), medium, &[], now).await?;
    }
    Ok(letters.len())
}

/// A letter of a partner came back; `true`: it had been posted, and has failed now.
pub async fn returned(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: NoticeId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let letter = notices::get(tx, id).await?.filter(|it| it.partner == *partner);
    match letter {
        Some(it) if it.medium == crate::address::Medium::Letter => {
            sending::failed(tx, id, (Why::Unknown, ""), now).await
        }
        _ => Ok(false),
    }
}

/// How many letters of each partner wait to be printed or posted.
pub async fn waiting(tx: &mut Tx) -> Result<BTreeMap<PartnerCode, i64>, StoreError> {
    const SQL: &str = "
        SELECT partner, CAST(SUM(letters) AS BIGINT) FROM notice_print WHERE posted_at_us IS NULL GROUP BY partner";
    let rows: Vec<(String, i64)> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(|(whose, count)| Ok((partner(&whose)?, count))).collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::Duration};

    use testkit::on_both;

    use super::*;
    use crate::{
        accept::{Order, accept},
        address::Medium,
        notice::{Origin, State},
        store::sweeping,
        testing::{Scene, address, now},
    };

    async fn order(tx: &mut Tx, scene: &Scene, to: u32) -> NoticeId {
        let to = address(Medium::Letter, to);
        let mut order =
            Order::new(scene.service.clone(), scene.letter.clone(), to, Origin::Agent("a".to_owned()));
        order.personalisation.insert("dossier".to_owned(), "12".into());
        accept(tx, &scene.door, &order, now()).await.unwrap().id
    }

    on_both! {
        async fn letters_are_gathered_once_a_day_and_leave_when_an_agent_says_so(db: Db) {
            let scene = Scene::set(&db).await;
            let whose = &scene.service.partner;
            let mut tx = db.write().await.unwrap();
            let first = order(&mut tx, &scene, 1).await;
            let second = order(&mut tx, &scene, 2).await;
            assert_eq!(gather(&mut tx, now()).await.unwrap(), 1);
            let later = order(&mut tx, &scene, 3).await;
            assert_eq!(gather(&mut tx, now()).await.unwrap(), 0);
            let bundle = ready(&mut tx, whose).await.unwrap().pop().unwrap();
            let inside = letters(&mut tx, whose, bundle.id).await.unwrap();
            let ids: BTreeSet<_> = inside.iter().map(|it| it.id.uuid()).collect();
            assert_eq!(ids, BTreeSet::from([first.uuid(), second.uuid()]));
            let sheet = String::from_utf8(addresses(&inside).unwrap()).unwrap();
            assert!(sheet.contains(";Camille Martin;1 rue des Lilas;75020 Paris;"), "{sheet}");
            // Nobody has posted them for a day: they are still there.
            let tomorrow = now() + Duration::from_hours(24);
            sweeping::sweep(&mut tx, tomorrow).await.unwrap();
            assert_eq!(sending::state(&mut tx, first).await.unwrap(), Some(State::Sending));
            let by = AccountId::new(now());
            assert_eq!(posted(&mut tx, whose, (bundle.id, by), tomorrow).await.unwrap(), 2);
            assert_eq!(posted(&mut tx, whose, (bundle.id, by), tomorrow).await.unwrap(), 0);
            assert_eq!(sending::state(&mut tx, first).await.unwrap(), Some(State::Sent));
            assert_eq!(gather(&mut tx, tomorrow).await.unwrap(), 1);
            assert_eq!(sending::state(&mut tx, later).await.unwrap(), Some(State::Sending));
            assert!(returned(&mut tx, whose, second, tomorrow).await.unwrap());
            assert_eq!(sending::state(&mut tx, second).await.unwrap(), Some(State::Failed));
            sweeping::sweep(&mut tx, tomorrow + Duration::from_hours(22 * 24)).await.unwrap();
            assert_eq!(sending::state(&mut tx, first).await.unwrap(), Some(State::Delivered));
        }
    }
}
