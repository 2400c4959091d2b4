//! Role assignments whose layout gives the scope's display name instead of its id, such as the portal's export of Privileged
//! Identity Management. When all files are read, a name that exactly one scope bears is that scope; any other name is a problem in
//! the ledger.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ingest::ledger::Afterwards;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::{RoleAssignmentRow, Source, Taken, UnusedReason};

use super::access::Access;
use super::tenant::Inventory;
use crate::value::arm_id::ArmId;

/// A row whose scope is yet to be found.
#[derive(Debug)]
pub(super) struct ScopeByName {
    source: Source,
    row: RoleAssignmentRow<'static>,
}

impl ScopeByName {
    pub(super) fn new(source: Source, row: RoleAssignmentRow<'_>) -> Self {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        ScopeByName {
            source,
            row: RoleAssignmentRow {
                id: owned(row.id),
                scope: owned(row.scope),
                role_definition_id: owned(row.role_definition_id),
                role_name: owned(row.role_name),
                principal_id: owned(row.principal_id),
                principal_type: owned(row.principal_type),
                principal_name: row.principal_name.map(owned),
                sign_in_name: row.sign_in_name.map(owned),
                sign_in_is_mail: row.sign_in_is_mail,
                condition: owned(row.condition),
                eligible: row.eligible,
                data_plane: row.data_plane,
                delegated: row.delegated,
                lasting: row.lasting,
                scope_name: owned(row.scope_name),
                scope_kind: owned(row.scope_kind),
            },
        }
    }
}

/// Places the rows that name their scope, and notes in the ledger those that cannot be placed.
pub(super) fn settle(rows: Vec<ScopeByName>, inventory: &mut Inventory) {
    if rows.is_empty() {
        return;
    }
    let scopes = NameIndex::of_scopes(inventory);
    let people = NameIndex::of_principals(&inventory.access);
    let roles = NameIndex::of_roles(&inventory.access);
    let mut noted = Afterwards::default();
    for ScopeByName { source, mut row } in rows {
        let kind = kind_of(&row.scope_kind);
        let Some(scope) = scopes.one(kind, &row.scope_name) else {
            let name = row.scope_name.into_owned();
            noted.note(source, Issue::ScopeByName { name });
            continue;
        };
        row.scope = Cow::Owned(scope.to_owned());
        if row.principal_id.is_empty() {
            let mut names = [&row.sign_in_name, &row.principal_name].into_iter().flatten();
            if let Some(id) = names.find_map(|name| people.one(ScopeKind::Any, name)) {
                row.principal_id = Cow::Owned(id.to_owned());
            }
        }
        if row.role_definition_id.is_empty()
            && let Some(id) = roles.one(ScopeKind::Any, &row.role_name)
        {
            row.role_definition_id = Cow::Owned(id.to_owned());
        }
        let taken = inventory.access.add_assignment(source, row);
        if let Some(input) = inventory.ledger.inputs.get_mut(source.file as usize)
            && input.take_back(UnusedReason::ScopeByName)
        {
            match taken {
                Taken::Used => input.used += 1,
                Taken::Unused(reason) => input.leave_out(reason),
            }
        }
    }
    noted.tell(&mut inventory.ledger);
}

/// A kind of scope, as the portal distinguishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ScopeKind {
    /// Any kind: the row does not say.
    Any,
    ManagementGroup,
    Subscription,
    ResourceGroup,
    Resource,
}

/// The kind of scope that the portal's column `Resource Type` means: a resource has its type there.
fn kind_of(text: &str) -> ScopeKind {
    let folded: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    match folded.to_ascii_lowercase().as_str() {
        "" => ScopeKind::Any,
        "subscription" => ScopeKind::Subscription,
        "resourcegroup" => ScopeKind::ResourceGroup,
        "managementgroup" => ScopeKind::ManagementGroup,
        _ => ScopeKind::Resource,
    }
}

/// Ids by kind and name; `None` where several things bear the name.
#[derive(Debug, Default)]
struct NameIndex {
    ids: BTreeMap<(ScopeKind, Box<str>), Option<Box<str>>>,
}

impl NameIndex {
    fn add(&mut self, kind: ScopeKind, name: &str, id: &str) {
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            return;
        }
        for kind in [kind, ScopeKind::Any] {
            let known = self
                .ids
                .entry((kind, name.as_str().into()))
                .or_insert_with(|| Some(id.into()));
            if known.as_ref().is_some_and(|known| !known.eq_ignore_ascii_case(id)) {
                *known = None;
            }
        }
    }

    fn one(&self, kind: ScopeKind, name: &str) -> Option<&str> {
        let name = name.trim().to_lowercase();
        self.ids.get(&(kind, name.into()))?.as_deref()
    }

    /// Every scope that the bundle knows.
    fn of_scopes(inventory: &Inventory) -> Self {
        let mut names = NameIndex::default();
        for subscription in inventory.hierarchy.subscriptions() {
            let id = format!("/subscriptions/{}", subscription.id);
            names.add(ScopeKind::Subscription, &subscription.name, &id);
            names.add(ScopeKind::Subscription, &subscription.id, &id);
        }
        for group in inventory.hierarchy.groups() {
            let id = format!("/providers/Microsoft.Management/managementGroups/{}", group.name);
            names.add(ScopeKind::ManagementGroup, &group.display, &id);
            names.add(ScopeKind::ManagementGroup, &group.name, &id);
        }
        for resource in inventory.resources() {
            let id = resource.id();
            let arm = ArmId::new(&id);
            if let (Some(subscription), Some(group)) = (arm.subscription(), arm.resource_group()) {
                let scope = format!("/subscriptions/{subscription}/resourceGroups/{group}");
                names.add(ScopeKind::ResourceGroup, group, &scope);
                if arm.text().len() > scope.len() {
                    names.add(ScopeKind::Resource, arm.last(), &id);
                }
            }
        }
        names
    }

    fn of_principals(access: &Access) -> Self {
        let mut names = NameIndex::default();
        for principal in access.principals() {
            names.add(ScopeKind::Any, &principal.sign_in, &principal.id);
            if !principal.name.eq_ignore_ascii_case(&principal.sign_in) {
                names.add(ScopeKind::Any, &principal.name, &principal.id);
            }
        }
        names
    }

    fn of_roles(access: &Access) -> Self {
        let mut names = NameIndex::default();
        for assignment in access.assignments() {
            names.add(ScopeKind::Any, &assignment.role_name, &assignment.role_id);
        }
        for (id, definition) in access.definitions() {
            names.add(ScopeKind::Any, &definition.name, id);
        }
        names
    }
}
