//! The framework's own files beside its controls, as a person writes them: `framework.json`, `gates.json`, `profile.json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::value::vocabulary::Effort;

/// `framework.json`: domains, weights, levels, words.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FrameworkFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Identifier, kebab-case.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Version; scores of different versions are not compared.
    pub version: String,
    /// Domains in print order.
    pub domains: Vec<DomainFile>,
    /// Weight of each severity.
    pub severity_weights: SeverityWeights,
    /// Meaning of each tier, highest first: 4, 3, 2, 1.
    pub tiers: Vec<String>,
    /// Share of the domain mean in the assembled score, in percent; the rest is the weakest domain's.
    pub mean_percent: u32,
    /// Maturity levels, highest first.
    pub levels: Vec<LevelFile>,
    /// Verdict of the executive summary by level, lowest first; the entry 0 is for a tenant that could not be assessed.
    pub verdicts: Vec<String>,
    /// Names of the frameworks that controls map to, by key.
    pub mappings: BTreeMap<String, String>,
    /// Claims of the framework's brief that no single control answers, by id, and what of the framework answers each.
    #[serde(default)]
    pub claims: BTreeMap<String, String>,
    /// Kinds of export and what they are called, in print order.
    pub basis: Vec<BasisFile>,
    /// How the work of a step grows with the number of its subjects.
    #[serde(default)]
    pub effort: EffortFile,
}

/// Work of a step: the days that its effort takes for one subject, times what its number of subjects asks for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EffortFile {
    /// Working days of a control of low effort.
    pub low: u32,
    /// Working days of a control of medium effort.
    pub medium: u32,
    /// Working days of a control of high effort.
    pub high: u32,
    /// Factors by the number of subjects; the last that applies counts.
    pub growth: Vec<GrowthFile>,
}

impl Default for EffortFile {
    fn default() -> Self {
        EffortFile {
            low: 2,
            medium: 10,
            high: 40,
            growth: Vec::new(),
        }
    }
}

impl EffortFile {
    /// Working days for a number of subjects.
    pub fn days(&self, effort: Effort, subjects: usize) -> u32 {
        let base = match effort {
            Effort::Low => self.low,
            Effort::Medium => self.medium,
            Effort::High => self.high,
        };
        let reached = self.growth.iter().filter(|growth| subjects >= growth.from);
        let times = reached
            .max_by_key(|growth| growth.from)
            .map_or(1, |growth| growth.times);
        base.saturating_mul(times)
    }
}

/// Factor on the work of a step.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrowthFile {
    /// Least number of subjects.
    pub from: usize,
    /// The factor.
    pub times: u32,
}

/// A kind of export that the assessment rests on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BasisFile {
    /// `Resource Graph, resources`
    pub label: String,
    /// Kind of row that is counted: `resources`, `containers`, `role-assignments`, `recommendations`, `plans`, `policies`, or the
    /// name of a supplement.
    pub counts: String,
    /// Types of the rows that are counted, for a supplement; controls that read them are those that the export answers.
    #[serde(default)]
    pub types: Vec<String>,
    /// What it is called within a sentence: `the model deployments`.
    #[serde(default)]
    pub called: String,
}

/// A domain.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainFile {
    /// Three letters; control ids start with it.
    pub id: String,
    /// Name.
    pub name: String,
    /// Question that the domain answers, a sentence or two.
    pub question: String,
    /// Weight Ω.
    pub weight: u32,
}

/// Weight of each severity.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeverityWeights {
    /// Weight of critical.
    pub critical: u32,
    /// Weight of high.
    pub high: u32,
    /// Weight of medium.
    pub medium: u32,
    /// Weight of low.
    pub low: u32,
}

/// A maturity level: the highest whose conditions all hold.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelFile {
    /// 1 to 5.
    pub level: u8,
    /// Name.
    pub name: String,
    /// Least score, 0 to 100.
    pub score: u32,
    /// Least score of every domain, 0 to 100.
    pub domain: u32,
    /// Least coverage in percent.
    pub coverage: u32,
    /// Gates that must not be tripped: those with a cap below this; 0 for none, 100 for all.
    pub no_gate_below: u32,
    /// Whether a gate may be unknown.
    pub unknown_gates: bool,
    /// Whether the level requires a previous bundle within the cadence.
    #[serde(default)]
    pub previous_bundle: bool,
}

/// `gates.json`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GatesFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Gates in print order.
    pub gates: Vec<GateFile>,
}

/// Sentences that tell of a red line in one tenant: a fact with its consequence, in a board's words.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoryFile {
    /// Sentence for one subject; `{subject}` stands for its name.
    pub one: String,
    /// Sentence for several; `{count}` stands for their number, spelt, `{subject}` for the first.
    pub many: String,
}

/// A combination of fails on one subject that caps the score.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GateFile {
    /// `G1`
    pub id: String,
    /// The danger in a few words.
    pub title: String,
    /// Reason why it bounds the result.
    pub rationale: String,
    /// The danger in this tenant, for the first page; without it the title stands there.
    #[serde(default)]
    pub story: Option<StoryFile>,
    /// The cap, 0 to 100.
    pub cap: u32,
    /// Lowest tier of the subjects that trip it.
    #[serde(default)]
    pub tier: u8,
    /// Environments of the subjects that trip it; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// The entry point that the gate describes, for drawing a path through its subject; absent where it describes none.
    #[serde(default)]
    pub entry: Option<EntryFile>,
    /// Combinations, any of which trips the gate: all members fail for the same subject.
    pub trips: Vec<Vec<MemberFile>>,
}

/// Entry point of a path.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryFile {
    /// The origin of the access: `Internet`.
    pub title: String,
    /// The gap that allows it: `no network rule`.
    pub detail: String,
    /// The means by which the subject is reached: `key`.
    pub via: String,
}

/// A member of a combination.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MemberFile {
    /// A control that fails.
    Control(String),
    /// A control that fails with a mark.
    #[serde(rename_all = "camelCase")]
    Marked {
        /// The control.
        control: String,
        /// The mark.
        mark: String,
    },
}

impl MemberFile {
    /// The control's id.
    pub fn control(&self) -> &str {
        match self {
            MemberFile::Control(control) | MemberFile::Marked { control, .. } => control,
        }
    }

    /// The mark of the member, if it names one.
    pub fn mark(&self) -> Option<&str> {
        match self {
            MemberFile::Control(_) => None,
            MemberFile::Marked { mark, .. } => Some(mark),
        }
    }
}
