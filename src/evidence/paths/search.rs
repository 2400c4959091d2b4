//! The search: from every place where a route can begin, along its steps.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::access::{GrantIx, Place, Privileges, ScopeIx};
use crate::condition::{Context, Truth};
use crate::estate::facts::ResourceFacts;
use crate::inventory::ResourceRef;
use crate::inventory::access::{Principal, PrincipalKind};
use crate::inventory::resource::ResourceIx;
use crate::reach::{Counting, Reach};
use crate::value::arm_id::ArmId;
use crate::value::path::values_at;
use crate::value::{Column, Value};

use super::super::access::file::Standing;
use super::super::opinion::Proof;
use super::super::reason::reason;
use super::super::wording::{self, Told};
use super::path::{Because, Edge, Link, Node, Open, Path, Paths, shown};
use super::route::{ExposedFile, Route, StepFile, TargetFile};
use super::targets::Targets;

/// Upper bound of the facts of a row that a link names.
const MOST_FACTS: usize = 3;

/// Paths kept of one route; beyond that a route says that there are more.
const MOST_PATHS: usize = 2000;

/// Every path of every route, in the order of routes and places.
pub(super) fn all(reach: &Reach<'_>, routes: &[Route], context: &Context) -> Paths {
    let routes = routes.par_iter().enumerate().with_max_len(1);
    let searches = routes.map(|(position, route)| {
        let mut search = Search {
            reach,
            route,
            position,
            context,
            found: Vec::new(),
            open: Vec::new(),
            ends: FxHashMap::default(),
            targets: Targets::new(reach.estate),
        };
        search.begin();
        (search.found, search.open)
    });
    let mut paths = Paths::default();
    for (position, (mut found, mut open)) in searches.collect::<Vec<_>>().into_iter().enumerate() {
        if found.len() > MOST_PATHS {
            found.truncate(MOST_PATHS);
            paths.clipped.push(position);
        }
        paths.all.append(&mut found);
        paths.open.append(&mut open);
    }
    paths
}

/// Position of a search.
struct At<'a> {
    nodes: &'a [Node],
    links: &'a [Link],
    /// Position of the step that it takes.
    step: usize,
    is_last: bool,
}

struct Search<'a, 'b> {
    reach: &'a Reach<'b>,
    route: &'a Route,
    position: usize,
    context: &'a Context,
    found: Vec<Path>,
    open: Vec<Open>,
    /// The resources that grants with equal rights over one container reach by a step.
    ends: FxHashMap<(usize, u32, ScopeIx), Ends>,
    targets: Targets<'a>,
}

/// Resources that a grant reaches by a step.
#[derive(Clone)]
struct Ends {
    reached: Arc<[ResourceIx]>,
    /// One of those of which nothing tells whether a privilege works on them.
    perhaps: Option<ResourceIx>,
}

/// A link whose proofs are put together when a path is found that has it: most lead nowhere.
fn unproved(step: Option<usize>, edge: Edge) -> Link {
    Link {
        step,
        edge,
        proofs: Vec::new(),
    }
}

impl Search<'_, '_> {
    fn begin(&mut self) {
        let estate = self.reach.estate;
        let start = &self.route.file.start;
        let target = TargetFile {
            resources: start.resources.clone(),
            types: start.types.clone(),
            environments: start.environments.clone(),
            what: None,
        };
        for ix in self.targets.named(&target) {
            let row = estate.inventory.resource(ix);
            let is_met = self.route.when.as_ref().is_none_or(|condition| {
                condition.truth(&ResourceFacts::new(row, estate.rules), self.context) == Truth::True
            });
            let is_open =
                |exposed: &ExposedFile| estate.exposure(ix, &exposed.side).reaches(exposed.from) == Truth::True;
            if is_met && self.takes(ix) && start.exposed.as_ref().is_none_or(is_open) {
                let door = unproved(None, Edge::Door(self.position, ix));
                self.follow(vec![Node::Resource(ix)], vec![door]);
            }
        }
        if let Some(standing) = start.standing {
            let principals: Vec<Arc<str>> = estate
                .inventory
                .access
                .principals()
                .filter(|principal| self.stands(standing, principal))
                .map(|principal| principal.id.to_ascii_lowercase().into())
                .collect();
            for principal in principals {
                self.follow(vec![Node::Principal(principal)], Vec::new());
            }
        }
    }

