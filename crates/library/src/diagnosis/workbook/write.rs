//! The workbook as a file: one sheet an axis, causes, scores, advice, and the sheet that calculates.

use kernel::Lang;
use practices::{Answer, Answers, Axis, LEVEL_MAX, Level, Mix, collection, one_decimal};
use rust_xlsxwriter::{
    Chart, ChartType, Color, DataValidation, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
    XlsxError,
};
use site::Figures;

use super::{CONTACTS_KEY, calculation::Calculation, read::choice};
use crate::{
    diagnosis::Diagnosis,
    words::{label, say, word},
};

/// First row of a sheet's table, from 0: a title and a sentence stand above the headings.
pub(super) const FIRST: u32 = 4;
/// Where the number of contacts stands on the first sheet: row 9, column C.
const CONTACTS_ROW: u32 = 8;

/// The workbook, empty or with these answers; what it calculates is written in it too, for readers that do not calculate.
///
/// # Errors
///
/// [`XlsxError`] if it cannot be put together: a fault of ours.
pub fn write(answers: &Answers, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let book = Book {
        lang,
        answers,
        diagnosis: Diagnosis::of(answers, Mix::common(collection())),
        look: Look::new(),
    };
    let mut workbook = Workbook::new();
    book.welcome(workbook.add_worksheet())?;
    for axis in &collection().axes {
        book.axis(workbook.add_worksheet(), axis)?;
    }
    book.causes(workbook.add_worksheet())?;
    book.scores(workbook.add_worksheet())?;
    book.advice(workbook.add_worksheet())?;
    Calculation::new(&book).write(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

pub(super) struct Look {
    pub(super) title: Format,
    pub(super) text: Format,
    pub(super) head: Format,
    pub(super) cell: Format,
    pub(super) count: Format,
    pub(super) score: Format,
    pub(super) share: Format,
    input: Format,
    quiet: Format,
}

impl Look {
    fn new() -> Self {
        let dark = Color::RGB(0x1F_2A_44);
        let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Hair);
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color(dark),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            head: cell.clone().set_bold().set_background_color(Color::RGB(0xE3_E9_F4)),
            count: cell.clone().set_num_format("#,##0"),
            score: cell.clone().set_num_format("0.0"),
            share: cell.clone().set_num_format("0.0 %"),
            input: cell.clone().set_unlocked().set_background_color(Color::RGB(0xFF_F8_DC)),
            quiet: cell.clone().set_font_color(Color::RGB(0x5A_5F_6B)),
            cell,
        }
    }
}

pub(super) struct Book<'a> {
    pub(super) lang: Lang,
    pub(super) answers: &'a Answers,
    pub(super) diagnosis: Diagnosis,
    pub(super) look: Look,
}

