use super::*;

const WIDE: Bounds = Bounds { clip: f64::INFINITY, shrinkage: f64::INFINITY, sub_gaussian: 0.0 };

struct Owned {
    reward: Vec<f64>,
    action: Vec<usize>,
    behaviour: Vec<Vec<f64>>,
    target: Vec<Vec<f64>>,
    predicted: Vec<Vec<f64>>,
}

impl Owned {
    /// `n` decisions between two actions, as `behaviour` chose them in turn.
    fn new(n: usize, behaviour: f64, target: f64) -> Self {
        Self {
            reward: (0..n).map(|it| f64::from(u8::from(it % 3 == 0))).collect(),
            action: (0..n).map(|it| it % 2).collect(),
            behaviour: vec![vec![behaviour, 1.0 - behaviour]; n],
            target: vec![vec![target, 1.0 - target]; n],
            predicted: vec![vec![0.25, 0.5]; n],
        }
    }

    fn log(&self) -> Log<'_> {
        Log {
            reward: &self.reward,
            action: &self.action,
            behaviour: &self.behaviour,
            target: &self.target,
            predicted: &self.predicted,
        }
    }
}

#[test]
fn the_logged_policy_itself_is_worth_what_it_brought() {
    let it = Owned::new(300, 0.5, 0.5);
    let values = evaluate(&it.log(), &WIDE, 0.05).unwrap();
    for value in [values.ipw, values.snips.unwrap(), values.shrunk, values.doubly_robust] {
        assert!((value.value - 1.0 / 3.0).abs() < 1e-12, "{value:?}");
    }
    assert!((values.diagnostics.effective - 300.0).abs() < 1e-9);
    assert!(doubts(&it.log(), &values.diagnostics).is_empty());
}

#[test]
fn without_bounds_all_doubly_robust_estimators_agree() {
    let it = Owned::new(200, 0.4, 0.7);
    let values = evaluate(&it.log(), &WIDE, 0.05).unwrap();
    for other in [values.switched, values.shrunk, values.sub_gaussian] {
        assert!((other.value - values.doubly_robust.value).abs() < 1e-12);
    }
    let closed = evaluate(&it.log(), &Bounds { clip: 0.0, shrinkage: 0.0, sub_gaussian: 1.0 }, 0.05).unwrap();
    assert!((closed.switched.value - closed.direct).abs() < 1e-12);
    assert!((closed.shrunk.value - closed.direct).abs() < 1e-12);
}

#[test]
fn what_must_not_be_shown_is_said() {
    let few = Owned::new(60, 0.5, 0.5);
    let found = evaluate(&few.log(), &WIDE, 0.05).unwrap().diagnostics;
    assert_eq!(doubts(&few.log(), &found).iter().map(Doubt::code).collect::<Vec<_>>(), ["few-effective"]);
    let mut heavy = Owned::new(400, 0.5, 0.5);
    heavy.behaviour[0] = vec![0.01, 0.99];
    heavy.target[0] = vec![1.0, 0.0];
    heavy.behaviour[1] = vec![0.0, 1.0];
    let found = evaluate(&heavy.log(), &WIDE, 0.05).unwrap().diagnostics;
    let codes: Vec<_> = doubts(&heavy.log(), &found).iter().map(Doubt::code).collect();
    assert_eq!(codes, ["few-effective", "heavy-decision", "unsupported"]);
}

#[test]
fn a_policy_that_shares_no_action_has_no_normalised_value() {
    let mut it = Owned::new(10, 0.5, 0.0);
    it.action = vec![0; 10];
    let values = evaluate(&it.log(), &WIDE, 0.05).unwrap();
    assert_eq!(values.snips, None);
    assert_eq!(values.self_normalised, None);
    assert_eq!(values.diagnostics.effective.to_bits(), 0.0_f64.to_bits());
}

#[test]
fn bad_input_is_named() {
    let what = |change: &dyn Fn(&mut Owned)| {
        let mut it = Owned::new(10, 0.5, 0.5);
        change(&mut it);
        evaluate(&it.log(), &WIDE, 0.05).unwrap_err().what().to_owned()
    };
    assert_eq!(what(&|it| it.reward[3] = f64::NAN), "reward");
    assert_eq!(what(&|it| it.reward.clear()), "reward");
    assert_eq!(what(&|it| it.action[2] = 2), "action[2]");
    assert_eq!(what(&|it| it.behaviour[4] = vec![1.0, 0.0, 0.0]), "pi_b[4]");
    assert_eq!(what(&|it| it.behaviour[0] = vec![0.0, 1.0]), "pi_b[0]");
    assert_eq!(what(&|it| it.target[1] = vec![0.5, 0.7]), "pi_e[1]");
    assert_eq!(what(&|it| it.target[1] = vec![-0.1, 1.1]), "pi_e[1]");
    assert_eq!(what(&|it| it.predicted[9] = vec![0.5]), "q_hat[9]");
    let it = Owned::new(10, 0.5, 0.5);
    let bounds = Bounds { sub_gaussian: 1.5, ..WIDE };
    assert_eq!(evaluate(&it.log(), &bounds, 0.05).unwrap_err().what(), "lambda_sub_gaussian");
    assert_eq!(evaluate(&it.log(), &WIDE, 1.0).unwrap_err().what(), "alpha");
}

mod streams {
    use proptest::prelude::*;

    use super::*;

    type Line = (f64, usize, Vec<f64>, Vec<f64>, Vec<f64>);

