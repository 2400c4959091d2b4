//! The search for the estate in an inventory: members of the sets first, then the AI resources with their environments and tiers,
//! the subscriptions around them, the identities that they run under, and the stores that they depend on.

mod identities;
mod named;
mod stores;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::access::{Grants, Roles};
use crate::condition::Context;
use crate::inventory::Inventory;
use crate::inventory::resource::ResourceIx;

use super::environment::{Environments, Overrides};
use super::exposure::Index;
use super::gateways::Gateways;
use super::members::{Members, Membership};
use super::private_endpoints::PrivateEndpoints;
use super::rules::EstateRules;
use super::usable::Answers;
use super::{AiResource, AiSubscription, Estate};

impl<'a> Estate<'a> {
    /// Finds the estate in an inventory.
    pub fn find(
        inventory: &'a Inventory,
        rules: &'a EstateRules,
        roles: &'a Roles,
        overrides: &Overrides,
        context: &Context,
    ) -> Self {
        let mut estate = Estate {
            inventory,
            rules,
            roles,
            grants: Grants::new(inventory, roles, &rules.types()),
            ai: Vec::new(),
            possible_ai: Vec::new(),
            subscriptions: Vec::new(),
            identities: Vec::new(),
            possible_identities: Vec::new(),
            untold: Vec::new(),
            stores: Vec::new(),
            environments: BTreeMap::new(),
            around: BTreeMap::new(),
            positions: BTreeMap::new(),
            tiers: BTreeMap::new(),
            sets: BTreeMap::new(),
            told: BTreeSet::new(),
            namers: BTreeMap::new(),
            exposures: Index::of(inventory, rules),
            answers: Answers::new(roles.conditions().len(), inventory.len()),
            gateways: Gateways::of(inventory, rules),
            private_endpoints: PrivateEndpoints::of(inventory, rules),
        };
        let sets = rules.sets.par_iter().map(|(name, selections)| {
            let mut members = Members::default();
            for selection in selections {
                estate.select(selection, context, &mut members);
            }
            (name.clone(), members)
        });
        estate.sets = sets.collect();
        for (name, rule) in rules.named_in_order() {
            let named = estate.named(rule, context);
            estate.sets.insert(name.clone(), named.members);
            estate.namers.insert(name.clone(), named.namers);
            if named.told {
                estate.told.insert(name.clone());
            }
        }
        let environments = Environments::new(inventory, &rules.file.environments, overrides);
        // What is found beside this is asked for by nearly everything that asks for grants.
        rayon::join(|| estate.fill(&environments), || inventory.subscriptions_in_use());
        estate
    }

    /// Fills in everything that follows from the members of the sets.
    fn fill(&mut self, environments: &Environments<'_>) {
        self.find_ai(environments);
        self.find_subscriptions(environments);
        let identities = identities::find(self);
        self.identities = identities.certain;
        self.possible_identities = identities.possible;
        self.untold = identities.untold;
        let found = stores::find(self);
        self.stores = found.certain;
        let mut members = Members::default();
        self.stores
            .iter()
            .filter_map(|store| store.ix)
            .for_each(|ix| members.add(ix));
        for (ix, doubt) in found.possible {
            members.add_possible(ix, &doubt);
        }
        let stores = members.certain.iter().chain(members.possible.keys());
        for store in stores
            .filter(|ix| !self.environments.contains_key(*ix))
            .copied()
            .collect::<Vec<_>>()
        {
            let environment = environments.of_resource(self.inventory.resource(store));
            self.environments.insert(store, environment);
        }
        self.sets.insert(self.rules.file.data.set.clone(), members);
        for store in self.stores.iter().filter_map(|store| store.ix) {
            let own = self
                .inventory
                .resource(store)
                .subscription()
                .map(str::to_ascii_lowercase);
            let subscriptions = &mut self.subscriptions;
            let at = own.and_then(|id| subscriptions.binary_search_by(|held| held.id.cmp(&id)).ok());
            if let Some(at) = at {
                subscriptions[at].stores.push(store);
            }
        }
        for subscription in self.inventory.hierarchy.subscriptions() {
            let environment = environments.of_subscription(&subscription.id);
            self.around.insert(subscription.id.to_ascii_lowercase(), environment);
        }
        self.index();
    }

