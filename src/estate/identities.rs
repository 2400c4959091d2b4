//! The identities that AI runs under: system-assigned and user-assigned identities of AI resources, by principal id.

use std::collections::BTreeMap;

use crate::inventory::ResourceRef;

use super::Estate;
use super::facts::values_at;

/// An identity that AI runs under.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Principal id, lower-case.
    pub principal: String,
    /// What to call it: the name of the user-assigned identity, or of the resource whose own it is.
    pub name: String,
    /// `user-assigned identity` or `system-assigned identity`.
    pub kind: &'static str,
    /// AI resources that run under it, as positions in [`Estate::ai`].
    pub attached: Vec<usize>,
    /// Criticality tier: that of the most critical resource it is attached to.
    pub tier: u8,
}

/// Identities of all AI resources, by principal id.
pub(super) fn find(estate: &Estate<'_>) -> Vec<Identity> {
    let mut found: BTreeMap<String, Identity> = BTreeMap::new();
    for (position, ai) in estate.ai.iter().enumerate() {
        let resource = estate.inventory.resource(ai.ix);
        for (principal, name, kind) in attached(estate, resource) {
            let identity = found.entry(principal.clone()).or_insert_with(|| Identity {
                principal,
                name,
                kind,
                attached: Vec::new(),
                tier: 1,
            });
            identity.attached.push(position);
            identity.tier = identity.tier.max(ai.tier);
        }
    }
    found.into_values().collect()
}

/// Principal id, name and kind of each identity of a resource whose principal id the exports tell.
fn attached(estate: &Estate<'_>, resource: ResourceRef<'_>) -> Vec<(String, String, &'static str)> {
    let mut found = Vec::new();
    let Some(identity) = resource.column("identity").and_then(|column| column.known()) else {
        return found;
    };
    for principal in values_at(identity, "principalId")
        .iter()
        .filter_map(|value| value.as_str())
    {
        if !principal.is_empty() {
            found.push((
                principal.to_ascii_lowercase(),
                resource.name().to_owned(),
                "system-assigned identity",
            ));
        }
    }
    let assigned = identity
        .get("userAssignedIdentities")
        .and_then(|value| value.as_object());
    for (id, content) in assigned.unwrap_or_default() {
        let row = estate.inventory.find(id);
        let from_row = row
            .and_then(|row| row.column("properties")?.known()?.get("principalId"))
            .and_then(|value| value.as_str());
        let principal = content.get("principalId").and_then(|value| value.as_str()).or(from_row);
        let name = id.rsplit('/').next().unwrap_or_default().to_owned();
        if let Some(principal) = principal.filter(|text| !text.is_empty()) {
            found.push((principal.to_ascii_lowercase(), name, "user-assigned identity"));
        }
    }
    found
}
