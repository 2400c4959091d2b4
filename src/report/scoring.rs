//! Findings as the score sees them: judged controls, instances of gates, and the framework's numbers as scoring rules.

use num_rational::Ratio;
use rustc_hash::FxHashMap;

use crate::access::scopes::covers;
use crate::assess::{Finding, Subject};
use crate::estate::Estate;
use crate::framework::Framework;
use crate::framework::file::{FrameworkFile, GateFile, LevelFile, MemberFile};
use crate::score::{
    DomainWeight, Gate, GateInstance, GateRule, JudgedControl, JudgedSubject, LevelRule, Member, ScoringRules,
    SeverityWeights,
};
use crate::value::vocabulary::Outcome;

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

/// One judged control for each control of the framework, in its order; subjects in the order of the findings.
pub fn judged(
    framework: &Framework,
    findings: &[Vec<Finding>],
    estate: &Estate<'_>,
    accepted: &[Accepted],
) -> Vec<JudgedControl<Number>> {
    let mut controls: Vec<JudgedControl<Number>> = framework
        .controls
        .iter()
        .map(|control| JudgedControl {
            id: control.file.id.as_str().into(),
            domain: control.file.domain().into(),
            severity: control.file.severity,
            effort: control.file.effort,
            outcomes: Vec::new(),
        })
        .collect();
    for (control, own) in controls.iter_mut().zip(findings) {
        control.outcomes.reserve_exact(own.len());
    }
    // One subject is judged by many controls.
    let mut numbers: FxHashMap<&Subject, Number> = FxHashMap::default();
    for finding in findings.iter().flatten() {
        let next = numbers.len() as Number;
        let subject = *numbers.entry(&finding.subject).or_insert(next);
        let control = &mut controls[finding.control];
        control.outcomes.push(JudgedSubject {
            tier: finding.tier,
            outcome: finding.outcome,
            grade: finding.grade,
            accepted: accepted
                .iter()
                .any(|risk| risk.covers(estate, &control.id, || finding.subject.key(estate))),
            subject,
        });
    }
    controls
}

/// A number that stands for a subject in one bundle.
pub type Number = u32;

/// A risk that the client accepted: for one subject of a control, or for all of them.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Control id.
    pub control: String,
    /// Id of a scope, or of an identity, in lower case; empty for every subject.
    pub subject: String,
}

impl Accepted {
    fn covers(&self, estate: &Estate<'_>, control: &str, subject: impl Fn() -> String) -> bool {
        self.control.eq_ignore_ascii_case(control) && speaks_for(estate, &self.subject, subject)
    }
}

/// Whether what somebody says of a scope is said of a subject: an empty scope is the whole tenant.
pub(super) fn speaks_for(estate: &Estate<'_>, scope: &str, subject: impl Fn() -> String) -> bool {
    scope.is_empty() || covers(estate.inventory, scope, &subject())
}

/// The gates with the places where each could trip. A place is a subject that every control of a combination judges.
pub fn gates(framework: &Framework, findings: &[Vec<Finding>], controls: &[JudgedControl<Number>]) -> Vec<Gate> {
    let gate = |file: &GateFile| Gate {
        id: file.id.as_str().into(),
        cap: file.cap,
        instances: file
            .trips
            .iter()
            .flat_map(|members| instances(file, members, controls, findings))
            .collect(),
    };
    framework.gates.iter().map(gate).collect()
}

fn instances(
    gate: &GateFile,
    members: &[MemberFile],
    controls: &[JudgedControl<Number>],
    findings: &[Vec<Finding>],
) -> Vec<GateInstance> {
    let mut found: Option<Vec<Watched>> = None;
    for asked in members {
        let Some(control) = controls.iter().position(|control| *control.id == *asked.control()) else {
            return Vec::new();
        };
        let outcomes = controls[control].outcomes.iter().enumerate();
        let of_this = outcomes.filter_map(|(subject, judged)| {
            let finding = findings[control]
                .get(subject)
                .filter(|finding| is_watched(gate, finding))?;
            let member = Member { control, subject };
            Some((judged.subject, (member, fails_otherwise(asked, finding))))
        });
        found = Some(match found {
            None => {
                let watched = |(subject, (member, clear))| Watched {
                    subject,
                    members: vec![member],
                    clear,
                };
                of_this.map(watched).collect()
            }
            Some(mut before) => {
                let of_this: FxHashMap<Number, (Member, bool)> = of_this.collect();
                before.retain_mut(|watched| match of_this.get(&watched.subject) {
                    Some((member, clear)) => {
                        watched.members.push(*member);
                        watched.clear |= clear;
                        true
                    }
                    None => false,
                });
                before
            }
        });
    }
    let found = found.unwrap_or_default().into_iter();
    let instance = |watched: Watched| match watched.clear {
        true => GateInstance::default(),
        false => GateInstance {
            members: watched.members,
        },
    };
    found.map(instance).collect()
}

/// A subject that every control of a combination judges.
struct Watched {
    subject: Number,
    members: Vec<Member>,
    /// Whether one of them fails in another way than the gate asks for, so that the combination is not there.
    clear: bool,
}

/// Whether a gate watches the subject of a finding: it is of the tier and the environment.
fn is_watched(gate: &GateFile, finding: &Finding) -> bool {
    let placed = gate.environments.is_empty() || gate.environments.iter().any(|name| **name == *finding.environment);
    finding.tier >= gate.tier && placed
}

/// Whether a finding fails without the mark that a member asks for.
fn fails_otherwise(asked: &MemberFile, finding: &Finding) -> bool {
    let marked = |mark| finding.marks.iter().any(|own| own == mark);
    finding.outcome == Outcome::Fail && asked.mark().is_some_and(|mark| !marked(mark))
}
