//! The AI estate of a tenant: its AI resources, the stores that they depend on, the identities that they run under, their
//! environment and their criticality. All of it follows from rules that are data; none of it reads a setting that a fix could
//! change, so that mending something never moves the weight of anything.

pub mod environment;
pub mod error;
pub mod exposure;
pub mod facts;
pub mod file;
mod find;
pub mod gateways;
mod identity;
mod inherits;
mod members;
mod membership;
pub mod private_endpoints;
pub mod rules;
mod store;
mod usable;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{Grants, Roles};
use crate::condition::{Context, Truth};
use crate::inventory::resource::ResourceIx;
use crate::inventory::{Inventory, ResourceRef};

use environment::{Environment, Open, Own};
use exposure::{Answer, Index};
use facts::ResourceFacts;
use gateways::Gateways;
use members::Members;
use private_endpoints::PrivateEndpoints;
use rules::EstateRules;

pub use identity::{Identity, Untold};
pub use members::{Doubt, Membership};
pub use store::Store;
pub use usable::Usable;

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
    /// Stores in it that AI depends on.
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
    answers: usable::Answers,
    /// The gateways of the tenant.
    pub gateways: Gateways,
    /// The private endpoints of the tenant.
    pub private_endpoints: PrivateEndpoints,
}

impl<'a> Estate<'a> {
    /// Whether the exports or the profile tell which resources a set holds. Only sets whose members other rows name may be
    /// untold.
    pub fn is_told(&self, set: &str) -> bool {
        !self.rules.named.contains_key(set) || self.told.contains(set)
    }

    /// The candidates of a set whose members other rows name: every resource of its types.
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

    /// Alternatives to the environment of a subscription, by id; `None` where the exports tell it.
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

    /// The private-endpoint connections that lead to a resource, as the rows of the endpoints tell them.
    pub fn connections_to(&self, id: &str) -> Vec<private_endpoints::Connection> {
        self.private_endpoints.to(self.inventory, self.rules, id)
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
