//! Sums over cells: the smallest stretches that the roll-ups keep.

use crate::attendance::ListenerKind;
use crate::kernel::{CampaignId, CommitteeId, Day, Grade, SessionId, VenueId};
use crate::sessions::SessionKind;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::{AddAssign, Neg};

/// What is counted; every field adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Gatherings delivered whose headcount is confirmed (场次, rule 1).
    pub sessions: i64,
    /// Talks: one per accepted speaker (讲次, rule 1).
    pub talks: i64,
    /// Young listeners (人次, rule 2); never those of field practice.
    pub youth: i64,
    /// Parents present.
    pub parents: i64,
    /// Others present.
    pub others: i64,
    /// Young people in field practice (名, rule 3).
    #[serde(rename = "field_practice_persons")]
    pub field_persons: i64,
    /// Bare views online, never added to listeners (rule 4).
    pub online_views: i64,
    /// Of the youths, left behind (留守).
    #[serde(skip)]
    pub left_behind: i64,
    /// Of the youths, migrant (流动).
    #[serde(skip)]
    pub migrant: i64,
    /// Of the youths, in hardship (困境).
    #[serde(skip)]
    pub hardship: i64,
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.sessions += other.sessions;
        self.talks += other.talks;
        self.youth += other.youth;
        self.parents += other.parents;
        self.others += other.others;
        self.field_persons += other.field_persons;
        self.online_views += other.online_views;
        self.left_behind += other.left_behind;
        self.migrant += other.migrant;
        self.hardship += other.hardship;
    }
}

impl Neg for Sums {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            sessions: -self.sessions,
            talks: -self.talks,
            youth: -self.youth,
            parents: -self.parents,
            others: -self.others,
            field_persons: -self.field_persons,
            online_views: -self.online_views,
            left_behind: -self.left_behind,
            migrant: -self.migrant,
            hardship: -self.hardship,
        }
    }
}

impl Sums {
    /// Each of the ten, in the order of the fields.
    #[must_use]
    pub fn all(&self) -> [&i64; 10] {
        [
            &self.sessions,
            &self.talks,
            &self.youth,
            &self.parents,
            &self.others,
            &self.field_persons,
            &self.online_views,
            &self.left_behind,
            &self.migrant,
            &self.hardship,
        ]
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

/// Where a cell stands. A session counts in the cell of its own grade band, its listeners
/// each in theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellKey {
    /// The one owner (rule 5).
    pub committee: CommitteeId,
    /// The day in Shanghai.
    pub day: Day,
    /// Theme, by its Chinese name.
    pub theme: String,
    /// Kind of session.
    pub kind: SessionKind,
    /// Kind of venue, by code.
    pub venue_kind: String,
    /// The campaign that it belongs to.
    pub campaign: Option<CampaignId>,
    /// Grade band.
    pub grade: Grade,
}

/// One cell with its sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where it stands.
    pub key: CellKey,
    /// What it holds.
    pub sums: Sums,
}

/// A figure that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedFigure {
    /// Grade band of the listeners.
    pub grade: Grade,
    /// Who they were.
    pub kind: ListenerKind,
    /// How many.
    pub headcount: i64,
    /// Of them left behind, migrant, in hardship.
    pub flags: [i64; 3],
}

/// A delivered session with the figures that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Which session.
    pub session: SessionId,
    /// Where it was.
    pub venue: VenueId,
    /// Where it counts, with its own grade band.
    pub key: CellKey,
    /// Accepted speakers.
    pub talks: i64,
    /// Bare views online.
    pub online_views: i64,
    /// Its figures; none means that it does not count yet.
    pub figures: Vec<CountedFigure>,
}

/// What a session adds, by grade band; nothing while no figure of it counts.
#[must_use]
pub fn bands_of(session: &Counted) -> BTreeMap<Grade, Sums> {
    if session.figures.is_empty() {
        return BTreeMap::new();
    }
    let once = Sums { sessions: 1, talks: session.talks, online_views: session.online_views, ..Sums::default() };
    let mut bands = BTreeMap::from([(session.key.grade, once)]);
    for figure in &session.figures {
        *bands.entry(figure.grade).or_default() += listeners(session.key.kind, figure);
    }
    bands.retain(|_, sums| !sums.is_zero());
    bands
}

/// The same as cells.
#[must_use]
pub fn cells_of(session: &Counted) -> Vec<Cell> {
    bands_of(session)
        .into_iter()
        .map(|(grade, sums)| Cell { key: CellKey { grade, ..session.key.clone() }, sums })
        .collect()
}

