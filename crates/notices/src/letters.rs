//! Letters leave on paper: those of a service are gathered once a day into a bundle, which an agent prints as one file, puts into envelopes and
//! posts. Letters and the sheet of addresses have the same order: by postcode.
//!
//! **Invariants:** a letter is in one bundle at most; only an agent says that it was posted ([`posted`]) or that it came back ([`returned`]).

use std::{borrow::Cow, collections::BTreeMap};

use gateways::press::{self, PressError};
use jiff::Timestamp;
use kernel::{
    Id, Kind, Lang, PartnerCode,
    document::{self, Document, Part},
    formula,
};
use register::{AccountId, Db, StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    WORDS,
    accept::code,
    address::Medium,
    notice::{Notice, NoticeId, Why},
    service::{Service, ServiceId},
    store::{instant, maybe_instant, notices, partner, sending},
    targets::store as targets,
    template::{Lane, TemplateId},
};

/// See [`Bundle`].
pub type BundleId = Id<Bundle>;

/// Letters of one bundle at most: what one person puts into envelopes in a day.
const BUNDLE_MAX: i64 = 500;
/// Letters that wait which are counted.
const COUNTED_MAX: i64 = 10_000;
/// Bundles of a list.
const LISTED_MAX: i64 = 200;
/// Digits of a postcode.
const POSTCODE: usize = 5;
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

/// Gathers the letters that are due, if there are any, in a transaction of its own; gives how many bundles.
pub async fn gather_due(db: &Db, now: Timestamp) -> Result<usize, StoreError> {
    let mut tx = db.read().await?;
    let is_due = !due(&mut tx, now).await?.is_empty();
    drop(tx);
    if !is_due {
        return Ok(0);
    }
    let mut tx = db.write().await?;
    let gathered = gather(&mut tx, now).await?;
    tx.commit().await?;
    Ok(gathered)
}

/// The services with letters that are due, of which none was gathered today in Paris, with their partners.
async fn due(tx: &mut Tx, now: Timestamp) -> Result<Vec<(String, Uuid)>, StoreError> {
    const SQL: &str = "
        SELECT DISTINCT n.partner, n.service_id FROM notice AS n
        WHERE n.state = 'waiting' AND n.simulated IS NULL AND n.medium = 'letter' AND n.next_try_at_us <= $1 AND NOT EXISTS (
            SELECT 1 FROM notice_print AS p WHERE p.service_id = n.service_id AND p.partner = n.partner AND p.created_at_us >= $2)";
    let now_us = now.as_microsecond();
    let begun_us = kernel::paris_day_start(kernel::paris_date(now_us)).unwrap_or(now_us);
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(now_us).bind(begun_us).fetch_all(conn).await)?)
}

/// Gathers the letters that are due, a bundle for each service of which none was gathered today in Paris; gives how many bundles. Those that name
/// a dead page or number are held, those that are refused by now cancelled.
pub async fn gather(tx: &mut Tx, now: Timestamp) -> Result<usize, StoreError> {
    const RECORD: &str = "
        INSERT INTO notice_print (print_id, partner, service_id, letters, created_at_us) VALUES ($1, $2, $3, 0, $4)";
    const TAKE: &str = "
        UPDATE notice SET state = 'sending', tries = tries + 1, print_id = $1
        WHERE state = 'waiting' AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'waiting' AND simulated IS NULL AND medium = 'letter' AND service_id = $2 AND next_try_at_us <= $3
            ORDER BY next_try_at_us LIMIT $4)";
    const COUNT: &str = "UPDATE notice_print SET letters = $2 WHERE print_id = $1";
    for lane in Lane::ALL {
        targets::hold(tx, (Medium::Letter, lane), i64::MAX, now).await?;
        sending::cancel_refused(tx, (Medium::Letter, lane), i64::MAX, now).await?;
    }
    let services = due(tx, now).await?;
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

/// The letters of a partner's bundle, in the order in which they are printed: by postcode, then by address.
pub async fn letters(tx: &mut Tx, partner: &PartnerCode, id: BundleId) -> Result<Vec<Notice>, StoreError> {
    const SQL: &str = "SELECT notice_id FROM notice WHERE print_id = $1 AND partner = $2 ORDER BY notice_id";
    let ids: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(id.uuid()).bind(partner.as_str()).fetch_all(conn).await)?;
    let mut letters = Vec::new();
    for id in ids {
        letters.extend(notices::get(tx, NoticeId::from_uuid(id)).await?);
    }
    letters.sort_by_cached_key(|it| {
        let address = it.recipient.as_ref().map_or("", |it| it.text());
        let code = postcode(address).map(str::to_owned);
        // Those without one, abroad mostly, come last.
        (code.is_none(), code, address.to_lowercase(), it.id.uuid())
    });
    Ok(letters)
}

