//! Context of the templates: the report with its controls under their domains, and the brand. Borrowed from the report, so that a
//! large tenant is not copied. The findings are no part of it: they stand in the data block.

use serde::Serialize;

use super::data::MOST_FINDINGS;
use super::functions::number;
use crate::render::brand::Brand;
use crate::report::model::{
    Access, Control, Domain, Engagement, Estate, FrameworkUsed, Gate, Input, Method, Register, Report, Roadmap, Score,
    Summary, Tool,
};
use crate::value::base64;

/// The context of `report.html`.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    report: Body<'a>,
    findings: Findings,
    brand: Issuer<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    schema_version: &'a str,
    tool: &'a Tool,
    framework: &'a FrameworkUsed,
    engagement: &'a Engagement,
    inputs: &'a [Input],
    estate: &'a Estate,
    score: &'a Score,
    domains: Vec<DomainWithControls<'a>>,
    gates: &'a [Gate],
    access: &'a Access,
    roadmap: &'a Roadmap,
    summary: &'a Summary,
    method: &'a Method,
    register: &'a Register,
}

#[derive(Serialize)]
struct DomainWithControls<'a> {
    #[serde(flatten)]
    domain: &'a Domain,
    controls: Vec<&'a Control>,
}

#[derive(Serialize)]
struct Findings {
    /// Sentence with the number of findings and the file that holds the rest.
    text: String,
    /// Number of findings in the page.
    number: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issuer<'a> {
    name: &'a str,
    short_name: &'a str,
    footer: &'a str,
    confidentiality: String,
    /// The logo as a `data:` address, or empty.
    logo: String,
}

impl<'a> Page<'a> {
    /// The page of a report.
    pub(super) fn new(report: &'a Report<'_>, brand: &'a Brand) -> Self {
        let number = report.findings.len().min(MOST_FINDINGS);
        Self {
            report: Body::new(report),
            findings: Findings {
                text: listed(number, report.findings.len()),
                number,
            },
            brand: Issuer::new(report, brand),
        }
    }
}

impl<'a> Body<'a> {
    fn new(report: &'a Report<'_>) -> Self {
        let with_controls = |domain: &'a Domain| DomainWithControls {
            domain,
            controls: report
                .controls
                .iter()
                .filter(|control| control.domain == domain.id)
                .collect(),
        };
        Self {
            schema_version: &report.schema_version,
            tool: &report.tool,
            framework: &report.framework,
            engagement: &report.engagement,
            inputs: &report.inputs,
            estate: &report.estate,
            score: &report.score,
            domains: report.domains.iter().map(with_controls).collect(),
            gates: &report.gates,
            access: &report.access,
            roadmap: &report.roadmap,
            summary: &report.summary,
            method: &report.method,
            register: &report.register,
        }
    }
}

impl<'a> Issuer<'a> {
    fn new(report: &Report<'_>, brand: &'a Brand) -> Self {
        let logo = brand.logo.as_ref().map(|logo| {
            let bytes = base64::encode(&logo.bytes);
            format!("data:{};base64,{bytes}", logo.media_type)
        });
        Self {
            name: &brand.name,
            short_name: &brand.short_name,
            footer: &brand.footer,
            confidentiality: brand.confidentiality.replace("{client}", &report.engagement.client),
            logo: logo.unwrap_or_default(),
        }
    }
}

fn listed(shown: usize, total: usize) -> String {
    let count = |count: usize| number(count as u64);
    if total == 0 {
        return String::from("No control found a subject to judge.");
    }
    if shown == total {
        return format!(
            "All {} findings: one for each control and each subject that it was asked of, fails first.",
            count(total)
        );
    }
    format!(
        "{} of {} findings: fails first, then what could not be assessed. The other {} are in findings.csv.",
        count(shown),
        count(total),
        count(total - shown)
    )
}
