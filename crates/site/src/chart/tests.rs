//! What a reader, a screen reader and a phone get.

use kernel::Lang;

use super::{
    About, Bar, Bars, Column, Dot, Flow, Forest, ForestRow, Graph, GraphEdge, GraphNode, Heat, LookPoint,
    Looks, Point, Radar, Ribbon, Spoke, Spread, Stacked, Standing, Trend,
    layout::{Line, Sizes, lay_out},
};
use crate::Unit;

fn about() -> About {
    About::new("Réitérations <7 jours>", "Part des contacts suivis d’un autre.").csv("/r.csv?a=1&b=2")
}

fn journeys() -> Graph {
    let node = |label: &str, count| GraphNode { label: label.into(), count, href: None };
    let edge = |from, to, count| GraphEdge { from, to, count, note: Some("2 j".into()) };
    Graph {
        about: about(),
        nodes: vec![
            node("Téléphone", 900.0),
            node("Courriel", 400.0),
            node("Accueil", 300.0),
            node("Web", 200.0),
        ],
        edges: vec![
            edge(0, 0, 200.0),
            edge(0, 1, 150.0),
            edge(1, 0, 120.0),
            edge(0, 2, 90.0),
            edge(3, 0, 80.0),
            edge(2, 3, 5.0),
        ],
        starts: vec![(0, 500.0), (3, 180.0)],
        ends: vec![(0, 400.0), (2, 280.0)],
        edges_max: 0,
    }
}

fn effects() -> Forest {
    let row = |label: &str, value, low, high| ForestRow {
        label: label.into(),
        value,
        low: Some(low),
        high: Some(high),
        weight: Some(0.5),
        ..ForestRow::default()
    };
    Forest {
        about: about(),
        unit: Unit::Share,
        rows: vec![
            ForestRow { href: Some("/x?a&b".into()), ..row("Ici & là", -0.12, -0.19, -0.05) },
            ForestRow {
                low: None,
                weight: None,
                standing: Standing::Aside,
                ..row("Ailleurs", -0.02, 0.0, 0.03)
            },
            ForestRow { standing: Standing::Together, ..row("Ensemble", -0.08, -0.14, -0.02) },
        ],
    }
}

fn looks() -> Looks {
    let look = |place: u32, value, limit| LookPoint {
        label: format!("Look {place}"),
        fraction: f64::from(place) / 3.0,
        value,
        limit,
    };
    Looks {
        about: about(),
        points: vec![look(1, Some(-0.8), Some(3.7)), look(2, Some(-2.6), Some(2.5)), look(3, None, None)],
    }
}

fn all_charts() -> Vec<String> {
    let trend = Trend {
        about: about(),
        unit: Unit::Share,
        points: (1..=12_u8)
            .map(|month| Point {
                label: format!("2025-{month:02}"),
                value: (month != 4).then(|| 0.2 + f64::from(month) / 100.0),
                low: (month != 4).then_some(0.18),
                high: (month != 4).then_some(0.35),
            })
            .collect(),
    };
    let bars = Bars {
        about: about(),
        unit: Unit::Count,
        bars: vec![
            Bar {
                label: "A & B".into(),
                value: Some(12_345.0),
                href: Some("/x?y=1&z".into()),
                ..Bar::default()
            },
            Bar { label: "Rien".into(), ..Bar::default() },
        ],
    };
    let stacked = Stacked {
        about: about(),
        unit: Unit::Count,
        series: vec!["Téléphone".into(), "Web".into()],
        columns: vec![Column { label: "janv.".into(), values: vec![3.0, 1.0] }],
        as_shares: true,
    };
    let flow = Flow {
        about: about(),
        unit: Unit::Count,
        from: vec!["Web".into(), "Personne".into()],
        to: vec!["Téléphone".into()],
        ribbons: vec![Ribbon { from: 0, to: 0, value: 10.0, note: None }],
    };
    let heat = Heat {
        about: about(),
        unit: Unit::Count,
        corner: "De".into(),
        rows: vec!["a".into()],
        columns: vec!["b".into(), "c".into()],
        cells: vec![vec![Some(4.0), None]],
    };
    let radar = Radar {
        about: about(),
        unit: Unit::Count,
        highest: 100.0,
        series: vec!["Aujourd’hui".into(), "Avant".into()],
        spokes: ["a", "b", "c"]
            .map(|it| Spoke { short: it.into(), label: it.into(), values: vec![Some(40.0), None] })
            .into(),
    };
    let dot = |value| Dot { short: "P1".into(), value, href: Some("/p?a&b".into()), ..Dot::default() };
    let spread = Spread {
        about: about(),
        unit: Unit::Count,
        columns: vec![(["Peu".into(), "d’effort".into()], vec![dot(3.0), dot(3.0), dot(0.0)])],
    };
    [
        trend.draw(Lang::Fr),
        radar.draw(Lang::Fr),
        spread.draw(Lang::Fr),
        bars.draw(Lang::Fr),
        stacked.draw(Lang::Fr),
        flow.draw(Lang::Fr),
        heat.draw(Lang::Fr),
    ]
    .into_iter()
    .chain([journeys().draw(Lang::En), effects().draw(Lang::Fr), looks().draw(Lang::En)])
    .map(|it| it.to_string())
    .collect()
}