/// The postcode of an address of France: five digits at the beginning of its last line that has some.
fn postcode(address: &str) -> Option<&str> {
    let code = |line: &'_ str| -> Option<usize> {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        (digits == POSTCODE && line[digits..].starts_with([' ', '\u{a0}'])).then_some(digits)
    };
    let line = address.lines().rev().map(str::trim).find(|it| code(it).is_some())?;
    line.get(..POSTCODE)
}

/// How many letters of a partner wait for a bundle to come, [`COUNTED_MAX`] at most.
pub async fn waiting(tx: &mut Tx, partner: &PartnerCode) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM (
            SELECT state FROM notice
            WHERE state = 'waiting' AND simulated IS NULL AND medium = 'letter' AND partner = $1 LIMIT $2) AS found";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(COUNTED_MAX).fetch_one(conn).await)?)
}

/// Notes that letters of a partner's bundle were made ready to print: one of them, or all that still have an address.
pub async fn printed(
    tx: &mut Tx,
    partner: &PartnerCode,
    (id, one): (BundleId, Option<NoticeId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice SET printed_at_us = $4
        WHERE print_id = $1 AND partner = $2 AND ($3 IS NULL OR notice_id = $3) AND recipient IS NOT NULL AND printed_at_us IS NULL";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(partner.as_str())
        .bind(one.map(Id::uuid))
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// How many letters of a partner's bundle are to be posted and were never made ready to print here.
pub async fn unprinted(tx: &mut Tx, partner: &PartnerCode, id: BundleId) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM notice
        WHERE print_id = $1 AND partner = $2 AND state = 'sending' AND recipient IS NOT NULL AND printed_at_us IS NULL";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(id.uuid()).bind(partner.as_str()).fetch_one(conn).await)?)
}

/// The sheet of addresses of a bundle, as CSV: under titles in `lang`, the letter's reference and the lines of its address.
pub fn addresses(letters: &[Notice], lang: Lang) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = csv::WriterBuilder::new().delimiter(b';').from_writer(vec![0xEF, 0xBB, 0xBF]);
    let lines =
        (1..=ADDRESS_LINES as u64).map(|it| WORDS.say(lang, "bundle-address-line", &[("number", it.into())]));
    sheet.write_record(std::iter::once(WORDS.say(lang, "bundle-address-letter", &[])).chain(lines))?;
    for letter in letters {
        let address = letter.recipient.as_ref().map_or("", |it| it.text());
        let mut fields = vec![Cow::Owned(letter.id.to_string())];
        fields.extend(address.lines().map(|it| formula::harmless(it.trim())));
        fields.resize(1 + ADDRESS_LINES, Cow::Borrowed(""));
        sheet.write_record(fields.iter().map(AsRef::<str>::as_ref))?;
    }
    sheet.into_inner().map_err(|it| it.into_error().into())
}

/// A letter as the press takes it; `day` in words. Its service signs it once, and the line with its code stands at the foot of its pages.
pub fn document(service: &Service, letter: &Notice, day: String) -> document::Letter {
    let lines = |text: &str| text.lines().map(ToOwned::to_owned).collect::<Vec<_>>();
    let (text, footer) = match letter.body.rsplit_once("\n\n") {
        Some((text, line)) if line.contains(&code::shown(&letter.code)) => (text, line),
        _ => (letter.body.as_str(), service.name.as_str()),
    };
    // Whoever wrote the template may have signed already.
    let unsigned = text.trim_end().strip_suffix(service.name.as_str()).filter(|it| it.ends_with('\n'));
    document::Letter {
        title: letter.subject.clone(),
        sender: lines(&service.letter_sender),
        recipient: letter.recipient.as_ref().map(|it| lines(it.text())).unwrap_or_default(),
        day,
        facts: Vec::new(),
        subject: letter.subject.clone(),
        body: unsigned.unwrap_or(text).trim_end().to_owned(),
        signed: vec![service.name.clone()],
        follow: None,
        footer: footer.to_owned(),
    }
}

/// Prints a letter: the bytes of a PDF.
///
/// # Errors
///
/// [`PressError`].
pub async fn print(service: &Service, letter: &Notice) -> Result<Vec<u8>, PressError> {
    let (lang, document) = dated(service, letter);
    press::print_letter(&document, lang).await
}

