//! Paths: from an exposure through entry points to an identity and the resources that it reaches. The routes are data; the search
//! knows only their steps. Every link of a path has the row that proves it, and every path the one change that would break it.

mod cut;
#[cfg(test)]
mod properties;
mod search;
mod targets;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::GrantIx;
use crate::condition::{Context, Truth};
use crate::estate::Estate;
use crate::estate::exposure::Answer;
use crate::estate::facts::ResourceFacts;
use crate::framework::control::EvidenceFile;
use crate::framework::{Control, Framework};
use crate::inventory::resource::ResourceIx;
use crate::reach::Reach;

use super::access::not_covered;
use super::{Judge, Opinion, Outcome, Proof, Subject, unseen, wording};

pub use cut::Cut;

/// Rows that a finding shows of its paths.
const MOST_PROOFS: usize = 12;
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
    /// Routes that lead into subscriptions of which no resource was exported.
    pub open: Vec<Open>,
    /// Positions of the paths that begin at a place.
    from: BTreeMap<Node, Vec<usize>>,
}

/// A route that leads into a subscription of which no resource was exported: there may be a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Position of the route in the framework.
    pub route: usize,
    /// Place where it begins.
    pub start: Node,
    /// Lower-case ids of the subscriptions that it leads into.
    pub into: Vec<Box<str>>,
}

impl Paths {
    /// Finds every path of every route.
    pub fn find(reach: &Reach<'_>, framework: &Framework, context: &Context) -> Paths {
        let mut paths = search::all(reach, framework, context);
        cut::choose(reach, framework, &mut paths.all);
        paths.all.sort_by(|left, right| {
            let key = |path: &Path| {
                let severity = framework.routes[path.route].file.severity;
                (severity, std::cmp::Reverse(path.assets.len()), path.route)
            };
            key(left)
                .cmp(&key(right))
                .then_with(|| left.nodes.cmp(&right.nodes))
                .then_with(|| {
                    let edges = |path: &Path| path.links.iter().map(|link| link.edge.clone()).collect::<Vec<_>>();
                    edges(left).cmp(&edges(right))
                })
        });
        for (position, path) in paths.all.iter().enumerate() {
            if let Some(first) = path.nodes.first() {
                paths.from.entry(first.clone()).or_default().push(position);
            }
        }
        paths
    }

    /// The paths that begin at a place, worst first.
    fn from(&self, place: &Node) -> impl Iterator<Item = &Path> {
        let positions = self.from.get(place).into_iter().flatten();
        positions.map(|position| &self.all[*position])
    }
}

/// Whether any rule of a control asks for paths.
pub(super) fn are_asked(control: &Control) -> bool {
    control.file.evidence.iter().any(|rule| !rule.routes().is_empty())
}

