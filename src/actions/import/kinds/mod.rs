//! The kinds of files, one table of columns each.

mod accounts;
mod attendance;
mod campaigns;
mod committees;
mod divisions;
mod indicators;
mod lectures;
mod materials;
mod requests;
mod sessions;
mod speakers;
mod targets;
mod teams;
mod venues;

use super::column::Column;
use super::engine;
use super::known::Known;
use super::{ColumnInfo, FileKind, Job, Report};
use crate::accounts::{Actor, Scope};
use crate::kernel::Moment;
use crate::store::{Db, StoreError};
use crate::tables::Sheet;
use crate::text::Lang;

/// Does `$work` with the type of a kind of file.
macro_rules! with_kind {
    ($kind:expr, $K:ident => $work:expr) => {
        match $kind {
            FileKind::Divisions => {
                type $K = divisions::Divisions;
                $work
            }
            FileKind::Committees => {
                type $K = committees::Committees;
                $work
            }
            FileKind::Teams => {
                type $K = teams::Teams;
                $work
            }
            FileKind::Speakers => {
                type $K = speakers::Speakers;
                $work
            }
            FileKind::Venues => {
                type $K = venues::Venues;
                $work
            }
            FileKind::Lectures => {
                type $K = lectures::Lectures;
                $work
            }
            FileKind::Materials => {
                type $K = materials::Materials;
                $work
            }
            FileKind::Campaigns => {
                type $K = campaigns::Campaigns;
                $work
            }
            FileKind::Requests => {
                type $K = requests::Requests;
                $work
            }
            FileKind::Sessions => {
                type $K = sessions::Sessions;
                $work
            }
            FileKind::Attendance => {
                type $K = attendance::Attendance;
                $work
            }
            FileKind::Targets => {
                type $K = targets::Targets;
                $work
            }
            FileKind::Indicators => {
                type $K = indicators::Indicators;
                $work
            }
            FileKind::Accounts => {
                type $K = accounts::Accounts;
                $work
            }
        }
    };
}

/// Reads a file of its kind, and saves it when the job says so.
pub(super) fn bring(db: &mut Db, job: &Job) -> Result<Report, StoreError> {
    with_kind!(job.kind, K => engine::bring::<K>(db, job))
}

/// The columns of a kind, in the order of exports.
pub(super) fn columns(kind: FileKind) -> Vec<ColumnInfo> {
    fn told<T>(column: &Column<T>) -> ColumnInfo {
        ColumnInfo { en: column.en, zh: column.zh, needed: column.need.is_strict() }
    }
    with_kind!(kind, K => <K as super::kind::Kind>::COLUMNS.iter().map(told).collect())
}

/// The record with this code, if the actor may see it: its version, and its fields by English column name.
pub(in crate::actions) fn one(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    kind: FileKind,
    code: &str,
) -> Result<Option<engine::OneRecord>, StoreError> {
    let mut known = Known::load(db, actor, now)?;
    with_kind!(kind, K => engine::one::<K>(db, &mut known, actor, code))
}

/// The fields of a record that nobody has filled in yet, by English column name.
pub(in crate::actions) fn blank(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    kind: FileKind,
) -> Result<Vec<(String, String)>, StoreError> {
    let known = Known::load(db, actor, now)?;
    Ok(with_kind!(kind, K => engine::blank::<K>(&known)))
}

/// The records of a scope as a table.
pub(in crate::actions) fn export(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    kind: FileKind,
    scope: &Scope,
    lang: Lang,
) -> Result<Sheet, StoreError> {
    let mut known = Known::load(db, actor, now)?;
    with_kind!(kind, K => engine::export::<K>(db, &mut known, scope, lang))
}