/// Prints the letters of a bundle into one file, in their order, behind a cover in `lang` that counts them: the bytes of a PDF. One whose
/// address is forgotten is left out. `names` are those of templates.
///
/// # Errors
///
/// [`PressError`].
pub async fn print_all(
    (bundle, service): (&Bundle, &Service),
    letters: &[Notice],
    names: &[(TemplateId, String)],
    lang: Lang,
) -> Result<Vec<u8>, PressError> {
    let kept: Vec<&Notice> = letters.iter().filter(|it| it.recipient.is_some()).collect();
    let documents: Vec<(Lang, document::Letter)> = kept.iter().map(|it| dated(service, it)).collect();
    let cover = cover((bundle, service), &kept, (letters.len() - kept.len(), names), lang);
    press::print_letters(&cover, &documents, lang).await
}

/// A letter with its day in words, in its language; the press has two.
fn dated(service: &Service, letter: &Notice) -> (Lang, document::Letter) {
    let lang = if letter.language == "en" { Lang::En } else { Lang::Fr };
    (lang, document(service, letter, day_in_words(letter.created_at, lang)))
}

fn day_in_words(at: Timestamp, lang: Lang) -> String {
    WORDS.say(lang, "letter-day", &[("day", day_in_figures(at).into())])
}

fn day_in_figures(at: Timestamp) -> String {
    kernel::paris_date(at.as_microsecond()).strftime("%d/%m/%Y").to_string()
}

