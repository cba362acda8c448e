//! Pages of a long list.

use crate::{Markup, Shell, markup::text};

/// Where a reader is in a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// The page shown, from 1.
    pub page: u64,
    /// Rows on a page.
    pub size: u64,
    /// Rows in all.
    pub total: u64,
}

impl Paging {
    /// The page asked for, kept between the first and the last.
    pub fn new(asked: u64, size: u64, total: u64) -> Self {
        let last = total.div_ceil(size.max(1)).max(1);
        Self { page: asked.clamp(1, last), size: size.max(1), total }
    }

    /// The last page.
    pub const fn last(self) -> u64 {
        let last = self.total.div_ceil(self.size);
        if last == 0 { 1 } else { last }
    }

    /// Rows before this page.
    pub const fn offset(self) -> u64 {
        (self.page - 1) * self.size
    }

    /// Links to the pages before and after; nothing if there is one page. `href` gives the address of a page.
    pub fn links(self, shell: &Shell, href: impl Fn(u64) -> String) -> Markup {
        if self.last() == 1 {
            return Markup::default();
        }
        let link = |page: u64, key: &str, rel: &str| {
            format!(
                "<a class=\"button quiet\" rel=\"{rel}\" href=\"{}\">{}</a>",
                text(&href(page)),
                text(&shell.t(key))
            )
        };
        let before = if self.page > 1 { link(self.page - 1, "paging-before", "prev") } else { String::new() };
        let after =
            if self.page < self.last() { link(self.page + 1, "paging-after", "next") } else { String::new() };
        let figures = shell.figures();
        let place = shell.t_with(
            "paging-place",
            &[("page", figures.count(self.page).into()), ("last", figures.count(self.last()).into())],
        );
        Markup::of(format!(
            "<nav class=\"paging\" aria-label=\"{}\">{before}<span>{}</span>{after}</nav>",
            text(&shell.t("paging-label")),
            text(&place)
        ))
    }
}
