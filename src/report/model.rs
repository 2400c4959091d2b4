//! The report: one serialisable tree that every output is drawn from.
//!
//! Everything before it decides, everything after it draws. Numbers stand here twice where a person reads them: as a number for
//! programs and as text for documents, so that no template rounds, pluralises or formats anything. The JSON Schema of this tree
//! is `schemas/report.schema.json`; `SCHEMA_VERSION` changes when a reader would break.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::framework::control::RemediationKind;
use crate::value::vocabulary::{Confidence, Effort, GateState, Grade, Outcome, Severity, graded};

use super::listing::Findings;
use super::tone::Tone;

/// Version of the schema of `report.json`: the first number changes when a field is removed or changes its meaning.
pub const SCHEMA_VERSION: &str = "1.0";

/// The whole report. Lists are in the order in which documents print them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report<'a> {
    /// Schema version of this file, see [`SCHEMA_VERSION`].
    pub schema_version: String,
    /// The program that wrote the report.
    pub tool: Tool,
    /// The framework that the tenant was judged by.
    pub framework: FrameworkUsed,
    /// Client, date and bundle of the assessment.
    pub engagement: Engagement,
    /// The input ledger: every file of the bundle, in path order.
    pub inputs: Vec<Input>,
    /// Content of the tenant.
    pub estate: Estate,
    /// The overall result.
    pub score: Score,
    /// Domains, in framework order.
    pub domains: Vec<Domain>,
    /// Gates, in framework order.
    pub gates: Vec<Gate>,
    /// Access to the models and the data behind them.
    #[serde(default)]
    pub access: Access,
    /// Controls, in framework order.
    pub controls: Vec<Control>,
    /// Every judged pair of control and subject: fails first, then by severity, tier, control and subject.
    pub findings: Findings<'a>,
    /// Steps to take, in order, and the gain of each.
    pub roadmap: Roadmap,
    /// Texts of the executive pages.
    pub summary: Summary,
    /// Numbers with which the score can be recomputed by hand.
    pub method: Method,
    /// What people answer for: accepted risks and attestations.
    #[serde(default)]
    pub register: Register,
    /// The charts that documents show, with the text that stands for each one where it cannot be seen.
    pub charts: Vec<ChartText>,
}

/// What people answer for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    /// The score with the accepted risks left out, a sentence or two; empty where none counts.
    pub text: String,
    /// Risks that the client accepted.
    pub accepted_risks: Vec<AcceptedRisk>,
    /// Answers to what no export holds.
    pub attestations: Vec<AttestationUsed>,
}

/// A risk that the client accepted. It stays a failure in the score.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedRisk {
    /// Control id.
    pub control: String,
    /// Title of the control.
    pub title: String,
    /// ARM id or principal id; empty for every subject of the control.
    pub subject: String,
    /// Reason.
    pub reason: String,
    /// Person who accepted it.
    pub owner: String,
    /// Last day of the acceptance.
    pub until: String,
    /// Failing subjects that it covers on the day of the assessment.
    pub findings: usize,
    /// `in force for 3 failing subjects`, or why it is not counted.
    pub standing: String,
}

/// A person's answer to what no export holds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttestationUsed {
    /// Key of the question.
    pub key: String,
    /// ARM id that it speaks of; empty for the whole tenant.
    pub subject: String,
    /// `yes`, `partly` or `no`.
    pub answer: String,
    /// Words of the client.
    pub statement: String,
    /// Person who answered.
    pub owner: String,
    /// Day of the answer.
    pub date: String,
    /// Document that bears it out; empty where none is named.
    pub artefact: String,
    /// Person who looked at the artefact.
    pub reviewer: String,
    /// Last day on which it holds; empty for the framework's period.
    pub expires: String,
}

/// The program that wrote the report.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    /// Always `Underpin`.
    pub name: String,
    /// Semantic version.
    pub version: String,
}

/// The framework that the tenant was judged by.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameworkUsed {
    /// Identifier, such as `underpin-ai-readiness`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Version of the framework; scores of different versions are not compared.
    pub version: String,
    /// SHA-256 over all framework files in path order, lower-case hex.
    pub sha256: String,
    /// Number of controls.
    pub controls: usize,
}

