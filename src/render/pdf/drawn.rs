//! The part of the report model that documents draw: all of it but the findings. There may be hundreds of thousands of
//! them, and what a document shows of them already stands in the rows of each control.

use serde::Serialize;

use crate::report::model::{
    Access, ChartText, Control, Domain, Engagement, Estate, FrameworkUsed, Gate, Input, InputFolder, Method, Register,
    Report, Roadmap, Score, Summary, Tool,
};

/// The report without its findings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Drawn<'a> {
    schema_version: &'a str,
    tool: &'a Tool,
    framework: &'a FrameworkUsed,
    engagement: &'a Engagement,
    inputs: &'a [Input],
    input_folders: &'a [InputFolder],
    estate: &'a Estate,
    score: &'a Score,
    domains: &'a [Domain],
    gates: &'a [Gate],
    access: &'a Access,
    controls: &'a [Control],
    priorities: &'a [String],
    findings_total: usize,
    roadmap: &'a Roadmap,
    summary: &'a Summary,
    method: &'a Method,
    charts: &'a [ChartText],
    register: &'a Register,
}

impl<'a> From<&'a Report<'_>> for Drawn<'a> {
    fn from(report: &'a Report<'_>) -> Self {
        Self {
            schema_version: &report.schema_version,
            tool: &report.tool,
            framework: &report.framework,
            engagement: &report.engagement,
            inputs: &report.inputs,
            input_folders: &report.input_folders,
            estate: &report.estate,
            score: &report.score,
            domains: &report.domains,
            gates: &report.gates,
            access: &report.access,
            controls: &report.controls,
            priorities: &report.priorities,
            findings_total: report.findings.len(),
            roadmap: &report.roadmap,
            summary: &report.summary,
            method: &report.method,
            charts: &report.charts,
            register: &report.register,
        }
    }
}
