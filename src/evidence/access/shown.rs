//! Rows and names by which a finding about access is explained.

use crate::access::GrantIx;
use crate::condition::{Condition, Truth};

use super::super::context::EvidenceContext;
use super::super::opinion::Proof;
use super::super::policy;
use super::super::subject::Subject;
use super::super::wording;
use super::candidates::nearest;

/// Upper bound of the principals that a reason names.
pub(super) const MOST_NAMES: usize = 3;
/// Grants that prove a finding; `underpin access --what` tells all.
pub(super) const MOST_PROOFS: usize = 12;

/// Answer of a condition on the subject's own row, and the row, if any export holds it.
pub(super) fn own_row(
    judge: &EvidenceContext<'_>,
    condition: Option<&Condition>,
    subject: &Subject,
) -> Option<(Truth, Option<Proof>)> {
    let told = policy::evaluate(judge, condition?, subject);
    Some(told.map_or((Truth::Unknown, None), |(truth, proof)| (truth, Some(proof))))
}

/// Names of the holders of some grants, one grant for each holder; the first few by name.
pub(super) fn names(judge: &EvidenceContext<'_>, holders: &[GrantIx]) -> String {
    let reach = judge.reach();
    wording::some_of(holders.len(), MOST_NAMES, |at| {
        reach.name(&reach.grant(holders[at]).principal)
    })
}

/// The rows behind a count; where nothing was counted, a row that shows that the evidence is there.
pub(super) fn proofs(
    judge: &EvidenceContext<'_>,
    subject: &Subject,
    grants: impl Iterator<Item = GrantIx>,
) -> Vec<Proof> {
    let mut proofs: Vec<Proof> = Vec::new();
    for proof in grants.take(MOST_PROOFS).flat_map(|ix| proof(judge, ix)) {
        if !proofs.contains(&proof) {
            proofs.push(proof);
        }
    }
    if proofs.is_empty()
        && let Some(ix) = nearest(judge, subject)
    {
        let what = "The role assignments of its scope are in this export, and none of them gives such a right";
        proofs.push(Proof::new(judge.reach().grant(ix).source, what));
    }
    proofs
}

/// The rows that prove a grant: its own, and those of the membership through which it is held.
pub(super) fn proof(judge: &EvidenceContext<'_>, ix: GrantIx) -> Vec<Proof> {
    judge.reach().rows(ix).into_iter().map(Proof::from).collect()
}
