//! The subject that a control is judged on: a resource, a store that AI names and no export holds, a subscription, an identity,
//! the tenant.

use crate::estate::environment::{Open, UNKNOWN};
use crate::estate::{Estate, Membership};
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;

use super::reason::{Reason, reason};

/// One subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A resource with a row.
    Resource(ResourceIx),
    /// A resource that AI depends on and that no export holds, by position in the estate's stores.
    Missing(usize),
    /// A subscription that holds AI, by position in the estate's subscriptions.
    Subscription(usize),
    /// An identity that AI runs under, by position in the estate's identities.
    Identity(usize),
    /// A subscription that holds no AI, by lower-case id.
    Outside(String),
    /// The tenant as a whole.
    Tenant,
}

impl Subject {
    /// The row of a resource or subscription, if any export holds it.
    pub fn row<'a>(&self, estate: &'a Estate<'_>) -> Option<ResourceRef<'a>> {
        match self {
            Subject::Resource(ix) => Some(estate.inventory.resource(*ix)),
            Subject::Subscription(position) => {
                let id = &estate.subscriptions[*position].id;
                estate.inventory.find(&format!("/subscriptions/{id}"))
            }
            Subject::Outside(id) => estate.inventory.find(&format!("/subscriptions/{id}")),
            Subject::Missing(_) | Subject::Identity(_) | Subject::Tenant => None,
        }
    }

    /// Why its own row tells nothing where no export holds that.
    pub(crate) fn untold(&self, estate: &Estate<'_>) -> Reason {
        match self {
            Subject::Missing(position) => {
                let reasons = &estate.stores[*position].reasons;
                let reason = reasons.first().map_or("", |(reason, _)| reason);
                reason!("No export holds its row; it is {reason}.")
            }
            Subject::Subscription(_) | Subject::Outside(_) => {
                reason!("No export holds the subscription's own row.")
            }
            Subject::Resource(_) | Subject::Identity(_) | Subject::Tenant => {
                reason!("No export holds its configuration.")
            }
        }
    }

    /// ARM id of a resource or subscription; principal id of an identity.
    pub fn id(&self, estate: &Estate<'_>) -> String {
        match self {
            Subject::Resource(ix) => estate.inventory.resource(*ix).id(),
            Subject::Missing(position) => estate.stores[*position].id.clone(),
            Subject::Subscription(position) => spelt(estate, &estate.subscriptions[*position].id),
            Subject::Outside(id) => spelt(estate, id),
            Subject::Identity(position) => estate.identities[*position].principal.clone(),
            Subject::Tenant => "/".to_owned(),
        }
    }

    /// Lower-case resource type; empty for an identity and the tenant.
    pub fn resource_type(&self, estate: &Estate<'_>) -> String {
        match self {
            Subject::Identity(_) | Subject::Tenant => String::new(),
            _ => match self.row(estate) {
                Some(row) => row.resource_type().to_owned(),
                None => ArmId::new(&self.id(estate)).resource_type().to_ascii_lowercase(),
            },
        }
    }

    /// Key that all spellings of one subject share; findings are ordered by it.
    pub fn key(&self, estate: &Estate<'_>) -> String {
        self.id(estate).to_ascii_lowercase()
    }

    /// Display name.
    pub fn name(&self, estate: &Estate<'_>) -> String {
        match self {
            Subject::Resource(ix) => estate.inventory.resource(*ix).name().to_owned(),
            Subject::Missing(position) => ArmId::new(&estate.stores[*position].id).name(),
            Subject::Subscription(position) => {
                let id = &estate.subscriptions[*position].id;
                estate.inventory.subscription_name(id).to_owned()
            }
            Subject::Outside(id) => estate.inventory.subscription_name(id).to_owned(),
            Subject::Identity(position) => estate.identities[*position].name.clone(),
            Subject::Tenant => "the tenant".to_owned(),
        }
    }

