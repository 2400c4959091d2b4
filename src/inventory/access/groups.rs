//! Groups and their direct members, as far as directory exports hold them. A group that no export lists is not in here: its members
//! are unknown, which is not the same as none.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::ledger::Ledger;
use crate::ingest::ledger::problems::Problem;
use crate::ingest::{GroupMembersRow, Source, Taken};

use super::principals::Principals;

/// A group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its direct members, keyed by lower-case object id, each with the first record that lists it.
    pub members: BTreeMap<Box<str>, Source>,
    /// Whether there may be members that no record holds.
    pub partial: bool,
    files: BTreeSet<u32>,
}

impl Group {
    fn new(source: Source) -> Self {
        Group {
            members: BTreeMap::new(),
            partial: false,
            files: BTreeSet::from([source.file]),
        }
    }

    /// Takes what a record says of the group as a whole; whether that was news.
    fn note(&mut self, source: Source, row: &GroupMembersRow<'_>) -> bool {
        let news = row.partial && !self.partial;
        self.partial |= row.partial;
        self.files.insert(source.file);
        news
    }

    fn settle(&mut self, ledger: &Ledger) {
        let inputs = self.files.iter().filter_map(|file| ledger.inputs.get(*file as usize));
        self.partial |= inputs.flat_map(|input| &input.problems).any(Problem::loses_rows);
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
        let group = self.by_id.entry(id.clone()).or_insert_with(|| Group::new(source));
        let mut news = group.note(source, row) || group.members.is_empty();
        for member in &row.members {
            let key: Box<str> = member.id.trim().to_ascii_lowercase().into();
            if key.is_empty() {
                group.partial = true;
                continue;
            }
            if group.members.contains_key(&key) {
                continue;
            }
            news = true;
            group.members.insert(key.clone(), source);
            self.by_member.entry(key.clone()).or_default().push(id.clone());
            principals.note_member(key, member);
        }
        if news { Taken::Used } else { Taken::Unused("duplicate") }
    }

    /// Marks the groups whose members stand in files that do not hold all of their rows.
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
