//! Campaigns (主题教育活动): windows with a name and a slogan.

use super::schema::campaigns;
use super::{Db, Page, Paging, StoreError, dialect, owned, search};
use crate::accounts::Scope;
use crate::committees::Campaign;
use crate::kernel::{CampaignId, CommitteeId, Day, Refusal};
use chrono::NaiveDate;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = campaigns, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: String,
    code: String,
    name: String,
    slogan: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
    committee_id: String,
}

impl Row {
    fn of(campaign: &Campaign) -> Self {
        Self {
            id: campaign.id.to_string(),
            code: campaign.code.clone(),
            name: campaign.name.clone(),
            slogan: campaign.slogan.clone(),
            from_day: campaign.from.0,
            to_day: campaign.to.0,
            committee_id: campaign.committee.to_string(),
        }
    }

    fn value(self) -> Campaign {
        Campaign {
            id: CampaignId(self.id),
            code: self.code,
            name: self.name,
            slogan: self.slogan,
            from: Day(self.from_day),
            to: Day(self.to_day),
            committee: CommitteeId(self.committee_id),
        }
    }
}

fn values(rows: Vec<Row>) -> Vec<Campaign> {
    rows.into_iter().map(Row::value).collect()
}

/// All campaigns, the latest first: everybody may see that they exist.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db) -> Result<Vec<Campaign>, StoreError> {
    Ok(values(campaigns::table.select(Row::as_select()).order(campaigns::from_day.desc()).load(db)?))
}

/// The campaigns of a scope, by code.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<Campaign>, StoreError> {
    let query = campaigns::table.filter(campaigns::committee_id.eq_any(owned(scope)));
    Ok(values(query.select(Row::as_select()).order(campaigns::code).load(db)?))
}

/// One.
///
/// # Errors
/// `no-such-campaign`, or the database's.
pub fn load(db: &mut Db, id: &CampaignId) -> Result<Campaign, StoreError> {
    let row = campaigns::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    Ok(row.ok_or_else(|| Refusal::missing("no-such-campaign"))?.value())
}

/// One by its code.
///
/// # Errors
/// `no-such-campaign`, or the database's.
pub fn by_code(db: &mut Db, code: &str) -> Result<Campaign, StoreError> {
    let row = campaigns::table.filter(campaigns::code.eq(code)).select(Row::as_select()).first::<Row>(db).optional()?;
    Ok(row.ok_or_else(|| Refusal::missing("no-such-campaign"))?.value())
}

/// The campaigns of a scope whose name or code holds `words`, the latest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<Campaign>, StoreError> {
    let filtered = || {
        let mut query = campaigns::table.filter(campaigns::committee_id.eq_any(owned(scope))).into_boxed();
        if let Some(pattern) = search::pattern(words) {
            query = query.filter(
                search::lower(campaigns::name)
                    .like(pattern.clone())
                    .escape('\\')
                    .or(search::lower(campaigns::code).like(pattern).escape('\\')),
            );
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let rows = filtered()
        .select(Row::as_select())
        .order((campaigns::from_day.desc(), campaigns::code))
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    Ok(Page::of(values(rows), paging, total))
}

/// Adds campaigns.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Campaign]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, campaigns::table, &rows)?;
    Ok(())
}

/// Saves a campaign.
///
/// # Errors
/// The database's.
pub fn update(db: &mut Db, campaign: &Campaign) -> Result<(), StoreError> {
    diesel::update(campaigns::table.find(campaign.id.as_str())).set(&Row::of(campaign)).execute(db)?;
    Ok(())
}
