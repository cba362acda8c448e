//! How much advice was given, what people did, and whether it worked: by arm of the trial and by way.

use std::collections::BTreeMap;

use evidence::proportion::wilson;
use kernel::Channel;
use site::{Markup, Shell, table};

use super::picture::real;
use crate::{
    given::Arm,
    guide::House,
    pages::common::{channel_said, share_between},
    store::counts::Count,
};

/// What is shown of it.
pub(super) struct GivenShown {
    pub(super) said: String,
    pub(super) trial: Option<String>,
    pub(super) by_way: Option<Markup>,
    pub(super) by_arm: Option<Markup>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Sum {
    given: u64,
    followed: u64,
    other: u64,
    answered: u64,
    settled: u64,
}

impl Sum {
    fn add(&mut self, it: &Count) {
        self.advise(it);
        self.answer(it);
    }

    /// That it was advised, and what people did.
    fn advise(&mut self, it: &Count) {
        self.given += it.given;
        match it.taken {
            Some(taken) if Some(taken) == it.advised => self.followed += it.given,
            Some(_) => self.other += it.given,
            None => {}
        }
    }

    /// What people said of it.
    fn answer(&mut self, it: &Count) {
        self.answered += it.answered;
        self.settled += it.settled;
    }

    fn row(&self, shell: &Shell, name: String) -> Vec<String> {
        let figures = shell.figures();
        let settled = match wilson(self.settled, self.answered) {
            Some(it) => share_between(shell, [real(self.settled) / real(self.answered), it.low, it.high], 0),
            None => "—".to_owned(),
        };
        let counts = [self.given, self.followed, self.other, self.answered].map(|it| figures.count(it));
        let mut row = vec![name];
        row.extend(counts);
        row.push(settled);
        row
    }
}

/// By way: how often it was advised and what people did then, and what those said who took it, whatever was advised to them.
fn by_way(counts: &[Count]) -> BTreeMap<Option<Channel>, Sum> {
    let mut by_way: BTreeMap<Option<Channel>, Sum> = BTreeMap::new();
    for it in counts.iter().filter(|it| it.arm == Arm::Advised) {
        by_way.entry(it.advised).or_default().advise(it);
        if it.answered > 0 {
            by_way.entry(it.taken.or(it.advised)).or_default().answer(it);
        }
    }
    by_way
}

pub(super) fn shown(shell: &Shell, house: &House, counts: &[Count]) -> GivenShown {
    let mut by_arm: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut all = Sum::default();
    for it in counts {
        all.add(it);
        by_arm.entry(it.arm.code()).or_default().add(it);
    }
    let by_way = by_way(counts);
    let trial = house.setting.trial.as_deref().map(|it| shell.t1("orientation-trial-runs", "trial", it));
    if all.given == 0 {
        let said = shell.t("orientation-given-none");
        return GivenShown { said, trial, by_way: None, by_arm: None };
    }
    let figures = shell.figures();
    let args = [
        ("given", figures.count(all.given).into()),
        ("taken", figures.count(all.followed + all.other).into()),
        ("answered", figures.count(all.answered).into()),
    ];
    let titles = |first: &str, given: &str, answered: &str| {
        [first, given, "orientation-followed", "orientation-other-way", answered, "orientation-worked"]
            .map(|it| shell.t(it))
    };
    let way_titles = titles("orientation-way", "orientation-given-of-way", "orientation-answered-of-way");
    let arm_titles = titles("orientation-arm", "orientation-given", "orientation-answered");
    let way = |(channel, sum): (&Option<Channel>, &Sum)| {
        let name = channel.map_or_else(|| shell.t("orientation-no-way"), |it| channel_said(shell, it));
        sum.row(shell, name)
    };
    let arm = |(code, sum): (&&str, &Sum)| sum.row(shell, shell.t(&format!("orientation-arm-{code}")));
    let ways: Vec<Vec<String>> = by_way.iter().map(way).collect();
    let arms: Vec<Vec<String>> = by_arm.iter().map(arm).collect();
    GivenShown {
        said: shell.t_with("orientation-given-said", &args),
        trial,
        by_way: (!ways.is_empty()).then(|| table(&shell.t("orientation-given-by-way"), &way_titles, &ways)),
        by_arm: (by_arm.len() > 1).then(|| table(&shell.t("orientation-given-by-arm"), &arm_titles, &arms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_that_was_followed_and_another_way_are_counted_apart() {
        let count = |taken| Count {
            arm: Arm::Advised,
            advised: Some(Channel::Phone),
            taken,
            given: 4,
            answered: 2,
            settled: 1,
        };
        let mut sum = Sum::default();
        [None, Some(Channel::Phone), Some(Channel::Email)].map(count).iter().for_each(|it| sum.add(it));
        assert_eq!(sum, Sum { given: 12, followed: 4, other: 4, answered: 6, settled: 3 });
    }

    #[test]
    fn an_answer_counts_for_the_way_that_was_taken() {
        let (post, phone) = (Some(Channel::Post), Some(Channel::Phone));
        let counts = [
            Count { arm: Arm::Advised, advised: post, taken: phone, given: 2, answered: 2, settled: 2 },
            Count { arm: Arm::Advised, advised: post, taken: post, given: 3, answered: 1, settled: 0 },
            Count { arm: Arm::Plain, advised: post, taken: phone, given: 9, answered: 9, settled: 9 },
        ];
        let sums = by_way(&counts);
        assert_eq!(sums[&post], Sum { given: 5, followed: 3, other: 2, answered: 1, settled: 0 });
        assert_eq!(sums[&phone], Sum { answered: 2, settled: 2, ..Sum::default() });
    }
}
