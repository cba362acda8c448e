//! Real values at their worst, so that a preview shows what a text does with them before a person gets it.
//!
//! The names are those of nobody; the places are communes of France: the longest name among them, and the shortest.

use kernel::{Lang, Message};

use crate::{
    name::Place,
    phrase,
    template::{Used, Values},
    words::message,
};

/// What a place holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A day.
    Date,
    /// A time of the day, or hours.
    Time,
    /// A sum of money.
    Amount,
    /// How a person is called.
    Name,
    /// The number of a request, a code.
    Reference,
    /// A postal address, a place.
    Address,
    /// The address of a page.
    Link,
    /// A telephone number.
    Phone,
    /// Anything else.
    Text,
}

/// Parts of names, and what they tell; the first kind of which a part stands in a name is its kind.
const PARTS: [(Kind, &[&str]); 8] = [
    (Kind::Link, &["lien", "link", "url", "site", "page"]),
    (Kind::Phone, &["telephone", "tel", "phone", "mobile", "portable"]),
    (Kind::Reference, &["reference", "ref", "numero", "number", "num", "code", "dossier", "id"]),
    (
        Kind::Date,
        &[
            "date",
            "jour",
            "day",
            "echeance",
            "limite",
            "deadline",
            "debut",
            "fin",
            "start",
            "end",
            "expiration",
            "expiry",
            "today",
        ],
    ),
    (Kind::Time, &["heure", "heures", "horaire", "horaires", "time", "hour", "hours", "creneau", "slot"]),
    (
        Kind::Amount,
        &[
            "montant", "amount", "somme", "sum", "prix", "price", "total", "euros", "cout", "cost", "solde",
            "balance",
        ],
    ),
    (
        Kind::Address,
        &[
            "adresse", "address", "lieu", "place", "ville", "city", "town", "commune", "guichet", "rue",
            "street",
        ],
    ),
    (
        Kind::Name,
        &[
            "nom",
            "name",
            "prenom",
            "firstname",
            "lastname",
            "surname",
            "agent",
            "usager",
            "personne",
            "person",
            "enfant",
            "child",
            "beneficiaire",
        ],
    ),
];

impl Kind {
    /// What a name tells of its place, by its parts between `_`: `date_rdv` is a day, `montant` a sum, `nom_enfant` a name,
    /// `numero_demande` a reference, `lieu` an address, `lien_suivi` a link, `telephone` a number, `heure` a time; else a text.
    ///
    /// Of two kinds that stand in a name, the first of this order counts: link, telephone, reference, day, time, sum, address, name.
    /// `nom_organisme` is a name too: it gets those of people.
    pub fn of(name: &str) -> Self {
        let folded = phrase::fold(name);
        // Of a request alone one writes its number; as a part of a name it tells nothing.
        if folded == "request" {
            return Self::Reference;
        }
        let parts: Vec<&str> =
            folded.split('_').map(|it| it.trim_end_matches(|it: char| it.is_ascii_digit())).collect();
        let is_of = |it: &&(Self, &[&str])| parts.iter().any(|part| it.1.contains(part));
        PARTS.iter().find(is_of).map_or(Self::Text, |it| it.0)
    }

