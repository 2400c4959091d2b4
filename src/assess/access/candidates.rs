//! Which grants bear on a subject, and whether the exports hold them at all.

use std::collections::BTreeSet;

use crate::reach::GrantIx;

use super::super::{Judge, Subject};

/// What to say where no export covers a subject.
const NOT_COVERED: &str = "No export of role assignments covers its scope.";
/// What to say where rights from above cannot be placed.
const NOT_PLACED: &str = "Rights are granted on management groups, and no export tells which of them its subscription lies in \
    (Resource Graph: resourcecontainers).";

/// The grants that bear on a subject: its own where it is an identity, else those that work on it, nearest first.
pub(super) fn of(judge: &Judge<'_>, subject: &Subject, inherited: bool) -> Vec<GrantIx> {
    let (estate, reach) = (judge.estate, judge.reach());
    let id = subject.id(estate);
    match subject {
        Subject::Identity(_) => reach.of(&id).to_vec(),
        _ if !inherited => reach.at(&id).to_vec(),
        Subject::Resource(ix) => reach.over(*ix),
        Subject::Missing(_) | Subject::Outside(_) | Subject::Tenant => reach.over_id(&id),
        Subject::Subscription(position) => {
            let ai = estate.subscriptions[*position].ai.iter();
            let below = ai.flat_map(|ai| reach.over(estate.ai[*ai].ix));
            let mut seen = vec![false; reach.grants().len()];
            let all = below.chain(reach.over_id(&id));
            all.filter(|grant| !std::mem::replace(&mut seen[grant.0 as usize], true))
                .collect()
        }
    }
}

/// Why it is not known who holds what over the subject: no role assignment was exported for its subscriptions, or it is not
/// known what they inherit. `None` where nothing is amiss. What an identity holds is known without its place.
pub(in crate::assess) fn not_covered(judge: &Judge<'_>, subject: &Subject) -> Option<&'static str> {
    let subscriptions = subscriptions(judge, subject);
    let exported = judge.first_assignments();
    let has = |id: &String| exported.contains_key(&id.to_ascii_lowercase());
    if subscriptions.is_empty() || !subscriptions.iter().all(has) {
        return Some(NOT_COVERED);
    }
    match subject {
        Subject::Identity(_) => None,
        _ => unplaced(judge, &subscriptions),
    }
}

/// Why it is not known what a grant on a management group covers.
pub(super) fn not_placed(judge: &Judge<'_>, subject: &Subject) -> Option<&'static str> {
    unplaced(judge, &subscriptions(judge, subject))
}

fn unplaced(judge: &Judge<'_>, subscriptions: &BTreeSet<String>) -> Option<&'static str> {
    let hierarchy = &judge.estate.inventory.hierarchy;
    let placed = |id: &String| hierarchy.subscription(id).is_some_and(|own| own.ancestors.is_some());
    (judge.has_grants_on_management_groups() && !subscriptions.iter().all(placed)).then_some(NOT_PLACED)
}

/// The subscriptions that a subject lies in.
fn subscriptions(judge: &Judge<'_>, subject: &Subject) -> BTreeSet<String> {
    let estate = judge.estate;
    match subject {
        // Of an application that only the profile names no place is known: it may hold something wherever AI is.
        Subject::Identity(position) if estate.identities[*position].attached.is_empty() => {
            let all = estate.subscriptions.iter();
            all.map(|subscription| subscription.id.clone()).collect()
        }
        Subject::Identity(position) => {
            let attached = estate.identities[*position].attached.iter();
            let attached = attached.filter_map(|ai| estate.inventory.resource(estate.ai[*ai].ix).subscription());
            attached.map(str::to_ascii_lowercase).collect()
        }
        _ => subject.subscription(estate).into_iter().collect(),
    }
}

/// Any role assignment in the subject's subscription, to show that the evidence is there.
pub(in crate::assess) fn nearest(judge: &Judge<'_>, subject: &Subject) -> Option<GrantIx> {
    let reach = judge.reach();
    if let Subject::Identity(position) = subject {
        let own = reach.of(&judge.estate.identities[*position].principal);
        if let Some(first) = own.first() {
            return Some(*first);
        }
    }
    let subscription = subject.subscription(judge.estate)?;
    let first = judge.first_assignments().get(&subscription.to_ascii_lowercase());
    first.copied()
}
