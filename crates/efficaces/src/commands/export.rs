//! `export`: the log as a file of another tool.

use exchange::export::{ExportError, ExportFormat, export};
use kernel::{Lang, Scope};

use crate::{
    args::ExportArgs,
    commands::{log::existing, user::partner_code},
    failure::Failure,
    print,
    question::selection,
    words::{message, say},
};

pub(crate) fn run(args: &ExportArgs, lang: Lang) -> Result<(), Failure> {
    let format: ExportFormat = args.format.parse().map_err(|it: ExportError| Failure::refused_by(&it))?;
    if args.out.as_os_str() == "-" {
        return Err(Failure::refused(message("out-is-a-file")));
    }
    let selection = selection(&args.selection)?;
    let scope = match &args.partner {
        Some(code) => Scope::Partner(partner_code(code)?),
        None => Scope::Everyone,
    };
    let log = existing(&args.log)?;
    let snapshot = log.snapshot().map_err(|it| Failure::failed_by(&it))?;
    let report = export(&snapshot, &scope, &selection, format, &args.out).map_err(|it| match it {
        error @ (ExportError::Log(_) | ExportError::Rows(_) | ExportError::Write { .. }) => {
            Failure::failed_by(&error)
        }
        error => Failure::refused_by(&error),
    })?;
    if args.json {
        return print::json(&report);
    }
    let files: Vec<String> = report.files.iter().map(|it| it.display().to_string()).collect();
    let said = say(
        lang,
        "exported",
        &[
            ("contacts", report.contacts.into()),
            ("events", report.events.into()),
            ("left_out", report.left_out.into()),
            ("files", files.join(", ").into()),
        ],
    );
    print::to_person(&said);
    Ok(())
}