    /// A usual value.
    pub(crate) const fn usual(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Date, Lang::Fr) => "30 mars",
            (Self::Date, Lang::En) => "30 March",
            (Self::Time, _) => "9 h",
            (Self::Amount, _) => "100 €",
            (Self::Name, _) => "Anne Petit",
            (Self::Reference, _) => "2026-000042",
            (Self::Address, _) => "1 rue du Port",
            (Self::Link, _) => "https://exemple.fr/a",
            (Self::Phone, _) => "01 44 55 66 77",
            (Self::Text, Lang::Fr) => "texte",
            (Self::Text, Lang::En) => "text",
        }
    }

    fn long(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Date, Lang::Fr) => "mercredi 30 septembre 2026",
            (Self::Date, Lang::En) => "Wednesday 30 September 2026",
            (Self::Time, Lang::Fr) => "de 11\u{a0}h\u{a0}45 à 12\u{a0}h\u{a0}30",
            (Self::Time, Lang::En) => "from 11:45 am to 12:30 pm",
            (Self::Amount, Lang::Fr) => "1\u{202f}234\u{202f}567,89\u{a0}€",
            (Self::Amount, Lang::En) => "€1,234,567.89",
            (Self::Name, _) => "Mme Marie-Françoise-Élisabeth de La Rochefoucauld-d’Estissac-Montmorency",
            (Self::Reference, _) => "2026-123456789-DEMANDE-RENOUVELLEMENT",
            (Self::Address, _) => {
                "Résidence Jean-Jacques-Rousseau, bâtiment C, escalier 12, 1234 bis avenue du Général-de-Gaulle, \
                 51290 Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"
            }
            (Self::Link, _) => {
                "https://demarches.agglomeration-exemple.gouv.fr/demandes/suivi/2026-123456789?acces=ABCDEFGH23456789"
            }
            (Self::Phone, _) => "+262\u{a0}692\u{a0}12\u{a0}34\u{a0}56",
            (Self::Text, Lang::Fr) => {
                "Renouvellement de la carte de stationnement pour personnes à mobilité réduite, avec l’avis de la maison \
                 départementale des personnes handicapées"
            }
            (Self::Text, Lang::En) => {
                "Renewal of the parking card for people with reduced mobility, with the opinion of the departmental house of \
                 disabled people"
            }
        }
    }

    fn short(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Date, Lang::Fr) => "1er mai",
            (Self::Date, Lang::En) => "1 May",
            (Self::Time, Lang::Fr) => "9\u{a0}h",
            (Self::Time, Lang::En) => "9 am",
            (Self::Amount, Lang::Fr) => "0,01\u{a0}€",
            (Self::Amount, Lang::En) => "€0.01",
            (Self::Name, _) => "Ô",
            (Self::Reference, _) => "1",
            (Self::Address, _) => "80190 Y",
            (Self::Link, _) => "https://a.fr",
            (Self::Phone, _) => "3939",
            (Self::Text, _) => "A",
        }
    }

    /// With signs that make a text message dear or that programs mistake; `None`: this kind has none.
    fn accents(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("Zoë Nuñez-L’Hôpital d’Aÿ"),
            Self::Address => Some("2 ter, rue de l’Œuvre, 51160 Aÿ-Champagne"),
            Self::Text => Some("l’accès à l’hôtel-Dieu, où l’on a reçu ça dès Noël"),
            _ => None,
        }
    }

    fn right_to_left(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("محمد بن عبد الرحمن"),
            Self::Address => Some("12 rue du Port (שכונה א)"),
            Self::Text => Some("طلب تجديد"),
            _ => None,
        }
    }

    fn signs(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("Anne <b>O'Brien</b> & Fils {{nom}}"),
            Self::Reference => Some("A/B_C#1\"2'"),
            Self::Text => Some("50 % *net* <i>a</i> & \"b\" \\ {{#if nom}} 🙂"),
            _ => None,
        }
    }
}

/// A preview's values.
#[derive(Debug, Clone)]
pub struct Sample<N> {
    /// What they show.
    pub shows: Message,
    /// A value for each name, but for those that the sample leaves out.
    pub values: Values<N>,
}

