//! A table that turns into cards on a phone.

use maud::{Markup, html};

/// A column: its words, and whether it holds numbers.
pub struct Column {
    words: String,
    class: Option<&'static str>,
}

impl Column {
    /// A column of text.
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        Self { words: words.into(), class: None }
    }

    /// A column of numbers, set flush right.
    #[must_use]
    pub fn number(words: impl Into<String>) -> Self {
        Self { words: words.into(), class: Some("n") }
    }

    /// A column of buttons, set flush right.
    #[must_use]
    pub fn action(words: impl Into<String>) -> Self {
        Self { words: words.into(), class: Some("do") }
    }
}

/// A table under construction.
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Markup>>,
    caption: Option<String>,
}

impl Table {
    /// A table of these columns; the first one names the row.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new(), caption: None }
    }

    /// What it shows, for those who cannot see the heading above.
    #[must_use]
    pub fn caption(mut self, words: impl Into<String>) -> Self {
        self.caption = Some(words.into());
        self
    }

    /// With one more row, a cell a column.
    #[must_use]
    pub fn row(mut self, cells: Vec<Markup>) -> Self {
        self.rows.push(cells);
        self
    }

    /// With many more rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Markup>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The table.
    #[must_use]
    pub fn show(&self) -> Markup {
        html! {
            table class={ "cards" (self.labels()) } {
                @if let Some(caption) = &self.caption { caption.unseen { (caption) } }
                thead { tr { @for column in &self.columns { th scope="col" class=[column.class] { (column.words) } } } }
                tbody { @for cells in &self.rows { tr { (self.cells(cells)) } } }
            }
        }
    }

    /// On a phone the words of a column stand before its cell, or above it where they are long.
    fn labels(&self) -> &'static str {
        let width = |c: char| if c.is_ascii() { 5 } else { 10 };
        let tenths = |column: &Column| column.words.chars().map(width).sum::<u32>();
        match self.columns.iter().skip(1).filter(|column| column.class != Some("do")).map(tenths).max() {
            Some(91..) => " labels-above",
            Some(56..) => " labels-wide",
            _ => "",
        }
    }

    fn cells(&self, cells: &[Markup]) -> Markup {
        html! {
            @for (n, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
                @if n == 0 {
                    th scope="row" class=[column.class] { (cell) }
                } @else {
                    td class=[column.class] data-label=(column.words) { (cell) }
                }
            }
        }
    }
}
