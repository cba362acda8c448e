//! The day on which a demonstration plays, and the page on which it is changed: whoever tries the product passes the months of an
//! experiment in a minute.
//!
//! **Invariant:** only a folder with the demonstration's password has such a day; the clock of somebody's own instance never moves.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{SignedDuration, Timestamp, civil};
use kernel::{Secret, ShiftedClock};
use site::{Access, ErrorSummary, Going, Markup, Routes, Sent, Shell, form::FieldKind, markup::text};

use crate::{failure::Failure, words::message};

/// The address of the page.
pub(crate) const PATH: &str = "/demonstration/jour";
/// Where the accounts' password is kept, so that it is shown at each start. A folder that has it is a demonstration's.
pub(crate) const PASSWORD_FILE: &str = "demo-password";
/// Microseconds from the system's clock to the demonstration's, in its folder.
const FILE: &str = "demo-day";
/// Days that can be chosen: from the first year of the simulated contacts on.
const FIRST: civil::Date = civil::date(2025, 1, 1);
const LAST: civil::Date = civil::date(2099, 12, 31);

/// The day on which a demonstration plays.
#[derive(Debug, Clone)]
pub(crate) struct DemoDay {
    /// Tells it.
    pub(crate) clock: Arc<ShiftedClock>,
    file: PathBuf,
}

impl DemoDay {
    /// The day of the demonstration in a folder: the one that was chosen last, else the system's. `None`: the folder is no
    /// demonstration's.
    pub(crate) fn of(data: &Path) -> Result<Option<Self>, Failure> {
        if password(data)?.is_none() {
            return Ok(None);
        }
        let file = data.join(FILE);
        let kept = fs::read_to_string(&file).ok().and_then(|it| it.trim().parse().ok());
        Ok(Some(Self { clock: Arc::new(ShiftedClock::by(kept.unwrap_or(0))), file }))
    }

    /// Goes to the morning of a day, as whoever starts the demonstration asked.
    pub(crate) fn start_on(&self, day: civil::Date) -> Result<(), Failure> {
        let Some(morning) = morning_of(day) else { return Ok(()) };
        self.go_to(morning).map_err(|it| Failure::file(&self.file, &it))
    }

    fn go_to(&self, instant: Timestamp) -> io::Result<()> {
        let shift_us = self.clock.go_to(instant);
        fs::write(&self.file, shift_us.to_string())
    }
}

/// The password of the demonstration in a folder; `None`: the folder is no demonstration's.
pub(crate) fn password(data: &Path) -> Result<Option<Secret<String>>, Failure> {
    let file = data.join(PASSWORD_FILE);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|it| !it.is_empty()).map(Secret::new)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(&file, &error)),
    }
}

/// When a day of a demonstration begins: at nine in the morning.
fn morning_of(day: civil::Date) -> Option<Timestamp> {
    let midnight = Timestamp::from_microsecond(kernel::paris_day_start(day)?).ok()?;
    midnight.checked_add(SignedDuration::from_hours(9)).ok()
}

/// The page.
pub(crate) fn routes(day: DemoDay) -> Routes {
    Routes::new().route(PATH, Access::SignedIn, get(show).post(change)).with_state(day)
}

async fn show(shell: Shell) -> Response {
    let typed = shell.today().to_string();
    page(&shell, &typed, None)
}

/// The page; `fault` says what is wrong with what was typed.
fn page(shell: &Shell, typed: &str, fault: Option<String>) -> Response {
    let say = |key| shell.say(&message(key));
    let mut problems = ErrorSummary::new(shell);
    let mut status = StatusCode::OK;
    if let Some(fault) = &fault {
        problems.add("day", fault.clone());
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let field = site::Field::new(FieldKind::Date, "day", say("demo-day-label")).value(typed).error(fault);
    let content = Markup::of(format!(
        "{problems}<p>{}</p><p>{}</p><form method=\"post\" action=\"{PATH}\" novalidate>{}{}\
         <p class=\"actions\"><button>{}</button></p></form>",
        text(&say("demo-day-data")),
        text(&say("demo-day-how")),
        shell.csrf_field(),
        field.required(),
        text(&say("demo-day-do")),
    ));
    shell.page(say("demo-day-title")).lead(say("demo-day-lead")).status(status).render_markup(&content)
}

async fn change(State(day): State<DemoDay>, shell: Shell, sent: Sent) -> Result<Response, site::Failure> {
    let typed = sent.text("day");
    let wanted = typed.parse().ok().filter(|it| (FIRST..=LAST).contains(it));
    let Some((wanted, morning)) = wanted.and_then(|it| Some((it, morning_of(it)?))) else {
        return Ok(page(&shell, typed, Some(shell.say(&message("demo-day-wrong")))));
    };
    day.go_to(morning).map_err(|error| {
        tracing::error!(%error, "the demonstration's day could not be kept");
        site::Failure::our_fault()
    })?;
    let told = message("demo-day-done").with("day", shell.figures().date(wanted));
    Ok(Going::to(PATH).done(shell.say(&told)).into_response())
}
