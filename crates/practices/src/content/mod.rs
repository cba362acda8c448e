//! The content as people edit it: causes, practices, life events and questions, read from the files of `content/`.
//!
//! Start with [`Collection::read`]; all that is wrong is told at once, each [`Fault`] with its file and line. The build reads
//! the files with this code too, so that a faulty file never becomes a product.

mod cause;
mod fault;
mod life_event;
mod practice;
mod question;
mod sheet;

pub use cause::CauseSheet;
pub use fault::{Fault, Wrong};
pub use life_event::LifeEvent;
pub use practice::{Effort, Evidence, Objective, Part, Practice};
pub use question::{Axis, LEVEL_MAX, Question};
pub use sheet::{Section, Sheet};

use kernel::Lang;

/// The files beside the folders of practices.
pub(crate) const TABLES: [&str; 3] = ["causes.csv", "life-events.toml", "questions.toml"];

/// Everything, checked: each name that one file says of another is known there.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// In the order of their codes.
    pub causes: Vec<CauseSheet>,
    /// In the order of their ids.
    pub practices: Vec<Practice>,
    /// In the order of the file.
    pub life_events: Vec<LifeEvent>,
    /// In the order of the file; each has its questions.
    pub axes: Vec<Axis>,
}

impl Collection {
    /// Reads the files, given by their path under `content/` and their text.
    ///
    /// # Errors
    ///
    /// Every fault of every file.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let causes = cause::read(files, &mut faults);
        let practices = practice::read(files, &causes, &mut faults);
        let ids = practice::ids(files);
        let life_events = life_event::read(files, &ids, &mut faults);
        let axes = question::read(files, &ids, &causes, &mut faults);
        if faults.is_empty() { Ok(Self { causes, practices, life_events, axes }) } else { Err(faults) }
    }

    /// A practice by its id.
    pub fn practice(&self, id: &str) -> Option<&Practice> {
        self.practices.iter().find(|it| it.id == id)
    }

    /// A cause by its code.
    pub fn cause(&self, code: &str) -> Option<&CauseSheet> {
        self.causes.iter().find(|it| it.code == code)
    }

    /// All questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.axes.iter().flat_map(|it| &it.questions)
    }

    /// The practices that answer a cause and the part of its contacts that each would avoid (coverage × efficacy), the
    /// largest part first.
    pub fn answers_to(&self, cause: &str) -> Vec<(&Practice, f64)> {
        let mut found: Vec<(&Practice, f64)> =
            self.practices.iter().filter_map(|it| Some((it, it.avoids(cause)?))).collect();
        found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then_with(|| a.id.cmp(&b.id)));
        found
    }
}

/// One text in two languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Both {
    /// In one of them.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// The text of a file, or a fault if there is none.
fn text_of<'a>(files: &[(&str, &'a str)], path: &str, faults: &mut Vec<Fault>) -> Option<&'a str> {
    let found = files.iter().find(|(name, _)| *name == path).map(|(_, text)| *text);
    if found.is_none() {
        faults.push(Fault::new(path, 1, Wrong::Absent));
    }
    found
}

/// Reads a TOML file, or tells the fault with its line.
fn toml_of<T: serde::de::DeserializeOwned>(
    path: &str,
    text: &str,
    first_line: usize,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    match toml::from_str(text) {
        Ok(read) => Some(read),
        Err(error) => {
            let before = error.span().map_or(0, |it| text[..it.start.min(text.len())].matches('\n').count());
            faults.push(Fault::new(path, first_line + before, Wrong::Unreadable(error.message().to_owned())));
            None
        }
    }
}

