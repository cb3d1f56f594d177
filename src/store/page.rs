//! One page of a list.

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    page: i64,
    size: i64,
}

impl Paging {
    /// Page `page` (from 1) of `size` rows, both forced into bounds.
    #[must_use]
    pub fn new(page: i64, size: i64) -> Self {
        Self { page: page.clamp(1, 1_000_000), size: size.clamp(1, 500) }
    }

    /// The first row's number, from 0.
    #[must_use]
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.size
    }

    /// Rows a page.
    #[must_use]
    pub fn size(self) -> i64 {
        self.size
    }
}

impl Default for Paging {
    fn default() -> Self {
        Self::new(1, 50)
    }
}

/// Rows of one page, and how many there are in all.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// This page, from 1.
    pub page: i64,
    /// Pages in all, at least 1.
    pub pages: i64,
    /// Rows in all.
    pub total: i64,
}

impl<T> Page<T> {
    /// A page of rows.
    #[must_use]
    pub fn of(rows: Vec<T>, paging: Paging, total: i64) -> Self {
        Self { rows, page: paging.page, pages: ((total + paging.size - 1) / paging.size).max(1), total }
    }

    /// The same page with each row turned into something else.
    #[must_use]
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(turn).collect(), page: self.page, pages: self.pages, total: self.total }
    }
}
