//! The fix that mends each failing subject, summed so that the order of fixes never goes back to the subjects.

use std::collections::{BTreeMap, BTreeSet};

use crate::value::vocabulary::{Outcome, Severity};

use super::error::ScoreError;
use super::fix::Fix;
use super::gate::GateResult;
use super::judged::{Judged, Member};
use super::tally::{Mended, highest_tier};

/// Instances of one gate, each as the fixes that open it.
pub(super) type Openers = BTreeSet<BTreeSet<usize>>;

/// Effect of one fix, by control.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// The subjects mended, for each control touched.
    pub mended: BTreeMap<usize, Mended>,
    /// The gravest severity among the controls touched.
    pub severity: Severity,
    /// The highest tier among the subjects mended.
    pub tier: u32,
    /// Number of subjects that it mends.
    pub subjects: usize,
    /// Number of these that are accepted risks.
    pub accepted: usize,
}

/// Every failing subject with the fix that claims it.
#[derive(Debug)]
pub(super) struct Claims {
    /// The claim of each fix, in the order given.
    pub fixes: Vec<Claim>,
    /// The fix that mends each subject of each control.
    owners: Vec<Vec<Option<usize>>>,
}

impl Claims {
    pub(super) fn of<S>(judged: &Judged<'_, S>, fixes: &[Fix]) -> Result<Self, ScoreError> {
        let unowned = judged.controls.iter().map(|control| vec![None; control.outcomes.len()]);
        let mut claims = Self {
            fixes: Vec::with_capacity(fixes.len()),
            owners: unowned.collect(),
        };
        for fix in fixes {
            judged.check_members(&fix.id, &fix.members)?;
            let claim = claims.claim(judged, &fix.members);
            claims.fixes.push(claim);
        }
        Ok(claims)
    }

    fn claim<S>(&mut self, judged: &Judged<'_, S>, members: &[Member]) -> Claim {
        let mut claim = Claim {
            mended: BTreeMap::new(),
            severity: Severity::Low,
            tier: 0,
            subjects: 0,
            accepted: 0,
        };
        let fix = self.fixes.len();
        for &member in members {
            let owner = &mut self.owners[member.control][member.subject];
            let control = &judged.controls[member.control];
            let subject = &control.outcomes[member.subject];
            if owner.is_some() || subject.outcome != Outcome::Fail {
                continue;
            }
            *owner = Some(fix);
            let mended: &mut Mended = claim.mended.entry(member.control).or_default();
            mended.add(subject);
            claim.severity = claim.severity.min(control.severity);
            claim.tier = claim.tier.max(highest_tier(mended.failing));
            claim.subjects += 1;
            claim.accepted += usize::from(subject.accepted);
        }
        claim
    }

    /// The fix that mends a subject.
    pub(super) fn owner(&self, member: Member) -> Option<usize> {
        *self.owners.get(member.control)?.get(member.subject)?
    }

    /// The instances of each gate that `which` names, each as the set of fixes any one of which opens it: empty where only
    /// evidence can. Instances that are opened by equal sets are one.
    pub(super) fn openers<S>(
        &self,
        judged: &Judged<'_, S>,
        gates: &[GateResult],
        which: fn(&GateResult) -> Vec<usize>,
    ) -> Vec<Openers> {
        let openers = |members: &[Member]| {
            members
                .iter()
                .filter_map(|&member| self.owner(member))
                .collect::<BTreeSet<usize>>()
        };
        let of_gate = |(at, gate): (usize, &GateResult)| {
            let instances = &judged.gates[at].instances;
            which(gate)
                .into_iter()
                .map(|instance| openers(&instances[instance].members))
                .collect()
        };
        gates.iter().enumerate().map(of_gate).collect()
    }
}
