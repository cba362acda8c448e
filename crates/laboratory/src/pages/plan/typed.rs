//! What stands in the fields of a plan's form, and the plan that it means.

use std::collections::BTreeMap;

use experiments::{
    Plan,
    plan::{
        ARMS_MAX, AllocationMethod, Arm, Design, GUARDRAILS_MAX, Guardrail, Metric, Outcome, SUBGROUPS_MAX,
        Spending, Stopping, Subgroup, Unit,
    },
};
use kernel::Lang;
use site::Sent;

/// Arms that the form has room for, if the plan has no more.
pub(super) const ARMS_SHOWN: usize = 4;
/// Guardrails that the form has room for.
pub(super) const GUARDRAILS_SHOWN: usize = 4;
/// The dimensions of the log that contacts are chosen by, as the names of fields end.
pub(super) const WHERE: [(&str, &str); 5] = [
    ("channel", "channel"),
    ("reason", "reason"),
    ("cause", "cause"),
    ("site", "site"),
    ("life-event", "life_event"),
];
const FIELDS: [&str; 24] = [
    "title",
    "question",
    "practice",
    "unit",
    "design",
    "measure",
    "window",
    "effect",
    "margin",
    "cost",
    "start",
    "weeks",
    "weeks-before",
    "method",
    "block",
    "strata",
    "steps",
    "stopping",
    "looks",
    "spending",
    "alpha",
    "power",
    "period-days",
    "ethics",
];
/// Days of the window where nobody says how many.
const WINDOW_DAYS: u32 = 30;

/// Fields by their names.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(BTreeMap<String, String>);

/// A field whose text is no value of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The field.
    pub(super) field: String,
    /// The key of what is said.
    pub(super) key: &'static str,
}

fn names() -> impl Iterator<Item = String> {
    let arms =
        (1..=ARMS_MAX).flat_map(|it| ["name", "weight", "text"].map(|part| format!("arm-{it}-{part}")));
    let guards = (1..=GUARDRAILS_MAX)
        .flat_map(|it| ["measure", "margin", "window", "where"].map(|part| format!("guard-{it}-{part}")));
    let groups = (1..=SUBGROUPS_MAX).flat_map(|it| ["by", "reason"].map(|part| format!("group-{it}-{part}")));
    let chosen = WHERE.iter().map(|(field, _)| format!("where-{field}"));
    let single = FIELDS.iter().map(|it| (*it).to_owned());
    single.chain(["adjust".to_owned()]).chain(chosen).chain(arms).chain(guards).chain(groups)
}

impl Typed {
    /// What a form sent.
    pub(super) fn of_sent(sent: &Sent) -> Self {
        Self(names().map(|it| (it.clone(), sent.text(&it).replace("\r\n", "\n"))).collect())
    }

