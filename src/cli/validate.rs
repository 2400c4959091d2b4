//! `underpin validate`: the content of a bundle and what is missing, without documents.

use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use crate::report::model::{Input, Report};

use super::arguments::{OutputFormat, ValidateArguments};
use super::run;
use super::terminal::{Progress, block, line};

/// Runs the subcommand.
pub fn run(arguments: &ValidateArguments) -> Result<ExitCode> {
    let progress = Progress::new(false);
    run::with(&progress, &arguments.bundle, &arguments.engagement, |run| {
        run.report(|report, _| {
            progress.done();
            match arguments.format {
                OutputFormat::Json => block(&serde_json::to_string_pretty(&document(report))?),
                OutputFormat::Text => tell(report),
            }
            Ok(ExitCode::SUCCESS)
        })?
    })
}

/// The JSON output. The files are borrowed: a bundle may hold a hundred thousand.
#[derive(Serialize)]
struct ValidationOutput<'r> {
    inputs: &'r [Input],
    coverage: serde_json::Value,
}

fn document<'r>(report: &'r Report<'_>) -> ValidationOutput<'r> {
    let domains: Vec<_> = report
        .domains
        .iter()
        .map(|domain| json!({"id": domain.id, "coverage": domain.coverage, "controls": domain.outcomes}))
        .collect();
    let gaps: Vec<_> = report
        .controls
        .iter()
        .filter(|control| !control.gap.is_empty())
        .map(|control| json!({"control": control.id, "unknown": control.counts.unknown, "gap": control.gap}))
        .collect();
    ValidationOutput {
        inputs: &report.inputs,
        coverage: json!({
            "overall": report.score.coverage,
            "confidence": report.score.confidence,
            "domains": domains,
            "basis": report.summary.basis,
            "gaps": gaps,
        }),
    }
}

fn tell(report: &Report) {
    line(&format!("{}: {}", report.engagement.bundle.name, report.estate.text));
    if let Some(declared) = &report.engagement.declared {
        line(&declared.text);
    }
    line("");
    for input in &report.inputs {
        line(&input.path);
        let dated = if input.as_of_text.is_empty() {
            String::new()
        } else {
            format!(", dated {}", input.as_of_text)
        };
        line(&format!(
            "  {} ({}): {} of {} records used{dated}",
            input.family_text, input.layout, input.used, input.records
        ));
        for unused in &input.unused {
            line(&format!("  {} not used: {}", unused.count, unused.reason));
        }
        for problem in &input.problems {
            let record = problem
                .record
                .map(|record| format!(" at record {record}"))
                .unwrap_or_default();
            line(&format!("  ! {}{record}: {}", problem.code, problem.message));
        }
    }
    line("");
    line(&format!(
        "Coverage: {} of the weighted evidence is present.",
        report.score.text.coverage
    ));
    for domain in &report.domains {
        line(&format!(
            "  {:<34} {:>6}  {}",
            domain.name, domain.coverage_text, domain.controls_text
        ));
    }
    let mut gaps: Vec<&str> = Vec::new();
    for control in report.controls.iter().filter(|control| !control.gap.is_empty()) {
        if !gaps.contains(&control.gap.as_str()) {
            gaps.push(&control.gap);
        }
    }
    if !gaps.is_empty() {
        line("");
        line("What would close the gaps:");
        for gap in gaps {
            line(&format!("  {gap}"));
        }
    }
}
