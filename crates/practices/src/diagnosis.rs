//! The self-diagnosis: answers, and the score of each axis.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{Axis, Collection, LEVEL_MAX, Objective, Practice, Question};

/// An answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// From 0 (nothing) to [`LEVEL_MAX`] (mastered and measured).
    Level(u8),
    /// "We do not know": counts 0, and is told.
    Unknown,
    /// The question has no meaning here: left out.
    NotApplicable,
}

/// The answers of a self-diagnosis, and how many contacts a year it is about. A question without an answer counts as one
/// answered "we do not know".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    given: BTreeMap<String, Answer>,
    /// Contacts received in a year; `None` = not said.
    pub contacts_per_year: Option<f64>,
}

/// Answers that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not a JSON object.
    #[error("answers are a JSON object: {{\"Q01\": 0 to 3, …}}")]
    NotAnObject,
    /// No question has this id.
    #[error("`{0}` is not a question")]
    UnknownQuestion(String),
    /// Not 0 to 3, null or "na".
    #[error("`{value}` is not an answer to {question}")]
    NotAnAnswer {
        /// To this one.
        question: String,
        /// As it was given.
        value: String,
    },
    /// Not a positive number.
    #[error("`{0}` is not a number of contacts a year")]
    NotAVolume(String),
}

/// More contacts a year than any country has.
pub const CONTACTS_MAX: f64 = 1e11;

impl Answers {
    /// Reads `{"Q01": 0 to 3, null = do not know, "na" = not applicable, …, "contacts_per_year": N}`.
    ///
    /// # Errors
    ///
    /// The first thing that is not so.
    pub fn read(document: &Value, collection: &Collection) -> Result<Self, AnswerError> {
        let fields: &Map<String, Value> = document.as_object().ok_or(AnswerError::NotAnObject)?;
        let mut answers = Self::default();
        for (name, value) in fields {
            if name == "contacts_per_year" {
                let volume = value.as_f64().filter(|it| (1.0..=CONTACTS_MAX).contains(it));
                if volume.is_none() && !value.is_null() {
                    return Err(AnswerError::NotAVolume(value.to_string()));
                }
                answers.contacts_per_year = volume;
                continue;
            }
            if collection.questions().all(|it| it.id != *name) {
                return Err(AnswerError::UnknownQuestion(name.clone()));
            }
            let answer = match value {
                Value::Null => Some(Answer::Unknown),
                Value::String(text) if text == "na" => Some(Answer::NotApplicable),
                value => value
                    .as_u64()
                    .and_then(|it| u8::try_from(it).ok())
                    .filter(|it| *it <= LEVEL_MAX)
                    .map(Answer::Level),
            };
            let refused = || AnswerError::NotAnAnswer { question: name.clone(), value: value.to_string() };
            answers.give(name, answer.ok_or_else(refused)?);
        }
        Ok(answers)
    }

    /// Sets the answer to a question.
    pub fn give(&mut self, question: &str, answer: Answer) {
        self.given.insert(question.to_owned(), answer);
    }

    /// The answer to a question.
    pub fn to(&self, question: &str) -> Answer {
        self.given.get(question).copied().unwrap_or(Answer::Unknown)
    }

    /// Whether somebody answered, be it "we do not know".
    pub fn has(&self, question: &str) -> bool {
        self.given.contains_key(question)
    }

    /// What is missing for mastery in the questions about a practice, between 0 and 1: `1 − Σ level ÷ (3 · questions)`.
    /// `None` if no question about it applies.
    pub fn gap(&self, practice: &Practice, collection: &Collection) -> Option<f64> {
        let about = collection.questions().filter(|it| it.practices.contains(&practice.id));
        mastered(about.map(|it| self.to(&it.id))).map(|it| 1.0 - it)
    }

    /// Whether no question about a practice that applies has a known answer: then its gap is only a supposition.
    pub fn says_nothing_of(&self, practice: &Practice, collection: &Collection) -> bool {
        let about = collection.questions().filter(|it| it.practices.contains(&practice.id));
        about.map(|it| self.to(&it.id)).all(|it| matches!(it, Answer::Unknown | Answer::NotApplicable))
    }

    /// The score of each axis.
    pub fn scores(&self, collection: &Collection) -> Vec<AxisScore> {
        collection.axes.iter().map(|axis| self.score(axis)).collect()
    }

    /// The score, between 0 and 100, of the questions about practices that serve an aim; `None` if none applies.
    pub fn aim_score(&self, aim: Objective, collection: &Collection) -> Option<f64> {
        let serves = |id: &String| collection.practice(id).is_some_and(|it| it.objectives.contains(&aim));
        let about = collection.questions().filter(|it| it.practices.iter().any(serves));
        mastered(about.map(|it| self.to(&it.id))).map(|it| 100.0 * it)
    }

