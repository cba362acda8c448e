//! What is said of a text beside it: what it counts for, whether it is plain, whether it says what it must, where it sends people.

use kernel::{Euro, Explain as _};
use register::StoreError;
use site::Shell;
use sms::{Counted, Encoding};
use wording::check::{self, Element};

use super::super::preview::{self, CODE, lang};
use crate::{
    accept::{Door, PARTS_MAX, price_of, whole},
    address::Medium,
    service::Service,
    targets::{self, Found, Kind, Reason, Target, store::Line, work::Watch},
    template::Text,
};

/// Links that are followed when somebody asks.
const LOOKED_AT_MAX: usize = 8;
/// Signs that are named.
const SIGNS_MAX: usize = 12;
/// How many messages a cost is said for.
const MESSAGES: i64 = 1_000;

/// One thing that is said of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    /// `yes`: well; `so`: to be known; `no`: to be changed.
    pub(crate) class: &'static str,
    pub(crate) text: String,
    pub(crate) advice: Option<String>,
    /// The signs that it is about.
    pub(crate) signs: Vec<String>,
}

impl Check {
    fn new(class: &'static str, text: String) -> Self {
        Self { class, text, advice: None, signs: Vec::new() }
    }

    fn advice(self, advice: String) -> Self {
        Self { advice: Some(advice), ..self }
    }

    /// Its sign, beside the words.
    pub(crate) fn mark(&self) -> &'static str {
        match self.class {
            "yes" => "✓",
            "no" => "✗",
            _ => "•",
        }
    }
}

/// What is wrong with the places of a text, all of it.
pub(crate) fn faults(shell: &Shell, text: &str) -> Vec<String> {
    let faults = wording::Template::<wording::Name>::faults(text);
    faults.iter().map(|it| shell.say(&it.message())).collect()
}

/// All that is said of a text in a language, as a service sends it.
pub(crate) fn of_text(
    shell: &Shell,
    door: &Door,
    (service, medium): (Option<&Service>, Medium),
    (code, text): (&str, &Text),
) -> Vec<Check> {
    let whole = format!("{}\n{}", text.subject, text.body).trim().to_owned();
    if whole.is_empty() {
        return Vec::new();
    }
    let misplaced = misplaced(shell, &whole);
    let faults: Vec<String> =
        [&text.subject, &text.body].into_iter().flat_map(|it| faults(shell, it)).collect();
    if !faults.is_empty() {
        return faults.into_iter().map(|it| Check::new("no", it)).chain(misplaced).collect();
    }
    let mut checks: Vec<Check> = places(shell, &whole).into_iter().chain(misplaced).collect();
    if medium == Medium::Sms {
        checks.extend(count(shell, door, service, (code, text)));
    }
    if matches!(code, "fr" | "en") {
        checks.extend(plainness(shell, &whole));
        checks.extend(elements(shell, code, &whole));
    }
    checks.extend(targets(shell, &whole));
    checks
}

/// What is filled in when it is sent.
fn places(shell: &Shell, whole: &str) -> Option<Check> {
    let used = wording::Template::<wording::Name>::parse(whole).ok()?.names();
    let names: Vec<String> = used.all().iter().map(|it| format!("{{{{{it}}}}}")).collect();
    if names.is_empty() {
        return None;
    }
    let text = shell.t1("check-places", "count", names.len() as u64);
    Some(Check { signs: names, ..Check::new("so", text) })
}

/// Names in other brackets than those of places: they would leave as they are written.
fn misplaced(shell: &Shell, whole: &str) -> Vec<Check> {
    let check = |it: check::Misplaced| {
        let args = [("written", (&whole[it.at]).into()), ("meant", it.meant.into())];
        Check::new("no", shell.t_with("check-misplaced", &args))
    };
    check::misplaced(whole).into_iter().map(check).collect()
}

