//! `worker`: reads strangers’ bytes for the server, in a process that can reach nothing.

use std::io::{stdin, stdout};

use gateways::worker;

use crate::{failure::Failure, words::message};

pub(crate) fn run() -> Result<(), Failure> {
    let worked = worker::limit().and_then(|()| worker::work(stdin().lock(), stdout().lock()));
    worked.map_err(|it| Failure::failed(message("worker-failed")).because(&it))
}
