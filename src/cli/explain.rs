//! `underpin controls explain`: all that a client needs to follow a decision. The words come first; the data of each kind of
//! evidence stands below them as the control's file has it, so that nothing has to be taken on trust.

use serde_json::Value as Json;

use crate::evidence::Kind;
use crate::framework::control::{ControlFile, EvidenceFile, SaysFile};
use crate::framework::evidence::{EvidenceRule, MayOnly};
use crate::framework::{Conditions, Control, Framework, Subjects};
use crate::value::vocabulary::Severity;

use super::terminal::{block, line};

/// Members of a rule that are printed in words.
const TOLD: [&str; 5] = ["kind", "says", "types", "mayOnly", "of"];

/// Prints a control.
pub(super) fn explain(framework: &Framework, control: &Control) {
    let file = &control.file;
    line(&format!("{}  {}", file.id, file.title));
    line(&format!("severity {}, effort {}", file.severity, file.effort));
    line("");
    line(&file.why);
    line("");
    judged_on(framework, control);
    line("");
    line("Decided by the first of these that can tell; one that says otherwise is printed beside it:");
    let written = control.written["evidence"].as_array().map_or(&[][..], Vec::as_slice);
    for ((rule, conditions), json) in control.evidence().zip(written) {
        evidence(framework, rule, conditions, json, 1);
    }
    line(&format!("Unknown where none can tell, until: {}", file.gap));
    line("");
    scored(framework, file);
    for name in &control.parameters {
        let declared = framework.profile.parameters.get(name);
        let what = declared.map_or("", |declared| declared.description.as_str());
        let value = match framework.value(name) {
            Json::Null => "not set: what depends on it is unknown".to_owned(),
            value => value.to_string(),
        };
        line(&format!("Profile value {name} = {value}. {what}"));
    }
    line("");
    line("To meet it:");
    for (position, remediation) in file.remediation.iter().enumerate() {
        line(&format!("  {}. {}", position + 1, remediation.text));
        if !remediation.code.is_empty() {
            for part in remediation.code.lines() {
                block(&format!("     {part}"));
            }
        }
    }
    let mut mapped = file.mappings.iter().filter(|(_, ids)| !ids.is_empty()).peekable();
    if mapped.peek().is_some() {
        line("");
        line("Evidence for:");
        for (key, ids) in mapped {
            let name = framework.file.mappings.get(key).map_or(key.as_str(), String::as_str);
            line(&format!("  {name}: {}", ids.join(", ")));
        }
    }
    for reference in &file.references {
        line(&format!("  {} <{}>", reference.title, reference.url));
    }
}

/// Prints the subjects that the control is judged on, and those that are left out.
fn judged_on(framework: &Framework, control: &Control) {
    let subjects = &control.file.subjects;
    line(&format!("Judged on: {}", members(control)));
    if !subjects.types.is_empty() {
        line(&format!("Only those of the types: {}", subjects.types.join(", ")));
    }
    if !subjects.environments.is_empty() {
        line(&format!(
            "Only those of the environments: {}",
            subjects.environments.join(", ")
        ));
    }
    if let Some(need) = &subjects.needs {
        let value = framework.value(&need.parameter);
        line(&format!(
            "Only where the profile value {} says so; it is {value}",
            need.parameter
        ));
    }
    if let Some(except) = &subjects.except {
        line(&format!("Not on those where: {}", except.because));
        if let Some(when) = &except.when {
            json_block(when, "  ");
        }
        if let Some(set) = &except.outside {
            line(&format!("  and not on what lies outside {set}"));
        }
    }
}