    fn find_ai(&mut self, environments: &Environments<'_>) {
        let sets = &self.rules.file.ai;
        let members: BTreeSet<ResourceIx> = sets.iter().flat_map(|set| self.set(set)).collect();
        let possible = sets.iter().flat_map(|set| self.possible(set)).map(|(ix, _)| ix);
        let possible: BTreeSet<ResourceIx> = possible.filter(|ix| !members.contains(ix)).collect();
        let environment = |ix: &ResourceIx| (*ix, environments.of_resource(self.inventory.resource(*ix)));
        self.environments = members.iter().chain(&possible).map(environment).collect();
        self.ai = self.placed(members);
        self.possible_ai = self.placed(possible);
    }

    /// Resources with their environments and tiers, by ARM id.
    fn placed(&self, resources: BTreeSet<ResourceIx>) -> Vec<AiResource> {
        let mut placed: Vec<(String, AiResource)> = resources
            .into_iter()
            .map(|ix| {
                let environment = self.environment(ix).to_owned();
                let tier = self.tier(ix, &environment);
                let id = self.inventory.resource(ix).id().to_ascii_lowercase();
                (id, AiResource { ix, environment, tier })
            })
            .collect();
        placed.sort_by(|left, right| left.0.cmp(&right.0));
        placed.into_iter().map(|(_, found)| found).collect()
    }

    fn find_subscriptions(&mut self, environments: &Environments<'_>) {
        let mut held: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        let subscription = |found: &AiResource| self.inventory.resource(found.ix).subscription();
        for (position, found) in self.ai.iter().enumerate() {
            if let Some(subscription) = subscription(found) {
                held.entry(subscription.to_ascii_lowercase())
                    .or_default()
                    .0
                    .push(position);
            }
        }
        for (position, found) in self.possible_ai.iter().enumerate() {
            if let Some(subscription) = subscription(found) {
                held.entry(subscription.to_ascii_lowercase())
                    .or_default()
                    .1
                    .push(position);
            }
        }
        self.subscriptions = held
            .into_iter()
            .map(|(id, (ai, possible))| {
                let environment = environments.of_subscription(&id).name.to_string();
                let certain = ai.iter().map(|position| self.ai[*position].tier);
                let tiers = certain.chain(possible.iter().map(|position| self.possible_ai[*position].tier));
                AiSubscription {
                    tier: if tiers.max().unwrap_or(1) >= 3 { 4 } else { 2 },
                    id,
                    ai,
                    possible,
                    stores: Vec::new(),
                    environment,
                }
            })
            .collect();
    }

    /// Positions and tiers by resource. Of what is AI and a store as well, the tier is that of the AI.
    fn index(&mut self) {
        let stores = self.stores.iter().filter_map(|store| Some((store.ix?, store.tier)));
        let behind = self.highest_behind_ai();
        let possible = self.possible(&self.rules.file.data.set).map(|(ix, _)| (ix, behind));
        let ai = self
            .ai
            .iter()
            .chain(&self.possible_ai)
            .map(|found| (found.ix, found.tier));
        self.tiers = possible.chain(stores).chain(ai).collect();
        let ai = self.ai.iter().enumerate();
        self.positions = ai.map(|(position, found)| (found.ix, position)).collect();
    }

    /// The tier of a store behind the most critical AI.
    fn highest_behind_ai(&self) -> u8 {
        let tiers = self.ai.iter().chain(&self.possible_ai).map(|found| found.tier);
        stores::tier_behind(tiers.max().unwrap_or(1))
    }

    fn tier(&self, ix: ResourceIx, environment: &str) -> u8 {
        let rule = self.rules.file.tiers.iter().find(|rule| {
            let placed = rule.environments.is_empty() || rule.environments.iter().any(|name| name == environment);
            placed && self.membership(&rule.sets, ix) != Membership::Outside
        });
        rule.map_or(1, |rule| rule.tier)
    }
}