/// Whether a path of the named routes begins at the subject, or in it.
pub(super) fn judge(judge: &Judge<'_>, rule: &EvidenceFile, subject: &Subject) -> Opinion {
    let EvidenceFile::Path { routes, says } = rule else {
        return Opinion::unknown("");
    };
    let named = |route: usize| routes.contains(&judge.framework.routes[route].file.id);
    let mut found = beginning(judge, subject);
    found.retain(|path| named(path.route));
    if let Some(worst) = found.first() {
        let mut reason = format!("{} {}", says.fail, words::text(judge.reach(), judge.framework, worst));
        if let (Some(exposed), Some(Node::Resource(ix))) = (
            &judge.framework.routes[worst.route].file.start.exposed,
            worst.nodes.first(),
        ) {
            reason.push_str(&format!(" {}", judge.estate.exposure(*ix, &exposed.side).found()));
        }
        if found.len() > 1 {
            reason.push_str(&format!(" {} in all.", wording::count(found.len(), "path", "paths")));
        }
        let mut proofs: Vec<Proof> = Vec::new();
        for proof in found.iter().flat_map(|path| &path.links).flat_map(|link| &link.proofs) {
            if !proofs.contains(proof) && proofs.len() < MOST_PROOFS {
                proofs.push(proof.clone());
            }
        }
        return Opinion::new(Outcome::Fail, reason, proofs);
    }
    let starts = match starts(judge, routes, subject) {
        Ok(starts) => starts,
        Err(unknown) => return unknown,
    };
    // Where none of the routes can begin at it, it does not matter what no export tells of their further steps.
    if !starts.is_ruled_out {
        if let Some(reason) = not_covered(judge, subject) {
            return Opinion::unknown(reason);
        }
        let mut open = judge.paths().open.iter();
        if let Some(open) = open.find(|open| named(open.route) && begins(judge, subject, &open.start)) {
            let told = unseen::resources(judge, open.into.iter().map(|id| &**id));
            return Opinion::unknown(told.unwrap_or_default());
        }
        if let Some(why) = open_start(judge, routes, subject) {
            return Opinion::unknown(why);
        }
    }
    let Starts {
        mut proofs,
        found,
        absent,
        ..
    } = starts;
    if proofs.is_empty()
        && let Some(ix) = super::access::nearest(judge, subject)
    {
        proofs.push(Proof {
            source: judge.reach().grant(ix).source,
            what: "the role assignments are in this export; none of them is a step of such a path".into(),
        });
    }
    let mut reason = says.pass.clone();
    found
        .iter()
        .for_each(|sentence| reason.push_str(&format!(" {sentence}")));
    let mut opinion = Opinion::new(Outcome::Pass, reason, proofs);
    opinion.lowered = absent;
    opinion
}

/// Whether routes can begin at a subject, as far as its own row tells.
#[derive(Default)]
struct Starts {
    /// Whether its row shows that none of them can.
    is_ruled_out: bool,
    proofs: Vec<Proof>,
    /// Facts about its network, sentences.
    found: Vec<String>,
    /// Whether a route begins at resources of which no export holds any.
    absent: bool,
}

/// Whether the named routes can begin at a subject; an opinion that it is unknown where its row does not tell.
fn starts(judge: &Judge<'_>, routes: &[String], subject: &Subject) -> Result<Starts, Opinion> {
    let mut starts = Starts::default();
    let (mut ruled_out, mut possible) = (0, 0);
    for route in judge
        .framework
        .routes
        .iter()
        .filter(|route| routes.contains(&route.file.id))
    {
        let start = &route.file.start;
        let mut types = start.types.iter();
        starts.absent |= !start.types.is_empty() && types.all(|name| judge.estate.inventory.of_type(name).is_empty());
        let Some(row) = subject.row(judge.estate) else {
            continue;
        };
        let of_type = start
            .types
            .iter()
            .any(|name| name.eq_ignore_ascii_case(row.resource_type()));
        if !of_type && !start.resources.iter().any(|set| judge.estate.is_member(set, row.ix)) {
            continue;
        }
        let verdict = route
            .when
            .as_ref()
            .map(|condition| condition.evaluate(&ResourceFacts::new(row, judge.estate.rules), &judge.clock));
        let met = verdict.as_ref().map_or(Truth::True, |verdict| verdict.truth);
        let open = start.exposed.as_ref().map(|exposed| {
            let answer = judge.estate.exposure(row.ix, &exposed.side);
            (answer.reaches(exposed.from), answer)
        });
        let is_open = open.as_ref().map_or(Truth::True, |(truth, _)| *truth);
        match (met.and(is_open), &open, &verdict) {
            (Truth::Unknown, Some((Truth::Unknown, answer)), _) => {
                return Err(Opinion::unknown(answer.open_question()));
            }
            (Truth::Unknown, _, Some(verdict)) => {
                let seen = wording::seen(&verdict.trace, 3);
                return Err(Opinion::unknown(format!("The row does not tell: {seen}.")));
            }
            (Truth::False, ..) => ruled_out += 1,
            _ => possible += 1,
        }
        if let Some((Truth::False, answer)) = open {
            starts.found.push(answer.found());
            starts.proofs.extend(shown(judge.estate, &answer));
        } else if let Some(verdict) = verdict {
            starts.proofs.push(Proof {
                source: row.source(),
                what: wording::seen(&verdict.trace, 3).into(),
            });
        }
    }
    starts.is_ruled_out = ruled_out > 0 && possible == 0;
    Ok(starts)
}

