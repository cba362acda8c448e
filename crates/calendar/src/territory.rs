//! Territories: where a team works, hence its time zone and its public holidays.

use std::{fmt, str::FromStr, sync::LazyLock};

use jiff::{
    Timestamp, civil,
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};
use kernel::{Message, code::CodeError};
use serde::{Deserialize, Serialize};

use crate::WORDS;

/// A part of France with its own clock or its own public holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[repr(u8)]
pub enum Territory {
    /// Mainland France and Corsica, but Alsace and Moselle.
    #[default]
    Mainland,
    /// Bas-Rhin, Haut-Rhin and Moselle.
    AlsaceMoselle,
    /// Guadeloupe.
    Guadeloupe,
    /// Martinique.
    Martinique,
    /// Guyane.
    Guyane,
    /// La Réunion.
    Reunion,
    /// Mayotte.
    Mayotte,
    /// Saint-Pierre-et-Miquelon.
    SaintPierreEtMiquelon,
    /// Saint-Barthélemy.
    SaintBarthelemy,
    /// Saint-Martin.
    SaintMartin,
    /// Wallis-et-Futuna.
    WallisEtFutuna,
    /// Polynésie française, by the clock of Tahiti (the Marquesas and the Gambier Islands have their own).
    PolynesieFrancaise,
    /// Nouvelle-Calédonie.
    NouvelleCaledonie,
}

/// The clocks of [`Territory::ALL`], from the database that is compiled in: those of systems lack some overseas names.
static ZONES: LazyLock<[TimeZone; 13]> = LazyLock::new(|| {
    let zones = TimeZoneDatabase::bundled();
    Territory::ALL.map(|it| zones.get(it.zone_name()).expect("the time zone database is compiled in"))
});

impl Territory {
    /// All, in the order in which a form lists them.
    pub const ALL: [Self; 13] = [
        Self::Mainland,
        Self::AlsaceMoselle,
        Self::Guadeloupe,
        Self::Martinique,
        Self::Guyane,
        Self::Reunion,
        Self::Mayotte,
        Self::SaintPierreEtMiquelon,
        Self::SaintBarthelemy,
        Self::SaintMartin,
        Self::WallisEtFutuna,
        Self::PolynesieFrancaise,
        Self::NouvelleCaledonie,
    ];

    /// The word of files, of the API and of SQL: the zone's name in the State's own list of public holidays.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mainland => "metropole",
            Self::AlsaceMoselle => "alsace-moselle",
            Self::Guadeloupe => "guadeloupe",
            Self::Martinique => "martinique",
            Self::Guyane => "guyane",
            Self::Reunion => "la-reunion",
            Self::Mayotte => "mayotte",
            Self::SaintPierreEtMiquelon => "saint-pierre-et-miquelon",
            Self::SaintBarthelemy => "saint-barthelemy",
            Self::SaintMartin => "saint-martin",
            Self::WallisEtFutuna => "wallis-et-futuna",
            Self::PolynesieFrancaise => "polynesie-francaise",
            Self::NouvelleCaledonie => "nouvelle-caledonie",
        }
    }

    /// Its name, as a form shows it.
    pub const fn label(self) -> Message {
        let key = match self {
            Self::Mainland => "territory-mainland",
            Self::AlsaceMoselle => "territory-alsace-moselle",
            Self::Guadeloupe => "territory-guadeloupe",
            Self::Martinique => "territory-martinique",
            Self::Guyane => "territory-guyane",
            Self::Reunion => "territory-reunion",
            Self::Mayotte => "territory-mayotte",
            Self::SaintPierreEtMiquelon => "territory-saint-pierre-et-miquelon",
            Self::SaintBarthelemy => "territory-saint-barthelemy",
            Self::SaintMartin => "territory-saint-martin",
            Self::WallisEtFutuna => "territory-wallis-et-futuna",
            Self::PolynesieFrancaise => "territory-polynesie-francaise",
            Self::NouvelleCaledonie => "territory-nouvelle-caledonie",
        };
        Message::new(&WORDS, key)
    }

    /// Its clock.
    pub fn time_zone(self) -> &'static TimeZone {
        &ZONES[self as usize]
    }

    /// The day that it is there at an instant.
    pub fn date_of(self, at: Timestamp) -> civil::Date {
        self.time_zone().to_datetime(at).date()
    }

    /// The instant at which a day ends there, which is no longer of that day.
    pub fn end_of(self, day: civil::Date) -> Timestamp {
        day.tomorrow().map_or(Timestamp::MAX, |next| self.instant(next.to_datetime(civil::Time::midnight())))
    }

    /// The first instant at which clocks there show this time or a later one.
    ///
    /// A time that is skipped when clocks go forward is that change itself; one that comes twice is its first coming. So
    /// later times are never earlier instants, and ranges that do not overlap on paper do not overlap in a night of change.
    pub(crate) fn instant(self, at: civil::DateTime) -> Timestamp {
        let zone = self.time_zone();
        let ambiguous = zone.to_ambiguous_timestamp(at);
        let earlier = ambiguous
            .earlier()
            .unwrap_or_else(|_| if at.year() < 0 { Timestamp::MIN } else { Timestamp::MAX });
        match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => {
                zone.following(earlier).next().map_or(earlier, |it| it.timestamp())
            }
            _ => earlier,
        }
    }

    const fn zone_name(self) -> &'static str {
        match self {
            Self::Mainland | Self::AlsaceMoselle => "Europe/Paris",
            Self::Guadeloupe => "America/Guadeloupe",
            Self::Martinique => "America/Martinique",
            Self::Guyane => "America/Cayenne",
            Self::Reunion => "Indian/Reunion",
            Self::Mayotte => "Indian/Mayotte",
            Self::SaintPierreEtMiquelon => "America/Miquelon",
            Self::SaintBarthelemy => "America/St_Barthelemy",
            Self::SaintMartin => "America/Marigot",
            Self::WallisEtFutuna => "Pacific/Wallis",
            Self::PolynesieFrancaise => "Pacific/Tahiti",
            Self::NouvelleCaledonie => "Pacific/Noumea",
        }
    }
}

