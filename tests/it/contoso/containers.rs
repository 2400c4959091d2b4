//! Management groups, subscriptions and resource groups: the `resourcecontainers` table.

use serde_json::{Value, json};

use crate::contoso::places::{GROUPS, WATCHERS};
use crate::contoso::tenant::{Group, SUBSCRIPTIONS, full_tags, guid, table_row, tags, tenant_id};

/// Id, display name and parent of each management group below the tenant root group.
#[rustfmt::skip]
static MANAGEMENT_GROUPS: &[(&str, &str, &str)] = &[
    ("contoso", "Contoso", ""),
    ("platform", "Platform", "contoso"),
    ("management", "Management", "platform"),
    ("connectivity", "Connectivity", "platform"),
    ("identity", "Identity", "platform"),
    ("landingzones", "Landing zones", "contoso"),
    ("corp", "Corp", "landingzones"),
    ("online", "Online", "landingzones"),
    ("sandbox", "Sandbox", "contoso"),
    ("decommissioned", "Decommissioned", "contoso"),
];

const ROOT: &str = "Tenant Root Group";

pub fn rows() -> Vec<Value> {
    let mut rows = vec![management_group(&tenant_id(), ROOT, None)];
    for (id, title, parent) in MANAGEMENT_GROUPS {
        rows.push(management_group(id, title, Some(parent)));
    }
    rows.extend(SUBSCRIPTIONS.iter().map(|subscription| {
        let chain = chain(subscription.ancestors.first().copied().unwrap_or_default());
        let properties = json!({
            "managementGroupAncestorsChain": chain, "managedByTenants": [], "state": "Enabled",
            "subscriptionPolicies": {"quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off",
                "locationPlacementId": "Public_2014-09-01"},
        });
        let mut row = table_row(
            &subscription.scope(),
            subscription.name,
            "microsoft.resources/subscriptions",
            properties,
        );
        if !subscription.ancestors.is_empty() {
            row["tags"] = tags(&[("cost-centre", subscription.cost_centre)]);
        }
        row
    }));
    rows.extend(GROUPS.iter().copied().chain(WATCHERS).map(resource_group));
    rows
}

/// The ancestors from `start` upwards, nearest first, ending in the tenant root group.
fn chain(start: &str) -> Vec<Value> {
    let mut chain = Vec::new();
    let mut next = start;
    while let Some((id, title, parent)) = MANAGEMENT_GROUPS.iter().find(|(id, ..)| *id == next) {
        chain.push(json!({"displayName": title, "name": id}));
        next = parent;
    }
    chain.push(json!({"displayName": ROOT, "name": tenant_id()}));
    chain
}

fn management_group(id: &str, title: &str, parent: Option<&str>) -> Value {
    let details = match parent {
        None => json!({"version": 1, "managementGroupAncestorsChain": null, "parent": null}),
        Some(parent) => {
            let name = if parent.is_empty() {
                tenant_id()
            } else {
                parent.to_owned()
            };
            let title = MANAGEMENT_GROUPS
                .iter()
                .find(|(id, ..)| *id == parent)
                .map_or(ROOT, |(_, title, _)| title);
            json!({
                "version": 3, "updatedTime": "2026-02-03T08:41:17.0312208Z", "updatedBy": guid("user platform admin"),
                "managementGroupAncestors": null, "managementGroupAncestorsChain": chain(parent),
                "parent": {"id": format!("/providers/Microsoft.Management/managementGroups/{name}"), "name": name,
                    "displayName": title},
            })
        }
    };
    let path = format!("/providers/Microsoft.Management/managementGroups/{id}");
    let properties = json!({"tenantId": tenant_id(), "displayName": title, "details": details});
    table_row(&path, id, "microsoft.management/managementgroups", properties)
}

fn resource_group(group: &Group) -> Value {
    let labels = match group.name {
        "rg-campaigns-2026" => tags(&[("project-code", "=cmd|' /C calc'!A0")]),
        "rg-brand-web" | "NetworkWatcherRG" => Value::Null,
        name if name.contains("-dev-") => full_tags(group, "ai-platform@contoso.example", "dev", "internal"),
        name if name.contains("lab") => full_tags(group, "lab@contoso.example", "sandbox", "internal"),
        _ => full_tags(group, "cloud-platform@contoso.example", "production", "internal"),
    };
    let kind = "microsoft.resources/subscriptions/resourcegroups";
    let mut row = table_row(
        &group.scope(),
        group.name,
        kind,
        json!({"provisioningState": "Succeeded"}),
    );
    row["location"] = json!(group.region);
    row["resourceGroup"] = json!(group.name);
    row["tags"] = labels;
    row
}
