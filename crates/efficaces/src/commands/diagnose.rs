//! `diagnose`: scores and advice from answers, and the workbook to answer in.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
    thread::available_parallelism,
};

use engine::Engine;
use kernel::{Lang, Scope, whole_file::WholeFile};
use library::diagnosis::{Diagnosis, Document, own, sentences, workbook};
use practices::{Answers, Mix, collection};
use site::Figures;

use crate::{
    args::DiagnoseArgs,
    commands::{guide::ends_with, log::existing, user::partner_code},
    failure::Failure,
    print,
    words::{message, say},
};

pub(crate) fn run(args: &DiagnoseArgs, lang: Lang) -> Result<(), Failure> {
    let (mut answers, mut mix) = match &args.answers {
        Some(path) => read(path, lang)?,
        None => (Answers::default(), Mix::common(collection())),
    };
    if let Some(path) = &args.workbook {
        if !ends_with(path, "xlsx") {
            return Err(Failure::refused(
                message("diagnose-ending").with("path", path.display().to_string()),
            ));
        }
        let bytes = workbook::write(&answers, lang).map_err(|it| {
            Failure::failed(message("file-failed").with("path", path.display().to_string())).because(&it)
        })?;
        let failed = |it| Failure::file(path, &it);
        let (whole, mut file) = WholeFile::begin(path, &OpenOptions::new()).map_err(failed)?;
        file.write_all(&bytes).and_then(|()| whole.keep(&file)).map_err(failed)?;
        print::to_person(&say(
            lang,
            "diagnose-workbook-written",
            &[("path", path.display().to_string().into())],
        ));
        return Ok(());
    }
    if let (Some(log), Some(partner)) = (&args.log, &args.partner) {
        let code = partner_code(partner)?;
        let threads = available_parallelism().map_or(1, usize::from);
        let engine = Engine::new(existing(log)?, threads);
        let own = own(&engine, &Scope::Partner(code)).map_err(|it| Failure::failed_by(&it))?;
        if own.until.is_none() {
            return Err(Failure::refused(message("diagnose-no-rows").with("partner", partner.as_str())));
        }
        answers.contacts_per_year = answers.contacts_per_year.or_else(|| own.contacts_per_year());
        mix = own.mix();
    }
    let diagnosis = Diagnosis::of(&answers, mix);
    if args.json {
        print::json(&Document::of(&diagnosis, lang))
    } else {
        print::lines(lines(&diagnosis, lang).into_iter())
    }
}

/// The answers of a file, JSON or a workbook; cells that are no answers are told.
fn read(path: &Path, lang: Lang) -> Result<(Answers, Mix), Failure> {
    let bytes = fs::read(path).map_err(|it| Failure::file(path, &it))?;
    let name = path.extension().and_then(|it| it.to_str()).unwrap_or("").to_ascii_lowercase();
    if bytes.starts_with(b"PK") || matches!(name.as_str(), "xlsx" | "ods" | "xls" | "xlsm") {
        let filled = workbook::read(&bytes).map_err(|it| Failure::refused_by(&it))?;
        for refused in &filled.refused {
            print::to_person(&refused.message().say(lang));
        }
        let mix = filled.mix();
        return Ok((filled.answers, mix));
    }
    let not_json = |it: serde_json::Error| {
        Failure::refused(message("diagnose-not-json").with("path", path.display().to_string())).because(&it)
    };
    let document = serde_json::from_slice(&bytes).map_err(not_json)?;
    let answers = Answers::read(&document, collection()).map_err(|it| Failure::refused_by(&it))?;
    Ok((answers, Mix::common(collection())))
}

/// The diagnosis for the eye.
fn lines(diagnosis: &Diagnosis, lang: Lang) -> Vec<String> {
    let figures = Figures::new(lang);
    let mut lines = Vec::new();
    for (axis, score) in collection().axes.iter().zip(&diagnosis.scores) {
        let mut args = vec![("code", axis.code.as_str().into()), ("axis", axis.label.in_lang(lang).into())];
        let key = match (score.rounded(), score.level()) {
            (Some(value), Some(level)) => {
                args.push(("score", figures.number(value, 1).into()));
                args.push(("level", practices::WORDS.say(lang, level.key(), &[]).into()));
                if score.is_measured { "diagnose-score" } else { "diagnose-score-unmeasured" }
            }
            _ => "diagnose-score-none",
        };
        lines.push(say(lang, key, &args));
    }
    lines.push(String::new());
    lines.extend(sentences::basis(lang, diagnosis));
    lines.extend(sentences::totals(lang, diagnosis));
    if !diagnosis.advice.plan.is_empty() {
        let plan: Vec<&str> = diagnosis.advice.plan.iter().map(|it| it.id.as_str()).collect();
        lines.push(say(lang, "diagnose-plan", &[("practices", plan.join(", ").into())]));
    }
    for (place, advised) in diagnosis.advice.ranked.iter().enumerate() {
        let whole = |it: f64| figures.number((it + 0.5).floor(), 0).into();
        let args = [
            ("rank", (place as u64 + 1).into()),
            ("practice", format!("{} {}", advised.practice.id, advised.practice.title(lang)).into()),
            ("contacts", whole(advised.expected)),
            ("low", whole(advised.low)),
            ("high", whole(advised.high)),
        ];
        lines.push(String::new());
        lines.push(say(lang, "diagnose-advice-line", &args));
        lines.extend(sentences::why(lang, advised, diagnosis).into_iter().map(|it| format!("   {it}")));
    }
    lines
}
