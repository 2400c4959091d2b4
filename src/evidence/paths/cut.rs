//! The cheapest cut of a path: of the changes that would break it, the one that breaks the most paths.

use std::collections::BTreeMap;

use crate::reach::Reach;

use super::path::{Cut, Edge, Link, Path};
use super::route::{CutFile, Route, StepFile};

/// Gives each path its cut. Of changes that break equally many, it is the one nearest to the start.
pub(super) fn choose(reach: &Reach<'_>, routes: &[Route], paths: &mut [Path]) {
    let mut breaks: BTreeMap<Edge, usize> = BTreeMap::new();
    // Grants that members of a group hold through it go with the one grant that was made to the group.
    let made = |edge: &Edge| match edge {
        Edge::Grant(grant) => Edge::Grant(reach.made(*grant)),
        other => other.clone(),
    };
    for path in paths.iter() {
        for link in &path.links {
            *breaks.entry(made(&link.edge)).or_default() += 1;
        }
    }
    for path in paths {
        let fits = |link: &Link| {
            let made = match link.edge {
                Edge::Grant(grant) => reach.grant(grant).level.name(),
                _ => "",
            };
            let allowed = |cut: &CutFile| cut.levels.is_empty() || cut.levels.iter().any(|level| level == made);
            file(routes, path, link).is_some_and(allowed)
        };
        let candidates = path.links.iter().enumerate().filter(|(_, link)| fits(link));
        let best = candidates
            .map(|(position, link)| Cut {
                link: position,
                breaks: breaks.get(&made(&link.edge)).copied().unwrap_or(0),
            })
            .max_by_key(|cut| (cut.breaks, std::cmp::Reverse(cut.link)));
        path.cut = best;
    }
}

/// The framework's text for the change that takes a link away.
pub(super) fn file<'a>(routes: &'a [Route], path: &Path, link: &Link) -> Option<&'a CutFile> {
    let route = &routes[path.route].file;
    match link.step {
        None => route.start.cut.as_ref(),
        Some(step) => route.steps.get(step).and_then(StepFile::cut),
    }
}
