//! The tenant: which resource stands where. All of it follows from the seed and the index of the resource, so that a role
//! assignment or a recommendation can name any resource without any of them being held.

use super::random::Random;
use super::types::{Kind, TYPES};

/// How much of everything, and the seed that decides the rest.
#[derive(Clone, Copy, Debug)]
pub struct Volume {
    /// Resources.
    pub resources: u64,
    /// Role assignments.
    pub role_assignments: u64,
    /// Recommendations.
    pub recommendations: u64,
    /// Seed.
    pub seed: u64,
}

impl Volume {
    /// The usual proportions: a tenth as many role assignments and half as many recommendations as resources.
    pub fn of(resources: u64) -> Self {
        Volume {
            resources,
            role_assignments: resources / 10,
            recommendations: resources / 2,
            seed: 20_261_114,
        }
    }
}

/// Something else that random numbers are for.
mod purpose {
    pub const TENANT: u64 = 1;
    pub const SUBSCRIPTION: u64 = 2;
    pub const RESOURCE: u64 = 3;
    pub const IDENTITY: u64 = 4;
    pub const ROW: u64 = 5;
    pub const PRINCIPAL: u64 = 6;
    pub const ASSIGNMENT: u64 = 7;
    pub const RECOMMENDATION: u64 = 8;
}

const REGIONS: [&str; 6] = [
    "westeurope",
    "northeurope",
    "swedencentral",
    "eastus2",
    "global",
    "uksouth",
];
const WORKLOADS: [&str; 8] = ["claims", "erp", "crm", "lake", "web", "integration", "ai", "shared"];
const STAGES: [&str; 4] = ["prod", "test", "dev", "sbx"];
const GROUPS: [&str; 6] = [
    "corp",
    "online",
    "sandbox",
    "platform",
    "landingzones",
    "decommissioned",
];
/// Resources of one resource group.
const OF_A_GROUP: u64 = 40;

/// A subscription.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// GUID.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Management groups above it, nearest first, without the root group.
    pub ancestors: Vec<&'static str>,
}

/// Where one resource stands and what it is.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its type.
    pub kind: &'static Kind,
    /// Position of its subscription.
    pub subscription: usize,
    /// Name of its resource group, spelt as this row spells it.
    pub group: String,
    /// Name.
    pub name: String,
    /// Region.
    pub region: &'static str,
    /// ARM id, spelt as this row spells it.
    pub id: String,
}

/// The tenant.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its volume.
    pub volume: Volume,
    /// Tenant id.
    pub id: String,
    /// Subscriptions.
    pub subscriptions: Vec<Subscription>,
}

impl Tenant {
    /// The tenant of this volume: four subscriptions up to 100,000 resources, forty at a million.
    pub fn new(volume: Volume) -> Self {
        let id = Random::of(volume.seed, purpose::TENANT, 0).guid();
        let count = (volume.resources / 25_000).clamp(4, 40);
        let subscription = |index: u64| {
            let mut random = Random::of(volume.seed, purpose::SUBSCRIPTION, index);
            let workload = WORKLOADS[index as usize % WORKLOADS.len()];
            let stage = *random.of_list(&STAGES);
            Subscription {
                id: random.guid(),
                name: format!("sub-{workload}-{stage}-{index:02}"),
                ancestors: vec![*random.of_list(&GROUPS), "contoso"],
            }
        };
        Tenant {
            volume,
            id,
            subscriptions: (0..count).map(subscription).collect(),
        }
    }

    /// The management groups below the root.
    pub fn groups() -> impl Iterator<Item = &'static str> {
        GROUPS.into_iter().chain(["contoso"])
    }

    /// Indexes of the resources of a subscription.
    pub fn resources_of(&self, subscription: usize) -> std::ops::Range<u64> {
        let count = self.subscriptions.len() as u64;
        let at = |position: u64| position * self.volume.resources / count;
        at(subscription as u64)..at(subscription as u64 + 1)
    }

    /// The resource of an index.
    pub fn resource(&self, index: u64) -> Placed {
        let count = self.subscriptions.len() as u64;
        let mut subscription = (index * count / self.volume.resources.max(1)) as usize;
        while !self.resources_of(subscription).contains(&index) {
            subscription += 1;
        }
        let mut random = Random::of(self.volume.seed, purpose::RESOURCE, index);
        let mut at = random.below(TYPES.iter().map(|kind| kind.weight).sum());
        let kind = TYPES
            .iter()
            .find(|kind| match at.checked_sub(kind.weight) {
                Some(left) => {
                    at = left;
                    false
                }
                None => true,
            })
            .unwrap_or(&TYPES[0]);
        let number = index / OF_A_GROUP;
        let workload = WORKLOADS[number as usize % WORKLOADS.len()];
        let stage = STAGES[(number / 8) as usize % STAGES.len()];
        let mut group = format!("rg-{workload}-{stage}-{number:05}");
        if random.chance(120) {
            group.make_ascii_uppercase();
        }
        let collection = if random.chance(60) {
            "resourcegroups"
        } else {
            "resourceGroups"
        };
        let name = format!("{}{workload}{index:07}", kind.prefix);
        let scope = &self.subscriptions[subscription].id;
        // The id of a child names its parent before it: `servers/sql-crm0000042/databases/sqldb-crm0000044`.
        let mut types = kind.resource_type.split('/');
        let namespace = types.next().unwrap_or_default();
        let mut types = types.peekable();
        let mut path = namespace.to_owned();
        while let Some(own) = types.next() {
            let parent = format!("{workload}{:07}", index - index % 4);
            let own_name = if types.peek().is_some() { &parent } else { &name };
            path.push_str(&format!("/{own}/{own_name}"));
        }
        Placed {
            id: format!("/subscriptions/{scope}/{collection}/{group}/providers/{path}"),
            kind,
            subscription,
            group,
            name,
            region: REGIONS[(number % 5) as usize],
        }
    }

    /// Principal id of the system-assigned identity of a resource.
    pub fn identity(&self, index: u64) -> String {
        Random::of(self.volume.seed, purpose::IDENTITY, index).guid()
    }

    /// Object id of a person, group or application.
    pub fn principal(&self, index: u64) -> String {
        Random::of(self.volume.seed, purpose::PRINCIPAL, index).guid()
    }

    /// Numbers for the content of a row.
    pub fn row(&self, index: u64) -> Random {
        Random::of(self.volume.seed, purpose::ROW, index)
    }

    /// Numbers for a role assignment.
    pub fn assignment(&self, index: u64) -> Random {
        Random::of(self.volume.seed, purpose::ASSIGNMENT, index)
    }

    /// Numbers for the recommendations about a resource.
    pub fn recommendation(&self, index: u64) -> Random {
        Random::of(self.volume.seed, purpose::RECOMMENDATION, index)
    }
}