    /// Kind of the subject, for print.
    pub fn kind(&self, estate: &Estate<'_>) -> String {
        match self {
            Subject::Resource(ix) => estate.kind(estate.inventory.resource(*ix)),
            Subject::Missing(position) => {
                let kind = ArmId::new(&estate.stores[*position].id)
                    .resource_type()
                    .to_ascii_lowercase();
                let mut kinds = estate.rules.kinds.iter();
                let named =
                    kinds.find(|(_, selection)| selection.condition.is_none() && selection.types.contains(&kind));
                named.map_or(kind, |(label, _)| label.clone())
            }
            Subject::Subscription(_) | Subject::Outside(_) => "subscription".to_owned(),
            Subject::Tenant => "tenant".to_owned(),
            Subject::Identity(position) => estate.identities[*position].kind.clone(),
        }
    }

    /// Criticality tier, 1 to 4.
    pub fn tier(&self, estate: &Estate<'_>) -> u8 {
        match self {
            Subject::Resource(ix) => estate.resource_tier(*ix),
            Subject::Missing(position) => estate.stores[*position].tier,
            Subject::Subscription(position) => estate.subscriptions[*position].tier,
            Subject::Identity(position) => estate.identities[*position].tier,
            Subject::Outside(_) => 1,
            Subject::Tenant => {
                let tiers = estate.subscriptions.iter().map(|subscription| subscription.tier);
                tiers.max().unwrap_or(1)
            }
        }
    }

    /// Environment.
    pub fn environment(&self, estate: &Estate<'_>) -> String {
        match self {
            Subject::Resource(ix) => estate.environment_of(*ix).to_owned(),
            Subject::Missing(_) | Subject::Outside(_) | Subject::Tenant => UNKNOWN.to_owned(),
            Subject::Subscription(position) => estate.subscriptions[*position].environment.clone(),
            Subject::Identity(position) => {
                let attached = estate.identities[*position].attached.iter();
                let highest = attached.map(|ai| &estate.ai[*ai]).max_by_key(|ai| ai.tier);
                highest.map_or_else(|| UNKNOWN.to_owned(), |ai| ai.environment.clone())
            }
        }
    }

    /// Alternatives to its environment; `None` where the exports tell it.
    pub fn open_environment<'a>(&self, estate: &'a Estate<'_>) -> Option<&'a Open> {
        match self {
            Subject::Resource(ix) => estate.open_environment(*ix),
            Subject::Subscription(position) => estate.open_environment_around(&estate.subscriptions[*position].id),
            Subject::Identity(position) => {
                let attached = estate.identities[*position].attached.iter();
                let highest = attached.map(|ai| &estate.ai[*ai]).max_by_key(|ai| ai.tier)?;
                estate.open_environment(highest.ix)
            }
            Subject::Missing(_) | Subject::Outside(_) | Subject::Tenant => None,
        }
    }

    /// Whether it is a subscription that holds a member of some sets.
    pub fn holds<'a>(&self, estate: &'a Estate<'_>, sets: &[String]) -> Membership<'a> {
        let Subject::Subscription(position) = self else {
            return Membership::Outside;
        };
        let held = &estate.subscriptions[*position];
        let certain = held.ai.iter().map(|at| estate.ai[*at].ix);
        let possible = held.possible.iter().map(|at| estate.possible_ai[*at].ix);
        Membership::any(certain.chain(possible).map(|ix| estate.membership(sets, ix)))
    }

    /// Subscription that it belongs to; of an identity, that of the first resource it is attached to.
    pub fn subscription(&self, estate: &Estate<'_>) -> Option<String> {
        match self {
            Subject::Subscription(position) => Some(estate.subscriptions[*position].id.clone()),
            Subject::Outside(id) => Some(id.clone()),
            Subject::Tenant => None,
            Subject::Identity(position) => {
                let first = estate.identities[*position].attached.first()?;
                estate
                    .inventory
                    .resource(estate.ai[*first].ix)
                    .subscription()
                    .map(str::to_owned)
            }
            Subject::Resource(_) | Subject::Missing(_) => {
                ArmId::new(&self.id(estate)).subscription().map(str::to_owned)
            }
        }
    }
}

/// The ARM id of a subscription, as the export spells it.
fn spelt(estate: &Estate<'_>, id: &str) -> String {
    let known = estate.inventory.hierarchy.subscription(id);
    format!("/subscriptions/{}", known.map_or(id, |known| &known.id))
}
