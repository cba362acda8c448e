//! The sheet that calculates: what a practice would avoid, its rank, which ones are proposed, and all together.
//!
//! Rows are practices. From column S on stand three tables with a column a cause: the coverage, what each practice leaves of
//! each cause, and the same for those proposed. Below, the choice of those proposed, step by step.

use practices::{Advised, Effort, Evidence, Objective, Practice, collection};
use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::write::{Book, FIRST};
use crate::words::label;

/// Column of the first cause in the table of coverages.
const COVERAGE: usize = 18;
/// Practices proposed at once.
const PROPOSED: usize = 5;
/// Row of the first practice, from 1.
const FIRST_ROW: usize = FIRST as usize + 1;

/// Where things stand, and how they are calculated.
pub(super) struct Calculation<'a> {
    book: &'a Book<'a>,
    practices: &'static [Practice],
    causes: usize,
}

impl<'a> Calculation<'a> {
    pub(super) fn new(book: &'a Book<'a>) -> Self {
        Self { book, practices: &collection().practices, causes: collection().causes.len() }
    }

    fn last(&self) -> usize {
        FIRST as usize + self.practices.len()
    }

    /// A column of the practices' rows: `$J$5:$J$40`.
    fn column(&self, column: usize) -> String {
        let name = letters(column);
        format!("${name}${}:${name}${}", FIRST_ROW, self.last())
    }

    fn sheet(&self) -> String {
        format!("'{}'!", self.book.word("workbook-calculation"))
    }

    /// A row of one of the three tables.
    fn of_causes(&self, table: usize, row: usize) -> String {
        let first = COVERAGE + table * (self.causes + 1);
        format!("${}${row}:${}${row}", letters(first), letters(first + self.causes - 1))
    }

    /// How many practices are ranked, as a formula for another sheet.
    pub(super) fn count(&self) -> String {
        format!("MAX({}{})", self.sheet(), self.column(9))
    }

    /// The row where the steps of the choice end, and the two totals stand.
    fn totals_row(&self) -> usize {
        self.last() + 2
    }

    pub(super) fn together(&self) -> String {
        format!("{}$B${}", self.sheet(), self.totals_row())
    }

    pub(super) fn proposed_together(&self) -> String {
        format!("{}$B${}", self.sheet(), self.totals_row() + 1)
    }

