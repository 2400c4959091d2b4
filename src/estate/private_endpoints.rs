//! Private endpoints: what each leads to, as what part of it, whether that was approved, and in which network it stands. A
//! connection is told twice, by the row of the endpoint and by the list of the resource that it leads to; both are read here.
//! Property names: `Microsoft.Network/privateEndpoints` and `privateEndpointConnections`, API 2024-05-01.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::condition::{Facts, Lookup, Truth};
use crate::inventory::resource::ResourceIx;
use crate::inventory::{Inventory, ResourceRef};
use crate::value::arm_id::ArmId;
use crate::value::projection::Projection;
use crate::value::{Fact, Value};

use super::facts::ResourceFacts;
use super::rules::EstateRules;

/// The lower-case type of a private endpoint.
pub const ENDPOINT: &str = "microsoft.network/privateendpoints";
/// The lists of an endpoint: connections that were approved with it, and those that somebody had to approve.
const LISTS: [&str; 2] = [
    "properties.privateLinkServiceConnections",
    "properties.manualPrivateLinkServiceConnections",
];
const SUBNET: &str = "properties.subnet.id";
/// The list of the resource that endpoints lead to.
const OWN: &str = "properties.privateEndpointConnections";
const STATE: &str = "privateLinkServiceConnectionState";
const APPROVED: &str = "Approved";

/// A connection as the row of its endpoint tells it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The endpoint.
    pub endpoint: ResourceIx,
    /// The parts of the resource that it leads to, as `blob`; empty where it does not tell.
    pub groups: Vec<String>,
    /// Its state; empty where the export does not tell.
    pub state: String,
    /// Lower-case id of its virtual network; `None` where the export does not tell.
    pub network: Option<String>,
}

/// A connection as the list of the resource that it leads to tells it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Lower-case id of the endpoint, where the list names it.
    pub endpoint: Option<String>,
    /// Its state; empty where the export does not tell.
    pub state: String,
}

/// The list of a resource.
#[derive(Clone, Debug, Default)]
pub struct OwnList {
    /// Whether the export holds it, and not just a part of the row without it.
    pub is_told: bool,
    /// Whether the row has the property at all.
    pub is_there: bool,
    /// Its entries.
    pub entries: Vec<Listed>,
}

/// The endpoints by what their rows lead to. Only who leads where is kept, eight bytes a connection: the connections of 60,000
/// endpoints take 40 MB, and are read again for the few resources that are judged.
#[derive(Debug, Default)]
pub struct PrivateEndpoints {
    /// Resources with a row and the endpoints that lead to them, ascending.
    by_target: Vec<(ResourceIx, ResourceIx)>,
    /// Endpoints that lead to what has no row, by its lower-case id.
    to_missing: BTreeMap<String, Vec<ResourceIx>>,
    /// Whether the exports hold an endpoint without what it leads to.
    has_untold: bool,
}

/// Whether a state lets calls through; unknown where it is empty.
pub fn is_approved(state: &str) -> Truth {
    match () {
        () if state.is_empty() => Truth::Unknown,
        () if state.eq_ignore_ascii_case(APPROVED) => Truth::True,
        () => Truth::False,
    }
}

/// Keeps what is read of endpoints, and of the lists of resources of these lower-case types.
pub fn project<'t>(types: impl Iterator<Item = &'t String>, projection: &mut Projection) {
    for path in LISTS.iter().chain([&SUBNET]) {
        projection.keep(Some(ENDPOINT), path);
    }
    types.for_each(|kind| projection.keep(Some(kind), OWN));
}

/// The list of a resource, by its own row.
pub fn own_list(row: ResourceRef<'_>, rules: &EstateRules) -> OwnList {
    let facts = ResourceFacts::new(row, rules);
    let (entries, is_told) = elements(&facts, OWN);
    let listed = entries.iter().map(|entry| Listed {
        endpoint: text(entry, &["privateEndpoint", "id"]).map(|id| folded(&id)),
        state: text(entry, &[STATE, "status"]).unwrap_or_default(),
    });
    OwnList {
        is_told,
        is_there: !values(&facts, OWN).is_empty(),
        entries: listed.collect(),
    }
}

/// What the row of an endpoint tells.
struct Told {
    /// Its connections, each with the id of what it leads to.
    connections: Vec<(String, Connection)>,
    /// Whether it tells all of them, with what they lead to.
    is_whole: bool,
}