/// Client, date and bundle of the assessment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Engagement {
    /// The client's name, from `engagement.toml`, `--client` or the bundle's file name.
    pub client: String,
    /// Title of the documents.
    pub title: String,
    /// Language of the documents, BCP 47.
    pub language: String,
    /// Date of the evidence, ISO 8601 (`2026-11-15`): the newest evidence date, or `--as-of`. Absent when no file is dated and
    /// none was given.
    pub as_of: Option<String>,
    /// The date for people: `15 Nov 2026`, or `undated`.
    pub as_of_text: String,
    /// The bundle that was read.
    pub bundle: BundleUsed,
    /// Declarations of an engagement file inside the bundle, beside names; absent where there are none.
    #[serde(default)]
    pub declared: Option<Declared>,
}

/// Declarations of an engagement file inside the bundle, beside client, title and language: the client's own word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Declared {
    /// Path of the file inside the bundle.
    pub file: String,
    /// Whether it was applied.
    pub applied: bool,
    /// Declarations and their effect, a few sentences.
    pub text: String,
    /// The score without it, for print; absent where it was not applied.
    pub score_without: Option<String>,
    /// The range of that score.
    pub range_without: Option<String>,
    /// Everything that it declares.
    pub items: Vec<Declaration>,
}

/// One thing that the client declares.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Declaration {
    /// `Date`, `Profile value`, `Environment`, `Attestation` or `Accepted risk`.
    pub kind: String,
    /// Text of the declaration.
    pub text: String,
}

/// The bundle that was read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BundleUsed {
    /// File or folder name, without its path.
    pub name: String,
    /// SHA-256 of the zip file; of a folder, over its files' paths and hashes. Lower-case hex.
    pub sha256: String,
    /// The hash for a footer: `7c1e…a94f`.
    pub sha256_short: String,
    /// Size of the zip file, or of all files of the folder, in bytes.
    pub bytes: u64,
}

/// One file of the bundle.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// Path inside the bundle.
    pub path: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// `resource-graph`, `role-assignments`, `role-eligibility`, `recommendations`, `supplement`, `engagement`,
    /// `manifest`, `ignored` or `unrecognised`.
    pub family: String,
    /// The family for people: `Resource Graph`.
    pub family_text: String,
    /// The layout that was recognised, a stable kebab-case name, such as `az-graph-2`.
    pub layout: String,
    /// Records found: rows of a table, elements of a list.
    pub records: u64,
    /// Records that entered the inventory.
    pub used: u64,
    /// Records that did not enter it, by reason; `records = used + sum(unused)`.
    pub unused: Vec<Unused>,
    /// Newest date that the file gives for its own evidence, ISO 8601.
    pub as_of: Option<String>,
    /// The date for people: `15 Nov 2026`, or empty.
    pub as_of_text: String,
    /// Problems found with the file.
    pub problems: Vec<Problem>,
}

/// Records of one file that did not enter the inventory, for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unused {
    /// Stable kebab-case reason.
    pub reason: String,
    /// Number of records.
    pub count: u64,
}

/// A problem of a file, with its meaning and its remedy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable kebab-case code.
    pub code: String,
    /// A sentence or two: the fault, its meaning for the assessment, its remedy.
    pub message: String,
    /// The record it concerns, counted from 1.
    pub record: Option<u64>,
}

/// Content of the tenant.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Estate {
    /// Tenant ids seen in the evidence.
    pub tenants: Vec<String>,
    /// One line for the top of a document: `4 subscriptions · 1,284 resources · 37 AI resources`.
    pub text: String,
    /// Key figures in print order.
    pub figures: Vec<Fact>,
    /// Subscriptions, by management-group path then name.
    pub subscriptions: Vec<Subscription>,
    /// AI resources by kind, largest first.
    pub ai_kinds: Vec<KindCount>,
    /// AI resources, most critical first, no more than the row budget.
    pub ai_resources: Vec<AiResource>,
    /// Number of AI resources in all.
    pub ai_resources_total: usize,
    /// `and 12 more, in report.json`, or empty when all are shown.
    pub ai_resources_more: String,
}