    /// Whether a privilege works on a resource, where the route asks for that.
    fn takes(&self, ix: ResourceIx) -> bool {
        let estate = self.reach.estate;
        let wanted = Privileges::named(estate.roles, &self.route.file.start.usable);
        wanted.is_empty() || !estate.usable(ix, wanted).certain.is_empty()
    }

    fn stands(&self, standing: Standing, principal: &Principal) -> bool {
        let is_identity = || self.reach.identity(&principal.id.to_ascii_lowercase()).is_some();
        match standing {
            Standing::Guest => principal.is_outsider == Some(true),
            Standing::Orphan => principal.is_orphan == Some(true),
            Standing::Member => principal.is_outsider != Some(true) && principal.is_orphan != Some(true),
            Standing::Workload => principal.kind == PrincipalKind::ServicePrincipal && !is_identity(),
            Standing::Identity => is_identity(),
        }
    }

    /// Goes on from the last place by the step that follows the links taken so far.
    fn follow(&mut self, nodes: Vec<Node>, links: Vec<Link>) {
        if self.found.len() > MOST_PATHS {
            return;
        }
        let taken = links.iter().filter(|link| link.step.is_some()).count();
        let route = self.route;
        let (Some(step), Some(last)) = (route.file.steps.get(taken), nodes.last().cloned()) else {
            return;
        };
        let at = At {
            nodes: &nodes,
            links: &links,
            step: taken,
            is_last: taken + 1 == route.file.steps.len(),
        };
        match (step, &last) {
            (StepFile::RunsAs { .. }, Node::Resource(ix)) => self.runs_as(*ix, &at),
            (StepFile::Runs { .. }, Node::Principal(id)) => self.runs(id, &at),
            (StepFile::TrustedBy { classes, .. }, Node::Resource(ix)) => {
                let wanted = Privileges::named(self.reach.estate.roles, classes);
                self.trusted_by(*ix, wanted, &at);
            }
            (StepFile::Holds { classes, to, .. }, Node::Principal(id)) => {
                let wanted = Privileges::named(self.reach.estate.roles, classes);
                self.holds(id, wanted, to, &at);
            }
            (StepFile::Names { path, to, .. }, Node::Resource(ix)) => {
                self.names(*ix, path, to, &at);
            }
            _ => {}
        }
    }

    /// Takes one step: on to the next, or to the end of the path.
    fn step(&mut self, at: &At<'_>, to: Node, link: Link) {
        if at.nodes.contains(&to) {
            return;
        }
        let (mut nodes, mut links) = (at.nodes.to_vec(), at.links.to_vec());
        let asset = match (&to, nodes.first()) {
            (Node::Resource(ix), _) | (Node::Principal(_), Some(Node::Resource(ix))) => Some(*ix),
            _ => None,
        };
        nodes.push(to);
        links.push(link);
        if at.is_last {
            self.end(nodes, links, asset.into_iter().collect());
        } else {
            self.follow(nodes, links);
        }
    }

    fn end(&mut self, nodes: Vec<Node>, mut links: Vec<Link>, assets: Arc<[ResourceIx]>) {
        for link in &mut links {
            link.proofs = self.proofs(link);
        }
        self.found.push(Path {
            route: self.position,
            nodes,
            links,
            assets,
            cut: None,
        });
    }

    /// Takes note that the path may go on in a way that the exports do not tell.
    fn may_go_on(&mut self, because: Because, at: &At<'_>) {
        let Some(start) = at.nodes.first() else { return };
        let open = Open {
            route: self.position,
            start: start.clone(),
            because,
        };
        if !self.open.contains(&open) {
            self.open.push(open);
        }
    }

