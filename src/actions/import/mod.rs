//! Files into the registers: all or nothing, each bad row told with line, column and reason,
//! and nothing changed when the same file comes twice.
//!
//! Each kind of file is one small table of columns (`kinds/`), shared by import, export, dry
//! run and the check of the header.

pub(super) mod cells;
mod column;
mod engine;
mod header;
mod kind;
mod kinds;
mod known;
mod look;
pub(super) mod roster;
mod rows;
mod seen;

pub(super) use kinds::{blank, export, one};

use crate::accounts::{Actor, Deed};
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{Moment, Refusal};
use crate::store::{Db, StoreError};
use crate::tables::{MOST_TROUBLES, Row, Sheet, Source, Trouble};
use std::sync::Arc;

crate::codes! {
    /// What a file holds; each kind names records of those before it alone.
    FileKind, "file" {
        /// 区划
        Divisions = "divisions",
        /// 单位
        Committees = "committees",
        /// 团队
        Teams = "teams",
        /// 学校与站点
        Venues = "venues",
        /// 宣讲员
        Speakers = "speakers",
        /// 课题
        Lectures = "lectures",
        /// 教材
        Materials = "materials",
        /// 主题活动
        Campaigns = "campaigns",
        /// 点单
        Requests = "requests",
        /// 场次
        Sessions = "sessions",
        /// 听讲人数
        Attendance = "attendance",
        /// 目标
        Targets = "targets",
        /// 指标
        Indicators = "indicators",
        /// 账号
        Accounts = "accounts",
    }
}

/// A column of a kind of file, as forms show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    /// English header.
    pub en: &'static str,
    /// Chinese header.
    pub zh: &'static str,
    /// Must hold something.
    pub needed: bool,
}

/// The columns of a kind, in the order of exports.
#[must_use]
pub fn columns(kind: FileKind) -> Vec<ColumnInfo> {
    kinds::columns(kind)
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are new.
    pub new: usize,
    /// Records that are changed.
    pub changed: usize,
    /// Records that stand as the file says already.
    pub unchanged: usize,
    /// The id of the first record.
    pub id: Option<String>,
    /// What is wrong; with any of these nothing is saved.
    pub troubles: Vec<Trouble>,
    /// How many more troubles there are than are told.
    pub more: usize,
    /// What is worth a word and yet taken, as a time on a day off.
    pub notices: Vec<Trouble>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.troubles.is_empty()
    }

    fn of(troubles: Vec<Trouble>) -> Self {
        let mut report = Self::default();
        troubles.into_iter().for_each(|trouble| report.tell(trouble));
        report
    }

    fn tell(&mut self, trouble: Trouble) {
        if self.troubles.len() < MOST_TROUBLES {
            self.troubles.push(trouble);
        } else {
            self.more += 1;
        }
    }
}

/// Hears how many rows are done, of how many.
pub type Progress = Arc<dyn Fn(usize, usize) + Send + Sync>;

/// Nobody listens.
#[must_use]
pub fn in_silence() -> Progress {
    Arc::new(|_, _| {})
}

/// One import.
#[derive(Clone)]
struct Job {
    kind: FileKind,
    actor: Actor,
    now: Moment,
    days: Arc<DaysOff>,
    source: Source,
    save: bool,
    only: Only,
    /// The actor's own record, a speaker's or a venue's.
    own: bool,
    progress: Progress,
}

/// What a row may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Only {
    /// A new record or one that is there: files.
    Any,
    /// A new one.
    New,
    /// The one that was shown, at this version.
    Changed(i32),
}

/// Says what [`run`] would do, and saves nothing.
///
/// # Errors
/// `not-allowed`, or the database's; what is wrong with the file stands in the report.
pub async fn dry_run(
    app: &App,
    actor: &Actor,
    kind: FileKind,
    source: impl Into<Source>,
    progress: Progress,
) -> Result<Report, StoreError> {
    let job = Job { save: false, ..job(app, actor, kind, source.into(), progress)? };
    app.store.read(move |db| job.run(db)).await
}

/// Saves the rows of a file, all or nothing; records are known by their code.
///
/// # Errors
/// `not-allowed`, or the database's; what is wrong with the file stands in the report, and
/// then nothing was saved.
pub async fn run(
    app: &App,
    actor: &Actor,
    kind: FileKind,
    source: impl Into<Source>,
    progress: Progress,
) -> Result<Report, StoreError> {
    let job = job(app, actor, kind, source.into(), progress)?;
    let report = app.store.write_if(Report::is_clean, move |db| job.run(db)).await?;
    if report.is_clean() && report.new + report.changed >= MANY {
        app.store.gather().await?;
    }
    Ok(report)
}

/// From how many records on a file changes by what the database plans.
const MANY: usize = 10_000;

fn job(app: &App, actor: &Actor, kind: FileKind, source: Source, progress: Progress) -> Result<Job, Refusal> {
    // whoever may move no files at all learns nothing about the registers from a dry run
    actor.scope(Deed::MoveFiles)?;
    Ok(Job { progress, ..whole(app, actor, kind, source) })
}

/// A job that saves what a file says, and tells nobody how far it is.
fn whole(app: &App, actor: &Actor, kind: FileKind, source: Source) -> Job {
    let (actor, now, days) = (actor.clone(), app.clock.now(), app.almanac.days());
    Job { kind, actor, now, days, source, save: true, only: Only::Any, own: false, progress: in_silence() }
}

impl Job {
    fn run(&self, db: &mut Db) -> Result<Report, StoreError> {
        kinds::bring(db, self)
    }
}

/// A record of a register as a form holds it: the columns of its files by English name.
pub type Fields = Vec<(String, String)>;

/// Saves one record that a form holds: a new one, or the one shown at version `seen`.
///
/// What is wrong stands in the report, placed at the field's name.
///
/// # Errors
/// The database's.
pub(super) async fn save_one(
    app: &App,
    actor: &Actor,
    kind: FileKind,
    fields: Fields,
    seen: Option<i32>,
    own: bool,
) -> Result<Report, StoreError> {
    let (columns, cells) = fields.into_iter().unzip();
    let source = Source::from(Sheet { columns, rows: vec![Row { line: 1, cells }] });
    let only = seen.map_or(Only::New, Only::Changed);
    let job = Job { only, own, ..whole(app, actor, kind, source) };
    app.store.write_if(Report::is_clean, move |db| job.run(db)).await
}
