//! What every row of the made-up tenant shares: its ids, its subscriptions and resource groups, and the sixteen columns that Azure
//! Resource Graph gives each resource. Ids are hashes of names, so that the same description always makes the same bytes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::common::pick;

/// Columns of a row of data, or values for a template.
pub type Columns = Map<String, Value>;

/// Management groups, subscriptions and resource groups, as `tenant.json` lists them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tenant {
    pub management_groups: Vec<ManagementGroup>,
    pub subscriptions: Vec<Subscription>,
    pub groups: Vec<Group>,
    /// Ids of the built-in roles by name, from `roles.json`.
    #[serde(skip)]
    roles: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagementGroup {
    pub name: String,
    pub title: String,
    /// The management group above it; empty below the root.
    pub parent: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    pub name: String,
    /// The management group above it; empty below the root.
    pub parent: String,
    pub cost_centre: String,
    pub environment: String,
    /// Resource group and name of the network that its resources stand in.
    pub network: String,
}

#[derive(Deserialize)]
pub struct Group {
    pub name: String,
    pub subscription: String,
    pub region: String,
}

/// A file below `tests/contoso`.
pub fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/tests/contoso/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn tenant_id() -> String {
    guid("contoso.onmicrosoft.com")
}

/// A version 4 GUID that depends on the name alone.
pub fn guid(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    let mut hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    hex.replace_range(12..13, "4");
    hex.replace_range(16..17, "a");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// An instant of 2026 in the first `months` months, with the seven fractional digits that Azure writes.
pub fn instant(name: &str, months: u64) -> String {
    let part = |what: &str, bound: u64| pick(&format!("{name} {what}"), bound);
    format!(
        "2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z",
        1 + part("month", months),
        1 + part("day", 28),
        part("hour", 24),
        part("minute", 60),
        part("second", 60),
        part("fraction", 10_000_000)
    )
}

/// The principal of the identity that Azure makes with a resource.
pub fn system_principal(resource: &str) -> String {
    guid(&format!("principal {}", resource.to_lowercase()))
}

/// The id of a resource in a resource group. Children are named `parent/child`, as Azure names them.
pub fn resource_id(group: &str, kind: &str, name: &str) -> String {
    let (provider, kinds) = kind.split_once('/').unwrap();
    let path = kinds.split('/').zip(name.split('/'));
    let path: String = path.map(|(kind, name)| format!("/{kind}/{name}")).collect();
    format!("{group}/providers/{provider}{path}")
}

pub fn management_group(name: &str) -> String {
    format!("/providers/Microsoft.Management/managementGroups/{name}")
}

impl Subscription {
    pub fn id(&self) -> String {
        guid(&self.name)
    }

    pub fn scope(&self) -> String {
        format!("/subscriptions/{}", self.id())
    }
}

impl Tenant {
    pub fn read() -> Tenant {
        Tenant {
            roles: read("roles.json"),
            ..read("tenant.json")
        }
    }

    /// The id of a role's definition.
    pub fn role_id(&self, name: &str) -> String {
        self.roles
            .get(name)
            .cloned()
            .unwrap_or_else(|| guid(&format!("role {name}")))
    }

    pub fn subscription(&self, name: &str) -> &Subscription {
        let found = self.subscriptions.iter().find(|subscription| subscription.name == name);
        found.unwrap_or_else(|| panic!("there is no subscription {name}"))
    }

    /// The subscription that a resource lies in.
    pub fn subscription_of(&self, id: &str) -> Option<&Subscription> {
        let holds = |subscription: &&Subscription| id.starts_with(&subscription.scope());
        self.subscriptions.iter().find(holds)
    }

    /// A resource group by its name, or by `subscription/name` where several have the name.
    pub fn group(&self, name: &str) -> &Group {
        let is_it = |group: &&Group| match name.split_once('/') {
            Some((subscription, name)) => group.subscription == subscription && group.name == name,
            None => group.name == name,
        };
        let found = self.groups.iter().find(is_it);
        found.unwrap_or_else(|| panic!("there is no resource group {name}"))
    }

    pub fn group_scope(&self, group: &Group) -> String {
        format!(
            "{}/resourceGroups/{}",
            self.subscription(&group.subscription).scope(),
            group.name
        )
    }

    /// The id of what a text names: `/`, `root`, a management group, a subscription, a resource group, or a resource as
    /// `group type name`.
    pub fn scope(&self, text: &str) -> String {
        let is_group = |group: &&ManagementGroup| group.name == text;
        match text.split(' ').collect::<Vec<_>>()[..] {
            ["/"] => "/".to_owned(),
            ["root"] => management_group(&tenant_id()),
            [_] if self.management_groups.iter().any(|group| is_group(&group)) => management_group(text),
            [name] if name.starts_with("sub-") && !name.contains('/') => self.subscription(name).scope(),
            [name] => self.group_scope(self.group(name)),
            [group, kind, name] => resource_id(&self.group_scope(self.group(group)), kind, name),
            _ => panic!("`{text}` names no scope"),
        }
    }

    /// The management groups from this one upwards, nearest first, without the root.
    pub fn chain(&self, start: &str) -> Vec<&ManagementGroup> {
        let find = |name: &str| self.management_groups.iter().find(|group| group.name == name);
        std::iter::successors(find(start), |group| find(&group.parent)).collect()
    }

    /// A row of any table of Resource Graph: all have the same sixteen columns.
    pub fn table_row(&self, id: &str, name: &str, kind: &str) -> Columns {
        let subscription = self.subscription_of(id).map_or_else(String::new, Subscription::id);
        let row = json!({
            "id": id, "name": name, "type": kind.to_lowercase(), "tenantId": tenant_id(), "kind": "", "location": "",
            "resourceGroup": "", "subscriptionId": subscription, "managedBy": "", "sku": null, "plan": null, "properties": {},
            "tags": null, "identity": null, "zones": null, "extendedLocation": null,
        });
        serde_json::from_value(row).unwrap()
    }
}
