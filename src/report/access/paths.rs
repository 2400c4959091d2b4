//! Paths as chains of hops.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::Proof;
use crate::evidence::paths::route::StepFile;
use crate::evidence::paths::{self, Edge, Link, Node, Path, Paths};
use crate::reach::Reach;
use crate::report::sources::Sources;
use crate::report::tone::Tone;
use crate::report::{format, model};

/// Paths that the report tells in full.
const MOST_PATHS: usize = 8;
/// Upper bound of the paths of one route.
const MOST_OF_ROUTE: usize = 2;

impl Sources<'_> {
    /// The worst paths: of those that pass the same places only the one that reaches most, of each route only a few.
    pub(super) fn paths(&self, reach: &Reach<'_>, found: &Paths, roadmap: &model::Roadmap) -> Vec<model::AccessPath> {
        let mut places: BTreeSet<(usize, &[Node])> = BTreeSet::new();
        let mut of_route: BTreeMap<usize, usize> = BTreeMap::new();
        let mut shown = Vec::new();
        for path in &found.all {
            let told = of_route.entry(path.route).or_default();
            if shown.len() >= MOST_PATHS || *told >= MOST_OF_ROUTE || !places.insert((path.route, &path.nodes)) {
                continue;
            }
            *told += 1;
            let mut told = self.path(reach, path, found.all.len(), roadmap);
            told.id = format!("P{}", shown.len() + 1);
            shown.push(told);
        }
        shown
    }

    fn path(&self, reach: &Reach<'_>, path: &Path, total: usize, roadmap: &model::Roadmap) -> model::AccessPath {
        let route = &self.framework.routes[path.route].file;
        model::AccessPath {
            id: String::new(),
            title: route.title.clone(),
            severity: route.severity,
            text: paths::text(reach, &self.framework.routes, path),
            hops: self.hops(reach, path),
            assets: path.assets.len(),
            cut: self.cut(reach, path, total, roadmap),
        }
    }

    fn hops(&self, reach: &Reach<'_>, path: &Path) -> Vec<model::Hop> {
        let route = &self.framework.routes[path.route].file;
        let tone = Tone::from(route.severity);
        let hop = |via: &str, title: String, detail: String, tone: Tone, link: Option<&Link>| model::Hop {
            via: via.to_owned(),
            title,
            detail,
            tone,
            evidence: link.map_or_else(Vec::new, |link| {
                link.proofs.iter().map(|proof| self.evidence(proof)).collect()
            }),
        };
        let mut hops = Vec::new();
        let mut links = path.links.iter();
        for (position, node) in path.nodes.iter().enumerate() {
            let (title, kind) = self.node(reach, node);
            let first = (position == 0).then_some(node);
            match first {
                Some(Node::Resource(_)) => {
                    let door = links.next();
                    hops.push(hop(
                        "",
                        route.start.title.clone(),
                        route.start.detail.clone(),
                        tone,
                        door,
                    ));
                    hops.push(hop(&route.start.via, title, kind, tone, door));
                }
                // A principal is proven by the grant that it holds.
                Some(Node::Principal(_)) => {
                    let detail = format!("{}: {}", route.start.title.to_lowercase(), route.start.detail);
                    hops.push(hop("", title, detail, tone, path.links.first()));
                }
                None => {
                    let link = links.next();
                    let via = link
                        .and_then(|link| route.steps.get(link.step?))
                        .map_or("", StepFile::via);
                    let detail = match link.map(|link| &link.edge) {
                        Some(Edge::Grant(grant)) => format!("{kind}, {}", reach.role(*grant)),
                        _ => kind,
                    };
                    hops.push(hop(via, title, detail, Tone::High, link));
                }
            }
        }
        if let Some(link) = links.next() {
            let grant = match link.edge {
                Edge::Grant(grant) => Some(grant),
                _ => None,
            };
            let membership = grant.and_then(|grant| reach.membership(grant));
            if let (Some(membership), Some(grant)) = (membership, grant) {
                let rows = reach.membership_rows(grant).into_iter();
                let mut through = hop(
                    "member of",
                    reach.name(&membership.group),
                    "group".to_owned(),
                    Tone::High,
                    None,
                );
                through.evidence = rows.map(|row| self.evidence(&Proof::from(row))).collect();
                hops.push(through);
            }
            let via = link
                .step
                .and_then(|step| route.steps.get(step))
                .map_or("", StepFile::via);
            let detail = match link.edge {
                Edge::Grant(grant) => format!("{} on {}", reach.role(grant), reach.scope_name(grant)),
                _ => String::new(),
            };
            let assets = paths::assets_text(reach, &self.framework.routes, path);
            hops.push(hop(via, assets, detail, Tone::High, Some(link)));
        }
        hops
    }

    fn node(&self, reach: &Reach<'_>, node: &Node) -> (String, String) {
        match node {
            Node::Resource(ix) => {
                let resource = self.estate.inventory.resource(*ix);
                (resource.name().to_owned(), self.estate.kind(resource))
            }
            Node::Principal(id) => {
                let kind = reach.identity(id).map_or("principal", |identity| &identity.kind);
                (reach.name(id), kind.to_owned())
            }
        }
    }

    fn cut(&self, reach: &Reach<'_>, path: &Path, total: usize, roadmap: &model::Roadmap) -> Option<model::PathCut> {
        let cut = path.cut.as_ref()?;
        let controls = paths::cut_controls(&self.framework.routes, path);
        let step = roadmap
            .steps
            .iter()
            .find(|step| step.controls.iter().any(|id| controls.contains(id)));
        Some(model::PathCut {
            text: paths::cut_text(reach, &self.framework.routes, path),
            breaks: cut.breaks,
            breaks_text: format!(
                "breaks {} of {}",
                format::number(cut.breaks as u64),
                format::count(total, "path", "paths")
            ),
            worth: step.map_or_else(String::new, |step| {
                let named: Vec<&str> = controls
                    .iter()
                    .map(String::as_str)
                    .filter(|id| step.controls.iter().any(|own| own == id))
                    .collect();
                format!("{} points ({})", step.gain_text, named.join(", "))
            }),
        })
    }
}
