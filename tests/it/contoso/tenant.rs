//! What every row of the made-up tenant shares: its ids, its subscriptions and resource groups, and the sixteen columns
//! that Azure Resource Graph gives each resource. Ids are hashes of names, so that the same description always makes the
//! same bytes.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

pub const COLLECTED_AT: &str = "2026-11-14T09:12:33.120Z";

pub struct Subscription {
    pub name: &'static str,
    /// Management groups above it, nearest first, without the tenant root group.
    pub ancestors: &'static [&'static str],
    pub cost_centre: &'static str,
}

pub static AI: Subscription = Subscription {
    name: "sub-contoso-ai-prod",
    ancestors: &["online", "landingzones", "contoso"],
    cost_centre: "CC-4410",
};
pub static DATA: Subscription = Subscription {
    name: "sub-contoso-data-prod",
    ancestors: &["corp", "landingzones", "contoso"],
    cost_centre: "CC-4200",
};
pub static SANDBOX: Subscription = Subscription {
    name: "sub-contoso-sandbox",
    ancestors: &["sandbox", "contoso"],
    cost_centre: "CC-4990",
};
pub static MARKETING: Subscription = Subscription {
    name: "sub-contoso-marketing",
    ancestors: &[],
    cost_centre: "CC-7300",
};
pub static SUBSCRIPTIONS: [&Subscription; 4] = [&AI, &DATA, &SANDBOX, &MARKETING];

impl Subscription {
    pub fn id(&self) -> String {
        guid(self.name)
    }

    pub fn scope(&self) -> String {
        format!("/subscriptions/{}", self.id())
    }
}

/// The subscription a resource id lies in.
pub fn subscription_of(scope: &str) -> Option<&'static Subscription> {
    SUBSCRIPTIONS
        .into_iter()
        .find(|subscription| scope.starts_with(&subscription.scope()))
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
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

/// A number below `bound` that depends on the name alone.
pub fn pick(name: &str, bound: u64) -> u64 {
    let digest = Sha256::digest(name.as_bytes());
    digest[16..22].iter().fold(0, |sum, byte| sum * 256 + u64::from(*byte)) % bound
}

/// An instant of 2026 in the first `months` months, with the seven fractional digits that Azure writes.
pub fn instant(name: &str, months: u64) -> String {
    format!(
        "2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z",
        1 + pick(&format!("{name} month"), months),
        1 + pick(&format!("{name} day"), 28),
        pick(&format!("{name} hour"), 24),
        pick(&format!("{name} minute"), 60),
        pick(&format!("{name} second"), 60),
        pick(&format!("{name} fraction"), 10_000_000)
    )
}

#[derive(Clone)]
pub struct Group {
    pub subscription: &'static Subscription,
    pub name: &'static str,
    pub region: &'static str,
}

impl Group {
    pub fn scope(&self) -> String {
        format!("{}/resourceGroups/{}", self.subscription.scope(), self.name)
    }

    /// The id of a resource in this group. Children are named `parent/child`, as Azure names them.
    pub fn id(&self, resource_type: &str, name: &str) -> String {
        let mut segments = resource_type.split('/');
        let provider = segments.next().unwrap_or_default();
        let path: String = segments
            .zip(name.split('/'))
            .map(|(kind, name)| format!("/{kind}/{name}"))
            .collect();
        format!("{}/providers/{provider}{path}", self.scope())
    }

    /// A row of the `resources` table: the sixteen columns, of which `columns` replaces some.
    pub fn row(&self, resource_type: &str, name: &str, columns: Value) -> Value {
        let mut row = table_row(
            &self.id(resource_type, name),
            name,
            &resource_type.to_lowercase(),
            json!({}),
        );
        row["location"] = json!(self.region);
        row["resourceGroup"] = json!(self.name);
        merge(&mut row, columns);
        row
    }

    pub fn system_identity(&self, resource_type: &str, name: &str) -> Value {
        json!({
            "type": "SystemAssigned",
            "principalId": system_principal(&self.id(resource_type, name)),
            "tenantId": tenant_id(),
        })
    }

    pub fn user_identity(&self, identity: &str) -> Value {
        let id = self.id(USER_IDENTITY, identity);
        let mut attached = Map::new();
        let principal =
            json!({"principalId": user_principal(identity), "clientId": guid(&format!("client {identity}"))});
        attached.insert(id, principal);
        json!({"type": "UserAssigned", "userAssignedIdentities": attached})
    }
}

/// A row of any table of Resource Graph: all have the same sixteen columns.
pub fn table_row(id: &str, name: &str, kind: &str, properties: Value) -> Value {
    json!({
        "id": id,
        "name": name,
        "type": kind,
        "tenantId": tenant_id(),
        "kind": "",
        "location": "",
        "resourceGroup": "",
        "subscriptionId": subscription_of(id).map_or_else(String::new, Subscription::id),
        "managedBy": "",
        "sku": null,
        "plan": null,
        "properties": properties,
        "tags": null,
        "identity": null,
        "zones": null,
        "extendedLocation": null,
    })
}

pub const USER_IDENTITY: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

pub fn system_principal(resource_id: &str) -> String {
    guid(&format!("principal {}", resource_id.to_lowercase()))
}

pub fn user_principal(identity: &str) -> String {
    guid(&format!("principal {identity}"))
}

/// Sets the members of `columns` on `row`, one level deep.
pub fn merge(row: &mut Value, columns: Value) {
    if let (Value::Object(row), Value::Object(columns)) = (row, columns) {
        row.extend(columns);
    }
}

pub fn tags(pairs: &[(&str, &str)]) -> Value {
    if pairs.is_empty() {
        return Value::Null;
    }
    Value::Object(
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), json!(value)))
            .collect(),
    )
}

/// The four tags that Contoso asks for.
pub fn full_tags(group: &Group, owner: &str, environment: &str, class: &str) -> Value {
    tags(&[
        ("owner", owner),
        ("cost-centre", group.subscription.cost_centre),
        ("environment", environment),
        ("data-classification", class),
    ])
}

/// One entry of `privateEndpointConnections` of a resource, or none where the resource has no private endpoint.
pub fn connections(id: &str, sub_resource: &str, status: Option<&str>) -> Value {
    let Some(status) = status else {
        return json!([]);
    };
    let target = id.rsplit('/').next().unwrap_or_default();
    let endpoint = format!("pe-{target}-{sub_resource}");
    let scope = id.split("/providers/").next().unwrap_or_default();
    let name = format!("{endpoint}.{}", guid(&endpoint));
    let waits = status == "Pending";
    json!([{
        "id": format!("{id}/privateEndpointConnections/{name}"),
        "name": name,
        "location": "westeurope",
        "properties": {
            "privateEndpoint": {"id": format!("{scope}/providers/Microsoft.Network/privateEndpoints/{endpoint}")},
            "groupIds": [sub_resource],
            "privateLinkServiceConnectionState": {
                "status": status,
                "description": if waits { "Requested by the application team" } else { "Auto-approved" },
                "actionsRequired": "None",
            },
            "provisioningState": "Succeeded",
        },
    }])
}