    /// Takes note that the path may go on into subscriptions of which no resource was exported, by lower-case id.
    fn leads_into(&mut self, into: Vec<&str>, at: &At<'_>) {
        if !into.is_empty() {
            let into = into.into_iter().map(Box::from).collect();
            self.may_go_on(Because::Unexported(into), at);
        }
    }

    /// Takes note that the path may go on through a resource whose row does not tell whether a privilege works on it.
    fn may_work_on(&mut self, ix: ResourceIx, at: &At<'_>) {
        let row = self.reach.estate.inventory.resource(ix);
        let why = reason!(
            "No export tells whether {} takes keys, which this can list.",
            row.name()
        );
        self.may_go_on(Because::Untold(why), at);
    }

    /// The rows that prove a link.
    fn proofs(&self, link: &Link) -> Vec<Proof> {
        let (reach, estate) = (self.reach, self.reach.estate);
        let by_row = |ix: ResourceIx, what: &dyn Fn(ResourceRef<'_>) -> Told| {
            let row = estate.inventory.resource(ix);
            let told = what(row);
            vec![Proof::new(row.source(), told.says).traced(told.trace)]
        };
        match &link.edge {
            Edge::Door(_, ix) => {
                let open = self
                    .route
                    .file
                    .start
                    .exposed
                    .as_ref()
                    .map(|exposed| estate.exposure(*ix, &exposed.side));
                let mut proofs: Vec<Proof> = open.iter().flat_map(|open| shown(estate, open)).collect();
                let usable = Privileges::named(estate.roles, &self.route.file.start.usable);
                for condition in self.route.when.iter().chain(estate.conditions_of(usable)) {
                    proofs.extend(by_row(*ix, &|row| {
                        let facts = ResourceFacts::new(row, estate.rules);
                        let verdict = condition.evaluate(&facts, self.context);
                        let told = wording::told(&estate.rules.words, &verdict.trace, MOST_FACTS);
                        Told {
                            says: told.sentence(),
                            ..told
                        }
                    }));
                }
                if proofs.is_empty() {
                    proofs = by_row(*ix, &|row| {
                        let kind = wording::article(&estate.kind(row));
                        Told::plain(format!("{} is {kind}", row.name()))
                    });
                }
                proofs
            }
            Edge::Runs(id, ix) => by_row(*ix, &|row| Told {
                says: wording::runs_under(row.name(), &reach.name(id)),
                trace: format!("principal {id}"),
            }),
            Edge::Grant(grant) => reach.rows(*grant).into_iter().map(Proof::from).collect(),
            Edge::Names(ix, target) => by_row(*ix, &|row| {
                let step = link.step.and_then(|step| self.route.file.steps.get(step));
                let path = match step {
                    Some(StepFile::Names { path, .. }) => path.as_str(),
                    _ => "",
                };
                let target = estate.inventory.resource(*target).name();
                Told {
                    says: format!("{} names {target} in its settings", row.name()),
                    trace: path.to_owned(),
                }
            }),
        }
    }

    fn runs_as(&mut self, ix: ResourceIx, at: &At<'_>) {
        for identity in self.reach.runs_under(ix) {
            let principal: Arc<str> = identity.principal.as_str().into();
            let link = unproved(Some(at.step), Edge::Runs(principal.clone(), ix));
            self.step(at, Node::Principal(principal), link);
        }
    }

    fn runs(&mut self, id: &str, at: &At<'_>) {
        let estate = self.reach.estate;
        let attached = self.reach.identity(id).map_or(&[][..], |identity| &identity.attached);
        for ix in attached.iter().map(|ai| estate.ai[*ai].ix) {
            let link = unproved(Some(at.step), Edge::Runs(id.into(), ix));
            self.step(at, Node::Resource(ix), link);
        }
    }

