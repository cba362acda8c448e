//! Which practices would avoid most contacts, for these answers and this mix of causes.
//!
//! For a practice p with gap `g` (what is missing for mastery), efficacy `e` and coverage `k(c)` of each cause, a partner of
//! `V` contacts a year whose causes have the shares `s(c)`:
//!
//! - expected: `E = V · g · e · Σ s(c)·k(c)`; its interval by class of evidence;
//! - where experiments were published, `e` is multiplied by what they found of it ([`Learned`]), and the interval is theirs;
//! - priority: `R = E · confidence ÷ effort`;
//! - several together: `V · Σ s(c) · (1 − Π (1 − k(c)·e·g))`, never the sum of their `E`.

use std::collections::BTreeMap;

use crate::{Answers, Collection, Effort, Evidence, Learned, Objective, Practice};

/// Coded contacts below which a partner's own shares are not used.
const OWN_MIN: u64 = 1_000;
/// Below this agreement between coders (Cohen's kappa), neither.
const KAPPA_MIN: f64 = 0.6;
/// How many contacts the default profile weighs beside a partner's own.
const PRIOR: f64 = 2_000.0;
/// Practices proposed at once.
const PROPOSED_MAX: usize = 5;
/// A prerequisite with a larger gap has to come first.
const GAP_MAX: f64 = 0.5;
/// What opens any plan while it is missing: without causes nothing is known.
const OPENS: &str = "P01";

impl Evidence {
    /// By what an expected effect is multiplied for the ends of its interval.
    pub const fn interval(self) -> (f64, f64) {
        match self {
            Self::Trial => (0.75, 1.25),
            Self::Observed => (0.6, 1.3),
            Self::Judgement => (0.5, 1.5),
        }
    }

    /// What an expected effect weighs in the ranking.
    pub const fn confidence(self) -> f64 {
        match self {
            Self::Trial => 1.0,
            Self::Observed => 0.8,
            Self::Judgement => 0.6,
        }
    }
}

impl Effort {
    /// By what an expected effect is divided in the ranking.
    pub const fn weight(self) -> f64 {
        match self {
            Self::Weeks => 1.0,
            Self::Quarter => 2.0,
            Self::Long => 4.0,
        }
    }
}

/// The shares of causes among a partner's contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    shares: BTreeMap<String, f64>,
    /// Where they come from.
    pub origin: MixOrigin,
}

/// Where shares come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MixOrigin {
    /// The common profile.
    Default,
    /// The common profile, for a partner that has coded too few contacts.
    TooFew {
        /// This many.
        coded: u64,
    },
    /// The common profile, for a partner whose coders agree too little.
    Unsure,
    /// The partner's own coded contacts, drawn towards the common profile.
    Own {
        /// This many.
        coded: u64,
    },
}

impl Mix {
    /// The common profile.
    pub fn common(collection: &Collection) -> Self {
        let shares = collection.causes.iter().map(|it| (it.code.clone(), it.default_share)).collect();
        Self { shares, origin: MixOrigin::Default }
    }

    /// From a partner's coded contacts by cause, and the agreement of its coders where it is known:
    /// `s = (n · own + 2000 · common) ÷ (n + 2000)`.
    pub fn own(coded: &BTreeMap<String, u64>, kappa: Option<f64>, collection: &Collection) -> Self {
        let mut mix = Self::common(collection);
        let total: u64 = coded.values().sum();
        if total < OWN_MIN {
            mix.origin = if total == 0 { MixOrigin::Default } else { MixOrigin::TooFew { coded: total } };
            return mix;
        }
        if kappa.is_some_and(|it| it < KAPPA_MIN) {
            mix.origin = MixOrigin::Unsure;
            return mix;
        }
        for (code, share) in &mut mix.shares {
            let own = float(coded.get(code).copied().unwrap_or(0));
            *share = PRIOR.mul_add(*share, own) / (float(total) + PRIOR);
        }
        mix.origin = MixOrigin::Own { coded: total };
        mix
    }