    /// What a plan looks like in the form.
    pub(super) fn of_plan(plan: &Plan, lang: Lang) -> Self {
        let mut typed = Self::default();
        let mut set = |name: &str, value: String| drop(typed.0.insert(name.to_owned(), value));
        let number = |it: f64| written(it, lang);
        let percent = |it: f64| written(it * 100.0, lang);
        set("title", plan.title.clone());
        set("question", plan.question.clone());
        set("practice", plan.practice.clone());
        set("unit", plan.unit.code().to_owned());
        set("design", plan.design.code().to_owned());
        set("measure", plan.metric.measure.code().to_owned());
        set("window", plan.metric.window_days.to_string());
        for (field, dimension) in WHERE {
            let value = plan.metric.wanted.get(dimension).cloned().unwrap_or_default();
            set(&format!("where-{field}"), value);
        }
        set("effect", percent(plan.minimum_effect.abs()));
        set("margin", plan.margin.map(percent).unwrap_or_default());
        set("cost", plan.cost_per_contact.map(number).unwrap_or_default());
        set("start", plan.start.to_string());
        set("weeks", weeks(plan.days, lang));
        set("weeks-before", weeks(plan.days_before, lang));
        for (place, arm) in plan.arms.iter().enumerate() {
            set(&format!("arm-{}-name", place + 1), arm.name.clone());
            set(&format!("arm-{}-weight", place + 1), number(arm.weight));
            set(&format!("arm-{}-text", place + 1), arm.description.clone());
        }
        set("method", plan.allocation.method.code().to_owned());
        set("block", unless_zero(plan.allocation.block));
        set("strata", plan.allocation.strata.join(", "));
        set("steps", unless_zero(plan.allocation.steps));
        let (rule, looks, spending) = match plan.stopping {
            Stopping::Fixed => ("fixed", 3, Spending::ObrienFleming),
            Stopping::GroupSequential { looks, spending } => ("group-sequential", looks, spending),
            Stopping::AlwaysValid => ("always-valid", 3, Spending::ObrienFleming),
        };
        set("stopping", rule.to_owned());
        set("looks", looks.to_string());
        set("spending", spending_code(spending).to_owned());
        set("alpha", percent(plan.analysis.alpha));
        set("power", percent(plan.analysis.power));
        set("adjust", if plan.analysis.adjust { "on" } else { "" }.to_owned());
        set("period-days", plan.analysis.period_days.to_string());
        set("ethics", plan.ethics.clone());
        for (place, guardrail) in plan.guardrails.iter().enumerate() {
            let (metric, place) = (&guardrail.metric, place + 1);
            set(&format!("guard-{place}-measure"), metric.measure.code().to_owned());
            set(&format!("guard-{place}-margin"), percent(guardrail.margin));
            set(&format!("guard-{place}-window"), metric.window_days.to_string());
            let wanted: Vec<String> =
                metric.wanted.iter().map(|(by, value)| format!("{by}={value}")).collect();
            set(&format!("guard-{place}-where"), wanted.join("; "));
        }
        for (place, subgroup) in plan.subgroups.iter().enumerate() {
            set(&format!("group-{}-by", place + 1), subgroup.by.clone());
            set(&format!("group-{}-reason", place + 1), subgroup.reason.clone());
        }
        typed
    }