    fn trusted_by(&mut self, ix: ResourceIx, wanted: Privileges, at: &At<'_>) {
        let reach = self.reach;
        let counts = |grant: &GrantIx| !reach.grant(*grant).eligible && reach.is_identity(*grant);
        let holders = reach.holders(ix, wanted);
        for grant in holders.grants().filter(counts) {
            let link = unproved(Some(at.step), Edge::Grant(grant));
            let principal = reach.grant(grant).principal.clone();
            self.step(at, Node::Principal(principal), link);
        }
        if reach.estate.usable(ix, wanted).is_open()
            && reach.possible_holders(ix, wanted).grants().any(|ix| counts(&ix))
        {
            self.may_work_on(ix, at);
        }
    }

    fn holds(&mut self, id: &str, wanted: Privileges, to: &TargetFile, at: &At<'_>) {
        let reach = self.reach;
        let passed = |ix: &ResourceIx| at.nodes.contains(&Node::Resource(*ix));
        for grant in reach
            .of(id)
            .iter()
            .copied()
            .filter(|grant| !reach.grant(*grant).eligible)
        {
            if !reach.rights(grant).hold(wanted) {
                continue;
            }
            self.leads_into(reach.unseen(grant), at);
            let Ends { reached, perhaps } = self.reached(grant, wanted, to, at.step);
            if let Some(perhaps) = perhaps {
                self.may_work_on(perhaps, at);
            }
            let mut reached = reached;
            if reached.iter().any(passed) {
                reached = reached.iter().copied().filter(|ix| !passed(ix)).collect();
            }
            if reached.is_empty() {
                continue;
            }
            let link = unproved(Some(at.step), Edge::Grant(grant));
            if at.is_last {
                let links = at.links.iter().cloned().chain([link]).collect();
                self.end(at.nodes.to_vec(), links, reached);
                continue;
            }
            for ix in reached.iter() {
                if self.found.len() > MOST_PATHS {
                    return;
                }
                self.step(at, Node::Resource(*ix), link.clone());
            }
        }
    }

    /// The targets that a grant reaches with any of these privileges.
    fn reached(&mut self, grant: GrantIx, wanted: Privileges, to: &TargetFile, step: usize) -> Ends {
        let reach = self.reach;
        let key = match reach.grant(grant).place {
            Place::Container(scope) => Some((step, reach.rights_number(grant), scope)),
            _ => None,
        };
        if let Some(known) = key.and_then(|key| self.ends.get(&key)) {
            return known.clone();
        }
        let aims = self.targets.of_step(to, step);
        let among = |counting| {
            let mut found = reach.reached_among(grant, wanted, &aims, counting);
            found.sort_unstable();
            found
        };
        let reached = among(Counting::Certain);
        let is_open = !reach.rights(grant).hold(reach.estate.roles.unconditional(wanted));
        let perhaps = if is_open {
            among(Counting::Possible)
        } else {
            Default::default()
        };
        let ends = Ends {
            perhaps: perhaps.into_iter().find(|ix| reached.binary_search(ix).is_err()),
            reached: reached.into(),
        };
        if let Some(key) = key {
            self.ends.insert(key, ends.clone());
        }
        ends
    }

    fn names(&mut self, ix: ResourceIx, path: &str, to: &TargetFile, at: &At<'_>) {
        let inventory = self.reach.estate.inventory;
        let row = inventory.resource(ix);
        let (column, inner) = path.split_once('.').unwrap_or(("properties", path));
        let Some(content) = row.column(column).and_then(Column::into_known) else {
            return;
        };
        let ids: Vec<&str> = values_at(&content, inner)
            .into_iter()
            .filter_map(Value::as_str)
            .collect();
        let unseen = &inventory.subscriptions_in_use().unexported;
        let subscriptions = ids
            .iter()
            .filter_map(|id| unseen.get(&*ArmId::new(id).subscription()?.to_ascii_lowercase()));
        self.leads_into(subscriptions.map(|id| &**id).collect(), at);
        let named: BTreeSet<ResourceIx> = ids
            .into_iter()
            .filter_map(|id| inventory.find(id))
            .map(|row| row.ix)
            .filter(|target| self.targets.holds(to, *target))
            .collect();
        for target in named {
            let link = unproved(Some(at.step), Edge::Names(ix, target));
            self.step(at, Node::Resource(target), link);
        }
    }
}
