//! Made-up catalogues for the property tests, and the changes that the properties are about.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::value::vocabulary::{Effort, Grade, Outcome, Severity};

use super::*;

/// An input that owns its controls and gates.
#[derive(Debug, Clone)]
pub(super) struct Catalogue {
    pub controls: Vec<JudgedControl<u32>>,
    pub gates: Vec<Gate>,
}

impl Catalogue {
    pub(super) fn judged(&self) -> Judged<'_, u32> {
        Judged {
            controls: &self.controls,
            gates: &self.gates,
            evidence_stale: false,
            previous_bundle_in_cadence: true,
        }
    }

    pub(super) fn scored(&self) -> Scored {
        score(&ScoringRules::default(), &self.judged()).expect("a generated catalogue is valid")
    }

    /// Every subject with the given outcome.
    pub(super) fn members(&self, outcome: Outcome) -> Vec<Member> {
        let mut members = Vec::new();
        for (control, judged) in self.controls.iter().enumerate() {
            for (subject, judged) in judged.outcomes.iter().enumerate() {
                if judged.outcome == outcome {
                    members.push(Member { control, subject });
                }
            }
        }
        members
    }

    pub(super) fn subject(&mut self, member: Member) -> &mut JudgedSubject<u32> {
        &mut self.controls[member.control].outcomes[member.subject]
    }

    /// A copy of the catalogue with one outcome changed.
    pub(super) fn with(&self, member: Member, outcome: Outcome) -> Self {
        let mut changed = self.clone();
        changed.subject(member).outcome = outcome;
        changed
    }
}

pub(super) fn subject(subject: u32, tier: u8, outcome: Outcome, grade: Option<Grade>) -> JudgedSubject<u32> {
    JudgedSubject {
        subject,
        tier,
        outcome,
        grade,
        accepted: false,
    }
}

fn outcome() -> impl Strategy<Value = Outcome> {
    use Outcome::{Fail, NotApplicable, Pass, Unknown};
    select(vec![Pass, Pass, Fail, Unknown, NotApplicable])
}

fn grade() -> impl Strategy<Value = Option<Grade>> {
    select(vec![
        Some(Grade::A),
        Some(Grade::B),
        Some(Grade::C),
        Some(Grade::D),
        None,
    ])
}

fn subjects() -> impl Strategy<Value = Vec<JudgedSubject<u32>>> {
    vec((1..=4_u8, outcome(), grade(), any::<bool>()), 0..=6).prop_map(|judged| {
        let numbered = (0..).zip(judged);
        let build = |(key, (tier, outcome, grade, accepted))| JudgedSubject {
            accepted,
            ..subject(key, tier, outcome, grade)
        };
        numbered.map(build).collect()
    })
}

fn controls() -> impl Strategy<Value = Vec<JudgedControl<u32>>> {
    let domain = select(vec!["IDN", "DAT", "NET", "MOD", "GOV", "MON"]);
    let severity = select(vec![
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ]);
    let effort = select(vec![Effort::Low, Effort::Medium, Effort::High]);
    vec((domain, severity, effort, subjects()), 1..=14).prop_map(|controls| {
        let build = |(number, (domain, severity, effort, outcomes))| JudgedControl {
            id: format!("C-{number:02}").into(),
            domain: Box::from(domain),
            severity,
            effort,
            outcomes,
        };
        (1..).zip(controls).map(|row: (usize, _)| build(row)).collect()
    })
}

/// Up to three gates over the catalogue's own subjects, each with up to three instances of up to three members.
pub(super) fn catalogue() -> impl Strategy<Value = Catalogue> {
    let instance = vec(any::<Index>(), 1..=3);
    let gate = (select(vec![39, 49, 59, 69]), vec(instance, 0..=3));
    (controls(), vec(gate, 0..=3)).prop_map(|(controls, gates)| {
        let mut catalogue = Catalogue {
            controls,
            gates: Vec::new(),
        };
        let subjects: Vec<Member> = [Outcome::Pass, Outcome::Fail, Outcome::Unknown, Outcome::NotApplicable]
            .into_iter()
            .flat_map(|outcome| catalogue.members(outcome))
            .collect();
        if subjects.is_empty() {
            return catalogue;
        }
        for (number, (cap, instances)) in gates.into_iter().enumerate() {
            let pick = |picks: Vec<Index>| GateInstance {
                members: picks.iter().map(|pick| *pick.get(&subjects)).collect(),
            };
            catalogue.gates.push(Gate {
                id: format!("G{number}").into(),
                cap,
                instances: instances.into_iter().map(pick).collect(),
            });
        }
        catalogue
    })
}
