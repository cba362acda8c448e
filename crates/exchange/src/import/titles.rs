//! What the titles of columns say, in French and English.

use super::{column::Column, numbers::Unit, words::plain};

/// Titles of columns, reduced by [`plain`]. The first words of each list are the surest.
const TITLES: &[(Column, &[&str])] = &[
    (
        Column::ContactId,
        &[
            "contact id",
            "id contact",
            "identifiant contact",
            "numero contact",
            "no contact",
            "n contact",
            "id appel",
            "numero appel",
            "no appel",
            "no d appel",
            "n appel",
            "ref contact",
            "reference contact",
            "call id",
            "id ticket",
            "ticket id",
            "interaction id",
            "id interaction",
            "contact reference",
            "uniqueid",
            "unique id",
        ],
    ),
    (
        Column::Partner,
        &[
            "partner",
            "partenaire",
            "organisme",
            "administration",
            "caisse",
            "code organisme",
            "organization",
            "organisation",
            "agency",
        ],
    ),
    (
        Column::Usager,
        &[
            "usager",
            "id usager",
            "identifiant usager",
            "no usager",
            "numero usager",
            "allocataire",
            "no allocataire",
            "numero allocataire",
            "n allocataire",
            "matricule",
            "assure",
            "no assure",
            "nir",
            "demandeur",
            "client",
            "id client",
            "no client",
            "code client",
            "contribuable",
            "administre",
            "citoyen",
            "beneficiaire",
            "customer",
            "customer id",
            "customerid",
            "user",
            "user id",
            "citizen",
            "caller",
            "caller id",
            "appelant",
            "numero appelant",
            "no appelant",
            "telephone appelant",
            "requester",
        ],
    ),
    (
        Column::Request,
        &[
            "request",
            "request id",
            "no dossier",
            "numero dossier",
            "numero de dossier",
            "no de dossier",
            "n dossier",
            "n de dossier",
            "dossier",
            "id dossier",
            "demande",
            "id demande",
            "no demande",
            "no de demande",
            "numero demande",
            "numero de demande",
            "ref dossier",
            "reference dossier",
            "affaire",
            "no affaire",
            "case",
            "case id",
            "file number",
            "ticket",
            "no ticket",
        ],
    ),
    (
        Column::StartedAt,
        &[
            "started at",
            "date",
            "date contact",
            "date du contact",
            "date appel",
            "date d appel",
            "date de l appel",
            "date heure",
            "date et heure",
            "horodatage",
            "date heure debut",
            "date debut",
            "debut",
            "date de debut",
            "date de contact",
            "date creation",
            "date de creation",
            "date reception",
            "date de reception",
            "recu le",
            "le",
            "cree le",
            "timestamp",
            "time",
            "datetime",
            "date time",
            "start",
            "start time",
            "started",
            "created",
            "created at",
            "call date",
            "calldate",
            "contact date",
            "received at",
            "opened at",
            "jour",
        ],
    ),
    (
        Column::StartedTime,
        &[
            "heure",
            "heure appel",
            "heure d appel",
            "heure debut",
            "heure de debut",
            "heure contact",
            "heure du contact",
            "hour",
            "time of day",
            "contact time",
        ],
    ),
    (
        Column::EndedAt,
        &[
            "fin",
            "date fin",
            "date de fin",
            "date heure fin",
            "end",
            "end time",
            "ended at",
            "ended",
            "closed at",
        ],
    ),
    (Column::EndedTime, &["heure fin", "heure de fin"]),
    (
        Column::Channel,
        &[
            "channel",
            "canal",
            "canal de contact",
            "canal d entree",
            "media",
            "mode de contact",
            "moyen de contact",
            "type de contact",
            "type contact",
            "mode",
        ],
    ),
    (
        Column::Direction,
        &["direction", "sens", "sens appel", "sens de l appel", "sens du contact", "entrant sortant"],
    ),
    (
        Column::Reason,
        &[
            "reason",
            "motif",
            "motif de contact",
            "motif du contact",
            "motif appel",
            "motif d appel",
            "objet",
            "sujet",
            "theme",
            "thematique",
            "nature",
            "nature de la demande",
            "type de demande",
            "topic",
            "subject",
            "category",
            "categorie",
            "libelle motif",
            "code motif",
            "service type",
        ],
    ),
    (Column::LifeEvent, &["life event", "evenement de vie", "evenement", "moment de vie"]),
    (
        Column::Cause,
        &["cause", "code cause", "cause evitable", "cause du contact", "cause de contact evitable"],
    ),
    (
        Column::Outcome,
        &[
            "outcome",
            "resultat",
            "issue",
            "resolution",
            "statut",
            "statut appel",
            "etat",
            "resolu",
            "suite donnee",
            "status",
            "result",
            "disposition",
        ],
    ),
    (
        Column::WaitS,
        &[
            "wait s",
            "attente",
            "attente s",
            "temps d attente",
            "temps attente",
            "duree attente",
            "duree d attente",
            "delai d attente",
            "attente secondes",
            "attente en secondes",
            "temps d attente s",
            "wait",
            "wait time",
            "waiting time",
            "queue time",
            "hold time",
        ],
    ),
    (
        Column::DurationS,
        &[
            "duration s",
            "duree",
            "duree s",
            "duree appel",
            "duree de l appel",
            "duree d appel",
            "duree contact",
            "duree du contact",
            "duree secondes",
            "duree en secondes",
            "temps de traitement",
            "duree traitement",
            "duree de traitement",
            "duree de communication",
            "dmt",
            "dmc",
            "temps de communication",
            "duration",
            "talk time",
            "handle time",
            "handling time",
            "billsec",
            "call duration",
        ],
    ),
    (
        Column::Satisfaction,
        &[
            "satisfaction",
            "note",
            "note satisfaction",
            "note de satisfaction",
            "score",
            "csat",
            "rating",
            "evaluation",
        ],
    ),
    (Column::Cost, &["cost", "cout", "cout eur", "cout euros", "montant", "prix"]),
    (
        Column::Site,
        &[
            "site",
            "lieu",
            "agence",
            "point d accueil",
            "antenne",
            "centre",
            "plateforme",
            "service",
            "location",
            "branch",
            "office",
            "queue",
            "file d attente",
            "file",
        ],
    ),
    (
        Column::Agent,
        &[
            "agent",
            "id agent",
            "conseiller",
            "teleconseiller",
            "gestionnaire",
            "operateur",
            "traite par",
            "code agent",
            "operator",
            "advisor",
            "handled by",
            "employee",
        ],
    ),
    (
        Column::OccurredAt,
        &["occurred at", "date evenement", "date du statut", "date statut", "date changement"],
    ),
    (Column::Status, &["nouveau statut", "new status", "statut dossier", "statut du dossier", "etape"]),
    (
        Column::DueAt,
        &["due at", "echeance", "date echeance", "date limite", "deadline", "due date", "a traiter avant"],
    ),
];

