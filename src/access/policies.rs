//! Grants that a resource carries itself: access policies of vaults, which no export of role assignments shows.

use std::sync::Arc;

use crate::inventory::Inventory;
use crate::inventory::resource::ResourceIx;
use crate::value::{Column, Value};

use super::file::PolicyFile;
use super::privileges::Privileges;
use super::rights::Rights;
use super::roles::Roles;

/// An access policy: whose, on what, with which rights.
pub(super) struct PolicyGrant {
    pub principal: Arc<str>,
    pub on: ResourceIx,
    pub rights: Rights,
}

/// Every access policy in force.
pub(super) fn find(inventory: &Inventory, roles: &Roles) -> Vec<PolicyGrant> {
    let policies = roles.policies().iter();
    policies.flat_map(|policy| of_type(inventory, roles, policy)).collect()
}

fn of_type(inventory: &Inventory, roles: &Roles, policy: &PolicyFile) -> Vec<PolicyGrant> {
    let mut found = Vec::new();
    for ix in inventory.of_type(&policy.r#type) {
        let resource = inventory.resource(*ix);
        let part = |path: &str| {
            let key = path.split('.').next().unwrap_or_default();
            resource.part("properties", key).and_then(Column::into_known)
        };
        let switched = part(&policy.unless).filter(|part| part.tells(&policy.unless));
        if switched.is_none_or(|part| part.at(&policy.unless).and_then(Value::as_flag) == Some(true)) {
            continue;
        }
        let Some(listed) = part(&policy.list).filter(|part| part.tells(&policy.list)) else {
            continue;
        };
        let entries = listed.at(&policy.list).and_then(Value::as_array).unwrap_or_default();
        for entry in entries {
            let Some(principal) = entry.at(&policy.principal).and_then(Value::as_str) else {
                continue;
            };
            let rights = Rights::of_policy(roles, entry, policy);
            if !principal.is_empty() && rights.hold(Privileges::all()) {
                found.push(PolicyGrant {
                    principal: principal.to_ascii_lowercase().into(),
                    on: *ix,
                    rights,
                });
            }
        }
    }
    found
}
