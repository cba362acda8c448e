//! Public holidays, computed for any year, in every territory.
//!
//! The list is that in force, told of all years; only what changed since 2018 is dated. It is about days on which offices are
//! closed by law or general rule. A team that closes on a day that is only widely observed says so by a dated exception
//! (`opening`): carnival, Mid-Lent, Good Friday and 21 July (Victor Schœlcher) in Guadeloupe and Martinique, carnival in Guyane,
//! 2 November in the Antilles, the Muslim feasts in Mayotte, which L3422-2 leaves to agreements and usage.

use jiff::{ToSpan, civil::Date};
use kernel::Message;

use crate::{Territory, WORDS};

/// Why a day is a public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holiday {
    /// 1 January.
    NewYear,
    /// 5 March, in Polynésie française.
    ArrivalOfTheGospel,
    /// Two days before Easter, in Alsace-Moselle and Polynésie française.
    GoodFriday,
    /// The day after Easter.
    EasterMonday,
    /// The abolition of slavery, overseas, on each territory's day.
    Abolition,
    /// 28 April, in Wallis-et-Futuna.
    SaintPeterChanel,
    /// 1 May.
    LabourDay,
    /// 8 May.
    Victory,
    /// 39 days after Easter.
    Ascension,
    /// 50 days after Easter.
    WhitMonday,
    /// 29 June, in Polynésie française until 2025.
    Autonomy,
    /// 14 July.
    NationalDay,
    /// 29 July, in Wallis-et-Futuna.
    TerritoryDay,
    /// 15 August.
    Assumption,
    /// 24 September, in Nouvelle-Calédonie.
    Citizenship,
    /// 1 November.
    AllSaints,
    /// 11 November.
    Armistice,
    /// 20 November, in Polynésie française since 2026.
    Matarii,
    /// 25 December.
    Christmas,
    /// 26 December, in Alsace-Moselle.
    SaintStephen,
}

impl Holiday {
    /// Its name.
    pub const fn label(self) -> Message {
        let key = match self {
            Self::NewYear => "holiday-new-year",
            Self::ArrivalOfTheGospel => "holiday-arrival-of-the-gospel",
            Self::GoodFriday => "holiday-good-friday",
            Self::EasterMonday => "holiday-easter-monday",
            Self::Abolition => "holiday-abolition",
            Self::SaintPeterChanel => "holiday-saint-peter-chanel",
            Self::LabourDay => "holiday-labour-day",
            Self::Victory => "holiday-victory",
            Self::Ascension => "holiday-ascension",
            Self::WhitMonday => "holiday-whit-monday",
            Self::Autonomy => "holiday-autonomy",
            Self::NationalDay => "holiday-national-day",
            Self::TerritoryDay => "holiday-territory-day",
            Self::Assumption => "holiday-assumption",
            Self::Citizenship => "holiday-citizenship",
            Self::AllSaints => "holiday-all-saints",
            Self::Armistice => "holiday-armistice",
            Self::Matarii => "holiday-matarii",
            Self::Christmas => "holiday-christmas",
            Self::SaintStephen => "holiday-saint-stephen",
        };
        Message::new(&WORDS, key)
    }
}

/// The public holidays of a year, by date. Two may fall on one day (Ascension on 1 May 2008). A year beyond 9999 has none.
pub fn holidays(year: i16, territory: Territory) -> Vec<(Date, Holiday)> {
    let mut days: Vec<_> =
        rules(year, territory).filter_map(|(rule, holiday)| Some((rule.in_year(year)?, holiday))).collect();
    days.sort_by_key(|it| it.0);
    days
}

/// The public holiday that a day is, if it is one. The first of its year's rules, where two fall together.
pub fn holiday_on(day: Date, territory: Territory) -> Option<Holiday> {
    let mut found = rules(day.year(), territory).filter(|it| it.0.in_year(day.year()) == Some(day));
    found.next().map(|it| it.1)
}

/// How a holiday's date is found.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// This month, this day.
    Fixed(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
}

impl Rule {
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Easter(after) => Some(easter(year)?.saturating_add(after.days())),
        }
    }
}

/// Code du travail, L3133-1: everywhere. Polynésie française, Nouvelle-Calédonie and Wallis-et-Futuna have the same eleven by
/// their own labour laws.
const EVERYWHERE: [(Rule, Holiday); 11] = [
    (Rule::Fixed(1, 1), Holiday::NewYear),
    (Rule::Easter(1), Holiday::EasterMonday),
    (Rule::Fixed(5, 1), Holiday::LabourDay),
    (Rule::Fixed(5, 8), Holiday::Victory),
    (Rule::Easter(39), Holiday::Ascension),
    (Rule::Easter(50), Holiday::WhitMonday),
    (Rule::Fixed(7, 14), Holiday::NationalDay),
    (Rule::Fixed(8, 15), Holiday::Assumption),
    (Rule::Fixed(11, 1), Holiday::AllSaints),
    (Rule::Fixed(11, 11), Holiday::Armistice),
    (Rule::Fixed(12, 25), Holiday::Christmas),
];