/// The samples that show what a text does at its worst: with the longest and the shortest values, with accents, with writing from right
/// to left, with signs that programs read, and without what it can do without.
///
/// Each fills the text that the names are of, as every name has a value that the text needs. A sample that would be like the longest
/// one for these names is left out.
pub fn extremes<N: Place>(names: &Used<N>, lang: Lang) -> Vec<Sample<N>> {
    let all = names.all();
    let kind = |it: &N| Kind::of(it.word(lang));
    let sample = |key: &'static str, value: &dyn Fn(Kind) -> Option<&'static str>| {
        let is_own = all.iter().any(|it| value(kind(it)).is_some());
        let values = all.iter().map(|it| {
            let kind = kind(it);
            (it.clone(), value(kind).unwrap_or_else(|| kind.long(lang)).to_owned())
        });
        is_own.then(|| Sample { shows: message(key), values: values.collect() })
    };
    let mut samples: Vec<Sample<N>> = [
        sample("sample-long", &|it| Some(it.long(lang))),
        sample("sample-short", &|it| Some(it.short(lang))),
        sample("sample-accents", &Kind::accents),
        sample("sample-right-to-left", &Kind::right_to_left),
        sample("sample-signs", &Kind::signs),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !names.optional.is_empty() {
        let needed = all.difference(&names.optional);
        let values = needed.map(|it| (it.clone(), kind(it).long(lang).to_owned())).collect();
        samples.push(Sample { shows: message("sample-without-optional"), values });
    }
    samples
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Name, Template};

    const ALL: [Kind; 9] = [
        Kind::Date,
        Kind::Time,
        Kind::Amount,
        Kind::Name,
        Kind::Reference,
        Kind::Address,
        Kind::Link,
        Kind::Phone,
        Kind::Text,
    ];

    #[test]
    fn the_kind_of_a_place_is_guessed_from_its_name() {
        for (name, kind) in [
            ("date_rdv", Kind::Date),
            ("documents_date", Kind::Date),
            ("date_limite_pieces", Kind::Date),
            ("date2", Kind::Date),
            ("heure", Kind::Time),
            ("montant", Kind::Amount),
            ("amount_due", Kind::Amount),
            ("nom", Kind::Name),
            ("prénom", Kind::Name),
            ("numero_demande", Kind::Reference),
            ("request_number", Kind::Reference),
            ("request", Kind::Reference),
            ("request_date", Kind::Date),
            ("adresse", Kind::Address),
            ("lieu", Kind::Address),
            ("follow_up_link", Kind::Link),
            ("lien_suivi", Kind::Link),
            ("telephone", Kind::Phone),
            ("motif", Kind::Text),
            ("nombre", Kind::Text),
            ("mandate", Kind::Text),
        ] {
            assert_eq!(Kind::of(name), kind, "{name}");
        }
    }

    #[test]
    fn a_text_is_shown_with_each_extreme_that_concerns_it() {
        let keys = |text: &str| -> Vec<&str> {
            let names = Template::<Name>::parse(text).unwrap().names();
            extremes(&names, Lang::Fr).iter().map(|it| it.shows.key()).collect()
        };
        assert_eq!(keys("Le {{date_rdv}}"), ["sample-long", "sample-short"]);
        assert_eq!(
            keys("{{nom}} {{#if date_rdv}}le {{date_rdv}}{{/if}}"),
            [
                "sample-long",
                "sample-short",
                "sample-accents",
                "sample-right-to-left",
                "sample-signs",
                "sample-without-optional"
            ]
        );
        assert!(keys("Bonjour").is_empty());
    }

    #[test]
    fn what_is_optional_is_left_out_once() {
        let text = Template::<Name>::parse("Bonjour{{#if nom}} {{nom}}{{/if}} : {{montant}}").unwrap();
        let samples = extremes(&text.names(), Lang::Fr);
        assert_eq!(
            text.fill(&samples.last().unwrap().values).unwrap(),
            "Bonjour : 1\u{202f}234\u{202f}567,89\u{a0}€"
        );
    }

    #[test]
    fn long_values_are_longer_than_short_ones_and_none_is_blank() {
        for kind in ALL {
            for lang in Lang::ALL {
                assert!(kind.long(lang).chars().count() > kind.short(lang).chars().count(), "{kind:?}");
                assert!(!kind.short(lang).trim().is_empty());
            }
        }
    }

    proptest! {
        #[test]
        fn every_sample_fills_its_text(
            text in "(a|\n|\\{\\{nom\\}\\}|\\{\\{motif\\}\\}|\\{\\{#if date\\}\\}|\\{\\{date\\}\\}|\\{\\{#if nom\\}\\}|\\{\\{/if\\}\\}){0,20}",
        ) {
            if let Ok(template) = Template::<Name>::parse(&text) {
                for lang in Lang::ALL {
                    for sample in extremes(&template.names(), lang) {
                        prop_assert!(template.fill(&sample.values).is_ok());
                        prop_assert!(!sample.shows.say(lang).is_empty());
                    }
                }
            }
        }
    }
}
