//! Where an identity lives: the subscriptions and resource groups of what runs under it. A grant that leads out of them is
//! reach across a boundary.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::estate::Estate;
use crate::inventory::ResourceRef;

/// Where a principal lives.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Lower-case subscription ids.
    pub subscriptions: BTreeSet<Box<str>>,
    /// Lower-case pairs of subscription id and resource group.
    pub groups: BTreeSet<(Box<str>, Box<str>)>,
}

impl Home {
    fn add(&mut self, resource: ResourceRef<'_>) {
        let Some(subscription) = resource.subscription() else {
            return;
        };
        let subscription: Box<str> = subscription.to_ascii_lowercase().into();
        if let Some(group) = resource.resource_group() {
            self.groups
                .insert((subscription.clone(), group.to_ascii_lowercase().into()));
        }
        self.subscriptions.insert(subscription);
    }
}

/// Homes by lower-case principal id, of those that are asked for: of AI identities what runs under them, of others the resource
/// whose identity they are.
pub(super) fn find(estate: &Estate<'_>, is_wanted: impl Fn(&str) -> bool) -> FxHashMap<Box<str>, Home> {
    let mut homes: FxHashMap<Box<str>, Home> = FxHashMap::default();
    for identity in estate
        .identities
        .iter()
        .filter(|identity| !identity.attached.is_empty())
    {
        let home = homes.entry(identity.principal.as_str().into()).or_default();
        for ai in &identity.attached {
            home.add(estate.inventory.resource(estate.ai[*ai].ix));
        }
    }
    let mut others: FxHashMap<Box<str>, Home> = FxHashMap::default();
    for resource in estate.inventory.resources() {
        for column in ["identity", "properties"] {
            let is_own =
                column == "identity" || resource.resource_type() == "microsoft.managedidentity/userassignedidentities";
            if !is_own {
                continue;
            }
            let own = resource.text_at(column, &["principalId"]);
            let own = own.or_else(|| resource.text_at(column, &["properties", "principalId"]));
            let Some(principal) = own.map(|own| own.to_ascii_lowercase()) else {
                continue;
            };
            if is_wanted(&principal) && !homes.contains_key(principal.as_str()) {
                others.entry(principal.into()).or_default().add(resource);
            }
        }
    }
    homes.extend(others);
    homes
}
