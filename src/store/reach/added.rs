//! The ten sums of a row as columns, and added up by the database.

use crate::reach::Sums;

/// What stands in the ten columns, in their order.
pub(super) type Columns = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// The sums that they are.
pub(super) fn sums_of(columns: Columns) -> Sums {
    let (sessions, talks, youth, parents, others, field_persons, online_views, left_behind, migrant, hardship) =
        columns;
    Sums { sessions, talks, youth, parents, others, field_persons, online_views, left_behind, migrant, hardship }
}

/// The ten columns of a table, to be selected.
macro_rules! columns {
    ($table:ident) => {
        (
            $table::sessions,
            $table::talks,
            $table::youth,
            $table::parents,
            $table::others,
            $table::field_persons,
            $table::online_views,
            $table::left_behind,
            $table::migrant,
            $table::hardship,
        )
    };
}
pub(super) use columns;

/// The same added up over the rows of a group; PostgreSQL makes sums of whole numbers decimal.
macro_rules! added {
    ($table:ident) => {
        (
            $crate::store::reach::added::one_added!($table, "sessions"),
            $crate::store::reach::added::one_added!($table, "talks"),
            $crate::store::reach::added::one_added!($table, "youth"),
            $crate::store::reach::added::one_added!($table, "parents"),
            $crate::store::reach::added::one_added!($table, "others"),
            $crate::store::reach::added::one_added!($table, "field_persons"),
            $crate::store::reach::added::one_added!($table, "online_views"),
            $crate::store::reach::added::one_added!($table, "left_behind"),
            $crate::store::reach::added::one_added!($table, "migrant"),
            $crate::store::reach::added::one_added!($table, "hardship"),
        )
    };
}
pub(super) use added;

/// One of them.
macro_rules! one_added {
    ($table:ident, $column:literal) => {
        $crate::store::words::<diesel::sql_types::BigInt>(concat!(
            "CAST(SUM(",
            stringify!($table),
            ".",
            $column,
            ") AS BIGINT)"
        ))
    };
}
pub(super) use one_added;
