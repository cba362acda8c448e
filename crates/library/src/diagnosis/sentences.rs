//! A diagnosis in sentences.

use kernel::{Lang, Message};
use practices::{Advised, Finding, MixOrigin, collection};
use site::Figures;

use super::{Diagnosis, document::whole};
use crate::words::{say, word};

/// Causes named for a practice.
const CAUSES_MAX: usize = 2;

/// Why a practice stands where it stands, the strongest reason first.
pub fn why(lang: Lang, advised: &Advised<'_>, diagnosis: &Diagnosis) -> Vec<String> {
    let figures = Figures::new(lang);
    let own = if matches!(diagnosis.mix.origin, MixOrigin::Own { .. }) { "yes" } else { "no" };
    let mut sentences = Vec::new();
    for (code, contacts) in advised.causes.iter().take(CAUSES_MAX) {
        let label = collection().cause(code).map_or(*code, |it| it.label.in_lang(lang));
        let args = [
            ("cause", label.into()),
            ("code", (*code).into()),
            ("share", figures.share(diagnosis.mix.share(code)).into()),
            ("own", own.into()),
            ("contacts", figures.count(whole(*contacts)).into()),
        ];
        sentences.push(say(lang, "why-cause", &args));
    }
    sentences.push(if advised.is_supposed {
        word(lang, "why-gap-supposed")
    } else {
        say(lang, "why-gap", &[("gap", figures.share_with(advised.gap, 0).into())])
    });
    sentences.push(match diagnosis.learned.get(&advised.practice.id) {
        Some(finding) => found(lang, finding),
        None => word(lang, &format!("why-evidence-{}", advised.practice.evidence.code())),
    });
    if !advised.missing.is_empty() {
        let named = |id: &&str| {
            collection().practice(id).map_or((*id).to_owned(), |it| format!("{id} {}", it.title(lang)))
        };
        let before = advised.missing.iter().map(named).collect::<Vec<_>>().join(", ");
        sentences.push(say(lang, "why-missing", &[("practices", before.into())]));
    }
    sentences
}

/// What experiments found of a practice, beside what its sheet expects.
pub fn found(lang: Lang, finding: &Finding) -> String {
    let share = |it: f64| Figures::new(lang).share_with(it, 0).into();
    let args = [
        ("n", u64::from(finding.experiments).into()),
        ("factor", share(finding.factor)),
        ("low", share(finding.low)),
        ("high", share(finding.high)),
        ("sheet", share(finding.sheet_weight)),
    ];
    say(lang, "why-experiments", &args)
}

/// On what the figures stand: whose causes, how many contacts.
pub fn basis(lang: Lang, diagnosis: &Diagnosis) -> Vec<String> {
    let figures = Figures::new(lang);
    let count = |it: u64| figures.count(it).into();
    let causes = match diagnosis.mix.origin {
        MixOrigin::Default => word(lang, "basis-default"),
        MixOrigin::TooFew { coded } => say(lang, "basis-too-few", &[("coded", count(coded))]),
        MixOrigin::Unsure => word(lang, "basis-unsure"),
        MixOrigin::Own { coded } => say(lang, "basis-own", &[("coded", count(coded))]),
    };
    vec![causes, contacts(lang, diagnosis)]
}

/// How many contacts the figures are about, and whether anybody said so.
pub fn contacts(lang: Lang, diagnosis: &Diagnosis) -> String {
    let key = if diagnosis.is_assumed { "basis-contacts-assumed" } else { "basis-contacts" };
    let contacts = Figures::new(lang).count(whole(diagnosis.contacts));
    say(lang, key, &[("contacts", contacts.into())])
}

/// What the proposed practices avoid together, and all.
pub fn totals(lang: Lang, diagnosis: &Diagnosis) -> Vec<String> {
    let figures = Figures::new(lang);
    let advice = &diagnosis.advice;
    if advice.ranked.is_empty() {
        return vec![word(lang, "advice-none")];
    }
    let proposed = advice.ranked.iter().filter(|it| it.is_proposed).count();
    let sentence = |key: &'static str, practices: usize, contacts: f64| -> Message {
        crate::words::message(key)
            .with("n", practices as u64)
            .with("contacts", figures.count(whole(contacts)))
            .with("share", figures.share(contacts / diagnosis.contacts.max(1.0)))
    };
    vec![
        sentence("advice-proposed", proposed, advice.proposed_together).say(lang),
        sentence("advice-all", advice.ranked.len(), advice.together).say(lang),
    ]
}
