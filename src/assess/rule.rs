//! Dispatch: the mechanism of each kind of evidence, the trust in it, and the combination of kinds.

use crate::condition::Truth;
use crate::estate::Membership;
use crate::evidence::{self, Kind, Undecided};
use crate::framework::Conditions;
use crate::framework::control::EvidenceFile;
use crate::framework::evidence::{EvidenceRule, HoldingFile, MayOnly};
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;

use super::{Grade, Judge, Opinion, Outcome, Subject, access, attestation, exemptions};
use super::{paths, policy, policy_assignment, policy_state, recommendation, related, wording};

/// Upper bound of the names that a reason lists.
const MOST_NAMES: usize = 3;

impl Judge<'_> {
    /// Opinion of one kind of evidence on a subject, and its grade; `None` where it does not apply to such subjects.
    pub(super) fn rule(
        &self,
        rule: &EvidenceRule,
        conditions: &Conditions,
        subject: &Subject,
    ) -> Option<(Grade, Opinion)> {
        if !conditions.types.is_empty() && !conditions.types.contains(&subject.resource_type(self.estate)) {
            return None;
        }
        if !rule.environments.is_empty() && !rule.environments.contains(&subject.environment(self.estate)) {
            return None;
        }
        let held = rule.holding.as_ref();
        let held = held.map_or(Membership::Member, |holding| self.holds(holding, subject));
        if held == Membership::Outside {
            return None;
        }
        let whole = matches!(
            rule.evidence,
            EvidenceFile::AllOf { .. } | EvidenceFile::AnyOf { .. } | EvidenceFile::FirstOf { .. }
        );
        if !conditions.unset.is_empty() && !whole {
            return (!rule.optional).then(|| (Grade::A, unset(conditions)));
        }
        if let (Some(rows), Some(conditions)) = (&rule.provided, &conditions.provided)
            && related::truth(self, rows, conditions, subject) != Truth::False
        {
            let reason = format!("The tenant shows no {}.", rows.called);
            return Some((Grade::A, Opinion::unknown(reason)));
        }
        let Some((grade, opinion)) = self.evidence(&rule.evidence, conditions, subject) else {
            let open = whole && !rule.optional && !conditions.unset.is_empty();
            return open.then(|| (Grade::A, unset(conditions)));
        };
        let opinion = narrowed(rule.may_only, opinion);
        match (held, opinion.outcome) {
            (Membership::Possible(doubt), Outcome::Fail) => Some((grade, Opinion::unknown(&**doubt))),
            _ => Some((grade, opinion)),
        }
    }

    fn evidence(
        &self,
        evidence: &EvidenceFile,
        conditions: &Conditions,
        subject: &Subject,
    ) -> Option<(Grade, Opinion)> {
        Some(match evidence {
            EvidenceFile::Policy { says, .. } => {
                (Grade::A, policy::judge(self, conditions.test.as_ref(), says, subject))
            }
            EvidenceFile::Access { .. } => (Grade::A, access::judge(self, evidence, conditions, subject)),
            EvidenceFile::Reach { .. } => (Grade::A, access::reach(self, evidence, subject)),
            EvidenceFile::Together { .. } => (Grade::A, access::together(self, evidence, subject)),
            EvidenceFile::Environments(kind) => graded(kind.judge(self, subject))?,
            EvidenceFile::Path { .. } => (Grade::A, paths::judge(self, evidence, subject)),
            EvidenceFile::Plan(kind) => graded(kind.judge(self, subject))?,
            EvidenceFile::Exposure(kind) => graded(kind.judge(self, subject))?,
            EvidenceFile::Gateway(kind) => graded(kind.judge(self, subject))?,
            EvidenceFile::PrivateEndpoints(kind) => graded(kind.judge(self, subject))?,
            EvidenceFile::PrivateDns(kind) => graded(kind.judge(self, subject))?,
            EvidenceFile::Related { .. } => (Grade::A, related::judge(self, evidence, conditions, subject)),
            EvidenceFile::PolicyAssignment {
                guardrails,
                watching,
                says,
            } => {
                let opinion = policy_assignment::judge(self, (guardrails, watching), says, subject);
                (Grade::A, opinion)
            }
            EvidenceFile::Exemptions { days, says } => (Grade::A, exemptions::judge(self, days, says, subject)),
            EvidenceFile::EvidenceAge(kind) => graded(kind.judge(self, subject))?,
            EvidenceFile::Recommendation { .. } | EvidenceFile::OverdueRecommendation { .. } => {
                (Grade::B, recommendation::judge(self, evidence, subject))
            }
            EvidenceFile::PolicyState { policies, says } => {
                (Grade::B, policy_state::judge(self, policies, says, subject))
            }
            EvidenceFile::Attestation { .. } => attestation::judge(self, evidence, conditions.test.as_ref(), subject),
            EvidenceFile::AllOf { of } => self.parts(of, conditions, subject, Outcome::Fail)?,
            EvidenceFile::AnyOf { of } => self.parts(of, conditions, subject, Outcome::Pass)?,
            EvidenceFile::FirstOf { of } => self.first(of, conditions, subject)?,
        })
    }

    /// Whether the subject's subscription holds one of these resources, exported or only named by AI.
    fn holds(&self, holding: &HoldingFile, subject: &Subject) -> Membership<'_> {
        let Some(subscription) = subject.subscription(self.estate) else {
            return Membership::Outside;
        };
        let of_type =
            |kind: &str| holding.types.is_empty() || holding.types.iter().any(|name| name.eq_ignore_ascii_case(kind));
        let within = |id: Option<&str>| id.is_some_and(|id| id.eq_ignore_ascii_case(&subscription));
        let is_one = |ix: ResourceIx| {
            let row = self.estate.inventory.resource(ix);
            within(row.subscription()) && of_type(row.resource_type())
        };
        let mut present = holding.sets.iter().flat_map(|set| self.estate.set(set));
        let mut named = self.estate.stores.iter().filter(|store| store.ix.is_none());
        let is_named = holding.sets.contains(&self.estate.rules.file.data.set)
            && named.any(|store| {
                let id = ArmId::new(&store.id);
                within(id.subscription()) && of_type(&id.resource_type())
            });
        if is_named || present.any(is_one) {
            return Membership::Member;
        }
        let mut possible = holding.sets.iter().flat_map(|set| self.estate.possible(set));
        let possible = possible.find(|(ix, _)| is_one(*ix));
        possible.map_or(Membership::Outside, |(_, doubt)| Membership::Possible(doubt))
    }

    /// The first part that decides; where none does, what all of them say.
    fn first(&self, rules: &[EvidenceRule], conditions: &Conditions, subject: &Subject) -> Option<(Grade, Opinion)> {
        let judged = rules.iter().zip(&conditions.parts);
        let mut spoken = judged
            .filter_map(|(rule, conditions)| self.rule(rule, conditions, subject))
            .peekable();
        spoken.peek()?;
        let mut reasons: Vec<String> = Vec::new();
        for (grade, opinion) in spoken {
            if opinion.outcome.decides() {
                return Some((grade, opinion));
            }
            if !reasons.contains(&opinion.reason) {
                reasons.push(opinion.reason);
            }
        }
        Some((Grade::A, Opinion::unknown(reasons.join(" "))))
    }

    /// Parts of which one is enough for `decisive`: fails for all of them, passes for any. Trusted as far as the least.
    fn parts(
        &self,
        rules: &[EvidenceRule],
        conditions: &Conditions,
        subject: &Subject,
        decisive: Outcome,
    ) -> Option<(Grade, Opinion)> {
        let judged = rules.iter().zip(&conditions.parts);
        let (silent, spoken): (Vec<_>, Vec<_>) = judged
            .filter_map(|(rule, conditions)| self.rule(rule, conditions, subject))
            .partition(|(_, opinion)| opinion.outcome == Outcome::NotApplicable);
        if spoken.is_empty() {
            return silent.into_iter().next();
        }
        if let Some(one) = spoken.iter().find(|(_, opinion)| opinion.outcome == decisive) {
            return Some(one.clone());
        }
        let grade = spoken.iter().map(|(grade, _)| *grade).max()?;
        let unknown = spoken.iter().any(|(_, opinion)| opinion.outcome == Outcome::Unknown);
        let mut whole = Opinion::unknown("");
        let mut reasons: Vec<String> = Vec::new();
        for (_, opinion) in spoken.into_iter().filter(|(_, opinion)| {
            let undecided = opinion.outcome == Outcome::Unknown;
            undecided == unknown
        }) {
            whole.outcome = opinion.outcome;
            whole.proofs.extend(opinion.proofs);
            whole.marks.extend(opinion.marks);
            whole.lowered |= opinion.lowered;
            whole.contradiction.push_str(&opinion.contradiction);
            if !reasons.contains(&opinion.reason) {
                reasons.push(opinion.reason);
            }
        }
        whole.reason = reasons.join(" ");
        Some((grade, whole))
    }
}