    /// The cells of a line of the advice after its rank: formula, value, whether it is a number of contacts.
    pub(super) fn line(&self, place: usize, advised: Option<&Advised<'_>>) -> Vec<(String, String, bool)> {
        let rank = format!("$A{}", FIRST as usize + place + 1);
        let of = |column: usize| {
            let (sheet, values, ranks) = (self.sheet(), self.column(column), self.column(9));
            format!("INDEX({sheet}{values},MATCH({rank},{sheet}{ranks},0))")
        };
        let shown = |what: String| format!("=IF({rank}=\"\",\"\",{what})");
        let lang = self.book.lang;
        let text = |what: &dyn Fn(&Advised<'_>) -> String| advised.map_or_else(String::new, what);
        let whole = |it: f64| format!("{}", (it + 0.5).floor());
        vec![
            (shown(of(0)), text(&|it| it.practice.id.clone()), false),
            (shown(of(1)), text(&|it| it.practice.title(lang).to_owned()), false),
            (shown(format!("ROUND({},0)", of(7))), text(&|it| whole(it.expected)), true),
            (shown(format!("ROUND({}*{},0)", of(7), of(10))), text(&|it| whole(it.low)), true),
            (shown(format!("ROUND({}*{},0)", of(7), of(11))), text(&|it| whole(it.high)), true),
            (
                shown(self.effort_words(&of(4))),
                text(&|it| label(lang, &format!("effort-{}", it.practice.effort.code()))),
                false,
            ),
            (
                shown(self.evidence_words(&of(3))),
                text(&|it| label(lang, &format!("evidence-{}", it.practice.evidence.code()))),
                false,
            ),
            (shown(format!("TRIM({})", of(16))), text(&|it| it.missing.join(" ")), false),
            (
                shown(format!("IF({}=1,\"{}\",\"\")", of(15), self.book.word("workbook-yes"))),
                text(&|it| if it.is_proposed { self.book.word("workbook-yes") } else { String::new() }),
                false,
            ),
        ]
    }

    fn effort_words(&self, effort: &str) -> String {
        let name = |it: Effort| label(self.book.lang, &format!("effort-{}", it.code()));
        format!(
            "IF({effort}=1,\"{}\",IF({effort}=2,\"{}\",\"{}\"))",
            name(Effort::Weeks),
            name(Effort::Quarter),
            name(Effort::Long)
        )
    }

    fn evidence_words(&self, confidence: &str) -> String {
        let name = |it: Evidence| label(self.book.lang, &format!("evidence-{}", it.code()));
        format!(
            "IF({confidence}=1,\"{}\",IF({confidence}=0.8,\"{}\",\"{}\"))",
            name(Evidence::Trial),
            name(Evidence::Observed),
            name(Evidence::Judgement)
        )
    }

    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let look = &self.book.look;
        sheet.set_name(self.book.word("workbook-calculation"))?;
        sheet.protect().set_formula_result_default("").set_landscape().set_print_fit_to_pages(1, 0);
        sheet.write_with_format(0, 0, self.book.word("workbook-calculation-title"), &look.title)?;
        sheet.write(1, 0, self.book.word("workbook-calculation-lead"))?;
        sheet.set_column_width(1, 48)?;
        let heads = [
            "id",
            "title",
            "efficacy",
            "confidence",
            "effort",
            "gap",
            "base",
            "expected",
            "priority",
            "rank",
            "low",
            "high",
            "O1",
            "O2",
            "O3",
            "proposed",
            "first",
        ];
        for (column, head) in heads.iter().enumerate() {
            sheet.write_with_format(FIRST - 1, at(column), *head, &look.head)?;
        }
        for (place, cause) in collection().causes.iter().enumerate() {
            let share = self.book.share_cell(place);
            for table in 0..3 {
                let column = at(COVERAGE + table * (self.causes + 1) + place);
                let share = Formula::new(format!("={share}")).set_result(cause.default_share.to_string());
                sheet.write_formula(FIRST - 2, column, share)?;
                sheet.write_with_format(FIRST - 1, column, &cause.code, &look.head)?;
            }
        }
        for place in 0..self.practices.len() {
            self.practice(sheet, place)?;
        }
        self.totals(sheet)?;
        self.choice(sheet)
    }