/// A name and a figure, both for print.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// Name of the things that are counted.
    pub label: String,
    /// The figure, formatted.
    pub text: String,
}

/// One subscription.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// Subscription id, a GUID as the export spelt it.
    pub id: String,
    /// Display name, or the id where no export names it.
    pub name: String,
    /// Management groups from the root down: `Tenant Root Group / contoso / landingzones`; empty when unknown.
    pub path: String,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Resources in it, formatted.
    pub resources: String,
    /// AI resources in it, formatted.
    pub ai_resources: String,
}

/// Number of AI resources of a kind.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// The kind for people: `Azure OpenAI account`.
    pub label: String,
    /// Number of resources.
    pub count: usize,
}

/// One AI resource.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AiResource {
    /// ARM id.
    pub id: String,
    /// Resource name.
    pub name: String,
    /// The kind for people.
    pub kind: String,
    /// Azure region, as the export spelt it.
    pub location: String,
    /// Subscription display name.
    pub subscription: String,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
    /// `system-assigned`, names of user-assigned identities, `none` or `unknown`.
    pub identity: String,
}

/// The overall result.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Final score S, 0 to 100, one decimal rounded down; absent when nothing could be assessed. Gates that are tripped and
    /// gates that are not shown to be clear cap it.
    pub value: Option<f64>,
    /// S⁻: the score if every open question went against the tenant.
    pub worst: f64,
    /// S⁺: the score if every open question went for the tenant.
    pub best: f64,
    /// Share of the weighted evidence that was present, 0 to 1, four decimals rounded down.
    pub coverage: f64,
    /// Maturity level 1 to 5 that is proven; 0 when nothing could be assessed.
    pub level: u8,
    /// The next level, where only missing evidence keeps it away: the level is then no verdict.
    #[serde(default)]
    pub not_proven: Option<u8>,
    /// Score before the caps of gates.
    pub assembled: Option<f64>,
    /// Score with accepted risks left out; shown only where there are any.
    pub accepted: Option<f64>,
    /// Trust in the score.
    pub confidence: Confidence,
    /// Reason of the confidence, a sentence.
    pub confidence_text: String,
    /// The gate whose cap decides the score, if one does.
    pub binding_gate: Option<String>,
    /// Colour role of the score.
    pub tone: Tone,
    /// The figures for print.
    pub text: ScoreText,
}

/// The figures of [`Score`] for print.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoreText {
    /// `39` or `39.5`; `–` when nothing could be assessed.
    pub value: String,
    /// `31`
    pub worst: String,
    /// `58`
    pub best: String,
    /// `81 %`
    pub coverage: String,
    /// `52`
    pub assembled: String,
    /// `31 to 58 if every open question went against or for you`
    pub range: String,
    /// `Capped at 39 by gate G1. Without the caps of gates: 52.`; empty when no gate binds.
    pub cap: String,
    /// `Exposed`; `Not proven` where only a gate that is not shown to be clear keeps the next level away.
    pub level_name: String,
    /// `Level 1 of 5: Exposed`, `At least level 2; level 3 is not proven`, or `Level 2 is not proven`.
    pub level: String,
    /// Conditions of the next level that do not hold, a sentence; empty at the highest and where nothing was assessed.
    pub next_level: String,
}

/// One of the domains.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Domain {
    /// Three letters: `IDN`.
    pub id: String,
    /// `Identity and access`
    pub name: String,
    /// Question that the domain answers, a sentence or two.
    pub question: String,
    /// Weight Ω of the domain.
    pub weight: u32,
    /// Domain score 0 to 100, one decimal rounded down; absent when nothing in it could be assessed.
    pub value: Option<f64>,
    /// Lower end of its range.
    pub worst: f64,
    /// Upper end of its range.
    pub best: f64,
    /// Coverage, 0 to 1.
    pub coverage: f64,
    /// Colour role.
    pub tone: Tone,
    /// The score for print, `–` when absent.
    pub value_text: String,
    /// `30 to 44`
    pub range_text: String,
    /// `81 %`
    pub coverage_text: String,
    /// `Level 1: Exposed`
    pub level_text: String,
    /// `11 of 20 controls pass` or `2 of 14 pass, 7 not assessable`
    pub controls_text: String,
    /// Two or three sentences on what was found.
    pub narrative: String,
    /// Controls by outcome.
    pub outcomes: Outcomes,
    /// Controls with at least one failing subject, by severity, worst first; all four severities are listed.
    pub severities: Vec<SeverityCount>,
}

