//! Everything that a report is made from, and the scoring of it.

use jiff::civil::Date;

use crate::assess::{self, Assessment};
use crate::estate::Estate;
use crate::framework::Framework;
use crate::framework::engagement::EngagementFile;
use crate::score::{FixPlan, Judged, JudgedControl, ScoreError, Scored, ScoringRules, Step};

use super::declaration::{Decided, Declared};
use super::previous::{CADENCE_PARAMETER, Present, Previous, tenants};
use super::scoring::{self, Accepted};

/// Upper bounds of the rows that a document prints of a list; the rest is in `report.html`, `findings.csv` and `report.json`.
#[derive(Clone, Copy, Debug)]
pub struct RowBudget {
    /// Evidence rows of one control.
    pub evidence: usize,
    /// Number of them that may be rows that pass or do not apply: they show what good looks like.
    pub passing: usize,
    /// AI resources of the estate.
    pub resources: usize,
    /// Subjects of a gate.
    pub gate_subjects: usize,
}

impl Default for RowBudget {
    fn default() -> Self {
        RowBudget {
            evidence: 4,
            passing: 1,
            resources: 60,
            gate_subjects: 6,
        }
    }
}

/// Subject of a report, beside the findings: client, date and bundle.
#[derive(Clone, Debug)]
pub struct Engagement {
    /// The client's name.
    pub client: String,
    /// A person's statements that count; empty when nobody made any.
    pub file: EngagementFile,
    /// The client's own engagement file, where it declares anything that decides.
    pub declared: Option<Declared>,
    /// An earlier assessment of the tenant.
    pub previous: Option<Previous>,
    /// Date of the evidence.
    pub as_of: Option<Date>,
    /// File or folder name of the bundle.
    pub bundle_name: String,
    /// Its SHA-256, lower-case hex.
    pub bundle_sha256: String,
    /// Its size in bytes.
    pub bundle_bytes: u64,
}

/// Everything that a report is made from.
pub struct Sources<'a> {
    pub(crate) engagement: &'a Engagement,
    pub(crate) framework: &'a Framework,
    pub(crate) estate: &'a Estate<'a>,
    pub(crate) assessment: &'a Assessment<'a>,
    pub(crate) judged: Vec<JudgedControl<scoring::Number>>,
    pub(crate) gates: Vec<crate::score::Gate>,
    pub(crate) rules: ScoringRules,
    pub(crate) scored: Scored,
    pub(crate) plan: FixPlan,
    pub(crate) steps: Vec<Step>,
    pub(crate) fixes: Vec<crate::score::Fix>,
    pub(crate) budget: RowBudget,
    /// Age in days of the oldest evidence that decides.
    pub(crate) oldest: Option<i64>,
    /// Why no earlier assessment counts; `None` where one does.
    pub(crate) unrepeated: Option<String>,
    pub(crate) decided: Option<Decided>,
}

/// Scores the findings.
///
/// # Errors
/// When the framework's numbers contradict themselves.
pub fn score<'a>(
    engagement: &'a Engagement,
    framework: &'a Framework,
    estate: &'a Estate<'a>,
    assessment: &'a Assessment<'a>,
    budget: RowBudget,
) -> Result<Sources<'a>, ScoreError> {
    let findings = &assessment.findings;
    let rules = scoring::rules(&framework.file);
    let accepted = accepted(engagement);
    let judged = scoring::judged(framework, findings, estate, &accepted);
    let gates = scoring::gates(framework, findings, &judged);
    let fixes = crate::score::fixes_by_control(&judged);
    let limit = framework.value(assess::AGE_PARAMETER).as_i64();
    let oldest = assess::oldest_evidence(assessment.findings(), estate, engagement.as_of);
    let unrepeated = unrepeated(engagement, framework, estate);
    let input = Judged {
        controls: &judged,
        gates: &gates,
        evidence_stale: matches!((oldest, limit), (Some(age), Some(limit)) if age > limit),
        previous_bundle_in_cadence: unrepeated.is_none(),
    };
    let scored = crate::score::score(&rules, &input)?;
    let plan = crate::score::plan_fixes(&rules, &input, &fixes)?;
    let steps = crate::score::schedule(&rules, &input, &fixes, &plan)?;
    Ok(Sources {
        engagement,
        framework,
        estate,
        assessment,
        judged,
        gates,
        rules,
        scored,
        plan,
        steps,
        fixes,
        budget,
        oldest,
        unrepeated,
        decided: None,
    })
}

/// Why no earlier assessment of the tenant counts; `None` where one does.
fn unrepeated(engagement: &Engagement, framework: &Framework, estate: &Estate<'_>) -> Option<String> {
    let Some(previous) = &engagement.previous else {
        return Some("give its report.json with --previous".to_owned());
    };
    previous.objection(&Present {
        framework: (&framework.file.id, &framework.file.version),
        as_of: engagement.as_of,
        tenants: &tenants(estate.inventory),
        cadence: framework.value(CADENCE_PARAMETER).as_i64(),
    })
}

/// Accepted risks that have not run out.
fn accepted(engagement: &Engagement) -> Vec<Accepted> {
    let risks = engagement.file.accepted_risks.iter();
    let open = risks.filter(|risk| match (engagement.as_of, risk.until.parse::<Date>()) {
        (Some(as_of), Ok(until)) => as_of <= until,
        _ => false,
    });
    open.map(|risk| Accepted {
        control: risk.control.clone(),
        subject: risk.subject.to_ascii_lowercase(),
    })
    .collect()
}