    fn practice(&self, sheet: &mut Worksheet, place: usize) -> Result<(), XlsxError> {
        let practice = &self.practices[place];
        let row = FIRST + u32::try_from(place).unwrap_or(0);
        let excel = row + 1;
        let ranked = &self.book.diagnosis.advice.ranked;
        let advised = ranked.iter().position(|it| it.practice.id == practice.id);
        let value = |it: Option<f64>| it.unwrap_or(0.0).to_string();
        let of = |what: &dyn Fn(&Advised<'_>) -> f64| value(advised.map(|it| what(&ranked[it])));
        let gap = self.book.answers.gap(practice, collection()).unwrap_or(0.0);
        let mix = &self.book.diagnosis.mix;
        let base: f64 = practice.coverage.iter().map(|(cause, part)| mix.share(cause) * part).sum();
        sheet.write(row, 0, &practice.id)?;
        sheet.write(row, 1, practice.title(self.book.lang))?;
        sheet.write(row, 2, practice.efficacy)?;
        sheet.write(row, 3, practice.evidence.confidence())?;
        sheet.write(row, 4, practice.effort.weight())?;
        sheet.write_formula(row, 5, Formula::new(Self::gap(practice)).set_result(gap.to_string()))?;
        let row_of_shares = self.of_causes(0, FIRST_ROW - 2);
        let sum = format!("=SUMPRODUCT({},{row_of_shares})", self.of_causes(0, excel as usize));
        sheet.write_formula(row, 6, Formula::new(sum).set_result(base.to_string()))?;
        let expected = format!("={}*F{excel}*C{excel}*G{excel}", self.book.contacts_cell());
        sheet.write_formula(row, 7, Formula::new(expected).set_result(of(&|it| it.expected)))?;
        let priority = Formula::new(format!("=H{excel}*D{excel}/E{excel}")).set_result(of(&|it| it.priority));
        sheet.write_formula(row, 8, priority)?;
        let (all, priorities, efforts) = (self.column(7), self.column(8), self.column(4));
        let rank = format!(
            "=IF(H{excel}>0,1+SUMPRODUCT(({all}>0)*((ROUND({priorities},6)>ROUND(I{excel},6))+\
             (ROUND({priorities},6)=ROUND(I{excel},6))*(({efforts}<E{excel})+({efforts}=E{excel})*(ROW({efforts})<{excel})))),\"\")"
        );
        let result = advised.map_or_else(String::new, |it| (it + 1).to_string());
        sheet.write_formula(row, 9, Formula::new(rank).set_result(result))?;
        let (low, high) = practice.evidence.interval();
        sheet.write(row, 10, low)?;
        sheet.write(row, 11, high)?;
        for (at_aim, aim) in Objective::ALL.iter().enumerate() {
            sheet.write(row, at(12 + at_aim), u8::from(practice.objectives.contains(aim)))?;
        }
        let chosen = self.chosen_row(Objective::ALL.len());
        let proposed = format!("=IF(N(J{excel})=0,0,COUNTIF($A${chosen}:$E${chosen},J{excel}))");
        let is_proposed = advised.is_some_and(|it| ranked[it].is_proposed);
        sheet.write_formula(row, 15, Formula::new(proposed).set_result(u8::from(is_proposed).to_string()))?;
        sheet.write_formula(row, 16, self.first_to_do(practice, advised.map(|it| &ranked[it])))?;
        for (cause_at, cause) in collection().causes.iter().enumerate() {
            let part = practice.coverage.get(&cause.code).copied().unwrap_or(0.0);
            let column = COVERAGE + cause_at;
            sheet.write(row, at(column), part)?;
            let covered = format!("{}{excel}*$C{excel}*$F{excel}", letters(column));
            let left = 1.0 - part * practice.efficacy * gap;
            let all = Formula::new(format!("=1-{covered}")).set_result(left.to_string());
            sheet.write_formula(row, at(column + self.causes + 1), all)?;
            let left = if is_proposed { left } else { 1.0 };
            let proposed = Formula::new(format!("=1-{covered}*$P{excel}")).set_result(left.to_string());
            sheet.write_formula(row, at(column + 2 * (self.causes + 1)), proposed)?;
        }
        Ok(())
    }

    /// `1 − Σ level ÷ (3 · questions that apply)`; 0 if none applies.
    fn gap(practice: &Practice) -> String {
        let about = collection().questions().filter(|it| it.practices.contains(&practice.id));
        let cells: Vec<String> = about.map(|it| Book::level_cell(&it.id)).collect();
        if cells.is_empty() {
            return "=0".to_owned();
        }
        let outside: Vec<String> = cells.iter().map(|it| format!("({it}=\"na\")")).collect();
        let count = format!("({}-({}))", cells.len(), outside.join("+"));
        format!("=IF({count}=0,0,1-SUM({})/(3*{count}))", cells.join(","))
    }

    fn first_to_do(&self, practice: &Practice, advised: Option<&Advised<'_>>) -> Formula {
        let part = |id: &String| {
            let row = FIRST_ROW + self.practices.iter().position(|it| it.id == *id).unwrap_or(0);
            format!("IF($F${row}>0.5,\"{id} \",\"\")")
        };
        let parts: Vec<String> = practice.prerequisites.iter().map(part).collect();
        let formula = if parts.is_empty() { "=\"\"".to_owned() } else { format!("={}", parts.join("&")) };
        // Each id with a space after it, as the formula leaves them.
        let missing =
            advised.map_or_else(String::new, |it| [it.missing.as_slice(), &[""]].concat().join(" "));
        Formula::new(formula).set_result(missing)
    }

    /// `V · Σ s·(1 − Π (1 − k·e·g))`, for all practices and for those proposed.
    fn totals(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let row = self.totals_row();
        let shares = self.of_causes(0, FIRST_ROW - 2);
        let advice = &self.book.diagnosis.advice;
        for (table, result) in [(1, advice.together), (2, advice.proposed_together)] {
            let excel = row + table - 1;
            let zero = u32::try_from(excel - 1).unwrap_or(0);
            for cause in 0..self.causes {
                let column = COVERAGE + table * (self.causes + 1) + cause;
                let product = format!("=PRODUCT({})", self.column(column));
                sheet.write_formula(
                    zero,
                    at(column),
                    Formula::new(product).set_result(self.left(cause, table == 2)),
                )?;
            }
            let sum = format!(
                "={}*SUMPRODUCT({shares},1-{})",
                self.book.contacts_cell(),
                self.of_causes(table, excel)
            );
            sheet.write(zero, 0, if table == 1 { "all" } else { "proposed" })?;
            sheet.write_formula(zero, 1, Formula::new(sum).set_result(result.to_string()))?;
        }
        Ok(())
    }

    /// What all practices, or those proposed, leave of a cause.
    fn left(&self, cause: usize, only_proposed: bool) -> String {
        let code = &collection().causes[cause].code;
        let ranked = self.book.diagnosis.advice.ranked.iter().filter(|it| it.is_proposed || !only_proposed);
        let left: f64 = ranked
            .map(|it| 1.0 - it.practice.coverage.get(code).unwrap_or(&0.0) * it.practice.efficacy * it.gap)
            .product();
        left.to_string()
    }

    /// The row, from 1, where the aims of the best rank stand.
    fn aims_row(&self) -> usize {
        self.totals_row() + 4
    }

    /// The row of the ranks chosen after `step` aims were looked at.
    fn chosen_row(&self, step: usize) -> usize {
        self.aims_row() + self.practices.len() + 2 + step
    }

    /// The five first; then, aim by aim, the best of an aim that nobody serves takes the place of the last that can go.
    fn choice(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let first = self.aims_row();
        let aims = Objective::ALL.len();
        for place in 0..self.practices.len() {
            let excel = first + place;
            let zero = u32::try_from(excel - 1).unwrap_or(0);
            sheet.write(zero, 0, u32::try_from(place + 1).unwrap_or(0))?;
            for aim in 0..aims {
                let serves = format!(
                    "=IFERROR(INDEX({},MATCH($A{excel},{},0)),0)",
                    self.column(12 + aim),
                    self.column(9)
                );
                sheet.write_formula(zero, at(1 + aim), Formula::new(serves))?;
            }
        }
        let last = first + self.practices.len() - 1;
        let aim_column = |aim: usize| {
            let name = letters(1 + aim);
            format!("${name}${first}:${name}${last}")
        };
        for step in 0..=aims {
            let excel = self.chosen_row(step);
            let zero = u32::try_from(excel - 1).unwrap_or(0);
            for place in 0..PROPOSED {
                let formula = if step == 0 {
                    format!("=IF(MAX({})>={},{},0)", self.column(9), place + 1, place + 1)
                } else {
                    let before = excel - 1;
                    let aim = step - 1;
                    format!(
                        "=IF($Q${before}={},IFERROR(MATCH(1,{},0),0),{}{before})",
                        place + 1,
                        aim_column(aim),
                        letters(place)
                    )
                };
                sheet.write_formula(zero, at(place), Formula::new(formula))?;
            }
            let serves = |place: usize, aim: usize| {
                let rank = format!("${}${excel}", letters(place));
                format!("IF({rank}=0,0,INDEX({},{rank}))", aim_column(aim))
            };
            // F to H: how many serve each aim.
            for aim in 0..aims {
                let sum: Vec<String> = (0..PROPOSED).map(|it| serves(it, aim)).collect();
                sheet.write_formula(zero, at(5 + aim), Formula::new(format!("={}", sum.join("+"))))?;
            }
            // L to P: whether a place alone serves an aim, or is empty.
            for place in 0..PROPOSED {
                let alone: Vec<String> = (0..aims)
                    .map(|aim| format!("({}=1)*(${}${excel}=1)", serves(place, aim), letters(5 + aim)))
                    .collect();
                let formula = format!("=IF(${}${excel}=0,1,{})", letters(place), alone.join("+"));
                sheet.write_formula(zero, at(11 + place), Formula::new(formula))?;
            }
            // Q: the place that the best of the next aim takes; 0 = none.
            if step < aims {
                let mut place = "0".to_owned();
                for at_place in 0..PROPOSED {
                    place = format!("IF(${}${excel}=0,{},{place})", letters(11 + at_place), at_place + 1);
                }
                let formula = format!(
                    "=IF(AND(${}${excel}=0,COUNTIF({},1)>0),{place},0)",
                    letters(5 + step),
                    aim_column(step)
                );
                sheet.write_formula(zero, 16, Formula::new(formula))?;
            }
        }
        Ok(())
    }
}

fn at(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

/// `S` for 18.
fn letters(column: usize) -> String {
    let mut name = String::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    name
}