/// A severity and how many controls fail with it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeverityCount {
    /// The severity.
    pub severity: Severity,
    /// Number of failing controls.
    pub count: usize,
}

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

/// One gate: a combination of fails that caps the score.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    /// `G1`
    pub id: String,
    /// `Open endpoint with a shared key`
    pub title: String,
    /// Reason why the gate bounds the result.
    pub rationale: String,
    /// The cap, 0 to 100.
    pub cap: u32,
    /// Only subjects of at least this tier are watched; 0 for all.
    #[serde(default)]
    pub tier: u8,
    /// Only subjects in these environments are watched; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// The combinations. For a subject that every control of one judges, one is tripped when all of them fail, open when one
    /// passes, does not apply or fails without the mark that is asked for, and unknown otherwise. The gate has the gravest
    /// state of them.
    #[serde(default)]
    pub trips: Vec<Vec<GateMember>>,
    /// Whether it caps the score: tripped and unknown gates do.
    pub state: GateState,
    /// `Tripped`, `Not shown to be clear`, `Not tripped`, `Does not apply`.
    pub state_text: String,
    /// Colour role of the state.
    pub tone: Tone,
    /// Whether its cap decides the final score.
    pub binding: bool,
    /// Controls it is made of.
    pub controls: Vec<String>,
    /// Subjects that trip it (or leave it unknown), no more than the row budget.
    pub subjects: Vec<String>,
    /// Number of such subjects in all.
    pub subjects_total: usize,
    /// The subjects for print, with how many more there are: `aoai-001, aoai-002 and 5 more`.
    #[serde(default)]
    pub subjects_text: String,
    /// Change that lifts it, a sentence; empty when it does not cap.
    pub lift: String,
    /// The exports that would show it to be clear or tripped, a sentence or two; empty where it is known.
    #[serde(default)]
    pub settle: String,
}

/// A member of a gate's combination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GateMember {
    /// The control that fails.
    pub control: String,
    /// The mark that its finding bears then, where only failures of one kind count.
    pub mark: Option<String>,
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
    /// `Fails`, `Not assessable`, `Passes`, `Does not apply`.
    pub outcome_text: String,
    /// Colour role: of the severity when it fails, else `good`, `unknown` or `neutral`.
    pub tone: Tone,
    /// Subjects by outcome.
    pub counts: Outcomes,
    /// `3 of 14 subjects fail`
    pub counts_text: String,
    /// Summary of the findings, one to three sentences.
    pub finding: String,
    /// Evidence that would settle the unknown subjects, a sentence with the missing export; empty when none is unknown.
    pub gap: String,
    /// The arithmetic of the control's score.
    pub arithmetic: ControlArithmetic,
    /// Ways to fix it, in the order to try them.
    pub remediation: Vec<Remediation>,
    /// Work that it takes to meet it.
    pub effort: Effort,
    /// `days`, `weeks`, `a quarter`.
    pub effort_text: String,
    /// Published sources behind the control.
    pub references: Vec<Reference>,
    /// Published frameworks that it is evidence for.
    pub mappings: Vec<Mapping>,
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
    /// The command or snippet, exactly; empty for prose alone.
    pub code: String,
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
    /// `Fails`
    pub outcome_text: String,
    /// Colour role of the outcome.
    pub tone: Tone,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
    /// Statement of the row.
    pub what: String,
    /// File and record: `resources.json #312`; empty when no row proves it.
    pub source: String,
}

