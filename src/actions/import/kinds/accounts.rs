//! accounts: email, name, role, committee, and the speaker or venue that the role is about.

use super::super::cells::{email, line};
use super::super::column::{Column, key, loose_key, optional};
use super::super::kind::Kind;
use super::super::known::Known;
use crate::accounts::{Deed, Grant, Role, Scope};
use crate::kernel::{CommitteeId, CommitteePath, Refusal, SpeakerId, VenueId};
use crate::store::{Db, StoreError, accounts, codes};
use std::collections::HashMap;

/// One role of a mailbox.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Granted {
    email: String,
    name: String,
    role: Role,
    committee: CommitteeId,
    speaker: Option<SpeakerId>,
    venue: Option<VenueId>,
}

/// Who signs in as what: a line a role. Passwords never stand in files.
pub(super) struct Accounts;

impl Kind for Accounts {
    type Item = Granted;
    const NOUN: &'static str = "account";
    const VERBS: (&'static str, &'static str) = ("account-add", "account-change");
    const DEED: Deed = Deed::ManageAccounts;
    const COLUMNS: &'static [Column<Granted>] = &[
        key("email", "邮箱", |a, _| a.email.clone(), |a, c, _| email(c).map(|v| a.email = v)),
        optional("name", "姓名", |a, _| a.name.clone(), parse_name),
        key("role", "角色", |a, _| a.role.code().to_owned(), |a, c, _| role(c).map(|v| a.role = v)),
        loose_key(
            "committee",
            "所属",
            |a, known| known.committees.code(&a.committee),
            |a, c, known| known.committee(c).map(|v| a.committee = v),
        ),
        loose_key(
            "speaker",
            "宣讲员",
            |a, known| a.speaker.as_ref().map(|id| known.speakers.code(id)).unwrap_or_default(),
            |a, c, known| known.speakers.find_or_none(c).map(|v| a.speaker = v),
        ),
        loose_key(
            "venue",
            "学校或站点",
            |a, known| a.venue.as_ref().map(|id| known.venues.code(id)).unwrap_or_default(),
            |a, c, known| known.venues.find_or_none(c).map(|v| a.venue = v),
        ),
    ];

    fn blank(known: &Known) -> Granted {
        Granted {
            email: String::new(),
            name: String::new(),
            role: Role::Contact,
            committee: known.owner(),
            speaker: None,
            venue: None,
        }
    }

    fn key(item: &Granted) -> String {
        format!("{}|{}|{}|{:?}|{:?}", item.email, item.role.code(), item.committee, item.speaker, item.venue)
    }

    fn existing(db: &mut Db, _: &Known, _: &[&str]) -> Result<HashMap<String, Granted>, StoreError> {
        Ok(Self::all(db, &Scope::public())?.into_iter().map(|granted| (Self::key(&granted), granted)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Granted>, StoreError> {
        let rows = codes::roles_within(db, scope)?;
        let granted = |(email, name, grant): (String, String, Grant)| Granted {
            email,
            name,
            role: grant.role,
            committee: grant.committee_id,
            speaker: grant.speaker,
            venue: grant.venue,
        };
        Ok(rows.into_iter().map(granted).collect())
    }

    fn check(item: &Granted, _: &Known) -> Vec<(&'static str, Refusal)> {
        match item.role {
            Role::Speaker if item.speaker.is_none() => vec![("speaker", Refusal::new("cell-required"))],
            Role::Contact if item.venue.is_none() => vec![("venue", Refusal::new("cell-required"))],
            _ => Vec::new(),
        }
    }

    fn owner(item: &Granted, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Granted) -> String {
        item.email.clone()
    }

    fn insert(db: &mut Db, known: &Known, new: &[Granted]) -> Result<(), StoreError> {
        for one in new {
            let account = match accounts::by_email(db, &one.email)? {
                Some(account) => account.id,
                None => accounts::insert(db, &one.email, shown_name(one), known.now)?.id,
            };
            let grant = Grant {
                role: one.role,
                committee_id: one.committee.clone(),
                committee: known.path(&one.committee),
                speaker: one.speaker.clone(),
                venue: one.venue.clone(),
            };
            accounts::insert_grant(db, &account, &grant)?;
        }
        Ok(())
    }

    fn update(db: &mut Db, _: &Known, _: &Granted, after: &Granted) -> Result<(), StoreError> {
        codes::rename_account(db, &after.email, &after.name)
    }
}

fn shown_name(granted: &Granted) -> &str {
    if granted.name.is_empty() { granted.email.split('@').next().unwrap_or("") } else { &granted.name }
}

/// A name; an empty cell keeps the one that is there.
fn parse_name(granted: &mut Granted, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        granted.name = line(cell)?;
    }
    Ok(())
}

fn role(cell: &str) -> Result<Role, Refusal> {
    fn name_of(role: Role) -> &'static str {
        match role {
            Role::Administrator => "role-administrator",
            Role::Coordinator => "role-coordinator",
            Role::Reviewer => "role-reviewer",
            Role::Speaker => "role-speaker",
            Role::Contact => "role-contact",
        }
    }
    super::super::cells::one_of(&Role::ALL, Role::code, name_of, cell)
}
