//! The satisfaction page: the marks, by channel and by whether one contact was enough.

use measures::{Dimension, Question};

use super::{
    Look, Section,
    card::{self, breakdown, breakdown_question, card, reading},
};
use crate::{desk::Answers, metric::Metric, words::say};

/// The page.
pub const PATH: &str = "/observatoire/satisfaction";

/// What to ask.
pub fn questions(look: &Look) -> Vec<Question> {
    let mut questions = card::questions(look, Metric::Satisfaction);
    questions.extend(card::questions(look, Metric::Satisfied));
    for by in [Dimension::Channel, Dimension::Recontacted, Dimension::Reason] {
        questions.push(breakdown_question(look, Metric::Satisfied, by));
    }
    questions
}

/// What to show.
pub fn sections(look: &Look, answers: &Answers) -> Vec<Section> {
    let lang = look.lang;
    let mut marks = Section::new(lang, "marks");
    let drill = [Dimension::Channel, Dimension::Reason, Dimension::Recontacted];
    marks.cards = [Metric::Satisfied, Metric::Satisfaction].map(|it| card(look, answers, it, &drill)).into();
    let given = reading(answers, Metric::Satisfied, &card::total(look, Metric::Satisfied)).n;
    if given < 100 && given > 0 {
        marks.intro.push(say(lang, "few-answers", &[("n", crate::number::count(lang, given).into())]));
    }
    let mut spread = Section::new(lang, "marks-by");
    spread.small = [Dimension::Recontacted, Dimension::Channel, Dimension::Reason]
        .map(|by| breakdown(look, answers, Metric::Satisfied, by, PATH))
        .into();
    vec![marks, spread]
}
