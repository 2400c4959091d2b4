//! The AI estate of a tenant: its AI resources, the stores that they depend on, the identities that they run under, their
//! environment and their criticality. All of it follows from rules that are data; none of it reads a setting that a fix could
//! change, so that mending something never moves the weight of anything.

pub mod environment;
pub mod error;
pub mod exposure;
pub mod facts;
pub mod file;
pub mod gateways;
mod identities;
mod inherits;
mod members;
mod membership;
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

use environment::{Environment, Environments, Open, Overrides, Own};
use exposure::{Answer, Index};
use facts::ResourceFacts;
use gateways::Gateways;
use members::Members;
use private_endpoints::PrivateEndpoints;
use rules::EstateRules;

pub use identities::{Identity, Untold};
pub use members::{Doubt, Membership};
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

/// A subscription that holds AI resources, or may hold some.
#[derive(Clone, Debug)]
pub struct AiSubscription {
    /// Subscription id, lower-case.
    pub id: String,
    /// Its AI resources, as positions in [`Estate::ai`]; none where it holds but what may be AI.
    pub ai: Vec<usize>,
    /// Other resources in it that may be AI, as positions in [`Estate::possible_ai`].
    pub possible: Vec<usize>,
    /// What AI depends on and that it holds.
    pub stores: Vec<ResourceIx>,
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
    /// The privileges that the framework distinguishes.
    pub roles: &'a Roles,
    /// Every grant of the tenant.
    pub grants: Grants<'a>,
    /// AI resources, by ARM id.
    pub ai: Vec<AiResource>,
    /// Resources that may be AI, by ARM id: the exports leave out what would tell.
    pub possible_ai: Vec<AiResource>,
    /// Subscriptions that hold AI resources or may hold some, by id.
    pub subscriptions: Vec<AiSubscription>,
    /// Identities that AI runs under, by principal id.
    pub identities: Vec<Identity>,
    /// Identities of what may be AI, by principal id; what they are attached to are positions in [`Estate::possible_ai`].
    pub possible_identities: Vec<Identity>,
    /// AI resources, and what may be AI, of which the exports do not tell every identity that they run under.
    pub untold: Vec<Untold>,
    /// Stores that AI depends on, by ARM id.
    pub stores: Vec<Store>,
    environments: BTreeMap<ResourceIx, Environment>,
    around: BTreeMap<String, Environment>,
    positions: BTreeMap<ResourceIx, usize>,
    tiers: BTreeMap<ResourceIx, u8>,
    sets: BTreeMap<String, Members>,
    told: BTreeSet<String>,
    /// By set whose members other rows name, the resources of those rows.
    namers: BTreeMap<String, BTreeMap<ResourceIx, BTreeSet<String>>>,
    exposures: Index,
    /// The gateways of the tenant.
    pub gateways: Gateways,
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

    /// Whether the exports or the profile tell which resources a set holds. Only sets whose members other rows name may be
    /// untold.
    pub fn is_told(&self, set: &str) -> bool {
        !self.rules.named.contains_key(set) || self.told.contains(set)
    }

    /// What a set whose members other rows name could hold: every resource of its types.
    pub fn candidates(&self, set: &str) -> impl Iterator<Item = ResourceIx> {
        let types = self.rules.named.get(set).map_or(&[][..], |named| &named.types);
        types.iter().flat_map(|name| self.inventory.of_type(name)).copied()
    }

    /// Ids of the resources whose rows name a member of a set.
    pub fn namers(&self, set: &str, member: ResourceIx) -> impl Iterator<Item = &str> {
        let named = self.namers.get(set).and_then(|named| named.get(&member));
        named.into_iter().flatten().map(String::as_str)
    }

    /// Environment of a resource of the estate; `unknown` for any other.
    pub fn environment(&self, ix: ResourceIx) -> &str {
        self.environments.get(&ix).map_or(environment::UNKNOWN, |own| &own.name)
    }

    /// Environment of any resource: its own where it belongs to the estate, else its subscription's.
    pub fn environment_of(&self, ix: ResourceIx) -> &str {
        self.placement(ix).map_or(environment::UNKNOWN, |own| &own.name)
    }

    /// The environment that a resource of the estate names by itself.
    pub fn own_environment(&self, ix: ResourceIx) -> &Own {
        self.environments.get(&ix).map_or(&Own::Nothing, |known| &known.own)
    }

    /// Alternatives to the environment of a resource; `None` where the exports tell it.
    pub fn open_environment(&self, ix: ResourceIx) -> Option<&Open> {
        self.placement(ix)?.open.as_deref()
    }

    /// The same of a subscription, by id.
    pub fn open_environment_around(&self, subscription: &str) -> Option<&Open> {
        self.around.get(&subscription.to_ascii_lowercase())?.open.as_deref()
    }

    fn placement(&self, ix: ResourceIx) -> Option<&Environment> {
        let around = || {
            let subscription = self.inventory.resource(ix).subscription()?;
            self.around.get(&subscription.to_ascii_lowercase())
        };
        self.environments.get(&ix).or_else(around)
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

    /// Openness of one network access of a resource, by its name in `exposure.json`.
    pub fn exposure(&self, ix: ResourceIx, side: &str) -> Answer {
        exposure::answer(self.inventory, self.rules, &self.exposures, ix, side)
    }

    /// Name of a resource's kind in print: the framework's, else its type.
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
