//! Runs the controls over the estate: one finding per control and subject, with the rows that prove it. A control's decision is
//! data; here are the mechanisms, one file each, none of which knows the name of a control.

mod access;
mod attestation;
mod companion;
pub mod definition;
mod exemptions;
mod finding;
mod guardrails;
mod indexes;
mod join;
pub mod paths;
mod place;
mod policy;
mod policy_assignment;
mod policy_state;
mod recommendation;
mod related;
mod retirement;
mod rule;
mod subjects;
mod supplements;
mod unseen;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::access::GrantIx;
use crate::access::memo::Memo;
use crate::condition::Context;
use crate::estate::Estate;
use crate::evidence::{EvidenceContext, age, assignments, wording};
use crate::framework::engagement::EngagementFile;
use crate::framework::{Control, Framework};
use crate::reach::Reach;
use crate::value::vocabulary::{Grade, Outcome};

use guardrails::Guardrails;
use paths::Paths;
use related::RelatedRows;
use subjects::Candidate;

pub use crate::evidence::{Proof, Subject};
pub(crate) use finding::Opinion;
use finding::Shared;
pub use finding::{Finding, Verdict};

/// Days after which evidence loses a grade; past four times as many it decides nothing any more.
pub const AGE_PARAMETER: &str = "evidenceMaxAgeDays";

/// Subjects of a control that one core judges at a time.
const AT_A_TIME: usize = 1024;

/// State with which the mechanisms judge.
pub(crate) struct Judge<'a> {
    context: EvidenceContext<'a>,
    framework: &'a Framework,
    max_age: Option<i64>,
    engagement: &'a EngagementFile,
    related: RelatedRows,
    guardrails: OnceLock<Guardrails<'a>>,
    /// Whether any group holds what a rule counts, by the address of the rule.
    by_group: Memo<usize, bool>,
    /// Answers of rules of access that are settled, by the address of the rule and the type of its subject.
    filters: Memo<access::OfType, Arc<access::Settled>>,
    /// Grants counted for resources that have none of their own.
    counts: Memo<access::Shared, Arc<access::Held>>,
    paths: OnceLock<Paths>,
    names: recommendation::Names,
    shared: Shared,
}

impl<'a> Deref for Judge<'a> {
    type Target = EvidenceContext<'a>;

    fn deref(&self) -> &EvidenceContext<'a> {
        &self.context
    }
}

/// Findings of a tenant, with its grants and paths.
pub struct Assessment<'a> {
    /// Findings of each control in framework order, one for each subject, in the order of the subjects.
    pub findings: Vec<Vec<Finding>>,
    /// Every grant.
    pub reach: Reach<'a>,
    /// Every path.
    pub paths: Paths,
}

/// Judges every control for each of its subjects. Controls do not depend on each other, so each core takes the next; those that
/// ask for paths come when the paths are found, the others beside the search.
pub fn assess<'a>(
    estate: &'a Estate<'a>,
    framework: &'a Framework,
    engagement: &'a EngagementFile,
    context: Context,
    as_of: Option<Date>,
) -> Assessment<'a> {
    let judge = Judge {
        context: EvidenceContext::new(estate, &framework.settings, context, as_of),
        framework,
        max_age: framework.value(AGE_PARAMETER).as_i64(),
        engagement,
        related: RelatedRows::default(),
        guardrails: OnceLock::new(),
        by_group: Memo::default(),
        filters: Memo::default(),
        counts: Memo::default(),
        paths: OnceLock::new(),
        names: recommendation::Names::default(),
        shared: Shared::default(),
    };
    let judged = |walked: bool| -> Vec<(usize, Vec<Finding>)> {
        let controls = framework.controls.iter().enumerate();
        let controls: Vec<_> = controls
            .filter(|(_, control)| paths::are_asked(control) == walked)
            .collect();
        let controls = controls.into_par_iter().with_max_len(1);
        controls
            .map(|(position, control)| (position, judge.control(position, control)))
            .collect()
    };
    let (paths, mut findings) = rayon::join(
        || Paths::find(judge.reach(), framework, &judge.clock),
        || {
            // Nearly every control asks for these; made beforehand, none waits for another that makes them.
            judge.reach().homes();
            judged(false)
        },
    );
    judge.paths.get_or_init(|| paths);
    findings.extend(judged(true));
    findings.sort_unstable_by_key(|(position, _)| *position);
    let findings = findings.into_iter().map(|(_, findings)| findings).collect();
    let (reach, paths) = judge.into_parts();
    Assessment { findings, reach, paths }
}

impl Assessment<'_> {
    /// Every finding, in framework order and then by subject.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().flatten()
    }
}

impl<'a> Judge<'a> {
    /// The parts that are kept after judging.
    fn into_parts(self) -> (Reach<'a>, Paths) {
        (self.context.reach, self.paths.into_inner().unwrap_or_default())
    }

