//! The inbox of the demonstration: teams, reasons, texts, people, and the requests of the last weeks. All of it is invented.

use jiff::{SignedDuration, Timestamp};
use kernel::{Cause, Channel, Direction, Outcome, PartnerCode};
use register::{AccountId, StoreError, Tx, account};
use requests::{
    contact::Contact,
    handling::{self, Closing, HandlingError, House, NewRequest},
    request::{FollowUpCode, Request},
    store::{
        ready_answers::{self, ReadyAnswer, ReadyAnswerId},
        teams,
        templates::{self, Template, TemplateId},
        usagers,
    },
    team::{Member, Reason, Team, TeamId},
    usager::{Usager, Way},
};

use crate::{failure::Failure, instance::Instance};

/// Code, name, and whether the second team answers.
const REASONS: [(&str, &str, bool); 8] = [
    ("carte_identite", "Carte d’identité", true),
    ("passeport", "Passeport", true),
    ("permis_conduire", "Permis de conduire", true),
    ("carte_grise", "Carte grise", true),
    ("rendez_vous", "Prendre ou déplacer un rendez-vous", false),
    ("suivi_titre", "Où en est mon titre", false),
    ("changement_adresse", "Changement d’adresse", false),
    ("compte_en_ligne", "Compte en ligne", false),
];

/// Title, text.
const READY: [(&str, &str); 3] = [
    (
        "Quelles pièces faut-il pour refaire une carte d’identité ?",
        "Une photo de moins de six mois, un justificatif de domicile de moins d’un an, et l’ancienne carte. En cas de perte, la déclaration de perte. Les originaux sont à apporter au rendez-vous.",
    ),
    (
        "Mon permis n’est pas arrivé : que faire ?",
        "Le permis est envoyé en lettre suivie. Si la page de suivi dit qu’il a été remis et que vous ne l’avez pas, écrivez-nous avec votre numéro de demande : nous lançons une recherche auprès de La Poste.",
    ),
    (
        "Comment déplacer un rendez-vous ?",
        "Ouvrez le courriel de confirmation et suivez « Déplacer ou annuler ». Vous n’avez pas besoin d’appeler : le nouveau créneau est confirmé tout de suite.",
    ),
];

/// Name, subject, text.
const TEXTS: [(&str, &str, &str); 3] = [
    (
        "Votre titre est en fabrication",
        "Votre titre est en fabrication",
        "Bonjour {{nom}},\n\nVotre demande {{numero_demande}} est complète et votre titre est en fabrication.\n{{#if date_prevue}}Vous devriez le recevoir au plus tard le {{date_prevue}}.\n{{/if}}\nVous n’avez rien à faire. Vous serez prévenu dès qu’il sera parti.\n\n{{agent}}, {{equipe}}",
    ),
    (
        "Il manque une pièce",
        "Il manque une pièce à votre dossier",
        "Bonjour {{nom}},\n\nPour traiter votre demande {{numero_demande}}, il nous manque :\n{{#if pieces_manquantes}}{{pieces_manquantes}}\n{{/if}}\nVous pouvez répondre à ce message en y joignant vos documents{{#if lien_suivi}}, ou les envoyer ici : {{lien_suivi}}{{/if}}.\n\n{{agent}}, {{equipe}}",
    ),
    (
        "Votre rendez-vous",
        "Votre rendez-vous",
        "Bonjour {{nom}},\n\nVotre rendez-vous est confirmé. Apportez les originaux de vos pièces.\n\nNos horaires :\n{{horaires}}\n\n{{agent}}, {{equipe}}",
    ),
];

/// Somebody's request: name, e-mail or telephone, channel, reason, subject, text, days ago.
struct Told<'a> {
    name: &'a str,
    way: &'a str,
    channel: Channel,
    reason: &'a str,
    subject: &'a str,
    text: &'a str,
    days_ago: i64,
}

const fn told(
    (name, way): (&'static str, &'static str),
    channel: Channel,
    reason: &'static str,
    (subject, text): (&'static str, &'static str),
    days_ago: i64,
) -> Told<'static> {
    Told { name, way, channel, reason, subject, text, days_ago }
}

