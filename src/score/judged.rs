//! Input of the score: controls with their judged subjects, as the assessment gives them.
//!
//! A subject is named by any key the caller likes; only the comparison of two bundles looks at it. Within one control a
//! subject appears once: taking out duplicates is the caller's task, since only it knows which rows say the same thing.

use crate::value::vocabulary::{Effort, Grade, Outcome, Severity};

use super::error::ScoreError;
use super::rules::ScoringRules;
use super::tier::TIERS;

/// One subject of one control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedSubject<S> {
    /// The subject's key, comparable between two bundles.
    pub subject: S,
    /// Criticality tier K, from 1 to 4 (most critical).
    pub tier: u8,
    /// Outcome of the judging.
    pub outcome: Outcome,
    /// Grade of the deciding evidence; `None` where nothing decided or the grade has lapsed.
    pub grade: Option<Grade>,
    /// Whether the risk has been accepted. It counts for a `Fail` only, and only in the accepted reading.
    pub accepted: bool,
}

/// One control with all its subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedControl<S> {
    /// The control's id, unique.
    pub id: Box<str>,
    /// The id of its domain, one of the rules.
    pub domain: Box<str>,
    /// Its severity, which sets its weight.
    pub severity: Severity,
    /// The work a fix takes.
    pub effort: Effort,
    /// Its subjects; gates and fixes refer to them by position.
    pub outcomes: Vec<JudgedSubject<S>>,
}

/// One subject of one control, by position in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// Index of the control.
    pub control: usize,
    /// Index of the subject within the control.
    pub subject: usize,
}

/// One combination found in the tenant: it trips when all members fail. Without members it is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct GateInstance {
    /// The members of the conjunction.
    pub members: Vec<Member>,
}

/// A gate and where it could trip. Alternatives (DAT-01 or DAT-02) are separate instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The gate's id.
    pub id: Box<str>,
    /// The most points a score can have while the gate is tripped or unknown, from 0 to 100.
    pub cap: u32,
    /// Instances in the tenant; empty when nothing in it is of the kind that the gate watches.
    pub instances: Vec<GateInstance>,
}

/// All inputs of the score of one bundle, besides the rules.
#[derive(Debug, Clone)]
pub struct Judged<'a, S> {
    /// The controls; gates and fixes refer to them by position.
    pub controls: &'a [JudgedControl<S>],
    /// The gates, with the instances found in this tenant.
    pub gates: &'a [Gate],
    /// Whether the oldest file that decided an outcome is past the freshness limit.
    pub evidence_stale: bool,
    /// Whether a previous bundle lies within the cadence that the highest level asks for.
    pub previous_bundle_in_cadence: bool,
}

impl<S> Judged<'_, S> {
    /// The subject that a member of a gate or fix points at.
    pub(super) fn subject(&self, member: Member) -> Option<&JudgedSubject<S>> {
        self.controls.get(member.control)?.outcomes.get(member.subject)
    }

    /// Refuses members that point nowhere.
    pub(super) fn check_members(&self, owner: &str, members: &[Member]) -> Result<(), ScoreError> {
        match members.iter().find(|&&member| self.subject(member).is_none()) {
            None => Ok(()),
            Some(&Member { control, subject }) => Err(ScoreError::MissingMember {
                owner: owner.into(),
                control,
                subject,
            }),
        }
    }

    /// Refuses domains without weight, tiers and caps out of range, and members that point nowhere.
    pub(super) fn check(&self, rules: &ScoringRules) -> Result<(), ScoreError> {
        for control in self.controls {
            if rules.domain_index(&control.domain).is_none() {
                let (control, domain) = (control.id.clone(), control.domain.clone());
                return Err(ScoreError::UnknownDomain { control, domain });
            }
            let in_range = |tier| (1..=TIERS).contains(&usize::from(tier));
            if let Some(subject) = control.outcomes.iter().find(|subject| !in_range(subject.tier)) {
                let (control, tier) = (control.id.clone(), subject.tier);
                return Err(ScoreError::TierOutOfRange { control, tier });
            }
        }
        for gate in self.gates {
            if gate.cap > 100 {
                return Err(ScoreError::CapOutOfRange {
                    gate: gate.id.clone(),
                    cap: gate.cap,
                });
            }
            for instance in &gate.instances {
                self.check_members(&gate.id, &instance.members)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{GateInstance, score};

    fn refusal(change: fn(&mut JudgedControl<u32>, &mut Gate)) -> ScoreError {
        let subject = JudgedSubject {
            subject: 1,
            tier: 1,
            outcome: Outcome::Pass,
            grade: None,
            accepted: false,
        };
        let mut control = JudgedControl {
            id: "IDN-01".into(),
            domain: "IDN".into(),
            severity: Severity::High,
            effort: Effort::Low,
            outcomes: vec![subject],
        };
        let mut gate = Gate {
            id: "G1".into(),
            cap: 39,
            instances: Vec::new(),
        };
        change(&mut control, &mut gate);
        let judged = Judged {
            controls: &[control],
            gates: &[gate],
            evidence_stale: false,
            previous_bundle_in_cadence: false,
        };
        score(&ScoringRules::default(), &judged).expect_err("the input should be refused")
    }

    #[test]
    fn an_input_that_contradicts_itself_is_refused_by_name() {
        assert_eq!(
            refusal(|control, _| control.domain = "XYZ".into()).to_string(),
            "the control 'IDN-01' belongs to the domain 'XYZ', which has no weight"
        );
        assert_eq!(
            refusal(|control, _| control.outcomes[0].tier = 5).to_string(),
            "a subject of the control 'IDN-01' has the tier 5; tiers run from 1 to 4"
        );
        assert_eq!(
            refusal(|_, gate| gate.cap = 101).to_string(),
            "the gate 'G1' has the cap 101; a cap is at most 100"
        );
        let stray = |_: &mut JudgedControl<u32>, gate: &mut Gate| {
            let members = vec![Member { control: 0, subject: 7 }];
            gate.instances.push(GateInstance { members });
        };
        assert_eq!(
            refusal(stray).to_string(),
            "'G1' names subject 7 of control 0, which is not there"
        );
    }
}
