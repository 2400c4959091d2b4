//! Delegations of Azure Lighthouse: what another tenant was granted in this one. No list of role assignments holds them. A
//! registration assignment says where, its registration definition to whom and with which roles; the row of a subscription names the
//! tenants that manage it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::ingest::{Lasting, RoleAssignmentRow, Source};
use crate::value::arm_id::ArmId;
use crate::value::{Column, Value};

use super::resource_ref::ResourceRef;
use super::tenant::Inventory;

/// The type of the rows that say where a delegation holds.
const ASSIGNMENT: &str = "microsoft.managedservices/registrationassignments";
/// Separator behind the delegated scope in the id of such a row.
const MARK: &str = "/providers/microsoft.managedservices/";

/// One delegation: a scope and what is granted there.
struct Delegation {
    source: Source,
    scope: String,
    /// The tenant that it is made to, lower-case; empty where the definition does not say.
    tenant: String,
    authorizations: Vec<Authorization>,
}

/// One role that a delegation grants.
struct Authorization {
    principal: String,
    name: String,
    role: String,
    /// Roles that a holder of this one may give to managed identities, where it gives no others.
    delegable: Vec<String>,
    eligible: bool,
}

/// Adds what delegations grant to the role assignments, and notes for each subscription the managing tenants of which no export tells
/// what they were granted.
pub(super) fn settle(inventory: &mut Inventory) {
    let rows = inventory.of_type(ASSIGNMENT).to_vec();
    let found = rows
        .into_iter()
        .filter_map(|ix| delegation(inventory, inventory.resource(ix)));
    let found: Vec<Delegation> = found.collect();
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for delegation in &found {
        if let Some(subscription) = ArmId::new(&delegation.scope).subscription() {
            told.insert((subscription.to_ascii_lowercase(), delegation.tenant.clone()));
        }
        for authorization in &delegation.authorizations {
            inventory
                .access
                .add_assignment(delegation.source, authorization.row(&delegation.scope));
        }
    }
    inventory
        .hierarchy
        .keep_managing_tenants(|subscription, tenant| !told.contains(&(subscription.to_owned(), tenant.to_owned())));
}

impl Authorization {
    /// One authorization; `None` where the export does not tell to whom, with which role, or which roles its holder may give away.
    fn of(value: &Value, eligible: bool) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let delegable = value.texts_in("delegatedRoleDefinitionIds")?.into_iter();
        Some(Authorization {
            principal: text("principalId")?.to_owned(),
            // A name is for print only.
            name: text("principalIdDisplayName").map_or_else(String::new, str::to_owned),
            role: text("roleDefinitionId")?.to_owned(),
            delegable: delegable.map(str::to_owned).collect(),
            eligible,
        })
    }

    /// The delegation as a role assignment.
    fn row<'a>(&'a self, scope: &'a str) -> RoleAssignmentRow<'a> {
        RoleAssignmentRow {
            scope: Cow::Borrowed(scope),
            role_definition_id: Cow::Borrowed(&self.role),
            principal_id: Cow::Borrowed(&self.principal),
            principal_name: Some(Cow::Borrowed(&self.name)),
            condition: Cow::Owned(self.condition()),
            eligible: self.eligible,
            delegated: true,
            lasting: Lasting::Permanent,
            ..RoleAssignmentRow::default()
        }
    }

    /// The bound on the roles that can be given away, as the condition of a role assignment would write it.
    fn condition(&self) -> String {
        const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";
        const ROLE: &str = "Microsoft.Authorization/roleAssignments:RoleDefinitionId";
        if self.delegable.is_empty() {
            return String::new();
        }
        let roles = self.delegable.join(", ");
        format!("((!(ActionMatches{{'{WRITE}'}})) OR (@Request[{ROLE}] ForAnyOfAnyValues:GuidEquals {{{roles}}}))")
    }
}

/// Delegation of a registration assignment; `None` where no export tells its definition, or not all that it grants.
fn delegation(inventory: &Inventory, row: ResourceRef<'_>) -> Option<Delegation> {
    let id = row.id();
    let at = id.to_ascii_lowercase().rfind(MARK)?;
    let properties = known(row)?;
    let inline = properties.get("registrationDefinition");
    let inline = inline.map(|definition| definition.get("properties").unwrap_or(definition).clone());
    let listed = || {
        let id = properties.get("registrationDefinitionId").and_then(Value::as_str)?;
        known(inventory.find(id)?)
    };
    let has_roles = |definition: &Value| definition.get("authorizations").is_some();
    let definition = inline.filter(has_roles).or_else(|| listed().filter(has_roles))?;
    let list = |name: &str, eligible: bool| match definition.get(name) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(items) => items
            .as_array()?
            .iter()
            .map(|item| Authorization::of(item, eligible))
            .collect(),
    };
    let mut authorizations: Vec<Authorization> = list("authorizations", false)?;
    authorizations.extend(list("eligibleAuthorizations", true)?);
    let tenant = definition.get("managedByTenantId").and_then(Value::as_str);
    Some(Delegation {
        source: row.source(),
        scope: id[..at].to_owned(),
        tenant: tenant.map_or_else(String::new, str::to_ascii_lowercase),
        authorizations,
    })
}

/// The properties of a row, where the exports hold them.
fn known(row: ResourceRef<'_>) -> Option<Value> {
    row.column("properties").and_then(Column::into_known)
}
