//! campaigns: code, name, slogan, from, to, committee

use super::super::cells::{code, day, line};
use super::super::column::{Column, key, optional, required};
use super::super::kind::Kind;
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::committees::Campaign;
use crate::kernel::{CampaignId, CommitteePath, Day, Refusal};
use crate::store::history::{self, CampaignFact};
use crate::store::{Db, StoreError, campaigns};
use std::collections::HashMap;

/// Windows with a name and a slogan.
pub(super) struct Campaigns;

impl Kind for Campaigns {
    type Item = Campaign;
    const NOUN: &'static str = "campaign";
    const VERBS: (&'static str, &'static str) = ("campaign-create", "campaign-change");
    const DEED: Deed = Deed::EditCommittees;
    const COLUMNS: &'static [Column<Campaign>] = &[
        key("code", "编号", |c, _| c.code.clone(), |c, cell, _| code(cell).map(|v| c.code = v)),
        required("name", "名称", |c, _| c.name.clone(), |c, cell, _| line(cell).map(|v| c.name = v)),
        optional("slogan", "口号", |c, _| c.slogan.clone(), |c, cell, _| line(cell).map(|v| c.slogan = v)),
        required("from", "开始日期", |c, _| c.from.to_string(), |c, cell, _| day(cell).map(|v| c.from = v)),
        required("to", "结束日期", |c, _| c.to.to_string(), |c, cell, _| day(cell).map(|v| c.to = v)),
        optional(
            "committee",
            "所属",
            |c, known| known.committees.code(&c.committee),
            |c, cell, known| known.committee(cell).map(|v| c.committee = v),
        ),
    ];

    fn blank(known: &Known) -> Campaign {
        let today = Day::of(known.now);
        Campaign {
            id: CampaignId::fresh(),
            code: String::new(),
            name: String::new(),
            slogan: String::new(),
            from: today,
            to: today,
            committee: known.owner(),
        }
    }

    fn key(item: &Campaign) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, _: &Known, _: &[&str]) -> Result<HashMap<String, Campaign>, StoreError> {
        Ok(campaigns::all(db)?.into_iter().map(|campaign| (campaign.code.clone(), campaign)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Campaign>, StoreError> {
        campaigns::within(db, scope)
    }

    fn check(item: &Campaign, _: &Known) -> Vec<(&'static str, Refusal)> {
        if item.to < item.from { vec![("to", Refusal::new("days-out-of-order"))] } else { Vec::new() }
    }

    fn owner(item: &Campaign, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Campaign) -> String {
        item.id.to_string()
    }

    fn insert(db: &mut Db, _: &Known, new: &[Campaign]) -> Result<(), StoreError> {
        campaigns::insert(db, new)
    }

    fn update(db: &mut Db, known: &Known, _: &Campaign, after: &Campaign) -> Result<(), StoreError> {
        let change = |db: &mut Db| campaigns::update(db, after);
        history::around::<CampaignFact, _>(db, &[after.id.as_str()], known.now, change)
    }
}
