//! What follows what: steps as boxes, passages as arrows, as thick as they are frequent.

use std::fmt::Write as _;

use kernel::Lang;

use super::{
    About, Drawing, STRING, Table, coordinate, cut, figure,
    layout::{Layout, Line, Sizes, lay_out},
    say, short,
};
use crate::{Figures, Markup, WORDS, markup::text};

const SIZES: Sizes =
    Sizes { box_width: 156.0, box_height: 62.0, between_boxes: 34.0, between_layers: 100.0, lane: 40.0 };
/// Margin around the whole.
const MARGIN: f64 = 14.0;
/// Radius of the marks of beginning and end.
const MARK: f64 = 15.0;
/// Steps that are drawn: the most frequent.
const NODES_MAX: usize = 14;
/// Passages that are drawn, unless the graph says otherwise: the most frequent.
const EDGES_DEFAULT: usize = 18;
/// Where along a stretch its count may stand, the best first.
const SHARES: [f64; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
/// Letters of a line in a box.
const LABEL_LENGTH: usize = 20;
/// A beginning or an end rarer than this share of all is only in the table.
const ENDS_MIN: f64 = 0.03;

/// A step.
#[derive(Debug, Clone, Default)]
pub struct GraphNode {
    /// Its name.
    pub label: String,
    /// How often it happens.
    pub count: f64,
    /// Where it leads.
    pub href: Option<String>,
}

/// A passage from one step to the next.
#[derive(Debug, Clone, Default)]
pub struct GraphEdge {
    /// Place among the nodes.
    pub from: usize,
    /// Place among the nodes; the same as `from` for a step repeated.
    pub to: usize,
    /// How often it happens.
    pub count: f64,
    /// A word more, under the count: the delay.
    pub note: Option<String>,
}

/// A directly-follows graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Title, description, download.
    pub about: About,
    /// The steps.
    pub nodes: Vec<GraphNode>,
    /// The passages.
    pub edges: Vec<GraphEdge>,
    /// How often each node begins a sequence.
    pub starts: Vec<(usize, f64)>,
    /// How often each node ends one.
    pub ends: Vec<(usize, f64)>,
    /// Passages to draw; 0 for the default. Whatever is given, the strongest way to and from each step is drawn.
    pub edges_max: usize,
}

/// What is drawn: places among boxes, the beginning and the end included.
struct Drawn<'a> {
    /// For each box its node; the two marks after them.
    nodes: Vec<usize>,
    lines: Vec<Line>,
    notes: Vec<Option<&'a str>>,
    loops: Vec<Option<&'a GraphEdge>>,
}

