//! Context of the templates: the report with its controls under their domains, the findings that the page has room for, and the
//! brand. Borrowed from the report, so that a large tenant is not copied.

use std::collections::BTreeMap;

use serde::Serialize;

use super::functions::number;
use crate::render::brand::Brand;
use crate::report::model::{
    Access, Control, Domain, Engagement, Estate, Evidence, Finding, FrameworkUsed, Gate, Input, Method, Register,
    Report, Roadmap, Score, Summary, Tool,
};
use crate::report::tone::Tone;
use crate::value::base64;
use crate::value::vocabulary::{Outcome, Severity};

/// Findings in the page; the rest is in findings.csv, and the page says how many.
pub const FINDING_ROWS: usize = 4_000;

/// The context of `report.html`.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    report: Body<'a>,
    findings: Findings<'a>,
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
struct Findings<'a> {
    /// Sentence with the number of findings and the file that holds the rest.
    text: String,
    rows: Vec<Row<'a>>,
    /// How many are not in the page.
    left: usize,
    /// Whether all are in the page.
    whole: bool,
    severities: Vec<Choice>,
    outcomes: Vec<Choice>,
}

/// One value that a filter offers.
#[derive(Serialize)]
struct Choice {
    id: &'static str,
    text: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    control: &'a str,
    domain: &'a str,
    severity: Severity,
    severity_text: &'static str,
    outcome: Outcome,
    outcome_text: &'static str,
    tone: Tone,
    subject_name: &'a str,
    subject_kind: &'a str,
    place: String,
    tier: u8,
    reason: &'a str,
    contradiction: &'a str,
    evidence: &'a [Evidence],
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
    /// The page of a report that shows these of its findings.
    pub(super) fn new(report: &'a Report<'_>, shown: &'a [Finding], brand: &'a Brand) -> Self {
        Self {
            report: Body::new(report),
            findings: Findings::new(report, shown),
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

impl<'a> Findings<'a> {
    fn new(report: &'a Report<'_>, shown: &'a [Finding]) -> Self {
        let domains: BTreeMap<&str, &str> = report
            .controls
            .iter()
            .map(|control| (control.id.as_str(), control.domain.as_str()))
            .collect();
        let rows: Vec<Row<'a>> = shown
            .iter()
            .map(|finding| Row::new(finding, domains.get(finding.control.as_str())))
            .collect();
        Self {
            text: listed(rows.len(), report.findings.len()),
            left: report.findings.len() - rows.len(),
            whole: rows.len() == report.findings.len(),
            rows,
            severities: choices(Severity::ALL, |severity| (severity.name(), severity.words())),
            outcomes: choices(Outcome::ALL, |outcome| (outcome.name(), outcome.words())),
        }
    }
}

impl<'a> Row<'a> {
    fn new(finding: &'a Finding, domain: Option<&&'a str>) -> Self {
        let place = [&finding.subscription, &finding.resource_group]
            .into_iter()
            .filter(|part| !part.is_empty() && **part != finding.subject_name)
            .cloned()
            .collect::<Vec<_>>()
            .join(" / ");
        Self {
            control: &finding.control,
            domain: domain.copied().unwrap_or_default(),
            severity: finding.severity,
            severity_text: finding.severity.words(),
            outcome: finding.outcome,
            outcome_text: finding.outcome.words(),
            tone: Tone::of(finding.outcome, finding.severity),
            subject_name: &finding.subject_name,
            subject_kind: &finding.subject_kind,
            place,
            tier: finding.tier,
            reason: &finding.reason,
            contradiction: &finding.contradiction,
            evidence: &finding.evidence,
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

/// Choices of a filter: every value of a vocabulary, in its order.
fn choices<T: Copy>(of: &[T], named: fn(T) -> (&'static str, &'static str)) -> Vec<Choice> {
    let choice = |value: &T| {
        let (id, text) = named(*value);
        Choice { id, text }
    };
    of.iter().map(choice).collect()
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