const OPEN: [Told<'static>; 9] = [
    told(
        ("Jeanne Martin", "jeanne.martin@mail.example"),
        Channel::Email,
        "suivi_titre",
        (
            "Toujours rien pour ma carte d’identité",
            "Bonjour,\n\nJ’ai déposé ma demande de carte d’identité il y a six semaines, et j’ai déjà appelé deux fois. Où en est mon dossier ? Quand vais-je recevoir ma carte ? Mon ancienne carte est-elle encore valable pour prendre l’avion le 20 ?\n\nMerci,\nJeanne Martin",
        ),
        6,
    ),
    told(
        ("Karim Benali", "karim.benali@mail.example"),
        Channel::Web,
        "carte_grise",
        (
            "Changement de titulaire après un achat",
            "J’ai acheté une voiture d’occasion le mois dernier. Le vendeur a fait la cession en ligne mais le site me dit que le code n’est pas valable. Que dois-je faire ?",
        ),
        3,
    ),
    told(
        ("Lucie Moreau", "01 44 55 66 11"),
        Channel::Phone,
        "rendez_vous",
        ("Rendez-vous à déplacer", "Ne peut pas venir jeudi, demande un autre créneau en fin de journée."),
        2,
    ),
    told(
        ("Awa Diallo", "awa.diallo@mail.example"),
        Channel::Email,
        "passeport",
        (
            "Passeport urgent pour un enterrement",
            "Bonjour, ma mère est décédée à Dakar et je dois partir vendredi. Mon passeport est périmé. Comment obtenir un passeport en urgence ? Quelles pièces apporter ?",
        ),
        1,
    ),
    told(
        ("Paul Girard", "02 99 00 11 22"),
        Channel::Counter,
        "carte_identite",
        (
            "Carte perdue",
            "Venu au guichet avec la déclaration de perte. Il manque le justificatif de domicile.",
        ),
        4,
    ),
    told(
        ("Inès Lopez", "ines.lopez@mail.example"),
        Channel::Email,
        "permis_conduire",
        (
            "Permis : adresse de livraison",
            "Bonjour, j’ai déménagé depuis ma demande de permis. Puis-je changer l’adresse de livraison ? Le suivi dit « en fabrication ».",
        ),
        0,
    ),
    told(
        ("Henri Petit", "12 rue des Lilas, 35000 Rennes"),
        Channel::Post,
        "changement_adresse",
        (
            "Lettre : changement d’adresse",
            "Lettre du 12, avec une copie de facture. Demande si la carte grise doit aussi être changée.",
        ),
        5,
    ),
    told(
        ("Sofia Rossi", "sofia.rossi@mail.example"),
        Channel::Web,
        "compte_en_ligne",
        (
            "Mot de passe qui ne marche plus",
            "Je ne reçois pas le courriel pour changer mon mot de passe. J’ai regardé dans les indésirables.",
        ),
        0,
    ),
    told(
        ("Marc Leroy", "marc.leroy@mail.example"),
        Channel::Email,
        "suivi_titre",
        (
            "Re: Votre titre est en fabrication",
            "Merci pour votre réponse. Pouvez-vous me dire si un proche peut retirer le passeport à ma place ?",
        ),
        0,
    ),
];

/// Reason, channel, cause, days to the answer: closed requests, one every other day.
const CLOSED: [(&str, Channel, &str, i64); 10] = [
    ("suivi_titre", Channel::Phone, "A2", 1),
    ("suivi_titre", Channel::Email, "A1", 4),
    ("carte_identite", Channel::Counter, "V1", 6),
    ("passeport", Channel::Email, "C1", 9),
    ("carte_grise", Channel::Web, "B4", 7),
    ("rendez_vous", Channel::Phone, "D5", 1),
    ("suivi_titre", Channel::Phone, "A2", 2),
    ("permis_conduire", Channel::Email, "A3", 5),
    ("compte_en_ligne", Channel::Web, "F2", 2),
    ("carte_grise", Channel::Phone, "E1", 8),
];
/// Rounds of them: enough for an expected date.
const ROUNDS: i64 = 8;