    /// The text of a field; empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// What is measured, if it is one of the measures: labels follow it.
    pub(super) fn measure(&self) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|it| it.code() == self.get("measure"))
    }

    /// Rows of the form in which something stands, among the first `most` of a kind.
    pub(super) fn rows(&self, kind: &str, part: &[&str], most: usize) -> Vec<usize> {
        let is_filled =
            |row: &usize| part.iter().any(|it| !self.get(&format!("{kind}-{row}-{it}")).is_empty());
        (1..=most).filter(is_filled).collect()
    }

    /// The rows of arms: the first two always count, so that what is missing in them is told.
    pub(super) fn arm_rows(&self) -> Vec<usize> {
        let filled = self.rows("arm", &["name", "text"], ARMS_MAX);
        (1..=ARMS_MAX).filter(|it| *it <= 2 || filled.contains(it)).collect()
    }

    /// The rows of guardrails.
    pub(super) fn guard_rows(&self) -> Vec<usize> {
        self.rows("guard", &["measure"], GUARDRAILS_MAX)
    }

    /// The rows of subgroups.
    pub(super) fn group_rows(&self) -> Vec<usize> {
        self.rows("group", &["by"], SUBGROUPS_MAX)
    }

    /// The plan that the fields mean, over the one that there was where a field is no value of its kind; those are told.
    pub(super) fn read(&self, base: &Plan) -> (Plan, Vec<Wrong>) {
        let mut reader = Reader { typed: self, wrong: Vec::new() };
        let mut plan = base.clone();
        self.get("title").clone_into(&mut plan.title);
        self.get("question").clone_into(&mut plan.question);
        self.get("practice").clone_into(&mut plan.practice);
        self.get("ethics").clone_into(&mut plan.ethics);
        plan.unit = reader.word("unit", &Unit::ALL, Unit::code, plan.unit);
        plan.design = reader.word("design", &Design::ALL, Design::code, plan.design);
        plan.metric = Metric {
            measure: reader.word("measure", &Outcome::ALL, Outcome::code, plan.metric.measure),
            window_days: reader.whole("window", WINDOW_DAYS),
            wanted: WHERE
                .iter()
                .map(|(field, by)| ((*by).to_owned(), self.get(&format!("where-{field}")).to_owned()))
                .filter(|it| !it.1.is_empty())
                .collect(),
        };
        // A change for the better is asked for; which way that is, the measure says.
        let effect = reader.percent("effect").map_or(f64::NAN, f64::abs);
        plan.minimum_effect = if plan.metric.measure.is_better_higher() { effect } else { -effect };
        if effect.is_nan() && self.get("effect").is_empty() {
            reader.tell("effect", "planning-wrong-number");
        }
        plan.margin = reader.percent("margin");
        plan.cost_per_contact = reader.number("cost");
        match self.get("start").parse() {
            Ok(day) => plan.start = day,
            Err(_) => reader.tell("start", "planning-wrong-day"),
        }
        plan.days = reader.days("weeks");
        plan.days_before = reader.days("weeks-before");
        plan.arms = self.arm_rows().into_iter().map(|it| reader.arm(it)).collect();
        let methods = AllocationMethod::ALL;
        plan.allocation.method =
            reader.word("method", &methods, AllocationMethod::code, plan.allocation.method);
        plan.allocation.block = reader.whole("block", 0);
        plan.allocation.steps = reader.whole("steps", 0);
        let strata = self.get("strata").split([',', ';']).map(|it| it.trim().to_owned());
        plan.allocation.strata = strata.filter(|it| !it.is_empty()).collect();
        plan.stopping = reader.stopping();
        if let Some(alpha) = reader.percent("alpha") {
            plan.analysis.alpha = alpha;
        }
        if let Some(power) = reader.percent("power") {
            plan.analysis.power = power;
        }
        plan.analysis.adjust = self.get("adjust") == "on";
        plan.analysis.period_days = reader.whole("period-days", 7);
        plan.guardrails = self.guard_rows().into_iter().map(|it| reader.guardrail(it)).collect();
        let subgroup = |row: usize| Subgroup {
            by: self.get(&format!("group-{row}-by")).to_owned(),
            reason: self.get(&format!("group-{row}-reason")).to_owned(),
        };
        plan.subgroups = self.group_rows().into_iter().map(subgroup).collect();
        (plan, reader.wrong)
    }
}

struct Reader<'a> {
    typed: &'a Typed,
    wrong: Vec<Wrong>,
}

