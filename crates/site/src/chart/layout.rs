//! Where the boxes and lines of a graph go: in layers from top to bottom, along the strongest ways.
//!
//! Each box is put one layer under the box from which it is most often reached; lines that pass layers, or go back up,
//! are led through places of their own between the boxes; boxes of a layer are ordered so that lines cross little.

use super::coordinate;

/// Boxes in one layer at most; more go to the next.
const ABREAST_MAX: usize = 5;
/// How often the order and the places are improved.
const SWEEPS: usize = 12;
/// How much the wish of an item tied to nothing counts, beside 1 for the others.
const UNTIED: f64 = 0.01;

/// A line between two boxes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Line {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) weight: f64,
}

/// Sizes of what is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) box_width: f64,
    pub(crate) box_height: f64,
    pub(crate) between_boxes: f64,
    pub(crate) between_layers: f64,
    pub(crate) lane: f64,
}

/// A laid-out graph.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Middle of each box.
    pub(crate) boxes: Vec<(f64, f64)>,
    /// Layer of each box.
    pub(crate) layers: Vec<usize>,
    /// For each line, the abscissas of its lanes, from its upper end to its lower end; empty between neighbouring layers.
    pub(crate) lanes: Vec<Vec<f64>>,
    /// Height of the middle of each layer.
    pub(crate) heights: Vec<f64>,
    /// Width of the whole.
    pub(crate) width: f64,
}

/// Something that takes a place in a layer: a box, or the lane of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Box(usize),
    Lane { line: usize, layer: usize },
}

/// Lays out `count` boxes, of which `first` is at the top and `last`, if any, at the bottom. `loops` says which boxes
/// have a line to themselves, which needs room at their right.
pub(crate) fn lay_out(
    count: usize,
    lines: &[Line],
    first: usize,
    last: Option<usize>,
    loops: &[bool],
    sizes: Sizes,
) -> Layout {
    let layers = layers(count, lines, first, last);
    let depth = layers.iter().max().map_or(1, |it| it + 1);
    let mut rows: Vec<Vec<Item>> = vec![Vec::new(); depth];
    for (place, layer) in layers.iter().enumerate() {
        rows[*layer].push(Item::Box(place));
    }
    for (place, line) in lines.iter().enumerate() {
        let (upper, lower) = ends(&layers, line);
        for (layer, row) in rows.iter_mut().enumerate().take(lower).skip(upper + 1) {
            row.push(Item::Lane { line: place, layer });
        }
    }
    let graph = Neighbours::new(&layers, lines);
    for sweep in 0..SWEEPS {
        order(&mut rows, &graph, sweep % 2 == 0);
    }
    let mut xs: Vec<Vec<f64>> = rows.iter().map(|row| packed(row, loops, sizes)).collect();
    for sweep in 0..SWEEPS {
        straighten(&rows, &mut xs, &graph, loops, sizes, sweep % 2 == 0);
    }
    finish(count, lines, layers, &rows, &xs, loops, sizes)
}

fn finish(
    count: usize,
    ties: &[Line],
    layers: Vec<usize>,
    rows: &[Vec<Item>],
    xs: &[Vec<f64>],
    loops: &[bool],
    sizes: Sizes,
) -> Layout {
    let reach = |item: &Item| room(*item, loops, sizes);
    let all = || rows.iter().zip(xs).flat_map(|(row, xs)| row.iter().zip(xs));
    let left = all().map(|(item, x)| x - reach(item).0).fold(f64::MAX, f64::min);
    let right = all().map(|(item, x)| x + reach(item).1).fold(f64::MIN, f64::max);
    let heights: Vec<f64> = (0..rows.len())
        .map(|layer| sizes.box_height / 2.0 + coordinate(layer) * (sizes.box_height + sizes.between_layers))
        .collect();
    let mut boxes = vec![(0.0, 0.0); count];
    let mut found: Vec<Vec<(usize, f64)>> = vec![Vec::new(); ties.len()];
    for (item, x) in all() {
        match *item {
            Item::Box(place) => boxes[place] = (x - left, heights[layers[place]]),
            Item::Lane { line, layer } => found[line].push((layer, x - left)),
        }
    }
    let lanes = found
        .into_iter()
        .map(|mut places| {
            places.sort_by_key(|(layer, _)| *layer);
            places.into_iter().map(|(_, x)| x).collect()
        })
        .collect();
    Layout { boxes, layers, lanes, heights, width: right - left }
}