/// Gives the partner an inbox, if it has no team yet; `agents` are the addresses of those who answer.
pub(super) async fn fill(instance: &Instance, partner: &PartnerCode, agents: &[&str]) -> Result<(), Failure> {
    let now = instance.clock.now();
    let done = async {
        let mut tx = instance.db.write().await?;
        if !teams::teams(&mut tx, partner).await?.is_empty() {
            return Ok(());
        }
        let mut members = Vec::new();
        for email in agents {
            members.extend(account::with_email(&mut tx, email).await?.map(|it| it.id));
        }
        let house = house(&mut tx, partner, &members, now).await?;
        texts(&mut tx, partner, now).await?;
        for (place, request) in (0_i64..).zip(&OPEN) {
            open(&mut tx, &house, request, (place, &members), now).await?;
        }
        for place in 0..ROUNDS * 10 {
            closed(&mut tx, &house, place, &members, now).await?;
        }
        Ok::<(), HandlingError>(tx.commit().await?)
    };
    done.await.map_err(|it| Failure::failed_by(&it))
}

async fn house(
    tx: &mut Tx,
    partner: &PartnerCode,
    members: &[AccountId],
    now: Timestamp,
) -> Result<House, StoreError> {
    let mut ids = Vec::new();
    for (place, name) in (0_i64..).zip(["Accueil des usagers", "Instruction des titres"]) {
        let team = Team {
            id: TeamId::new(now),
            partner: partner.clone(),
            name: name.to_owned(),
            email: Some(format!("equipe{}@titres.example", place + 1)),
            phone: Some("0 806 00 11 22".to_owned()),
            postal: Some("1 place de la République\n75010 Paris".to_owned()),
            opening: Team::usual_opening(),
            target: Team::TARGET,
        };
        // The first team is the oldest.
        let at = now - SignedDuration::from_hours(24 * 200) + SignedDuration::from_secs(place);
        teams::save_team(tx, &team, at).await?;
        for account in members {
            let member = Member {
                team: team.id,
                account: *account,
                name: String::new(),
                skills: Vec::new(),
                territories: Vec::new(),
                load_max: 40,
            };
            teams::save_member(tx, &member).await?;
        }
        ids.push(team.id);
    }
    for (code, name, is_second) in REASONS {
        let reason = Reason {
            code: code.to_owned(),
            name: name.to_owned(),
            team: Some(ids[usize::from(is_second)]),
            life_event: None,
            target: None,
            silence: Some(calendar::legal::Silence::Nothing),
            is_public: true,
        };
        teams::save_reason(tx, partner, &reason).await?;
    }
    House::read(tx, partner).await
}

async fn texts(tx: &mut Tx, partner: &PartnerCode, now: Timestamp) -> Result<(), StoreError> {
    for (title, body) in READY {
        let answer = ReadyAnswer {
            id: ReadyAnswerId::new(now),
            reason: None,
            title: title.to_owned(),
            body: body.to_owned(),
            shown: 0,
            helped: 0,
            changed_at: now,
        };
        ready_answers::save(tx, partner, &answer, now).await?;
    }
    for (name, subject, body) in TEXTS {
        let template = Template {
            id: TemplateId::new(now),
            version: 1,
            partner: partner.clone(),
            name: name.to_owned(),
            reason: None,
            subject: subject.to_owned(),
            body: body.to_owned(),
            is_closed: false,
            written_by: "demonstration".to_owned(),
            at: now,
        };
        templates::write(tx, &template).await?;
    }
    Ok(())
}

/// A person by their address, number or postal address.
async fn person(
    tx: &mut Tx,
    house: &House,
    (name, shown): (&str, &str),
    at: Timestamp,
) -> Result<Usager, StoreError> {
    let way = Way::email(shown).or_else(|| Way::phone(shown)).or_else(|| Way::post(shown));
    if let Some(way) = &way
        && let Some(known) = usagers::by_way(tx, &house.partner, way).await?.into_iter().next()
    {
        return Ok(known);
    }
    let usager = Usager::new(house.partner.clone(), name, at);
    usagers::record(tx, &usager).await?;
    if let Some(way) = &way {
        usagers::add_way(tx, &usager, way, at).await?;
    }
    Ok(usager)
}