const GOOD_FRIDAY: (Rule, Holiday) = (Rule::Easter(-2), Holiday::GoodFriday);

/// Code du travail, L3134-13. By the text Good Friday is for communes with a Protestant church or a shared one; offices of the
/// three departments close everywhere.
const ALSACE_MOSELLE: [(Rule, Holiday); 2] = [GOOD_FRIDAY, (Rule::Fixed(12, 26), Holiday::SaintStephen)];

/// Labour code of Polynésie française. A law of the country of 2025 put 20 November in the place of 29 June from 2026 on; known to
/// us from the press, not from the text.
const POLYNESIE: [(Rule, Holiday); 3] =
    [(Rule::Fixed(3, 5), Holiday::ArrivalOfTheGospel), GOOD_FRIDAY, (Rule::Fixed(11, 20), Holiday::Matarii)];
const POLYNESIE_UNTIL_2025: [(Rule, Holiday); 3] =
    [(Rule::Fixed(3, 5), Holiday::ArrivalOfTheGospel), GOOD_FRIDAY, (Rule::Fixed(6, 29), Holiday::Autonomy)];

/// By usage and local decisions whose articles we have not read.
const NOUVELLE_CALEDONIE: [(Rule, Holiday); 1] = [(Rule::Fixed(9, 24), Holiday::Citizenship)];
/// By usage and local decisions whose articles we have not read.
const WALLIS_ET_FUTUNA: [(Rule, Holiday); 2] =
    [(Rule::Fixed(4, 28), Holiday::SaintPeterChanel), (Rule::Fixed(7, 29), Holiday::TerritoryDay)];

/// The abolition of slavery: law 83-550, decree 83-1003 (changed by decree 2012-553), code du travail L3422-2.
const fn abolition(month: i8, day: i8) -> [(Rule, Holiday); 1] {
    [(Rule::Fixed(month, day), Holiday::Abolition)]
}
const MAYOTTE: [(Rule, Holiday); 1] = abolition(4, 27);
const MARTINIQUE: [(Rule, Holiday); 1] = abolition(5, 22);
const GUADELOUPE: [(Rule, Holiday); 1] = abolition(5, 27);
const GUYANE: [(Rule, Holiday); 1] = abolition(6, 10);
const SAINT_BARTHELEMY: [(Rule, Holiday); 1] = abolition(10, 9);
const REUNION: [(Rule, Holiday); 1] = abolition(12, 20);
/// Kept on 28 May since 2018, by circular and usage; L3422-2 still said 27 May in the version that we read (2019).
const SAINT_MARTIN: [(Rule, Holiday); 1] = abolition(5, 28);
const SAINT_MARTIN_UNTIL_2017: [(Rule, Holiday); 1] = GUADELOUPE;

const fn local(year: i16, territory: Territory) -> &'static [(Rule, Holiday)] {
    match territory {
        Territory::Mainland | Territory::SaintPierreEtMiquelon => &[],
        Territory::AlsaceMoselle => &ALSACE_MOSELLE,
        Territory::Guadeloupe => &GUADELOUPE,
        Territory::Martinique => &MARTINIQUE,
        Territory::Guyane => &GUYANE,
        Territory::Reunion => &REUNION,
        Territory::Mayotte => &MAYOTTE,
        Territory::SaintBarthelemy => &SAINT_BARTHELEMY,
        Territory::SaintMartin if year < 2018 => &SAINT_MARTIN_UNTIL_2017,
        Territory::SaintMartin => &SAINT_MARTIN,
        Territory::WallisEtFutuna => &WALLIS_ET_FUTUNA,
        Territory::PolynesieFrancaise if year < 2026 => &POLYNESIE_UNTIL_2025,
        Territory::PolynesieFrancaise => &POLYNESIE,
        Territory::NouvelleCaledonie => &NOUVELLE_CALEDONIE,
    }
}