impl Graph {
    /// The figure.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let table = self.table(lang, figures);
        let drawn = self.choose();
        if drawn.nodes.is_empty() {
            return figure(lang, &self.about, None, "", &table);
        }
        let (first, last) = (drawn.nodes.len(), drawn.nodes.len() + 1);
        let mut has_loop: Vec<bool> = drawn.loops.iter().map(Option::is_some).collect();
        has_loop.extend([false, false]);
        let layout = lay_out(drawn.nodes.len() + 2, &drawn.lines, first, Some(last), &has_loop, SIZES);
        let arrow = self.arrow();
        let mut body = format!(
            "<defs><marker id=\"{arrow}\" viewBox=\"0 0 10 10\" refX=\"8\" refY=\"5\" markerWidth=\"11\" markerHeight=\"11\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path class=\"arrow\" d=\"M0 0.5L10 5L0 9.5Z\"/>\
             </marker></defs>",
        );
        write!(body, "<g transform=\"translate({0} {0})\">", short(MARGIN)).expect(STRING);
        self.lines(&drawn, &layout, figures, &mut body);
        self.boxes(&drawn, &layout, lang, &mut body);
        body.push_str("</g>");
        let lowest = layout.heights.last().copied().unwrap_or(0.0) + SIZES.box_height / 2.0;
        let width = (layout.width + 2.0 * MARGIN).max(420.0);
        let class = if width > 860.0 { "huge" } else { "wide" };
        let drawing = Drawing { width: Some(width), height: lowest + 2.0 * MARGIN, body, class };
        let mut about = self.about.clone();
        let left_out = self.edges.len().saturating_sub(drawn.edges());
        if left_out > 0 {
            let shown =
                WORDS.say(lang, "chart-graph-shown", &[("hidden", figures.count(left_out as u64).into())]);
            about.description = format!("{} {shown}", about.description);
        }
        figure(lang, &about, Some(&drawing), "", &table)
    }

    /// The id of the arrow's head, its own for each graph of a page.
    fn arrow(&self) -> String {
        let mut drawn = blake3::Hasher::new();
        drawn.update(self.about.title.as_bytes());
        for edge in &self.edges {
            drawn.update(format!("{} {} {};", edge.from, edge.to, edge.count).as_bytes());
        }
        format!("arrow-{}", &drawn.finalize().to_hex()[..8])
    }

    /// The most frequent steps and passages, and the strongest way to and from each step.
    fn choose(&self) -> Drawn<'_> {
        let mut frequent: Vec<usize> =
            (0..self.nodes.len()).filter(|it| self.nodes[*it].count > 0.0).collect();
        frequent.sort_by(|a, b| self.nodes[*b].count.total_cmp(&self.nodes[*a].count).then(a.cmp(b)));
        frequent.truncate(NODES_MAX);
        let nodes = frequent;
        let place_of = |node: usize| nodes.iter().position(|it| *it == node);
        let mut edges: Vec<(usize, usize, &GraphEdge)> = self
            .edges
            .iter()
            .filter(|it| it.count > 0.0)
            .filter_map(|it| Some((place_of(it.from)?, place_of(it.to)?, it)))
            .collect();
        edges.sort_by(|a, b| b.2.count.total_cmp(&a.2.count).then((a.0, a.1).cmp(&(b.0, b.1))));
        let limit = if self.edges_max == 0 { EDGES_DEFAULT } else { self.edges_max };
        let (mut reached, mut left) = (vec![false; nodes.len()], vec![false; nodes.len()]);
        let mut kept = Vec::new();
        let mut loops = vec![None; nodes.len()];
        for (rank, (from, to, edge)) in edges.into_iter().enumerate() {
            if from == to {
                if rank < limit {
                    loops[from] = Some(edge);
                }
            } else if rank < limit || !reached[to] || !left[from] {
                (reached[to], left[from]) = (true, true);
                kept.push((from, to, edge));
            }
        }
        let mut lines: Vec<Line> =
            kept.iter().map(|(from, to, edge)| Line { from: *from, to: *to, weight: edge.count }).collect();
        let mut remarks: Vec<Option<&str>> = kept.iter().map(|(_, _, edge)| edge.note.as_deref()).collect();
        let (first, last) = (nodes.len(), nodes.len() + 1);
        for (is_start, ends) in [(true, &self.starts), (false, &self.ends)] {
            let total: f64 = ends.iter().map(|(_, count)| count).sum();
            let mut ends: Vec<(usize, f64)> = ends
                .iter()
                .filter_map(|(node, count)| Some((place_of(*node)?, *count)))
                .filter(|it| it.1 > 0.0)
                .collect();
            ends.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            for (rank, (place, count)) in ends.into_iter().enumerate() {
                if rank == 0 || count >= total * ENDS_MIN {
                    let (from, to) = if is_start { (first, place) } else { (place, last) };
                    lines.push(Line { from, to, weight: count });
                    remarks.push(None);
                }
            }
        }
        Drawn { nodes, lines, notes: remarks, loops }
    }

    fn lines(&self, drawn: &Drawn<'_>, layout: &Layout, figures: Figures, body: &mut String) {
        let strongest = drawn.lines.iter().map(|it| it.weight).fold(1.0, f64::max);
        let ports = Ports::new(drawn, layout);
        let arrow = self.arrow();
        let mut labels = Labels::around(layout);
        for (place, line) in drawn.lines.iter().enumerate() {
            let way = ports.way(place, line, layout);
            let thick = 1.2 + 7.0 * (line.weight / strongest).sqrt();
            let is_back = layout.layers[line.from] >= layout.layers[line.to];
            let class = if is_back { "edge back" } else { "edge" };
            let told = format!(
                "{} → {} : {}{}",
                self.name(drawn, line.from),
                self.name(drawn, line.to),
                figures.number(line.weight, 0),
                drawn.notes[place].map(|it| format!(" ({it})")).unwrap_or_default()
            );
            write!(
                body,
                "<path class=\"{class}\" stroke-width=\"{}\" marker-end=\"url(#{arrow})\" d=\"{}\"><title>{}</title></path>",
                short(thick),
                way.path,
                text(&told)
            )
            .expect(STRING);
            let written = figures.short(line.weight);
            labels.write(&way.places, &written, drawn.notes[place]);
        }
        for (place, edge) in drawn.loops.iter().enumerate() {
            let Some(edge) = edge else { continue };
            let (x, y) = layout.boxes[place];
            let right = x + SIZES.box_width / 2.0;
            let thick = 1.2 + 7.0 * (edge.count / strongest).sqrt().min(1.0);
            write!(
                body,
                "<path class=\"edge back\" stroke-width=\"{}\" marker-end=\"url(#{arrow})\" d=\"M{1} {2}C{3} {4} {3} {5} {1} {6}\">\
                 <title>{7} ↻ : {8}</title></path>",
                short(thick),
                short(right),
                short(y - 13.0),
                short(right + 34.0),
                short(y - 25.0),
                short(y + 25.0),
                short(y + 13.0),
                text(&self.nodes[drawn.nodes[place]].label),
                text(&figures.number(edge.count, 0))
            )
            .expect(STRING);
            labels.write(&[(right + 46.0, y)], &figures.short(edge.count), edge.note.as_deref());
        }
        // Labels last: no line may cover them.
        body.push_str(&labels.svg);
    }

    fn name<'a>(&'a self, drawn: &Drawn<'_>, place: usize) -> &'a str {
        match drawn.nodes.get(place) {
            Some(node) => &self.nodes[*node].label,
            None if place == drawn.nodes.len() => "●",
            None => "■",
        }
    }

    fn boxes(&self, drawn: &Drawn<'_>, layout: &Layout, lang: Lang, body: &mut String) {
        let figures = Figures::new(lang);
        for (place, node) in drawn.nodes.iter().enumerate() {
            let node = &self.nodes[*node];
            let (x, y) = layout.boxes[place];
            let (label, count_y) = box_label(&node.label, x, y);
            let drawn = format!(
                "<rect class=\"box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\"/>{label}\
                 <text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                short(x - SIZES.box_width / 2.0),
                short(y - SIZES.box_height / 2.0),
                SIZES.box_width,
                SIZES.box_height,
                short(x),
                short(count_y),
                text(&figures.number(node.count, 0))
            );
            match &node.href {
                Some(href) => write!(body, "<a href=\"{}\">{drawn}</a>", text(href)),
                None => write!(body, "{drawn}"),
            }
            .expect(STRING);
        }
        for (place, key, is_start) in
            [(drawn.nodes.len(), "chart-start", true), (drawn.nodes.len() + 1, "chart-end", false)]
        {
            let (x, y) = layout.boxes[place];
            let mark = if is_start {
                format!("<circle class=\"mark\" cx=\"{}\" cy=\"{}\" r=\"{MARK}\"/>", short(x), short(y))
            } else {
                let side = MARK * 1.8;
                format!(
                    "<rect class=\"mark\" x=\"{}\" y=\"{}\" width=\"{side}\" height=\"{side}\" rx=\"3\"/>",
                    short(x - side / 2.0),
                    short(y - side / 2.0)
                )
            };
            write!(
                body,
                "{mark}<text class=\"label halo\" x=\"{}\" y=\"{}\">{}</text>",
                short(x + MARK + 9.0),
                short(y + 5.0),
                text(&say(lang, key))
            )
            .expect(STRING);
        }
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let has_notes = self.edges.iter().any(|it| it.note.is_some());
        let mut headings = vec![say(lang, "chart-from"), say(lang, "chart-to"), say(lang, "chart-count")];
        if has_notes {
            headings.push(say(lang, "chart-detail"));
        }
        let name = |place: usize| self.nodes.get(place).map_or_else(String::new, |it| it.label.clone());
        let row = |from: String, to: String, count: f64, note: Option<&String>| {
            let mut row = vec![from, to, figures.number(count, 0)];
            if has_notes {
                row.push(note.cloned().unwrap_or_default());
            }
            row
        };
        let mut edges: Vec<&GraphEdge> = self.edges.iter().collect();
        edges.sort_by(|a, b| b.count.total_cmp(&a.count));
        let starts =
            self.starts.iter().map(|(node, count)| row(say(lang, "chart-start"), name(*node), *count, None));
        let ends =
            self.ends.iter().map(|(node, count)| row(name(*node), say(lang, "chart-end"), *count, None));
        let passages = edges.iter().map(|it| row(name(it.from), name(it.to), it.count, it.note.as_ref()));
        Table { headings, rows: passages.chain(starts).chain(ends).collect() }
    }
}