async fn begun(tx: &mut Tx, house: &House, told: &Told<'_>, at: Timestamp) -> Result<Request, HandlingError> {
    let usager = person(tx, house, (told.name, told.way), at).await?;
    let new = NewRequest {
        usager: &usager,
        subject: told.subject,
        channel: told.channel,
        reason: Some(told.reason),
        at,
        code: FollowUpCode::draw()?,
    };
    let mut request = handling::open(tx, house, new).await?;
    let mut contact =
        Contact::new((request.id, usager.id), house.partner.clone(), told.channel, Direction::Inbound, at);
    told.subject.clone_into(&mut contact.subject);
    told.text.clone_into(&mut contact.body);
    told.way.clone_into(&mut contact.way);
    handling::receive(tx, house, &mut request, &contact).await?;
    Ok(request)
}

async fn open(
    tx: &mut Tx,
    house: &House,
    told: &Told<'_>,
    (place, members): (i64, &[AccountId]),
    now: Timestamp,
) -> Result<(), HandlingError> {
    let at =
        now - SignedDuration::from_hours(24 * told.days_ago) - SignedDuration::from_mins(17 * (place + 1));
    let mut request = begun(tx, house, told, at).await?;
    if place == 0 {
        // She called twice before she wrote.
        for days in [4, 2] {
            let parties = (request.id, request.usager);
            let called = at + SignedDuration::from_hours(24 * (6 - days));
            let partner = house.partner.clone();
            let mut call = Contact::new(parties, partner, Channel::Phone, Direction::Inbound, called);
            "Appel : demande où en est sa carte. Pas de date connue.".clone_into(&mut call.body);
            call.agent = members.first().copied();
            (call.wait_s, call.duration_s) = (Some(340), Some(190));
            handling::receive(tx, house, &mut request, &call).await?;
        }
    }
    if place == 1
        && let Some(agent) = members.first()
    {
        let actor = agent.to_string();
        handling::assign(tx, &mut request, (Some(*agent), None), &actor, at).await?;
    }
    Ok(())
}

async fn closed(
    tx: &mut Tx,
    house: &House,
    place: i64,
    members: &[AccountId],
    now: Timestamp,
) -> Result<(), HandlingError> {
    let (reason, channel, cause, days) = CLOSED[usize::try_from(place % 10).unwrap_or(0)];
    let hours = 24 * (place + 1) + place % 5;
    // A morning, so that clocks of the team run.
    let at = now - SignedDuration::from_hours(hours) - SignedDuration::from_mins(13 * (place % 7));
    let name = format!("Usager {}", place + 1);
    let way = format!("usager{}@mail.example", place + 1);
    let told = Told {
        name: &name,
        way: &way,
        channel,
        reason,
        subject: "Demande traitée",
        text: "Bonjour, pouvez-vous me dire où en est ma demande ?",
        days_ago: 0,
    };
    let mut request = begun(tx, house, &told, at).await?;
    let answered = (at + SignedDuration::from_hours(24 * days)).min(now - SignedDuration::from_mins(5));
    let parties = (request.id, request.usager);
    let mut answer = Contact::new(parties, house.partner.clone(), channel, Direction::Outbound, answered);
    "Bonjour, votre demande est traitée.".clone_into(&mut answer.body);
    answer.agent = members.first().copied();
    handling::receive(tx, house, &mut request, &answer).await?;
    let cause: Cause = cause.parse().expect("causes of the product");
    let closing = Closing { reason: reason.to_owned(), cause, outcome: Outcome::Resolved };
    let actor = members.first().map(ToString::to_string).unwrap_or_default();
    handling::close(tx, house, &mut request, (&closing, &actor), answered).await
}