impl Reader<'_> {
    fn tell(&mut self, field: &str, key: &'static str) {
        self.wrong.push(Wrong { field: field.to_owned(), key });
    }

    fn number(&mut self, field: &str) -> Option<f64> {
        let text = self.typed.get(field);
        if text.is_empty() {
            return None;
        }
        let number = read_number(text);
        if number.is_none() {
            self.tell(field, "planning-wrong-number");
        }
        number
    }

    fn percent(&mut self, field: &str) -> Option<f64> {
        self.number(field).map(|it| it / 100.0)
    }

    /// A whole number; `usual` where nothing stands.
    fn whole(&mut self, field: &str, usual: u32) -> u32 {
        let text: String = self.typed.get(field).chars().filter(|it| !it.is_whitespace()).collect();
        if text.is_empty() {
            return usual;
        }
        text.parse().unwrap_or_else(|_| {
            self.tell(field, "planning-wrong-whole");
            usual
        })
    }

    /// Weeks as days; nothing is none.
    fn days(&mut self, field: &str) -> u32 {
        let days = (self.number(field).unwrap_or(0.0) * 7.0).round();
        if !(0.0..=1e6).contains(&days) {
            self.tell(field, "planning-wrong-number");
            return 0;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just checked")]
        let days = days as u32;
        days
    }

    fn word<T: Copy>(&mut self, field: &str, all: &[T], code: impl Fn(T) -> &'static str, usual: T) -> T {
        let text = self.typed.get(field);
        all.iter().copied().find(|it| code(*it) == text).unwrap_or_else(|| {
            self.tell(field, "planning-wrong-choice");
            usual
        })
    }

    fn arm(&mut self, row: usize) -> Arm {
        let field = |part: &str| format!("arm-{row}-{part}");
        Arm {
            name: self.typed.get(&field("name")).to_owned(),
            weight: self.number(&field("weight")).unwrap_or(1.0),
            description: self.typed.get(&field("text")).to_owned(),
        }
    }

    fn stopping(&mut self) -> Stopping {
        match self.typed.get("stopping") {
            "group-sequential" => Stopping::GroupSequential {
                looks: self.whole("looks", 3),
                spending: match self.typed.get("spending") {
                    "pocock" => Spending::Pocock,
                    _ => Spending::ObrienFleming,
                },
            },
            "always-valid" => Stopping::AlwaysValid,
            "fixed" => Stopping::Fixed,
            _ => {
                self.tell("stopping", "planning-wrong-choice");
                Stopping::Fixed
            }
        }
    }

    fn guardrail(&mut self, row: usize) -> Guardrail {
        let field = |part: &str| format!("guard-{row}-{part}");
        let measure = self.word(&field("measure"), &Outcome::ALL, Outcome::code, Outcome::Satisfaction);
        let window_days = self.whole(&field("window"), WINDOW_DAYS);
        let margin = self.percent(&field("margin")).unwrap_or(f64::NAN);
        let mut wanted = BTreeMap::new();
        for part in self.typed.get(&field("where")).split(';').map(str::trim).filter(|it| !it.is_empty()) {
            match part.split_once('=') {
                Some((by, value)) => drop(wanted.insert(by.trim().to_owned(), value.trim().to_owned())),
                None => self.tell(&field("where"), "planning-wrong-where"),
            }
        }
        Guardrail { metric: Metric { measure, window_days, wanted }, margin }
    }
}

/// The word of a spending.
pub(super) const fn spending_code(spending: Spending) -> &'static str {
    match spending {
        Spending::ObrienFleming => "obrien-fleming",
        Spending::Pocock => "pocock",
    }
}

fn unless_zero(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

fn weeks(days: u32, lang: Lang) -> String {
    written(f64::from(days) / 7.0, lang)
}

/// A number as people of the language type it: at most four decimals.
fn written(number: f64, lang: Lang) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let plain = format!("{number:.4}");
    let plain = plain.trim_end_matches('0').trim_end_matches('.');
    match lang {
        Lang::Fr => plain.replace('.', ","),
        Lang::En => plain.to_owned(),
    }
}

/// A number as people type it, with a comma or a point.
fn read_number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|it| !it.is_whitespace() && *it != '%').collect();
    let plain = plain.replace(',', ".").replace('−', "-");
    plain.parse::<f64>().ok().filter(|it| it.is_finite())
}