/// Units that may end a title. What is written as a clock says its unit itself.
const UNITS: &[(Option<Unit>, &[&str])] = &[
    (None, &[" mm ss", " hh mm ss", " h mm ss", " hh mm"]),
    (Some(Unit::Ms), &[" ms", " millisecondes", " en millisecondes", " milliseconds"]),
    (Some(Unit::S), &[" s", " sec", " secs", " secondes", " en secondes", " seconds"]),
    (Some(Unit::Min), &[" min", " mn", " mins", " minutes", " en minutes", " in minutes"]),
    (Some(Unit::H), &[" h", " heures", " en heures", " hours", " in hours"]),
];

/// Where the unit begins that ends a reduced title, and which it is.
fn unit_of(words: &str) -> Option<(usize, Option<Unit>)> {
    let ending = |(unit, endings): &(Option<Unit>, &[&str])| {
        let longest = endings.iter().filter(|it| words.ends_with(**it)).map(|it| it.len()).max()?;
        Some((words.len() - longest, *unit))
    };
    UNITS.iter().filter_map(ending).min_by_key(|it| it.0)
}

/// What the bare numbers of a column count, if its title says it: `Durée (min)`.
pub(super) fn unit(title: &str) -> Option<Unit> {
    unit_of(&plain(title))?.1
}

/// What a column's title says, with how sure that is (1: the canonical name).
pub(super) fn meaning(title: &str) -> Option<(Column, f32)> {
    if let Ok(column) = title.parse() {
        return Some((column, 1.0));
    }
    let mut words = plain(title);
    let listed = |words: &str| {
        TITLES.iter().find_map(|(column, titles)| {
            let at = titles.iter().position(|it| *it == words)?;
            Some((*column, if at == 0 { 1.0 } else { 0.9 }))
        })
    };
    if let Some(found) = listed(&words) {
        return Some(found);
    }
    // A unit in brackets says nothing about the meaning: "durée (s)", "attente (mm:ss)".
    if let Some((bare, _)) = unit_of(&words) {
        words.truncate(bare);
    }
    if let Some(found) = listed(&words) {
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
        for (title, column, expected) in [
            ("Durée (min)", Column::DurationS, Some(Unit::Min)),
            ("Durée en minutes", Column::DurationS, Some(Unit::Min)),
            ("Attente (s)", Column::WaitS, Some(Unit::S)),
            ("Attente (mm:ss)", Column::WaitS, None),
            ("Durée d’appel (ms)", Column::DurationS, Some(Unit::Ms)),
            ("Durée", Column::DurationS, None),
        ] {
            assert_eq!((meaning(title).map(|it| it.0), unit(title)), (Some(column), expected), "{title}");
        }
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
