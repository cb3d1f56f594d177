//! committees: code, name, level, parent, division_code, phone, email

use super::super::cells::{code, email, line, one_of, phone};
use super::super::column::{Column, key, optional, required};
use super::super::kind::{Draft, Kind};
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::committees::{Committee, Level};
use crate::kernel::{CommitteeId, CommitteePath, Refusal};
use crate::store::history::{self, CommitteeFact};
use crate::store::{Db, StoreError, committees};
use crate::tables::Trouble;
use std::collections::{HashMap, HashSet};

/// The tree of owners. A file may name a parent that stands in another of its rows.
pub(super) struct Committees;

impl Kind for Committees {
    type Item = Committee;
    const NOUN: &'static str = "committee";
    const VERBS: (&'static str, &'static str) = ("committee-create", "committee-change");
    const DEED: Deed = Deed::EditCommittees;
    const COLUMNS: &'static [Column<Committee>] = &[
        key("code", "编号", |c, _| c.code.clone(), parse_code),
        required("name", "名称", |c, _| c.name.clone(), |c, cell, _| line(cell).map(|v| c.name = v)),
        required(
            "level",
            "级别",
            |c, _| c.level.code().to_owned(),
            |c, cell, _| one_of(Level::ALL, Level::code, Level::key, cell).map(|v| c.level = v),
        ),
        optional(
            "parent",
            "上级",
            |c, known| c.parent.as_ref().map(|id| known.committees.code(id)).unwrap_or_default(),
            |c, cell, known| known.committees.find_or_none(cell).map(|v| c.parent = v),
        ),
        optional("division_code", "区划编号", |c, _| c.division_code.clone().unwrap_or_default(), parse_division),
        optional("phone", "电话", |c, _| c.phone.clone(), |c, cell, _| phone(cell).map(|v| c.phone = v)),
        optional("email", "邮箱", |c, _| c.email.clone(), |c, cell, _| email(cell).map(|v| c.email = v)),
    ];

    fn prepare(db: &mut Db, known: &mut Known, texts: &dyn Fn(&str) -> Vec<String>) -> Result<(), StoreError> {
        let (codes, names, parents) = (texts("code"), texts("name"), texts("parent"));
        for (code, name) in codes.iter().zip(&names) {
            if known.committees.of_code(code).is_none() {
                known.committees.add(CommitteeId::fresh(), code, name);
            }
        }
        let mut above = HashMap::new();
        for (code, parent) in codes.iter().zip(&parents) {
            let found = known.committees.find(parent).ok();
            above.extend(known.committees.of_code(code).cloned().map(|id| (id, found)));
        }
        for committee in committees::all(db)? {
            above.entry(committee.id).or_insert(committee.parent);
        }
        known.lineage = codes
            .iter()
            .filter_map(|code| known.committees.of_code(code).cloned())
            .map(|id| (id.clone(), path(&id, &above)))
            .collect();
        Ok(())
    }

    fn blank(_: &Known) -> Committee {
        let id = CommitteeId(String::new());
        Committee {
            path: CommitteePath::everything(),
            id,
            code: String::new(),
            name: String::new(),
            level: Level::Township,
            parent: None,
            division_code: None,
            phone: String::new(),
            email: String::new(),
            feed_generation: 1,
            version: 1,
        }
    }

    fn key(item: &Committee) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Committee>, StoreError> {
        let ids = known.committees.ids(keys);
        Ok(committees::by_ids(db, &ids)?.into_iter().map(|committee| (committee.code.clone(), committee)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Committee>, StoreError> {
        committees::within(db, scope)
    }

    fn settle(drafts: &mut Vec<Draft<Committee>>, known: &Known) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        for draft in drafts.iter_mut() {
            let Some(path) = known.lineage.get(&draft.after.id).cloned().flatten() else {
                troubles.push(Trouble::of_cell(draft.line, "parent", Refusal::new("committee-cycle")));
                continue;
            };
            let before = draft.before.as_ref();
            // one that only moves along with its parent is not changed itself
            let same = |b: &&Committee| Committee { path: b.path.clone(), ..draft.after.clone() } == **b;
            draft.after.path = before.filter(same).map_or(path, |b| b.path.clone());
        }
        // parents first
        drafts.sort_by_key(|draft| draft.after.path.depth());
        troubles
    }

    fn owner(item: &Committee, known: &Known) -> CommitteePath {
        known.lineage.get(&item.id).cloned().flatten().unwrap_or_else(|| item.path.clone())
    }

    fn id(item: &Committee) -> String {
        item.id.to_string()
    }

    fn version(item: &Committee) -> Option<i32> {
        Some(item.version)
    }

    fn insert(db: &mut Db, known: &Known, new: &[Committee]) -> Result<(), StoreError> {
        committees::insert(db, new)?;
        let ids: Vec<&str> = new.iter().map(|committee| committee.id.as_str()).collect();
        history::begin::<CommitteeFact>(db, &ids, known.now)
    }

    fn update(db: &mut Db, known: &Known, _: &Committee, after: &Committee) -> Result<(), StoreError> {
        let change = |db: &mut Db| committees::update(db, after);
        history::around::<CommitteeFact, _>(db, &[after.id.as_str()], known.now, change)
    }
}

fn parse_code(committee: &mut Committee, cell: &str, known: &Known) -> Result<(), Refusal> {
    committee.code = code(cell)?;
    committee.id = known.committees.of_code(&committee.code).cloned().unwrap_or_else(CommitteeId::fresh);
    Ok(())
}

fn parse_division(committee: &mut Committee, cell: &str, known: &Known) -> Result<(), Refusal> {
    let code = known.division(cell)?;
    committee.division_code = (!code.is_empty()).then_some(code);
    Ok(())
}

/// The path of a committee as the file wants the tree; none in a circle.
fn path(id: &CommitteeId, above: &HashMap<CommitteeId, Option<CommitteeId>>) -> Option<CommitteePath> {
    let mut line = vec![id.clone()];
    let mut seen = HashSet::from([id.clone()]);
    while let Some(parent) = line.last().and_then(|last| above.get(last).cloned().flatten()) {
        if !seen.insert(parent.clone()) {
            return None;
        }
        line.push(parent);
    }
    Some(line.iter().rev().fold(CommitteePath::everything(), |path, id| path.child(id)))
}
