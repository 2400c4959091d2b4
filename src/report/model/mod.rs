//! The report: one serialisable tree that every output is drawn from.
//!
//! Everything before it decides, everything after it draws. Numbers stand here twice where a person reads them: as a number for
//! programs and as text for documents, so that no template rounds, pluralises or formats anything. The JSON Schema of this tree
//! is `schemas/report.schema.json`; `SCHEMA_VERSION` changes when a reader would break.

mod access;
mod controls;
mod engagement;
mod estate;
pub(super) mod findings;
mod gates;
mod inputs;
mod method;
mod paths;
mod register;
mod roadmap;
mod score;
mod summary;
mod texts;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::listing::{Findings, Subjects};

pub use access::{Access, Broker, BrokerTable, GrantRow, HeatMap, HeatRow, Holder, HolderTable};
pub use controls::{Control, ControlArithmetic, EvidenceRow, Mapping, Outcomes, Parameter, Reference, Remediation};
pub use engagement::{BundleUsed, Declaration, Declared, Engagement};
pub use estate::{AiResource, Estate, KindCount, Subscription, SubscriptionGroup};
pub(crate) use findings::last_part;
pub use findings::{Evidence, Finding, Proof, Subject};
pub use gates::{Combination, Gate, GateMember};
pub use inputs::{Input, InputFolder, Problem, Unused};
pub use method::{LevelRule, Method, MethodRules, MethodStep};
pub use paths::{AccessPath, Hop, PathCut};
pub use register::{AcceptedRisk, AttestationUsed, Register};
pub use roadmap::{Roadmap, Step, StepKind, Wave};
pub use score::{Domain, Score, ScoreText, SeverityCount};
pub use summary::{Basis, HeadlineFigure, Risk, Summary};
pub use texts::{ChartText, Fact};

/// Version of the schema of `report.json`: the first number changes when a field is removed or changes its meaning.
pub const SCHEMA_VERSION: &str = "2.0";

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
    /// The input ledger by folder and kind, those with the most records first.
    #[serde(default)]
    pub input_folders: Vec<InputFolder>,
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
    /// Ids of the controls that fail, those that matter most first: those that trip a gate, then by severity and by what fails.
    #[serde(default)]
    pub priorities: Vec<String>,
    /// Every subject of a finding, once. A finding gives the position in this list, counted from 0.
    #[serde(default)]
    pub subjects: Subjects<'a>,
    /// Every sentence and file path of the findings, once. A finding gives positions in this list, counted from 0.
    #[serde(default)]
    pub texts: Vec<Cow<'a, str>>,
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

impl Report<'_> {
    /// The text at a position in [`Report::texts`]; empty where the table has none.
    pub fn text(&self, position: usize) -> &str {
        self.texts.get(position).map_or("", |text| text)
    }
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
