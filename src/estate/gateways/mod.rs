//! Gateways: where API Management and application gateways pass calls on to, and what API Management asks of callers on the way.
//! Property names: `Microsoft.ApiManagement/service` and its children, API 2024-05-01; `Microsoft.Network/applicationGateways`.

pub mod address;
pub mod policy;
mod service;

use std::collections::BTreeMap;

use crate::condition::{self, Facts, Truth};
use crate::inventory::Inventory;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;
use crate::value::projection::Projection;

use super::facts::ResourceFacts;
use super::rules::EstateRules;

use address::Target;
use policy::Policy;
pub use service::{Api, Leading, Service};

const SERVICE: &str = "microsoft.apimanagement/service";
const WALL: &str = "microsoft.network/applicationgateways";
/// Addresses of the backends of an application gateway.
const WALL_NAMES: &str = "properties.backendAddressPools[*].backendAddresses[*].fqdn";
const WALL_NUMBERS: &str = "properties.backendAddressPools[*].backendAddresses[*].ipAddress";
/// Properties that are read of the children of a service.
const URL: &str = "properties.url";
const RESOURCE: &str = "properties.resourceId";
const POOL: &str = "properties.pool.services[*].id";
const ADDRESS: &str = "properties.serviceUrl";
const VALUE: &str = "properties.value";

/// The gateways of the tenant.
#[derive(Debug, Default)]
pub struct Gateways {
    /// API Management, by lower-case id.
    services: BTreeMap<String, Service>,
    /// Application gateways.
    walls: Vec<Wall>,
}

/// An application gateway.
#[derive(Debug)]
pub struct Wall {
    /// Its row.
    pub ix: ResourceIx,
    names: Vec<String>,
    /// Whether all that it leads to is told by name.
    is_told: bool,
}

impl Wall {
    /// Whether it passes calls on to a target.
    pub fn leads(&self, target: &Target) -> Truth {
        let named = self.names.iter().any(|name| target.is_at(name));
        match (named, self.is_told && target.is_told()) {
            (true, _) => Truth::True,
            (false, true) => Truth::False,
            (false, false) => Truth::Unknown,
        }
    }
}

/// A backend of API Management.
#[derive(Debug, Default)]
struct Backend {
    url: Option<String>,
    resource: Option<String>,
    /// Names of the backends that it spreads calls over.
    pool: Vec<String>,
}

/// Keeps what is read of gateways.
pub fn project(projection: &mut Projection) {
    for path in [URL, RESOURCE, POOL] {
        projection.keep(Some("microsoft.apimanagement/service/backends"), path);
    }
    projection.keep(Some("microsoft.apimanagement/service/apis"), ADDRESS);
    for place in ["", "/products", "/apis", "/apis/operations"] {
        projection.keep(Some(&format!("{SERVICE}{place}/policies")), VALUE);
    }
    projection.keep(Some("microsoft.apimanagement/service/policyfragments"), VALUE);
    for path in [WALL_NAMES, WALL_NUMBERS] {
        projection.keep(Some(WALL), path);
    }
}

impl Gateways {
    pub(super) fn of(inventory: &Inventory, rules: &EstateRules) -> Self {
        let mut gateways = Gateways::default();
        let facts = |ix| ResourceFacts::new(inventory.resource(ix), rules);
        for ix in inventory.of_type(SERVICE) {
            let id = inventory.resource(*ix).id().to_ascii_lowercase();
            gateways.services.entry(id).or_default().ix = Some(*ix);
        }
        for (kind, child) in service::CHILDREN {
            for ix in inventory.of_type(kind) {
                let id = inventory.resource(*ix).id();
                if let Some((service, rest)) = parts(&id) {
                    let service = gateways.services.entry(service).or_default();
                    service.child(child, &rest, *ix, &facts(*ix));
                }
            }
        }
        for ix in inventory.of_type(WALL) {
            let facts = facts(*ix);
            let (names, names_told) = texts(&facts, WALL_NAMES);
            let (numbers, numbers_told) = texts(&facts, WALL_NUMBERS);
            gateways.walls.push(Wall {
                ix: *ix,
                is_told: names_told && numbers_told && numbers.is_empty() && !names.is_empty(),
                names,
            });
        }
        gateways
    }

    /// API Management, by id.
    pub fn services(&self) -> impl Iterator<Item = (&str, &Service)> {
        self.services.iter().map(|(id, service)| (id.as_str(), service))
    }

    /// Application gateways.
    pub fn walls(&self) -> &[Wall] {
        &self.walls
    }
}

/// The lower-case id of the service that a child belongs to, and the parts of its id below that.
fn parts(id: &str) -> Option<(String, Vec<String>)> {
    let id = ArmId::new(id).text().to_ascii_lowercase();
    let at = id.find("/microsoft.apimanagement/service/")? + "/microsoft.apimanagement/service/".len();
    let (name, rest) = id[at..].split_once('/')?;
    let service = format!("{}{name}", &id[..at]);
    Some((service, rest.split('/').map(str::to_owned).collect()))
}

/// The texts at a path that are not empty, and whether the export tells all of them.
fn texts(facts: &dyn Facts, path: &str) -> (Vec<String>, bool) {
    let (texts, is_told) = condition::texts(facts, path);
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    (texts.map(str::to_owned).collect(), is_told)
}

fn first(facts: &dyn Facts, path: &str) -> (Option<String>, bool) {
    let (texts, is_told) = texts(facts, path);
    (texts.into_iter().next(), is_told)
}

/// A policy of which the export holds the text.
fn policy(facts: &dyn Facts) -> Option<Policy> {
    first(facts, VALUE).0.map(|text| Policy::read(&text))
}
