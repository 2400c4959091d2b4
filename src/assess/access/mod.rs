//! Evidence of access: grants over a resource or subscription counted by principal, or the grants of an identity. Grants are role
//! assignments and access policies alike. A group whose members the exports list counts as its members; any other group is one
//! principal, lowers the confidence in the findings it bears on and never makes anything pass.

mod candidates;
mod count;
mod filter;
mod identity;
mod standing;

use crate::access::{GrantIx, Origin};
use crate::condition::{Condition, Truth};
use crate::framework::Conditions;
use crate::framework::control::{Counted, EvidenceFile, Standing};

use super::{Judge, Opinion, Outcome, Proof, Subject, policy, wording};
use count::Count;
use filter::Filter;

use candidates::{namers_not_covered, not_told_of_outsiders};

pub(super) use candidates::{nearest, not_covered};
pub(super) use count::{Held, Shared};
pub(super) use filter::{OfType, Settled};
pub(super) use identity::{reach, together};

/// Upper bound of the principals that a reason names.
const MOST_NAMES: usize = 3;
/// Grants that prove a finding; `underpin access --what` tells all.
const MOST_PROOFS: usize = 12;

/// Judges by the grants over the subject.
pub(super) fn judge(judge: &Judge<'_>, rule: &EvidenceFile, conditions: &Conditions, subject: &Subject) -> Opinion {
    let EvidenceFile::Access {
        never,
        count: counted,
        most,
        least,
        among,
        says,
        ..
    } = rule
    else {
        return Opinion::unknown("");
    };
    if let Some(among) = among
        && let Some(opinion) = none_among(judge, &Filter::new(judge, among, subject), subject)
    {
        return opinion;
    }
    let own = own_row(judge, conditions.test.as_ref(), subject);
    if let Some((Truth::True, Some(proof))) = &own {
        return Opinion::new(
            Outcome::Fail,
            format!("{} {}.", says.fail, proof.what),
            vec![proof.clone()],
        );
    }
    let never: Vec<Filter<'_, '_>> = never.iter().map(|grants| Filter::new(judge, grants, subject)).collect();
    let count = Count::new(judge, rule, conditions, subject);
    let barred = match never.is_empty() {
        true => Vec::new(),
        false => count.holders(|grant| never.iter().any(|filter| filter.counts(grant))),
    };
    let held = match counted {
        Counted::Principals => count.len(),
        Counted::Workloads => count.workloads(judge).0,
    };
    let bound = |setting: &Option<_>| setting.as_ref().and_then(|setting| judge.framework.number(setting));
    let (most, least) = match (bound(most), bound(least)) {
        (None, None) => (Some(0), None),
        bounds => bounds,
    };
    let too_many = most.is_some_and(|most| held > most as usize);
    let too_few = least.is_some_and(|least| held < least as usize);
    let decided = (too_many && !too_few) || !barred.is_empty();
    if !decided {
        let missing = not_covered(judge, subject).or_else(|| namers_not_covered(judge, rule, subject));
        if let Some(reason) = missing {
            return Opinion::unknown(reason);
        }
        if let Some(doubt) = may_be_barred(judge, &never, &count) {
            return Opinion::unknown(doubt);
        }
        if may_count_outsiders(rule)
            && let Some(reason) = not_told_of_outsiders(judge, subject)
        {
            return Opinion::unknown(reason);
        }
        if let Some(doubt) = count.doubt(judge, *counted, most) {
            return Opinion::unknown(doubt);
        }
        if let Some(doubt) = least.and_then(|least| count.may_reach(judge, least as usize)) {
            return Opinion::unknown(doubt);
        }
        if let Some(doubt) = not_known_to_be_barred(judge, &never, &count) {
            return Opinion::unknown(doubt);
        }
        if let Some((Truth::Unknown, proof)) = &own {
            let seen = proof.as_ref().map_or("no export holds it", |proof| &proof.what);
            return Opinion::unknown(format!("The row does not tell: {seen}."));
        }
    }
    let fails = decided || too_few;
    let mut reason = if fails { says.fail.clone() } else { says.pass.clone() };
    if !matches!(subject, Subject::Identity(_)) && (fails || held > 0) {
        reason.push_str(&count.told(judge, *counted));
    }
    if !barred.is_empty() {
        reason.push_str(&format!(" Not to hold it at all: {}.", names(judge, &barred)));
    }
    let outcome = if fails { Outcome::Fail } else { Outcome::Pass };
    let mut proofs = proofs(judge, subject, count.grants());
    proofs.extend(
        own.and_then(|(_, proof)| proof)
            .into_iter()
            .chain(count.rows.iter().cloned()),
    );
    let mut opinion = Opinion::new(outcome, reason, proofs);
    if fails && count.marked {
        opinion.marks.extend(count.mark.clone());
    }
    opinion.lowered = count.is_weak(fails) || (!fails && lacks_data_plane(judge, subject));
    opinion
}

