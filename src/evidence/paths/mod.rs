//! Paths: from an exposure through entry points to an identity and the resources that it reaches. The routes are data; the search
//! knows only their steps. Every link of a path has the row that proves it, and every path the one change that would break it.

mod cut;
mod path;
pub mod route;
mod search;
mod targets;
mod words;

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::access::Privileges;
use crate::condition::{Context, Truth};
use crate::estate::facts::ResourceFacts;
use crate::inventory::resource::ResourceIx;
use crate::reach::Reach;

use super::access::not_covered;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::{Reason, reason};
use super::says::SaysFile;
use super::subject::Subject;
use super::{exported, wording};

use path::{Because, shown};
use route::Route;

pub use path::{Cut, Edge, Link, Node, Open, Path, Paths};

/// Upper bound of the facts of a row that a reason names.
const MOST_FACTS: usize = 3;
/// Rows that a finding shows of its paths.
const MOST_PROOFS: usize = 12;

impl Paths {
    /// Finds every path of every route.
    pub fn find(reach: &Reach<'_>, routes: &[Route], context: &Context) -> Paths {
        let mut paths = search::all(reach, routes, context);
        cut::choose(reach, routes, &mut paths.all);
        paths.all.sort_by(|left, right| {
            let key = |path: &Path| {
                let severity = routes[path.route].file.severity;
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
}

/// Paths of `routes.json` that begin at the subject, or in it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathEvidence {
    /// Ids of routes. Any path of any of them fails the subject.
    routes: Vec<String>,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for PathEvidence {
    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        judge(context, &self.routes, &self.says, subject)
    }

    fn routes(&self) -> &[String] {
        &self.routes
    }

    fn words(&self) -> String {
        format!("paths of the routes {}", self.routes.join(", "))
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// Every path of every route, searched for on the first call.
pub(crate) fn all<'c>(context: &'c EvidenceContext<'_>) -> &'c Arc<Paths> {
    let find = || Arc::new(Paths::find(&context.reach, context.routes, &context.clock));
    context.cache::<OnceLock<Arc<Paths>>>().get_or_init(find)
}

/// Whether a path of the named routes begins at the subject, or in it.
fn judge(
    judge: &EvidenceContext<'_>,
    routes: &[String],
    says: &SaysFile,
    subject: &Subject,
) -> Result<Opinion, Undecided> {
    let named = |route: usize| routes.contains(&judge.routes[route].file.id);
    let mut found = beginning(judge, subject);
    found.retain(|path| named(path.route));
    if let Some(worst) = found.first() {
        let mut reason = format!("{} {}", says.fail, words::text(judge.reach(), judge.routes, worst));
        if let (Some(exposed), Some(Node::Resource(ix))) =
            (&judge.routes[worst.route].file.start.exposed, worst.nodes.first())
        {
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
        return Ok(Opinion::fail(reason, proofs));
    }
    let starts = starts(judge, routes, subject)?;
    // Where none of the routes can begin at it, it does not matter what no export tells of their further steps.
    if !starts.is_ruled_out {
        if let Some(reason) = not_covered(judge, subject) {
            return Err(reason!("{reason}").into());
        }
        let mut open = all(judge).open.iter();
        if let Some(open) = open.find(|open| named(open.route) && begins(judge, subject, &open.start)) {
            match &open.because {
                Because::Untold(why) => return Err(why.clone().into()),
                Because::Unexported(into) => exported::resources(judge, into.iter().map(|id| &**id))?,
            }
            return Err(reason!("No export holds the resources that a route may lead to.").into());
        }
        if let Some(why) = open_start(judge, routes, subject) {
            return Err(Reason::given(why, reason!("No export tells where such a path may begin.")).into());
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
        let what = "The role assignments are in this export, and none of them is a step of such a path";
        proofs.push(Proof::new(judge.reach().grant(ix).source, what));
    }
    let mut reason = says.pass.clone();
    found
        .iter()
        .for_each(|sentence| reason.push_str(&format!(" {sentence}")));
    let mut opinion = Opinion::pass(reason, proofs);
    opinion.lowered = absent;
    Ok(opinion)
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
fn starts(judge: &EvidenceContext<'_>, routes: &[String], subject: &Subject) -> Result<Starts, Reason> {
    let mut starts = Starts::default();
    let (mut ruled_out, mut possible) = (0, 0);
    for route in judge.routes.iter().filter(|route| routes.contains(&route.file.id)) {
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
        let usable = takes(judge, &start.usable, row.ix);
        let met = met.and(usable);
        let open = start.exposed.as_ref().map(|exposed| {
            let answer = judge.estate.exposure(row.ix, &exposed.side);
            (answer.reaches(exposed.from), answer)
        });
        let is_open = open.as_ref().map_or(Truth::True, |(truth, _)| *truth);
        match (met.and(is_open), &open, &verdict) {
            (Truth::Unknown, Some((Truth::Unknown, answer)), _) => {
                let untold = reason!("The exports do not tell how open its network is.");
                return Err(Reason::given(&answer.open_question(), untold));
            }
            (Truth::Unknown, _, Some(verdict)) => {
                let told = wording::told(&judge.estate.rules.words, &verdict.trace, MOST_FACTS);
                return Err(reason!("{}.", told.sentence()));
            }
            (Truth::Unknown, ..) => return Err(reason!("Its row does not tell whether it takes keys.")),
            (Truth::False, ..) => ruled_out += 1,
            _ => possible += 1,
        }
        if let Some((Truth::False, answer)) = open {
            starts.found.push(answer.found());
            starts.proofs.extend(shown(judge.estate, &answer));
        } else if let Some(verdict) = verdict {
            let told = wording::told(&judge.estate.rules.words, &verdict.trace, MOST_FACTS);
            let proof = Proof::new(row.source(), told.sentence());
            starts.proofs.push(proof.traced(told.trace));
        }
    }
    starts.is_ruled_out = ruled_out > 0 && possible == 0;
    Ok(starts)
}

/// Whether any of some privileges works on a resource, where there are any.
fn takes(judge: &EvidenceContext<'_>, names: &[String], ix: ResourceIx) -> Truth {
    let estate = judge.estate;
    let wanted = Privileges::named(estate.roles, names);
    let usable = estate.usable(ix, wanted);
    match (usable.certain.is_empty(), usable.possible.is_empty()) {
        _ if wanted.is_empty() => Truth::True,
        (false, _) => Truth::True,
        (true, false) => Truth::Unknown,
        (true, true) => Truth::False,
    }
}

/// The paths that begin at the subject, or in it, worst first.
fn beginning<'j>(judge: &'j EvidenceContext<'_>, subject: &Subject) -> Vec<&'j Path> {
    let (estate, paths) = (judge.estate, all(judge));
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
fn open_start<'j>(judge: &'j EvidenceContext<'_>, routes: &[String], subject: &Subject) -> Option<&'j str> {
    let estate = judge.estate;
    let mut untold = estate.untold.iter();
    if let Some(untold) = untold.find(|untold| begins(judge, subject, &Node::Resource(untold.ix))) {
        return Some(&untold.why);
    }
    let Subject::Subscription(position) = subject else {
        return None;
    };
    let named = judge.routes.iter().filter(|route| routes.contains(&route.file.id));
    let mut environments = named.flat_map(|route| &route.file.start.environments);
    environments.find_map(|environment| {
        let ai = estate.subscriptions[*position].ai.iter().map(|at| estate.ai[*at].ix);
        let mut open = ai.filter_map(|ix| estate.open_environment(ix));
        open.find_map(|open| open.among.contains(environment).then_some(&*open.why))
    })
}

fn begins(judge: &EvidenceContext<'_>, subject: &Subject, first: &Node) -> bool {
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
pub fn text(reach: &Reach<'_>, routes: &[Route], path: &Path) -> String {
    words::text(reach, routes, path)
}

/// The change that breaks a path, a sentence; empty where there is none.
pub fn cut_text(reach: &Reach<'_>, routes: &[Route], path: &Path) -> String {
    words::cut(reach, routes, path)
}

/// The resources at the end of a path: `41 storage accounts`.
pub fn assets_text(reach: &Reach<'_>, routes: &[Route], path: &Path) -> String {
    words::assets(reach, routes, path)
}

/// Controls that the change which breaks a path works towards.
pub fn cut_controls(routes: &[Route], path: &Path) -> Vec<String> {
    let link = path.cut.as_ref().and_then(|cut| path.links.get(cut.link));
    let file = link.and_then(|link| cut::file(routes, path, link));
    file.map_or_else(Vec::new, |file| file.controls.clone())
}
