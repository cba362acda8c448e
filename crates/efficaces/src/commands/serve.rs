//! `serve`: the instance of a folder, until asked to stop.

use kernel::Lang;

use crate::{
    args::ServeArgs,
    failure::Failure,
    instance::{Instance, block_on},
    server,
    settings::Settings,
};

pub(crate) fn run(args: &ServeArgs, mut settings: Settings, lang: Lang) -> Result<(), Failure> {
    if let Some(data) = &args.data {
        settings.data.clone_from(data);
    }
    block_on(async { server::serve(Instance::open(settings).await?, lang).await })
}