/// What the text counts for as it may leave, with values of each kind.
fn counts(door: &Door, service: Option<&Service>, (code, text): (&str, &Text)) -> Vec<Counted> {
    let filled = |it| whole(Medium::Sms, (code, text), &it, (door.site.as_deref(), CODE)).ok();
    preview::samples(service, (code, text))
        .into_iter()
        .filter_map(|it| filled(it.1))
        .map(|it| sms::count(&it.body))
        .collect()
}

fn count(shell: &Shell, door: &Door, service: Option<&Service>, (code, text): (&str, &Text)) -> Vec<Check> {
    let counts = counts(door, service, (code, text));
    let Some(shortest) = counts.iter().min_by_key(|it| (it.segments, it.units)) else { return Vec::new() };
    let mut checks: Vec<Check> = if shortest.segments > PARTS_MAX {
        vec![too_long(shell, "check-too-long", shortest)]
    } else {
        vec![cost(shell, door, &counts)]
    };
    let longest = counts.iter().max_by_key(|it| (it.segments, it.units));
    if let Some(longest) = longest.filter(|it| it.segments > PARTS_MAX && shortest.segments <= PARTS_MAX) {
        checks.push(too_long(shell, "check-too-long-filled", longest));
    }
    checks.extend(alphabet(shell, text));
    checks
}

/// How much longer a text is than a message may be.
fn too_long(shell: &Shell, key: &str, counted: &Counted) -> Check {
    let count = |it: usize| shell.figures().count(it as u64);
    let args = [
        ("units", count(counted.units).into()),
        ("parts", count(counted.segments).into()),
        ("most", count(PARTS_MAX).into()),
        ("signs", count(PARTS_MAX * counted.encoding.in_part()).into()),
    ];
    let check = Check::new("no", shell.t_with(key, &args));
    if counted.encoding == Encoding::Gsm7 { check } else { check.advice(shell.t("check-too-long-wide")) }
}

/// What messages that are not too long count for, and what they cost.
fn cost(shell: &Shell, door: &Door, counts: &[Counted]) -> Check {
    let parts = || counts.iter().map(|it| it.segments).filter(|it| *it <= PARTS_MAX);
    let of = |it: Option<usize>| i64::try_from(it.unwrap_or(1)).unwrap_or(1);
    let (least, most) = (of(parts().min()), of(parts().max()));
    let figures = shell.figures();
    let cost = |parts: i64| {
        let one = price_of(door, Medium::Sms, parts);
        figures.euro(Euro(one.0.saturating_mul(MESSAGES)))
    };
    let args = [
        ("least", least.into()),
        ("most", most.into()),
        ("cheap", cost(least).into()),
        ("dear", cost(most).into()),
    ];
    let (parts_key, cost_key) =
        if least == most { ("check-parts", "check-cost") } else { ("check-parts-range", "check-cost-range") };
    let class = if most <= 1 { "yes" } else { "so" };
    Check::new(class, shell.t_with(parts_key, &args)).advice(shell.t_with(cost_key, &args))
}

/// How carriers write the text itself, and which signs make it dear.
fn alphabet(shell: &Shell, text: &Text) -> Vec<Check> {
    let counted = sms::count(&text.body);
    if counted.encoding == Encoding::Gsm7 {
        return vec![Check::new("yes", shell.t("check-alphabet-plain"))];
    }
    let signs = counted.culprits.iter().take(SIGNS_MAX).map(ToString::to_string).collect();
    let advice = if sms::count(&sms::spare(&text.body)).culprits.len() < counted.culprits.len() {
        shell.t("check-alphabet-spare")
    } else {
        shell.t("check-alphabet-advice")
    };
    vec![Check { signs, ..Check::new("so", shell.t("check-alphabet-wide")).advice(advice) }]
}

