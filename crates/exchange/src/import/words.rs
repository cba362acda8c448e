//! The words of the closed lists, in French and English, and those of column titles.

use kernel::{Channel, Direction, Outcome};

use super::column::Column;

/// A text reduced to what makes its meaning: small letters without accents, one space between words.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let bare = match letter {
            'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
            'ç' => "c",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' | 'í' => "i",
            'ô' | 'ö' | 'ó' => "o",
            'ù' | 'û' | 'ü' | 'ú' => "u",
            'œ' => "oe",
            'æ' => "ae",
            'ñ' => "n",
            '°' | 'º' => "o",
            it if it.is_alphanumeric() => {
                out.push(it);
                continue;
            }
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
        };
        out.push_str(bare);
    }
    out.truncate(out.trim_end().len());
    out
}

const CHANNELS: &[(Channel, &[&str])] = &[
    (
        Channel::Phone,
        &["telephone", "tel", "telephonique", "appel", "appel telephonique", "appel entrant", "call", "voice", "voix"],
    ),
    (
        Channel::Email,
        &[
            "courriel", "mail", "e mail", "mel", "email", "messagerie", "messagerie securisee", "message",
            "courrier electronique",
        ],
    ),
    (
        Channel::Counter,
        &[
            "guichet", "accueil", "accueil physique", "desk", "front desk", "agence", "rendez vous", "rdv", "visite au guichet",
            "sur place", "borne", "office", "in person", "walk in", "comptoir", "physique",
        ],
    ),
    (
        Channel::Web,
        &[
            "internet", "site", "site internet", "site web", "en ligne", "formulaire", "teleservice", "teleprocedure",
            "compte en ligne", "espace personnel", "portail", "online", "website", "portal", "form", "web form",
        ],
    ),
    (Channel::Sms, &["texto", "mini message", "text", "text message"]),
    (Channel::Chat, &["tchat", "clavardage", "messagerie instantanee", "live chat", "chatbot"]),
    (Channel::Post, &["courrier", "courrier postal", "lettre", "letter", "mail postal", "voie postale", "papier", "paper"]),
    (Channel::Video, &["visio", "visioconference", "visioguichet", "video call", "visio guichet"]),
    (Channel::App, &["application", "application mobile", "appli", "mobile", "mobile app"]),
    (
        Channel::Social,
        &["reseau social", "reseaux sociaux", "social media", "social network", "facebook", "twitter", "x"],
    ),
    (Channel::Visit, &["visite", "visite a domicile", "domicile", "home visit", "deplacement"]),
    (Channel::Other, &["autre", "autres", "others", "intern", "interne", "internal", "divers"]),
];

const DIRECTIONS: &[(Direction, &[&str])] = &[
    (Direction::Inbound, &["entrant", "entrante", "in", "recu", "recue", "reception", "incoming", "received", "e"]),
    (
        Direction::Outbound,
        &["sortant", "sortante", "out", "emis", "emise", "envoye", "envoi", "reponse", "rappel", "outgoing", "sent", "s"],
    ),
    (Direction::Proactive, &["proactif", "proactive", "a l initiative de l administration", "notification"]),
];

const OUTCOMES: &[(Outcome, &[&str])] = &[
    (
        Outcome::Resolved,
        &["resolu", "resolue", "traite", "traitee", "regle", "reglee", "clos", "ok", "oui", "solved", "done", "yes", "answered"],
    ),
    (
        Outcome::Unresolved,
        &[
            "non resolu", "non resolue", "non traite", "en cours", "en attente", "a traiter", "non", "no", "not solved",
            "unsolved", "pending", "open",
        ],
    ),
    (
        Outcome::Transferred,
        &["transfere", "transferee", "transfert", "reoriente", "reorientee", "escalade", "transfer", "escalated", "forwarded"],
    ),
    (
        Outcome::Abandoned,
        &["abandonne", "abandonnee", "abandon", "perdu", "raccroche", "sans reponse", "no answer", "lost", "hung up"],
    ),
];

/// The channel that a word of a source names.
pub(super) fn channel(text: &str) -> Option<Channel> {
    text.parse().ok().or_else(|| among(CHANNELS, text, Channel::ALL, Channel::code))
}

/// The direction that a word of a source names.
pub(super) fn direction(text: &str) -> Option<Direction> {
    text.parse().ok().or_else(|| among(DIRECTIONS, text, Direction::ALL, Direction::code))
}

/// The outcome that a word of a source names.
pub(super) fn outcome(text: &str) -> Option<Outcome> {
    text.parse().ok().or_else(|| among(OUTCOMES, text, Outcome::ALL, Outcome::code))
}

fn among<T: Copy>(
    table: &[(T, &[&str])],
    text: &str,
    all: &[T],
    code: impl Fn(T) -> &'static str,
) -> Option<T> {
    let word = plain(text);
    let listed = table.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(it, _)| *it);
    listed.or_else(|| all.iter().copied().find(|it| code(*it) == word))
}