/// The sheet on top of the letters of a bundle: of which service, how many, by template and by the beginning of their postcodes.
fn cover(
    (bundle, service): (&Bundle, &Service),
    letters: &[&Notice],
    (forgotten, names): (usize, &[(TemplateId, String)]),
    lang: Lang,
) -> Document {
    let say = |key: &str| WORDS.say(lang, key, &[]);
    let count = |count: usize| count.to_string();
    let name = |id| names.iter().find(|it| it.0 == id).map(|it| it.1.clone()).unwrap_or_default();
    let (mut by_template, mut by_place) = (BTreeMap::new(), BTreeMap::new());
    for letter in letters {
        *by_template.entry(name(letter.template.0)).or_insert(0) += 1;
        let address = letter.recipient.as_ref().map_or("", |it| it.text());
        let place = postcode(address).and_then(|it| it.get(..2)).map(str::to_owned);
        *by_place.entry(place.unwrap_or_else(|| say("bundle-cover-elsewhere"))).or_insert(0) += 1;
    }
    let rows = |counts: BTreeMap<String, usize>| {
        counts.into_iter().map(|(name, it)| vec![name, count(it)]).collect()
    };
    let mut facts = vec![
        (say("bundle-cover-service"), service.name.clone()),
        (say("bundle-cover-letters"), count(letters.len())),
        (say("bundle-cover-bundle"), bundle.id.to_string()),
    ];
    if forgotten > 0 {
        facts.push((say("bundle-cover-forgotten"), count(forgotten)));
    }
    let day = day_in_figures(bundle.created_at);
    let mut cover = Document {
        title: WORDS.say(lang, "bundle-cover-title", &[("day", day.into())]),
        subtitle: String::new(),
        footer: service.name.clone(),
        parts: vec![Part::Facts { rows: facts }],
    };
    let titles = |key: &str| vec![say(key), say("bundle-cover-letters")];
    cover.table(say("bundle-cover-by-template"), titles("bundle-cover-template"), rows(by_template));
    cover.table(say("bundle-cover-by-place"), titles("bundle-cover-place"), rows(by_place));
    cover.paragraph(say("bundle-cover-how"));
    cover
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
        let medium = (Medium::Letter, "post");
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
        Some(it) if it.medium == Medium::Letter => sending::failed(tx, id, (Why::Unknown, ""), now).await,
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::Duration};

    use proptest::prelude::*;
    use testkit::on_both;

    use super::*;
    use crate::{
        accept::{Order, accept},
        address::Address,
        notice::{Origin, State},
        store::sweeping,
        testing::{self, Scene, address, now},
    };

    /// A letter that waits.
    fn sample() -> Notice {
        let service = testing::service(&"CAF".parse().unwrap(), "Aides");
        let template = testing::template(&service, Medium::Letter);
        Notice {
            id: NoticeId::new(now()),
            partner: service.partner,
            service: service.id,
            template: (template.id, 1),
            medium: Medium::Letter,
            lane: Lane::Normal,
            language: "fr".to_owned(),
            recipient: None,
            recipient_key: String::new(),
            meaning: String::new(),
            subject: "Votre dossier".to_owned(),
            body: "Il avance.".to_owned(),
            personalisation: serde_json::Map::new(),
            reference: None,
            origin: Origin::Agent("a".to_owned()),
            simulated: None,
            request: None,
            usager: None,
            unsubscribe: None,
            code: String::new(),
            segments: 1,
            cost: kernel::Euro(0),
            state: State::Sending,
            why: None,
            detail: None,
            due_at: now(),
            tries: 1,
            carrier: None,
            created_at: now(),
            sent_at: None,
            done_at: None,
        }
    }

    #[test]
    fn a_postcode_is_the_five_digits_before_a_town() {
        for (address, code) in [
            ("Camille\n1 rue X\n75020 Paris", Some("75020")),
            ("Camille\n75020 RUE\n2A004 AJACCIO", Some("75020")),
            ("Camille\nBP 12345\n97110 Pointe-à-Pitre\nFRANCE", Some("97110")),
            ("Camille\n1 High Street\nLondon", None),
            ("Camille\n123456 X\n75020", None),
            ("", None),
        ] {
            assert_eq!(postcode(address), code, "{address}");
        }
    }

    #[test]
    fn a_cell_of_an_address_never_runs_as_a_formula() {
        let letter = |text: &str| Notice { recipient: Some(Address::kept(Medium::Letter, text)), ..sample() };
        let sheet = addresses(&[letter("=HYPERLINK(\"x\")\n+33\n75020 Paris")], Lang::Fr).unwrap();
        let sheet = String::from_utf8(sheet).unwrap();
        assert!(sheet.contains("'=HYPERLINK") && sheet.contains(";'+33;75020 Paris;"), "{sheet}");
    }

    #[test]
    fn a_letter_is_signed_once_and_has_its_code_at_the_foot_of_its_pages() {
        let service = testing::service(&"CAF".parse().unwrap(), "Aides");
        let line = "Vrai message ? a.fr/verifier code K7QF-2MXP";
        for (text, body) in [
            ("Il avance.\n\nÀ bientôt.", "Il avance.\n\nÀ bientôt."),
            ("Il avance.\nAides", "Il avance."),
            ("Il avance.\n\nAides", "Il avance."),
            ("Demandez les Aides", "Demandez les Aides"),
        ] {
            let letter =
                Notice { body: format!("{text}\n\n{line}"), code: "K7QF2MXP".to_owned(), ..sample() };
            let printed = document(&service, &letter, String::new());
            assert_eq!((printed.body.as_str(), printed.footer.as_str()), (body, line), "{text}");
            assert_eq!(printed.signed, ["Aides"]);
        }
        let bare = document(&service, &sample(), String::new());
        assert_eq!((bare.body.as_str(), bare.footer.as_str()), ("Il avance.", "Aides"));
    }

    #[test]
    fn a_cover_counts_every_letter_and_says_how_many_were_left_out() {
        let letter = |place: &str| Notice {
            recipient: Some(Address::kept(Medium::Letter, &format!("Camille\n1 rue X\n{place}"))),
            ..sample()
        };
        let first = letter("75020 Paris");
        let others = ["75001 Paris", "London"].map(|it| Notice { template: first.template, ..letter(it) });
        let [second, third] = others;
        let letters = [first, second, third];
        let kept: Vec<&Notice> = letters.iter().collect();
        let names = [(letters[0].template.0, "Avis".to_owned())];
        let service = testing::service(&letters[0].partner, "Aides");
        let bundle = Bundle {
            id: BundleId::new(now()),
            partner: service.partner.clone(),
            service: service.id,
            letters: 4,
            created_at: now(),
            posted_at: None,
        };
        let cover = cover((&bundle, &service), &kept, (1, &names), Lang::Fr);
        let said = serde_json::to_string(&cover).unwrap();
        assert_eq!(cover.title, "Lettres à poster, lot du 10/03/2026");
        assert!(said.contains(r#"["Avis","3"]"#) && said.contains(r#"["75","2"]"#), "{said}");
        assert!(
            said.contains(r#"["Sans code postal français","1"]"#) && said.contains("adresse effacée"),
            "{said}"
        );
    }

    proptest! {
        #[test]
        fn any_address_has_a_postcode_or_none(address in "\\PC{0,40}(\n\\PC{0,40}){0,3}") {
            prop_assert!(postcode(&address).is_none_or(|it| it.bytes().all(|it| it.is_ascii_digit())));
        }
    }

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
            let sheet = String::from_utf8(addresses(&inside, Lang::Fr).unwrap()).unwrap();
            assert!(sheet.starts_with("\u{feff}Lettre;Ligne 1;") && sheet.lines().count() == 3, "{sheet}");
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
