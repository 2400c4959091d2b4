//! Memberships followed through groups in groups: everybody in a group, and every group around a principal.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::ingest::Source;

use super::access::Access;

/// One step of a membership: a member, its group, and the record that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipStep {
    /// Lower-case object id of the member.
    pub member: Box<str>,
    /// Lower-case object id of the group.
    pub group: Box<str>,
    /// The record.
    pub source: Source,
    /// Whether the member is none yet, and may become one by Privileged Identity Management.
    pub eligible: bool,
}

impl MembershipStep {
    fn new(member: &str, group: &str, source: Source, eligible: bool) -> Self {
        MembershipStep {
            member: member.into(),
            group: group.into(),
            source,
            eligible,
        }
    }
}

/// Everybody in a group, through groups in it as well.
#[derive(Clone, Debug, Default)]
pub struct Everybody {
    /// The members, keyed by lower-case object id, each with the shortest path of memberships, the group itself last. A group
    /// whose members no export holds stands for itself.
    pub members: BTreeMap<Box<str>, Vec<MembershipStep>>,
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
        // Whoever is a member already is none by becoming one, so the ways that have to be activated come last.
        let mut open: VecDeque<(Box<str>, Vec<MembershipStep>)> = VecDeque::from([(root, Vec::new())]);
        let mut eligible: VecDeque<MembershipStep> = VecDeque::new();
        let mut ways: BTreeMap<Box<str>, Vec<MembershipStep>> = BTreeMap::new();
        loop {
            let (id, way) = match (open.pop_front(), eligible.pop_front()) {
                (Some(next), first) => {
                    first.into_iter().for_each(|step| eligible.push_front(step));
                    next
                }
                (None, Some(step)) if !seen.insert(step.member.clone()) => continue,
                (None, Some(step)) => {
                    let rest = ways.get(&step.group).cloned().unwrap_or_default();
                    (step.member.clone(), std::iter::once(step).chain(rest).collect())
                }
                (None, None) => break,
            };
            let Some(group) = access.group(&id) else {
                found.complete &= !access.is_group(&id) || way.iter().any(|step| step.eligible);
                found.members.insert(id, way);
                continue;
            };
            found.complete &= !group.partial || way.iter().any(|step| step.eligible);
            for (member, source) in &group.members {
                if seen.insert(member.clone()) {
                    let step = MembershipStep::new(member, &id, *source, false);
                    let way = std::iter::once(step).chain(way.iter().cloned()).collect();
                    open.push_back((member.clone(), way));
                }
            }
            let may_join = group.eligible.iter();
            eligible.extend(may_join.map(|(member, source)| MembershipStep::new(member, &id, *source, true)));
            ways.insert(id, way);
        }
        Some(found)
    }
}

/// Returns every group that contains a principal, directly or through other groups, each with the path of memberships, the group
/// last.
pub fn groups_around(access: &Access, principal: &str) -> Vec<(Box<str>, Vec<MembershipStep>)> {
    let start: Box<str> = principal.to_ascii_lowercase().into();
    let mut seen: BTreeSet<Box<str>> = BTreeSet::from([start.clone()]);
    let mut found: Vec<(Box<str>, Vec<MembershipStep>)> = Vec::new();
    let mut open: VecDeque<(Box<str>, Vec<MembershipStep>)> = VecDeque::from([(start, Vec::new())]);
    while let Some((id, way)) = open.pop_front() {
        for group in access.groups_of(&id) {
            let source = access.group(group).and_then(|group| group.members.get(&id));
            let (Some(source), true) = (source, seen.insert(group.clone())) else {
                continue;
            };
            let mut way = way.clone();
            way.push(MembershipStep::new(&id, group, *source, false));
            found.push((group.clone(), way.clone()));
            open.push_back((group.clone(), way));
        }
    }
    found
}
