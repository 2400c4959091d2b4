//! A bundle reduced to some of its subjects, so that these can be scored by themselves.

use super::judged::{Gate, GateInstance, Judged, JudgedControl, JudgedSubject, Member};

/// The subjects that are kept, and the tier that each is kept at.
pub(super) struct Kept {
    /// The tier of each subject of each control; `None` where it is not kept.
    tiers: Vec<Vec<Option<u8>>>,
}

impl Kept {
    pub(super) fn none_of<S>(judged: &Judged<'_, S>) -> Self {
        let none = judged.controls.iter().map(|control| vec![None; control.outcomes.len()]);
        Self { tiers: none.collect() }
    }

    pub(super) fn keep(&mut self, member: Member, tier: u8) {
        self.tiers[member.control][member.subject] = Some(tier);
    }

    /// Position of each subject once the others are gone.
    fn places(&self) -> Vec<Vec<Option<usize>>> {
        let number = |tiers: &Vec<Option<u8>>| {
            let mut next = 0..;
            tiers.iter().map(|tier| tier.and_then(|_| next.next())).collect()
        };
        self.tiers.iter().map(number).collect()
    }
}

/// The controls with the subjects kept, and the gates with the instances whose members are all kept.
pub(super) struct Narrowed<S> {
    controls: Vec<JudgedControl<S>>,
    gates: Vec<Gate>,
}

impl<S: Clone> Narrowed<S> {
    pub(super) fn to(judged: &Judged<'_, S>, kept: &Kept) -> Self {
        let controls = judged.controls.iter().zip(&kept.tiers).map(|(control, tiers)| {
            let subjects = control.outcomes.iter().zip(tiers);
            JudgedControl {
                id: control.id.clone(),
                domain: control.domain.clone(),
                severity: control.severity,
                effort: control.effort,
                outcomes: subjects
                    .filter_map(|(subject, &tier)| {
                        tier.map(|tier| JudgedSubject {
                            tier,
                            ..subject.clone()
                        })
                    })
                    .collect(),
            }
        });
        let places = kept.places();
        let moved = |&Member { control, subject }: &Member| {
            let subject = places[control][subject]?;
            Some(Member { control, subject })
        };
        let instance = |instance: &GateInstance| {
            let members: Option<Vec<Member>> = instance.members.iter().map(moved).collect();
            members.map(|members| GateInstance { members })
        };
        let gates = judged.gates.iter().map(|gate| Gate {
            id: gate.id.clone(),
            cap: gate.cap,
            instances: gate.instances.iter().filter_map(instance).collect(),
        });
        Self {
            controls: controls.collect(),
            gates: gates.collect(),
        }
    }

    /// The reduced input, with everything else as in `judged`.
    pub(super) fn judged(&self, judged: &Judged<'_, S>) -> Judged<'_, S> {
        Judged {
            controls: &self.controls,
            gates: &self.gates,
            evidence_stale: judged.evidence_stale,
            previous_bundle_in_cadence: judged.previous_bundle_in_cadence,
        }
    }
}