/// The line, from 1, where `needle` first stands in `text`; 1 if nowhere. A needle may begin with a line's end.
fn line_of(text: &str, needle: &str) -> usize {
    let begun = usize::from(needle.starts_with('\n'));
    text.find(needle).map_or(1, |at| text[..at + begun].matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The faults of the product's files after one of them was changed, as people read them.
    fn faults(file: &str, change: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let changed: Vec<(&str, Option<String>)> = crate::source_files()
            .map(|(name, text)| (name, if name == file { change(text) } else { Some(text.to_owned()) }))
            .collect();
        let files: Vec<(&str, &str)> =
            changed.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
        Collection::read(&files).map_or_else(|it| it.iter().map(Fault::to_string).collect(), |_| Vec::new())
    }

    fn replaced(file: &str, from: &str, to: &str) -> Vec<String> {
        faults(file, |text| {
            assert!(text.contains(from), "{file} holds {from}");
            Some(text.replacen(from, to, 1))
        })
    }

    #[test]
    fn an_unknown_cause_is_told_with_its_line() {
        let told = replaced("practices/P12/practice.toml", "A4 = 0.4", "Z9 = 0.4");
        assert_eq!(told, ["content/practices/P12/practice.toml:17: `Z9` is not a cause"]);
    }

    #[test]
    fn a_share_above_one_is_told() {
        let told = replaced("practices/P12/practice.toml", "A4 = 0.4", "A4 = 1.4");
        assert_eq!(told, ["content/practices/P12/practice.toml:17: `1.4` must lie between 0 and 1"]);
    }

    #[test]
    fn prerequisites_in_a_circle_are_told_once() {
        let told = replaced("practices/P02/practice.toml", "prerequisites = [", "prerequisites = [\"P12\", ");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("P02 → P12 → P02"), "{told:?}");
    }

    #[test]
    fn a_missing_language_is_told() {
        assert_eq!(
            faults("practices/P07/en.md", |_| None)[0],
            "content/practices/P07/en.md:1: the file is missing"
        );
    }

    #[test]
    fn broken_front_matter_is_told_with_its_line() {
        let told = replaced("practices/P07/fr.md", "title = \"", "title = ");
        assert!(told[0].starts_with("content/practices/P07/fr.md:2: it cannot be read"), "{told:?}");
        let told = replaced("practices/P07/fr.md", "+++\n", "---\n");
        assert!(told[0].starts_with("content/practices/P07/fr.md:1: the front matter"), "{told:?}");
    }

    #[test]
    fn a_heading_that_is_missing_or_says_nothing_is_told() {
        let told = replaced("practices/P07/fr.md", "## Le point de droit", "## Le droit");
        assert!(told[0].contains("`## Le point de droit` is missing"), "{told:?}");
    }

    #[test]
    fn a_question_about_a_practice_that_nobody_wrote_is_told() {
        let told = replaced("questions.toml", "practices = [\"P01\"]", "practices = [\"P99\"]");
        assert!(
            told[0].starts_with("content/questions.toml:") && told[0].ends_with("`P99` is not a practice")
        );
    }

    #[test]
    fn a_question_about_a_cause_that_is_none_is_told() {
        let told = replaced("questions.toml", "causes = [\"B1\"]", "causes = [\"Z9\"]");
        assert!(told[0].starts_with("content/questions.toml:") && told[0].ends_with("`Z9` is not a cause"));
    }

    #[test]
    fn every_fault_of_every_file_is_told_at_once() {
        let told = faults("causes.csv", |_| None);
        assert!(told.iter().any(|it| it == "content/causes.csv:1: the file is missing"));
        assert!(told.len() > 36, "each coverage of a cause that is not there: {}", told.len());
    }

    #[test]
    fn nothing_makes_the_reader_panic() {
        for (name, text) in crate::source_files() {
            for cut in [0, 1, text.len() / 3, text.len() / 2, text.len().saturating_sub(3)] {
                let cut = (0..=cut).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
                faults(name, |text| Some(text[..cut].to_owned()));
            }
        }
    }

    #[test]
    fn every_sheet_is_written_back_exactly() {
        let mut sheets = 0;
        for (path, text) in crate::source_files() {
            let lang = match path.rsplit('/').next() {
                Some("fr.md") => Lang::Fr,
                Some("en.md") => Lang::En,
                _ => continue,
            };
            let id = path.split('/').nth(1).unwrap();
            let sheet = crate::collection().practice(id).unwrap().sheet(lang);
            let sections: Vec<String> = Section::ALL.iter().map(|it| sheet.section(*it).to_owned()).collect();
            assert_eq!(Sheet::written(lang, &sheet.title, &sheet.summary, &sections), text, "{path}");
            sheets += 1;
        }
        assert_eq!(sheets, 72);
    }

    #[test]
    fn every_avoidable_cause_is_answered_by_two_practices() {
        let collection = crate::collection();
        assert_eq!((collection.causes.len(), collection.practices.len()), (30, 36));
        assert_eq!(collection.questions().count(), 48);
        for cause in collection.causes.iter().filter(|it| it.avoidable) {
            assert!(collection.answers_to(&cause.code).len() >= 2, "{}", cause.code);
        }
        let (practice, part) = collection.answers_to("A3")[0];
        assert_eq!(practice.id, "P11");
        assert!((part - 0.38).abs() < 1e-9);
        assert!(collection.answers_to("V1").is_empty());
    }
}
