//! The canonical columns in Parquet, which is read from a file. A panic of the format's own reader, which is not ours, must end as an
//! error; one of ours is a fault.

#![no_main]

use std::io::Write;

use exchange::import::{ImportPlan, Preset, Unwatched, read};

libfuzzer_sys::fuzz_target!(init: {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if info.location().is_none_or(|it| !it.file().contains("/registry/")) {
            abort(info);
        }
    }));
}, |bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room for it");
    let counted = fuzz::Counted::default();
    let plan = ImportPlan { files: vec![file.path().to_owned()], ..fuzz::plan(Preset::Canonical) };
    fuzz::check(read(&plan, &counted, &Unwatched), &counted);
});
