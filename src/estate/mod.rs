//! What of the tenant is AI, what it depends on, whose identity it runs under, in which environment it stands and how
//! critical it is. All of it follows from rules that are data; none of it reads a setting that a fix could change, so that
//! mending something never moves the weight of anything.

pub mod environment;
pub mod error;
pub mod exposure;
pub mod facts;
pub mod file;
mod identities;
mod named;
pub mod private_endpoints;
pub mod rules;
mod stores;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::access::{Grants, Roles};
use crate::condition::{Context, Truth};
use crate::inventory::resource::ResourceIx;
use crate::inventory::{Inventory, ResourceRef};

use environment::{Environments, Overrides};
use exposure::{Answer, Index};
use facts::ResourceFacts;
use private_endpoints::PrivateEndpoints;
use rules::{EstateRules, Selection};

pub use identities::Identity;
pub use stores::Store;

/// An AI resource.
#[derive(Clone, Debug)]
pub struct AiResource {
    /// The resource.
    pub ix: ResourceIx,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
}

/// A subscription that holds AI resources.
#[derive(Clone, Debug)]
pub struct AiSubscription {
    /// Subscription id, lower-case.
    pub id: String,
    /// Its AI resources, as positions in [`Estate::ai`].
    pub ai: Vec<usize>,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
}

