//! The figures of a report as people read them: the metric's name, differences, shares, ends of intervals.

use experiments::plan::{Metric, Outcome, Plan, Unit};
use kernel::Lang;
use site::{Figures, Unit as Shown};

use super::{say, word};

/// A relative change of more than this says nothing: ten times as much.
const SHARE_MAX: f64 = 10.0;
/// A difference beyond this is the mark of an interval without end.
const OPEN: f64 = 1e100;

/// How the figure of a measure is shown.
pub const fn shown(measure: Outcome) -> Shown {
    match measure {
        Outcome::Volume | Outcome::Requests | Outcome::Needs | Outcome::Satisfaction => Shown::Ratio,
        Outcome::Recontact | Outcome::Fcr | Outcome::Avoidable | Outcome::Phone => Shown::Share,
        Outcome::Cost => Shown::Euro,
    }
}

/// The metric's name: "contacts par usager (canal : téléphone)".
pub fn metric(metric: &Metric, unit: Unit, lang: Lang) -> String {
    let name = match metric.measure {
        Outcome::Volume | Outcome::Cost => format!("said-metric-{}-{}", metric.measure.code(), unit.code()),
        Outcome::Recontact | Outcome::Fcr | Outcome::Needs => {
            let days = i64::from(metric.window_days);
            let key = format!("said-metric-{}", metric.measure.code());
            return with_filters(say(lang, &key, &[("days", days.into())]), metric, lang);
        }
        _ => format!("said-metric-{}", metric.measure.code()),
    };
    with_filters(word(lang, &name), metric, lang)
}

fn with_filters(name: String, metric: &Metric, lang: Lang) -> String {
    if metric.wanted.is_empty() {
        return name;
    }
    let filters = metric.wanted.iter().map(|(by, value)| filter(by, value, lang));
    format!("{name} ({})", filters.collect::<Vec<_>>().join(", "))
}

/// The dimensions that a metric is filtered by, and the subgroups of the log.
const DIMENSIONS: [&str; 5] = ["channel", "reason", "life_event", "site", "cause"];

/// What a dimension or a column of a list is called.
pub fn dimension(by: &str, lang: Lang) -> String {
    let key = format!("said-by-{}", by.replace('_', "-"));
    if DIMENSIONS.contains(&by) && crate::WORDS.knows(&key) { word(lang, &key) } else { by.to_owned() }
}

/// A value of a dimension: channels and causes have names.
pub fn dimension_value(by: &str, value: &str, lang: Lang) -> String {
    let channel = format!("said-channel-{value}");
    if by == "channel" && crate::WORDS.knows(&channel) {
        return word(lang, &channel);
    }
    if by == "cause"
        && let Some(cause) = practices::collection().cause(value)
    {
        return format!("{value} · {}", cause.label.in_lang(lang));
    }
    value.to_owned()
}

fn filter(by: &str, value: &str, lang: Lang) -> String {
    let args = [("by", dimension(by, lang).into()), ("value", dimension_value(by, value, lang).into())];
    say(lang, "said-filter", &args)
}

/// What the figures are counted on: "1 000 usagers".
pub fn units(plan: &Plan, count: u64, lang: Lang) -> String {
    let number = Figures::new(lang).count(count);
    let key = format!("said-units-{}", plan.unit.code());
    say(lang, &key, &[("n", number.into()), ("many", count.into())])
}

/// A share as a percentage, with a decimal where it is small.
pub fn share(it: f64, lang: Lang) -> String {
    let figures = Figures::new(lang);
    let percent = it.abs() * 100.0;
    let decimals = usize::from(percent < 9.95 && (percent - percent.round()).abs() > 0.049);
    figures.share_with(it, decimals)
}

/// The same with its sign, or in words where it has no end.
pub fn signed_share(it: f64, lang: Lang) -> String {
    if it.abs() > SHARE_MAX {
        return word(lang, "said-no-limit");
    }
    signed(it, share(it, lang))
}

/// Whether a relative change is small enough to say something.
pub fn is_tellable(it: f64) -> bool {
    it.abs() <= SHARE_MAX
}

fn signed(it: f64, written: String) -> String {
    let is_nothing = !written.contains(|letter: char| ('1'..='9').contains(&letter));
    if it > 0.0 && !is_nothing { format!("+{written}") } else { written }
}

/// A difference of a measure's figure without its sign: points for shares.
pub fn amount(measure: Outcome, it: f64, lang: Lang) -> String {
    let figures = Figures::new(lang);
    let it = it.abs();
    if it > OPEN {
        return word(lang, "said-no-limit");
    }
    match shown(measure) {
        Shown::Share => {
            let points = it * 100.0;
            say(lang, "said-points", &[("n", figures.number(points, usize::from(points < 9.95)).into())])
        }
        Shown::Euro => figures.euros(it, if it < 1_000.0 { 2 } else { 0 }),
        _ => figures.number(it, decimals(it)),
    }
}

/// The same with its sign.
pub fn signed_amount(measure: Outcome, it: f64, lang: Lang) -> String {
    let written = amount(measure, it, lang);
    if it.abs() > OPEN {
        return written;
    }
    let is_nothing = !written.contains(|letter: char| ('1'..='9').contains(&letter));
    match it {
        _ if is_nothing => written,
        it if it < 0.0 => format!("−{written}"),
        _ => format!("+{written}"),
    }
}

/// Decimals that leave two digits that say something.
const fn decimals(it: f64) -> usize {
    match it {
        it if it >= 100.0 => 0,
        it if it >= 10.0 => 1,
        it if it >= 0.095 => 2,
        _ => 3,
    }
}

/// A figure of an arm.
pub fn figure(measure: Outcome, it: Option<f64>, lang: Lang) -> String {
    it.map_or_else(|| "—".to_owned(), |it| Figures::new(lang).of(shown(measure), it))
}

/// A p-value as a table shows it.
pub fn chance(p: f64, lang: Lang) -> String {
    let figures = Figures::new(lang);
    if p < 0.001 { format!("<\u{a0}{}", figures.number(0.001, 3)) } else { figures.number(p, 3) }
}

/// A large number that nobody counts to the last: 2 significant digits below 100, whole above.
pub fn about(it: f64, lang: Lang) -> String {
    let figures = Figures::new(lang);
    let it_abs = it.abs();
    let decimals = if it_abs < 1.0 { 2 } else { usize::from(it_abs < 10.0) };
    figures.number(it, decimals)
}
