//! The steps of the form, in the order in which one thinks: why, who, what, how long, with what, how sure.

use experiments::plan::{
    ARMS_MAX, AllocationMethod, Design, GUARDRAILS_MAX, Outcome, SUBGROUPS_MAX, Spending, Unit,
};
use kernel::Channel;
use practices::collection;
use site::{Field, Shell, form::FieldKind};

use super::typed::{ARMS_SHOWN, GUARDRAILS_SHOWN, Typed, spending_code};

/// A step of the form.
pub(super) struct Step {
    /// The end of its keys, and its id.
    pub(super) code: &'static str,
    /// What everybody is asked.
    pub(super) fields: Vec<Field>,
    /// What is folded: it has a good default, or may stay empty.
    pub(super) advanced: Vec<Field>,
}

impl Step {
    /// Whether what is folded must be seen.
    pub(super) fn is_open(&self) -> bool {
        self.advanced.iter().any(Field::is_wrong)
    }
}

/// What is wrong, by field.
pub(super) type Problems = Vec<(String, String)>;

struct Form<'a> {
    shell: &'a Shell,
    typed: &'a Typed,
    problems: &'a Problems,
}

/// The form with what stands in it and what is wrong with it.
pub(super) fn steps(shell: &Shell, typed: &Typed, problems: &Problems) -> Vec<Step> {
    let form = Form { shell, typed, problems };
    let step = |code, fields, advanced| Step { code, fields, advanced };
    vec![
        step("why", form.why(), Vec::new()),
        step("who", form.who(), form.who_advanced()),
        step("what", form.what(), form.what_advanced()),
        step("when", form.when(), Vec::new()),
        rows_step("arms", form.arms(), form.typed.arm_rows().last().copied().unwrap_or(2).max(2)),
        rows_step("guards", form.guards(), form.typed.guard_rows().last().copied().unwrap_or(1)),
        rows_step("groups", form.groups(), form.typed.group_rows().last().copied().unwrap_or(1)),
        step("stopping", form.stopping(), form.stopping_advanced()),
        step("ethics", form.ethics(), Vec::new()),
    ]
}

/// A step of rows that are alike: those in use are shown, the others are folded.
fn rows_step(code: &'static str, rows: Vec<Vec<Field>>, used: usize) -> Step {
    let mut rows = rows.into_iter();
    let fields = rows.by_ref().take(used).flatten().collect();
    Step { code, fields, advanced: rows.flatten().collect() }
}

/// The practices of the library.
pub(super) fn practices(shell: &Shell) -> Vec<(String, String)> {
    let practices = &collection().practices;
    practices.iter().map(|it| (it.id.clone(), format!("{} · {}", it.id, it.title(shell.lang())))).collect()
}

