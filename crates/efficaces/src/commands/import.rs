//! `import`: files into a contact log; `preview`: how a file would be read.

use std::path::Path;

use contact_log::Log;
use exchange::import::{
    ImportError, ImportPlan, ImportReport, Mapping, Preset, Progress, RejectsForm, import, preview,
};
use indicatif::ProgressBar;
use kernel::Lang;
use serde_json::json;

use crate::{
    args::{ImportArgs, PreviewArgs},
    commands::user::partner_code,
    failure::Failure,
    print, progress,
    words::say,
};

/// So many refused rows are shown one by one.
const REFUSED_SHOWN: usize = 10;

/// `key`: the setting, for a log whose key is not beside it.
pub(crate) fn run(args: &ImportArgs, key: Option<&Path>, lang: Lang) -> Result<(), Failure> {
    let plan = ImportPlan {
        files: args.files.clone(),
        names: Vec::new(),
        preset: preset(&args.preset)?,
        mapping: mapping(args.mapping.as_deref())?,
        partner: args.partner.as_deref().map(partner_code).transpose()?,
        // A simulated year may lie ahead.
        latest: None,
        strict: args.strict,
        rejects: args.rejects.clone(),
        rejects_form: RejectsForm::List,
        lang,
        threads: None,
    };
    let log = Log::open(&args.log).map_err(|it| Failure::failed_by(&it))?;
    let keys = log.keys(args.key.as_deref().or(key)).map_err(|it| Failure::refused_by(&it))?;
    let watched = Bar(progress::bytes(0));
    let report = import(&plan, &log, &keys, &watched).map_err(|it| failure(&it))?;
    watched.0.finish_and_clear();
    for choice in &report.said {
        print::to_person(&choice.say(lang));
    }
    tell_refused(&report, lang);
    if args.json {
        return print::json(&report);
    }
    tell(&report, lang)
}

pub(crate) fn preview_file(args: &PreviewArgs, lang: Lang) -> Result<(), Failure> {
    let mapping = mapping(args.mapping.as_deref())?;
    let seen = preview(&args.file, preset(&args.preset)?, mapping.as_ref(), None, args.rows)
        .map_err(|it| failure(&it))?;
    if args.json {
        return print::json(&json!({
            "preset": seen.preset.name(), "encoding": seen.encoding, "separator": seen.separator,
            "header": seen.header, "columns": seen.columns, "ambiguities": seen.ambiguities,
            "mapping": seen.mapping.to_toml(), "row_columns": seen.row_columns, "rows": seen.rows,
            "missing": seen.missing.iter().map(|it| it.name()).collect::<Vec<_>>(),
            "unknown": seen.unknown.iter().map(|it| json!({
                "column": it.column.name(), "title": it.title, "word": it.word, "nearest": it.nearest,
            })).collect::<Vec<_>>(),
            "tried": seen.tried.0, "refused": seen.tried.1,
        }));
    }
    let columns = seen.columns.iter().map(|it| {
        let meaning = it.meaning.map_or_else(|| say(lang, "preview-unused", &[]), |it| it.name().to_owned());
        format!("  {} → {meaning}   ({})", it.title, it.examples.join(" · "))
    });
    let ambiguous = seen.ambiguities.iter().map(|it| {
        say(
            lang,
            "preview-ambiguous",
            &[("column", it.title.as_str().into()), ("example", it.example.as_str().into())],
        )
    });
    let missing = seen.missing.iter().map(|it| say(lang, "preview-missing", &[("column", it.name().into())]));
    let unknown = seen.unknown.iter().map(|it| {
        let words = [
            ("word", it.word.as_str().into()),
            ("title", it.title.as_str().into()),
            ("column", it.column.name().into()),
        ];
        say(lang, "preview-unknown", &words)
    });
    let tried = [("tried", seen.tried.0.into()), ("refused", seen.tried.1.into())];
    let tried = (seen.tried.0 > 0).then(|| say(lang, "preview-tried", &tried));
    let refused = seen.rejects.iter().map(|it| {
        let reason = it.reason.message().say(lang);
        say(lang, "preview-refused", &[("line", it.line.into()), ("reason", reason.into())])
    });
    let said = seen.said.iter().map(|it| it.say(lang));
    let head = say(
        lang,
        "preview-format",
        &[("preset", seen.preset.name().into()), ("encoding", seen.encoding.as_str().into())],
    );
    let mapping = [say(lang, "preview-mapping", &[]), seen.mapping.to_toml()];
    print::lines(
        std::iter::once(head)
            .chain(columns)
            .chain(missing)
            .chain(ambiguous)
            .chain(unknown)
            .chain(tried)
            .chain(refused)
            .chain(said)
            .chain(mapping),
    )
}

fn preset(name: &str) -> Result<Preset, Failure> {
    name.parse().map_err(|it: ImportError| Failure::refused_by(&it))
}

fn mapping(path: Option<&Path>) -> Result<Option<Mapping>, Failure> {
    path.map(Mapping::open).transpose().map_err(|it| failure(&it))
}

/// What a person can repair is refused; the disk's and the log's faults are failures.
fn failure(error: &ImportError) -> Failure {
    if error.is_input() { Failure::refused_by(error) } else { Failure::failed_by(error) }
}

/// The first refused rows, and how to see them all.
fn tell_refused(report: &ImportReport, lang: Lang) {
    for (file, it) in report.rejects.iter().take(REFUSED_SHOWN) {
        let reason = it.reason.message().say(lang);
        let args = [("file", file.to_string().into()), ("line", it.line.into()), ("reason", reason.into())];
        print::to_person(&say(lang, "imported-refused", &args));
    }
    if report.rejected > 0 && report.rejects_file.is_none() {
        print::to_person(&say(lang, "imported-rejects", &[("rejected", report.rejected.into())]));
    }
}

fn tell(report: &ImportReport, lang: Lang) -> Result<(), Failure> {
    let said = say(
        lang,
        "imported",
        &[
            ("rows", report.rows.into()),
            ("imported", report.imported.into()),
            ("duplicates", report.duplicates.into()),
            ("rejected", report.rejected.into()),
        ],
    );
    print::lines(std::iter::once(said))
}

/// A bar on standard error.
struct Bar(ProgressBar);

impl Progress for Bar {
    fn bytes(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    fn rows(&self, rows: u64, rejected: u64) {
        self.0.set_message(if rejected == 0 { rows.to_string() } else { format!("{rows} (−{rejected})") });
    }

    fn cancelled(&self) -> bool {
        false
    }
}
