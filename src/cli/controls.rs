//! `underpin controls`: the framework in words.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::framework::control::{ControlFile, Effort, EvidenceFile, Severity};
use crate::framework::evidence::{EvidenceRule, MayOnly, Quantifier, RelatedFile};
use crate::framework::export;
use crate::framework::{Conditions, Control, Framework, ProfileValues, Subjects};

use super::arguments::{ControlsArguments, ControlsCommand};
use super::terminal::{block, line};

/// Runs the subcommand.
pub fn run(arguments: &ControlsArguments) -> Result<ExitCode> {
    if let Some(ControlsCommand::Lint { folder }) = &arguments.command {
        let framework = Framework::load(Some(folder), ProfileValues::new())?;
        line(&format!("{} controls, nothing wrong", framework.controls.len()));
        return Ok(ExitCode::SUCCESS);
    }
    let framework = Framework::load(arguments.framework.as_deref(), ProfileValues::new())?;
    match &arguments.command {
        None | Some(ControlsCommand::List | ControlsCommand::Lint { .. }) => list(&framework),
        Some(ControlsCommand::Explain { id }) => explain(&framework, find(&framework, id)?),
        Some(ControlsCommand::ExportPolicy { id }) => {
            let control = find(&framework, id)?;
            let definition = export::policy(&framework, control)
                .with_context(|| format!("{} can't be an Azure Policy definition", control.file.id))?;
            block(&serde_json::to_string_pretty(&definition)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find<'f>(framework: &'f Framework, id: &str) -> Result<&'f Control> {
    match framework.control(id) {
        Some(control) => Ok(control),
        None => bail!("there is no control `{id}`; `underpin controls` lists them"),
    }
}

fn list(framework: &Framework) {
    for domain in &framework.file.domains {
        line(&format!("{} (weight {})", domain.name, domain.weight));
        let controls = framework
            .controls
            .iter()
            .filter(|control| control.file.domain() == domain.id);
        for control in controls {
            let severity = severity(&control.file);
            line(&format!("  {}  {severity:<8}  {}", control.file.id, control.file.title));
        }
    }
}

fn explain(framework: &Framework, control: &Control) {
    let file = &control.file;
    line(&format!("{}  {}", file.id, file.title));
    line(&format!("severity {}, effort {}", severity(file), effort(file)));
    line("");
    line(&file.why);
    line("");
    line(&format!("Judged on: {}", subjects(control)));
    if let Some(except) = &file.subjects.except {
        line(&format!("Not on those where: {}", except.because));
    }
    line("Decided by, in this order:");
    for (rule, conditions) in control.evidence() {
        evidence(rule, conditions, 1);
    }
    line(&format!("Unknown until: {}", file.gap));
    let weights = &framework.file.severity_weights;
    let weight = match file.severity {
        Severity::Critical => weights.critical,
        Severity::High => weights.high,
        Severity::Medium => weights.medium,
        Severity::Low => weights.low,
    };
    line("");
    line(
        "Scored as q = r · (1 − t/8): r is the sum of tiers of passing subjects over that of passing and failing ones,",
    );
    line(&format!(
        "t the highest failing tier. It weighs {weight} in {}.",
        file.domain()
    ));
    for name in &control.parameters {
        line(&format!("Profile value {name} = {}", framework.value(name)));
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

fn subjects(control: &Control) -> String {
    match &control.subjects {
        Subjects::Resources(sets) => format!("each resource of {}", sets.join(", ")),
        Subjects::SubscriptionsOf(sets) => format!("each subscription that holds {}", sets.join(", ")),
        Subjects::IdentitiesOf(sets) => format!("each identity that {} run under", sets.join(", ")),
        Subjects::SubscriptionsWithout(sets) => format!("each subscription that holds no {}", sets.join(", ")),
        Subjects::Tenant => "the tenant".to_owned(),
        Subjects::TrustedWith(classes) => format!("each resource on which an AI identity holds {}", classes.join(", ")),
    }
}

/// One kind of evidence and its parts, one step further in.
fn evidence(rule: &EvidenceRule, conditions: &Conditions, depth: usize) {
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
    if let Some(condition) = &conditions.test {
        line(&format!("{margin}  fails when:"));
        let text = serde_json::to_string_pretty(&condition.to_json()).unwrap_or_default();
        for part in text.lines() {
            line(&format!("{margin}    {part}"));
        }
    }
    match &rule.evidence {
        EvidenceFile::AllOf { of } | EvidenceFile::AnyOf { of } | EvidenceFile::FirstOf { of } => {
            for (rule, conditions) in of.iter().zip(&conditions.parts) {
                evidence(rule, conditions, depth + 1);
            }
        }
        EvidenceFile::Related { rows, .. } => {
            for conditions in conditions.parts.iter().take(1) {
                related(rows, conditions, &margin);
            }
        }
        _ => {}
    }
}

fn related(rows: &RelatedFile, conditions: &Conditions, margin: &str) {
    let quantifier = match rows.fails {
        Quantifier::Any => "any",
        Quantifier::All => "all",
        Quantifier::None => "none",
    };
    match &conditions.test {
        None => line(&format!("{margin}  fails when {quantifier} is there")),
        Some(condition) => {
            line(&format!("{margin}  fails when {quantifier} of them meets:"));
            let text = serde_json::to_string_pretty(&condition.to_json()).unwrap_or_default();
            for part in text.lines() {
                line(&format!("{margin}    {part}"));
            }
        }
    }
    for (inner, conditions) in rows.related.iter().zip(&conditions.parts) {
        line(&format!("{margin}  judged by the {} of each:", inner.called));
        related(inner, conditions, &format!("{margin}  "));
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
        EvidenceFile::Plan { plan, .. } => format!("the Defender for Cloud plan {plan} of the subscription"),
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
        EvidenceFile::EvidenceAge { .. } => "the age of the exports".to_owned(),
        EvidenceFile::AllOf { .. } => "all of these together".to_owned(),
        EvidenceFile::AnyOf { .. } => "any of these".to_owned(),
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
        EvidenceFile::Environments { alone, from, .. } => {
            format!("whether AI of {alone} stands beside AI of {}", from.join(", "))
        }
        EvidenceFile::Path { routes, .. } => format!("paths of the routes {}", routes.join(", ")),
    }
}

fn severity(file: &ControlFile) -> &'static str {
    match file.severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

fn effort(file: &ControlFile) -> &'static str {
    match file.effort {
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
    }
}
