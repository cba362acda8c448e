//! `practices`: the list of practices, or those that are looked for.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
};

use kernel::{Lang, whole_file::WholeFile};
use library::Listed;
use practices::{Objective, Practice, collection, index};

use crate::{
    args::PracticesArgs,
    failure::Failure,
    instance::{Instance, block_on},
    print,
    settings::Settings,
    words::{message, say},
};

pub(crate) fn run(args: &PracticesArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    if let Some(folder) = &args.export {
        return export(folder, settings, lang);
    }
    let cause = args.cause.as_deref().map(|code| {
        let unknown = || Failure::refused(message("practices-unknown-cause").with("code", code));
        collection().cause(&code.trim().to_uppercase()).ok_or_else(unknown)
    });
    let cause = cause.transpose()?;
    let aim = args.objective.as_deref().map(|code| {
        let unknown = || Failure::refused(message("practices-unknown-objective").with("code", code));
        Objective::of(&code.trim().to_uppercase()).ok_or_else(unknown)
    });
    let aim = aim.transpose()?;
    let mut found: Vec<&Practice> = index().find(args.search.as_deref().unwrap_or(""), collection());
    if let Some(cause) = cause {
        let answers = collection().answers_to(&cause.code);
        if args.search.is_some() {
            found.retain(|it| answers.iter().any(|(practice, _)| practice.id == it.id));
        } else {
            found = answers.into_iter().map(|(practice, _)| practice).collect();
        }
    }
    found.retain(|it| aim.is_none_or(|aim| it.objectives.contains(&aim)));
    if args.json {
        return print::json(&found.iter().map(|it| Listed::of(it, lang)).collect::<Vec<_>>());
    }
    if found.is_empty() {
        print::to_person(&say(lang, "practices-none", &[]));
    }
    print::lines(
        found.iter().map(|it| format!("{}  {}\n     {}", it.id, it.title(lang), it.sheet(lang).summary)),
    )
}

/// Writes the files of the instance's practices, exactly as they are in force; of the product, if there is no instance.
fn export(folder: &Path, settings: Settings, lang: Lang) -> Result<(), Failure> {
    if settings.database_url.is_some() || settings.data.is_dir() {
        block_on(async {
            let instance = Instance::open(settings).await?;
            library::editing::load(&instance.db).await.map_err(|it| Failure::failed_by(&it))
        })?;
    }
    let mut files = 0_u64;
    for (name, text) in practices::source_files() {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|it| Failure::file(parent, &it))?;
        let written = || {
            let (whole, mut file) = WholeFile::begin(&path, &OpenOptions::new())?;
            file.write_all(text.as_bytes())?;
            whole.keep(&file)
        };
        written().map_err(|it| Failure::file(&path, &it))?;
        files += 1;
    }
    let args = [("n", files.into()), ("path", folder.display().to_string().into())];
    print::to_person(&say(lang, "practices-exported", &args));
    Ok(())
}
