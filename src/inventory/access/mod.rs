//! Principals, groups, role definitions and role assignments as the exports hold them, each once however many files repeat it.
//! The rights of a role and the reach of a grant are decided elsewhere.

mod assignments;
mod conflicts;
mod definitions;
mod groups;
mod lists;
mod principals;

use std::collections::BTreeMap;

use crate::ingest::ledger::Ledger;
use crate::ingest::{GroupMembersRow, RoleAssignmentRow, RoleDefinitionRow, Source, Taken, UnusedReason};

use super::hierarchy::Hierarchy;

pub use assignments::{AssignmentIx, RoleAssignment};
pub use definitions::RoleDefinition;
pub use groups::Group;
pub use lists::Exported;
pub use principals::{Principal, PrincipalKind};

pub(super) use conflicts::AccessConflict;

use assignments::Assignments;
use definitions::{Definitions, role_key};
use groups::Groups;
use lists::Lists;
use principals::Principals;

/// Role assignments and eligibilities, with their principals, role definitions and groups.
#[derive(Debug, Default)]
pub struct Access {
    assignments: Assignments,
    principals: Principals,
    definitions: Definitions,
    groups: Groups,
    lists: Lists,
}

impl Access {
    pub(super) fn add_assignment(&mut self, source: Source, row: RoleAssignmentRow<'_>) -> Taken {
        let names = [&*row.principal_id, row.sign_in_name.as_deref().unwrap_or_default()];
        let principal = first_text(names)
            .or_else(|| row.principal_name.as_deref().filter(|name| !name.is_empty()))
            .unwrap_or_default()
            .to_ascii_lowercase();
        if row.scope.is_empty() {
            return Taken::Unused(UnusedReason::NoScope);
        }
        if principal.is_empty() {
            return Taken::Unused(UnusedReason::NoPrincipal);
        }
        let role_id = role_key(&row.role_definition_id);
        if role_id.is_empty() && row.role_name.is_empty() {
            return Taken::Unused(UnusedReason::NoRole);
        }
        self.principals.note_holder(&principal, source, &row);
        if !row.eligible && !row.data_plane && !row.delegated {
            self.lists.note(source, &row.scope);
        }
        self.assignments.add(source, &row, &principal, &role_id)
    }

    pub(super) fn add_definition(&mut self, source: Source, row: RoleDefinitionRow<'_>) -> Taken {
        self.definitions.add(source, row)
    }

    pub(super) fn add_members(&mut self, source: Source, row: GroupMembersRow<'_>) -> Taken {
        let taken = self.groups.add(source, &row, &mut self.principals);
        self.principals.note_group(&row);
        taken
    }

    /// The conflicts between rows: assignments first, then definitions.
    pub(super) fn take_conflicts(&mut self) -> Vec<AccessConflict> {
        let mut conflicts = std::mem::take(&mut self.assignments.conflicts);
        conflicts.append(&mut self.definitions.conflicts);
        conflicts
    }

    /// Settles what needs all rows: which groups are known only in part, and which principals are outsiders or gone.
    pub(super) fn settle(&mut self, ledger: &Ledger) {
        self.groups.settle(ledger);
        self.principals.settle();
    }

    /// Share of the role assignments of each subscription that was exported, by lower-case id. A subscription that is left out
    /// has none.
    pub(super) fn exported(&self, hierarchy: &Hierarchy, ledger: &Ledger) -> BTreeMap<Box<str>, Exported> {
        self.lists.exported(hierarchy, ledger)
    }

    /// Gives back the memory that only adding needs: no assignment may be added after this.
    pub(super) fn close(&mut self) {
        self.assignments.close();
    }

    /// A group whose members any export holds, by object id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.get(id)
    }

    /// The groups that a principal is a direct member of, as far as the exports hold them.
    pub fn groups_of(&self, principal: &str) -> &[Box<str>] {
        self.groups.of_member(principal)
    }

    /// All assignments, in the order in which they were first read.
    pub fn assignments(&self) -> &[RoleAssignment] {
        self.assignments.all()
    }

    /// One assignment.
    pub fn assignment(&self, ix: AssignmentIx) -> &RoleAssignment {
        &self.assignments.all()[ix.0 as usize]
    }

    /// Assignments of one principal.
    pub fn of(&self, principal: &str) -> &[AssignmentIx] {
        self.assignments.of(principal)
    }

    /// A principal by object id.
    pub fn principal(&self, id: &str) -> Option<&Principal> {
        self.principals.get(id)
    }

    /// Kind of a principal, by its type or because an export holds its members.
    pub fn kind(&self, id: &str) -> PrincipalKind {
        match self.principal(id).map(|known| known.kind).unwrap_or_default() {
            PrincipalKind::Unsaid if self.group(id).is_some() => PrincipalKind::Group,
            kind => kind,
        }
    }

    /// Whether a principal is a group, of whatever tenant.
    pub fn is_group(&self, id: &str) -> bool {
        matches!(self.kind(id), PrincipalKind::Group | PrincipalKind::ForeignGroup)
    }

    /// All principals, by id.
    pub fn principals(&self) -> impl ExactSizeIterator<Item = &Principal> {
        self.principals.all()
    }

    /// A role definition by GUID.
    pub fn definition(&self, guid: &str) -> Option<&RoleDefinition> {
        self.definitions.get(guid)
    }

    /// All role definitions, by GUID.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, &RoleDefinition)> {
        self.definitions.all()
    }
}

fn first_text<const N: usize>(texts: [&str; N]) -> Option<&str> {
    texts.into_iter().map(str::trim).find(|text| !text.is_empty())
}