    /// The share of a cause, between 0 and 1.
    pub fn share(&self, cause: &str) -> f64 {
        self.shares.get(cause).copied().unwrap_or(0.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of contacts are far below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}

/// The advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice<'a> {
    /// Every practice that would avoid a contact, by priority; ties: the lower effort, then the id.
    pub ranked: Vec<Advised<'a>>,
    /// What to do now, in order: at most five of the ranked, with the prerequisites that are missing before them.
    pub plan: Vec<&'a Practice>,
    /// Contacts avoided in a year by all of `ranked` together.
    pub together: f64,
    /// By the proposed five together.
    pub proposed_together: f64,
}

/// A practice in an advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Advised<'a> {
    /// Which.
    pub practice: &'a Practice,
    /// What is missing for mastery, between 0 and 1.
    pub gap: f64,
    /// Whether the gap is only supposed: no answer about the practice is known.
    pub is_supposed: bool,
    /// Contacts avoided in a year.
    pub expected: f64,
    /// The interval's low end.
    pub low: f64,
    /// The interval's high end.
    pub high: f64,
    /// What it is ranked by.
    pub priority: f64,
    /// The causes that it answers, with the contacts avoided of each, the largest first.
    pub causes: Vec<(&'a str, f64)>,
    /// Its prerequisites that are missing, as ids.
    pub missing: Vec<&'a str>,
    /// Whether it is among those proposed now.
    pub is_proposed: bool,
}

impl<'a> Advice<'a> {
    /// Of `contacts` a year whose causes are `mix`, where experiments found what is `learned`.
    pub fn of(
        answers: &Answers,
        contacts: f64,
        mix: &Mix,
        learned: &Learned,
        collection: &'a Collection,
    ) -> Self {
        let gap = |practice: &Practice| answers.gap(practice, collection).unwrap_or(0.0);
        let mut ranked: Vec<Advised<'a>> = collection
            .practices
            .iter()
            .filter_map(|practice| Self::advise(practice, gap(practice), contacts, mix, learned))
            .map(|it| Advised { is_supposed: answers.says_nothing_of(it.practice, collection), ..it })
            .collect();
        ranked.sort_by(|a, b| {
            let by_effort = a.practice.effort.cmp(&b.practice.effort);
            // Rounded, so that a tie is one whatever the order of the sum.
            let rounded = |it: &Advised<'_>| (it.priority * 1e6).round();
            rounded(b).total_cmp(&rounded(a)).then(by_effort).then_with(|| a.practice.id.cmp(&b.practice.id))
        });
        let is_missing = |id: &str| collection.practice(id).is_some_and(|it| gap(it) > GAP_MAX);
        for it in &mut ranked {
            it.missing =
                it.practice.prerequisites.iter().map(String::as_str).filter(|id| is_missing(id)).collect();
        }
        let proposed = propose(&ranked);
        for place in &proposed {
            ranked[*place].is_proposed = true;
        }
        let mut plan: Vec<&Practice> = Vec::new();
        if is_missing(OPENS) && !proposed.is_empty() {
            plan.extend(collection.practice(OPENS));
        }
        for place in &proposed {
            place_after_prerequisites(ranked[*place].practice, &is_missing, collection, &mut plan);
        }
        let set = |places: &mut dyn Iterator<Item = &Advised<'a>>| {
            together(&places.map(|it| (it.practice, it.gap)).collect::<Vec<_>>(), contacts, mix, learned)
        };
        let (all, five) = (set(&mut ranked.iter()), set(&mut ranked.iter().filter(|it| it.is_proposed)));
        Self { together: all, proposed_together: five, ranked, plan }
    }

    /// `None` if it would avoid nothing.
    fn advise(
        practice: &'a Practice,
        gap: f64,
        contacts: f64,
        mix: &Mix,
        learned: &Learned,
    ) -> Option<Advised<'a>> {
        let efficacy = efficacy(practice, learned);
        let part = |(cause, coverage): (&'a String, &f64)| {
            (cause.as_str(), contacts * gap * efficacy * mix.share(cause) * coverage)
        };
        let mut causes: Vec<(&str, f64)> =
            practice.coverage.iter().map(part).filter(|it| it.1 > 0.0).collect();
        causes.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let expected: f64 = causes.iter().map(|it| it.1).sum();
        if expected <= 0.0 {
            return None;
        }
        let (low, high) = learned
            .get(&practice.id)
            .map_or_else(|| practice.evidence.interval(), |it| (it.low / it.factor, it.high / it.factor));
        Some(Advised {
            practice,
            gap,
            is_supposed: false,
            expected,
            low: (expected * low).max(0.0),
            high: expected * high,
            priority: expected * practice.evidence.confidence() / practice.effort.weight(),
            causes,
            missing: Vec::new(),
            is_proposed: false,
        })
    }
}