/// The code that is most like `text`, if it is like it at all; French words count as their codes.
pub(super) fn nearest(list: &str, text: &str) -> Option<&'static str> {
    let word = plain(text);
    match list {
        "channel" => like(&word, CHANNELS, Channel::code),
        "direction" => like(&word, DIRECTIONS, Direction::code),
        _ => like(&word, OUTCOMES, Outcome::code),
    }
}

fn like<T: Copy>(
    word: &str,
    table: &[(T, &[&str])],
    code: impl Fn(T) -> &'static str,
) -> Option<&'static str> {
    // A word of three letters is two changes away from everything.
    let changes_max = if word.chars().count() <= 4 { 1 } else { 2 };
    let all = table.iter().flat_map(|(it, words)| {
        std::iter::once(code(*it)).chain(words.iter().copied()).map(|word| (*it, word))
    });
    all.map(|(it, candidate)| (distance(word, candidate), code(it)))
        .filter(|(changes, _)| *changes <= changes_max)
        .min_by_key(|(changes, _)| *changes)
        .map(|(_, code)| code)
}

/// How many letters to change, add or take away. Words above 40 letters are like nothing.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().take(41).collect(), right.chars().collect());
    if left.len() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// Titles of columns, reduced by [`plain`]. The first words of each list are the surest.
const TITLES: &[(Column, &[&str])] = &[
    (
        Column::ContactId,
        &[
            "contact id", "id contact", "identifiant contact", "numero contact", "no contact", "n contact", "id appel",
            "numero appel", "no appel", "no d appel", "n appel", "ref contact", "reference contact", "call id", "id ticket",
            "ticket id", "interaction id", "id interaction", "contact reference", "uniqueid", "unique id",
        ],
    ),
    (
        Column::Partner,
        &["partner", "partenaire", "organisme", "administration", "caisse", "code organisme", "organization", "organisation", "agency"],
    ),
    (
        Column::Usager,
        &[
            "usager", "id usager", "identifiant usager", "no usager", "numero usager", "allocataire", "no allocataire",
            "numero allocataire", "n allocataire", "matricule", "assure", "no assure", "nir", "demandeur", "client", "id client", "no client",
            "code client", "contribuable", "administre", "citoyen", "beneficiaire", "customer", "customer id", "customerid",
            "user", "user id", "citizen", "caller", "caller id", "appelant", "numero appelant", "no appelant", "telephone appelant", "requester",
        ],
    ),
    (
        Column::Request,
        &[
            "request", "request id", "no dossier", "numero dossier", "numero de dossier", "no de dossier", "n dossier", "n de dossier",
            "dossier", "id dossier", "demande", "id demande", "no demande", "no de demande", "numero demande", "numero de demande",
            "ref dossier", "reference dossier", "affaire", "no affaire", "case", "case id", "file number", "ticket", "no ticket",
        ],
    ),
    (
        Column::StartedAt,
        &[
            "started at", "date", "date contact", "date du contact", "date appel", "date d appel", "date de l appel", "date heure",
            "date et heure", "horodatage", "date heure debut", "date debut", "debut", "date de debut", "date de contact", "date creation",
            "date de creation", "date reception", "date de reception", "recu le", "le", "cree le", "timestamp", "time", "datetime", "date time", "start",
            "start time", "started", "created", "created at", "call date", "calldate", "contact date", "received at", "opened at", "jour",
        ],
    ),
    (
        Column::StartedTime,
        &["heure", "heure appel", "heure d appel", "heure debut", "heure de debut", "heure contact", "heure du contact", "hour", "time of day", "contact time"],
    ),
    (
        Column::EndedAt,
        &["fin", "date fin", "date de fin", "date heure fin", "end", "end time", "ended at", "ended", "closed at"],
    ),
    (Column::EndedTime, &["heure fin", "heure de fin"]),
    (
        Column::Channel,
        &["channel", "canal", "canal de contact", "canal d entree", "media", "mode de contact", "moyen de contact", "type de contact", "type contact", "mode"],
    ),
    (Column::Direction, &["direction", "sens", "sens appel", "sens de l appel", "sens du contact", "entrant sortant"]),
    (
        Column::Reason,
        &[
            "reason", "motif", "motif de contact", "motif du contact", "motif appel", "motif d appel", "objet", "sujet", "theme", "thematique",
            "nature", "nature de la demande", "type de demande", "topic", "subject", "category", "categorie", "libelle motif", "code motif", "service type",
        ],
    ),
    (Column::LifeEvent, &["life event", "evenement de vie", "evenement", "moment de vie"]),
    (Column::Cause, &["cause", "code cause", "cause evitable", "cause du contact", "cause de contact evitable"]),
    (
        Column::Outcome,
        &["outcome", "resultat", "issue", "resolution", "statut", "statut appel", "etat", "resolu", "suite donnee", "status", "result", "disposition"],
    ),
    (
        Column::WaitS,
        &[
            "wait s", "attente", "attente s", "temps d attente", "temps attente", "duree attente", "duree d attente", "delai d attente", "attente secondes",
            "attente en secondes", "temps d attente s", "wait", "wait time", "waiting time", "queue time", "hold time",
        ],
    ),
    (
        Column::DurationS,
        &[
            "duration s", "duree", "duree s", "duree appel", "duree de l appel", "duree d appel", "duree contact", "duree du contact", "duree secondes", "duree en secondes",
            "temps de traitement", "duree traitement", "duree de traitement", "duree de communication", "dmt", "dmc", "temps de communication", "duration", "talk time", "handle time",
            "handling time", "billsec", "call duration",
        ],
    ),
    (
        Column::Satisfaction,
        &["satisfaction", "note", "note satisfaction", "note de satisfaction", "score", "csat", "rating", "evaluation"],
    ),
    (Column::Cost, &["cost", "cout", "cout eur", "cout euros", "montant", "prix"]),
    (
        Column::Site,
        &["site", "lieu", "agence", "point d accueil", "antenne", "centre", "plateforme", "service", "location", "branch", "office", "queue", "file d attente", "file"],
    ),
    (
        Column::Agent,
        &["agent", "id agent", "conseiller", "teleconseiller", "gestionnaire", "operateur", "traite par", "code agent", "operator", "advisor", "handled by", "employee"],
    ),
    (Column::OccurredAt, &["occurred at", "date evenement", "date du statut", "date statut", "date changement"]),
    (Column::Status, &["nouveau statut", "new status", "statut dossier", "statut du dossier", "etape"]),
    (Column::DueAt, &["due at", "echeance", "date echeance", "date limite", "deadline", "due date", "a traiter avant"]),
];

