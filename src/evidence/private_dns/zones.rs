//! The private DNS zones of the tenant and the networks that each is linked to, found once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::condition::{self, Facts, Lookup, Truth};
use crate::estate::Estate;
use crate::estate::facts::ResourceFacts;
use crate::evidence::opinion::Proof;
use crate::evidence::reason::{Reason, reason};
use crate::evidence::wording;
use crate::ingest::Source;
use crate::value::Fact;
use crate::value::arm_id::ArmId;
use crate::value::projection::Projection;

const ZONE: &str = "microsoft.network/privatednszones";
const LINK: &str = "microsoft.network/privatednszones/virtualnetworklinks";
const NETWORK: &str = "microsoft.network/virtualnetworks";
/// The number of its links, in the row of a zone.
const LINKS: &str = "properties.numberOfVirtualNetworkLinks";
const LINKED: &str = "properties.virtualNetwork.id";
const PEERS: &str = "properties.virtualNetworkPeerings[*].remoteVirtualNetwork.id";
const SERVERS: &str = "properties.dhcpOptions.dnsServers[*]";
/// Upper bound of the networks that a sentence names.
const MOST_NAMES: usize = 3;

/// The zones of the tenant, found when they are first asked for.
#[derive(Default)]
pub(super) struct Zones(OnceLock<Found>);

/// A zone.
struct Zone {
    source: Source,
    name: String,
    /// Lower-case ids of the networks that it is linked to, as far as the exports tell.
    networks: BTreeSet<String>,
    /// Whether these are all.
    are_all: bool,
    /// Whether it is linked to any.
    is_linked: bool,
}

/// A virtual network.
#[derive(Default)]
struct Network {
    /// Lower-case ids of the networks that it is peered with.
    peers: BTreeSet<String>,
    /// Whether it asks name servers of its own.
    has_servers: bool,
    /// Whether the export tells both.
    is_told: bool,
}

/// Whether a zone resolves names in a network.
pub(super) struct Resolved {
    pub(super) truth: Truth,
    /// Whether there is such a zone at all.
    pub(super) is_there: bool,
    /// Facts, a clause without its full stop.
    pub(super) what: String,
    pub(super) proofs: Vec<Proof>,
}

/// The way from a zone to a network.
#[derive(Clone, Copy)]
enum Link<'a> {
    /// It is linked to the network, or any link will do.
    Straight,
    /// It is linked, and no export tells to which networks.
    Untold,
    /// It is linked to a network that is peered with the one in question.
    ByPeer(&'a str),
    /// It is linked to no network.
    Nowhere,
    /// The export tells no link, nor that there is none.
    NowhereTold,
    /// It is linked to some networks, and the one in question is not known.
    OfUnknownNetwork,
    /// It is linked to other networks; whether the exports tell enough to say that none of them answers for the one in question.
    Elsewhere { is_closed: bool },
}

/// Zones and networks in the exports.
pub(super) struct Found {
    zones: Vec<Zone>,
    /// Positions of the zones, by lower-case name: a large tenant has hundreds of zones, and every store asks for one name.
    by_name: BTreeMap<String, Vec<usize>>,
    networks: BTreeMap<String, Network>,
    /// A row that shows that networks were exported.
    shown: Option<Proof>,
}

impl Zones {
    pub(super) fn project(projection: &mut Projection) {
        projection.keep(Some(ZONE), LINKS);
        projection.keep(Some(LINK), LINKED);
        for path in [PEERS, SERVERS] {
            projection.keep(Some(NETWORK), path);
        }
    }

    pub(super) fn of(&self, estate: &Estate<'_>) -> &Found {
        self.0.get_or_init(|| Found::of(estate))
    }
}