fn plainness(shell: &Shell, whole: &str) -> Option<Check> {
    let reading = check::reading(whole)?;
    let class = match reading.level {
        check::Level::VeryEasy | check::Level::Easy => "yes",
        check::Level::Medium | check::Level::Hard => "so",
        check::Level::VeryHard => "no",
    };
    let text = shell.t1("check-reading", "level", shell.say(&reading.level.label()));
    Some(Check::new(class, text).advice(shell.say(&reading.level.advice())))
}

fn elements(shell: &Shell, code: &str, whole: &str) -> Vec<Check> {
    let found = check::elements(whole, lang(code));
    let mut checks = Vec::new();
    for element in Element::ALL.into_iter().filter(|it| found.has(*it)) {
        checks.push(Check::new("yes", shell.t1("check-says", "element", shell.say(&element.label()))));
    }
    // A page that is named only tells whom to ask if the text says so.
    let has_link = !check::links(whole).is_empty();
    checks.extend(found.missing().into_iter().map(|it| {
        let is_of_link = it == Element::WhoToAsk && has_link;
        let said = if is_of_link { shell.t("check-link-is-not-who") } else { shell.say(&it.missing()) };
        Check::new("no", said)
    }));
    checks
}

fn targets(shell: &Shell, whole: &str) -> Vec<Check> {
    let links = check::links(whole).into_iter().map(|it| {
        let text = shell.t1("check-link", "link", it.address);
        let check = Check::new("so", text);
        if it.has_place { check.advice(shell.t("check-link-place")) } else { check }
    });
    let phones = check::phones(whole).into_iter().map(|it| match it.dial {
        check::Dial::Number(number) => Check::new("so", shell.t1("check-phone", "number", number.shown())),
        check::Dial::Short(number) => Check::new("so", shell.t1("check-phone", "number", number)),
        check::Dial::Special(number) => {
            Check::new("no", shell.t1("check-phone", "number", number)).advice(shell.t("check-phone-special"))
        }
    });
    let wrong = check::wrong_phones(whole)
        .into_iter()
        .map(|it| Check::new("no", shell.t1("check-phone-wrong", "number", it.to_owned())));
    links.chain(phones).chain(wrong).collect()
}

/// Whether a text has links that can be followed before it is filled.
pub(crate) fn has_links(text: &Text) -> bool {
    check::links(&text.body).iter().any(|it| !it.has_place)
}

/// Whether the links of a text lead somewhere: each is followed now.
pub(crate) async fn alive(shell: &Shell, watch: &Watch, text: &Text) -> Result<Vec<Check>, StoreError> {
    let links = check::links(&text.body).into_iter().filter(|it| !it.has_place).map(|it| it.address);
    let links: Vec<String> = links.take(LOOKED_AT_MAX).collect();
    let found = watch.look_at(&links).await?;
    let checks = links.into_iter().zip(found).map(|(link, found)| {
        let (class, key) = match found {
            Found::Alive => ("yes", "check-link-alive"),
            Found::Dead(Reason::Gone) => ("no", "check-link-gone"),
            Found::Dead(_) => ("no", "check-link-dead"),
            Found::Unknown(_) => ("so", "check-link-unknown"),
        };
        Check::new(class, shell.t1(key, "link", link))
    });
    Ok(checks.collect())
}

/// What the lines that a service has listed say of the numbers of a text.
pub(crate) fn of_lines(shell: &Shell, lines: &[Line], text: &Text) -> Vec<Check> {
    let mut checks = Vec::new();
    for phone in check::phones(&text.body) {
        let number = targets::digits(phone.dial);
        let shown = targets::shown(&Target { kind: Kind::Phone, text: number.clone() });
        let (class, key) = match lines.iter().find(|it| it.number == number) {
            Some(line) if line.is_open => continue,
            Some(_) => ("no", "check-phone-closed"),
            None if lines.is_empty() => continue,
            None => ("so", "check-phone-unlisted"),
        };
        checks.push(Check::new(class, shell.t1(key, "number", shown)));
    }
    checks
}