/// One control judged for one subject.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Control id.
    pub control: String,
    /// ARM id of a resource or subscription, or principal id.
    pub subject: String,
    /// Display name of the subject.
    pub subject_name: String,
    /// Kind of the subject: `Azure OpenAI account`, `managed identity`, `subscription`.
    pub subject_kind: String,
    /// Subscription display name, or empty.
    pub subscription: String,
    /// Resource group, or empty.
    pub resource_group: String,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
    /// Severity of the control.
    pub severity: Severity,
    /// Outcome of the control for the subject.
    pub outcome: Outcome,
    /// Reason of the outcome, a sentence.
    pub reason: String,
    /// Grade of the deciding evidence: `A`, `B`, `C`, `D` or `U` where there is none.
    #[serde(with = "graded")]
    #[schemars(schema_with = "graded::schema")]
    pub grade: Option<Grade>,
    /// Two sources that disagree, a sentence; empty when none do.
    pub contradiction: String,
    /// Rows that prove it, the deciding one first.
    pub evidence: Vec<Evidence>,
    /// Who accepted the failure, why and until when; empty where nobody did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accepted: String,
    /// Kinds of failure that gates ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

/// One row of one file that supports a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Path of the file inside the bundle.
    pub file: String,
    /// Record in that file, counted from 1.
    pub record: u64,
    /// Statement of the row.
    pub what: String,
}

/// Steps to take, in order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Roadmap {
    /// Steps in order.
    pub steps: Vec<Step>,
    /// Score after each wave.
    pub waves: Vec<Wave>,
}

/// Kind of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// A fix of failing subjects.
    #[default]
    Fix,
    /// An export that shows whether a gate is clear.
    Export,
}

/// One step.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Position, from 1.
    pub rank: usize,
    /// Whether it mends something or asks for an export.
    #[serde(default)]
    pub kind: StepKind,
    /// Wave, 1 to 3.
    pub wave: u8,
    /// `Now`, `30 days` or `90 days`.
    pub when: String,
    /// Colour role of the wave.
    pub tone: Tone,
    /// Instruction: `Turn off key access on 7 AI accounts`.
    pub title: String,
    /// Content of the export to send; empty for a fix.
    #[serde(default)]
    pub detail: String,
    /// Controls that it closes, or that the export decides.
    pub controls: Vec<String>,
    /// Failing subjects that it fixes, or unknown ones that the export speaks of.
    pub subjects: usize,
    /// `days`, `weeks`, `a quarter`.
    pub effort_text: String,
    /// Gate that it lifts, if it lifts one.
    pub lifts: Option<String>,
    /// Gate that the export settles.
    #[serde(default)]
    pub settles: Option<String>,
    /// Final score before the step.
    pub before: f64,
    /// Final score after the step and all those above it, if the exports among them show their gates to be clear and nothing
    /// else that is unknown turns out.
    pub after: f64,
    /// The score then if every open question went against the tenant.
    #[serde(default)]
    pub worst: f64,
    /// The score then if every open question went for the tenant.
    #[serde(default)]
    pub best: f64,
    /// `after` for print; the range in place of a hundred, which is no promise while anything is open.
    pub after_text: String,
    /// `31.2 to 100`; empty where nothing is open.
    #[serde(default)]
    pub range_text: String,
    /// Points added, for print: `+10.2`; `(+2.1)` where they count only once no gate caps the score; of an export what it can be
    /// worth: `≤ +10`.
    pub gain_text: String,
}

/// Score after a wave.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Wave {
    /// 1 to 3.
    pub wave: u8,
    /// `Now`, `30 days` or `90 days`.
    pub when: String,
    /// Number of steps in it.
    pub steps: usize,
    /// Final score after it, if the exports that were asked for show their gates to be clear and nothing else that is unknown
    /// turns out.
    pub after: f64,
    /// The score then if every open question went against the tenant.
    #[serde(default)]
    pub worst: f64,
    /// The score then if every open question went for the tenant.
    #[serde(default)]
    pub best: f64,
    /// `after` for print; the range in place of a hundred, which is no promise while anything is open.
    pub after_text: String,
    /// `31.2 to 100`; empty where nothing is open.
    #[serde(default)]
    pub range_text: String,
}

