//! The gates, which cap the score.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::tone::Tone;
use crate::value::vocabulary::GateState;

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
    /// The combinations found in the tenant that make it cap, each kind once. A gate caps while one is left.
    #[serde(default)]
    pub combinations: Vec<Combination>,
    /// Whether it caps the score: tripped and unknown gates do.
    pub state: GateState,
    /// `Crossed`, `Not shown to be clear`, `Not crossed`, `Does not apply`.
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

/// A kind of combination that makes a gate cap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Combination {
    /// `tripped` where every member fails, `unknown` where an export has yet to show one of them.
    pub state: GateState,
    /// The controls that fail in it: meeting any one of them clears it. Empty where only an export can.
    pub cleared_by: Vec<String>,
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
