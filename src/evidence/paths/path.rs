//! Paths that were found, and their parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::GrantIx;
use crate::estate::Estate;
use crate::estate::exposure::Answer;
use crate::inventory::resource::ResourceIx;

use super::super::opinion::Proof;
use super::super::reason::Reason;

/// Rows that it shows of how open something is.
const MOST_WITNESSES: usize = 4;

/// A place on a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A resource.
    Resource(ResourceIx),
    /// A principal, by lower-case id.
    Principal(Arc<str>),
}

/// Connection between two places: the part that a change would take away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// The exposure of a resource, by the position of the route that tells of it.
    Door(usize, ResourceIx),
    /// A resource runs under an identity.
    Runs(Arc<str>, ResourceIx),
    /// A grant.
    Grant(GrantIx),
    /// A resource names another.
    Names(ResourceIx, ResourceIx),
}

/// One link and the rows that prove it.
#[derive(Clone, Debug)]
pub struct Link {
    /// Position of the step in the route; `None` for the entry.
    pub step: Option<usize>,
    /// The connection that it is.
    pub edge: Edge,
    /// The rows that prove it, one at least.
    pub proofs: Vec<Proof>,
}

/// A path that was found.
#[derive(Clone, Debug)]
pub struct Path {
    /// Position of its route in the framework.
    pub route: usize,
    /// The places in order. The assets at its end are not among them.
    pub nodes: Vec<Node>,
    /// The links in order; the first is the entry where the path begins at a resource.
    pub links: Vec<Link>,
    /// Resources at its end.
    pub assets: Arc<[ResourceIx]>,
    /// The change that breaks it, of those that break the most paths; `None` where the framework names no change.
    pub cut: Option<Cut>,
}

/// All paths of a tenant, worst first.
#[derive(Debug, Default)]
pub struct Paths {
    /// Paths by severity, then by the resources that they reach, then by route and place.
    pub all: Vec<Path>,
    /// Positions of routes that have more paths than are kept.
    pub clipped: Vec<usize>,
    /// Routes that may go on where the exports do not tell.
    pub open: Vec<Open>,
    /// Positions of the paths that begin at a place.
    pub(super) from: BTreeMap<Node, Vec<usize>>,
}

/// A route of which nothing tells how it goes on: there may be a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Position of the route in the framework.
    pub route: usize,
    /// Place where it begins.
    pub start: Node,
    /// The reason why that is not known.
    pub because: Because,
}

/// Reason why it is not known how a route goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// It leads into subscriptions, by lower-case id, of which no resource was exported.
    Unexported(Vec<Box<str>>),
    /// A row leaves out what would tell.
    Untold(Reason),
}

/// A change that breaks a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Position of the link that it takes away.
    pub link: usize,
    /// Number of paths that it breaks.
    pub breaks: usize,
}

impl Paths {
    /// The paths that begin at a place, worst first.
    pub fn from(&self, place: &Node) -> impl Iterator<Item = &Path> {
        let positions = self.from.get(place).into_iter().flatten();
        positions.map(|position| &self.all[*position])
    }
}

/// The rows that say how open something is.
pub(super) fn shown(estate: &Estate<'_>, answer: &Answer) -> Vec<Proof> {
    let rows = answer.rows.iter().take(MOST_WITNESSES);
    rows.map(|witness| {
        let source = estate.inventory.resource(witness.ix).source();
        Proof::new(source, witness.what.as_str()).traced(witness.trace.as_str())
    })
    .collect()
}