fn listeners(kind: SessionKind, figure: &CountedFigure) -> Sums {
    let mut sums = Sums::default();
    match (figure.kind, kind) {
        (ListenerKind::Youth, SessionKind::FieldPractice) => sums.field_persons = figure.headcount,
        (ListenerKind::Youth, _) => sums.youth = figure.headcount,
        (ListenerKind::Parent, _) => sums.parents = figure.headcount,
        (ListenerKind::Other, _) => sums.others = figure.headcount,
    }
    [sums.left_behind, sums.migrant, sums.hardship] = figure.flags;
    sums
}

/// All cells added up.
#[must_use]
pub fn total<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> Sums {
    let mut sums = Sums::default();
    for cell in cells {
        sums += cell.sums;
    }
    sums
}

crate::codes! {
    /// By what a total is broken down.
    By, "by" {
        /// 主题
        Theme = "theme",
        /// 学段
        Grade = "grade",
        /// 场次类型
        Kind = "kind",
        /// 场地类型
        VenueKind = "venue_kind",
        /// 月份
        Month = "month",
        /// 下级单位
        Committee = "committee",
        /// 联系片
        Area = "area",
    }
}

/// The cells by key, in the order of the keys. `part_of` names the direct child (or the
/// committee itself) to which an owner belongs.
pub fn grouped_by<'a>(
    cells: impl IntoIterator<Item = &'a Cell>,
    by: By,
    part_of: impl Fn(&CommitteeId) -> String,
) -> BTreeMap<String, Sums> {
    let mut rows: BTreeMap<String, Sums> = BTreeMap::new();
    for cell in cells {
        let key = match by {
            By::Theme => cell.key.theme.clone(),
            By::Grade => cell.key.grade.code().to_owned(),
            By::Kind => cell.key.kind.code().to_owned(),
            By::VenueKind => cell.key.venue_kind.clone(),
            By::Month => cell.key.day.month(),
            By::Committee | By::Area => part_of(&cell.key.committee),
        };
        *rows.entry(key).or_default() += cell.sums;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted() -> impl Strategy<Value = Counted> {
        let figure = (0..Grade::ALL.len(), 0..3usize, 0i64..500, 0i64..9).prop_map(|(g, k, headcount, f)| {
            CountedFigure { grade: Grade::ALL[g], kind: ListenerKind::ALL[k], headcount, flags: [f, 0, f / 2] }
        });
        let place = (0..5u8, 0i64..900, 0..4u8, 0..SessionKind::ALL.len(), 0..3u8, 0..Grade::ALL.len());
        (place, 1i64..3, 0i64..50, proptest::collection::vec(figure, 0..6)).prop_map(
            |((owner, day, theme, kind, venue, grade), talks, online_views, figures)| Counted {
                session: SessionId::fresh(),
                venue: VenueId(format!("at{venue}")),
                key: CellKey {
                    committee: CommitteeId(format!("c{owner}")),
                    day: Day::ymd(2025, 1, 1).unwrap().plus(day),
                    theme: format!("t{theme}"),
                    kind: SessionKind::ALL[kind],
                    venue_kind: format!("v{venue}"),
                    campaign: None,
                    grade: Grade::ALL[grade],
                },
                talks,
                online_views,
                figures,
            },
        )
    }

    proptest! {
        #[test]
        fn every_drill_down_adds_up_to_the_total(sessions in proptest::collection::vec(counted(), 0..40)) {
            let cells: Vec<Cell> = sessions.iter().flat_map(cells_of).collect();
            let whole = total(&cells);
            for by in By::ALL {
                let mut parts = Sums::default();
                for sums in grouped_by(&cells, *by, |owner| owner.as_str()[..2].to_owned()).into_values() {
                    parts += sums;
                }
                prop_assert_eq!(parts, whole);
            }
        }

        #[test]
        fn the_total_is_what_was_counted(sessions in proptest::collection::vec(counted(), 0..40)) {
            let whole = total(&sessions.iter().flat_map(cells_of).collect::<Vec<_>>());
            let counts = |s: &&Counted| !s.figures.is_empty();
            prop_assert_eq!(whole.sessions, i64::try_from(sessions.iter().filter(counts).count()).unwrap());
            prop_assert_eq!(whole.talks, sessions.iter().filter(counts).map(|s| s.talks).sum::<i64>());
            let everybody: i64 = sessions.iter().flat_map(|s| &s.figures).map(|f| f.headcount).sum();
            prop_assert_eq!(whole.youth + whole.parents + whole.others + whole.field_persons, everybody);
            let outdoors: i64 = sessions
                .iter()
                .filter(|s| s.key.kind == SessionKind::FieldPractice)
                .flat_map(|s| &s.figures)
                .filter(|f| f.kind == ListenerKind::Youth)
                .map(|f| f.headcount)
                .sum();
            prop_assert_eq!(whole.field_persons, outdoors);
        }
    }
}
