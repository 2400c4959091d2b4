//! The executive pages: verdict, narrative, the risks that could hurt first, and the basis of all of it.

use std::cmp::Ordering;

use crate::evidence::wording::names;
use crate::framework::file::BasisFile;
use crate::ingest::ledger::Family;
use crate::value::resource_type::TypeClass;
use crate::value::vocabulary::{GateState, Outcome, Severity};

use super::gates::named;
use super::inputs::date;
use super::sources::Sources;
use super::tone::Tone;
use super::{format, model};

/// Tripped gates that the narrative tells of.
const MOST_GATES: usize = 2;

/// Risks on the first page.
const MOST_RISKS: usize = 4;

/// Types of rows behind the basis `policies`.
const POLICY_TYPES: [&str; 3] = [
    "microsoft.authorization/policyassignments",
    "microsoft.authorization/policyexemptions",
    "microsoft.policyinsights/policystates",
];

impl Sources<'_> {
    pub(super) fn summary(
        &self,
        score: &model::Score,
        domains: &[model::Domain],
        gates: &[model::Gate],
        controls: &[model::Control],
        roadmap: &model::Roadmap,
    ) -> model::Summary {
        let grave = controls
            .iter()
            .filter(|control| control.outcome == Outcome::Fail && control.severity <= Severity::High)
            .count();
        let in_state = |state: GateState| gates.iter().filter(|gate| gate.state == state).count();
        let (tripped, open) = (in_state(GateState::Tripped), in_state(GateState::Unknown));
        let figure = |text: String, label: &str, tone: Tone| model::HeadlineFigure {
            text,
            label: label.to_owned(),
            tone,
        };
        // A nought is good news only where enough was looked at to have found something.
        let clear = match score.value {
            Some(_) if score.coverage >= 0.8 => Tone::Good,
            _ => Tone::Unknown,
        };
        let alarming = |count: usize, tone: Tone| if count > 0 { tone } else { clear };
        model::Summary {
            verdict: self.verdict(),
            narrative: narrative(score, domains, gates, roadmap),
            figures: vec![
                figure(
                    tripped.to_string(),
                    &match (tripped, open) {
                        (1, 0) => "gate tripped".to_owned(),
                        (_, 0) => "gates tripped".to_owned(),
                        (1, open) => format!("gate tripped, {open} not shown to be clear"),
                        (_, open) => format!("gates tripped, {open} not shown to be clear"),
                    },
                    match open {
                        0 => alarming(tripped, Tone::Critical),
                        _ if tripped > 0 => Tone::Critical,
                        _ => Tone::Unknown,
                    },
                ),
                figure(
                    grave.to_string(),
                    "critical and high controls not met",
                    alarming(grave, Tone::High),
                ),
                figure(
                    score.text.coverage.clone(),
                    "of the evidence was present",
                    match score.value {
                        None => Tone::Unknown,
                        Some(_) if score.coverage >= 0.8 => Tone::Good,
                        Some(_) => Tone::Medium,
                    },
                ),
            ],
            risks: self.risks(gates, controls),
            path: None,
            basis: self
                .framework
                .file
                .basis
                .iter()
                .map(|basis| self.basis(basis))
                .collect(),
            basis_note: self.basis_note(controls),
        }
    }

    /// Tripped gates first, then the gravest failing controls that no tripped gate already tells of.
    fn risks(&self, gates: &[model::Gate], controls: &[model::Control]) -> Vec<model::Risk> {
        let mut risks = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        let mut tripped: Vec<&model::Gate> = gates.iter().filter(|gate| gate.state == GateState::Tripped).collect();
        tripped.sort_by_key(|gate| gate.cap);
        for gate in tripped {
            let ids = gate.controls.iter();
            let failing: Vec<&model::Control> = ids
                .filter_map(|id| {
                    controls
                        .iter()
                        .find(|control| control.id == *id && control.outcome == Outcome::Fail)
                })
                .collect();
            told.extend(failing.iter().map(|control| control.id.as_str()));
            let severity = failing
                .iter()
                .map(|control| control.severity)
                .min()
                .unwrap_or(Severity::Low);
            risks.push(model::Risk {
                rank: risks.len() + 1,
                title: gate.title.clone(),
                detail: format!("{}: {}", named(gate, 3), gate.rationale),
                controls: failing.iter().map(|control| control.id.clone()).collect(),
                severity_text: severity.words().to_owned(),
                tone: severity.into(),
            });
        }
        let mut failing: Vec<(usize, &model::Control)> = controls
            .iter()
            .enumerate()
            .filter(|(_, control)| control.outcome == Outcome::Fail && !told.contains(&control.id.as_str()))
            .collect();
        failing.sort_by_key(|(_, control)| (control.severity, std::cmp::Reverse(control.arithmetic.failed)));
        for (index, control) in failing {
            if risks.len() >= MOST_RISKS {
                break;
            }
            risks.push(model::Risk {
                rank: risks.len() + 1,
                title: self.framework.controls[index].file.risk.clone(),
                detail: control.finding.clone(),
                controls: vec![control.id.clone()],
                severity_text: control.severity_text.clone(),
                tone: control.severity.into(),
            });
        }
        risks.truncate(MOST_RISKS);
        risks
    }

    fn basis(&self, basis: &BasisFile) -> model::Basis {
        let inventory = self.estate.inventory;
        let of_types = |types: &[&str]| types.iter().map(|name| inventory.of_type(name).len()).sum();
        let (rows, family): (usize, Option<Family>) = match basis.counts.as_str() {
            "resources" => (self.count_of(TypeClass::Resource), Some(Family::ResourceGraph)),
            "containers" => (self.count_of(TypeClass::Container), Some(Family::ResourceGraph)),
            "policies" => (of_types(&POLICY_TYPES), Some(Family::ResourceGraph)),
            "role-assignments" => (inventory.access.assignments().len(), Some(Family::RoleAssignments)),
            "recommendations" => (
                inventory.defender.recommendations().len(),
                Some(Family::Recommendations),
            ),
            "plans" => (inventory.defender.plan_count(), Some(Family::ResourceGraph)),
            _ => (0, None),
        };
        let dates = inventory
            .ledger
            .inputs
            .iter()
            .filter(|input| Some(input.family) == family);
        let newest = dates.filter_map(date).max();
        model::Basis {
            label: basis.label.clone(),
            rows: if rows > 0 {
                format::number(rows as u64)
            } else {
                "absent".to_owned()
            },
            dated: newest.filter(|_| rows > 0).map(format::date).unwrap_or_default(),
            present: rows > 0,
        }
    }

    fn basis_note(&self, controls: &[model::Control]) -> String {
        let unknown: Vec<&model::Control> = controls
            .iter()
            .filter(|control| control.outcome == Outcome::Unknown)
            .collect();
        if unknown.is_empty() {
            return "Every control that applies could be assessed from the bundle.".to_owned();
        }
        let gravest = unknown.iter().min_by_key(|control| control.severity);
        format!(
            "{} not be assessed. They are counted neither for nor against you; they widen the range. Of the gravest, {}: {}",
            format::count(unknown.len(), "control could", "controls could"),
            gravest.map_or("", |control| &control.id),
            gravest.map_or("", |control| &control.gap)
        )
    }
}

