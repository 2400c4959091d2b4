//! `underpin controls explain`: all that a client needs to follow a decision. The words come first; the data of each kind of
//! evidence stands below them as the control's file has it, so that nothing has to be taken on trust.

use serde_json::Value as Json;

use crate::evidence::{EvidenceFile, EvidenceRule, MayOnly};
use crate::framework::control::ControlFile;
use crate::framework::{Control, Framework, Subjects};
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
    for (rule, json) in control.file.evidence.iter().zip(written) {
        evidence(framework, rule, json, 1);
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
fn evidence(framework: &Framework, rule: &EvidenceRule, json: &Json, depth: usize) {
    let margin = "  ".repeat(depth);
    let kind = rule.evidence.kind();
    let mut text = kind.words();
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
    if let Some(says) = kind.says() {
        line(&format!("{margin}  pass: {}", says.pass));
        line(&format!("{margin}  fail: {}", says.fail));
    }
    let policy = match &rule.evidence {
        EvidenceFile::Policy(kind) => kind.condition(),
        _ => None,
    };
    if let Some(condition) = policy {
        line(&format!("{margin}  fails when:"));
        json_block(&condition.to_json(), &inner);
    }
    let written = json["of"].as_array().map_or(&[][..], Vec::as_slice);
    for (rule, json) in rule.parts().iter().zip(written) {
        evidence(framework, rule, json, depth + 1);
    }
    let asked = kind.routes();
    for route in framework.routes.iter().filter(|route| asked.contains(&route.file.id)) {
        line(&format!("{margin}  {}: {}", route.file.id, route.file.title));
    }
    let rest = json.as_object().into_iter().flatten();
    let rest = rest.filter(|(key, _)| !(TOLD.contains(&key.as_str()) || policy.is_some() && *key == "fails"));
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