/// The rows that say how open something is.
fn shown(estate: &Estate<'_>, answer: &Answer) -> Vec<Proof> {
    let rows = answer.rows.iter().take(MOST_WITNESSES);
    rows.map(|witness| Proof {
        source: estate.inventory.resource(witness.ix).source(),
        what: witness.what.as_str().into(),
    })
    .collect()
}

/// The paths that begin at the subject, or in it, worst first.
fn beginning<'j>(judge: &'j Judge<'_>, subject: &Subject) -> Vec<&'j Path> {
    let (estate, paths) = (judge.estate, judge.paths());
    match subject {
        Subject::Resource(ix) => paths.from(&Node::Resource(*ix)).collect(),
        Subject::Identity(position) => {
            let principal = estate.identities[*position].principal.as_str();
            paths.from(&Node::Principal(principal.into())).collect()
        }
        Subject::Subscription(_) => {
            let within = |path: &&Path| path.nodes.first().is_some_and(|first| begins(judge, subject, first));
            paths.all.iter().filter(within).collect()
        }
        Subject::Missing(_) | Subject::Outside(_) | Subject::Tenant => Vec::new(),
    }
}

/// The reason why one of these routes may begin in a subject unseen: no export tells what its AI runs under, or the environment of
/// that.
fn open_start<'j>(judge: &'j Judge<'_>, routes: &[String], subject: &Subject) -> Option<&'j str> {
    let estate = judge.estate;
    let mut untold = estate.untold.iter();
    if let Some(untold) = untold.find(|untold| begins(judge, subject, &Node::Resource(untold.ix))) {
        return Some(&untold.why);
    }
    let Subject::Subscription(position) = subject else {
        return None;
    };
    let named = judge
        .framework
        .routes
        .iter()
        .filter(|route| routes.contains(&route.file.id));
    let mut environments = named.flat_map(|route| &route.file.start.environments);
    environments.find_map(|environment| {
        let ai = estate.subscriptions[*position].ai.iter().map(|at| estate.ai[*at].ix);
        let mut open = ai.filter_map(|ix| estate.open_environment(ix));
        open.find_map(|open| open.among.contains(environment).then_some(&*open.why))
    })
}

fn begins(judge: &Judge<'_>, subject: &Subject, first: &Node) -> bool {
    match (subject, first) {
        (Subject::Resource(own), Node::Resource(ix)) => own == ix,
        (Subject::Identity(position), Node::Principal(id)) => judge.estate.identities[*position].principal == **id,
        (Subject::Subscription(position), Node::Resource(ix)) => {
            let own = judge.estate.inventory.resource(*ix).subscription();
            own.is_some_and(|own| own.eq_ignore_ascii_case(&judge.estate.subscriptions[*position].id))
        }
        _ => false,
    }
}

/// Meaning of a path, a sentence.
pub fn text(reach: &Reach<'_>, framework: &Framework, path: &Path) -> String {
    words::text(reach, framework, path)
}

/// The change that breaks a path, a sentence; empty where there is none.
pub fn cut_text(reach: &Reach<'_>, framework: &Framework, path: &Path) -> String {
    words::cut(reach, framework, path)
}

/// The resources at the end of a path: `41 storage accounts`.
pub fn assets_text(reach: &Reach<'_>, framework: &Framework, path: &Path) -> String {
    words::assets(reach, framework, path)
}

/// Controls that the change which breaks a path works towards.
pub fn cut_controls(framework: &Framework, path: &Path) -> Vec<String> {
    let link = path.cut.as_ref().and_then(|cut| path.links.get(cut.link));
    let file = link.and_then(|link| cut::file(framework, path, link));
    file.map_or_else(Vec::new, |file| file.controls.clone())
}
