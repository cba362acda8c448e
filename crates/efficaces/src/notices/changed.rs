//! What messages changed, for the observatory and for the sheets of practices.

use ::notices::{
    effects::{
        Interval,
        published::{self, PublishedEffect},
    },
    rules::pages,
};
use kernel::{Lang, PartnerCode};
use library::{MessageResult, MessageResults};
use observatory::messages::{Asked, Drawn, MessageEffect, MessageEffects, Span};
use register::Tx;

use crate::words::say;

/// Effects of notices, as they were last found.
pub(crate) struct Changed;

impl MessageEffects for Changed {
    fn effects<'a>(&'a self, tx: &'a mut Tx, of: Option<&'a PartnerCode>, lang: Lang) -> Asked<'a, Drawn> {
        Box::pin(async move {
            let mut found = published::published(tx, of).await?;
            if of.is_none() {
                found.retain(PublishedEffect::is_result);
                found.sort_by(|a, b| {
                    a.practice.cmp(&b.practice).then_with(|| a.partner_name.cmp(&b.partner_name))
                });
            }
            let chart = published::forest(lang, &found);
            Ok((found.into_iter().map(|it| effect(it, lang)).collect(), chart))
        })
    }
}

const fn span(it: Interval) -> Span {
    Span { low: it.low, value: it.mid, high: it.high }
}

fn effect(it: PublishedEffect, lang: Lang) -> MessageEffect {
    MessageEffect {
        verdict: it.verdict.code(),
        verdict_word: it.word(lang),
        sentence: it.sentence(lang),
        rule: it.rule.map(|(id, name)| (name, format!("{}/{id}", pages::PATH))),
        partner: it.partner,
        partner_name: it.partner_name,
        practice: it.practice,
        version: it.version,
        held_persons: it.persons.0,
        told_persons: it.persons.1,
        messages: it.messages,
        cost: it.cost,
        avoided_per_100_messages: it.avoided_per_100_messages.map(span),
        avoided: it.avoided.map(span),
        saving: it.saving.map(span),
        net: it.net.map(span),
        found_at: it.found_at,
    }
}

impl library::Messages for Changed {
    fn of_practice<'a>(
        &'a self,
        tx: &'a mut Tx,
        practice: &'a str,
        lang: Lang,
    ) -> library::Asked<'a, MessageResults> {
        Box::pin(async move {
            let found = published::of_practice(tx, practice).await?;
            Ok(MessageResults {
                forest: published::forest(lang, &found),
                counted: published::counted(lang, &found),
                results: found.into_iter().map(|it| result(&it, lang)).collect(),
            })
        })
    }
}

fn result(it: &PublishedEffect, lang: Lang) -> MessageResult {
    let figures = site::Figures::new(lang);
    let day = figures.date(kernel::paris_date(it.found_at.as_microsecond()));
    let args = [
        ("held", figures.count(it.persons.0).into()),
        ("told", figures.count(it.persons.1).into()),
        ("day", day.into()),
    ];
    MessageResult {
        headline: it.sentence(lang),
        verdict: it.class().to_owned(),
        verdict_name: it.word(lang),
        partner: it.partner_name.clone(),
        about: say(lang, "messages-result-about", &args),
    }
}
