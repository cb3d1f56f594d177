//! Sums by month of each committee with all below it.

use super::lineage::Lineage;
use super::upsert::{self, Summed, words};
use super::{Difference, Heap, differing, nothing, ordered, put as heap_up};
use crate::kernel::{CampaignId, CommitteeId, Day, Grade};
use crate::reach::{Counted, Sums, bands_of};
use crate::store::schema::reach_months;
use crate::store::{Db, StoreError};
use diesel::prelude::*;
use std::collections::HashMap;

/// By what a row is broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store::reach) enum Part {
    Total,
    Theme,
    Grade,
    Kind,
    VenueKind,
}

impl Part {
    /// As stored.
    pub(in crate::store::reach) fn code(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Theme => "theme",
            Self::Grade => "grade",
            Self::Kind => "kind",
            Self::VenueKind => "venue_kind",
        }
    }
}

/// A row of `reach_months`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = reach_months)]
pub(in crate::store::reach) struct Row {
    pub(in crate::store::reach) committee_id: String,
    campaign_id: String,
    part: String,
    pub(in crate::store::reach) month: String,
    pub(in crate::store::reach) name: String,
    sessions: i64,
    talks: i64,
    youth: i64,
    parents: i64,
    others: i64,
    field_persons: i64,
    online_views: i64,
    left_behind: i64,
    migrant: i64,
    hardship: i64,
}

/// Committee, campaign, part, year and month, name.
type Key<'a> = (&'a str, &'a str, &'static str, (i32, u32), &'a str);

/// What a row gets more.
pub(super) struct New {
    committee: String,
    campaign: String,
    part: &'static str,
    month: String,
    name: String,
    sums: Sums,
}

impl New {
    fn of(((committee, campaign, part, (year, month), name), sums): (Key<'_>, Sums)) -> Self {
        let own = str::to_owned;
        let month = format!("{year:04}-{month:02}");
        Self { committee: own(committee), campaign: own(campaign), part, month, name: own(name), sums }
    }
}

impl Summed for New {
    words!("reach_months", "committee_id, campaign_id, part, month, name");

    fn place(&self) -> Vec<upsert::Cell<'_>> {
        [self.committee.as_str(), &self.campaign, self.part, &self.month, &self.name].map(upsert::Cell::Text).into()
    }

    fn sums(&self) -> &Sums {
        &self.sums
    }
}

impl Row {
    /// What it holds.
    pub(in crate::store::reach) fn sums(&self) -> Sums {
        Sums {
            sessions: self.sessions,
            talks: self.talks,
            youth: self.youth,
            parents: self.parents,
            others: self.others,
            field_persons: self.field_persons,
            online_views: self.online_views,
            left_behind: self.left_behind,
            migrant: self.migrant,
            hardship: self.hardship,
        }
    }
}

fn month_of(day: Day) -> (i32, u32) {
    let (year, month, _) = day.parts();
    (year, month)
}

/// Puts each session where it counts: for everybody above its owner, with and without campaign.
fn heap<'a>(lineage: &'a Lineage, sessions: &'a [Counted], sign: i64, heap: &mut Heap<Key<'a>>) {
    for session in sessions {
        let key = &session.key;
        let signed = |sums: Sums| if sign < 0 { -sums } else { sums };
        let bands: Vec<(Grade, Sums)> =
            bands_of(session).into_iter().map(|(band, sums)| (band, signed(sums))).collect();
        let mut sums = Sums::default();
        bands.iter().for_each(|(_, band)| sums += *band);
        let month = month_of(key.day);
        let campaign = key.campaign.as_ref().map(CampaignId::as_str);
        for (committee, keeps) in lineage.of(&key.committee) {
            for campaign in std::iter::once("").chain(campaign) {
                heap_up(heap, (committee, campaign, Part::Total.code(), month, ""), sums);
                if keeps {
                    heap_up(heap, (committee, campaign, Part::Theme.code(), month, key.theme.as_str()), sums);
                    heap_up(heap, (committee, campaign, Part::Kind.code(), month, key.kind.code()), sums);
                    heap_up(heap, (committee, campaign, Part::VenueKind.code(), month, key.venue_kind.as_str()), sums);
                    for (band, sums) in &bands {
                        heap_up(heap, (committee, campaign, Part::Grade.code(), month, band.code()), *sums);
                    }
                }
            }
        }
    }
}

/// What changes, in the order of the rows.
pub(super) fn change(lineage: &Lineage, before: &[Counted], after: &[Counted]) -> Vec<New> {
    let mut change: Heap<Key<'_>> = Heap::new();
    heap(lineage, before, -1, &mut change);
    heap(lineage, after, 1, &mut change);
    ordered(change).into_iter().map(New::of).collect()
}

/// Adds it.
pub(super) fn put(db: &mut Db, rows: &[New], shrinks: bool) -> Result<(), StoreError> {
    upsert::put(db, rows)?;
    if shrinks {
        for row in rows {
            clean(db, row)?;
        }
    }
    Ok(())
}

fn clean(db: &mut Db, row: &New) -> Result<(), StoreError> {
    let place = (&row.committee, &row.campaign, row.part, &row.month, &row.name);
    diesel::delete(reach_months::table.find(place).filter(nothing!(reach_months))).execute(db)?;
    Ok(())
}

/// Takes all rows away, or those of some committees.
pub(super) fn clear(db: &mut Db, of: Option<&[CommitteeId]>) -> Result<(), StoreError> {
    match of {
        None => diesel::delete(reach_months::table).execute(db)?,
        Some(ids) => {
            let ids = ids.iter().map(CommitteeId::as_str);
            diesel::delete(reach_months::table.filter(reach_months::committee_id.eq_any(ids))).execute(db)?
        }
    };
    Ok(())
}

pub(super) fn compare(db: &mut Db, lineage: &Lineage, counted: &[Counted]) -> Result<Vec<Difference>, StoreError> {
    let mut sums: Heap<Key<'_>> = Heap::new();
    heap(lineage, counted, 1, &mut sums);
    let spelt = |(committee, campaign, part, (year, month), name): Key<'_>| {
        [committee.to_owned(), campaign.to_owned(), part.to_owned(), format!("{year:04}-{month:02}"), name.to_owned()]
    };
    let sums: HashMap<[String; 5], Sums> =
        sums.into_iter().filter(|(_, sums)| !sums.is_zero()).map(|(key, sums)| (spelt(key), sums)).collect();
    let kept = reach_months::table.select(Row::as_select()).load::<Row>(db)?.into_iter().map(|row| {
        let sums = row.sums();
        ([row.committee_id, row.campaign_id, row.part, row.month, row.name], sums)
    });
    Ok(differing("reach_months", kept.collect(), sums, |sums| sums.youth))
}
