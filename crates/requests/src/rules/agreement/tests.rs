use uuid::Uuid;

use super::*;

struct Request;

fn key(first: u8) -> DrawKey {
    DrawKey::new([first; 32])
}

fn request(number: u128) -> Id<Request> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn pairs(table: &[(&str, &str, usize)]) -> Vec<(Cause, Cause)> {
    let pair = |first: &str, second: &str| (first.parse().unwrap(), second.parse().unwrap());
    table.iter().flat_map(|(first, second, times)| vec![pair(first, second); *times]).collect()
}

/// Fleiss, Levin and Paik, *Statistical Methods for Rates and Proportions* (2003), table 18.1: two raters of 100 patients, psychotic,
/// neurotic or organic. Going on from the rounded kappa, they print kappa 0.68, its standard error 0.087, and the interval 0.51 to 0.85.
#[test]
fn kappa_and_its_interval_are_those_of_the_textbook() {
    let table = [
        ("A1", "A1", 75),
        ("A1", "A2", 1),
        ("A1", "A3", 4),
        ("A2", "A1", 5),
        ("A2", "A2", 4),
        ("A2", "A3", 1),
        ("A3", "A3", 10),
    ];
    let found = agreement(&pairs(&table));
    let kappa = found.kappa.unwrap();
    // By hand: 0.89 seen, 0.80·0.80 + 0.10·0.05 + 0.10·0.15 = 0.66 by chance.
    let (seen, by_chance) = (0.89, 0.66);
    let value = (seen - by_chance) / (1.0 - by_chance);
    assert!((kappa.value - value).abs() < 1e-12);
    // Their formula 18.12: A over the diagonal, B over the rest, C.
    let apart = 1.0 - value;
    let diagonal = [(0.75, 0.80 + 0.80), (0.04, 0.10 + 0.05), (0.10, 0.10 + 0.15)];
    let a: f64 = diagonal.iter().map(|(share, both)| share * (1.0_f64 - both * apart).powi(2)).sum();
    // Share of the cell, the second's share of the row's code plus the first's share of the column's.
    let rest: [(f64, f64); 4] =
        [(0.01, 0.80 + 0.10), (0.04, 0.80 + 0.10), (0.05, 0.05 + 0.80), (0.01, 0.05 + 0.10)];
    let b: f64 = apart.powi(2) * rest.iter().map(|(share, both)| share * both.powi(2)).sum::<f64>();
    let c = (value - by_chance * apart).powi(2);
    let se = (a + b - c).sqrt() / ((1.0 - by_chance) * 10.0);
    assert!((kappa.se - se).abs() < 1e-12, "{} {se}", kappa.se);
    let printed = [
        (kappa.value, 0.68, 0.005),
        (kappa.se, 0.087, 0.001),
        (kappa.low, 0.51, 0.01),
        (kappa.high, 0.85, 0.01),
    ];
    for (found, printed, rounding) in printed {
        assert!((found - printed).abs() <= rounding, "{found} {printed}");
    }
    assert_eq!(found.standing, Standing::Warned);
}

#[test]
fn thresholds_say_what_may_be_shown() {
    let with = |agree: usize, apart: usize| {
        agreement(&pairs(&[
            ("A1", "A1", agree),
            ("V1", "V1", agree),
            ("A1", "V1", apart),
            ("V1", "A1", apart),
        ]))
    };
    // Kappa is 1 − apart/((agree + apart)/2).
    assert_eq!(with(85, 15).standing, Standing::Shown);
    assert_eq!(with(84, 16).standing, Standing::Warned);
    assert_eq!(with(79, 21).standing, Standing::GreyedOut);
    assert_eq!(with(5, 0).standing, Standing::Unknown);
    assert_eq!(agreement(&[]), Agreement { pairs: 0, kappa: None, standing: Standing::Unknown });
    assert_eq!(agreement(&pairs(&[("A1", "A1", 50)])).standing, Standing::Unknown);
}

#[test]
fn each_code_is_judged_for_itself() {
    let found = by_code(&pairs(&[
        ("A1", "A1", 40),
        ("B1", "B1", 10),
        ("B1", "C1", 10),
        ("C1", "B1", 10),
        ("V1", "V1", 3),
    ]));
    let standing = |code: &str| found[&code.parse::<Cause>().unwrap()].standing;
    assert_eq!(standing("A1"), Standing::Shown);
    assert_eq!(standing("B1"), Standing::GreyedOut);
    assert_eq!(standing("V1"), Standing::Unknown);
}

#[test]
fn about_two_in_a_hundred_are_drawn_and_the_key_is_hidden() {
    let drawn = (0..50_000).filter(|it| is_drawn(&key(1), request(*it))).count();
    // 1,000 expected, standard deviation 31.
    assert!((880..1_120).contains(&drawn), "{drawn}");
    assert_eq!(format!("{:?}", key(1)), "DrawKey(…)");
}

#[test]
fn another_key_draws_others() {
    let of = |seed: u8| (0..50_000).filter(|it| is_drawn(&key(seed), request(*it))).collect::<Vec<_>>();
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}