impl FromStr for Territory {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let error = || CodeError { list: "territory", given: text.to_owned() };
        Self::ALL.into_iter().find(|it| it.code() == text).ok_or_else(error)
    }
}

impl TryFrom<String> for Territory {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Territory> for String {
    fn from(territory: Territory) -> Self {
        territory.code().to_owned()
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use kernel::Lang;

    use super::*;

    #[test]
    fn every_territory_has_a_code_a_name_and_a_clock() {
        for (place, it) in Territory::ALL.into_iter().enumerate() {
            assert_eq!(it as usize, place);
            assert_eq!(it.code().parse(), Ok(it));
            for lang in Lang::ALL {
                assert!(!it.label().say(lang).is_empty());
            }
            assert_eq!(it.time_zone().iana_name(), Some(it.zone_name()));
        }
        assert!("corse".parse::<Territory>().is_err());
    }

    #[test]
    fn a_day_begins_and_ends_by_the_local_clock() {
        let noon_in_paris = datetime(2026, 7, 14, 12, 0, 0, 0);
        let at = Territory::Mainland.instant(noon_in_paris);
        assert_eq!(Territory::PolynesieFrancaise.date_of(at), date(2026, 7, 14));
        assert_eq!(
            Territory::NouvelleCaledonie.end_of(date(2026, 7, 14)).to_string(),
            "2026-07-14T13:00:00Z"
        );
        assert_eq!(Territory::Guyane.end_of(date(2026, 7, 14)).to_string(), "2026-07-15T03:00:00Z");
    }

    #[test]
    fn a_skipped_time_is_the_change_and_a_doubled_one_its_first_coming() {
        let paris = |day: civil::Date, hour, minute| {
            Territory::Mainland.instant(day.at(hour, minute, 0, 0)).to_string()
        };
        let spring = date(2026, 3, 29);
        assert_eq!(paris(spring, 1, 59), "2026-03-29T00:59:00Z");
        for (hour, minute) in [(2, 0), (2, 1), (2, 59), (3, 0)] {
            assert_eq!(paris(spring, hour, minute), "2026-03-29T01:00:00Z", "{hour}:{minute}");
        }
        let autumn = date(2026, 10, 25);
        assert_eq!(paris(autumn, 2, 30), "2026-10-25T00:30:00Z");
        assert_eq!(paris(autumn, 3, 0), "2026-10-25T02:00:00Z");
    }
}
