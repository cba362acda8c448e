//! `guide`: the practices as a PDF to print, or as one HTML file that reads without network.

use std::{fs::OpenOptions, io::Write as _, path::Path};

use gateways::press::PressError;
use kernel::{Clock as _, Lang, SystemClock, paris_date, whole_file::WholeFile};
use library::{
    pages::guide,
    press::{self, Order},
};
use practices::collection;

use crate::{
    args::GuideArgs,
    failure::Failure,
    instance::block_on,
    print,
    words::{message, say},
};

pub(crate) fn run(args: &GuideArgs, lang: Lang) -> Result<(), Failure> {
    let date = paris_date(SystemClock.now().as_microsecond());
    let practices: Vec<String> =
        args.practices.iter().map(|it| it.trim().to_uppercase()).filter(|it| !it.is_empty()).collect();
    if let Some(unknown) = practices.iter().find(|it| collection().practice(it).is_none()) {
        return Err(Failure::refused(message("guide-unknown").with("id", unknown.as_str())));
    }
    let is_html = ends_with(&args.out, "html");
    if !is_html && !ends_with(&args.out, "pdf") {
        return Err(Failure::refused(message("guide-ending").with("path", args.out.display().to_string())));
    }
    let bytes = if is_html {
        guide::offline(lang, date, &practices).into_bytes()
    } else {
        let order = Order { lang, practices, date, url: None };
        let printed = block_on(async {
            press::print(&order).await.map_err(|error| match error {
                PressError::Missing => Failure::failed_by(&error),
                error => Failure::failed(message("guide-failed")).because(&error),
            })
        });
        printed?.to_vec()
    };
    let failed = |it| Failure::file(&args.out, &it);
    let (whole, mut file) = WholeFile::begin(&args.out, &OpenOptions::new()).map_err(failed)?;
    file.write_all(&bytes).and_then(|()| whole.keep(&file)).map_err(failed)?;
    print::to_person(&say(lang, "guide-written", &[("path", args.out.display().to_string().into())]));
    Ok(())
}

/// Whether a file's name has this ending.
pub(crate) fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
}
