//! What a text of agents may place.

use kernel::{Lang, Message};
use serde::{Deserialize, Serialize};
use wording::Place;

use crate::words::message;

macro_rules! variables {
    ($($(#[$doc:meta])* $variant:ident = $en:literal / $fr:literal, $key:literal),+ $(,)?) => {
        /// What a template may place.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Variable { $($(#[$doc])* $variant),+ }

        impl Variable {
            /// All.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its word in templates, in English and in French; both are read.
            pub const fn names(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($en, $fr)),+ }
            }

            /// What it places, in words.
            pub const fn label(self) -> Message {
                message(match self { $(Self::$variant => $key),+ })
            }
        }
    };
}

variables! {
    /// How the usager is called.
    Name = "name" / "nom", "rule-template-name",
    /// The number of the request.
    RequestNumber = "request_number" / "numero_demande", "rule-template-request-number",
    /// What the request is about.
    Reason = "reason" / "motif", "rule-template-reason",
    /// The day on which it came.
    ReceivedDate = "received_date" / "date_reception", "rule-template-received-date",
    /// The day by which an answer is announced.
    PromisedDate = "promised_date" / "date_prevue", "rule-template-promised-date",
    /// The documents that are missing.
    MissingDocuments = "missing_documents" / "pieces_manquantes", "rule-template-missing-documents",
    /// The day by which they should come.
    DocumentsDate = "documents_date" / "date_limite_pieces", "rule-template-documents-date",
    /// When one calls back.
    CallbackDate = "callback_date" / "date_rappel", "rule-template-callback-date",
    /// The address of the follow-up page.
    FollowUpLink = "follow_up_link" / "lien_suivi", "rule-template-follow-up-link",
    /// The agent who writes.
    Agent = "agent" / "agent", "rule-template-agent",
    /// Their team.
    Team = "team" / "equipe", "rule-template-team",
    /// The body.
    Organisation = "organisation" / "organisme", "rule-template-organisation",
    /// The team's telephone number.
    Phone = "phone" / "telephone", "rule-template-phone",
    /// Its postal address.
    Address = "address" / "adresse", "rule-template-address",
    /// Its opening hours.
    Hours = "hours" / "horaires", "rule-template-hours",
    /// The day on which it is written.
    Today = "today" / "date_du_jour", "rule-template-today",
}

impl Place for Variable {
    fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.names().0 == word || it.names().1 == word)
    }

    fn word(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => self.names().1,
            Lang::En => self.names().0,
        }
    }
}

/// What to place.
pub type Values = wording::Values<Variable>;

/// A text that agents start from, read.
pub type Template = wording::Template<Variable>;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn variables_have_words_and_are_read_in_either_language() {
        let mut names = BTreeSet::new();
        for it in Variable::ALL {
            assert!(Lang::ALL.iter().all(|lang| !it.label().say(*lang).is_empty()));
            let (en, fr) = it.names();
            assert_eq!((Variable::named(en), Variable::named(fr)), (Some(*it), Some(*it)));
            assert_eq!((it.word(Lang::En), it.word(Lang::Fr)), (en, fr));
            assert!(names.insert(en) && (en == fr || names.insert(fr)));
        }
    }

    #[test]
    fn a_text_is_filled_in_either_language() {
        let given = Values::from([
            (Variable::Name, "Mme Petit".to_owned()),
            (Variable::PromisedDate, "12 juin".to_owned()),
        ]);
        let text = Template::parse("Bonjour {{nom}}, réponse avant le {{ promised_date }}.").unwrap();
        assert_eq!(text.fill(&given).unwrap(), "Bonjour Mme Petit, réponse avant le 12 juin.");
        assert_eq!(text.names().all(), BTreeSet::from([Variable::Name, Variable::PromisedDate]));
    }

    #[test]
    fn with_all_values_every_variable_is_placed() {
        let given: Values = Variable::ALL.iter().map(|it| (*it, "x".to_owned())).collect();
        for it in Variable::ALL {
            for word in Lang::ALL.map(|lang| it.word(lang)) {
                assert_eq!(Template::parse(&format!("{{{{{word}}}}}")).unwrap().fill(&given).unwrap(), "x");
            }
        }
    }
}
