//! The block of one control: outcome, arithmetic, remediation, sources and evidence table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::framework::control::RemediationKind;
use crate::report::tone::Tone;
use crate::value::vocabulary::{Effort, Outcome, Severity};

use super::texts::Fact;

/// Counts by outcome.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outcomes {
    /// Number of subjects that pass.
    pub pass: usize,
    /// Number of subjects that fail.
    pub fail: usize,
    /// Number of subjects that are unknown.
    pub unknown: usize,
    /// Number of subjects that the control does not apply to.
    pub not_applicable: usize,
}

/// One control and its outcome.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// `IDN-01`
    pub id: String,
    /// Domain id.
    pub domain: String,
    /// Title: the desired state, as a statement.
    pub title: String,
    /// Reason why it matters to someone who pays for AI.
    pub why: String,
    /// Severity of a failure.
    pub severity: Severity,
    /// `Critical`
    pub severity_text: String,
    /// `fail` when any subject fails, else `unknown` when any is unknown, else `pass` when any passes, else `notApplicable`.
    pub outcome: Outcome,
    /// `Not met`, `Could not be judged`, `Met`, `Does not apply`.
    pub outcome_text: String,
    /// Colour role: of the severity when it fails, else `good`, `unknown` or `neutral`.
    pub tone: Tone,
    /// Subjects by outcome.
    pub counts: Outcomes,
    /// `9 of 22 met, 3 not judged`
    pub counts_text: String,
    /// What is so: of how many subjects, and the gravest by name; empty where nothing could be judged.
    pub finding: String,
    /// Why it matters in this tenant: what stands behind the failing subjects; empty where none fails.
    #[serde(default)]
    pub here: String,
    /// What could not be judged, and why; empty where everything could.
    #[serde(default)]
    pub unsettled: String,
    /// Evidence that would settle the unknown subjects, a sentence with the missing export; empty when none is unknown.
    pub gap: String,
    /// The arithmetic of the control's score.
    pub arithmetic: ControlArithmetic,
    /// Ways to fix it, in the order to try them.
    pub remediation: Vec<Remediation>,
    /// Work that it takes to meet it.
    pub effort: Effort,
    /// The work for the failing subjects, as one person's: `2 days`, `4 weeks`, `6 months`.
    pub effort_text: String,
    /// Published sources behind the control.
    pub references: Vec<Reference>,
    /// Published frameworks that it is evidence for.
    pub mappings: Vec<Mapping>,
    /// Keys of the attestations, among those that were given, which it takes as evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attestations: Vec<String>,
    /// Gates it belongs to.
    pub gates: Vec<String>,
    /// Profile values that decided it.
    pub parameters: Vec<Parameter>,
    /// The evidence table of the PDF, held to the row budget: fails first.
    pub rows: Vec<EvidenceRow>,
    /// Rows shown.
    pub rows_shown: usize,
    /// Rows there are.
    pub rows_total: usize,
    /// `and 4,312 more, in findings.csv`, or empty when all are shown.
    pub rows_more: String,
}

/// The arithmetic of one control's score: q = r · (1 − t/8), see the method chapter.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlArithmetic {
    /// Severity weight w.
    pub weight: u32,
    /// Sum of tiers of passing subjects.
    pub passed: u64,
    /// Sum of tiers of failing subjects.
    pub failed: u64,
    /// Sum of tiers of unknown subjects.
    pub unknown: u64,
    /// The first sum for print, with the number of subjects of each tier: `3·4 + 1·2 = 14`; `0` when there are none.
    pub passed_text: String,
    /// The sum of failing subjects for print.
    pub failed_text: String,
    /// The sum of unknown subjects for print.
    pub unknown_text: String,
    /// Highest tier among failing subjects, 0 if none fails.
    pub worst_tier: u8,
    /// Highest tier among unknown subjects, 0 if none is unknown.
    #[serde(default)]
    pub worst_unknown_tier: u8,
    /// Control score q, 0 to 1, four decimals rounded down; absent when nothing was assessed.
    pub score: Option<f64>,
    /// Pass rate for print: `2/6`; `–` when absent.
    pub rate_text: String,
    /// q for print: `0.1666`; `–` when absent.
    pub score_text: String,
}

/// One way to fix a control.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Remediation {
    /// Tool with which the fix is made.
    pub kind: RemediationKind,
    /// `Azure CLI`, `Bicep`, `Azure Policy`, `Portal`, `Practice`.
    pub label: String,
    /// Effect of the fix, a sentence.
    pub text: String,
    /// The command or snippet, with the client's own ids in place of the placeholders that they fill; empty for prose alone.
    pub code: String,
    /// The command or snippet with all placeholders.
    #[serde(default)]
    pub template: String,
    /// Failing subjects that the command was filled for: `aoai-prod`; empty where it was filled for none.
    #[serde(default)]
    pub filled_for: String,
    /// Placeholders that a person still has to choose, and what stands in the place of each.
    #[serde(default)]
    pub choices: Vec<Fact>,
}

/// A published source.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    /// Title.
    pub title: String,
    /// Address, always `https://`.
    pub url: String,
}

/// Ids of one published framework.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mapping {
    /// `Microsoft cloud security benchmark v2`
    pub framework: String,
    /// Its ids.
    pub ids: Vec<String>,
}

/// A profile value that decided a control.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Name as in the framework and in `engagement.toml`.
    pub name: String,
    /// The value for print.
    pub value: String,
    /// `framework default` or `engagement.toml`.
    pub source: String,
}

/// One line of a control's evidence table.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceRow {
    /// Subject's display name.
    pub subject: String,
    /// Place of the subject: subscription and resource group, or kind of principal.
    pub place: String,
    /// Outcome of the control for the subject.
    pub outcome: Outcome,
    /// `Not met`
    pub outcome_text: String,
    /// Colour role of the outcome.
    pub tone: Tone,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
    /// Statement of the row, a sentence.
    pub what: String,
    /// What was read there, in the spelling of the export; empty where the statement says it.
    #[serde(default)]
    pub trace: String,
    /// File and record: `resources.json #312`; empty when no row proves it.
    pub source: String,
}
