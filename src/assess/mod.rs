//! Runs the controls over the estate: one finding per control and subject, with the rows that prove it. A control's decision is
//! data; here are the mechanisms, one file each, none of which knows the name of a control.

pub mod definition;
mod exception;
mod finding;
#[cfg(test)]
mod path_properties;
mod subjects;

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::condition::Context;
use crate::estate::Estate;
use crate::evidence::paths::{self, Paths};
use crate::evidence::reason::reason;
use crate::evidence::{EvidenceContext, Opinion, Reason, Undecided, age};
use crate::framework::engagement::EngagementFile;
use crate::framework::{Control, Framework};
use crate::reach::Reach;
use crate::value::vocabulary::{Grade, Outcome};

use finding::Shared;
use subjects::Candidate;

pub use crate::evidence::{Proof, Subject};
pub use finding::{Finding, Verdict};

/// Days after which evidence loses a grade; past four times as many it decides nothing any more.
pub const AGE_PARAMETER: &str = "evidenceMaxAgeDays";

/// Subjects of a control that one core judges at a time.
const AT_A_TIME: usize = 1024;

/// State with which controls are judged.
struct Judge<'a> {
    context: EvidenceContext<'a>,
    max_age: Option<i64>,
    shared: Shared,
}

/// Findings of a tenant, with its grants and paths.
pub struct Assessment<'a> {
    /// Findings of each control in framework order, one for each subject, in the order of the subjects.
    pub findings: Vec<Vec<Finding>>,
    /// Every grant.
    pub reach: Reach<'a>,
    /// Every path.
    pub paths: Arc<Paths>,
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
    let inputs = framework.inputs(&engagement.attestations);
    let judge = Judge {
        context: EvidenceContext::new(estate, inputs, context, as_of),
        max_age: framework.value(AGE_PARAMETER).as_i64(),
        shared: Shared::default(),
    };
    let judged = |walked: bool| -> Vec<(usize, Vec<Finding>)> {
        let controls = framework.controls.iter().enumerate();
        let controls: Vec<_> = controls
            .filter(|(_, control)| asks_for_paths(control) == walked)
            .collect();
        let controls = controls.into_par_iter().with_max_len(1);
        controls
            .map(|(position, control)| (position, judge.control(position, control)))
            .collect()
    };
    let (paths, mut findings) = rayon::join(
        || paths::all(&judge.context).clone(),
        || {
            // Nearly every control asks for these; made beforehand, none waits for another that makes them.
            judge.context.reach.homes();
            judged(false)
        },
    );
    findings.extend(judged(true));
    findings.sort_unstable_by_key(|(position, _)| *position);
    let findings = findings.into_iter().map(|(_, findings)| findings).collect();
    let reach = judge.context.into_reach();
    Assessment { findings, reach, paths }
}

/// Whether any evidence of a control asks for paths.
fn asks_for_paths(control: &Control) -> bool {
    control.file.evidence.iter().any(|rule| !rule.routes().is_empty())
}

impl Assessment<'_> {
    /// Every finding, in framework order and then by subject.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().flatten()
    }
}