fn narrative(
    score: &model::Score,
    domains: &[model::Domain],
    gates: &[model::Gate],
    roadmap: &model::Roadmap,
) -> String {
    if score.value.is_none() {
        return "Nothing in the bundle could be judged against the framework. The input ledger tells what was read and what was \
                not."
            .to_owned();
    }
    let mut sentences = gate_sentences(domains, gates);
    sentences.extend(first_steps(score, gates, roadmap));
    sentences.join(" ")
}

/// Sentences about the gates: the gravest that are tripped, else the weakest domain; and those that are not shown to be clear.
fn gate_sentences(domains: &[model::Domain], gates: &[model::Gate]) -> Vec<String> {
    let mut sentences = Vec::new();
    let in_state = |state: GateState| gates.iter().filter(move |gate| gate.state == state);
    let mut tripped: Vec<&model::Gate> = in_state(GateState::Tripped).collect();
    tripped.sort_by_key(|gate| gate.cap);
    for gate in tripped.iter().take(MOST_GATES) {
        sentences.push(format!("{} ({}).", gate.title, named(gate, 2)));
    }
    match tripped.len().saturating_sub(MOST_GATES) {
        0 => {}
        more => sentences.push(format!(
            "{} tripped.",
            format::count(more, "more gate is", "more gates are")
        )),
    }
    let open: Vec<String> = in_state(GateState::Unknown).map(|gate| gate.id.clone()).collect();
    if tripped.is_empty() {
        let weakest = domains.iter().filter(|domain| domain.value.is_some());
        let weakest = weakest.min_by(|left, right| left.value.partial_cmp(&right.value).unwrap_or(Ordering::Equal));
        if let Some(weakest) = weakest {
            let found = if open.is_empty() {
                "No gate is tripped."
            } else {
                "No gate was found tripped."
            };
            sentences.push(format!(
                "{found} The weakest domain is {} with {}.",
                weakest.name, weakest.value_text
            ));
        }
    }
    if !open.is_empty() {
        let (are, cap, they) = match open.len() {
            1 => ("Gate", "is not shown to be clear and caps", "it"),
            _ => ("Gates", "are not shown to be clear and cap", "they"),
        };
        sentences.push(format!(
            "{are} {} {cap} the score as if {they} were tripped, until the exports are sent that settle {}.",
            names(&open, open.len()),
            if open.len() == 1 { "it" } else { "them" }
        ));
    }
    sentences
}

/// Sentence about the gain of the first fixes.
fn first_steps(score: &model::Score, gates: &[model::Gate], roadmap: &model::Roadmap) -> Option<String> {
    let steps = roadmap.steps.iter();
    let now: Vec<&model::Step> = steps
        .filter(|step| step.wave == 1 && step.kind == model::StepKind::Fix)
        .collect();
    let last_lift = now.iter().rposition(|step| step.lifts.is_some());
    let few = last_lift.map_or(now.len().min(3), |position| position + 1);
    let last = now.get(few.wrapping_sub(1))?;
    let is_tripped = |id: &String| {
        gates
            .iter()
            .any(|gate| gate.id == *id && gate.state == GateState::Tripped)
    };
    let lifted = now[..few]
        .iter()
        .filter_map(|step| step.lifts.as_ref())
        .filter(|id| is_tripped(id))
        .count();
    let tripped = gates.iter().filter(|gate| gate.state == GateState::Tripped).count();
    let gates = match (lifted, tripped) {
        (0, _) => String::new(),
        (lifted, all) if lifted == all && all > 1 => " and lifts every tripped gate".to_owned(),
        (1, _) => " and lifts a gate".to_owned(),
        (lifted, _) => format!(" and lifts {lifted} gates"),
    };
    let first = match few {
        1 => "gap".to_owned(),
        _ => format!("{few} gaps"),
    };
    let open = match last.range_text.as_str() {
        "" => String::new(),
        range => format!("; the open questions leave it at {range}"),
    };
    Some(format!(
        "Closing the first {first} takes the score from {} to {}{gates}{open}.",
        score.text.value, last.after_text
    ))
}