fn scored(framework: &Framework, file: &ControlFile) {
    let weights = &framework.file.severity_weights;
    let weight = match file.severity {
        Severity::Critical => weights.critical,
        Severity::High => weights.high,
        Severity::Medium => weights.medium,
        Severity::Low => weights.low,
    };
    line("The control fails where any subject fails, else is unknown where any is unknown, else passes.");
    line(
        "Scored as q = r · (1 − t/8): r is the sum of tiers of passing subjects over that of passing and failing ones,",
    );
    line(&format!(
        "t the highest failing tier. It weighs {weight} in {}.",
        file.domain()
    ));
    for gate in &framework.gates {
        if gate.trips.iter().flatten().any(|member| member.control() == file.id) {
            line(&format!(
                "Part of the gate {}, which caps the score at {}: {}.",
                gate.id, gate.cap, gate.title
            ));
        }
    }
}

fn members(control: &Control) -> String {
    match &control.subjects {
        Subjects::Resources(sets) => format!("each resource of {}", sets.join(", ")),
        Subjects::SubscriptionsOf(sets) => format!("each subscription that holds {}", sets.join(", ")),
        Subjects::IdentitiesOf(sets) => format!("each identity that {} run under", sets.join(", ")),
        Subjects::SubscriptionsWithout(sets) => format!("each subscription that holds no {}", sets.join(", ")),
        Subjects::Tenant => "the tenant".to_owned(),
        Subjects::TrustedWith(classes) => format!("each resource on which an AI identity holds {}", classes.join(", ")),
    }
}

/// Prints one kind of evidence and its parts, one step further in.
fn evidence(framework: &Framework, rule: &EvidenceRule, conditions: &Conditions, json: &Json, depth: usize) {
    let margin = "  ".repeat(depth);
    let mut text = words(&rule.evidence);
    if !rule.types.is_empty() {
        text.push_str(&format!(" (of {} only)", rule.types.join(", ")));
    }
    match rule.may_only {
        Some(MayOnly::Fail) => text.push_str("; it can only fail the subject"),
        Some(MayOnly::Pass) => text.push_str("; it can only pass the subject"),
        None => {}
    }
    line(&format!("{margin}- {text}"));
    let inner = format!("{margin}    ");
    if let Some(says) = says(&rule.evidence) {
        line(&format!("{margin}  pass: {}", says.pass));
        line(&format!("{margin}  fail: {}", says.fail));
    }
    match &rule.evidence {
        EvidenceFile::Policy { .. } => {
            if let Some(condition) = &conditions.test {
                line(&format!("{margin}  fails when:"));
                json_block(&condition.to_json(), &inner);
            }
        }
        EvidenceFile::AllOf { of } | EvidenceFile::AnyOf { of } | EvidenceFile::FirstOf { of } => {
            let written = json["of"].as_array().map_or(&[][..], Vec::as_slice);
            for ((rule, conditions), json) in of.iter().zip(&conditions.parts).zip(written) {
                evidence(framework, rule, conditions, json, depth + 1);
            }
        }
        EvidenceFile::Path { routes, .. } => {
            for route in framework.routes.iter().filter(|route| routes.contains(&route.file.id)) {
                line(&format!("{margin}  {}: {}", route.file.id, route.file.title));
            }
        }
        _ => {}
    }
    let rest = json.as_object().into_iter().flatten();
    let is_policy = matches!(rule.evidence, EvidenceFile::Policy { .. });
    let rest = rest.filter(|(key, _)| !(TOLD.contains(&key.as_str()) || is_policy && *key == "fails"));
    let rest: serde_json::Map<String, Json> = rest.map(|(key, value)| (key.clone(), value.clone())).collect();
    if !rest.is_empty() {
        line(&format!("{margin}  as the control has it:"));
        json_block(&Json::Object(rest), &inner);
    }
}

fn json_block(json: &Json, margin: &str) {
    let text = serde_json::to_string_pretty(json).unwrap_or_default();
    for part in text.lines() {
        block(&format!("{margin}{part}"));
    }
}

