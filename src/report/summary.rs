//! The executive pages: verdict, narrative, the risks that could hurt first, and the basis of all of it.

use std::cmp::Ordering;

use serde_json::Value as Json;

use crate::evidence::wording::{names, spelt};
use crate::framework::Control;
use crate::framework::file::{BasisFile, GateFile};
use crate::ingest::ledger::Family;
use crate::inventory::resource::ResourceIx;
use crate::value::resource_type::TypeClass;
use crate::value::vocabulary::{GateState, Outcome, Severity};

use super::gates::named;
use super::inputs::date;
use super::sources::Sources;
use super::tone::Tone;
use super::{format, model};

/// Red lines that the narrative tells of.
const MOST_GATES: usize = 3;

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
        let basis: Vec<model::Basis> = self
            .framework
            .file
            .basis
            .iter()
            .map(|basis| self.basis(basis))
            .collect();
        let alarming = |count: usize, tone: Tone| if count > 0 { tone } else { clear };
        model::Summary {
            verdict: self.verdict(),
            narrative: self.narrative(score, domains, gates, roadmap),
            figures: vec![
                figure(
                    tripped.to_string(),
                    &match (tripped, open) {
                        (1, 0) => "red line crossed".to_owned(),
                        (_, 0) => "red lines crossed".to_owned(),
                        (1, open) => format!("red line crossed, {open} not shown to be clear"),
                        (_, open) => format!("red lines crossed, {open} not shown to be clear"),
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
                    "of what matters could be judged",
                    match score.value {
                        None => Tone::Unknown,
                        Some(_) if score.coverage >= 0.8 => Tone::Good,
                        Some(_) => Tone::Medium,
                    },
                ),
            ],
            risks: self.risks(gates, controls),
            path: None,
            basis_note: self.basis_note(controls, &basis),
            basis,
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
                detail: format!("{} This is so of {}.", gate.rationale, named(gate, 3)),
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
            "pim-schedules" => (
                inventory.access.assignments().iter().filter(|row| row.eligible).count(),
                None,
            ),
            _ => (self.rows_of(basis).count(), None),
        };
        let dates = inventory
            .ledger
            .inputs
            .iter()
            .filter(|input| Some(input.family) == family);
        let own = self.rows_of(basis).map(|ix| inventory.resource(ix).source());
        let own = own.filter_map(|source| date(inventory.ledger.inputs.get(source.file as usize)?));
        let newest = dates.filter_map(date).chain(own).max();
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

    /// The rows of a supplement.
    fn rows_of(&self, basis: &BasisFile) -> impl Iterator<Item = ResourceIx> {
        let types = basis.types.iter();
        types.flat_map(move |name| self.estate.inventory.of_type(name).iter().copied())
    }

    /// What could not be judged, and the export that would answer most of it.
    fn basis_note(&self, controls: &[model::Control], basis: &[model::Basis]) -> String {
        let open = |control: &&model::Control| control.outcome == Outcome::Unknown;
        let unknown = controls.iter().filter(open).count();
        if unknown == 0 {
            return "Every question that applies could be answered from what was given.".to_owned();
        }
        let mut text = format!(
            "{} not be answered. {} counted neither for nor against you, and {} the range.",
            format::count(unknown, "question could", "questions could"),
            if unknown == 1 { "It is" } else { "They are" },
            if unknown == 1 { "widens" } else { "widen" },
        );
        let files = self.framework.file.basis.iter().zip(basis);
        let absent = files.filter(|(file, shown)| !shown.present && !file.called.is_empty());
        let worth = absent.map(|(file, _)| (file, self.answered_by(file, controls)));
        let mut worth: Vec<(&BasisFile, usize)> = worth.filter(|(_, count)| *count > 0).collect();
        worth.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        if let Some((most, count)) = worth.first() {
            text.push_str(&format!(
                " We were not given {}; with {}, up to {} could be answered.",
                names(
                    &worth.iter().map(|(file, _)| file.called.clone()).collect::<Vec<_>>(),
                    worth.len()
                ),
                if worth.len() == 1 { "them" } else { &most.called },
                format::count(*count, "more question", "more questions"),
            ));
        }
        text
    }

    /// Number of the controls that are not known and read the rows of an export.
    fn answered_by(&self, basis: &BasisFile, controls: &[model::Control]) -> usize {
        let asks = |control: &Control| {
            basis
                .types
                .iter()
                .any(|name| mentions(&control.written["evidence"], name))
        };
        let judged = self.framework.controls.iter().zip(controls);
        judged
            .filter(|(control, shown)| shown.outcome == Outcome::Unknown && asks(control))
            .count()
    }

    fn narrative(
        &self,
        score: &model::Score,
        domains: &[model::Domain],
        gates: &[model::Gate],
        roadmap: &model::Roadmap,
    ) -> String {
        if score.value.is_none() {
            return "Nothing that was given could be judged. The list of inputs tells what was read and what was not."
                .to_owned();
        }
        let mut sentences = self.gate_sentences(domains, gates);
        sentences.extend(first_steps(score, gates, roadmap));
        sentences.join(" ")
    }

    /// The story of the red lines: the gravest that are crossed, else the weakest domain; and those that are not shown to be clear.
    fn gate_sentences(&self, domains: &[model::Domain], gates: &[model::Gate]) -> Vec<String> {
        let mut sentences = Vec::new();
        let files = self.framework.gates.iter().zip(gates);
        let mut tripped: Vec<(&GateFile, &model::Gate)> =
            files.filter(|(_, gate)| gate.state == GateState::Tripped).collect();
        tripped.sort_by_key(|(_, gate)| gate.cap);
        sentences.extend(tripped.iter().take(MOST_GATES).map(|(file, gate)| story(file, gate)));
        match tripped.len().saturating_sub(MOST_GATES) {
            0 => {}
            more => sentences.push(format!(
                "{} more {} crossed.",
                spelt(more),
                if more == 1 { "red line is" } else { "red lines are" }
            )),
        }
        let open = gates.iter().filter(|gate| gate.state == GateState::Unknown).count();
        if tripped.is_empty() {
            sentences.extend(weakest(domains, open));
        }
        if open > 0 {
            sentences.push(format!(
                "{} {} not shown to be clear and {} the score as if crossed, until the evidence is sent that settles {}.",
                spelt(open),
                if open == 1 { "red line is" } else { "red lines are" },
                if open == 1 { "holds" } else { "hold" },
                if open == 1 { "it" } else { "them" }
            ));
        }
        sentences
    }
}