/// Texts of the executive pages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The answer in a few words: `Not ready for sensitive data.`
    pub verdict: String,
    /// Two or three sentences.
    pub narrative: String,
    /// Three headline figures.
    pub figures: Vec<HeadlineFigure>,
    /// Risks that could hurt first, worst first, four at most.
    pub risks: Vec<Risk>,
    /// The worst chain from an exposure to the resources that it reaches, if one was found.
    pub path: Option<AccessPath>,
    /// Basis of the assessment: one line for each kind of export.
    pub basis: Vec<Basis>,
    /// Parts that could not be assessed and evidence that would settle them, a short paragraph.
    pub basis_note: String,
}

/// A headline figure.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeadlineFigure {
    /// The figure, formatted.
    pub text: String,
    /// Name of the figure.
    pub label: String,
    /// Colour role.
    pub tone: Tone,
}

/// One risk that could hurt.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Risk {
    /// Position, from 1.
    pub rank: usize,
    /// The risk in a few words.
    pub title: String,
    /// Place and way of the risk, a sentence.
    pub detail: String,
    /// Controls behind it.
    pub controls: Vec<String>,
    /// `Critical`
    pub severity_text: String,
    /// Colour role.
    pub tone: Tone,
}

/// Access to the models and the data behind them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// Summary of the findings, a short paragraph; empty when no export shows any grants.
    pub text: String,
    /// The worst paths, worst first, no more than the row budget.
    pub paths: Vec<AccessPath>,
    /// Paths there are.
    pub paths_total: usize,
    /// `and 31 more of the same routes`, or empty when all are shown.
    pub paths_more: String,
    /// Identities that hold rights which together make them a broker of data, widest first.
    pub brokers: BrokerTable,
    /// Tables of the principals that can do something, one for each question.
    pub holders: Vec<HolderTable>,
    /// Reach of AI identities into subscriptions that are not their own.
    pub crossing: Vec<GrantRow>,
    /// Such grants there are.
    #[serde(default)]
    pub crossing_total: usize,
    /// Rights of guests and of accounts that no longer exist, over AI.
    pub outsiders: Vec<GrantRow>,
    /// Such rights there are.
    #[serde(default)]
    pub outsiders_total: usize,
    /// AI identities by privilege class and scope level.
    pub heat: HeatMap,
}

/// Identities that combine rights.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrokerTable {
    /// Headings of the cells.
    pub columns: Vec<String>,
    /// Rows, one for each identity, no more than the row budget.
    pub rows: Vec<Broker>,
    /// Number of such identities.
    pub total: usize,
}

/// An identity that combines rights.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Broker {
    /// Name of the identity.
    pub identity: String,
    /// Resources that run under it: `aoai-prod and 2 more`.
    pub runs: String,
    /// Resources that it reaches, one cell per column: `18 stores`, or `–`.
    pub cells: Vec<String>,
    /// Subscriptions that it reaches into.
    pub subscriptions: usize,
    /// Colour role.
    pub tone: Tone,
}

/// Principals that can do one thing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HolderTable {
    /// The question: `Who can change models and filters`.
    pub title: String,
    /// Explanation of the right, a sentence.
    pub note: String,
    /// Rows, one for each principal, widest first, no more than the row budget.
    pub rows: Vec<Holder>,
    /// Principals there are.
    pub total: usize,
}

/// A principal that can do something.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Holder {
    /// Name of the principal.
    pub name: String,
    /// `person`, `guest`, `group`, `application`, `AI identity` or `deleted account`.
    pub kind: String,
    /// Grant that gives the right: `Contributor on subscription sub-prod`.
    pub through: String,
    /// Resources that it can do it to.
    pub resources: usize,
    /// Whether the right can be activated and is not in force.
    pub eligible: bool,
    /// The rows that give it, the deciding one first.
    pub evidence: Vec<Evidence>,
}

