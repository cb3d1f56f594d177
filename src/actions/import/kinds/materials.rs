//! materials: code, title, kind, theme, committee, lecture, author, version, status, approved_by, approved_at

use super::super::cells::{code, int_or, line, moment_or_none, one_of, print_moment};
use super::super::column::{Column, key, optional, required};
use super::super::kind::{Draft, Kind};
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::kernel::{CommitteePath, MaterialId, Refusal};
use crate::lectures::{Material, TextStatus};
use crate::store::history::{self, MaterialFact};
use crate::store::{Db, StoreError, materials};
use crate::tables::Trouble;
use std::collections::HashMap;

/// Texts, counted in pieces.
pub(super) struct Materials;

impl Kind for Materials {
    type Item = Material;
    const NOUN: &'static str = "material";
    const VERBS: (&'static str, &'static str) = ("material-create", "material-change");
    const DEED: Deed = Deed::EditLectures;
    const COLUMNS: &'static [Column<Material>] = &[
        key("code", "编号", |m, _| m.code.clone(), |m, c, _| code(c).map(|v| m.code = v)),
        required("title", "标题", |m, _| m.title.clone(), |m, c, _| line(c).map(|v| m.title = v)),
        optional("kind", "类别", |m, _| m.kind.clone(), |m, c, _| line(c).map(|v| m.kind = v)),
        required("theme", "主题", |m, _| m.theme.clone(), |m, c, known| known.themes.find(c).map(|v| m.theme = v)),
        optional(
            "committee",
            "所属",
            |m, known| known.committees.code(&m.committee),
            |m, c, known| known.committee(c).map(|v| m.committee = v),
        ),
        optional(
            "lecture",
            "课题",
            |m, known| m.lecture.as_ref().map(|lecture| known.lectures.code(lecture)).unwrap_or_default(),
            |m, c, known| known.lectures.find_or_none(c).map(|v| m.lecture = v),
        ),
        optional("author", "作者", |m, _| m.author.clone(), |m, c, _| line(c).map(|v| m.author = v)),
        optional(
            "version",
            "版本",
            |m, _| m.version.to_string(),
            |m, c, _| int_or(c, 1, 9999, 1).map(|v| m.version = v),
        ),
        optional("status", "状态", |m, _| m.status.code().to_owned(), parse_status),
        optional("approved_by", "审批人", |m, _| m.approved_by.clone(), |m, c, _| line(c).map(|v| m.approved_by = v)),
        optional(
            "approved_at",
            "审批时间",
            |m, _| print_moment(m.approved_at),
            |m, c, _| moment_or_none(c).map(|v| m.approved_at = v),
        ),
    ];

    fn blank(known: &Known) -> Material {
        Material {
            id: MaterialId::fresh(),
            code: String::new(),
            title: String::new(),
            kind: String::new(),
            theme: String::new(),
            committee: known.owner(),
            lecture: None,
            author: String::new(),
            version: 1,
            status: TextStatus::Draft,
            approved_by: String::new(),
            approved_at: None,
        }
    }

    fn key(item: &Material) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, _: &Known, keys: &[&str]) -> Result<HashMap<String, Material>, StoreError> {
        let found = materials::by_codes(db, keys)?;
        Ok(found.into_iter().map(|material| (material.code.clone(), material)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Material>, StoreError> {
        materials::within(db, scope)
    }

    fn settle(drafts: &mut Vec<Draft<Material>>, known: &Known) -> Vec<Trouble> {
        let decided = known.told.iter().any(|name| matches!(*name, "status" | "approved_by" | "approved_at"));
        for draft in drafts.iter_mut().filter(|_| !decided) {
            let newer = draft.before.as_ref().is_some_and(|before| before.version != draft.after.version);
            // an approval is of one text
            if newer && draft.after.status == TextStatus::Approved {
                draft.after.status = TextStatus::Submitted;
                draft.after.approved_by.clear();
                draft.after.approved_at = None;
            }
        }
        Vec::new()
    }

    fn owner(item: &Material, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Material) -> String {
        item.id.to_string()
    }

    fn insert(db: &mut Db, known: &Known, new: &[Material]) -> Result<(), StoreError> {
        materials::insert(db, new)?;
        let ids: Vec<&str> = new.iter().map(|material| material.id.as_str()).collect();
        history::begin::<MaterialFact>(db, &ids, known.now)
    }

    fn update(db: &mut Db, known: &Known, before: &Material, after: &Material) -> Result<(), StoreError> {
        let change = |db: &mut Db| materials::update(db, after, before.version);
        history::around::<MaterialFact, _>(db, &[after.id.as_str()], known.now, change)
    }
}

fn parse_status(material: &mut Material, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        material.status = one_of(TextStatus::ALL, TextStatus::code, TextStatus::key, cell)?;
    }
    Ok(())
}