/// What a red line means in this tenant.
fn story(file: &GateFile, gate: &model::Gate) -> String {
    let Some(story) = &file.story else {
        return format!("{}: {}.", gate.title, named(gate, 2));
    };
    let text = if gate.subjects_total == 1 {
        &story.one
    } else {
        &story.many
    };
    let first = gate.subjects.first().map_or("", String::as_str);
    let count = spelt(gate.subjects_total);
    let count = match text.starts_with("{count}") {
        true => count,
        false => count.to_lowercase(),
    };
    text.replace("{count}", &count).replace("{subject}", first)
}

/// A sentence about the weakest domain, where no red line is crossed.
fn weakest(domains: &[model::Domain], open: usize) -> Option<String> {
    let known = domains.iter().filter(|domain| domain.value.is_some());
    let weakest = known.min_by(|left, right| left.value.partial_cmp(&right.value).unwrap_or(Ordering::Equal))?;
    let found = match open {
        0 => "No red line is crossed.",
        _ => "No red line was found crossed.",
    };
    Some(format!(
        "{found} The weakest domain is {} with {}.",
        weakest.name, weakest.value_text
    ))
}

/// Whether any text in a JSON value is this one, in any case.
fn mentions(json: &Json, text: &str) -> bool {
    match json {
        Json::String(own) => own.eq_ignore_ascii_case(text),
        Json::Array(items) => items.iter().any(|item| mentions(item, text)),
        Json::Object(members) => members.values().any(|member| mentions(member, text)),
        _ => false,
    }
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
        (lifted, all) if lifted == all && all > 1 => " and clears every red line that is crossed".to_owned(),
        (1, _) => " and clears one red line".to_owned(),
        (lifted, _) => format!(" and clears {lifted} red lines"),
    };
    let first = match few {
        1 => "gap".to_owned(),
        _ => format!("{few} gaps"),
    };
    let open = match last.range_text.as_str() {
        "" => String::new(),
        range => format!("; what could not be judged leaves it at {range}"),
    };
    Some(format!(
        "Closing the first {first} takes the score from {} to {}{gates}{open}.",
        score.text.value, last.after_text
    ))
}
