//! Groups and their direct members, as far as directory exports hold them. A group that no export lists is not in here: its members
//! are unknown, which is not the same as none.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::ledger::Ledger;
use crate::ingest::{GroupMembersRow, Membership, Source, Taken, UnusedReason};

use super::principals::Principals;

/// A group.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Its direct members, by lower-case object id, each with the first record that says so.
    pub members: BTreeMap<Box<str>, Source>,
    /// Principals who may become members by Privileged Identity Management.
    pub eligible: BTreeMap<Box<str>, Source>,
    /// Whether there may be members that no record holds.
    pub partial: bool,
    /// Whether any export lists its members.
    listed: bool,
    files: BTreeSet<u32>,
}

impl Group {
    /// Takes what a record says of the group as a whole; whether that was news.
    fn note(&mut self, source: Source, row: &GroupMembersRow<'_>) -> bool {
        let lists = row.membership == Membership::Listed;
        let news = (row.partial && !self.partial) || (lists && !self.listed);
        self.partial |= row.partial;
        self.listed |= lists;
        self.files.insert(source.file);
        news
    }

    fn settle(&mut self, ledger: &Ledger) {
        let inputs = self.files.iter().filter_map(|file| ledger.inputs.get(*file as usize));
        self.partial |= !self.listed
            || inputs
                .flat_map(|input| &input.problems)
                .any(|problem| problem.code.loses_rows());
    }
}

/// All groups, by lower-case object id.
#[derive(Debug, Default)]
pub(super) struct Groups {
    by_id: BTreeMap<Box<str>, Group>,
    /// The groups of each member.
    by_member: BTreeMap<Box<str>, Vec<Box<str>>>,
}

impl Groups {
    pub(super) fn add(&mut self, source: Source, row: &GroupMembersRow<'_>, principals: &mut Principals) -> Taken {
        let id: Box<str> = row.group.trim().to_ascii_lowercase().into();
        let group = self.by_id.entry(id.clone()).or_default();
        let mut news = group.note(source, row);
        let may_be = row.membership == Membership::Eligible;
        for member in &row.members {
            let key: Box<str> = member.id.trim().to_ascii_lowercase().into();
            if key.is_empty() {
                group.partial = true;
                continue;
            }
            let known = if may_be {
                &mut group.eligible
            } else {
                &mut group.members
            };
            if known.contains_key(&key) {
                continue;
            }
            news = true;
            known.insert(key.clone(), source);
            if !may_be {
                self.by_member.entry(key.clone()).or_default().push(id.clone());
            }
            principals.note_member(key, member);
        }
        if news {
            Taken::Used
        } else {
            Taken::Unused(UnusedReason::Duplicate)
        }
    }

    /// Marks the groups whose members are not listed, or stand in files that do not hold all of their rows.
    pub(super) fn settle(&mut self, ledger: &Ledger) {
        for group in self.by_id.values_mut() {
            group.settle(ledger);
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Group> {
        self.by_id.get(id.to_ascii_lowercase().as_str())
    }

    pub(super) fn of_member(&self, principal: &str) -> &[Box<str>] {
        self.by_member
            .get(principal.to_ascii_lowercase().as_str())
            .map_or(&[], Vec::as_slice)
    }
}
