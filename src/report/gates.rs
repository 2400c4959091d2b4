//! The gates: state, subjects and what lifts each.

use std::collections::BTreeSet;

use crate::evidence::wording::names;
use crate::value::vocabulary::GateState;

use super::{Sources, format, model};

impl Sources<'_> {
    pub(super) fn gates(&self) -> Vec<model::Gate> {
        let gates = self.framework.gates.iter().enumerate();
        gates
            .map(|(position, file)| {
                let result = &self.scored.gates[position];
                let instances = match result.state {
                    GateState::Tripped => &result.tripped,
                    GateState::Unknown => &result.unknown,
                    GateState::Open | GateState::NotApplicable => &Vec::new(),
                };
                let subjects = self.gate_subjects(position, instances);
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
                    state: result.state,
                    state_text: result.state.words().to_owned(),
                    tone: result.state.into(),
                    binding: self.scored.binding_gate == Some(position),
                    lift: self.lift(position, &subjects),
                    controls,
                    subjects_total: subjects.len(),
                    subjects: subjects.into_iter().take(self.budget.gate_subjects).collect(),
                }
            })
            .collect()
    }

    /// Display names of the subjects of some instances of a gate, each once.
    pub(super) fn gate_subjects(&self, gate: usize, instances: &[usize]) -> Vec<String> {
        let mut subjects: Vec<String> = Vec::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        for instance in instances {
            let members = &self.gates[gate].instances[*instance].members;
            let Some(member) = members.first() else {
                continue;
            };
            let finding = self.findings_of(member.control).nth(member.subject);
            let Some(name) = finding.map(|finding| finding.subject.name(self.estate)) else {
                continue;
            };
            if known.insert(name.clone()) {
                subjects.push(name);
            }
        }
        subjects
    }

    /// What lifts a tripped gate: any one of the fixes that open it, or all of its subjects' fixes.
    fn lift(&self, gate: usize, subjects: &[String]) -> String {
        if self.scored.gates[gate].state != GateState::Tripped {
            return String::new();
        }
        let openers: Vec<String> = self.plan.openers[gate]
            .iter()
            .map(|fix| self.fixes[*fix].id.to_string())
            .collect();
        match openers.as_slice() {
            [] => format!(
                "It lifts when every one of {} is mended.",
                format::count(subjects.len(), "subject", "subjects")
            ),
            [only] => format!("Meeting {only} for {} lifts it.", names(subjects, 3)),
            several => {
                let several: Vec<String> = several.to_vec();
                let (last, others) = several
                    .split_last()
                    .map_or((String::new(), String::new()), |(last, others)| {
                        (last.clone(), others.join(", "))
                    });
                format!(
                    "Meeting {others} or {last} for {} lifts it: either is enough.",
                    names(subjects, 3)
                )
            }
        }
    }
}