    /// The index of all grants.
    fn reach(&self) -> &Reach<'a> {
        &self.context.reach
    }

    /// The policy rows of the inventory.
    fn policies(&self) -> &Guardrails<'a> {
        self.guardrails.get_or_init(|| Guardrails::of(self.estate))
    }

    /// Every path of every route.
    fn paths(&self) -> &Paths {
        let find = || Paths::find(self.reach(), self.framework, &self.clock);
        self.paths.get_or_init(find)
    }

    /// The grants of groups whose members the exports do not tell, or only in part.
    fn grants_of_groups(&self) -> &[GrantIx] {
        assignments::of_groups(self)
    }

    /// The subscriptions that any exported role assignment lies in, by lower-case id, each with the first.
    fn first_assignments(&self) -> &BTreeMap<String, GrantIx> {
        assignments::first_by_subscription(self)
    }

    /// Whether any grant is made on a management group.
    fn has_grants_on_management_groups(&self) -> bool {
        assignments::any_on_management_groups(self)
    }

    fn control(&self, position: usize, control: &Control) -> Vec<Finding> {
        let mut subjects: Vec<(String, Candidate)> = subjects::of(self, control)
            .into_par_iter()
            .with_min_len(AT_A_TIME)
            .map(|candidate| (candidate.subject.key(self.estate), candidate))
            .collect();
        // Of one that stands beside itself in doubt, there is none.
        subjects.par_sort_by(|left, right| {
            left.0
                .cmp(&right.0)
                .then_with(|| left.1.doubt.is_some().cmp(&right.1.doubt.is_some()))
        });
        subjects.dedup_by(|(key, _), (kept, _)| key == kept);
        let judged = subjects.into_par_iter().with_min_len(AT_A_TIME).map(|(_, candidate)| {
            let (verdict, proofs) = self.subject(control, &candidate);
            self.shared.finding(position, candidate.subject, verdict, proofs)
        });
        judged.collect()
    }

    /// Outcome of a control for a subject, and the rows that prove it.
    fn subject(&self, control: &Control, candidate: &Candidate) -> (Verdict, Vec<Proof>) {
        let subject = &candidate.subject;
        let mut verdict = Verdict::unknown(subject.tier(self.estate), subject.environment(self.estate));
        let out = self
            .unneeded(control)
            .or_else(|| policy::excepted(self, control, subject));
        let settled = match (out, candidate.doubt.as_deref()) {
            (Some(opinion), doubt) if opinion.outcome.decides() || doubt.is_none() => Some(opinion),
            (_, doubt) => doubt.map(Opinion::unknown),
        };
        if let Some(opinion) = settled {
            let proofs = verdict.take(opinion, None);
            return (verdict, proofs);
        }
        let opinions: Vec<(Grade, Opinion)> = control
            .evidence()
            .filter_map(|(rule, conditions)| self.rule(rule, conditions, subject))
            .map(|(grade, opinion)| {
                let grade = if opinion.lowered {
                    grade.lower().unwrap_or(grade)
                } else {
                    grade
                };
                self.aged(grade, opinion)
            })
            .collect();
        let proofs = combine(&mut verdict, opinions);
        (verdict, proofs)
    }

    /// The opinion that the control does not apply, where the profile value that switches it on is not set.
    fn unneeded(&self, control: &Control) -> Option<Opinion> {
        let need = control.file.subjects.needs.as_ref()?;
        let value = self.framework.value(&need.parameter);
        let off = value.is_null() || value == serde_json::Value::Bool(false);
        off.then(|| Opinion::new(Outcome::NotApplicable, need.because.clone(), Vec::new()))
    }

    /// Old evidence counts for less, and very old evidence for nothing.
    fn aged(&self, grade: Grade, opinion: Opinion) -> (Grade, Opinion) {
        let age = opinion.proofs.first().and_then(|proof| self.age(proof.source));
        match (age, self.max_age) {
            (Some(age), Some(limit)) if age > 4 * limit => {
                let reason = format!("The evidence is {age} days old, more than four times the limit of {limit} days.");
                (grade, Opinion::unknown(reason))
            }
            (Some(age), Some(limit)) if age > limit => (grade.lower().unwrap_or(grade), opinion),
            _ => (grade, opinion),
        }
    }
}

/// Combines opinions: the first that decides wins; one that decides otherwise is kept as a contradiction; the reasons of those
/// that could not decide are kept when none did. Returns the rows that prove the verdict.
fn combine(verdict: &mut Verdict, mut opinions: Vec<(Grade, Opinion)>) -> Vec<Proof> {
    let Some(first) = opinions.iter().position(|(_, opinion)| opinion.outcome.decides()) else {
        let mut reasons: Vec<String> = opinions.into_iter().map(|(_, opinion)| opinion.reason).collect();
        reasons.dedup();
        verdict.reason = reasons.join(" ");
        return Vec::new();
    };
    let against = opinions[first + 1..].iter().find(|(_, opinion)| {
        let pair = (opinions[first].1.outcome, opinion.outcome);
        let partial = opinions[first].1.partial || opinion.partial;
        !partial && matches!(pair, (Outcome::Pass, Outcome::Fail) | (Outcome::Fail, Outcome::Pass))
    });
    let mut others = Vec::new();
    if let Some((_, other)) = against {
        verdict.contradiction = format!(
            "Another source says otherwise: {} The more direct evidence decides.",
            other.reason
        );
        others = other.proofs.clone();
    }
    let (grade, mut opinion) = opinions.swap_remove(first);
    if verdict.contradiction.is_empty() {
        verdict.contradiction = std::mem::take(&mut opinion.contradiction);
    }
    let lowered = if verdict.contradiction.is_empty() {
        Some(grade)
    } else {
        grade.lower()
    };
    let mut proofs = verdict.take(opinion, lowered);
    proofs.append(&mut others);
    proofs
}

/// Age in days of the oldest file that decided a finding; `None` when no deciding file is dated.
pub fn oldest_evidence<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    estate: &Estate<'_>,
    as_of: Option<Date>,
) -> Option<i64> {
    let as_of = as_of?;
    let deciding = findings.filter(|finding| finding.grade.is_some());
    deciding
        .filter_map(|finding| finding.proofs.first())
        .filter_map(|proof| age(estate, proof.source, as_of))
        .max()
}
