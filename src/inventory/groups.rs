//! Memberships followed through groups in groups: everybody in a group, and every group around a principal.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::ingest::Source;

use super::access::Access;

/// One step of a membership: a member, its group, and the record that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Lower-case object id of the member.
    pub member: Box<str>,
    /// Lower-case object id of the group.
    pub group: Box<str>,
    /// The record.
    pub source: Source,
}

/// Everybody in a group, through groups in it as well.
#[derive(Clone, Debug, Default)]
pub struct Everybody {
    /// The members, keyed by lower-case object id, each with the shortest path of memberships, the group itself last. A group
    /// whose members no export holds stands for itself.
    pub members: BTreeMap<Box<str>, Vec<Step>>,
    /// Whether these are all.
    pub complete: bool,
}

impl Everybody {
    /// Everybody in a group; `None` where no export holds its members.
    pub fn of(access: &Access, group: &str) -> Option<Everybody> {
        let root: Box<str> = group.to_ascii_lowercase().into();
        access.group(&root)?;
        let mut found = Everybody {
            complete: true,
            ..Everybody::default()
        };
        let mut seen: BTreeSet<Box<str>> = BTreeSet::from([root.clone()]);
        let mut open: VecDeque<(Box<str>, Vec<Step>)> = VecDeque::from([(root, Vec::new())]);
        while let Some((id, way)) = open.pop_front() {
            let Some(group) = access.group(&id) else { continue };
            found.complete &= !group.partial;
            for (member, source) in &group.members {
                if !seen.insert(member.clone()) {
                    continue;
                }
                let step = Step {
                    member: member.clone(),
                    group: id.clone(),
                    source: *source,
                };
                let way: Vec<Step> = std::iter::once(step).chain(way.iter().cloned()).collect();
                if access.group(member).is_some() {
                    open.push_back((member.clone(), way));
                } else {
                    found.complete &= !access.is_group(member);
                    found.members.insert(member.clone(), way);
                }
            }
        }
        Some(found)
    }
}

/// Returns every group that contains a principal, directly or through other groups, each with the path of memberships, the group
/// last.
pub fn groups_around(access: &Access, principal: &str) -> Vec<(Box<str>, Vec<Step>)> {
    let start: Box<str> = principal.to_ascii_lowercase().into();
    let mut seen: BTreeSet<Box<str>> = BTreeSet::from([start.clone()]);
    let mut found: Vec<(Box<str>, Vec<Step>)> = Vec::new();
    let mut open: VecDeque<(Box<str>, Vec<Step>)> = VecDeque::from([(start, Vec::new())]);
    while let Some((id, way)) = open.pop_front() {
        for group in access.groups_of(&id) {
            let source = access.group(group).and_then(|group| group.members.get(&id));
            let (Some(source), true) = (source, seen.insert(group.clone())) else {
                continue;
            };
            let mut way = way.clone();
            way.push(Step {
                member: id.clone(),
                group: group.clone(),
                source: *source,
            });
            found.push((group.clone(), way.clone()));
            open.push_back((group.clone(), way));
        }
    }
    found
}