/// Contacts that practices, each with its gap, avoid together: what two of them cover is not counted twice.
fn together(set: &[(&Practice, f64)], contacts: f64, mix: &Mix, learned: &Learned) -> f64 {
    let avoided = |it: &Practice, cause: &str, gap: f64| {
        it.coverage.get(cause).unwrap_or(&0.0) * efficacy(it, learned) * gap
    };
    let left = |cause: &str| -> f64 { set.iter().map(|(it, gap)| 1.0 - avoided(it, cause, *gap)).product() };
    contacts * mix.shares.iter().map(|(cause, share)| share * (1.0 - left(cause))).sum::<f64>()
}

/// The part of the contacts that a practice addresses which disappears: the sheet's, times what experiments found; 0 where they found
/// none or harm, at most all of them.
fn efficacy(practice: &Practice, learned: &Learned) -> f64 {
    let factor = learned.get(&practice.id).map_or(1.0, |it| it.factor);
    (practice.efficacy * factor).clamp(0.0, 1.0)
}

/// Places of the practices to propose: the first ones, so that each aim has one where any practice serves it.
fn propose(ranked: &[Advised<'_>]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..ranked.len().min(PROPOSED_MAX)).collect();
    let serves = |place: usize, aim: Objective| ranked[place].practice.objectives.contains(&aim);
    for aim in Objective::ALL {
        if places.iter().any(|it| serves(*it, *aim)) {
            continue;
        }
        let Some(best) = (0..ranked.len()).find(|it| serves(*it, *aim)) else { continue };
        let is_needed = |place: usize, places: &[usize]| {
            let alone = |aim: &&Objective| {
                serves(place, **aim) && places.iter().filter(|it| serves(**it, **aim)).count() == 1
            };
            Objective::ALL.iter().any(|it| alone(&it))
        };
        if let Some(last) = (0..places.len()).rev().find(|it| !is_needed(places[*it], &places)) {
            places[last] = best;
        }
    }
    places.sort_unstable();
    places
}

fn place_after_prerequisites<'a>(
    practice: &'a Practice,
    is_missing: &impl Fn(&str) -> bool,
    collection: &'a Collection,
    plan: &mut Vec<&'a Practice>,
) {
    if plan.iter().any(|it| it.id == practice.id) {
        return;
    }
    for before in practice.prerequisites.iter().filter(|it| is_missing(it)) {
        if let Some(before) = collection.practice(before) {
            place_after_prerequisites(before, is_missing, collection, plan);
        }
    }
    plan.push(practice);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Answer, collection};

    fn all(level: u8) -> Answers {
        let mut answers = Answers::default();
        for question in collection().questions() {
            answers.give(&question.id, Answer::Level(level));
        }
        answers
    }

    fn advice(answers: &Answers) -> Advice<'static> {
        Advice::of(answers, 1_000_000.0, &Mix::common(collection()), &Learned::new(), collection())
    }

    fn ids(advice: &Advice<'_>) -> Vec<String> {
        advice.ranked.iter().map(|it| it.practice.id.clone()).collect()
    }

    /// The worked example: every answer 1, a million contacts, the common profile.
    #[test]
    fn the_worked_example_comes_out() {
        let found = advice(&all(1));
        let first = ["P11", "P13", "P12", "P32", "P10", "P06", "P15", "P26", "P09", "P33", "P20", "P21"];
        assert_eq!(ids(&found)[..12], first);
        let of = |id: &str| found.ranked.iter().find(|it| it.practice.id == id).unwrap();
        for (id, expected) in
            [("P11", 16_720.0), ("P13", 17_593.0), ("P12", 18_667.0), ("P32", 11_253.0), ("P10", 5_183.0)]
        {
            assert!((of(id).expected.round() - expected).abs() < 1e-9, "{id}: {}", of(id).expected);
        }
        for (id, priority) in [("P11", 16_720.0), ("P13", 7_037.0), ("P12", 5_600.0)] {
            assert!((of(id).priority.round() - priority).abs() < 1e-9, "{id}: {}", of(id).priority);
        }
        assert!((found.proposed_together.round() - 62_796.0).abs() < 1e-9, "{}", found.proposed_together);
        assert!((found.together.round() - 166_565.0).abs() < 1e-9, "{}", found.together);
        let nothing = Advice::of(&all(0), 1e6, &Mix::common(collection()), &Learned::new(), collection());
        assert!((nothing.together.round() - 231_175.0).abs() < 1e-9, "{}", nothing.together);
        let mut acknowledged = all(1);
        acknowledged.give("Q13", Answer::Level(3));
        assert!(!ids(&advice(&acknowledged)).contains(&"P11".to_owned()));
    }

    #[test]
    fn prerequisites_come_first_and_coding_opens_the_plan() {
        let found = advice(&all(1));
        let plan: Vec<&str> = found.plan.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(plan, ["P01", "P11", "P02", "P12", "P13", "P32", "P10"]);
        let done = advice(&all(3));
        assert!(done.ranked.is_empty() && done.plan.is_empty() && done.together.abs() < 1e-9);
    }

    #[test]
    fn a_partner_s_own_causes_change_the_advice() {
        let coded = |code: &str| BTreeMap::from([(code.to_owned(), 5_000), ("V1".to_owned(), 5_000)]);
        let best = |code: &str| {
            let mix = Mix::own(&coded(code), None, collection());
            assert_eq!(mix.origin, MixOrigin::Own { coded: 10_000 });
            Advice::of(&all(1), 1e6, &mix, &Learned::new(), collection()).ranked[0].practice.id.clone()
        };
        assert_eq!((best("D5").as_str(), best("G2").as_str(), best("A3").as_str()), ("P17", "P22", "P11"));
        let few = Mix::own(&BTreeMap::from([("D5".to_owned(), 999)]), None, collection());
        assert_eq!(few.origin, MixOrigin::TooFew { coded: 999 });
        assert_eq!(Mix::own(&coded("D5"), Some(0.5), collection()).origin, MixOrigin::Unsure);
        assert!((few.share("D5") - 0.011).abs() < 1e-12, "the common profile");
    }

    #[test]
    fn what_experiments_found_moves_the_expected_effect_and_its_interval() {
        let mix = Mix::common(collection());
        let of = |learned: &Learned, id: &str| {
            let advice = Advice::of(&all(0), 1e6, &mix, learned, collection());
            let found = advice.ranked.iter().find(|it| it.practice.id == id);
            found.map(|it| (it.expected, it.low, it.high))
        };
        let sheet = of(&Learned::new(), "P11").unwrap();
        let finding = crate::Finding { factor: 0.5, low: 0.3, high: 0.7, experiments: 3, sheet_weight: 0.2 };
        let found = of(&Learned::from([("P11".to_owned(), finding)]), "P11").unwrap();
        assert!((found.0 - sheet.0 * 0.5).abs() < 1e-6);
        assert!((found.1 - sheet.0 * 0.3).abs() < 1e-6 && (found.2 - sheet.0 * 0.7).abs() < 1e-6);
        let harm = crate::Finding { factor: -0.2, ..finding };
        assert_eq!(of(&Learned::from([("P11".to_owned(), harm)]), "P11"), None, "what harms is not advised");
    }

    proptest! {
        #[test]
        fn together_is_never_more_than_the_sum_nor_than_what_is_avoidable(
            levels in prop::collection::vec(0_u8..=4, 48),
            coded in prop::collection::vec(0_u64..5_000, 30),
        ) {
            let mut answers = Answers::default();
            for (question, level) in collection().questions().zip(levels) {
                answers.give(&question.id, if level == 4 { Answer::NotApplicable } else { Answer::Level(level) });
            }
            let coded = collection().causes.iter().map(|it| it.code.clone()).zip(coded).collect();
            let mix = Mix::own(&coded, None, collection());
            let advice = Advice::of(&answers, 1e6, &mix, &Learned::new(), collection());
            let sum: f64 = advice.ranked.iter().map(|it| it.expected).sum();
            let avoidable: f64 =
                collection().causes.iter().filter(|it| it.avoidable).map(|it| 1e6 * mix.share(&it.code)).sum();
            prop_assert!(advice.together <= sum + 1e-6 && advice.together <= avoidable + 1e-6);
            prop_assert!(advice.proposed_together <= advice.together + 1e-6);
            prop_assert!(advice.ranked.windows(2).all(|it| it[0].priority >= it[1].priority - 1e-6));
            // Whatever a planned practice needs and does not have stands before it.
            for (place, practice) in advice.plan.iter().enumerate() {
                for before in &practice.prerequisites {
                    let needed = answers.gap(collection().practice(before).unwrap(), collection()).unwrap_or(0.0) > 0.5;
                    prop_assert!(!needed || advice.plan[..place].iter().any(|it| it.id == *before));
                }
            }
        }
    }
}
