//! Steps to take, in order, and the score after each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::tone::Tone;

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
    /// The work for its subjects, as one person's: `2 days`, `4 weeks`, `6 months`.
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