impl Found {
    fn of(estate: &Estate<'_>) -> Self {
        let inventory = estate.inventory;
        let facts = |ix| ResourceFacts::new(inventory.resource(ix), estate.rules);
        let mut links: BTreeMap<String, (BTreeSet<String>, usize)> = BTreeMap::new();
        for ix in inventory.of_type(LINK) {
            let id = inventory.resource(*ix).id();
            let zone = ArmId::new(&id)
                .parent()
                .map_or("", |zone| zone.text())
                .to_ascii_lowercase();
            let (networks, number) = links.entry(zone).or_default();
            *number += 1;
            networks.extend(texts(&facts(*ix), LINKED).0);
        }
        let zones = inventory.of_type(ZONE).iter().map(|ix| {
            let row = inventory.resource(*ix);
            let (networks, rows) = links.remove(&row.id().to_ascii_lowercase()).unwrap_or_default();
            let number = number(&facts(*ix), LINKS);
            Zone {
                source: row.source(),
                name: row.name().to_ascii_lowercase(),
                are_all: networks.len() == rows && number.map_or(rows > 0, |number| number <= rows),
                is_linked: rows > 0 || number.is_some_and(|number| number > 0),
                networks,
            }
        });
        let zones: Vec<Zone> = zones.collect();
        let mut networks: BTreeMap<String, Network> = BTreeMap::new();
        for ix in inventory.of_type(NETWORK) {
            let (peers, peers_told) = texts(&facts(*ix), PEERS);
            let (servers, servers_told) = texts(&facts(*ix), SERVERS);
            let id = inventory.resource(*ix).id().to_ascii_lowercase();
            for peer in &peers {
                networks.entry(peer.clone()).or_default().peers.insert(id.clone());
            }
            let network = networks.entry(id).or_default();
            network.peers.extend(peers);
            network.has_servers = !servers.is_empty();
            network.is_told = peers_told && servers_told;
        }
        let first = inventory.of_type(NETWORK).first().map(|ix| inventory.resource(*ix));
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, zone) in zones.iter().enumerate() {
            by_name.entry(zone.name.clone()).or_default().push(position);
        }
        let what = |name: &str| format!("The export holds networks and private DNS zones, such as {name}");
        let zone = zones.first().map(|zone| Proof::new(zone.source, what(&zone.name)));
        Found {
            shown: zone.or_else(|| first.map(|row| Proof::new(row.source(), what(row.name())))),
            zones,
            by_name,
            networks,
        }
    }

    /// A row that shows that zones would have been exported.
    pub(super) fn shown(&self) -> Option<Proof> {
        self.shown.clone()
    }

    /// Whether the exports would hold zones.
    pub(super) fn are_told(&self) -> Result<(), Reason> {
        match self.shown {
            Some(_) => Ok(()),
            None => Err(reason!("No export holds private DNS zones that could belong to it.")),
        }
    }

    /// The zones of any of these names, in inventory order.
    fn named(&self, names: &[String]) -> Vec<&Zone> {
        let of_name = |name: &String| self.by_name.get(&name.to_ascii_lowercase());
        let positions: BTreeSet<usize> = names.iter().filter_map(of_name).flatten().copied().collect();
        positions.into_iter().map(|position| &self.zones[position]).collect()
    }

    /// Whether a zone of one of these names resolves in a network: one that is given, one whose id is empty and so not known,
    /// or without one in any.
    pub(super) fn resolve(&self, names: &[String], network: Option<&str>) -> Resolved {
        let mut best: Option<(Truth, &Zone, Link<'_>)> = None;
        for zone in self.named(names) {
            let link = self.link(zone, network);
            let truth = zone.truth(link);
            if best.is_none_or(|(before, ..)| before.or(truth) != before) {
                best = Some((truth, zone, link));
            }
            if truth == Truth::True {
                break;
            }
        }
        let Some((truth, zone, link)) = best else {
            return Resolved {
                truth: Truth::False,
                is_there: false,
                what: format!("{} is missing", wording::names(names, 1)),
                proofs: Vec::new(),
            };
        };
        let what = zone.words(link, network.unwrap_or_default());
        Resolved {
            truth,
            is_there: true,
            proofs: vec![Proof::new(zone.source, format!("The zone {} is {what}", zone.name))],
            what: format!("{} is {what}", zone.name),
        }
    }

    /// The way from a zone to a network.
    fn link<'f>(&'f self, zone: &Zone, network: Option<&str>) -> Link<'f> {
        let Some(network) = network else {
            return match (zone.networks.is_empty(), zone.is_linked, zone.are_all) {
                (false, ..) => Link::Straight,
                (true, true, _) => Link::Untold,
                (true, false, true) => Link::Nowhere,
                (true, false, false) => Link::NowhereTold,
            };
        };
        if zone.networks.is_empty() {
            return if zone.are_all {
                Link::Nowhere
            } else {
                Link::OfUnknownNetwork
            };
        }
        if network.is_empty() {
            return Link::OfUnknownNetwork;
        }
        if zone.networks.contains(network) {
            return Link::Straight;
        }
        let own = self.networks.get(network);
        let peers = own.map(|own| &own.peers);
        if let Some(peer) = peers.and_then(|peers| peers.iter().find(|peer| zone.networks.contains(*peer))) {
            return Link::ByPeer(peer);
        }
        // Through a hub that is not exported, or through name servers of the network, other networks' zones may answer.
        let is_closed = own.is_some_and(|own| {
            let is_known = |peer: &String| self.networks.get(peer).is_some_and(|peer| peer.is_told);
            own.is_told && !own.has_servers && own.peers.iter().all(is_known)
        });
        let is_closed = is_closed && zone.are_all;
        Link::Elsewhere { is_closed }
    }
}