    prop_compose! {
        fn any_line(actions: usize)(
            reward in prop_oneof![Just(0.0), Just(1.0), -50.0_f64..50.0],
            action in 0..actions,
            behaviour in prop::collection::vec(0.05_f64..1.0, actions),
            target in prop::collection::vec(prop_oneof![Just(0.0), 0.01_f64..1.0], actions),
            predicted in prop::collection::vec(-2.0_f64..2.0, actions),
        ) -> Line {
            let law = |it: Vec<f64>| {
                let total: f64 = it.iter().sum();
                let equal = 1.0 / real(it.len() as u64);
                it.into_iter().map(|it| if total > 0.0 { it / total } else { equal }).collect::<Vec<_>>()
            };
            (reward, action, law(behaviour), law(target), predicted)
        }
    }

    fn all_of(values: &PolicyValues) -> Vec<f64> {
        let mut all = vec![values.direct];
        let Diagnostics { effective, weight_max, weight_mean } = values.diagnostics;
        all.extend([effective, weight_max, weight_mean]);
        let certain = [
            values.ipw,
            values.ipw_clipped,
            values.doubly_robust,
            values.switched,
            values.shrunk,
            values.sub_gaussian_ipw,
            values.sub_gaussian,
        ];
        let may_be = [values.snips, values.self_normalised];
        for it in certain.into_iter().chain(may_be.into_iter().flatten()) {
            all.extend([it.value, it.se, it.low, it.high]);
        }
        all
    }

    fn tally(lines: &[Line], bounds: &Bounds) -> Tally {
        let mut tally = Tally::new(bounds).unwrap();
        for (reward, action, behaviour, target, predicted) in lines {
            let decision = Decision { reward: *reward, action: *action, behaviour, target, predicted };
            tally.add(&decision).unwrap();
        }
        tally
    }

    fn owned(lines: &[Line]) -> Owned {
        Owned {
            reward: lines.iter().map(|it| it.0).collect(),
            action: lines.iter().map(|it| it.1).collect(),
            behaviour: lines.iter().map(|it| it.2.clone()).collect(),
            target: lines.iter().map(|it| it.3.clone()).collect(),
            predicted: lines.iter().map(|it| it.4.clone()).collect(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_stream_gives_what_the_whole_log_gives_on_any_number_of_threads(
            lines in prop::collection::vec(any_line(4), 2..1_500), cut in 0.0_f64..1.0,
            clip in prop_oneof![Just(f64::INFINITY), 0.0_f64..20.0],
            shrinkage in prop_oneof![Just(f64::INFINITY), 0.0_f64..20.0], sub_gaussian in 0.0_f64..=1.0,
        ) {
            let bounds = Bounds { clip, shrinkage, sub_gaussian };
            let whole = owned(&lines);
            let expected = evaluate(&whole.log(), &bounds, 0.05).unwrap();
            let place = place(cut, lines.len());
            let mut parts = tally(&lines[..place], &bounds);
            parts.merge(tally(&lines[place..], &bounds)).unwrap();
            for found in [tally(&lines, &bounds), parts] {
                prop_assert_eq!(found.decisions(), lines.len() as u64);
                let values = found.values(0.05).unwrap();
                let (one, other) = (all_of(&values), all_of(&expected));
                prop_assert_eq!(one.len(), other.len());
                for (one, other) in one.iter().zip(&other) {
                    prop_assert!((one - other).abs() <= 1e-9 * other.abs().max(1.0), "{one} {other}");
                }
                let codes = |it: &[Doubt]| it.iter().map(Doubt::code).collect::<Vec<_>>();
                prop_assert_eq!(codes(&found.doubts()), codes(&doubts(&whole.log(), &expected.diagnostics)));
            }
        }
    }

    #[test]
    fn what_has_no_support_is_counted_over_parts() {
        let lines: Vec<Line> =
            (0..700).map(|_| (1.0, 0, vec![1.0, 0.0], vec![1.0, 0.0], vec![0.0; 2])).collect();
        let mut gapped = lines.clone();
        (gapped[650].3, gapped[660].3) = (vec![0.5, 0.5], vec![0.5, 0.5]);
        let mut parts = tally(&lines, &WIDE);
        parts.merge(tally(&gapped, &WIDE)).unwrap();
        let expected = Doubt::Unsupported { decision: 700 + 650, action: 1, decisions: 2 };
        assert_eq!(parts.doubts(), [expected]);
    }

    #[test]
    fn a_decision_that_is_refused_is_not_counted() {
        let mut tally = Tally::new(&WIDE).unwrap();
        let good = Decision {
            reward: 1.0,
            action: 0,
            behaviour: &[0.5, 0.5],
            target: &[0.5, 0.5],
            predicted: &[0.0, 0.0],
        };
        tally.add(&good).unwrap();
        for (bad, what) in [
            (Decision { reward: f64::NAN, ..good }, "reward"),
            (Decision { action: 2, ..good }, "action[1]"),
            (Decision { behaviour: &[0.0, 1.0], ..good }, "pi_b[1]"),
            (Decision { target: &[0.5], ..good }, "pi_e[1]"),
            (Decision { predicted: &[0.5, f64::NAN], ..good }, "q_hat[1]"),
        ] {
            assert_eq!(tally.add(&bad).unwrap_err().what(), what);
        }
        assert_eq!(tally.decisions(), 1);
        assert_eq!(tally.values(0.05).unwrap_err().what(), "reward");
        let narrow = Tally::new(&Bounds { clip: 3.0, ..WIDE }).unwrap();
        assert_eq!(tally.merge(narrow), Ok(()));
    }
}

fn place(cut: f64, of: usize) -> usize {
    (0..of).take_while(|it| real(*it as u64) < cut * real(of as u64)).count()
}
