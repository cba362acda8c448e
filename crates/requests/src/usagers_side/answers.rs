//! Ready answers: those that match what somebody writes, shown before they send it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
};
use site::{Failure, Going, Machine, Sent, Shell};

use super::{Place, UsagersSide};
use crate::{
    rules::words,
    store::ready_answers::{self, ReadyAnswer, ReadyAnswerId},
};

/// Answers that are shown: more are not read.
const SHOWN_MAX: usize = 3;
/// Bytes of a text whose words are looked at.
const TEXT_MAX: usize = 4_000;
/// Stems of words that say nothing of what is asked.
const EMPTY: [&str; 24] = [
    "avec", "bonjour", "bon", "comment", "cordial", "dans", "demand", "est", "fair", "les", "madam", "merc",
    "monsieur", "pas", "plus", "pour", "quel", "que", "qui", "sal", "sur", "une", "vos", "vous",
];

#[derive(Template)]
#[template(path = "usager_answers.html")]
struct Fragment<'a> {
    shell: &'a Shell,
    path: String,
    answers: &'a [ReadyAnswer],
    seen: String,
}

/// The ready answers that match a text best, at most three: those for the reason and those for all reasons.
///
/// Words that few answers have count more, those of the title twice. An answer is shown if it shares two words with the text, one of
/// them in its title, or all words of a very short text: a wrong answer costs trust, none costs nothing.
pub(super) fn best<'a>(all: &'a [ReadyAnswer], text: &str, reason: Option<&str>) -> Vec<&'a ReadyAnswer> {
    let cut = text.char_indices().map(|it| it.0).take_while(|it| *it <= TEXT_MAX).last().unwrap_or(0);
    let telling = |text: &str| -> BTreeSet<String> {
        words::stems(text).into_iter().filter(|it| !EMPTY.contains(&it.as_str())).collect()
    };
    let asked = telling(if text.len() <= TEXT_MAX { text } else { &text[..cut] });
    let fitting = all.iter().filter(|it| it.reason.is_none() || it.reason.as_deref() == reason);
    let read: Vec<(&ReadyAnswer, BTreeSet<String>, BTreeSet<String>)> =
        fitting.map(|it| (it, telling(&it.title), telling(&it.body))).collect();
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, title, body) in &read {
        for word in title.union(body) {
            *known.entry(word).or_default() += 1;
        }
    }
    let count = f64::from(u32::try_from(read.len()).unwrap_or(u32::MAX));
    let weight =
        |word: &String| (1.0 + count / f64::from(known.get(word.as_str()).copied().unwrap_or(1))).ln();
    let mut scored: Vec<(f64, &ReadyAnswer)> = read
        .iter()
        .filter_map(|(answer, title, body)| {
            let in_title: Vec<&String> = asked.intersection(title).collect();
            let in_body = asked.intersection(body).filter(|it| !title.contains(*it));
            let in_body: Vec<&String> = in_body.collect();
            let shared = in_title.len() + in_body.len();
            let is_near = !in_title.is_empty() && (shared >= 2 || shared == asked.len());
            let score = in_title.into_iter().map(|it| 2.0 * weight(it)).sum::<f64>()
                + in_body.into_iter().map(weight).sum::<f64>();
            is_near.then_some((score, *answer))
        })
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    scored.into_iter().take(SHOWN_MAX).map(|(_, answer)| answer).collect()
}

/// What a form remembers of the answers that it showed.
pub(super) fn seen(answers: &[ReadyAnswer]) -> String {
    answers.iter().map(|it| it.id.to_string()).collect::<Vec<_>>().join(" ")
}

/// The same read back.
pub(super) fn read_seen(text: &str) -> Vec<ReadyAnswerId> {
    let mut ids: Vec<ReadyAnswerId> =
        text.split(' ').take(SHOWN_MAX).filter_map(|it| it.parse().ok()).collect();
    ids.dedup();
    ids
}