impl Zone {
    /// Whether names of the zone resolve over a link.
    fn truth(&self, link: Link<'_>) -> Truth {
        match link {
            Link::Straight | Link::Untold | Link::ByPeer(_) => Truth::True,
            Link::Nowhere | Link::Elsewhere { is_closed: true } => Truth::False,
            Link::NowhereTold | Link::OfUnknownNetwork | Link::Elsewhere { is_closed: false } => Truth::Unknown,
        }
    }

    /// A link in words: a clause that goes on after "is".
    fn words(&self, link: Link<'_>, network: &str) -> String {
        let last = |id: &str| ArmId::new(id).last().to_owned();
        let names: Vec<String> = self.networks.iter().map(|id| last(id)).collect();
        let to = format!("linked to {}", wording::names(&names, MOST_NAMES));
        let untold = "linked to networks that no export names";
        match link {
            Link::Straight => to,
            Link::Untold => untold.to_owned(),
            Link::ByPeer(peer) => format!("linked to {}, which is peered with {}", last(peer), last(network)),
            Link::Nowhere => "linked to no network".to_owned(),
            Link::NowhereTold => "linked to nothing that an export tells".to_owned(),
            Link::OfUnknownNetwork if self.networks.is_empty() => untold.to_owned(),
            Link::OfUnknownNetwork => {
                format!("{to}, and no export tells in which network its private endpoint stands")
            }
            Link::Elsewhere { is_closed: true } => format!("{to} and not to {}", last(network)),
            Link::Elsewhere { is_closed: false } => {
                format!("{to} and not to {}, as far as the exports tell", last(network))
            }
        }
    }
}

/// The texts at a path in lower case, and whether the export tells all of them.
fn texts(facts: &dyn Facts, path: &str) -> (BTreeSet<String>, bool) {
    let (texts, is_told) = condition::texts(facts, path);
    (texts.into_iter().map(str::to_ascii_lowercase).collect(), is_told)
}

fn number(facts: &dyn Facts, path: &str) -> Option<usize> {
    let found = Lookup::parse(path).ok()?.values(facts).into_iter().next()?;
    let Fact::Value(crate::value::Value::Number(number)) = found else {
        return None;
    };
    usize::try_from(number.as_u64()?).ok()
}
