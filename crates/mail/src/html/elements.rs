//! The elements that may be shown, and how they lie within one another.

/// How an element behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Stands on lines of its own.
    Block,
    /// A part of a table.
    Table,
    /// Within a line.
    Inline,
    /// Has no end.
    Void,
}

/// An element that may be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// Open elements that its start ends, as browsers do.
    pub(super) ends: &'static [&'static str],
    /// Open elements beyond which its start and its end reach nothing.
    pub(super) walls: &'static [&'static str],
}

const CELL: &[&str] = &["td", "th", "caption", "table"];
const LIST: &[&str] = &["ul", "ol", "td", "th", "caption", "table"];
const NOTHING: &[&str] = &[];
const TABLE: &[&str] = &["table"];

const fn element(
    name: &'static str,
    shape: Shape,
    ends: &'static [&'static str],
    walls: &'static [&'static str],
) -> Element {
    Element { name, shape, ends, walls }
}

const fn block(name: &'static str) -> Element {
    element(name, Shape::Block, &["p"], CELL)
}

const fn inline(name: &'static str) -> Element {
    element(name, Shape::Inline, NOTHING, CELL)
}

/// All of them. Ammonia is told the same.
pub(super) static ELEMENTS: [Element; 51] = [
    block("p"),
    block("div"),
    block("blockquote"),
    block("pre"),
    block("ul"),
    block("ol"),
    element("li", Shape::Block, &["p", "li"], LIST),
    block("dl"),
    element("dt", Shape::Block, &["p", "dt", "dd"], LIST),
    element("dd", Shape::Block, &["p", "dt", "dd"], LIST),
    element("h1", Shape::Block, &["p", "h1", "h2", "h3", "h4", "h5", "h6"], CELL),
    element("h2", Shape::Block, &["p", "h1", "h2", "h3", "h4", "h5", "h6"], CELL),
    element("h3", Shape::Block, &["p", "h1", "h2", "h3", "h4", "h5", "h6"], CELL),
    element("h4", Shape::Block, &["p", "h1", "h2", "h3", "h4", "h5", "h6"], CELL),
    element("h5", Shape::Block, &["p", "h1", "h2", "h3", "h4", "h5", "h6"], CELL),
    element("h6", Shape::Block, &["p", "h1", "h2", "h3", "h4", "h5", "h6"], CELL),
    element("hr", Shape::Void, &["p"], CELL),
    element("br", Shape::Void, NOTHING, CELL),
    block("address"),
    block("center"),
    element("table", Shape::Table, &["p"], CELL),
    element("caption", Shape::Table, &["caption"], TABLE),
    element("thead", Shape::Table, &["caption", "thead", "tbody", "tfoot"], TABLE),
    element("tbody", Shape::Table, &["caption", "thead", "tbody", "tfoot"], TABLE),
    element("tfoot", Shape::Table, &["caption", "thead", "tbody", "tfoot"], TABLE),
    element("tr", Shape::Table, &["caption", "tr"], TABLE),
    element("td", Shape::Table, &["caption", "td", "th"], TABLE),
    element("th", Shape::Table, &["caption", "td", "th"], TABLE),
    element("a", Shape::Inline, &["a"], CELL),
    inline("b"),
    inline("strong"),
    inline("i"),
    inline("em"),
    inline("u"),
    inline("s"),
    inline("strike"),
    inline("sub"),
    inline("sup"),
    inline("small"),
    inline("big"),
    inline("code"),
    inline("kbd"),
    inline("samp"),
    inline("tt"),
    inline("q"),
    inline("abbr"),
    inline("cite"),
    inline("del"),
    inline("ins"),
    inline("mark"),
    inline("var"),
];

/// The element of this name.
pub(super) fn named(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|it| it.name == name)
}

/// The names of all of them, for the second gate.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ELEMENTS.iter().map(|it| it.name)
}