impl Judge<'_> {
    fn control(&self, position: usize, control: &Control) -> Vec<Finding> {
        let mut subjects: Vec<(String, Candidate)> = subjects::of(&self.context, control)
            .into_par_iter()
            .with_min_len(AT_A_TIME)
            .map(|candidate| (candidate.subject.key(self.context.estate), candidate))
            .collect();
        // Of one that stands beside itself in doubt, there is none.
        // No two differ only in their order, so that a sort without a buffer of its own (7 MB at a million resources) will do.
        subjects.par_sort_unstable_by(|left, right| {
            let by_doubt = || left.1.doubt.cmp(&right.1.doubt);
            left.0.cmp(&right.0).then_with(by_doubt)
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
        let (subject, estate) = (&candidate.subject, self.context.estate);
        let mut verdict = Verdict::unknown(subject.tier(estate), subject.environment(estate));
        let out = match self.unneeded(control) {
            Some(opinion) => Ok(Some(opinion)),
            None => exception::excepted(&self.context, control, subject),
        };
        match (out, &candidate.doubt) {
            (Ok(Some(opinion)), _) => {
                let proofs = verdict.take(opinion, None);
                return (verdict, proofs);
            }
            (_, Some(doubt)) => verdict.reason = doubt.to_string(),
            (Err(reason), None) => verdict.reason = reason.into_text(),
            (Ok(None), None) => {
                let judged = control.file.evidence.iter().filter_map(|rule| {
                    match rule
                        .judge(&self.context, subject)
                        .and_then(|opinion| self.aged(opinion))
                    {
                        Ok(opinion) => Some(Ok(opinion)),
                        Err(Undecided::Unknown(reason)) => Some(Err(reason)),
                        Err(Undecided::Silent) => None,
                    }
                });
                let proofs = combine(&mut verdict, judged.collect());
                return (verdict, proofs);
            }
        }
        (verdict, Vec::new())
    }

    /// The opinion that the control does not apply, where the profile value that switches it on is not set.
    fn unneeded(&self, control: &Control) -> Option<Opinion> {
        let need = control.file.subjects.needs.as_ref()?;
        let value = self.context.profile.value(&need.parameter);
        let off = value.is_null() || *value == serde_json::Value::Bool(false);
        off.then(|| Opinion::not_applicable(&*need.because, Vec::new()))
    }

    /// An opinion at the grade that its evidence has: old evidence counts for less, and very old evidence for nothing.
    fn aged(&self, opinion: Opinion) -> Result<Opinion, Undecided> {
        let lower = |grade: Grade| grade.lower().unwrap_or(grade);
        let grade = match opinion.lowered {
            true => lower(opinion.grade),
            false => opinion.grade,
        };
        let age = opinion.proofs.first().and_then(|proof| self.context.age(proof.source));
        match (age, self.max_age) {
            (Some(age), Some(limit)) if age > 4 * limit => {
                let reason = reason!("The evidence is {age} days old, more than four times the limit of {limit} days.");
                Err(reason.into())
            }
            (Some(age), Some(limit)) if age > limit => Ok(opinion.graded(lower(grade))),
            _ => Ok(opinion.graded(grade)),
        }
    }
}

/// Combines opinions: the first that decides wins; one that decides otherwise is kept as a contradiction; the reasons of those
/// that could not decide are kept when none did. Returns the rows that prove the verdict.
fn combine(verdict: &mut Verdict, judged: Vec<Result<Opinion, Reason>>) -> Vec<Proof> {
    let (mut opinions, mut reasons) = (Vec::new(), Vec::new());
    for judged in judged {
        match judged {
            Ok(opinion) => opinions.push(opinion),
            Err(reason) => reasons.push(reason),
        }
    }
    if opinions.is_empty() {
        let none = || reason!("None of the evidence that is asked for speaks of it.");
        verdict.reason = Reason::undecided(reasons).unwrap_or_else(none).into_text();
        return Vec::new();
    }
    let mut opinion = opinions.remove(0);
    let against = opinions.iter().find(|other| {
        let pair = (opinion.outcome(), other.outcome());
        let partial = opinion.partial || other.partial;
        !partial && matches!(pair, (Outcome::Pass, Outcome::Fail) | (Outcome::Fail, Outcome::Pass))
    });
    let mut others = Vec::new();
    if let Some(other) = against {
        verdict.contradiction = format!(
            "Another source says otherwise: {} The more direct evidence decides.",
            other.reason
        );
        others = other.proofs.clone();
    }
    if verdict.contradiction.is_empty() {
        verdict.contradiction = std::mem::take(&mut opinion.contradiction);
    }
    let grade = match verdict.contradiction.is_empty() {
        true => Some(opinion.grade),
        false => opinion.grade.lower(),
    };
    let mut proofs = verdict.take(opinion, grade);
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
