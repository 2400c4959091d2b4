//! Who may do what where: the role assignments of `grants.json`, as three tools write them, PowerShell and the portal as CSV, the Azure
//! CLI as JSON.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::tenant::{Subscription, Tenant, guid, instant, management_group, read, system_principal, tenant_id};

const COMMON: [&str; 9] = [
    "RoleAssignmentId",
    "Scope",
    "DisplayName",
    "SignInName",
    "RoleDefinitionName",
    "RoleDefinitionId",
    "ObjectId",
    "ObjectType",
    "CanDelegate",
];

/// Display names by the part of the sign-in name before the at sign.
#[derive(Deserialize)]
struct People {
    users: BTreeMap<String, String>,
    guests: BTreeMap<String, String>,
}

/// Grants that belong together, and what they have in common.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grants {
    #[expect(dead_code, reason = "for whoever reads the file")]
    about: String,
    grants: Vec<Grant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grant {
    /// A scope, as [`Tenant::scope`] reads it.
    at: String,
    /// `user`, `guest`, `group`, `application`, `deleted` or `identity` and a name, or `system` and the resource whose identity it is.
    who: String,
    role: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    condition: String,
}

#[derive(Default)]
struct Principal {
    kind: &'static str,
    id: String,
    /// Empty where the directory has no such principal any more.
    name: String,
    /// Of users only.
    sign_in: String,
    /// Of applications only: what the Azure CLI prints as their name.
    application: String,
}

/// A grant with the ids of all that it names.
struct Assignment {
    grant: Grant,
    scope: String,
    principal: Principal,
    role_id: String,
}

/// All role assignments of the tenant.
pub struct Access<'a> {
    tenant: &'a Tenant,
    assignments: Vec<Assignment>,
}

impl Principal {
    fn read(tenant: &Tenant, people: &People, who: &str) -> Principal {
        let (kind, name) = who.split_once(' ').unwrap();
        let identity = |id: String, name: &str| Principal {
            kind: "ServicePrincipal",
            id,
            name: name.to_owned(),
            application: guid(&format!("client {name}")),
            ..Principal::default()
        };
        let user = |names: &BTreeMap<String, String>, at: &str| Principal {
            kind: "User",
            id: guid(&format!("{kind} {name}")),
            name: names[name].clone(),
            sign_in: format!("{name}{at}"),
            ..Principal::default()
        };
        match kind {
            "user" => user(&people.users, "@contoso.example"),
            "guest" => user(&people.guests, "_northwind.example#EXT#@contoso.onmicrosoft.com"),
            "group" => Principal {
                kind: "Group",
                id: guid(&format!("group {name}")),
                name: name.to_owned(),
                ..Principal::default()
            },
            "application" => Principal {
                application: guid(&format!("application {name}")),
                ..identity(guid(&format!("application principal {name}")), name)
            },
            "deleted" => Principal {
                kind: "Unknown",
                id: guid(&format!("deleted {name}")),
                ..Principal::default()
            },
            "identity" => identity(guid(&format!("principal {name}")), name),
            "system" => identity(
                system_principal(&tenant.scope(name)),
                name.rsplit([' ', '/']).next().unwrap(),
            ),
            _ => panic!("`{who}` is nobody"),
        }
    }
}

impl Assignment {
    fn name(&self) -> String {
        guid(&format!(
            "assignment {} {} {}",
            self.scope, self.principal.id, self.grant.role
        ))
    }

    fn id(&self) -> String {
        let scope = self.scope.trim_end_matches('/');
        format!(
            "{scope}/providers/Microsoft.Authorization/roleAssignments/{}",
            self.name()
        )
    }

    /// The cells that PowerShell and the portal have in common.
    fn cells(&self) -> Vec<String> {
        let (principal, role) = (&self.principal, &self.grant.role);
        let id = self.id();
        let cells = [
            &id,
            &self.scope,
            &principal.name,
            &principal.sign_in,
            role,
            &self.role_id,
            &principal.id,
            principal.kind,
            "False",
        ];
        cells.map(str::to_owned).to_vec()
    }

