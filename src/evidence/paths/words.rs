//! Paths in words: the framework's sentences with the values of a path filled in.

use crate::reach::Reach;

use super::super::wording;
use super::cut;
use super::path::{Edge, Node, Path};
use super::route::{Route, StepFile};

/// Meaning of a path, a sentence.
pub(super) fn text(reach: &Reach<'_>, routes: &[Route], path: &Path) -> String {
    let mut identities = path.nodes.iter().rev().filter_map(|node| match node {
        Node::Principal(id) => Some(reach.name(id)),
        Node::Resource(_) => None,
    });
    let start = path.nodes.first().map(|node| name(reach, node)).unwrap_or_default();
    let last = path.links.last().map(|link| &link.edge);
    let assets = assets(reach, routes, path);
    filled(reach, &routes[path.route].file.text, last)
        .replace("{reach}", &reached(reach, last, &assets))
        .replace("{start}", &start)
        .replace("{identity}", &identities.next().unwrap_or_default())
        .replace("{assets}", &assets)
}

/// Wording of the last grant: `Storage Blob Data Reader on subscription sub-prod, and with it 41 stores`.
fn reached(reach: &Reach<'_>, edge: Option<&Edge>, assets: &str) -> String {
    let Some(Edge::Grant(grant)) = edge else {
        return assets.to_owned();
    };
    let (role, scope) = (reach.role(*grant), reach.scope_name(*grant));
    if scope == assets {
        format!("{role} on {scope}")
    } else {
        format!("{role} on {scope}, and with it {assets}")
    }
}

/// The change that breaks a path, a sentence.
pub(super) fn cut(reach: &Reach<'_>, routes: &[Route], path: &Path) -> String {
    let Some(link) = path.cut.as_ref().and_then(|cut| path.links.get(cut.link)) else {
        return String::new();
    };
    let Some(file) = cut::file(routes, path, link) else {
        return String::new();
    };
    let (from, to) = ends(reach, routes, path, &link.edge);
    filled(reach, &file.text, Some(&link.edge))
        .replace("{from}", &from)
        .replace("{to}", &to)
}

/// The resources at the end of a path.
pub(super) fn assets(reach: &Reach<'_>, routes: &[Route], path: &Path) -> String {
    let estate = reach.estate;
    if let [only] = &*path.assets {
        let resource = estate.inventory.resource(*only);
        return format!("{} {}", estate.kind(resource), resource.name());
    }
    let target = routes[path.route].file.steps.last().and_then(StepFile::target);
    let what = target.and_then(|target| target.what.as_ref());
    match what {
        Some([one, many]) => wording::count(path.assets.len(), one, many),
        None => wording::count(path.assets.len(), "resource", "resources"),
    }
}

fn filled(reach: &Reach<'_>, text: &str, edge: Option<&Edge>) -> String {
    match edge {
        Some(Edge::Grant(grant)) => text
            .replace("{role}", reach.role(*grant))
            .replace("{scope}", &reach.scope_name(*grant)),
        _ => text.to_owned(),
    }
}

fn ends(reach: &Reach<'_>, routes: &[Route], path: &Path, edge: &Edge) -> (String, String) {
    let resource = |ix| reach.estate.inventory.resource(ix).name().to_owned();
    match edge {
        Edge::Door(_, ix) => (routes[path.route].file.start.title.clone(), resource(*ix)),
        Edge::Runs(id, ix) => (resource(*ix), reach.name(id)),
        Edge::Grant(grant) => {
            let holder = reach.name(&reach.grant(*grant).principal);
            let from = match reach.membership(*grant) {
                Some(membership) => format!(
                    "the group {} (of which {holder} is a member)",
                    reach.name(&membership.group)
                ),
                None => holder,
            };
            (from, reach.scope_name(*grant))
        }
        Edge::Names(from, to) => (resource(*from), resource(*to)),
    }
}

/// Name of a place.
pub(super) fn name(reach: &Reach<'_>, node: &Node) -> String {
    match node {
        Node::Resource(ix) => reach.estate.inventory.resource(*ix).name().to_owned(),
        Node::Principal(id) => reach.name(id),
    }
}
