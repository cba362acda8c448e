//! The phone page: answered or not, how long people wait, how long calls last.

use measures::{Dimension, Question};

use super::{
    Look, Section,
    card::{self, breakdown, breakdown_question, card},
};
use crate::{desk::Answers, metric::Metric};

/// The page.
pub const PATH: &str = "/observatoire/telephone";

const ANSWERED: [Metric; 3] = [Metric::AnswerRate, Metric::Within20, Metric::Within60];
const LENGTHS: [Metric; 3] = [Metric::WaitMedian, Metric::WaitP90, Metric::Handling];

/// What to ask.
pub fn questions(look: &Look) -> Vec<Question> {
    let mut questions: Vec<Question> =
        ANSWERED.iter().chain(&LENGTHS).flat_map(|it| card::questions(look, *it)).collect();
    questions.extend([
        breakdown_question(look, Metric::AnswerRate, Dimension::Reason),
        breakdown_question(look, Metric::WaitMedian, Dimension::Site),
    ]);
    questions
}

/// What to show.
pub fn sections(look: &Look, answers: &Answers) -> Vec<Section> {
    let lang = look.lang;
    let shown = |metric| card(look, answers, metric, &[Dimension::Reason, Dimension::Site, Dimension::Day]);
    let mut answered = Section::new(lang, "answered");
    answered.cards = ANSWERED.map(shown).into();
    answered.small = vec![breakdown(look, answers, Metric::AnswerRate, Dimension::Reason, PATH)];
    let mut waiting = Section::new(lang, "waiting");
    waiting.cards = LENGTHS.map(shown).into();
    waiting.small = vec![breakdown(look, answers, Metric::WaitMedian, Dimension::Site, PATH)];
    vec![answered, waiting]
}
