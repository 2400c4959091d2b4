//! Evidence about all grants of one identity: how far it reaches, and which rights meet in it.

use std::collections::BTreeSet;

use crate::access::{GrantIx, Privileges};
use crate::reach::Reached;

use super::super::assignments;
use super::super::context::EvidenceContext;
use super::super::opinion::{Opinion, Undecided};
use super::super::reason::{Reason, reason};
use super::super::subject::Subject;
use super::super::unseen;
use super::super::wording;
use super::candidates::{not_covered, not_placed};
use super::file::{ReachEvidence, TogetherEvidence};
use super::filter::Filter;
use super::shown::{MOST_NAMES, MOST_PROOFS, proof, proofs};

/// Whether an identity reaches more than its budgets allow. What is reached beyond the exports is not seen, so a budget that
/// is kept is kept as far as the exports tell.
pub(super) fn reach(
    judge: &EvidenceContext<'_>,
    rule: &ReachEvidence,
    subject: &Subject,
) -> Result<Opinion, Undecided> {
    let ReachEvidence { budgets, says } = rule;
    let Subject::Identity(position) = subject else {
        return Err(reason!("Only an identity has a reach.").into());
    };
    let (estate, reach) = (judge.estate, judge.reach());
    let principal = &estate.identities[*position].principal;
    let (mut over, mut within, mut perhaps) = (Vec::new(), Vec::new(), None);
    let mut grants: BTreeSet<GrantIx> = BTreeSet::new();
    for budget in budgets {
        let Some(most) = judge.profile.number(&budget.most) else {
            return Err(reason!("The profile sets no budget.").into());
        };
        let wanted = Privileges::named(estate.roles, &budget.classes);
        let reached = reach.reached(principal, wanted, &budget.types);
        let size = |reached: &Reached| match budget.subscriptions {
            true => reach.subscriptions_of(reached).len(),
            false => reached.len(),
        };
        let number = size(&reached);
        let told = wording::count(number, &budget.what[0], &budget.what[1]);
        let is_over = number > most as usize;
        if is_over {
            over.push(format!("{told}, {most} allowed"));
        } else {
            let possibly = size(&reach.possibly_reached(principal, wanted, &budget.types));
            perhaps = perhaps.or_else(|| (possibly > most as usize).then(|| may_be_over(possibly, most, &budget.what)));
            within.push(told);
        }
        // Grants that reach the most first: the shortest explanation of the number.
        let mut widest = reached.by_grant();
        widest.sort_by_key(|(ix, number)| (std::cmp::Reverse(*number), *ix));
        if is_over || budgets.len() == 1 {
            grants.extend(widest.into_iter().take(MOST_PROOFS).map(|(ix, _)| ix));
        } else if let Some((ix, _)) = widest.first() {
            grants.insert(*ix);
        }
    }
    if !over.is_empty() {
        let reason = format!("{} {}.", says.fail, over.join("; "));
        let proofs = grants.into_iter().flat_map(|ix| proof(judge, ix)).collect();
        return Ok(Opinion::fail(reason, proofs));
    }
    if let Some(reason) = not_covered(judge, subject) {
        return Err(reason!("{reason}").into());
    }
    let wanted = budgets
        .iter()
        .map(|budget| Privileges::named(estate.roles, &budget.classes));
    let wanted: Vec<Privileges> = wanted.collect();
    let counted = |ix: &&GrantIx| {
        let rights = reach.rights(**ix);
        !reach.grant(**ix).eligible && wanted.iter().any(|wanted| rights.hold(*wanted))
    };
    let mut own = reach.of(principal).iter().filter(counted);
    if let Some(reason) =
        own.find_map(|ix| not_placed(judge, *ix).or_else(|| unseen::resources(judge, reach.unseen(*ix).into_iter())))
    {
        return Err(reason!("{reason}").into());
    }
    if let Some(role) = reach.of(principal).iter().find(|ix| reach.rights(**ix).is_unclear()) {
        let role = reach.role(*role);
        return Err(reason!("No export holds the definition of {role}, so what it permits is not known.").into());
    }
    if let Some(reason) = perhaps {
        return Err(reason.into());
    }
    let mut opinion = Opinion::pass(
        format!("{} {}.", says.pass, within.join("; ")),
        proofs(judge, subject, grants.into_iter()),
    );
    opinion.lowered = !assignments::of_groups(judge).is_empty();
    Ok(opinion)
}

/// What to say where an identity keeps to its budget only if what may take keys takes none, a sentence.
fn may_be_over(possibly: usize, most: u32, what: &[String; 2]) -> Reason {
    let told = wording::count(possibly, &what[0], &what[1]);
    reason!(
        "It may be {told}, {most} allowed: the rows of some do not tell whether they take the keys that it can list."
    )
}

/// Whether an identity holds grants together that it must not.
pub(super) fn together(
    judge: &EvidenceContext<'_>,
    rule: &TogetherEvidence,
    subject: &Subject,
) -> Result<Opinion, Undecided> {
    let TogetherEvidence { combinations, says } = rule;
    let own = judge.reach().of(&subject.id(judge.estate));
    let mut complete = Vec::new();
    let mut grants: BTreeSet<GrantIx> = BTreeSet::new();
    let (mut unclear, mut partial, mut perhaps) = (None, false, None);
    for combination in combinations {
        let filters: Vec<Filter<'_, '_>> = combination
            .all
            .iter()
            .map(|rule| Filter::new(judge, rule, subject))
            .collect();
        let held: Vec<Vec<GrantIx>> = filters
            .iter()
            .map(|filter| own.iter().copied().filter(|ix| filter.counts(*ix)).collect())
            .collect();
        unclear = unclear.or_else(|| {
            own.iter()
                .find(|ix| filters.iter().any(|filter| filter.is_unclear(**ix)))
        });
        let is_open = |filter: &Filter<'_, '_>| own.iter().any(|ix| filter.counts(*ix) || filter.counts_perhaps(*ix));
        if perhaps.is_none() && filters.iter().all(is_open) {
            perhaps = Some(&combination.what);
        }
        if held.iter().all(|held| !held.is_empty()) {
            complete.push(combination.what.clone());
            partial |= filters
                .iter()
                .zip(&held)
                .any(|(filter, held)| held.iter().all(|ix| filter.is_partial(*ix)));
            grants.extend(held.into_iter().flatten());
        }
    }
    if !complete.is_empty() {
        let reason = format!("{} It can {}.", says.fail, wording::names(&complete, MOST_NAMES));
        let proofs = grants
            .into_iter()
            .take(MOST_PROOFS)
            .flat_map(|ix| proof(judge, ix))
            .collect();
        let mut opinion = Opinion::fail(reason, proofs);
        opinion.lowered = partial;
        return Ok(opinion);
    }
    if let Some(reason) = not_covered(judge, subject) {
        return Err(reason!("{reason}").into());
    }
    if let Some(ix) = unclear {
        let role = judge.reach().role(*ix);
        return Err(reason!("No export holds the definition of {role}, so what it permits is not known.").into());
    }
    if let Some(what) = perhaps {
        return Err(reason!(
            "It may {what}: the rows of what it reaches do not tell whether the keys work that it can list."
        )
        .into());
    }
    let mut opinion = says.passes(proofs(judge, subject, std::iter::empty()));
    opinion.lowered = !assignments::of_groups(judge).is_empty();
    Ok(opinion)
}