/// The layer of each box: one under the box from which the strongest way leads to it.
fn layers(count: usize, lines: &[Line], first: usize, last: Option<usize>) -> Vec<usize> {
    let mut layer: Vec<Option<usize>> = vec![None; count];
    layer[first] = Some(0);
    loop {
        let strongest = lines
            .iter()
            .filter(|it| layer[it.from].is_some() && layer[it.to].is_none() && Some(it.to) != last)
            .max_by(|a, b| a.weight.total_cmp(&b.weight).then(b.to.cmp(&a.to)));
        let Some(line) = strongest else { break };
        layer[line.to] = layer[line.from].map(|it| it + 1);
    }
    let mut layers: Vec<usize> = layer.iter().map(|it| it.unwrap_or(1)).collect();
    // A layer that is too full hands its weakest boxes down.
    let weight = |place: usize| -> f64 {
        lines.iter().filter(|it| it.to == place || it.from == place).map(|it| it.weight).sum()
    };
    let mut layer = 1;
    while layer < count {
        let mut inside: Vec<usize> =
            (0..count).filter(|it| layers[*it] == layer && Some(*it) != last).collect();
        inside.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b)));
        for place in inside.into_iter().skip(ABREAST_MAX) {
            layers[place] += 1;
        }
        layer += 1;
    }
    if let Some(last) = last {
        layers[last] = (0..count).filter(|it| *it != last).map(|it| layers[it] + 1).max().unwrap_or(1);
    }
    layers
}

/// Upper and lower layer of a line.
fn ends(layers: &[usize], line: &Line) -> (usize, usize) {
    let (from, to) = (layers[line.from], layers[line.to]);
    (from.min(to), from.max(to))
}

/// Who is tied to whom in the next layers.
struct Neighbours<'a> {
    layers: &'a [usize],
    lines: &'a [Line],
}

impl<'a> Neighbours<'a> {
    const fn new(layers: &'a [usize], lines: &'a [Line]) -> Self {
        Self { layers, lines }
    }

    /// What an item is tied to in the layer above or below it, with the tie's weight.
    fn of(&self, item: Item, above: bool) -> Vec<(Item, f64)> {
        let next = |layer: usize| if above { layer.checked_sub(1) } else { Some(layer + 1) };
        match item {
            Item::Box(place) => {
                let Some(wanted) = next(self.layers[place]) else { return Vec::new() };
                self.lines
                    .iter()
                    .enumerate()
                    .filter(|(_, it)| it.from == place || it.to == place)
                    .filter_map(|(line, it)| {
                        let other = if it.from == place { it.to } else { it.from };
                        let (upper, lower) = ends(self.layers, it);
                        let is_on_the_way = upper <= wanted && wanted <= lower && upper != lower;
                        is_on_the_way.then(|| (self.at(line, other, wanted), it.weight.sqrt()))
                    })
                    .collect()
            }
            Item::Lane { line, layer } => {
                let Some(wanted) = next(layer) else { return Vec::new() };
                let it = &self.lines[line];
                let end = if self.layers[it.from] == wanted { it.from } else { it.to };
                // Lanes stay straight rather than boxes.
                vec![(self.at(line, end, wanted), it.weight.sqrt() * 3.0)]
            }
        }
    }

    fn at(&self, line: usize, end: usize, layer: usize) -> Item {
        if self.layers[end] == layer { Item::Box(end) } else { Item::Lane { line, layer } }
    }
}