fn rules(year: i16, territory: Territory) -> impl Iterator<Item = (Rule, Holiday)> {
    EVERYWHERE.into_iter().chain(local(year, territory).iter().copied())
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of Nature, 1876, as J. Meeus gives it).
fn easter(year: i16) -> Option<Date> {
    let years = i32::from(year);
    let (golden, century, rest) = (years.rem_euclid(19), years.div_euclid(100), years.rem_euclid(100));
    let epact = (19 * golden + century
        - century.div_euclid(4)
        - (century - (century + 8).div_euclid(25) + 1).div_euclid(3)
        + 15)
        .rem_euclid(30);
    let sunday = (32 + 2 * century.rem_euclid(4) + 2 * (rest / 4) - epact - rest % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * sunday) / 451;
    let from_march = epact + sunday - 7 * late + 114;
    let (month, day) = (i8::try_from(from_march / 31).ok()?, i8::try_from(from_march % 31 + 1).ok()?);
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::Lang;
    use proptest::prelude::*;

    use super::*;

    fn named(year: i16, territory: Territory, holiday: Holiday) -> Vec<Date> {
        holidays(year, territory).into_iter().filter(|it| it.1 == holiday).map(|it| it.0).collect()
    }

    #[test]
    fn easter_is_where_the_church_puts_it() {
        let known = [
            (2000, 4, 23),
            (2002, 3, 31),
            (2005, 3, 27),
            (2008, 3, 23),
            (2011, 4, 24),
            (2016, 3, 27),
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2030, 4, 21),
            (2038, 4, 25),
            (2040, 4, 1),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn the_mainland_has_eleven_by_date() {
        let days: Vec<String> =
            holidays(2026, Territory::Mainland).iter().map(|it| it.0.to_string()[5..].to_owned()).collect();
        assert_eq!(days.join(" "), "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25");
    }

    #[test]
    fn two_holidays_may_fall_on_one_day() {
        assert_eq!(named(2008, Territory::Mainland, Holiday::Ascension), [date(2008, 5, 1)]);
        assert_eq!(holidays(2008, Territory::Mainland).len(), 11);
        assert_eq!(holiday_on(date(2008, 5, 1), Territory::Mainland), Some(Holiday::LabourDay));
    }

    #[test]
    fn territories_have_their_own_days() {
        let own = [
            (Territory::AlsaceMoselle, 2026, vec![date(2026, 4, 3), date(2026, 12, 26)]),
            (Territory::Mayotte, 2026, vec![date(2026, 4, 27)]),
            (Territory::Martinique, 2026, vec![date(2026, 5, 22)]),
            (Territory::Guadeloupe, 2026, vec![date(2026, 5, 27)]),
            (Territory::SaintMartin, 2017, vec![date(2017, 5, 27)]),
            (Territory::SaintMartin, 2026, vec![date(2026, 5, 28)]),
            (Territory::Guyane, 2026, vec![date(2026, 6, 10)]),
            (Territory::SaintBarthelemy, 2026, vec![date(2026, 10, 9)]),
            (Territory::Reunion, 2026, vec![date(2026, 12, 20)]),
            (Territory::SaintPierreEtMiquelon, 2026, vec![]),
            (Territory::NouvelleCaledonie, 2026, vec![date(2026, 9, 24)]),
            (Territory::WallisEtFutuna, 2026, vec![date(2026, 4, 28), date(2026, 7, 29)]),
            (
                Territory::PolynesieFrancaise,
                2025,
                vec![date(2025, 3, 5), date(2025, 4, 18), date(2025, 6, 29)],
            ),
            (
                Territory::PolynesieFrancaise,
                2026,
                vec![date(2026, 3, 5), date(2026, 4, 3), date(2026, 11, 20)],
            ),
        ];
        for (territory, year, days) in own {
            let common = holidays(year, Territory::Mainland);
            let mut here = holidays(year, territory);
            here.retain(|it| !common.contains(it));
            assert_eq!(here.iter().map(|it| it.0).collect::<Vec<_>>(), days, "{territory} {year}");
        }
    }

    #[test]
    fn every_holiday_has_its_name() {
        for territory in Territory::ALL {
            for (_, holiday) in holidays(2025, territory).into_iter().chain(holidays(2026, territory)) {
                for lang in Lang::ALL {
                    assert!(!holiday.label().say(lang).is_empty());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_day_is_a_holiday_if_its_year_says_so(days in 0_i32..80_000, place in 0_usize..13) {
            let (day, territory) = (date(1900, 1, 1).saturating_add(days.days()), Territory::ALL[place]);
            let listed = holidays(day.year(), territory).iter().any(|it| it.0 == day);
            prop_assert_eq!(holiday_on(day, territory).is_some(), listed);
        }

        #[test]
        fn any_year_can_be_asked(year: i16) {
            let days = holidays(year, Territory::AlsaceMoselle);
            prop_assert_eq!(days.len(), if (-9999..=9999).contains(&year) { 13 } else { 0 });
            if let Some(sunday) = easter(year) {
                prop_assert_eq!(sunday.weekday(), jiff::civil::Weekday::Sunday);
                prop_assert!(sunday >= date(year, 3, 22) && sunday <= date(year, 4, 25));
            }
        }
    }
}