/// The AI estate of a tenant.
pub struct Estate<'a> {
    /// The tenant.
    pub inventory: &'a Inventory,
    /// The rules it was found by.
    pub rules: &'a EstateRules,
    /// The privileges that are told apart.
    pub roles: &'a Roles,
    /// Every grant of the tenant.
    pub grants: Grants<'a>,
    /// AI resources, by ARM id.
    pub ai: Vec<AiResource>,
    /// Subscriptions that hold AI resources, by id.
    pub subscriptions: Vec<AiSubscription>,
    /// Identities that AI runs under, by principal id.
    pub identities: Vec<Identity>,
    /// What AI depends on, by ARM id.
    pub stores: Vec<Store>,
    environments: BTreeMap<ResourceIx, String>,
    around: BTreeMap<String, String>,
    positions: BTreeMap<ResourceIx, usize>,
    tiers: BTreeMap<ResourceIx, u8>,
    sets: BTreeMap<String, BTreeSet<ResourceIx>>,
    told: BTreeSet<String>,
    exposures: Index,
    /// The private endpoints of the tenant.
    pub private_endpoints: PrivateEndpoints,
}

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
            subscriptions: Vec::new(),
            identities: Vec::new(),
            stores: Vec::new(),
            environments: BTreeMap::new(),
            around: BTreeMap::new(),
            positions: BTreeMap::new(),
            tiers: BTreeMap::new(),
            sets: BTreeMap::new(),
            told: BTreeSet::new(),
            exposures: Index::of(inventory, rules),
            private_endpoints: PrivateEndpoints::of(inventory, rules),
        };
        let sets = rules.sets.par_iter().map(|(name, selections)| {
            let members = selections
                .iter()
                .flat_map(|selection| estate.select(selection, context));
            (name.clone(), members.collect())
        });
        estate.sets = sets.collect();
        for (name, rule) in &rules.named {
            let named = estate.named(rule, context);
            estate.sets.insert(name.clone(), named.members);
            if named.told {
                estate.told.insert(name.clone());
            }
        }
        let environments = Environments::new(inventory, &rules.file.environments, overrides);
        // What is found beside this is asked for by nearly everything that asks for grants.
        rayon::join(|| estate.fill(&environments), || inventory.subscriptions_in_use());
        estate
    }

    /// Everything that follows from who belongs to which set.
    fn fill(&mut self, environments: &Environments<'_>) {
        self.find_ai(environments);
        self.find_subscriptions(environments);
        self.identities = identities::find(self);
        self.stores = stores::find(self);
        let members = self.stores.iter().filter_map(|store| store.ix).collect();
        self.sets.insert(self.rules.file.data.set.clone(), members);
        for subscription in self.inventory.hierarchy.subscriptions() {
            let environment = environments.of_subscription(&subscription.id).to_owned();
            self.around.insert(subscription.id.to_ascii_lowercase(), environment);
        }
        for store in self.stores.iter().filter_map(|store| store.ix) {
            let environment = environments.of_resource(self.inventory.resource(store)).to_owned();
            self.environments.insert(store, environment);
        }
        self.index();
    }

    fn select(&self, selection: &Selection, context: &Context) -> Vec<ResourceIx> {
        let rows = selection.types.iter().flat_map(|name| self.inventory.of_type(name));
        rows.copied()
            .filter(|ix| match &selection.condition {
                None => true,
                Some(condition) => {
                    let facts = ResourceFacts::new(self.inventory.resource(*ix), self.rules);
                    condition.truth(&facts, context) == Truth::True
                }
            })
            .collect()
    }

    fn find_ai(&mut self, environments: &Environments<'_>) {
        let members: BTreeSet<ResourceIx> = self.rules.file.ai.iter().flat_map(|set| self.set(set)).collect();
        let mut ai: Vec<(String, AiResource)> = members
            .into_iter()
            .map(|ix| {
                let resource = self.inventory.resource(ix);
                let environment = environments.of_resource(resource).to_owned();
                let tier = self.tier(ix, &environment);
                let found = AiResource {
                    ix,
                    environment: environment.clone(),
                    tier,
                };
                (resource.id().to_ascii_lowercase(), found)
            })
            .collect();
        ai.sort_by(|left, right| left.0.cmp(&right.0));
        self.ai = ai.into_iter().map(|(_, found)| found).collect();
        self.environments = self
            .ai
            .iter()
            .map(|found| (found.ix, found.environment.clone()))
            .collect();
    }

    fn find_subscriptions(&mut self, environments: &Environments<'_>) {
        let mut held: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, found) in self.ai.iter().enumerate() {
            if let Some(subscription) = self.inventory.resource(found.ix).subscription() {
                held.entry(subscription.to_ascii_lowercase())
                    .or_default()
                    .push(position);
            }
        }
        self.subscriptions = held
            .into_iter()
            .map(|(id, ai)| {
                let environment = environments.of_subscription(&id).to_owned();
                let highest = ai.iter().map(|position| self.ai[*position].tier).max().unwrap_or(1);
                AiSubscription {
                    tier: if highest >= 3 { 4 } else { 2 },
                    id,
                    ai,
                    environment,
                }
            })
            .collect();
    }

    /// Positions and tiers by resource. Of what is AI and a store as well, the tier is that of the AI.
    fn index(&mut self) {
        let stores = self.stores.iter().filter_map(|store| Some((store.ix?, store.tier)));
        let ai = self.ai.iter().map(|found| (found.ix, found.tier));
        self.tiers = stores.chain(ai).collect();
        let ai = self.ai.iter().enumerate();
        self.positions = ai.map(|(position, found)| (found.ix, position)).collect();
    }

    fn tier(&self, ix: ResourceIx, environment: &str) -> u8 {
        let rule = self.rules.file.tiers.iter().find(|rule| {
            let placed = rule.environments.is_empty() || rule.environments.iter().any(|name| name == environment);
            placed && rule.sets.iter().any(|set| self.is_member(set, ix))
        });
        rule.map_or(1, |rule| rule.tier)
    }

    /// Members of a set, in inventory order; empty for a name that is no set.
    pub fn set(&self, name: &str) -> impl Iterator<Item = ResourceIx> {
        self.sets.get(name).into_iter().flatten().copied()
    }

    /// Whether a resource belongs to a set.
    pub fn is_member(&self, set: &str, ix: ResourceIx) -> bool {
        self.sets.get(set).is_some_and(|members| members.contains(&ix))
    }

    /// Whether the exports or the profile tell which resources a set holds. Only sets whose members other rows name may be
    /// untold.
    pub fn is_told(&self, set: &str) -> bool {
        !self.rules.named.contains_key(set) || self.told.contains(set)
    }

    /// Environment of a resource of the estate; `unknown` for any other.
    pub fn environment(&self, ix: ResourceIx) -> &str {
        self.environments.get(&ix).map_or(environment::UNKNOWN, String::as_str)
    }

    /// Environment of any resource: its own where it belongs to the estate, else its subscription's.
    pub fn environment_of(&self, ix: ResourceIx) -> &str {
        if let Some(own) = self.environments.get(&ix) {
            return own;
        }
        let subscription = self.inventory.resource(ix).subscription().map(str::to_ascii_lowercase);
        let around = subscription.and_then(|id| self.around.get(&id));
        around.map_or(environment::UNKNOWN, String::as_str)
    }

    /// Tier of a resource of the estate; 1 for any other.
    pub fn resource_tier(&self, ix: ResourceIx) -> u8 {
        self.tiers.get(&ix).copied().unwrap_or(1)
    }

    /// Position in [`Estate::ai`] of a resource that is AI.
    pub fn position(&self, ix: ResourceIx) -> Option<usize> {
        self.positions.get(&ix).copied()
    }

    /// The identity with this lower-case principal id, if AI runs under it.
    pub fn identity(&self, principal: &str) -> Option<&Identity> {
        let found = self
            .identities
            .binary_search_by(|identity| identity.principal.as_str().cmp(principal));
        found.ok().map(|position| &self.identities[position])
    }

    /// How open one way into a resource is, by its name in `exposure.json`.
    pub fn exposure(&self, ix: ResourceIx, side: &str) -> Answer {
        exposure::answer(self.inventory, self.rules, &self.exposures, ix, side)
    }

    /// What a resource is called in print: the framework's name for it, else its type.
    pub fn kind(&self, resource: ResourceRef<'_>) -> String {
        let facts = ResourceFacts::new(resource, self.rules);
        let named = self.rules.kinds.iter().find(|(_, selection)| {
            selection.types.iter().any(|name| name == resource.resource_type())
                && selection
                    .condition
                    .as_ref()
                    .is_none_or(|condition| condition.truth(&facts, &Context::default()) == Truth::True)
        });
        named.map_or_else(|| resource.resource_type().to_owned(), |(label, _)| label.clone())
    }
}