impl Drawn<'_> {
    /// Passages that are drawn, loops included, the marks' lines not.
    fn edges(&self) -> usize {
        let marks = self.nodes.len();
        self.lines.iter().filter(|it| it.from < marks && it.to < marks).count()
            + self.loops.iter().flatten().count()
    }
}

/// A line's path, and where its count may be written, the best place first.
struct Way {
    path: String,
    places: Vec<(f64, f64)>,
}

/// What is written so far: the next label goes where it covers none, if there is such a place.
struct Labels {
    svg: String,
    taken: Vec<(f64, f64, f64, f64)>,
}

impl Labels {
    /// Boxes and their rims are taken from the start.
    fn around(layout: &Layout) -> Self {
        let taken = layout.boxes.iter().map(|(x, y)| {
            let (wide, tall) = (SIZES.box_width / 2.0, SIZES.box_height / 2.0 + 4.0);
            (x - wide, y - tall, x + wide, y + tall)
        });
        Self { svg: String::new(), taken: taken.collect() }
    }

    fn write(&mut self, places: &[(f64, f64)], written: &str, note: Option<&str>) {
        let longest = written.chars().count().max(note.map_or(0, |it| it.chars().count()));
        let (wide, tall) = (coordinate(longest) * 4.1 + 4.0, if note.is_some() { 16.0 } else { 9.0 });
        let area = |(x, y): (f64, f64)| (x - wide, y - tall, x + wide, y + tall);
        let overlap = |place: (f64, f64)| -> f64 {
            let a = area(place);
            let one = |b: &(f64, f64, f64, f64)| {
                (a.2.min(b.2) - a.0.max(b.0)).max(0.0) * (a.3.min(b.3) - a.1.max(b.1)).max(0.0)
            };
            self.taken.iter().map(one).sum()
        };
        let Some(best) = places.iter().copied().min_by(|a, b| overlap(*a).total_cmp(&overlap(*b))) else {
            return;
        };
        self.taken.push(area(best));
        label(&mut self.svg, best, written, note);
    }
}

