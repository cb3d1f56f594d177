//! teams: code, name, kind, committee, brand, members

use super::super::cells::{code, int_or, line};
use super::super::column::{Column, key, optional, required};
use super::super::kind::Kind;
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::kernel::{CommitteePath, TeamId};
use crate::speakers::Team;
use crate::store::{Db, StoreError, teams};
use std::collections::HashMap;

/// Lecture and volunteer teams, of a kind from the editable list.
pub(super) struct Teams;

impl Kind for Teams {
    type Item = Team;
    const NOUN: &'static str = "team";
    const VERBS: (&'static str, &'static str) = ("team-create", "team-change");
    const DEED: Deed = Deed::EditRegisters;
    const COLUMNS: &'static [Column<Team>] = &[
        key("code", "编号", |t, _| t.code.clone(), |t, c, _| code(c).map(|v| t.code = v)),
        required("name", "名称", |t, _| t.name.clone(), |t, c, _| line(c).map(|v| t.name = v)),
        required("kind", "类别", |t, _| t.kind.clone(), |t, c, known| known.team_kinds.find(c).map(|v| t.kind = v)),
        optional(
            "committee",
            "所属",
            |t, known| known.committees.code(&t.committee),
            |t, c, known| known.committee(c).map(|v| t.committee = v),
        ),
        optional("brand", "品牌", |t, _| t.brand.clone(), |t, c, _| line(c).map(|v| t.brand = v)),
        optional(
            "members",
            "人数",
            |t, _| t.members.to_string(),
            |t, c, _| int_or(c, 0, 100_000, 0).map(|v| t.members = v),
        ),
    ];

    fn blank(known: &Known) -> Team {
        Team {
            id: TeamId::fresh(),
            code: String::new(),
            name: String::new(),
            kind: String::new(),
            committee: known.owner(),
            brand: String::new(),
            members: 0,
            version: 1,
        }
    }

    fn key(item: &Team) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Team>, StoreError> {
        Ok(teams::by_ids(db, &known.teams.ids(keys))?.into_iter().map(|team| (team.code.clone(), team)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Team>, StoreError> {
        teams::within(db, scope)
    }

    fn owner(item: &Team, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Team) -> String {
        item.id.to_string()
    }

    fn version(item: &Team) -> Option<i32> {
        Some(item.version)
    }

    fn insert(db: &mut Db, _: &Known, new: &[Team]) -> Result<(), StoreError> {
        teams::insert(db, new)
    }

    fn update(db: &mut Db, _: &Known, _: &Team, after: &Team) -> Result<(), StoreError> {
        teams::update(db, after)
    }
}
