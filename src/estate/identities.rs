//! The identities that AI runs under, by principal id: system-assigned and user-assigned identities of AI resources, those that
//! a property of theirs names, and service principals that the profile lists.

use std::collections::BTreeMap;

use crate::inventory::ResourceRef;
use crate::inventory::access::Principal;
use crate::value::Column;

use super::Estate;
use crate::value::path::values_at;

/// An identity that AI runs under.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Principal id, lower-case.
    pub principal: String,
    /// What to call it: the name of the user-assigned identity, or of the resource whose own it is.
    pub name: String,
    /// `user-assigned identity`, `system-assigned identity`, `application` or what the framework calls it.
    pub kind: String,
    /// AI resources that run under it, as positions in [`Estate::ai`]; none for an application that only the profile names.
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
    for (principal, name) in listed(estate) {
        found.entry(principal.clone()).or_insert_with(|| Identity {
            principal,
            name,
            kind: "application".to_owned(),
            attached: Vec::new(),
            tier: UNPLACED,
        });
    }
    found.into_values().collect()
}

/// Tier of an application that nothing tells the place of: that of production, as for every unknown environment.
const UNPLACED: u8 = 4;

/// Principal id and name of each service principal that the profile lists.
fn listed(estate: &Estate<'_>) -> Vec<(String, String)> {
    let listed = &estate.rules.applications;
    if listed.is_empty() {
        return Vec::new();
    }
    let names = |principal: &Principal| {
        let own = [&principal.id, &principal.name, &principal.sign_in];
        listed
            .iter()
            .any(|entry| own.iter().any(|own| own.eq_ignore_ascii_case(entry)))
    };
    let known = estate
        .inventory
        .access
        .principals()
        .filter(|principal| names(principal));
    known
        .map(|principal| {
            let name = if principal.name.is_empty() {
                &principal.id
            } else {
                &principal.name
            };
            (principal.id.to_ascii_lowercase(), name.to_string())
        })
        .collect()
}

/// Principal id, name and kind of each identity of a resource whose principal id the exports tell.
fn attached(estate: &Estate<'_>, resource: ResourceRef<'_>) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for rule in &estate.rules.file.identities.paths {
        let (column, inner) = rule.path.split_once('.').unwrap_or(("properties", &rule.path));
        let content = resource.column(column).and_then(Column::into_known);
        let Some(content) = content.filter(|_| estate.is_member(&rule.from, resource.ix)) else {
            continue;
        };
        for principal in values_at(&content, inner)
            .into_iter()
            .filter_map(|value| value.as_str())
        {
            if !principal.is_empty() {
                found.push((
                    principal.to_ascii_lowercase(),
                    resource.name().to_owned(),
                    rule.called.clone(),
                ));
            }
        }
    }
    let Some(identity) = resource.column("identity").and_then(Column::into_known) else {
        return found;
    };
    for principal in values_at(&identity, "principalId")
        .iter()
        .filter_map(|value| value.as_str())
    {
        if !principal.is_empty() {
            found.push((
                principal.to_ascii_lowercase(),
                resource.name().to_owned(),
                "system-assigned identity".to_owned(),
            ));
        }
    }
    let assigned = identity
        .get("userAssignedIdentities")
        .and_then(|value| value.as_object());
    for (id, content) in assigned.unwrap_or_default() {
        let row = estate.inventory.find(id);
        let properties = row.and_then(|row| row.column("properties")?.into_known());
        let from_row = properties
            .as_ref()
            .and_then(|properties| properties.get("principalId")?.as_str());
        let principal = content.get("principalId").and_then(|value| value.as_str()).or(from_row);
        let name = id.rsplit('/').next().unwrap_or_default().to_owned();
        if let Some(principal) = principal.filter(|text| !text.is_empty()) {
            found.push((
                principal.to_ascii_lowercase(),
                name,
                "user-assigned identity".to_owned(),
            ));
        }
    }
    found
}