impl Told {
    fn of(row: ResourceRef<'_>, rules: &EstateRules) -> Self {
        let facts = ResourceFacts::new(row, rules);
        let subnet = values(&facts, SUBNET).into_iter().next();
        let network = subnet.and_then(|subnet| {
            let id = ArmId::new(subnet.as_str()?).parent()?.text().to_ascii_lowercase();
            Some(id)
        });
        let lists = LISTS.map(|list| elements(&facts, list));
        let mut told = Told {
            connections: Vec::new(),
            is_whole: lists.iter().all(|(_, is_told)| *is_told),
        };
        for entry in lists.into_iter().flat_map(|(entries, _)| entries) {
            let Some(target) = text(&entry, &["privateLinkServiceId"]) else {
                told.is_whole = false;
                continue;
            };
            let connection = Connection {
                endpoint: row.ix,
                groups: texts(&entry, "groupIds"),
                state: text(&entry, &[STATE, "status"]).unwrap_or_default(),
                network: network.clone(),
            };
            told.connections.push((target, connection));
        }
        told
    }
}

/// The thing that a connection leads to.
enum Target {
    Row(ResourceIx),
    Missing(String),
}

impl PrivateEndpoints {
    pub(super) fn of(inventory: &Inventory, rules: &EstateRules) -> Self {
        let target = |(id, _): (String, Connection)| match inventory.find(&id) {
            Some(row) => Target::Row(row.ix),
            None => Target::Missing(folded(&id)),
        };
        let told = inventory.of_type(ENDPOINT).par_iter().map(|ix| {
            let told = Told::of(inventory.resource(*ix), rules);
            let targets: Vec<Target> = told.connections.into_iter().map(target).collect();
            (*ix, targets, told.is_whole)
        });
        let told: Vec<(ResourceIx, Vec<Target>, bool)> = told.collect();
        let mut endpoints = PrivateEndpoints::default();
        for (endpoint, targets, is_whole) in told {
            endpoints.has_untold |= !is_whole;
            for target in targets {
                match target {
                    Target::Row(ix) => endpoints.by_target.push((ix, endpoint)),
                    Target::Missing(id) => endpoints.to_missing.entry(id).or_default().push(endpoint),
                }
            }
        }
        endpoints.by_target.sort_unstable();
        endpoints.by_target.dedup();
        endpoints.by_target.shrink_to_fit();
        endpoints.to_missing.values_mut().for_each(Vec::dedup);
        endpoints
    }

    /// Whether the exports hold an endpoint without what it leads to: it may lead anywhere.
    pub fn has_untold(&self) -> bool {
        self.has_untold
    }

    /// The connections that lead to a resource, as the rows of their endpoints tell them.
    pub(super) fn to(&self, inventory: &Inventory, rules: &EstateRules, id: &str) -> Vec<Connection> {
        let endpoints = self.leading_to(inventory, id).into_iter();
        let told = endpoints.flat_map(|ix| Told::of(inventory.resource(ix), rules).connections);
        let id = ArmId::new(id);
        told.filter(|(target, _)| ArmId::new(target).text().eq_ignore_ascii_case(id.text()))
            .map(|(_, connection)| connection)
            .collect()
    }

    /// The endpoints that lead to a resource.
    fn leading_to(&self, inventory: &Inventory, id: &str) -> Vec<ResourceIx> {
        let Some(row) = inventory.find(id) else {
            return self.to_missing.get(&folded(id)).cloned().unwrap_or_default();
        };
        let first = self.by_target.partition_point(|(target, _)| *target < row.ix);
        let own = self.by_target[first..].iter();
        own.take_while(|(target, _)| *target == row.ix)
            .map(|(_, endpoint)| *endpoint)
            .collect()
    }
}

/// The values at a path that the export holds.
fn values(facts: &dyn Facts, path: &str) -> Vec<Value> {
    let found = Lookup::parse(path)
        .map(|lookup| lookup.values(facts))
        .unwrap_or_default();
    let known = found.into_iter().filter_map(|fact| match fact {
        Fact::Value(value) if !value.is_null() => Some(value.clone()),
        _ => None,
    });
    known.collect()
}

/// The elements of a list, and whether the export tells it.
fn elements(facts: &dyn Facts, path: &str) -> (Vec<Value>, bool) {
    let found = Lookup::parse(path)
        .map(|lookup| lookup.values(facts))
        .unwrap_or_default();
    let is_told = !found.iter().any(|fact| matches!(fact, Fact::Unknown));
    let elements = values(facts, path).into_iter();
    let elements = elements.flat_map(|list| list.as_array().map(<[Value]>::to_vec).unwrap_or_default());
    (elements.collect(), is_told)
}

/// A member of an object, or of the bag of properties in it.
fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.get(key).or_else(|| value.get("properties")?.get(key))
}

fn text(value: &Value, keys: &[&str]) -> Option<String> {
    let found = keys.iter().try_fold(value, |value, key| member(value, key))?;
    found.as_str().map(str::to_owned)
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    let found = member(value, key).and_then(Value::as_array).unwrap_or_default();
    found.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn folded(id: &str) -> String {
    ArmId::new(id).text().to_ascii_lowercase()
}
