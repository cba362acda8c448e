//! Whether a notice says what it must: what it is about, what to do, by when, who to ask; or that there is nothing to do.
//!
//! By lists of cues, French and English. A text that says it in other words is missed and one that uses a cue otherwise is taken, so the
//! answer is a help for whoever writes, not a proof; the tests hold what is known to be found and what is known not to be.

use std::collections::BTreeSet;

use kernel::{Lang, Message};
use linkify::{LinkFinder, LinkKind};

use super::{as_read, links::phones, wrong_phones::wrong_phones};
use crate::{
    phrase::{self, Word, has_any},
    sentence::sentences,
    words::message,
};

mod cues;

use cues::{Cues, ENGLISH, FRENCH};

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// What it is about: a request, a right, an appointment.
    About,
    /// What the person has to do.
    ToDo,
    /// By when it must be done, or will be.
    ByWhen,
    /// Whom to ask, and how.
    WhoToAsk,
    /// That the person has nothing to do.
    NothingToDo,
}

impl Element {
    /// All.
    pub const ALL: [Self; 5] = [Self::About, Self::ToDo, Self::ByWhen, Self::WhoToAsk, Self::NothingToDo];

    /// In a few words.
    pub const fn label(self) -> Message {
        message(match self {
            Self::About => "element-about",
            Self::ToDo => "element-to-do",
            Self::ByWhen => "element-by-when",
            Self::WhoToAsk => "element-who-to-ask",
            Self::NothingToDo => "element-nothing-to-do",
        })
    }

    /// What to say where it is wanted and was not found; for [`Self::NothingToDo`], as for [`Self::ToDo`].
    pub const fn missing(self) -> Message {
        message(match self {
            Self::About => "element-missing-about",
            Self::ToDo | Self::NothingToDo => "element-missing-to-do",
            Self::ByWhen => "element-missing-by-when",
            Self::WhoToAsk => "element-missing-who-to-ask",
        })
    }
}

/// What was found in a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Elements(BTreeSet<Element>);

impl Elements {
    /// What was found.
    pub const fn found(&self) -> &BTreeSet<Element> {
        &self.0
    }

    /// Whether it was found.
    pub fn has(&self, element: Element) -> bool {
        self.0.contains(&element)
    }

    /// What a notice should still say: what it is about and who to ask always; what to do, and then by when, unless it says that there
    /// is nothing to do.
    pub fn missing(&self) -> Vec<Element> {
        let is_wanted = |it: &Element| match it {
            Element::About | Element::WhoToAsk => true,
            Element::ToDo => !self.has(Element::NothingToDo),
            Element::ByWhen => !self.has(Element::NothingToDo) || self.has(Element::ToDo),
            Element::NothingToDo => false,
        };
        Element::ALL.into_iter().filter(|it| is_wanted(it) && !self.has(*it)).collect()
    }
}

/// The elements of which cues stand in a text (a template, or filled), read in its language.
pub fn elements(text: &str, lang: Lang) -> Elements {
    let cues = match lang {
        Lang::Fr => &FRENCH,
        Lang::En => &ENGLISH,
    };
    let text = as_read(text, lang);
    let mut found = BTreeSet::new();
    let mut is_after_question = false;
    for at in sentences(&text) {
        let words = phrase::words(&text[at]);
        // "Any questions? Call us", as "For any question, call us", tells whom to ask, not what to do.
        let is_for_questions = has_any(&words, cues.questions);
        found.extend(of_sentence(&words, cues, is_for_questions || is_after_question));
        is_after_question = is_for_questions;
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Email]);
    if finder.links(&text).next().is_some() || !phones(&text).is_empty() {
        found.insert(Element::WhoToAsk);
    } else if !wrong_phones(&text).is_empty() {
        // "Appelez le …" and a number that nobody can dial leads to nobody.
        found.remove(&Element::WhoToAsk);
    }
    Elements(found)
}

fn of_sentence(words: &[Word], cues: &Cues, is_for_questions: bool) -> Vec<Element> {
    let mut found = Vec::new();
    let asks = has_any(words, cues.who_to_ask) && !has_any(words, cues.do_not_answer);
    let has_nothing = has_any(words, cues.nothing_to_do);
    if has_any(words, cues.about) {
        found.push(Element::About);
    }
    if asks {
        found.push(Element::WhoToAsk);
    }
    if has_nothing {
        found.push(Element::NothingToDo);
    }
    if !has_nothing && !is_for_questions && (has_any(words, cues.to_do) || orders(words, cues)) {
        found.push(Element::ToDo);
    }
    let is_appointment = has_any(words, cues.appointment) && has_any(words, cues.days);
    if has_any(words, cues.by_when) || is_appointment {
        found.push(Element::ByWhen);
    }
    found
}

/// Whether a verb stands as an order: not after its subject.
fn orders(words: &[Word], cues: &Cues) -> bool {
    words.iter().enumerate().any(|(place, it)| {
        let before = place.checked_sub(1).and_then(|it| words.get(it)).map(|it| it.folded.as_str());
        cues.orders.contains(&it.folded.as_str())
            && before.is_none_or(|it| !cues.not_before_orders.contains(&it))
            && (place < cues.order_place_max)
    })
}

#[cfg(test)]
mod tests;