/// One grant and the reason why it is listed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrantRow {
    /// Name of the principal.
    pub principal: String,
    /// Kind of the principal, or the place of its resources.
    pub kind: String,
    /// Role and scope.
    pub grant: String,
    /// Resources that it reaches there.
    pub reaches: String,
    /// Colour role.
    pub tone: Tone,
    /// The row that gives it.
    pub evidence: Vec<Evidence>,
}

/// AI identities by privilege class and scope level. An identity counts once in a cell.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeatMap {
    /// Scope levels, widest first: `tenant root` … `resource`.
    pub columns: Vec<String>,
    /// Classes that any AI identity holds, most privileged first.
    pub rows: Vec<HeatRow>,
}

/// One privilege class of the heat map.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeatRow {
    /// Meaning of the class for its holder: `can read secrets or use keys`.
    pub label: String,
    /// AI identities that hold it, by level.
    pub counts: Vec<usize>,
}

/// A chain of hops, drawn from left to right.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessPath {
    /// `P1`, by rank; empty where paths are not ranked.
    #[serde(default)]
    pub id: String,
    /// Meaning of such a path, a few words.
    #[serde(default)]
    pub title: String,
    /// Severity of the path.
    pub severity: Severity,
    /// Meaning of the chain, a sentence.
    pub text: String,
    /// The nodes in order, two at least.
    pub hops: Vec<Hop>,
    /// Number of resources at its end.
    #[serde(default)]
    pub assets: usize,
    /// The change that breaks it, of those that break the most paths.
    #[serde(default)]
    pub cut: Option<PathCut>,
}

/// A change that breaks a path.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PathCut {
    /// The change to make.
    pub text: String,
    /// Paths that it breaks.
    pub breaks: usize,
    /// `breaks 12 of 43 paths`
    pub breaks_text: String,
    /// Gain of the roadmap's step that makes this change: `+10.2 points (IDN-01)`; empty where none does.
    pub worth: String,
}

/// One node of a chain and its connection to the one before.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hop {
    /// Connection to the node before (`key`, `runs as`, `role`); empty for the first.
    pub via: String,
    /// The node's name.
    pub title: String,
    /// Description of the node.
    pub detail: String,
    /// Colour role.
    pub tone: Tone,
    /// Rows that prove the hop.
    pub evidence: Vec<Evidence>,
}

/// One kind of export and its content.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Basis {
    /// `Resource Graph, resources`
    pub label: String,
    /// `1,284`, or `absent`.
    pub rows: String,
    /// `15 Nov 2026`, or empty.
    pub dated: String,
    /// Whether the bundle holds it.
    pub present: bool,
}

/// Numbers with which the score can be recomputed by hand.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Method {
    /// Severity and its weight, heaviest first.
    pub severity_weights: Vec<Fact>,
    /// Tier and what it means, highest first.
    pub tiers: Vec<Fact>,
    /// The steps of the arithmetic with this tenant's numbers put in, one per line.
    pub steps: Vec<MethodStep>,
    /// Levels and their thresholds, highest first.
    pub levels: Vec<LevelRule>,
    /// Profile values in force.
    pub parameters: Vec<Parameter>,
}

/// One step of the arithmetic.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MethodStep {
    /// Name of the computed figure: `Mean of the domains, M`.
    pub label: String,
    /// The rule: `Σ Ω·D / Σ Ω`.
    pub rule: String,
    /// The rule with numbers: `(25·22.9 + 20·100 + …) / 87`.
    pub numbers: String,
    /// The result for print.
    pub result: String,
}

/// One maturity level and its conditions.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevelRule {
    /// 1 to 5.
    pub level: u8,
    /// `Assured`
    pub name: String,
    /// `75`, or `–`.
    pub score: String,
    /// `65`, or `–`.
    pub domain: String,
    /// `80 %`, or `–`.
    pub coverage: String,
    /// Condition on the gates.
    pub gates: String,
}

/// A chart's title and the text that stands for it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChartText {
    /// `domains`, `radar`, `severities`, `roadmap` or `reach`; the picture is `charts/ID.svg` for the templates.
    pub id: String,
    /// Title.
    pub title: String,
    /// Content of the chart, with its figures: the alternative text.
    pub description: String,
}
