//! A file's header against the columns of its kind.

use super::column::Column;
use crate::kernel::Refusal;
use crate::tables::{Row, Trouble, nearest};

/// Which cell of a row belongs to which column of the kind.
pub(super) struct Header {
    /// For each column of the kind, the cell's place in a row.
    places: Vec<Option<usize>>,
}

impl Header {
    /// Matches a header, in English or Chinese, in any order; a `whole` one has every column that
    /// a new record needs.
    pub(super) fn read<T>(told: &[String], columns: &[Column<T>], whole: bool) -> Result<Self, Vec<Trouble>> {
        let mut places: Vec<Option<usize>> = vec![None; columns.len()];
        let mut troubles = Vec::new();
        for (place, written) in told.iter().enumerate() {
            match columns.iter().position(|column| is(written, column)) {
                Some(found) if places.get(found).is_some_and(Option::is_some) => {
                    troubles.push(at(written, Refusal::new("column-twice").with("name", written)));
                }
                Some(found) => {
                    if let Some(slot) = places.get_mut(found) {
                        *slot = Some(place);
                    }
                }
                None => troubles.push(at(written, unknown(written, columns))),
            }
        }
        let strict = |column: &Column<T>| whole && column.need.is_strict();
        for (column, _) in columns.iter().zip(&places).filter(|(c, place)| strict(c) && place.is_none()) {
            let refusal = Refusal::new("column-missing").with("name", column.en).with("zh", column.zh);
            troubles.push(Trouble::of_line(1, refusal));
        }
        if troubles.is_empty() { Ok(Self { places }) } else { Err(troubles) }
    }

    /// The cell of the column with this number, if the file has the column.
    pub(super) fn cell<'a>(&self, row: &'a Row, column: usize) -> Option<&'a str> {
        let place = self.places.get(column).copied().flatten()?;
        Some(row.cells.get(place).map_or("", |cell| cell.trim()))
    }

    /// The columns that the file has, by English name.
    pub(super) fn told<T>(&self, columns: &[Column<T>]) -> Vec<&'static str> {
        columns.iter().zip(&self.places).filter_map(|(column, place)| place.map(|_| column.en)).collect()
    }

    /// The header as the file writes it.
    pub(super) fn name<'a>(&self, told: &'a [String], column: usize) -> &'a str {
        let place = self.places.get(column).copied().flatten();
        place.and_then(|place| told.get(place)).map_or("", String::as_str)
    }
}

fn at(written: &str, refusal: Refusal) -> Trouble {
    Trouble::of_cell(1, written, refusal)
}

/// Whether a header as written means this column.
pub(super) fn is<T>(written: &str, column: &Column<T>) -> bool {
    let plain = written.trim().to_lowercase().replace([' ', '-'], "_");
    plain == column.en || written.trim() == column.zh
}

fn unknown<T>(written: &str, columns: &[Column<T>]) -> Refusal {
    let names = columns.iter().flat_map(|column| [column.en, column.zh]);
    match nearest(written, names) {
        Some(near) => Refusal::new("column-unknown-near").with("name", written).with("near", near),
        None => {
            let all: Vec<&str> = columns.iter().map(|column| column.en).collect();
            Refusal::new("column-unknown").with("name", written).with("all", all.join(", "))
        }
    }
}