/// Where lines leave and reach their boxes: spread along the upper and lower side, in the order of the other ends.
struct Ports {
    /// For each line, the abscissa at its upper and at its lower end.
    xs: Vec<(f64, f64)>,
}

impl Ports {
    fn new(drawn: &Drawn<'_>, layout: &Layout) -> Self {
        let marks = drawn.nodes.len();
        let mut xs = vec![(0.0, 0.0); drawn.lines.len()];
        for place in 0..marks + 2 {
            for at_its_foot in [true, false] {
                let mut ties: Vec<(f64, usize)> = drawn
                    .lines
                    .iter()
                    .enumerate()
                    .filter(|(_, it)| layout.layers[it.from] != layout.layers[it.to])
                    .filter(|(_, it)| {
                        upper_end(layout, it) == place && at_its_foot
                            || lower_end(layout, it) == place && !at_its_foot
                    })
                    .map(|(line, it)| {
                        let lanes = &layout.lanes[line];
                        let beside = if at_its_foot {
                            lanes.first().copied().unwrap_or(layout.boxes[lower_end(layout, it)].0)
                        } else {
                            lanes.last().copied().unwrap_or(layout.boxes[upper_end(layout, it)].0)
                        };
                        (beside, line)
                    })
                    .collect();
                ties.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let width = if place < marks { SIZES.box_width - 36.0 } else { MARK };
                let pitch = (width / coordinate(ties.len())).min(34.0);
                for (rank, (_, line)) in ties.iter().enumerate() {
                    let x = layout.boxes[place].0
                        + pitch * (coordinate(rank) - (coordinate(ties.len()) - 1.0) / 2.0);
                    if at_its_foot {
                        xs[*line].0 = x;
                    } else {
                        xs[*line].1 = x;
                    }
                }
            }
        }
        Self { xs }
    }