/// An opinion with its grade.
fn graded(judged: Result<evidence::Opinion, Undecided>) -> Option<(Grade, Opinion)> {
    match judged {
        Ok(opinion) => Some((
            opinion.grade,
            Opinion {
                outcome: opinion.outcome(),
                reason: opinion.reason,
                proofs: opinion.proofs,
                marks: opinion.marks,
                lowered: opinion.lowered,
                partial: opinion.partial,
                contradiction: opinion.contradiction,
            },
        )),
        Err(Undecided::Unknown(reason)) => Some((Grade::A, Opinion::unknown(reason.into_text()))),
        Err(Undecided::Silent) => None,
    }
}

/// The opinion of evidence that names profile values nobody set.
fn unset(conditions: &Conditions) -> Opinion {
    let names = wording::names(&conditions.unset, MOST_NAMES);
    Opinion::unknown(format!("The profile sets no {names}."))
}

/// An opinion of evidence that can establish one outcome only. It speaks of a part of the matter, so others that decide
/// the whole do not contradict it.
fn narrowed(only: Option<MayOnly>, opinion: Opinion) -> Opinion {
    let Some(only) = only else { return opinion };
    match (only, opinion.outcome) {
        (MayOnly::Fail, Outcome::Pass) => {
            Opinion::unknown(format!("{} That alone does not settle it.", opinion.reason))
        }
        (MayOnly::Pass, Outcome::Fail) => {
            Opinion::unknown(format!("{} There are other ways to meet it.", opinion.reason))
        }
        _ => Opinion {
            partial: true,
            ..opinion
        },
    }
}
