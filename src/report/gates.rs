//! The gates: state, subjects, what lifts each, and what would settle those that are not known.

use std::collections::BTreeSet;

use crate::evidence::wording::{names, some_of};
use crate::framework::file::{GateFile, MemberFile};
use crate::score::{EvidenceStep, Step};
use crate::value::vocabulary::{GateState, Outcome};

use super::sources::Sources;
use super::{format, model};

/// Upper bound of the subjects that a sentence names.
const MOST_NAMES: usize = 3;

impl Sources<'_> {
    pub(super) fn gates(&self) -> Vec<model::Gate> {
        let gates = self.framework.gates.iter().enumerate();
        gates.map(|(position, file)| self.gate(position, file)).collect()
    }

    fn gate(&self, position: usize, file: &GateFile) -> model::Gate {
        let result = &self.scored.gates[position];
        let instances = match result.state {
            GateState::Tripped => &result.tripped,
            GateState::Unknown => &result.unknown,
            GateState::Open | GateState::NotApplicable => &Vec::new(),
        };
        let mut subjects = self.gate_subjects(position, instances);
        let total = subjects.len();
        let lift = self.lift(position, &subjects);
        subjects.truncate(self.budget.gate_subjects);
        let mut controls: Vec<String> = Vec::new();
        for member in file.trips.iter().flatten() {
            if !controls.iter().any(|known| known == member.control()) {
                controls.push(member.control().to_owned());
            }
        }
        model::Gate {
            id: file.id.clone(),
            title: file.title.clone(),
            rationale: file.rationale.clone(),
            cap: file.cap,
            tier: file.tier,
            environments: file.environments.clone(),
            trips: file
                .trips
                .iter()
                .map(|members| {
                    let member = |member: &MemberFile| model::GateMember {
                        control: member.control().to_owned(),
                        mark: member.mark().map(str::to_owned),
                    };
                    members.iter().map(member).collect()
                })
                .collect(),
            combinations: self.combinations(position),
            state: result.state,
            state_text: result.state.words().to_owned(),
            tone: result.state.into(),
            binding: self.scored.binding_gate == Some(position),
            lift,
            settle: self.settle(position),
            controls,
            subjects_total: total,
            subjects_text: some_of(total, subjects.len(), |at| subjects[at].clone()),
            subjects,
        }
    }

    /// The kinds of combinations that make a gate cap.
    fn combinations(&self, gate: usize) -> Vec<model::Combination> {
        let result = &self.scored.gates[gate];
        let of = |state: GateState, instances: &[usize]| -> BTreeSet<model::Combination> {
            let combination = |instance: &usize| model::Combination {
                state,
                cleared_by: self.failing_members(gate, *instance),
            };
            instances.iter().map(combination).collect()
        };
        let tripped = of(GateState::Tripped, &result.tripped);
        let unknown = of(GateState::Unknown, &result.unknown);
        tripped.into_iter().chain(unknown).collect()
    }

    /// The controls that fail in one combination of a gate, each once.
    fn failing_members(&self, gate: usize, instance: usize) -> Vec<String> {
        let members = &self.gates[gate].instances[instance].members;
        let failing = members
            .iter()
            .filter(|member| self.judged[member.control].outcomes[member.subject].outcome == Outcome::Fail);
        let controls: BTreeSet<usize> = failing.map(|member| member.control).collect();
        let id = |control: usize| self.framework.controls[control].file.id.clone();
        controls.into_iter().map(id).collect()
    }

    /// Display names of the subjects of some instances of a gate, each subject once.
    pub(super) fn gate_subjects(&self, gate: usize, instances: &[usize]) -> Vec<String> {
        let mut subjects: Vec<String> = Vec::new();
        let mut known = BTreeSet::new();
        for instance in instances {
            let members = &self.gates[gate].instances[*instance].members;
            let Some(member) = members.first() else {
                continue;
            };
            if known.insert(self.judged[member.control].outcomes[member.subject].subject) {
                let finding = &self.assessment.findings[member.control][member.subject];
                subjects.push(finding.subject.name(self.estate));
            }
        }
        subjects
    }

    /// Change that lifts a gate that caps: any one of the fixes that open it, or all of its subjects' fixes.
    fn lift(&self, gate: usize, subjects: &[String]) -> String {
        let result = &self.scored.gates[gate];
        let openers: Vec<String> = self.plan.openers[gate]
            .iter()
            .map(|fix| self.fixes[*fix].id.to_string())
            .collect();
        let of_all = names(subjects, MOST_NAMES);
        match (openers.as_slice(), result.state) {
            (_, GateState::Open | GateState::NotApplicable) | ([], GateState::Unknown) => String::new(),
            ([], GateState::Tripped) => {
                let open = self.gate_subjects(gate, &result.unknown).len();
                let shown = match open {
                    0 => String::new(),
                    open => format!(" and {} more shown to be clear", format::number(open as u64)),
                };
                let verb = if subjects.len() == 1 { "is" } else { "are" };
                format!("It is cleared when {of_all} {verb} mended{shown}.")
            }
            ([only], GateState::Tripped) => format!("Meeting {only} for {of_all} clears it."),
            ([only], GateState::Unknown) => {
                format!("Meeting {only} for {of_all} clears it, whatever the evidence shows.")
            }
            ([others @ .., last], _) => format!(
                "Meeting {} or {last} for {of_all} clears it: either is enough.",
                others.join(", ")
            ),
        }
    }

    /// The exports that would settle the members of a gate that are unknown.
    pub(super) fn settle(&self, gate: usize) -> String {
        let mut gaps: Vec<String> = Vec::new();
        let asked = self.steps.iter().find_map(|step| match step {
            Step::Evidence(evidence) if evidence.gate == gate => Some(unknown_controls(evidence)),
            _ => None,
        });
        for control in asked.unwrap_or_default() {
            let gap = format::quoted(&self.framework.controls[control].file.gap);
            if !gaps.contains(&gap) {
                gaps.push(gap);
            }
        }
        gaps.join(" ")
    }
}

/// The controls of the members that leave a gate open, each once.
pub(super) fn unknown_controls(evidence: &EvidenceStep) -> Vec<usize> {
    let controls: BTreeSet<usize> = evidence.members.iter().map(|member| member.control).collect();
    controls.into_iter().collect()
}

/// The subjects of a gate as a sentence names them, counted on the whole.
pub(super) fn named(gate: &model::Gate, most: usize) -> String {
    some_of(gate.subjects_total, most.min(gate.subjects.len()), |at| {
        gate.subjects[at].clone()
    })
}
