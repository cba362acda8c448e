//! `guide`: the practices as a PDF to print, or as one HTML file that reads without network.

use std::{fs::OpenOptions, io::Write as _};

use kernel::{Clock as _, Lang, Period, SystemClock, whole_file::WholeFile};
use library::{
    pages::guide,
    press::{self, Order, PressError},
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
    let date = Period::day_of(SystemClock.now().as_microsecond()).first_day();
    if let Some(unknown) = args.practices.iter().find(|it| collection().practice(it).is_none()) {
        return Err(Failure::refused(message("guide-unknown").with("id", unknown.as_str())));
    }
    let is_html = args.out.extension().is_some_and(|it| it.eq_ignore_ascii_case("html"));
    let bytes = if is_html {
        guide::offline(lang, date).into_bytes()
    } else {
        let order = Order { lang, practices: args.practices.clone(), date, url: None };
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