impl Book<'_> {
    pub(super) fn word(&self, key: &str) -> String {
        word(self.lang, key)
    }

    /// `'AX1'!$D$5`: the level of a question.
    pub(super) fn level_cell(question: &str) -> String {
        let place = collection().axes.iter().find_map(|axis| {
            let row = axis.questions.iter().position(|it| it.id == question)?;
            Some((axis, row))
        });
        let (sheet, row) = place.expect("the question is of the collection");
        format!("'{}'!$D${}", sheet.code, FIRST as usize + row + 1)
    }

    /// The number of contacts, or what is assumed.
    pub(super) fn contacts_cell(&self) -> String {
        let cell = format!("'{}'!$C${}", self.word("workbook-welcome"), CONTACTS_ROW + 1);
        format!("IF(N({cell})>0,{cell},{})", Diagnosis::CONTACTS_ASSUMED)
    }

    /// `'Causes'!$E$5`: the share of a cause that is reckoned with.
    pub(super) fn share_cell(&self, place: usize) -> String {
        format!("'{}'!$E${}", self.word("workbook-causes"), FIRST as usize + place + 1)
    }

    fn begin(&self, sheet: &mut Worksheet, name: &str, title: &str, lead: &str) -> Result<(), XlsxError> {
        sheet.set_name(name)?;
        // An empty result is an empty text, not 0.
        sheet.protect().set_formula_result_default("");
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_paper_size(9);
        sheet.write_with_format(0, 0, title, &self.look.title)?;
        sheet.merge_range(1, 0, 1, 4, lead, &self.look.text)?;
        sheet.set_row_height(1, 48)?;
        Ok(())
    }

    /// The titles of a table's columns, by their keys.
    fn heads(&self, sheet: &mut Worksheet, keys: &[&str]) -> Result<(), XlsxError> {
        for (column, key) in (0..).zip(keys) {
            sheet.write_with_format(FIRST - 1, column, self.word(key), &self.look.head)?;
        }
        Ok(())
    }

    fn welcome(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.word("workbook-welcome"))?;
        sheet.protect().set_landscape().set_print_fit_to_pages(1, 0).set_paper_size(9);
        sheet.set_column_width(0, 18)?.set_column_width(1, 70)?.set_column_width(2, 22)?;
        sheet.write_with_format(0, 0, self.word("diagnosis-title"), &self.look.title)?;
        for (place, key) in
            ["workbook-how-1", "workbook-how-2", "workbook-how-3", "workbook-how-4"].iter().enumerate()
        {
            let row = 2 + u32::try_from(place).unwrap_or(0);
            sheet.merge_range(row, 0, row, 2, &self.word(key), &self.look.text)?;
            sheet.set_row_height(row, 34)?;
        }
        sheet.write_with_format(CONTACTS_ROW, 0, CONTACTS_KEY, &self.look.quiet)?;
        sheet.write_with_format(CONTACTS_ROW, 1, self.word("diagnosis-contacts"), &self.look.head)?;
        let input = self.look.input.clone().set_num_format("#,##0");
        match self.answers.contacts_per_year {
            Some(contacts) => sheet.write_with_format(CONTACTS_ROW, 2, contacts, &input)?,
            None => sheet.write_blank(CONTACTS_ROW, 2, &input)?,
        };
        let assumed = Figures::new(self.lang).count(100_000);
        sheet.write_with_format(
            CONTACTS_ROW + 1,
            1,
            say(self.lang, "workbook-contacts-hint", &[("contacts", assumed.into())]),
            &self.look.text,
        )?;
        Ok(())
    }

    fn axis(&self, sheet: &mut Worksheet, axis: &Axis) -> Result<(), XlsxError> {
        let title = format!("{} · {}", axis.code, axis.label.in_lang(self.lang));
        self.begin(sheet, &axis.code, &title, &self.word("workbook-axis-lead"))?;
        widths(sheet, [7, 52, 40, 9, 34].into_iter().chain([26; 6]))?;
        let heads =
            ["workbook-code", "workbook-question", "workbook-answer", "workbook-level", "workbook-about"];
        self.heads(sheet, &heads)?;
        sheet.merge_range(FIRST - 1, 5, FIRST - 1, 10, &self.word("workbook-choices"), &self.look.head)?;
        for (place, question) in axis.questions.iter().enumerate() {
            let row = FIRST + u32::try_from(place).unwrap_or(0);
            let excel = row + 1;
            let mut choices: Vec<String> = (0..=LEVEL_MAX)
                .map(|it| choice(it, question.levels[usize::from(it)].in_lang(self.lang)))
                .collect();
            choices.extend([self.word("answer-unknown"), self.word("answer-not-applicable")]);
            let about: Vec<String> = question
                .practices
                .iter()
                .filter_map(|it| collection().practice(it))
                .map(|it| format!("{} {}", it.id, it.title(self.lang)))
                .collect();
            sheet.write_with_format(row, 0, &question.id, &self.look.cell)?;
            sheet.write_with_format(row, 1, question.text.in_lang(self.lang), &self.look.cell)?;
            let given = self.answers.has(&question.id).then(|| self.answers.to(&question.id));
            match given {
                Some(answer) => {
                    let place = match answer {
                        Answer::Level(level) => usize::from(level),
                        Answer::Unknown => 4,
                        Answer::NotApplicable => 5,
                    };
                    sheet.write_with_format(row, 2, &choices[place], &self.look.input)?
                }
                None => sheet.write_blank(row, 2, &self.look.input)?,
            };
            let level = format!(
                "=IF(ISNUMBER(C{excel}),IF(AND(C{excel}>=0,C{excel}<={LEVEL_MAX},INT(C{excel})=C{excel}),C{excel},\"?\"),\
                 IF(EXACT(C{excel},$K{excel}),\"na\",IFERROR(MATCH(C{excel},$F{excel}:$I{excel},0)-1,\"?\")))"
            );
            let result = match self.answers.to(&question.id) {
                Answer::Level(level) => level.to_string(),
                Answer::Unknown => "?".to_owned(),
                Answer::NotApplicable => "na".to_owned(),
            };
            sheet.write_formula_with_format(
                row,
                3,
                Formula::new(level).set_result(result),
                &self.look.cell,
            )?;
            sheet.write_with_format(row, 4, about.join("\n"), &self.look.cell)?;
            for (at, text) in choices.iter().enumerate() {
                sheet.write_with_format(row, 5 + u16::try_from(at).unwrap_or(0), text, &self.look.quiet)?;
            }
            let list = format!("=$F${excel}:$K${excel}");
            let list = DataValidation::new()
                .allow_list_formula(Formula::new(list))
                .set_error_title(self.word("workbook-wrong-title"))?
                .set_error_message(self.word("workbook-wrong"))?;
            sheet.add_data_validation(row, 2, row, 2, &list)?;
        }
        Ok(())
    }

    fn causes(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let name = self.word("workbook-causes");
        self.begin(sheet, &name, &self.word("workbook-causes-title"), &self.word("workbook-causes-lead"))?;
        widths(sheet, [8, 52, 20, 16, 20])?;
        let heads =
            ["workbook-code", "workbook-cause", "workbook-coded", "workbook-common-share", "workbook-share"];
        self.heads(sheet, &heads)?;
        let causes = &collection().causes;
        let (first, last) = (FIRST + 1, FIRST as usize + causes.len());
        for (place, cause) in causes.iter().enumerate() {
            let row = FIRST + u32::try_from(place).unwrap_or(0);
            let excel = row + 1;
            sheet.write_with_format(row, 0, &cause.code, &self.look.cell)?;
            sheet.write_with_format(row, 1, cause.label.in_lang(self.lang), &self.look.cell)?;
            sheet.write_blank(row, 2, &self.look.input)?;
            sheet.write_with_format(row, 3, cause.default_share, &self.look.share)?;
            let all = format!("SUM($C${first}:$C${last})");
            let share = format!("=IF({all}>=1000,(N(C{excel})+2000*D{excel})/({all}+2000),D{excel})");
            let share = Formula::new(share).set_result(cause.default_share.to_string());
            sheet.write_formula_with_format(row, 4, share, &self.look.share)?;
        }
        Ok(())
    }

    fn scores(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let name = self.word("workbook-scores");
        self.begin(sheet, &name, &self.word("workbook-scores-title"), &self.word("workbook-scores-lead"))?;
        widths(sheet, [8, 46, 12, 16, 24])?;
        let heads =
            ["workbook-code", "workbook-axis", "workbook-score", "workbook-mastery", "workbook-not-known"];
        self.heads(sheet, &heads)?;
        let axes = &collection().axes;
        let mut unrounded: Vec<String> = Vec::new();
        for (place, (axis, score)) in axes.iter().zip(&self.diagnosis.scores).enumerate() {
            let row = FIRST + u32::try_from(place).unwrap_or(0);
            let levels =
                format!("'{}'!$D${}:$D${}", axis.code, FIRST + 1, FIRST as usize + axis.questions.len());
            let count = format!("({}-COUNTIF({levels},\"na\"))", axis.questions.len());
            sheet.write_with_format(row, 0, &axis.code, &self.look.cell)?;
            sheet.write_with_format(row, 1, axis.label.in_lang(self.lang), &self.look.cell)?;
            let exact = format!("100*SUM({levels})/({LEVEL_MAX}*{count})");
            let formula = format!("=IF({count}=0,\"\",ROUND({exact},1))");
            unrounded.push(format!("IF({count}=0,0,{exact})"));
            let result = score.rounded().map_or_else(String::new, |it| it.to_string());
            sheet.write_formula_with_format(
                row,
                2,
                Formula::new(formula).set_result(result),
                &self.look.score,
            )?;
            self.level(sheet, row, score.level())?;
            let unknown =
                Formula::new(format!("=COUNTIF({levels},\"~?\")")).set_result(score.unknown.to_string());
            sheet.write_formula_with_format(row, 4, unknown, &self.look.cell)?;
        }
        let row = FIRST + u32::try_from(axes.len()).unwrap_or(0);
        let (first, last) = (FIRST + 1, row);
        sheet.write_with_format(row, 1, self.word("workbook-global"), &self.look.head)?;
        let (scored, sum) = (format!("COUNT(C{first}:C{last})"), unrounded.join("+"));
        let mean = format!("=IF({scored}=0,\"\",ROUND(({sum})/{scored},1))");
        let global = self.diagnosis.global().map(one_decimal);
        let result = global.map_or_else(String::new, |it| it.to_string());
        sheet.write_formula_with_format(row, 2, Formula::new(mean).set_result(result), &self.look.score)?;
        self.level(sheet, row, global.map(Level::of))?;
        let mut radar = Chart::new(ChartType::Radar);
        let last = row - 1;
        radar
            .add_series()
            .set_categories((name.as_str(), FIRST, 1, last, 1))
            .set_values((name.as_str(), FIRST, 2, last, 2))
            .set_name(self.word("workbook-score").as_str());
        radar.title().set_name(self.word("workbook-scores-title").as_str());
        radar.legend().set_hidden();
        radar.y_axis().set_min(0).set_max(100);
        radar.set_width(620).set_height(440).set_alt_text(self.word("workbook-radar"));
        sheet.insert_chart(row + 2, 1, &radar)?;
        Ok(())
    }

    fn level(&self, sheet: &mut Worksheet, row: u32, level: Option<Level>) -> Result<(), XlsxError> {
        let name = |it: Level| label(self.lang, it.key());
        let score = format!("C{}", row + 1);
        let formula = format!(
            "=IF({score}=\"\",\"\",IF({score}<25,\"{}\",IF({score}<50,\"{}\",IF({score}<75,\"{}\",\"{}\"))))",
            name(Level::Initial),
            name(Level::Begun),
            name(Level::Mastered),
            name(Level::Exemplary)
        );
        let result = level.map_or_else(String::new, name);
        sheet.write_formula_with_format(row, 3, Formula::new(formula).set_result(result), &self.look.cell)?;
        Ok(())
    }

    fn advice(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let name = self.word("workbook-advice");
        self.begin(sheet, &name, &self.word("workbook-advice-title"), &self.word("workbook-advice-lead"))?;
        widths(sheet, [7, 9, 52, 14, 14, 14, 20, 26, 26, 12])?;
        let calculation = Calculation::new(self);
        let heads = [
            "workbook-rank",
            "workbook-code",
            "workbook-practice",
            "workbook-avoided",
            "workbook-low",
            "workbook-high",
            "workbook-effort",
            "workbook-evidence",
            "workbook-first",
            "workbook-proposed",
        ];
        self.heads(sheet, &heads)?;
        let ranked = &self.diagnosis.advice.ranked;
        for place in 0..collection().practices.len() {
            let row = FIRST + u32::try_from(place).unwrap_or(0);
            let advised = ranked.get(place);
            let rank =
                Formula::new(format!("=IF({}>={},{},\"\")", calculation.count(), place + 1, place + 1))
                    .set_result(if advised.is_some() { (place + 1).to_string() } else { String::new() });
            sheet.write_formula_with_format(row, 0, rank, &self.look.cell)?;
            let cells = calculation.line(place, advised);
            for (column, (formula, result, is_count)) in cells.into_iter().enumerate() {
                let format = if is_count { &self.look.count } else { &self.look.cell };
                let formula = Formula::new(formula).set_result(result);
                sheet.write_formula_with_format(
                    row,
                    1 + u16::try_from(column).unwrap_or(0),
                    formula,
                    format,
                )?;
            }
        }
        let row = FIRST + u32::try_from(collection().practices.len()).unwrap_or(0) + 1;
        let advice = &self.diagnosis.advice;
        for (at, (key, cell, result)) in [
            ("workbook-total-proposed", calculation.proposed_together(), advice.proposed_together),
            ("workbook-total", calculation.together(), advice.together),
        ]
        .into_iter()
        .enumerate()
        {
            let row = row + u32::try_from(at).unwrap_or(0);
            sheet.write_with_format(row, 2, self.word(key), &self.look.head)?;
            let formula = Formula::new(format!("=ROUND({cell},0)")).set_result(result.round().to_string());
            sheet.write_formula_with_format(row, 3, formula, &self.look.count)?;
        }
        Ok(())
    }
}

/// The widths of the first columns, in letters.
fn widths(sheet: &mut Worksheet, widths: impl IntoIterator<Item = u8>) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}
