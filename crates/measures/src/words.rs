//! What a person is told when a question has no meaning or no answer.

use std::sync::LazyLock;

use kernel::{Channel, Direction, Explain, Message, Outcome, Words};

use crate::{
    MeasureError, UnitQuestion,
    by_unit::ByUnitError,
    question::{Dimension, Measure, Question, QuestionError},
};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/measures.ftl"),
        include_str!("../../../content/locales/en/measures.ftl"),
    )
});

impl Explain for QuestionError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::UnknownMeasure(name) => {
                let known = Measure::ALL.map(Measure::name).join(", ");
                say("unknown-measure").with("name", name.as_str()).with("known", known)
            }
            Self::UnknownDimension(name) => {
                let known = Dimension::ALL.map(Dimension::name).join(", ");
                say("unknown-dimension").with("name", name.as_str()).with("known", known)
            }
            Self::UnknownStep(name) => say("unknown-step").with("name", name.as_str()),
            Self::NotAFilter(text) => say("not-a-filter").with("text", text.as_str()),
            Self::UnknownValue { dimension, value } => say("unknown-value")
                .with("value", value.as_str())
                .with("dimension", dimension.name())
                .with("known", known_values(*dimension)),
            Self::TwiceTheSame(dimension) => say("twice-the-same").with("dimension", dimension.name()),
            Self::NotByThis { measure, dimension } => {
                say("not-by-this").with("measure", measure.name()).with("dimension", dimension.name())
            }
            Self::NotFilteredByThis { measure, dimension } => say("not-filtered-by-this")
                .with("measure", measure.name())
                .with("dimension", dimension.name()),
            Self::FixedWindow(measure) => say("fixed-window").with("measure", measure.name()),
            Self::EmptyPeriod => say("empty-period"),
            Self::TopOutOfRange(top) => say("top-out-of-range")
                .with("top", top.to_string())
                .with("max", Question::TOP_MAX.to_string()),
            Self::ByUnit(ByUnitError::NotByUnit(measure)) => {
                say("not-by-unit").with("measure", measure.name())
            }
            Self::ByUnit(ByUnitError::NoPeriod) => say("no-period"),
            Self::ByUnit(ByUnitError::NotASegment(dimension)) => {
                say("not-a-segment").with("dimension", dimension.name())
            }
            Self::ByUnit(ByUnitError::TooManyFigures(figures)) => say("too-many-figures")
                .with("figures", figures.to_string())
                .with("max", UnitQuestion::FIGURES_MAX.to_string()),
        }
    }
}

impl Explain for MeasureError {
    fn message(&self) -> Message {
        match self {
            Self::Question(error) => error.message(),
            Self::Log(_) => Message::new(&WORDS, "log-unreadable"),
        }
    }
}

/// The words of a closed list, or `none` where the list is the partner's.
fn known_values(dimension: Dimension) -> String {
    let join = |codes: Vec<&str>| codes.join(", ");
    match dimension {
        Dimension::Channel => join(Channel::ALL.iter().map(|it| it.code()).collect()),
        Dimension::Direction => join(Direction::ALL.iter().map(|it| it.code()).collect()),
        Dimension::Outcome => join(Outcome::ALL.iter().map(|it| it.code()).collect()),
        Dimension::Recontacted => "yes, no".to_owned(),
        Dimension::Day => "2025-03-09".to_owned(),
        Dimension::Week => "2025-W10".to_owned(),
        Dimension::Month => "2025-03".to_owned(),
        Dimension::Cause => "A1 … V5".to_owned(),
        Dimension::Partner | Dimension::Reason | Dimension::LifeEvent | Dimension::Site => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn every_refusal_is_said_in_both_languages() {
        for error in [
            QuestionError::UnknownMeasure("x".into()),
            QuestionError::UnknownDimension("x".into()),
            QuestionError::UnknownStep("x".into()),
            QuestionError::NotAFilter("x".into()),
            QuestionError::UnknownValue { dimension: Dimension::Channel, value: "fax".into() },
            QuestionError::UnknownValue { dimension: Dimension::Site, value: "x".into() },
            QuestionError::TwiceTheSame(Dimension::Site),
            QuestionError::NotByThis { measure: Measure::Escape, dimension: Dimension::Channel },
            QuestionError::NotFilteredByThis { measure: Measure::Provoked, dimension: Dimension::Channel },
            QuestionError::FixedWindow(Measure::Provoked),
            QuestionError::EmptyPeriod,
            QuestionError::TopOutOfRange(0),
            ByUnitError::NotByUnit(Measure::Escape).into(),
            ByUnitError::NoPeriod.into(),
            ByUnitError::NotASegment(Dimension::Recontacted).into(),
            ByUnitError::TooManyFigures(200_000_000).into(),
        ] {
            for lang in Lang::ALL {
                assert!(error.message().say(lang).len() > 20, "{error}");
            }
        }
        let fax = QuestionError::UnknownValue { dimension: Dimension::Channel, value: "fax".into() };
        assert!(fax.message().say(Lang::Fr).contains("Choisissez parmi\u{a0}: phone, email"));
    }
}