fn says(evidence: &EvidenceFile) -> Option<&SaysFile> {
    match evidence {
        EvidenceFile::Policy { says, .. }
        | EvidenceFile::Recommendation { says, .. }
        | EvidenceFile::OverdueRecommendation { says, .. }
        | EvidenceFile::Access { says, .. }
        | EvidenceFile::Related { says, .. }
        | EvidenceFile::PolicyAssignment { says, .. }
        | EvidenceFile::PolicyState { says, .. }
        | EvidenceFile::Exemptions { says, .. }
        | EvidenceFile::Attestation { says, .. }
        | EvidenceFile::Reach { says, .. }
        | EvidenceFile::Together { says, .. }
        | EvidenceFile::Path { says, .. } => Some(says),
        EvidenceFile::Plan(kind) => kind.says(),
        EvidenceFile::Exposure(kind) => kind.says(),
        EvidenceFile::Gateway(kind) => kind.says(),
        EvidenceFile::PrivateEndpoints(kind) => kind.says(),
        EvidenceFile::PrivateDns(kind) => kind.says(),
        EvidenceFile::EvidenceAge(kind) => kind.says(),
        EvidenceFile::Environments(kind) => kind.says(),
        EvidenceFile::AllOf { .. } | EvidenceFile::AnyOf { .. } | EvidenceFile::FirstOf { .. } => None,
    }
}

fn words(evidence: &EvidenceFile) -> String {
    match evidence {
        EvidenceFile::Policy { .. } => "the configuration of the subject".to_owned(),
        EvidenceFile::Recommendation { keys, names, .. } => {
            format!(
                "Defender for Cloud recommendations {}",
                [keys.as_slice(), names.as_slice()].concat().join(", ")
            )
        }
        EvidenceFile::OverdueRecommendation { severities, .. } => {
            format!(
                "the age of open Defender recommendations of severity {}",
                severities.join(", ")
            )
        }
        EvidenceFile::Plan(kind) => kind.words(),
        EvidenceFile::Exposure(kind) => kind.words(),
        EvidenceFile::Gateway(kind) => kind.words(),
        EvidenceFile::PrivateEndpoints(kind) => kind.words(),
        EvidenceFile::PrivateDns(kind) => kind.words(),
        EvidenceFile::Access { grants, .. } => format!("role assignments of the classes {}", grants.classes.join(", ")),
        EvidenceFile::Related { rows, .. } => format!("the {} that belong to the subject", rows.called),
        EvidenceFile::PolicyAssignment { guardrails, .. } => {
            let called: Vec<&str> = guardrails.iter().map(|guardrail| guardrail.called.as_str()).collect();
            format!(
                "policy assignments in force over the subject, for {}",
                called.join(", ")
            )
        }
        EvidenceFile::PolicyState { policies, .. } => {
            format!("Azure Policy's own findings for {}", policies.join(", "))
        }
        EvidenceFile::Exemptions { .. } => "policy exemptions and assignments that are not enforced".to_owned(),
        EvidenceFile::Attestation { key, .. } => format!("the attestation `{key}` in engagement.toml"),
        EvidenceFile::EvidenceAge(kind) => kind.words(),
        EvidenceFile::AllOf { .. } => "all of these: fails when any part fails, passes when all pass".to_owned(),
        EvidenceFile::AnyOf { .. } => "any of these: passes when any part passes, fails when all fail".to_owned(),
        EvidenceFile::FirstOf { .. } => "the first of these that decides".to_owned(),
        EvidenceFile::Reach { budgets, .. } => {
            let what: Vec<&str> = budgets.iter().map(|budget| budget.what[1].as_str()).collect();
            format!("what its grants reach: {}", what.join(", "))
        }
        EvidenceFile::Together { combinations, .. } => {
            let what: Vec<&str> = combinations
                .iter()
                .map(|combination| combination.what.as_str())
                .collect();
            format!("whether its grants let it {}", what.join("; "))
        }
        EvidenceFile::Environments(kind) => kind.words(),
        EvidenceFile::Path { routes, .. } => format!("paths of the routes {}", routes.join(", ")),
    }
}
