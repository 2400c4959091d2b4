//! The boundary of an identity: the subscriptions and resource groups of the resources that run under it. A grant that leads out
//! of them is reach across a boundary.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::estate::Estate;
use crate::inventory::ResourceRef;

use super::hosts::ASSIGNABLE;

/// Boundary of a principal: the subscriptions and resource groups that it works in.
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

/// Boundaries by lower-case principal id.
pub(super) type Homes = FxHashMap<Arc<str>, Arc<Home>>;

/// Finds the boundaries of the principals that `wanted` names: of AI identities by the resources that run under them, of others
/// by the resource whose identity they are.
pub(super) fn find(estate: &Estate<'_>, wanted: impl Fn(&str) -> Option<Arc<str>>) -> Homes {
    let mut homes = Homes::default();
    for identity in estate
        .identities
        .iter()
        .filter(|identity| !identity.attached.is_empty())
    {
        let home = Arc::make_mut(homes.entry(identity.principal.as_str().into()).or_default());
        for ai in &identity.attached {
            home.add(estate.inventory.resource(estate.ai[*ai].ix));
        }
    }
    // Most identities lie in one resource group with others: they share one boundary for each prefix of ids.
    let mut of_prefix: FxHashMap<usize, Arc<Home>> = FxHashMap::default();
    let mut others = Homes::default();
    for resource in estate.inventory.resources() {
        for column in ["identity", "properties"] {
            let is_own = column == "identity" || resource.resource_type() == ASSIGNABLE;
            if !is_own {
                continue;
            }
            let own = resource.text_at(column, &["principalId"]);
            let own = own.or_else(|| resource.text_at(column, &["properties", "principalId"]));
            let Some(principal) = own.map(|own| own.to_ascii_lowercase()) else {
                continue;
            };
            if let Some(principal) = wanted(&principal).filter(|principal| !homes.contains_key(principal)) {
                match others.entry(principal) {
                    Entry::Occupied(mut known) => Arc::make_mut(known.get_mut()).add(resource),
                    Entry::Vacant(new) => {
                        let home = of_prefix.entry(resource.prefix_number());
                        let home = home.or_insert_with(|| {
                            let mut home = Home::default();
                            home.add(resource);
                            Arc::new(home)
                        });
                        new.insert(home.clone());
                    }
                }
            }
        }
    }
    homes.extend(others);
    homes
}