    fn way(&self, place: usize, line: &Line, layout: &Layout) -> Way {
        let (from, to) = (layout.boxes[line.from], layout.boxes[line.to]);
        let half = SIZES.box_height / 2.0;
        if layout.layers[line.from] == layout.layers[line.to] {
            // Beside each other: to the right by an arc underneath, to the left by one above.
            let (side, bend) = if from.0 < to.0 { (half, 44.0) } else { (-half, -44.0) };
            let (x1, x2) = (from.0 + (to.0 - from.0).signum() * 20.0, to.0 - (to.0 - from.0).signum() * 20.0);
            let (y, deep) = (from.1 + side, from.1 + side + bend);
            let path = format!(
                "M{} {}C{} {} {} {} {} {}",
                short(x1),
                short(y),
                short(x1),
                short(deep),
                short(x2),
                short(deep),
                short(x2),
                short(y)
            );
            let arc = |t: f64| (x1 + (x2 - x1) * t * t * (3.0 - 2.0 * t), y + bend * 3.0 * t * (1.0 - t));
            return Way { path, places: [0.5, 0.4, 0.6, 0.3, 0.7].map(arc).into() };
        }
        let (top, bottom) = self.xs[place];
        let (upper, lower) = (upper_end(layout, line), lower_end(layout, line));
        let reach = |end: usize| if end + 2 < layout.boxes.len() { half } else { MARK };
        let mut points = vec![(top, layout.boxes[upper].1 + reach(upper) + 2.0)];
        for (lane, layer) in layout.lanes[place].iter().zip(layout.layers[upper] + 1..) {
            points.push((*lane, layout.heights[layer] - half));
            points.push((*lane, layout.heights[layer] + half));
        }
        points.push((bottom, layout.boxes[lower].1 - reach(lower) - 2.0));
        // Between layers the line is free: the middle stretch first.
        let stretches = points.len() / 2;
        let middle = (stretches / 2).min(stretches - 1);
        let order = std::iter::once(middle).chain((0..stretches).filter(move |it| *it != middle));
        let places = order
            .flat_map(|it| SHARES.map(|share| between(points[2 * it], points[2 * it + 1], share)))
            .collect();
        if layout.layers[line.from] > layout.layers[line.to] {
            points.reverse();
        }
        let mut path = format!("M{} {}", short(points[0].0), short(points[0].1));
        for pair in points.windows(2) {
            let middle = short(f64::midpoint(pair[0].1, pair[1].1));
            write!(
                path,
                "C{} {middle} {} {middle} {} {}",
                short(pair[0].0),
                short(pair[1].0),
                short(pair[1].0),
                short(pair[1].1)
            )
            .expect(STRING);
        }
        Way { path, places }
    }
}

