//! The identities that AI runs under, by principal id: system-assigned and user-assigned identities of AI resources, those that
//! a property of theirs names, and service principals that the profile lists. Where the exports do not tell what an AI resource runs
//! under, that is told of it.

use std::collections::BTreeMap;

use crate::estate::members::lack;
use crate::estate::{AiResource, Estate, Identity, Untold};
use crate::inventory::ResourceRef;
use crate::inventory::access::Principal;
use crate::value::{Column, Value};

/// Identities of an estate.
#[derive(Default)]
pub(super) struct Identities {
    /// Identities that AI runs under, by principal id.
    pub(super) certain: Vec<Identity>,
    /// Identities of what may be AI, by principal id; `attached` is a position in [`Estate::possible_ai`].
    pub(super) possible: Vec<Identity>,
    /// AI resources, and what may be AI, that may run under others besides.
    pub(super) untold: Vec<Untold>,
}

/// Identities of all AI resources.
pub(super) fn find(estate: &Estate<'_>) -> Identities {
    let mut untold = Vec::new();
    let mut certain = of_all(estate, &estate.ai, &mut untold);
    for (principal, name) in listed(estate) {
        certain.entry(principal.clone()).or_insert_with(|| Identity {
            principal,
            name,
            kind: "application".to_owned(),
            attached: Vec::new(),
            tier: UNPLACED,
        });
    }
    let possible = of_all(estate, &estate.possible_ai, &mut untold);
    Identities {
        possible: possible
            .into_values()
            .filter(|identity| !certain.contains_key(&identity.principal))
            .collect(),
        certain: certain.into_values().collect(),
        untold,
    }
}

/// Tier of an application that nothing tells the place of: that of production, as for every unknown environment.
const UNPLACED: u8 = 4;

fn of_all(estate: &Estate<'_>, all: &[AiResource], untold: &mut Vec<Untold>) -> BTreeMap<String, Identity> {
    let mut found: BTreeMap<String, Identity> = BTreeMap::new();
    for (position, ai) in all.iter().enumerate() {
        let resource = estate.inventory.resource(ai.ix);
        let mut lacking = None;
        for (principal, name, kind) in attached(estate, resource, &mut lacking) {
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
        if let Some(lack) = lacking {
            let why = format!("{lack}, so which identity this runs under is not known.").into();
            untold.push(Untold { ix: ai.ix, why });
        }
    }
    found
}

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

/// Principal id, name and kind of each identity of a resource whose principal id the exports tell, and what they lack to tell all of
/// them.
fn attached(
    estate: &Estate<'_>,
    resource: ResourceRef<'_>,
    lacking: &mut Option<String>,
) -> Vec<(String, String, String)> {
    let mut found = named(estate, resource, lacking);
    let identity = match resource.column("identity") {
        Some(Column::Known(identity)) => identity,
        Some(Column::Missing) if resource.file_has("identity") => return found,
        _ => {
            lacking.get_or_insert_with(|| lack(resource, "identity"));
            return found;
        }
    };
    match identity.get("principalId").map(Value::as_str) {
        Some(Some(principal)) if !principal.is_empty() => found.push((
            principal.to_ascii_lowercase(),
            resource.name().to_owned(),
            "system-assigned identity".to_owned(),
        )),
        _ if has_own(&identity) => {
            lacking.get_or_insert_with(|| lack(resource, "identity.principalId"));
        }
        _ => {}
    }
    assigned(estate, resource, &identity, &mut found, lacking);
    found
}

/// Whether a resource has an identity of its own, or may have one.
fn has_own(identity: &Value) -> bool {
    match identity.get("type").and_then(Value::as_str) {
        Some(kind) => kind.to_ascii_lowercase().contains("systemassigned"),
        None => identity.is_partial(),
    }
}

/// The identities that properties of a resource name.
fn named(
    estate: &Estate<'_>,
    resource: ResourceRef<'_>,
    lacking: &mut Option<String>,
) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for rule in &estate.rules.file.identities.paths {
        if !estate.is_member(&rule.from, resource.ix) {
            continue;
        }
        let Some(principals) = estate.texts(resource.ix, &rule.path) else {
            lacking.get_or_insert_with(|| lack(resource, &rule.path));
            continue;
        };
        for principal in principals.into_iter().filter(|principal| !principal.is_empty()) {
            found.push((
                principal.to_ascii_lowercase(),
                resource.name().to_owned(),
                rule.called.clone(),
            ));
        }
    }
    found
}

/// The user-assigned identities of a resource.
fn assigned(
    estate: &Estate<'_>,
    resource: ResourceRef<'_>,
    identity: &Value,
    found: &mut Vec<(String, String, String)>,
    lacking: &mut Option<String>,
) {
    let place = "identity.userAssignedIdentities";
    let assigned = match identity.get("userAssignedIdentities") {
        None if !identity.is_partial() => return,
        Some(Value::Null) => return,
        Some(assigned) if !assigned.is_partial() => assigned.as_object(),
        Some(Value::Part(assigned)) => Some(&**assigned),
        _ => None,
    };
    let Some(assigned) = assigned else {
        let kind = identity.get("type").and_then(Value::as_str).unwrap_or("UserAssigned");
        if kind.to_ascii_lowercase().contains("userassigned") {
            lacking.get_or_insert_with(|| lack(resource, place));
        }
        return;
    };
    for (id, content) in assigned {
        let row = estate.inventory.find(id);
        let properties = row.and_then(|row| row.column("properties")?.into_known());
        let from_row = properties
            .as_ref()
            .and_then(|properties| properties.get("principalId")?.as_str());
        let principal = content.get("principalId").and_then(|value| value.as_str()).or(from_row);
        let name = id.rsplit('/').next().unwrap_or_default().to_owned();
        match principal.filter(|text| !text.is_empty()) {
            Some(principal) => found.push((
                principal.to_ascii_lowercase(),
                name,
                "user-assigned identity".to_owned(),
            )),
            None => {
                lacking.get_or_insert_with(|| format!("No export tells the principal of {name}"));
            }
        }
    }
}