/// Orders each layer by the middle of what it is tied to in the one before.
fn order(rows: &mut [Vec<Item>], graph: &Neighbours<'_>, downwards: bool) {
    let depth = rows.len();
    let turns: Vec<usize> =
        if downwards { (1..depth).collect() } else { (0..depth.saturating_sub(1)).rev().collect() };
    for layer in turns {
        let fixed = rows[if downwards { layer - 1 } else { layer + 1 }].clone();
        let mut keyed: Vec<(f64, usize, Item)> = rows[layer]
            .iter()
            .enumerate()
            .map(|(place, item)| {
                let (mut sum, mut weights) = (0.0, 0.0);
                for (other, weight) in graph.of(*item, downwards) {
                    if let Some(at) = fixed.iter().position(|it| *it == other) {
                        sum += (coordinate(at) + 0.5) / coordinate(fixed.len()) * weight;
                        weights += weight;
                    }
                }
                let own = (coordinate(place) + 0.5) / coordinate(rows[layer].len());
                (if weights > 0.0 { sum / weights } else { own }, place, *item)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        rows[layer] = keyed.into_iter().map(|(_, _, item)| item).collect();
    }
}

/// Room that an item takes to its left and to its right, half of the gap included.
fn room(item: Item, loops: &[bool], sizes: Sizes) -> (f64, f64) {
    match item {
        Item::Box(place) => {
            let half = f64::midpoint(sizes.box_width, sizes.between_boxes);
            (half, if loops[place] { half + 62.0 } else { half })
        }
        Item::Lane { .. } => (sizes.lane / 2.0, sizes.lane / 2.0),
    }
}

fn packed(row: &[Item], loops: &[bool], sizes: Sizes) -> Vec<f64> {
    let mut x = 0.0;
    let mut xs = Vec::with_capacity(row.len());
    for item in row {
        let (left, right) = room(*item, loops, sizes);
        x += left;
        xs.push(x);
        x += right;
    }
    xs.iter().map(|it| it - x / 2.0).collect()
}

/// Moves items towards what they are tied to, keeping order and room.
fn straighten(
    rows: &[Vec<Item>],
    xs: &mut [Vec<f64>],
    graph: &Neighbours<'_>,
    loops: &[bool],
    sizes: Sizes,
    downwards: bool,
) {
    let depth = rows.len();
    let turns: Vec<usize> =
        if downwards { (1..depth).collect() } else { (0..depth.saturating_sub(1)).rev().collect() };
    for layer in turns {
        let fixed = if downwards { layer - 1 } else { layer + 1 };
        let middle = xs[fixed].iter().sum::<f64>() / coordinate(xs[fixed].len().max(1));
        let wanted: Vec<(f64, f64)> = rows[layer]
            .iter()
            .map(|item| {
                let (mut sum, mut weights) = (0.0, 0.0);
                for (other, weight) in graph.of(*item, downwards) {
                    if let Some(at) = rows[fixed].iter().position(|it| *it == other) {
                        sum += xs[fixed][at] * weight;
                        weights += weight;
                    }
                }
                if weights > 0.0 { (sum / weights, 1.0) } else { (middle, UNTIED) }
            })
            .collect();
        xs[layer] = apart(&rows[layer], &wanted, loops, sizes);
    }
}

/// Places as near as possible to where items want to be (a place and how much it counts), with room between them: the
/// least squares under an order, by pooling adjacent violators (Barlow and others, 1972).
fn apart(row: &[Item], wanted: &[(f64, f64)], loops: &[bool], sizes: Sizes) -> Vec<f64> {
    // How far each item is from the first one when all touch; less that, places need only not decrease.
    let mut offsets = Vec::with_capacity(row.len());
    let mut offset = 0.0;
    for (place, item) in row.iter().enumerate() {
        if place > 0 {
            offset += room(row[place - 1], loops, sizes).1 + room(*item, loops, sizes).0;
        }
        offsets.push(offset);
    }
    let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(row.len());
    for ((place, weight), offset) in wanted.iter().zip(&offsets) {
        let mut pool = (place - offset, *weight, 1);
        while let Some((before, weight, items)) = pools.pop_if(|it| it.0 > pool.0) {
            let together = weight + pool.1;
            pool = ((before * weight + pool.0 * pool.1) / together, together, items + pool.2);
        }
        pools.push(pool);
    }
    let starts = pools.iter().flat_map(|(start, _, items)| std::iter::repeat_n(*start, *items));
    starts.zip(&offsets).map(|(start, offset)| start + offset).collect()
}
