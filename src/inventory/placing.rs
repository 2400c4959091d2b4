//! Role assignments whose layout names the scope and not its id, such as the portal's export of Privileged Identity Management.
//! When all files are read, a name that exactly one scope bears is that scope; any other name is told in the ledger.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ingest::ledger::Afterwards;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::{RoleAssignmentRow, Source, Taken};

use super::Inventory;
use super::access::Access;
use crate::value::arm_id::ArmId;

/// The reason for which such a row counts as unused until it is placed.
const BY_NAME: &str = "scope-by-name";

/// A row that waits for its scope.
#[derive(Debug)]
pub(super) struct Unplaced {
    source: Source,
    row: RoleAssignmentRow<'static>,
}

impl Unplaced {
    pub(super) fn new(source: Source, row: RoleAssignmentRow<'_>) -> Self {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Unplaced {
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
                condition: owned(row.condition),
                eligible: row.eligible,
                data_plane: row.data_plane,
                lasting: row.lasting,
                scope_name: owned(row.scope_name),
                scope_kind: owned(row.scope_kind),
            },
        }
    }
}

impl Inventory {
    /// Places the rows that name their scope, and tells of those that cannot be placed.
    pub(super) fn place_by_name(&mut self) {
        let unplaced = std::mem::take(&mut self.unplaced);
        if unplaced.is_empty() {
            return;
        }
        let scopes = self.scopes_by_name();
        let people = Names::of_principals(&self.access);
        let roles = Names::of_roles(&self.access);
        let mut told = Afterwards::default();
        for Unplaced { source, mut row } in unplaced {
            let kind = kind_of(&row.scope_kind);
            let Some(scope) = scopes.one(kind, &row.scope_name) else {
                let name = row.scope_name.into_owned();
                told.note(source, Issue::ScopeByName { name });
                continue;
            };
            row.scope = Cow::Owned(scope.to_owned());
            if row.principal_id.is_empty() {
                let mut names = [&row.sign_in_name, &row.principal_name].into_iter().flatten();
                if let Some(id) = names.find_map(|name| people.one("", name)) {
                    row.principal_id = Cow::Owned(id.to_owned());
                }
            }
            if row.role_definition_id.is_empty()
                && let Some(id) = roles.one("", &row.role_name)
            {
                row.role_definition_id = Cow::Owned(id.to_owned());
            }
            let taken = self.access.add_assignment(source, row);
            if let Some(input) = self.ledger.inputs.get_mut(source.file as usize)
                && input.take_back(BY_NAME)
            {
                match taken {
                    Taken::Used => input.used += 1,
                    Taken::Unused(reason) => input.leave_out(reason),
                }
            }
        }
        told.tell(&mut self.ledger);
    }

    /// Every scope that the bundle knows, by kind and name.
    fn scopes_by_name(&self) -> Names {
        let mut names = Names::default();
        for subscription in self.hierarchy.subscriptions() {
            let id = format!("/subscriptions/{}", subscription.id);
            names.add(SUBSCRIPTION, &subscription.name, &id);
            names.add(SUBSCRIPTION, &subscription.id, &id);
        }
        for group in self.hierarchy.groups() {
            let id = format!("/providers/Microsoft.Management/managementGroups/{}", group.name);
            names.add(MANAGEMENT_GROUP, &group.display, &id);
            names.add(MANAGEMENT_GROUP, &group.name, &id);
        }
        for resource in self.resources() {
            let id = resource.id();
            let arm = ArmId::new(&id);
            if let (Some(subscription), Some(group)) = (arm.subscription(), arm.resource_group()) {
                let scope = format!("/subscriptions/{subscription}/resourceGroups/{group}");
                names.add(RESOURCE_GROUP, group, &scope);
                if arm.text().len() > scope.len() {
                    names.add(RESOURCE, arm.last(), &id);
                }
            }
        }
        names
    }
}

const SUBSCRIPTION: &str = "subscription";
const RESOURCE_GROUP: &str = "resourcegroup";
const MANAGEMENT_GROUP: &str = "managementgroup";
const RESOURCE: &str = "resource";

/// The kind of scope that the portal's `Resource Type` means; empty where it does not say.
fn kind_of(text: &str) -> &'static str {
    let folded: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    match folded.to_ascii_lowercase().as_str() {
        "" => "",
        SUBSCRIPTION => SUBSCRIPTION,
        RESOURCE_GROUP => RESOURCE_GROUP,
        MANAGEMENT_GROUP => MANAGEMENT_GROUP,
        _ => RESOURCE,
    }
}

/// Ids by kind and name; `None` where several bear the name.
#[derive(Debug, Default)]
struct Names {
    ids: BTreeMap<(&'static str, Box<str>), Option<Box<str>>>,
}

impl Names {
    fn add(&mut self, kind: &'static str, name: &str, id: &str) {
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            return;
        }
        // The empty kind is any kind.
        for kind in [kind, ""] {
            let known = self
                .ids
                .entry((kind, name.as_str().into()))
                .or_insert_with(|| Some(id.into()));
            if known.as_ref().is_some_and(|known| !known.eq_ignore_ascii_case(id)) {
                *known = None;
            }
        }
    }

    fn one(&self, kind: &'static str, name: &str) -> Option<&str> {
        let name = name.trim().to_lowercase();
        self.ids.get(&(kind, name.into()))?.as_deref()
    }

    fn of_principals(access: &Access) -> Self {
        let mut names = Names::default();
        for principal in access.principals() {
            names.add("", &principal.sign_in, &principal.id);
            if !principal.name.eq_ignore_ascii_case(&principal.sign_in) {
                names.add("", &principal.name, &principal.id);
            }
        }
        names
    }

    fn of_roles(access: &Access) -> Self {
        let mut names = Names::default();
        for assignment in access.assignments() {
            names.add("", &assignment.role_name, &assignment.role_id);
        }
        for (id, definition) in access.definitions() {
            names.add("", &definition.name, id);
        }
        names
    }
}
