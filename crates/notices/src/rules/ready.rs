//! Ready rules: payments, decisions, missing documents, appointments, rights that end, silences, late answers. Each with its texts in French
//! and English, in `content/notices/ready.toml`.
//!
//! **Invariant:** a text message of a ready rule is one part, its last line included.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::Timestamp;
use kernel::Lang;
use register::{StoreError, Tx};
use serde::Deserialize;

use super::{
    rule::{Condition, Delay, Goal, HOLDOUT, Means, Plan, Rule, RuleOrigin, Rung, Trigger},
    store::rules::{self, NewRule},
};
use crate::{
    address::Medium,
    service::Service,
    store::templates,
    template::{Lane, Template, TemplateId, Text},
};

/// A ready rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    /// What names it for good.
    pub code: String,
    /// Its name, in French.
    fr: String,
    /// Its name, in English.
    en: String,
    /// What its messages are for, in words that usagers read, for they consent and refuse by purpose.
    pub purpose: String,
    /// The practice of the collection that it puts to use.
    pub practice: String,
    /// What makes an occasion.
    pub trigger: Trigger,
    /// What ends it.
    pub goal: Goal,
    /// Its ladder.
    #[serde(rename = "rung")]
    pub rungs: Vec<ReadyRung>,
}

/// One way of a ready rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyRung {
    /// `sms`, `email`, `letter` or `call`.
    pub by: String,
    /// Days after the rung before.
    #[serde(default)]
    pub days: u16,
    /// Whether they are working days.
    #[serde(default)]
    pub is_working_days: bool,
    /// Whether it only stands in for the one before.
    #[serde(default)]
    pub is_fallback: bool,
    /// What to say in a call.
    #[serde(default)]
    pub script: String,
    #[serde(default)]
    fr: ReadyText,
    #[serde(default)]
    en: ReadyText,
}

/// A text as the file has it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ReadyText {
    subject: String,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Ready>,
}

static ALL: LazyLock<Vec<Ready>> = LazyLock::new(|| {
    let text = include_str!("../../../../content/notices/ready.toml");
    let file: File = toml::from_str(text).expect("the file of ready rules is tested");
    file.rule
});

/// All ready rules.
pub fn all() -> &'static [Ready] {
    &ALL
}

impl Ready {
    /// The one of a code.
    pub fn of(code: &str) -> Option<&'static Self> {
        all().iter().find(|it| it.code == code)
    }

    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }

    /// The template of one of its rungs, for a service; `None`: a call has none.
    fn template(&self, rung: &ReadyRung, service: &Service, by: &str, now: Timestamp) -> Option<Template> {
        let medium = Medium::of(&rung.by)?;
        let text = |it: &ReadyText| Text { subject: it.subject.clone(), body: it.body.trim().to_owned() };
        Some(Template {
            id: TemplateId::new(now),
            service: service.id,
            medium,
            version: 1,
            name: self.fr.clone(),
            purpose: self.purpose.clone(),
            // Another way of telling the same stands in for one that failed: the governor must let it through.
            meaning: format!("{} ({})", self.fr, crate::pages::common::medium_word(medium).say(Lang::Fr)),
            lane: Lane::Normal,
            texts: BTreeMap::from([("fr".to_owned(), text(&rung.fr)), ("en".to_owned(), text(&rung.en))]),
            created_by: by.to_owned(),
            created_at: now,
            archived_at: None,
        })
    }
}