/// The field beside which a fault of the plan is told.
pub(super) fn field_of(path: &str, typed: &Typed) -> String {
    let row = |rows: Vec<usize>, path: &str| -> usize {
        let place = path.split(['[', ']']).nth(1).and_then(|it| it.parse::<usize>().ok()).unwrap_or(0);
        rows.get(place).copied().unwrap_or(1)
    };
    let field = match path {
        "days" => "weeks",
        "days_before" => "weeks-before",
        "metric.measure" => "measure",
        "metric.window_days" => "window",
        "minimum_effect" => "effect",
        "cost_per_contact" => "cost",
        "arms" => "arm-1-name",
        "allocation" => "method",
        "guardrails" => "guard-1-measure",
        "subgroups" => "group-1-by",
        "stopping.rule" => "stopping",
        "analysis.period_days" => "period-days",
        _ => "",
    };
    if !field.is_empty() {
        return field.to_owned();
    }
    let last = path.rsplit('.').next().unwrap_or(path);
    if path.starts_with("arms[") {
        let part = if last == "description" { "text" } else { last };
        return format!("arm-{}-{part}", row(typed.arm_rows(), path));
    }
    if path.starts_with("guardrails[") {
        let part = if last == "margin" { "margin" } else { "measure" };
        return format!("guard-{}-{part}", row(typed.guard_rows(), path));
    }
    if path.starts_with("subgroups[") {
        return format!("group-{}-{last}", row(typed.group_rows(), path));
    }
    if path.starts_with("metric.where.") {
        let known = WHERE.iter().find(|it| it.1 == last);
        return known.map_or_else(|| "where-channel".to_owned(), |it| format!("where-{}", it.0));
    }
    last.split('[').next().unwrap_or(last).to_owned()
}

#[cfg(test)]
mod tests {
    use experiments::plan::example;

    use super::*;

    fn plan(unit: Unit) -> Plan {
        Plan::read(example(unit, Lang::Fr).unwrap()).unwrap()
    }

    #[test]
    fn a_plan_comes_back_from_its_form_as_it_was() {
        for unit in [Unit::Usager, Unit::Office] {
            for lang in Lang::ALL {
                let mut plan = plan(unit);
                plan.stopping = Stopping::GroupSequential { looks: 4, spending: Spending::Pocock };
                plan.guardrails[0].metric.wanted.insert("channel".to_owned(), "phone".to_owned());
                let (back, wrong) = Typed::of_plan(&plan, lang).read(&plan);
                assert_eq!((back, wrong), (plan, Vec::new()));
            }
        }
    }

    #[test]
    fn what_is_no_number_is_told_beside_its_field() {
        let plan = plan(Unit::Usager);
        let mut typed = Typed::of_plan(&plan, Lang::Fr);
        for (field, text) in
            [("effect", "beaucoup"), ("weeks", "-3"), ("looks", "x"), ("guard-1-where", "phone")]
        {
            typed.0.insert(field.to_owned(), text.to_owned());
        }
        typed.0.insert("stopping".to_owned(), "group-sequential".to_owned());
        let (_, wrong) = typed.read(&plan);
        let fields: Vec<&str> = wrong.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["effect", "weeks", "looks", "guard-1-where"]);
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [("12,5", 12.5), ("12.5", 12.5), ("1 000", 1_000.0), ("−3 %", -3.0)] {
            assert_eq!(read_number(text), Some(number), "{text}");
        }
        for text in ["dix", "1,2,3", "inf", "NaN"] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    #[test]
    fn each_fault_has_a_field_of_the_form() {
        let mut plan = plan(Unit::Usager);
        plan.arms[1].name.clear();
        let mut typed = Typed::of_plan(&plan, Lang::Fr);
        typed.0.insert("arm-4-name".to_owned(), "quatre".to_owned());
        let paths = [
            ("title", "title"),
            ("arms[1].name", "arm-2-name"),
            ("arms[2].weight", "arm-4-weight"),
            ("arms[0].description", "arm-1-text"),
            ("metric.where.life_event", "where-life-event"),
            ("guardrails[0].metric.window_days", "guard-1-measure"),
            ("guardrails[0].margin", "guard-1-margin"),
            ("subgroups[1].by", "group-2-by"),
            ("allocation.strata[0]", "strata"),
            ("allocation.block", "block"),
            ("stopping.looks", "looks"),
            ("analysis.alpha", "alpha"),
            ("analysis.period_days", "period-days"),
        ];
        let known: Vec<String> = names().collect();
        for (path, field) in paths {
            assert_eq!(field_of(path, &typed), field, "{path}");
            assert!(known.iter().any(|it| it == field), "{field}");
        }
    }
}
