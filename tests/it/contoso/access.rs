//! Who may do what where: every role assignment of the tenant, and where each of them works.

use serde_json::Value;

use crate::contoso::grants::{self, management_group};
use crate::contoso::people::{Principal, group, of_row, user};
use crate::contoso::places::GROUPS;
use crate::contoso::tenant::{Subscription, guid, pick, tenant_id};

pub struct Assignment {
    pub scope: String,
    pub principal: Principal,
    pub role: &'static str,
    pub description: &'static str,
    pub condition: &'static str,
}

impl Assignment {
    fn plain(scope: String, principal: Principal, role: &'static str) -> Self {
        Assignment {
            scope,
            principal,
            role,
            description: "",
            condition: "",
        }
    }

    pub fn name(&self) -> String {
        guid(&format!(
            "assignment {} {} {}",
            self.scope, self.principal.id, self.role
        ))
    }

    pub fn id(&self) -> String {
        let scope = if self.scope == "/" { "" } else { &self.scope };
        format!(
            "{scope}/providers/Microsoft.Authorization/roleAssignments/{}",
            self.name()
        )
    }

    /// Whether the assignment works in a subscription, by being made there or above it.
    pub fn works_in(&self, subscription: &Subscription) -> bool {
        let mut above = subscription.ancestors.iter().map(|ancestor| management_group(ancestor));
        self.scope == "/"
            || self.scope == management_group(&tenant_id())
            || above.any(|scope| scope == self.scope)
            || self.scope.starts_with(&subscription.scope())
    }
}

pub fn assignments(rows: &[Value]) -> Vec<Assignment> {
    let mut all = grants::assignments();
    all.extend(teams());
    all.extend(applications(rows));
    all
}

static PEOPLE: [&str; 13] = [
    "elif.yilmaz",
    "farid.nassar",
    "katarzyna.nowak",
    "liam.murphy",
    "nadia.petrova",
    "quentin.moreau",
    "sven.hansen",
    "tomas.novotny",
    "ursula.keller",
    "victor.silva",
    "wanda.zielinska",
    "xavier.dubois",
    "yara.haddad",
];

static EXTRA_ROLES: [&str; 6] = [
    "Website Contributor",
    "Virtual Machine Contributor",
    "Monitoring Contributor",
    "Logic App Contributor",
    "Tag Contributor",
    "SQL DB Contributor",
];

/// One of the items, by name.
fn one_of(items: &[&'static str], name: &str) -> &'static str {
    let index = pick(name, items.len() as u64);
    items
        .iter()
        .zip(0..)
        .find(|(_, number)| *number == index)
        .map_or("", |(item, _)| *item)
}

/// The usual teams: readers, contributors and two or three people for each resource group. In the AI groups they change
/// nothing by hand; pipelines do.
fn teams() -> Vec<Assignment> {
    let mut all: Vec<Assignment> = Vec::new();
    for place in GROUPS {
        let team = format!("sg-{}", place.name.trim_start_matches("rg-"));
        let ai = place.name.starts_with("rg-ai-");
        let changes = if ai { "Reader" } else { "Contributor" };
        all.push(Assignment::plain(place.scope(), group(&team), changes));
        all.push(Assignment::plain(
            place.scope(),
            group(&format!("{team}-readers")),
            "Reader",
        ));
        all.push(Assignment::plain(
            place.scope(),
            group("sg-service-desk"),
            "Monitoring Reader",
        ));
        for turn in 0..3 {
            let person = user(one_of(&PEOPLE, &format!("{} person {turn}", place.name)));
            let extra = one_of(&EXTRA_ROLES, &format!("{} extra {turn}", place.name));
            let role = if turn == 0 || ai { "Reader" } else { extra };
            let assignment = Assignment::plain(place.scope(), person, role);
            if !all.iter().any(|other| other.id() == assignment.id()) {
                all.push(assignment);
            }
        }
    }
    all
}

const NEEDS: [(&str, &str); 2] = [
    ("microsoft.keyvault/vaults", "Key Vault Secrets User"),
    ("microsoft.storage/storageaccounts", "Storage Blob Data Contributor"),
];

/// What ordinary applications need from the vault and the store beside them.
fn applications(rows: &[Value]) -> Vec<Assignment> {
    let mut all = Vec::new();
    for row in rows {
        let app = matches!(
            row["type"].as_str(),
            Some("microsoft.web/sites" | "microsoft.logic/workflows")
        );
        let Some(principal) = of_row(row).filter(|_| app) else {
            continue;
        };
        for (kind, role) in NEEDS {
            let beside = rows.iter().find(|other| {
                let diagnostics = other["name"].as_str().is_some_and(|name| name.contains("diag"));
                other["type"] == kind && other["resourceGroup"] == row["resourceGroup"] && !diagnostics
            });
            if let Some(id) = beside.and_then(|store| store["id"].as_str()) {
                all.push(Assignment::plain(id.to_owned(), principal.clone(), role));
            }
        }
    }
    all
}
