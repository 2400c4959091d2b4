//! Findings as the score sees them: judged controls, instances of gates, and the framework's numbers as scoring rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use num_rational::Ratio;
use rustc_hash::FxHashMap;

use crate::assess::{self, Finding, Subject};
use crate::estate::Estate;
use crate::framework::Framework;
use crate::framework::control;
use crate::framework::file::{FrameworkFile, GateFile, LevelFile, MemberFile};
use crate::score::{
    DomainWeight, Effort, Gate, GateInstance, GateRule, Grade, JudgedControl, JudgedSubject, LevelRule, Member,
    Outcome, ScoringRules, Severity, SeverityWeights,
};

/// The scoring rules of a framework.
pub fn rules(file: &FrameworkFile) -> ScoringRules {
    let weights = &file.severity_weights;
    ScoringRules {
        severity_weights: SeverityWeights {
            critical: weights.critical,
            high: weights.high,
            medium: weights.medium,
            low: weights.low,
        },
        domains: file
            .domains
            .iter()
            .map(|domain| DomainWeight {
                id: domain.id.as_str().into(),
                weight: domain.weight,
            })
            .collect(),
        mean_share: Ratio::new(file.mean_percent, 100),
        levels: file.levels.iter().map(level).collect(),
        ..ScoringRules::default()
    }
}

fn level(level: &LevelFile) -> LevelRule {
    LevelRule {
        level: level.level,
        name: level.name.as_str().into(),
        score: level.score,
        every_domain: level.domain,
        coverage: level.coverage,
        gates: match level.no_gate_below {
            0 => GateRule::Any,
            _ if !level.unknown_gates => GateRule::NoneTrippedOrUnknown,
            cap => GateRule::NoneTrippedBelow(cap),
        },
        previous_bundle: level.previous_bundle,
    }
}

/// Severity in the score's terms.
pub fn severity(severity: control::Severity) -> Severity {
    match severity {
        control::Severity::Critical => Severity::Critical,
        control::Severity::High => Severity::High,
        control::Severity::Medium => Severity::Medium,
        control::Severity::Low => Severity::Low,
    }
}

/// One judged control for each control of the framework, in its order; subjects in the order of the findings.
pub fn judged(
    framework: &Framework,
    findings: &[Finding],
    estate: &Estate<'_>,
    accepted: &[Accepted],
) -> Vec<JudgedControl<Arc<str>>> {
    let mut controls: Vec<JudgedControl<Arc<str>>> = framework
        .controls
        .iter()
        .map(|control| JudgedControl {
            id: control.file.id.as_str().into(),
            domain: control.file.domain().into(),
            severity: severity(control.file.severity),
            effort: match control.file.effort {
                control::Effort::Low => Effort::Low,
                control::Effort::Medium => Effort::Medium,
                control::Effort::High => Effort::High,
            },
            outcomes: Vec::new(),
        })
        .collect();
    // One subject is judged by many controls.
    let mut keys: FxHashMap<&Subject, Arc<str>> = FxHashMap::default();
    for finding in findings {
        let key = keys.entry(&finding.subject);
        let subject = key.or_insert_with(|| finding.subject.key(estate).into()).clone();
        let control = &mut controls[finding.control];
        control.outcomes.push(JudgedSubject {
            tier: finding.tier,
            outcome: match finding.outcome {
                assess::Outcome::Pass => Outcome::Pass,
                assess::Outcome::Fail => Outcome::Fail,
                assess::Outcome::Unknown => Outcome::Unknown,
                assess::Outcome::NotApplicable => Outcome::NotApplicable,
            },
            grade: finding.grade.map(|grade| match grade {
                assess::Grade::A => Grade::A,
                assess::Grade::B => Grade::B,
                assess::Grade::C => Grade::C,
                assess::Grade::D => Grade::D,
            }),
            accepted: accepted.iter().any(|risk| risk.covers(&control.id, &subject)),
            subject,
        });
    }
    for control in &mut controls {
        control.outcomes.shrink_to_fit();
    }
    controls
}

/// A risk that the client accepted: for one subject of a control, or for all of them.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Control id.
    pub control: String,
    /// Subject id in lower case; empty for every subject.
    pub subject: String,
}

impl Accepted {
    fn covers(&self, control: &str, subject: &str) -> bool {
        self.control.eq_ignore_ascii_case(control) && (self.subject.is_empty() || *self.subject == *subject)
    }
}

/// The gates with the places where each could trip. A place is a subject that every control of a combination judges.
pub fn gates(framework: &Framework, findings: &[Finding], controls: &[JudgedControl<Arc<str>>]) -> Vec<Gate> {
    // Findings stand in the order of controls, those of one in the order of its subjects.
    let mut of_control: Vec<&[Finding]> = vec![&[]; controls.len()];
    for run in findings.chunk_by(|one, other| one.control == other.control) {
        of_control[run[0].control] = run;
    }
    let gate = |file: &GateFile| Gate {
        id: file.id.as_str().into(),
        cap: file.cap,
        instances: file
            .trips
            .iter()
            .flat_map(|members| instances(file, members, controls, &of_control))
            .collect(),
    };
    framework.gates.iter().map(gate).collect()
}

fn instances(
    gate: &GateFile,
    members: &[MemberFile],
    controls: &[JudgedControl<Arc<str>>],
    findings: &[&[Finding]],
) -> Vec<GateInstance> {
    let mut found: Option<BTreeMap<&str, Vec<Member>>> = None;
    for member in members {
        let Some(control) = controls.iter().position(|control| *control.id == *member.control()) else {
            return Vec::new();
        };
        let of_this: BTreeMap<&str, Member> = controls[control]
            .outcomes
            .iter()
            .enumerate()
            .filter(|(subject, _)| {
                let finding = findings[control].get(*subject);
                finding.is_some_and(|finding| counts(gate, member, finding))
            })
            .map(|(subject, judged)| (&*judged.subject, Member { control, subject }))
            .collect();
        found = Some(match found {
            None => of_this.into_iter().map(|(key, member)| (key, vec![member])).collect(),
            Some(before) => before
                .into_iter()
                .filter_map(|(key, mut members)| {
                    members.push(*of_this.get(key)?);
                    Some((key, members))
                })
                .collect(),
        });
    }
    let members = found.unwrap_or_default().into_values();
    members.map(|members| GateInstance { members }).collect()
}

fn counts(gate: &GateFile, member: &MemberFile, finding: &Finding) -> bool {
    let placed = gate.environments.is_empty() || gate.environments.iter().any(|name| **name == *finding.environment);
    let marked = match (member.mark(), finding.outcome) {
        (Some(mark), assess::Outcome::Fail) => finding.marks.iter().any(|own| own == mark),
        _ => true,
    };
    finding.tier >= gate.tier && placed && marked
}