/// Makes a draft of a ready rule for a service, with the templates of its own; `lang` is that of its name. `None`: there is no such ready
/// rule.
pub async fn install(
    tx: &mut Tx,
    service: &Service,
    (code, lang): (&str, Lang),
    by: &str,
    now: Timestamp,
) -> Result<Option<Rule>, StoreError> {
    let Some(ready) = Ready::of(code) else { return Ok(None) };
    let mut ladder = Vec::with_capacity(ready.rungs.len());
    for rung in &ready.rungs {
        let means = match ready.template(rung, service, by, now) {
            Some(template) => {
                templates::record(tx, &template).await?;
                Means::Message { medium: template.medium, template: template.id }
            }
            None => Means::Call { script: rung.script.clone() },
        };
        let after = Delay { days: rung.days, hours: 0, is_working_days: rung.is_working_days };
        ladder.push(Rung { means, after, is_fallback: rung.is_fallback });
    }
    let plan = Plan {
        trigger: ready.trigger.clone(),
        condition: Condition::default(),
        ladder,
        goal: ready.goal.clone(),
        holdout: HOLDOUT,
        is_self_stopping: true,
        territory: calendar::Territory::default(),
    };
    let new = NewRule {
        partner: service.partner.clone(),
        service: service.id,
        name: ready.name(lang).to_owned(),
        plan,
        origin: Some(RuleOrigin::Ready(code.to_owned())),
        practice: Some(ready.practice.clone()),
    };
    rules::create(tx, &new, by, now).await.map(Some)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};
    use testkit::on_both;
    use wording::check::{Element, Level, elements, reading};

    use super::*;
    use crate::{
        accept::{filled, names},
        testing::{Scene, now},
    };

    /// The longest that is usual.
    fn values() -> Map<String, Value> {
        let values = [
            ("service", "Aides au logement"),
            ("date", "30/09/2026"),
            ("time", "14h30"),
            ("promised_date", "30/09/2026"),
            ("new_date", "15/10/2026"),
            ("request", "2026-0123456"),
        ];
        values.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
    }

    #[test]
    fn there_are_the_five_moments_and_two_more() {
        let codes: Vec<&str> = all().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(
            codes,
            ["payment", "decision", "missing-documents", "appointment", "expiry", "silence", "late-answer"]
        );
    }

    #[test]
    fn each_puts_a_practice_of_the_collection_to_use() {
        for ready in all() {
            assert!(practices::collection().practice(&ready.practice).is_some(), "{}", ready.code);
        }
    }

    #[test]
    fn what_a_template_tells_and_its_places_have_words_and_no_codes() {
        let service = crate::testing::service(&"CAF".parse().unwrap(), "Aides au logement");
        let ready = Ready::of("missing-documents").unwrap();
        let templates: Vec<Template> =
            ready.rungs.iter().filter_map(|it| ready.template(it, &service, "product", now())).collect();
        let meanings: Vec<&str> = templates.iter().map(|it| it.meaning.as_str()).collect();
        assert_eq!(
            meanings,
            ["Document manquant (SMS)", "Document manquant (E-mail)", "Document manquant (Lettre)"]
        );
        for ready in all() {
            let templates =
                ready.rungs.iter().filter_map(|it| ready.template(it, &service, "product", now()));
            for (name, _) in templates.flat_map(|it| it.texts.into_values()).flat_map(|it| names(&it)) {
                let key = format!("place-{}", name.replace('_', "-"));
                assert!(name == "service" || crate::WORDS.knows(&key), "{}: {name}", ready.code);
            }
        }
    }

    #[test]
    fn each_text_message_is_one_part_and_each_text_can_be_filled() {
        let service = crate::testing::service(&"CAF".parse().unwrap(), "Aides au logement");
        for ready in all() {
            for rung in &ready.rungs {
                let Some(template) = ready.template(rung, &service, "product", now()) else {
                    assert!(!rung.script.is_empty(), "{}", ready.code);
                    continue;
                };
                for (language, text) in &template.texts {
                    let site = Some("https://contacts.example.fr");
                    let filled =
                        filled(template.medium, (language, text), &values(), (site, "K7QF2MXP")).unwrap();
                    assert_eq!(filled.segments, 1, "{} {language}: {}", ready.code, filled.body);
                    assert_eq!(text.subject.is_empty(), template.medium == Medium::Sms);
                    if template.medium == Medium::Sms {
                        let own = filled.body.lines().next().unwrap().chars().count();
                        assert!(own <= 114, "{} {language}: {own} signs", ready.code);
                    }
                }
            }
        }
    }

    #[test]
    fn each_longer_text_says_all_that_a_notice_must_and_is_plain() {
        let service = crate::testing::service(&"CAF".parse().unwrap(), "Aides au logement");
        for ready in all() {
            let templates =
                ready.rungs.iter().filter_map(|it| ready.template(it, &service, "product", now()));
            for template in templates.filter(|it| it.medium != Medium::Sms) {
                for (language, text) in &template.texts {
                    let lang = if language == "fr" { Lang::Fr } else { Lang::En };
                    let all = format!("{}.\n{}", text.subject, text.body);
                    // Where there is nothing to do, there is no day until which to do it, though one may write to ask.
                    let found = elements(&all, lang);
                    let mut missing = found.missing();
                    missing.retain(|it| *it != Element::ByWhen || !found.has(Element::NothingToDo));
                    assert_eq!(missing, [], "{} {language}", ready.code);
                    let found = reading(&all).unwrap();
                    assert!(found.level <= Level::Medium, "{} {language}: {found:?}", ready.code);
                }
            }
        }
    }

    on_both! {
        async fn a_ready_rule_becomes_a_draft_that_can_run(db: Db) {
            let scene = Scene::set(&db).await;
            for ready in all() {
                let mut tx = db.write().await.unwrap();
                let made = install(&mut tx, &scene.service, (&ready.code, Lang::Fr), "acc", now()).await.unwrap();
                let rule = made.unwrap();
                let listed = templates::listed(&mut tx, scene.service.id, None).await.unwrap();
                rule.plan.check(scene.service.id, &listed).unwrap();
                let found = rules::find(&mut tx, &rule.partner, rule.id).await.unwrap();
                assert_eq!(found, Some(rule));
                tx.commit().await.unwrap();
            }
            let mut tx = db.write().await.unwrap();
            assert_eq!(install(&mut tx, &scene.service, ("none", Lang::Fr), "acc", now()).await.unwrap(), None);
        }
    }
}