/// Whether grants of outsiders may count by a rule.
fn may_count_outsiders(rule: &EvidenceFile) -> bool {
    let never = match rule {
        EvidenceFile::Access { never, .. } => never.as_slice(),
        _ => &[],
    };
    let mut standings = count::parts(rule).chain(never).map(|part| part.standing);
    standings.any(|standing| matches!(standing, None | Some(Standing::Guest | Standing::Workload)))
}

/// What to say where a counted holder may be one that must not hold the right at all, a sentence.
fn not_known_to_be_barred(judge: &Judge<'_>, never: &[Filter<'_, '_>], count: &Count) -> Option<String> {
    never.iter().find_map(|filter| {
        let holders = count.holders(|ix| filter.is_unsaid(ix));
        (!holders.is_empty()).then(|| count::unsaid(judge, &holders, filter.asks_whether()))
    })
}

/// Whether the subject keeps grants on its data and no export holds any of them.
fn lacks_data_plane(judge: &Judge<'_>, subject: &Subject) -> bool {
    let Subject::Resource(on) = subject else {
        return false;
    };
    let (reach, inventory) = (judge.reach(), judge.estate.inventory);
    let kind = inventory.resource(*on).resource_type();
    let is_one = |ix: &GrantIx| match reach.grant(*ix).origin {
        Origin::Assignment(assignment) => inventory.access.assignment(assignment).data_plane,
        Origin::Policy => false,
    };
    judge.estate.roles.has_data_plane(kind) && !reach.over(*on).iter().any(is_one)
}

/// Reason why it is not known whether a holder is one that must hold nothing; `None` where that is known of all.
fn may_be_barred(judge: &Judge<'_>, never: &[Filter<'_, '_>], count: &Count) -> Option<String> {
    never.iter().find_map(|filter| {
        let holders = count.holders(|grant| filter.is_unsaid(grant));
        (!holders.is_empty()).then(|| count::unsaid(judge, &holders, filter.asks_whether()))
    })
}

/// The opinion that nothing is judged, where none of the grants is held that are asked for.
fn none_among(judge: &Judge<'_>, filter: &Filter<'_, '_>, subject: &Subject) -> Option<Opinion> {
    let grants = candidates::of(judge, subject, filter.rule());
    let possible = |ix: &GrantIx| {
        filter.counts(*ix)
            || filter.is_unsaid(*ix)
            || filter.is_unclear(*ix)
            || filter.counts_of_group(*ix)
            || filter.may_lead_out(*ix).is_some()
    };
    let is_told = || not_covered(judge, subject).is_none() && not_told_of_outsiders(judge, subject).is_none();
    if grants.iter().any(possible) || !is_told() {
        return None;
    }
    let proofs = proofs(judge, subject, std::iter::empty());
    let reason = "The role assignments are exported, and none of them is of the kind that is judged here.";
    Some(Opinion::new(Outcome::NotApplicable, reason, proofs))
}

/// Answer of a condition on the subject's own row, and the row, if any export holds it.
fn own_row(judge: &Judge<'_>, condition: Option<&Condition>, subject: &Subject) -> Option<(Truth, Option<Proof>)> {
    let told = policy::evaluate(judge, condition?, subject);
    Some(told.map_or((Truth::Unknown, None), |(truth, proof)| (truth, Some(proof))))
}

/// Names of the holders of some grants, one grant for each holder; the first few by name.
fn names(judge: &Judge<'_>, holders: &[GrantIx]) -> String {
    let reach = judge.reach();
    wording::some_of(holders.len(), MOST_NAMES, |at| {
        reach.name(&reach.grant(holders[at]).principal)
    })
}

/// The rows behind a count; where nothing was counted, a row that shows that the evidence is there.
fn proofs(judge: &Judge<'_>, subject: &Subject, grants: impl Iterator<Item = GrantIx>) -> Vec<Proof> {
    let mut proofs: Vec<Proof> = Vec::new();
    for proof in grants.take(MOST_PROOFS).flat_map(|ix| self::proof(judge, ix)) {
        if !proofs.contains(&proof) {
            proofs.push(proof);
        }
    }
    if proofs.is_empty()
        && let Some(ix) = nearest(judge, subject)
    {
        proofs.push(Proof {
            source: judge.reach().grant(ix).source,
            what: "the role assignments of the scope are in this export; none of them is such a grant".into(),
        });
    }
    proofs
}

/// The rows that prove a grant: its own, and those of the membership through which it is held.
pub(super) fn proof(judge: &Judge<'_>, ix: GrantIx) -> Vec<Proof> {
    judge.reach().rows(ix).into_iter().map(Proof::from).collect()
}