#[test]
fn every_chart_can_be_read_without_seeing_it() {
    for html in all_charts() {
        assert!(html.contains("<table"), "the figures are behind: {html}");
        assert!(html.contains("<caption"), "{html}");
        assert!(html.contains("tabindex=\"0\""), "a phone scrolls by keyboard too: {html}");
        assert!(
            html.contains("Réitérations &#60;7 jours&#62;") && !html.contains("<7 jours>"),
            "texts are escaped: {html}"
        );
        assert!(html.contains("/r.csv?a=1&#38;b=2"), "{html}");
        assert!(!html.contains("style="), "the content policy forbids inline styles: {html}");
        assert!(!["NaN", ">inf", ">-inf", "\"inf", ",inf"].iter().any(|it| html.contains(it)), "{html}");
        if html.contains("<svg class=\"wide") {
            let role = if html.split("<details>").next().unwrap().contains("<a ") {
                "role=\"group\""
            } else {
                "role=\"img\""
            };
            assert!(
                html.contains(role) && html.contains("<title id=") && html.contains("<desc id="),
                "{html}"
            );
        }
    }
}

#[test]
fn labels_of_dots_at_the_same_height_do_not_meet() {
    let html = &all_charts()[2];
    let heights: Vec<f64> = html
        .split("<text class=\"label\"")
        .skip(1)
        .map(|it| it.split("y=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(heights.len(), 3);
    assert!(heights.windows(2).all(|it| it[1] - it[0] >= 20.0), "{heights:?}");
}

#[test]
fn a_gap_in_the_values_is_a_gap_in_the_line() {
    let html = &all_charts()[0];
    let line = html.split("class=\"line c1\" d=\"").nth(1).and_then(|it| it.split('"').next()).unwrap();
    assert_eq!(line.matches('M').count(), 2, "{line}");
    assert_eq!(html.matches("class=\"band").count(), 2);
}

#[test]
fn nothing_to_show_says_what_to_do() {
    let html = Trend { about: about(), ..Trend::default() }.draw(Lang::En).to_string();
    assert!(html.contains("Widen the period"), "{html}");
    let html = Graph { about: about(), ..Graph::default() }.draw(Lang::Fr).to_string();
    assert!(html.contains("Élargissez la période"), "{html}");
}

#[test]
fn what_counts_from_a_beginning_shows_its_beginning_first() {
    let points = vec![Point { label: "jour 0".into(), value: Some(1.0), ..Point::default() }];
    let trend = Trend { about: about(), points, ..Trend::default() };
    let (since, until_now) = (trend.draw_from_start(Lang::Fr).to_string(), trend.draw(Lang::Fr).to_string());
    assert!(!since.contains("latest") && since.contains("<svg class=\"days\""), "{since}");
    assert!(
        until_now.contains("class=\"scroll latest\"") && until_now.contains("<svg class=\"wide time\""),
        "{until_now}"
    );
}

#[test]
fn names_without_ribbons_are_left_out_of_the_flow() {
    assert!(!all_charts()[3].contains("Personne"));
}

#[test]
fn the_weakest_passages_are_in_the_table_and_said_to_be() {
    let mut graph = journeys();
    graph.edges.push(GraphEdge { from: 1, to: 2, count: 1.0, note: None });
    graph.edges_max = 4;
    let html = graph.draw(Lang::En).to_string();
    assert!(html.contains("rarer ones are not"), "{html}");
    assert!(html.contains("<th scope=\"row\">Courriel</th><td>Accueil</td><td>1</td>"), "{html}");
}

#[test]
fn boxes_never_cover_each_other() {
    let sizes =
        Sizes { box_width: 100.0, box_height: 40.0, between_boxes: 20.0, between_layers: 60.0, lane: 20.0 };
    // Every box tied to every other: the worst case for a layout.
    let count = 12;
    let lines: Vec<Line> = (0..count)
        .flat_map(|from| (0..count).filter(move |to| *to != from).map(move |to| (from, to)))
        .map(|(from, to)| Line {
            from,
            to,
            weight: f64::from(u32::try_from((from * 7 + to * 3) % 11 + 1).unwrap()),
        })
        .collect();
    let layout = lay_out(count, &lines, 0, Some(count - 1), &vec![false; count], sizes);
    for (place, a) in layout.boxes.iter().enumerate() {
        for b in &layout.boxes[place + 1..] {
            let apart = (a.0 - b.0).abs() >= sizes.box_width || (a.1 - b.1).abs() >= sizes.box_height;
            assert!(apart, "{a:?} {b:?}");
        }
        assert!(a.0 >= sizes.box_width / 2.0 && a.0 <= layout.width - sizes.box_width / 2.0);
    }
}

#[test]
fn a_step_tied_to_its_own_layer_alone_stays_beside_it() {
    let sizes =
        Sizes { box_width: 100.0, box_height: 40.0, between_boxes: 20.0, between_layers: 60.0, lane: 20.0 };
    let tie = |from, to, weight| Line { from, to, weight };
    // 0 begins and 4 ends; 3, which nothing leads to, only leads to 1, its neighbour.
    let lines = [tie(0, 1, 9.0), tie(0, 2, 5.0), tie(1, 4, 9.0), tie(2, 4, 5.0), tie(3, 1, 1.0)];
    let layout = lay_out(5, &lines, 0, Some(4), &[false; 5], sizes);
    assert_eq!(layout.layers[3], layout.layers[1]);
    assert!(layout.width <= 3.0 * (sizes.box_width + sizes.between_boxes), "{}", layout.width);
}

#[test]
fn more_series_than_colours_are_put_together_in_the_drawing_alone() {
    let series: Vec<String> = (1..=10).map(|it| format!("s{it}")).collect();
    let columns = vec![Column { label: "janvier".to_owned(), values: (1..=10).map(f64::from).collect() }];
    let html = Stacked { series, columns, ..Stacked::default() }.draw(Lang::Fr).to_string();
    let (drawing, table) = html.split_once("<details>").unwrap();
    assert_eq!(drawing.matches("class=\"part ").count(), 8, "{drawing}");
    assert!(drawing.contains("Tout le reste : 6 "), "1 + 2 + 3: {drawing}");
    assert!(drawing.find("s10").unwrap() < drawing.find("s9").unwrap(), "the largest comes first");
    assert!(!table.contains("Tout le reste") && table.contains("s1<"), "the table has all: {table}");
}

#[test]
fn a_forest_always_shows_what_no_effect_is_and_says_where_there_is_no_limit() {
    let html = effects().draw(Lang::Fr).to_string();
    let (drawing, table) = html.split_once("<details>").unwrap();
    assert_eq!(drawing.matches("class=\"zero\"").count(), 1, "{drawing}");
    assert!(drawing.contains(">0\u{202f}%</text>"), "{drawing}");
    assert!(table.contains("<th scope=\"row\">Ailleurs</th>") && table.contains("sans limite"), "{table}");
    assert!(drawing.contains("hollow") && drawing.contains("class=\"c2\""), "{drawing}");
}

#[test]
fn an_end_that_is_far_away_leaves_room_for_the_others() {
    let mut forest = effects();
    forest.rows[1].low = Some(-1e9);
    let html = forest.draw(Lang::En).to_string();
    let place =
        |html: &str| html.split("cx=\"").nth(1).unwrap().split('%').next().unwrap().parse::<f64>().unwrap();
    assert!((place(&html) - place(&effects().draw(Lang::En).to_string())).abs() < 1.0, "{html}");
}

#[test]
fn a_look_to_come_has_no_dot() {
    let html = looks().draw(Lang::En).to_string();
    let (drawing, table) = html.split_once("<details>").unwrap();
    assert_eq!(drawing.matches("<circle").count(), 2, "{drawing}");
    assert_eq!(drawing.matches("<polyline class=\"limit\"").count(), 2, "above and below: {drawing}");
    assert!(table.contains("not yet") && table.contains("± 2.50"), "{table}");
}

#[test]
fn a_trend_below_zero_shows_zero() {
    let point = |value: f64| Point { label: "1".into(), value: Some(value), ..Point::default() };
    let html =
        Trend { about: about(), points: vec![point(-3.0), point(-2.0)], ..Trend::default() }.draw(Lang::En);
    assert!(html.to_string().contains("class=\"zero\""), "{html}");
}
