//! The grants that bear on a subject, and the check whether the exports hold them at all.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::access::GrantIx;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::super::assignments;
use super::super::context::EvidenceContext;
use super::super::subject::Subject;
use super::super::unseen;
use super::file::{AccessEvidence, GrantsFile};

/// Sentence where no export shows in which subscription a subject lies.
const NOT_COVERED: &str = "No export of role assignments covers its scope.";
/// Sentence where rights from above cannot be placed.
const NOT_PLACED: &str = "Rights are granted on management groups, and no export tells which of them its subscription lies in \
    (Resource Graph: resourcecontainers).";

/// The grants that bear on a subject: its own where it is an identity, else those that work on it, nearest first. On a subscription
/// bears what works on the AI that it holds, on what AI depends on there, and on what the rule asks for.
pub(super) fn of(judge: &EvidenceContext<'_>, subject: &Subject, rule: &GrantsFile) -> Vec<GrantIx> {
    let (estate, reach) = (judge.estate, judge.reach());
    let id = subject.id(estate);
    match subject {
        Subject::Identity(_) => reach.of(&id).to_vec(),
        Subject::Resource(ix) => reach.over(*ix),
        Subject::Missing(_) | Subject::Outside(_) | Subject::Tenant => reach.over_id(&id),
        Subject::Subscription(position) => {
            let own = &estate.subscriptions[*position];
            let ai = own.ai.iter().map(|ai| estate.ai[*ai].ix);
            let here = |ix: &ResourceIx| {
                let subscription = estate.inventory.resource(*ix).subscription();
                subscription.is_some_and(|id| id.eq_ignore_ascii_case(&own.id))
            };
            let asked = rule.over.iter().flat_map(|set| estate.set(set)).filter(here);
            let ai = ai.chain(own.stores.iter().copied()).chain(asked);
            // Resources of one subscription share nearly everything above them.
            let mut above = FxHashSet::default();
            let below = ai.flat_map(|ix| {
                let scope = reach.above(ix).filter(|scope| above.insert(*scope));
                let inherited = scope.into_iter().flat_map(|scope| reach.in_chain(scope));
                reach.near(ix).into_iter().chain(inherited).collect::<Vec<_>>()
            });
            let mut seen = vec![false; reach.grants().len()];
            let all = below.chain(reach.over_id(&id));
            all.filter(|grant| !std::mem::replace(&mut seen[grant.0 as usize], true))
                .collect()
        }
    }
}

/// The grants over the resources whose rows name a member of a set, each once.
pub(super) fn over_namers(judge: &EvidenceContext<'_>, set: &str, member: ResourceIx) -> Vec<GrantIx> {
    let namers = judge.estate.namers(set, member);
    let mut found: Vec<GrantIx> = namers.flat_map(|id| judge.reach().over_id(id)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Reason why the grants over the subject are not known: no role assignment was exported for its subscriptions, or it is not
/// known what they inherit. `None` where nothing is missing. An identity may hold grants in any subscription, and the grants that
/// it holds are known without its place.
pub(crate) fn not_covered(judge: &EvidenceContext<'_>, subject: &Subject) -> Option<String> {
    if let Subject::Identity(_) = subject {
        return unseen::any_assignments(judge).or_else(|| without_ids(judge));
    }
    let Some(own) = subject.subscription(judge.estate) else {
        return Some(NOT_COVERED.to_owned());
    };
    let own = own.to_ascii_lowercase();
    unseen::assignments(judge, [own.as_str()].into_iter()).or_else(|| unplaced(judge, [&*own].into_iter()))
}

/// Reason why the grants of an identity are not known: some name their holder without an object id.
fn without_ids(judge: &EvidenceContext<'_>) -> Option<String> {
    let reach = judge.reach();
    let ix = reach.grants().find(|ix| reach.may_be_any_identity(*ix))?;
    let name = reach.name(&reach.grant(ix).principal);
    Some(format!(
        "The exports give {name} without an object id, so which identity holds its roles is not known; this command gives the ids: az role \
         assignment list --all --include-inherited -o json."
    ))
}

/// Reason why the grants over the resources whose rows name the subject are not known, where a rule counts those.
pub(super) fn namers_not_covered(
    judge: &EvidenceContext<'_>,
    rule: &AccessEvidence,
    subject: &Subject,
) -> Option<String> {
    let Subject::Resource(member) = subject else {
        return None;
    };
    let sets = rule.counted().filter_map(|part| part.namers_of.as_deref());
    let namers = sets.flat_map(|set| judge.estate.namers(set, *member));
    let within: BTreeSet<String> = namers
        .filter_map(|id| ArmId::new(id).subscription().map(str::to_ascii_lowercase))
        .collect();
    unseen::assignments(judge, within.iter().map(String::as_str))
}

/// Reason why the coverage of a grant is not known: it is made on a management group, and the place of a subscription that holds
/// something is not known.
pub(super) fn not_placed(judge: &EvidenceContext<'_>, ix: GrantIx) -> Option<String> {
    let above = judge.reach().grant(ix).level == ScopeLevel::ManagementGroup;
    let held = judge.estate.inventory.subscriptions_in_use().all.iter();
    above.then(|| unplaced(judge, held.map(|id| &**id))).flatten()
}

fn unplaced<'i>(judge: &EvidenceContext<'_>, mut subscriptions: impl Iterator<Item = &'i str>) -> Option<String> {
    let hierarchy = &judge.estate.inventory.hierarchy;
    let placed = |id: &str| hierarchy.subscription(id).is_some_and(|own| own.ancestors.is_some());
    (assignments::any_on_management_groups(judge) && !subscriptions.all(placed)).then(|| NOT_PLACED.to_owned())
}

/// Why it is not known what outsiders hold over the subject: its subscription is delegated to another tenant. `None` where nothing is
/// amiss, or the subject is an identity, which is never another tenant's.
pub(super) fn not_told_of_outsiders(judge: &EvidenceContext<'_>, subject: &Subject) -> Option<String> {
    if let Subject::Identity(_) = subject {
        return None;
    }
    let own = subject.subscription(judge.estate)?;
    unseen::delegations(judge, &own.to_ascii_lowercase())
}

/// Any role assignment in the subject's subscription, to show that the evidence is there.
pub(crate) fn nearest(judge: &EvidenceContext<'_>, subject: &Subject) -> Option<GrantIx> {
    let reach = judge.reach();
    if let Subject::Identity(position) = subject {
        let own = reach.of(&judge.estate.identities[*position].principal);
        if let Some(first) = own.first() {
            return Some(*first);
        }
    }
    let subscription = subject.subscription(judge.estate)?;
    let first = assignments::first_by_subscription(judge).get(&subscription.to_ascii_lowercase());
    first.copied()
}