impl Form<'_> {
    fn t(&self, key: &str) -> String {
        self.shell.t(&format!("planning-{key}"))
    }

    fn with_label(&self, kind: FieldKind, name: &str, label: String) -> Field {
        let wrong = self.problems.iter().find(|it| it.0 == name).map(|it| it.1.clone());
        Field::new(kind, name, label).value(self.typed.get(name)).error(wrong)
    }

    /// A field whose label has the field's own key.
    fn field(&self, kind: FieldKind, name: &str) -> Field {
        self.with_label(kind, name, self.t(name))
    }

    fn hinted(&self, kind: FieldKind, name: &str) -> Field {
        self.field(kind, name).hint(self.t(&format!("{name}-hint")))
    }

    /// A choice between the words of a list, each with its sentence.
    fn choice<'word>(&self, name: &str, words: impl Iterator<Item = &'word str>) -> Field {
        let options = words.map(|it| (it.to_owned(), self.t(&format!("{name}-{it}-when")))).collect();
        self.field(FieldKind::Radios(options), name).required()
    }

    fn measures(&self) -> Vec<(String, String)> {
        Outcome::ALL
            .iter()
            .map(|it| (it.code().to_owned(), self.t(&format!("measure-{}", it.code()))))
            .collect()
    }

    fn why(&self) -> Vec<Field> {
        vec![
            self.field(FieldKind::Select(practices(self.shell)), "practice").required(),
            self.hinted(FieldKind::Text, "title").required(),
            self.hinted(FieldKind::LongText, "question").required(),
        ]
    }

    fn who(&self) -> Vec<Field> {
        vec![
            self.choice("unit", Unit::ALL.iter().map(|it| it.code())),
            self.choice("design", Design::ALL.iter().map(|it| it.code())).hint(self.t("design-hint")),
            self.hinted(FieldKind::Number, "steps"),
        ]
    }

    fn who_advanced(&self) -> Vec<Field> {
        vec![
            self.choice("method", AllocationMethod::ALL.iter().map(|it| it.code())),
            self.hinted(FieldKind::Text, "strata"),
            self.hinted(FieldKind::Number, "block"),
            self.hinted(FieldKind::Number, "period-days"),
        ]
    }

    fn what(&self) -> Vec<Field> {
        let effect = match self.typed.measure() {
            Some(it) if it.is_better_higher() => "effect-rise",
            _ => "effect-fall",
        };
        vec![
            self.choice("measure", Outcome::ALL.iter().map(|it| it.code())),
            self.with_label(FieldKind::Number, "effect", self.t(effect))
                .hint(self.t("effect-hint"))
                .required(),
            self.hinted(FieldKind::Number, "window"),
            self.channel(),
            self.hinted(FieldKind::Text, "where-reason"),
        ]
    }

    fn channel(&self) -> Field {
        let mut options = vec![(String::new(), self.t("where-all"))];
        options.extend(
            Channel::ALL.iter().map(|it| (it.code().to_owned(), self.t(&format!("channel-{}", it.code())))),
        );
        self.field(FieldKind::Select(options), "where-channel")
    }

    fn what_advanced(&self) -> Vec<Field> {
        let mut causes = vec![(String::new(), self.t("where-all"))];
        let lang = self.shell.lang();
        let known = collection().causes.iter();
        causes.extend(known.map(|it| (it.code.clone(), format!("{} · {}", it.code, it.label.in_lang(lang)))));
        let typed = self.typed.get("where-cause");
        // A partner may add causes of its own.
        if !causes.iter().any(|it| it.0 == typed) {
            causes.push((typed.to_owned(), typed.to_owned()));
        }
        vec![
            self.field(FieldKind::Select(causes), "where-cause"),
            self.hinted(FieldKind::Text, "where-site"),
            self.field(FieldKind::Text, "where-life-event"),
            self.hinted(FieldKind::Number, "margin"),
            self.hinted(FieldKind::Number, "cost"),
        ]
    }

    fn when(&self) -> Vec<Field> {
        vec![
            self.field(FieldKind::Date, "start").required(),
            self.hinted(FieldKind::Number, "weeks").required(),
            self.hinted(FieldKind::Number, "weeks-before"),
        ]
    }

    fn arms(&self) -> Vec<Vec<Field>> {
        let last = self.typed.arm_rows().last().copied().unwrap_or(2);
        let mut rows = Vec::new();
        for row in 1..=last.clamp(ARMS_SHOWN, ARMS_MAX) {
            let label = |part: &str| {
                let place = if row == 1 { self.t("arm-control") } else { self.nth("arm-other", row - 1) };
                self.shell.t_with(&format!("planning-arm-{part}"), &[("arm", place.into())])
            };
            let name = self.with_label(FieldKind::Text, &format!("arm-{row}-name"), label("name"));
            let text = self.with_label(FieldKind::Text, &format!("arm-{row}-text"), label("text"));
            let weight = self.with_label(FieldKind::Number, &format!("arm-{row}-weight"), label("weight"));
            rows.push(vec![if row <= 2 { name.required() } else { name }, text, weight]);
        }
        rows
    }

    fn nth(&self, key: &str, place: usize) -> String {
        self.shell.t1(&format!("planning-{key}"), "n", place as u64)
    }

    fn guards(&self) -> Vec<Vec<Field>> {
        let mut options = vec![(String::new(), self.t("guard-none"))];
        options.extend(self.measures());
        let last = self.typed.guard_rows().last().copied().unwrap_or(1);
        let mut rows = Vec::new();
        for row in 1..=last.clamp(GUARDRAILS_SHOWN, GUARDRAILS_MAX) {
            let (kind, measure) = (FieldKind::Select(options.clone()), format!("guard-{row}-measure"));
            let margin = format!("guard-{row}-margin");
            let mut fields = vec![
                self.with_label(kind, &measure, self.nth("guard-measure", row)),
                self.with_label(FieldKind::Number, &margin, self.nth("guard-margin", row)),
            ];
            // What a file says besides is kept, and shown where it is there.
            for part in ["window", "where"] {
                let name = format!("guard-{row}-{part}");
                let usual = if part == "window" { "30" } else { "" };
                if !matches!(self.typed.get(&name), it if it.is_empty() || it == usual) {
                    fields.push(self.with_label(
                        FieldKind::Text,
                        &name,
                        self.nth(&format!("guard-{part}"), row),
                    ));
                }
            }
            rows.push(fields);
        }
        rows
    }

    fn groups(&self) -> Vec<Vec<Field>> {
        let mut rows = Vec::new();
        for row in 1..=SUBGROUPS_MAX {
            let name = format!("group-{row}-by");
            let typed = self.typed.get(&name);
            let mut options = vec![(String::new(), self.t("group-none"))];
            let known = ["channel", "reason", "life_event", "site", "cause"];
            options.extend(
                known.iter().map(|it| ((*it).to_owned(), self.t(&format!("by-{}", it.replace('_', "-"))))),
            );
            // A column of a file of one's own.
            if !options.iter().any(|it| it.0 == typed) {
                options.push((typed.to_owned(), typed.to_owned()));
            }
            let reason = format!("group-{row}-reason");
            rows.push(vec![
                self.with_label(FieldKind::Select(options), &name, self.nth("group-by", row)),
                self.with_label(FieldKind::Text, &reason, self.nth("group-reason", row)),
            ]);
        }
        rows
    }

    fn stopping(&self) -> Vec<Field> {
        vec![
            self.choice("stopping", ["fixed", "group-sequential", "always-valid"].into_iter()),
            self.hinted(FieldKind::Number, "looks"),
        ]
    }

    fn stopping_advanced(&self) -> Vec<Field> {
        let spendings = [Spending::ObrienFleming, Spending::Pocock].map(spending_code);
        let options =
            spendings.iter().map(|it| ((*it).to_owned(), self.t(&format!("spending-{it}")))).collect();
        vec![
            self.field(FieldKind::Select(options), "spending"),
            self.hinted(FieldKind::Number, "alpha"),
            self.hinted(FieldKind::Number, "power"),
            self.hinted(FieldKind::Checkbox, "adjust"),
        ]
    }

    fn ethics(&self) -> Vec<Field> {
        vec![self.hinted(FieldKind::LongText, "ethics")]
    }
}