/// What a column's title says, with how sure that is (1: the canonical name).
pub(super) fn meaning(title: &str) -> Option<(Column, f32)> {
    if let Ok(column) = title.parse() {
        return Some((column, 1.0));
    }
    let mut words = plain(title);
    // A unit in brackets says nothing about the meaning: "durée (s)", "attente (mm:ss)".
    for unit in [" mm ss", " hh mm ss", " sec", " secondes", " min"] {
        if let Some(bare) = words.strip_suffix(unit) {
            words.truncate(bare.len());
        }
    }
    let place = |(column, titles): &(Column, &[&str])| {
        titles.iter().position(|it| *it == words).map(|at| (*column, if at == 0 { 1.0 } else { 0.9 }))
    };
    if let Some(found) = TITLES.iter().find_map(place) {
        return Some(found);
    }
    let inside = |(column, titles): &(Column, &[&str])| {
        let longest = titles
            .iter()
            .filter(|it| it.len() >= 5 && format!(" {words} ").contains(&format!(" {it} ")))
            .map(|it| it.len())
            .max()?;
        Some((longest, *column))
    };
    TITLES.iter().filter_map(inside).max_by_key(|it| it.0).map(|(_, column)| (column, 0.6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_and_english_words_name_channels() {
        for (word, expected) in [
            ("Téléphone", Channel::Phone),
            ("COURRIEL", Channel::Email),
            ("e-mail", Channel::Email),
            ("Guichet", Channel::Counter),
            ("Desk", Channel::Counter),
            ("Internet", Channel::Web),
            ("courrier", Channel::Post),
            ("Post", Channel::Post),
            ("Intern", Channel::Other),
            ("phone", Channel::Phone),
        ] {
            assert_eq!(channel(word), Some(expected), "{word}");
        }
        assert_eq!(channel("pigeon"), None);
        assert_eq!(direction("Entrant"), Some(Direction::Inbound));
        assert_eq!(outcome("Résolu"), Some(Outcome::Resolved));
        assert_eq!(outcome("abandonné"), Some(Outcome::Abandoned));
    }

    #[test]
    fn a_misspelt_word_gets_a_suggestion() {
        assert_eq!(nearest("channel", "phonne"), Some("phone"));
        assert_eq!(nearest("channel", "Telefone"), Some("phone"));
        assert_eq!(nearest("channel", "guichets"), Some("counter"));
        assert_eq!(nearest("channel", "xyz"), None);
        assert_eq!(nearest("channel", &"a".repeat(1_000_000)), None);
    }

    #[test]
    fn titles_are_understood() {
        for (title, expected) in [
            ("Date d'appel", Column::StartedAt),
            ("Canal", Column::Channel),
            ("Motif", Column::Reason),
            ("N° dossier", Column::Request),
            ("Usager", Column::Usager),
            ("Allocataire", Column::Usager),
            ("Durée (s)", Column::DurationS),
            ("Attente", Column::WaitS),
            ("attente (mm:ss)", Column::WaitS),
            ("Satisfaction", Column::Satisfaction),
            ("started_at", Column::StartedAt),
            ("Customer ID", Column::Usager),
            ("Motif principal de l’appel", Column::Reason),
        ] {
            assert_eq!(meaning(title).map(|it| it.0), Some(expected), "{title}");
        }
        assert_eq!(meaning("météo"), None);
    }

    #[test]
    fn no_title_or_word_stands_twice() {
        let mut titles: Vec<_> = TITLES.iter().flat_map(|it| it.1).collect();
        titles.sort_unstable();
        let double = titles.windows(2).find(|it| it[0] == it[1]);
        assert_eq!(double, None);
        assert!(titles.iter().all(|it| plain(it) == **it));
    }
}
