//! The resources that run under a principal: those whose own identity it is, and those that the user-assigned identity is assigned
//! to. The identity's own row runs nothing.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::estate::Estate;
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::{Column, Value};

/// Type of user-assigned identities.
pub(super) const ASSIGNABLE: &str = "microsoft.managedidentity/userassignedidentities";

/// Resources by the lower-case id of the principal that they run under, in inventory order.
pub(super) type Hosts = FxHashMap<Arc<str>, Vec<ResourceIx>>;

/// Finds the resources that run under the principals that `wanted` names.
pub(super) fn find(estate: &Estate<'_>, wanted: impl Fn(&str) -> Option<Arc<str>>) -> Hosts {
    let inventory = estate.inventory;
    let rows = inventory.of_type(ASSIGNABLE).iter().map(|ix| inventory.resource(*ix));
    let assignable: FxHashMap<String, Arc<str>> = rows
        .filter_map(|row| Some((row.id().to_ascii_lowercase(), wanted(&own_principal(row)?)?)))
        .collect();
    let mut hosts = Hosts::default();
    for resource in inventory.resources() {
        let own = resource.text_at("identity", &["principalId"]);
        let own = own.and_then(|id| wanted(&id.to_ascii_lowercase()));
        let all = own.into_iter().chain(assigned(resource, &assignable));
        for principal in all {
            hosts.entry(principal).or_default().push(resource.ix);
        }
    }
    hosts
}

/// The principal of a user-assigned identity by its own row, lower-case.
fn own_principal(row: ResourceRef<'_>) -> Option<String> {
    let own = row.text_at("properties", &["principalId"]);
    let own = own.or_else(|| row.text_at("properties", &["properties", "principalId"]));
    own.map(|own| own.to_ascii_lowercase())
}

/// The principals of the user-assigned identities of a resource.
fn assigned(resource: ResourceRef<'_>, assignable: &FxHashMap<String, Arc<str>>) -> Vec<Arc<str>> {
    if assignable.is_empty() {
        return Vec::new();
    }
    let Some(Column::Known(identity)) = resource.part("identity", "userAssignedIdentities") else {
        return Vec::new();
    };
    let assigned = identity.get("userAssignedIdentities");
    let ids = match assigned {
        Some(Value::Object(members) | Value::Part(members)) => members.iter().map(|(id, _)| id.to_ascii_lowercase()),
        _ => return Vec::new(),
    };
    ids.filter_map(|id| assignable.get(&id).cloned()).collect()
}