    fn condition_version(&self) -> &'static str {
        if self.grant.condition.is_empty() { "" } else { "2.0" }
    }

    /// The row that the Azure CLI prints, asked in a subscription.
    fn row(&self, subscription: &Subscription) -> Value {
        let principal = &self.principal;
        let name = match principal.kind {
            "User" => &principal.sign_in,
            "ServicePrincipal" => &principal.application,
            _ => &principal.name,
        };
        let kind = if principal.kind == "Unknown" {
            "User"
        } else {
            principal.kind
        };
        let filled = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
        let (by, on) = (guid("user platform admin"), instant(&self.id(), 10));
        let definition = format!(
            "{}/providers/Microsoft.Authorization/roleDefinitions/{}",
            subscription.scope(),
            self.role_id
        );
        let mut row = json!({
            "condition": filled(&self.grant.condition), "conditionVersion": filled(self.condition_version()),
            "createdBy": by, "createdOn": on, "delegatedManagedIdentityResourceId": null,
            "description": filled(&self.grant.description), "id": self.id(), "name": self.name(),
            "principalId": principal.id, "principalName": name, "principalType": kind, "roleDefinitionId": definition,
            "roleDefinitionName": self.grant.role, "scope": self.scope, "type": "Microsoft.Authorization/roleAssignments",
            "updatedBy": by, "updatedOn": on,
        });
        if let Some(group) = self.scope.split('/').nth(4) {
            row["resourceGroup"] = json!(group);
        }
        row
    }
}

impl<'a> Access<'a> {
    pub fn read(tenant: &'a Tenant) -> Access<'a> {
        let people: People = read("people.json");
        let grants: Vec<Grants> = read("grants.json");
        let grants = grants.into_iter().flat_map(|grants| grants.grants);
        let assignment = |grant: Grant| Assignment {
            scope: tenant.scope(&grant.at),
            principal: Principal::read(tenant, &people, &grant.who),
            role_id: tenant.role_id(&grant.role),
            grant,
        };
        Access {
            assignments: grants.map(assignment).collect(),
            tenant,
        }
    }

    /// The assignments that work in a subscription, made there or above it.
    fn within(&self, subscription: &Subscription) -> impl Iterator<Item = &Assignment> {
        let above = self.tenant.chain(&subscription.parent).into_iter();
        let mut above: Vec<String> = above.map(|group| management_group(&group.name)).collect();
        above.extend(["/".to_owned(), management_group(&tenant_id())]);
        let scope = subscription.scope();
        let assignments = self.assignments.iter();
        assignments.filter(move |assignment| above.contains(&assignment.scope) || assignment.scope.starts_with(&scope))
    }

    /// `Get-AzRoleAssignment | Export-Csv`.
    pub fn powershell(&self, subscription: &Subscription) -> Vec<u8> {
        let records = self.within(subscription).map(|assignment| {
            let grant = &assignment.grant;
            let more = [&grant.description, assignment.condition_version(), &grant.condition];
            [assignment.cells(), more.map(str::to_owned).to_vec()].concat()
        });
        quoted(
            &[&COMMON[..], &["Description", "ConditionVersion", "Condition"]].concat(),
            records,
        )
    }

    /// "Download role assignments" of the portal, which leaves out principals that were deleted.
    pub fn portal(&self, subscription: &Subscription) -> Vec<u8> {
        let exist = self
            .within(subscription)
            .filter(|assignment| assignment.principal.kind != "Unknown");
        quoted(&COMMON, exist.map(Assignment::cells))
    }

    /// `az role assignment list --all --include-inherited -o json`.
    pub fn command_line(&self, subscription: &Subscription) -> Value {
        self.within(subscription)
            .map(|assignment| assignment.row(subscription))
            .collect()
    }
}

/// CSV with every field quoted and a byte order mark, as PowerShell and both portals write it.
pub fn quoted(header: &[&str], records: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(header).unwrap();
    for record in records {
        writer.write_record(record).unwrap();
    }
    writer.into_inner().unwrap()
}
