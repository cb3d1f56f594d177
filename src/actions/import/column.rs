//! A column of a kind of file: its names, and its cell to a field and back.

use super::known::Known;
use crate::kernel::Refusal;

/// Writes a field as a cell.
pub(super) type Print<T> = fn(&T, &Known) -> String;
/// Reads a cell, trimmed, into a field; an empty one means the field's default.
pub(super) type Parse<T> = fn(&mut T, &str, &Known) -> Result<(), Refusal>;

/// How much a column must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Part of what the record is known by; the column must be there.
    Key,
    /// Part of what the record is known by; empty or missing means its default.
    LooseKey,
    /// Must be there and hold something.
    Required,
    /// May be missing; then a record keeps what it has.
    Optional,
}

impl Need {
    /// Whether the column tells records apart.
    pub(super) fn is_key(self) -> bool {
        matches!(self, Self::Key | Self::LooseKey)
    }

    /// Whether the column must be there and hold something.
    pub(super) fn is_strict(self) -> bool {
        matches!(self, Self::Key | Self::Required)
    }
}

/// One column.
pub(super) struct Column<T> {
    /// English header.
    pub(super) en: &'static str,
    /// Chinese header.
    pub(super) zh: &'static str,
    /// How much it must be there.
    pub(super) need: Need,
    pub(super) print: Print<T>,
    pub(super) parse: Parse<T>,
}

/// A column by which records are known.
pub(super) const fn key<T>(en: &'static str, zh: &'static str, print: Print<T>, parse: Parse<T>) -> Column<T> {
    Column { en, zh, need: Need::Key, print, parse }
}

/// A column by which records are known, that may be empty or missing.
pub(super) const fn loose_key<T>(en: &'static str, zh: &'static str, print: Print<T>, parse: Parse<T>) -> Column<T> {
    Column { en, zh, need: Need::LooseKey, print, parse }
}

/// A column that must hold something.
pub(super) const fn required<T>(en: &'static str, zh: &'static str, print: Print<T>, parse: Parse<T>) -> Column<T> {
    Column { en, zh, need: Need::Required, print, parse }
}

/// A column that may be empty or missing.
pub(super) const fn optional<T>(en: &'static str, zh: &'static str, print: Print<T>, parse: Parse<T>) -> Column<T> {
    Column { en, zh, need: Need::Optional, print, parse }
}