fn upper_end(layout: &Layout, line: &Line) -> usize {
    if layout.layers[line.from] < layout.layers[line.to] { line.from } else { line.to }
}

fn lower_end(layout: &Layout, line: &Line) -> usize {
    if layout.layers[line.from] < layout.layers[line.to] { line.to } else { line.from }
}

/// A point of the curve between two points whose tangents are vertical.
fn between(a: (f64, f64), b: (f64, f64), t: f64) -> (f64, f64) {
    let middle = f64::midpoint(a.1, b.1);
    let cubic = |p: [f64; 4]| {
        let u = 1.0 - t;
        u * u * u * p[0] + 3.0 * u * u * t * p[1] + 3.0 * u * t * t * p[2] + t * t * t * p[3]
    };
    (cubic([a.0, a.0, b.0, b.0]), cubic([a.1, middle, middle, b.1]))
}

fn label(labels: &mut String, (x, y): (f64, f64), written: &str, note: Option<&str>) {
    let above = if note.is_some() { y - 2.0 } else { y + 5.0 };
    write!(
        labels,
        "<text class=\"value halo\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        short(x),
        short(above),
        text(written)
    )
    .expect(STRING);
    if let Some(note) = note {
        write!(
            labels,
            "<text class=\"tick halo\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            short(x),
            short(y + 13.0),
            text(note)
        )
        .expect(STRING);
    }
}

/// The name of a box on one line or two, and the height of what comes under it.
fn box_label(name: &str, x: f64, y: f64) -> (String, f64) {
    let (first, second) = two_lines(name, LABEL_LENGTH);
    let line =
        |words: &str, y: f64| format!("<tspan x=\"{}\" y=\"{}\">{}</tspan>", short(x), short(y), text(words));
    let (lines, count_y) = match second {
        Some(second) => (line(&first, y - 12.0) + &line(&second, y + 4.0), y + 22.0),
        None => (line(&first, y - 3.0), y + 16.0),
    };
    let label = format!(
        "<text class=\"label strong\" text-anchor=\"middle\">{lines}<title>{}</title></text>",
        text(name)
    );
    (label, count_y)
}

/// A text on one line if it fits, else on two, cut at a space; what is too long ends in an ellipsis.
fn two_lines(name: &str, length: usize) -> (String, Option<String>) {
    if name.chars().count() <= length {
        return (name.to_owned(), None);
    }
    let fits = name.match_indices(' ').map(|it| it.0).take_while(|it| name[..*it].chars().count() <= length);
    match fits.last() {
        Some(at) => (name[..at].trim_end().to_owned(), Some(cut(name[at..].trim_start(), length))),
        None => (cut(name, length), None),
    }
}

#[cfg(test)]
mod tests {
    use super::two_lines;

    #[test]
    fn long_names_take_two_lines() {
        assert_eq!(two_lines("Site web", 19), ("Site web".to_owned(), None));
        assert_eq!(
            two_lines("État : Demande ouverte", 19),
            ("État : Demande".to_owned(), Some("ouverte".to_owned()))
        );
        assert_eq!(two_lines("Anticonstitutionnellement", 19).0, "Anticonstitutionne…");
        let (first, second) = two_lines("T02 Check confirmation of receipt of the whole file", 19);
        assert_eq!((first.as_str(), second.as_deref()), ("T02 Check", Some("confirmation of re…")));
    }
}