/// `POST /contact/{partner}/reponses`: the answers that match what is being written, as a piece of page. A POST, since what people write
/// has no place in addresses, which others keep.
pub async fn fragment(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(partner): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    side.limits().ask(machine, shell.now())?;
    let mut tx = shell.site().db().read().await?;
    let place = Place::of(&mut tx, &partner).await?;
    let all = ready_answers::of_partner(&mut tx, &place.partner.code).await?;
    drop(tx);
    let reason = place.reason(sent.text("motif")).map(|it| it.code.as_str());
    let answers: Vec<ReadyAnswer> = best(&all, sent.text("texte"), reason).into_iter().cloned().collect();
    let content = Fragment { shell: &shell, path: place.path(), seen: seen(&answers), answers: &answers };
    let html = content.render().map_err(|error| {
        tracing::error!(%error, "ready answers did not render");
        Failure::our_fault()
    })?;
    Ok(Html(html).into_response())
}

/// `POST /contact/{partner}/aide`: an answer was the one; nothing is sent.
pub async fn helped(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(partner): Path<String>,
    sent: Sent,
) -> Result<Going, Failure> {
    side.limits().ask(machine, shell.now())?;
    let mut tx = shell.site().db().write().await?;
    let place = Place::of(&mut tx, &partner).await?;
    let answer: Option<ReadyAnswerId> = sent.text("answer").parse().ok();
    let mut seen = read_seen(sent.text("seen"));
    seen.extend(answer.filter(|it| !seen.contains(it)));
    for id in seen {
        ready_answers::decided(&mut tx, &place.partner.code, id, answer == Some(id)).await?;
    }
    tx.commit().await?;
    Ok(Going::to(place.path()).done(shell.t("answers-thanks")))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn answer(title: &str, body: &str, reason: Option<&str>) -> ReadyAnswer {
        ReadyAnswer {
            id: ReadyAnswerId::new(Timestamp::UNIX_EPOCH),
            reason: reason.map(str::to_owned),
            title: title.to_owned(),
            body: body.to_owned(),
            shown: 0,
            helped: 0,
            changed_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn all() -> Vec<ReadyAnswer> {
        vec![
            answer(
                "Obtenir un acte de naissance",
                "Demandez la copie de l’acte en ligne.",
                Some("etat-civil"),
            ),
            answer("Horaires de la mairie", "La mairie est ouverte de 9 h à 12 h.", None),
            answer(
                "Délai d’un permis de construire",
                "Deux mois après le dossier complet.",
                Some("urbanisme"),
            ),
        ]
    }

    #[test]
    fn an_answer_is_shown_to_whom_it_answers() {
        let all = all();
        let titles = |text: &str, reason| -> Vec<String> {
            best(&all, text, reason).into_iter().map(|it| it.title.clone()).collect()
        };
        let civil = Some("etat-civil");
        assert_eq!(
            titles("Bonjour, comment avoir la copie de mon acte de naissance ?", civil),
            ["Obtenir un acte de naissance"]
        );
        assert_eq!(titles("horaires", civil), ["Horaires de la mairie"]);
        assert!(titles("Mon permis de construire : quel délai ?", civil).is_empty(), "another reason");
        assert!(titles("Bonjour madame, je vous remercie pour tout", civil).is_empty());
        assert!(titles("", civil).is_empty());
    }

    proptest! {
        #[test]
        fn few_are_shown_each_once_and_no_text_breaks_it(text in "\\PC{0,200}", known in proptest::collection::vec("[a-zé ]{0,40}", 0..12)) {
            let all: Vec<ReadyAnswer> = known.iter().map(|it| answer(it, it, None)).collect();
            let found = best(&all, &text, None);
            prop_assert!(found.len() <= SHOWN_MAX);
            for one in &found {
                prop_assert_eq!(found.iter().filter(|it| it.id == one.id).count(), 1);
                let shared = words::stems(&text).intersection(&words::stems(&one.title)).count();
                prop_assert!(shared > 0, "it shares a word");
            }
        }
    }
}