    fn score(&self, axis: &Axis) -> AxisScore {
        let answers = || axis.questions.iter().map(|it: &Question| self.to(&it.id));
        let applicable = answers().filter(|it| *it != Answer::NotApplicable).count();
        let unknown = answers().filter(|it| *it == Answer::Unknown).count();
        let score = mastered(answers()).map(|it| 100.0 * it);
        AxisScore {
            code: axis.code.clone(),
            score,
            applicable,
            unknown,
            is_measured: score.is_some() && 3 * unknown <= applicable,
        }
    }
}

/// `Σ level ÷ (3 · answers)` over the questions that apply.
fn mastered(answers: impl Iterator<Item = Answer>) -> Option<f64> {
    let (mut sum, mut count) = (0_u32, 0_u32);
    for answer in answers {
        match answer {
            Answer::Level(level) => (sum, count) = (sum + u32::from(level), count + 1),
            Answer::Unknown => count += 1,
            Answer::NotApplicable => {}
        }
    }
    (count > 0).then(|| f64::from(sum) / f64::from(u32::from(LEVEL_MAX) * count))
}

/// The score of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct AxisScore {
    /// `AX1`.
    pub code: String,
    /// Between 0 and 100; `None` if no question applies.
    pub score: Option<f64>,
    /// Questions that apply.
    pub applicable: usize,
    /// Questions answered "we do not know", or not at all.
    pub unknown: usize,
    /// `false` if more than a third of its questions are not known: the score then says little.
    pub is_measured: bool,
}

impl AxisScore {
    /// With one decimal, halves up.
    pub fn rounded(&self) -> Option<f64> {
        self.score.map(one_decimal)
    }

    /// What the score is called.
    pub fn level(&self) -> Option<Level> {
        self.score.map(Level::of)
    }
}

/// A score with one decimal, halves up; what is a half but for the last bits of a sum is one.
pub fn one_decimal(score: f64) -> f64 {
    (score * 10.0 + 0.5 + 1e-9).floor() / 10.0
}

/// What a score is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Below 25.
    Initial,
    /// Below 50.
    Begun,
    /// Below 75.
    Mastered,
    /// 75 and more.
    Exemplary,
}

impl Level {
    /// Of a score between 0 and 100.
    pub fn of(score: f64) -> Self {
        match score {
            it if it < 25.0 => Self::Initial,
            it if it < 50.0 => Self::Begun,
            it if it < 75.0 => Self::Mastered,
            _ => Self::Exemplary,
        }
    }

    /// The key of its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Initial => "level-initial",
            Self::Begun => "level-begun",
            Self::Mastered => "level-mastered",
            Self::Exemplary => "level-exemplary",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collection;

    fn all(level: u8) -> Answers {
        let mut answers = Answers::default();
        for question in collection().questions() {
            answers.give(&question.id, Answer::Level(level));
        }
        answers
    }

    #[test]
    fn scores_follow_the_levels() {
        for (level, score) in [(0, 0.0), (1, 33.3), (2, 66.7), (3, 100.0)] {
            let scores = all(level).scores(collection());
            assert_eq!(scores.len(), 8);
            assert!(scores.iter().all(|it| it.rounded() == Some(score) && it.is_measured), "{scores:?}");
        }
    }

    #[test]
    fn what_does_not_apply_is_left_out_and_what_is_not_known_counts_nothing() {
        let mut answers = all(3);
        answers.give("Q01", Answer::NotApplicable);
        answers.give("Q02", Answer::Unknown);
        let score = &answers.scores(collection())[0];
        assert_eq!((score.rounded(), score.unknown, score.is_measured), (Some(80.0), 1, true));
        answers.give("Q03", Answer::Unknown);
        assert!(!answers.scores(collection())[0].is_measured, "two of five");
        for question in &collection().axes[0].questions {
            answers.give(&question.id, Answer::NotApplicable);
        }
        assert_eq!(answers.scores(collection())[0].score, None);
    }

    #[test]
    fn answers_are_read_and_what_is_none_is_refused() {
        let read = |it| Answers::read(&it, collection());
        let answers = read(json!({"Q01": 2, "Q02": null, "Q03": "na", "contacts_per_year": 1000})).unwrap();
        assert_eq!(answers.to("Q01"), Answer::Level(2));
        assert_eq!(answers.to("Q02"), Answer::Unknown);
        assert_eq!(answers.to("Q03"), Answer::NotApplicable);
        assert_eq!((answers.to("Q48"), answers.has("Q48")), (Answer::Unknown, false));
        assert!(matches!(read(json!([1])), Err(AnswerError::NotAnObject)));
        assert!(matches!(read(json!({"Q99": 1})), Err(AnswerError::UnknownQuestion(_))));
        for wrong in [json!({"Q01": 4}), json!({"Q01": -1}), json!({"Q01": 1.5}), json!({"Q01": "yes"})] {
            assert!(matches!(read(wrong), Err(AnswerError::NotAnAnswer { .. })));
        }
        assert!(matches!(read(json!({"contacts_per_year": -3})), Err(AnswerError::NotAVolume(_))));
    }
}
