//! Guardrails, as a person writes them in a control.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::rule_id::RuleId;

/// A guardrail that must be in force above the subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuardrailFile {
    /// Name of the thing that it guards, in a sentence: `AI services`.
    pub called: String,
    /// Sets of `estate.json`: asked only of subscriptions that hold a member; empty for all.
    #[serde(default)]
    pub sets: Vec<String>,
    /// Policy definitions and initiatives, any of which is enough.
    pub policies: Vec<PolicyFile>,
    /// Effects that count, in any case; empty for any but `Disabled`.
    #[serde(default)]
    pub effects: Vec<String>,
    /// Number of the guardrail in the framework.
    #[serde(skip)]
    pub id: RuleId,
}

/// A policy definition or initiative.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyFile {
    /// Its GUID, or its name for one that is no built-in.
    pub id: String,
    /// The effect that it has when an assignment sets none.
    #[serde(default)]
    pub effect: Option<String>,
    /// Texts of which the assignment's parameters must hold one that begins so; empty for no such demand.
    #[serde(default)]
    pub names: Vec<String>,
    /// Texts with which nothing in the assignment's parameters may begin.
    #[serde(default)]
    pub omits: Vec<String>,
    /// Parameters of the assignment that must be empty lists, or not be given.
    #[serde(default)]
    pub empty: Vec<String>,
}
