//! Which grants bear on a subject, and whether the exports hold them at all.

use std::collections::BTreeSet;

use crate::reach::GrantIx;

use super::super::{Judge, Subject};

/// What to say where no export covers a subject.
pub(in crate::assess) const NOT_COVERED: &str = "No export of role assignments covers its scope.";

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

/// Whether any role assignment was exported for the subject's subscriptions.
pub(in crate::assess) fn covered(judge: &Judge<'_>, subject: &Subject) -> bool {
    let estate = judge.estate;
    let subscriptions: BTreeSet<String> = match subject {
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
    };
    let exported = judge.first_assignments();
    let has = |id: &String| exported.contains_key(&id.to_ascii_lowercase());
    !subscriptions.is_empty() && subscriptions.iter().all(has)
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
