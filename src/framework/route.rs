//! `routes.json`: the ways in that are looked for, from an exposure through doors and identities to what they reach. The
//! search knows only these steps; which of them make a route, and what each is called, is data.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::estate::exposure::Openness;
use crate::value::vocabulary::Severity;

use super::control::Standing;

/// The file, as a person writes it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoutesFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The routes.
    pub routes: Vec<RouteFile>,
    /// What the report tells of access beside paths.
    #[serde(default)]
    pub tables: TablesFile,
}

/// What the report tells of access beside paths.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TablesFile {
    /// Rights that, held together by one identity, make it a broker: a column each.
    #[serde(default)]
    pub broker: Vec<ColumnFile>,
    /// Who can do something to resources: a table each.
    #[serde(default)]
    pub holders: Vec<HoldersFile>,
    /// Privileges that count as reach across subscriptions.
    #[serde(default)]
    pub crossing: Vec<String>,
}

/// A column of the table of brokers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ColumnFile {
    /// Heading.
    pub name: String,
    /// Privileges of `roles.json`.
    pub classes: Vec<String>,
    /// Resource types that count; empty for all.
    #[serde(default)]
    pub types: Vec<String>,
    /// What they are called, for one and for several.
    pub what: [String; 2],
}

/// A table of those who can do something to resources.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldersFile {
    /// Heading.
    pub title: String,
    /// What it is called to hold such a right, a sentence for the head of the table.
    pub note: String,
    /// Privileges of `roles.json`.
    pub classes: Vec<String>,
    /// Sets of `estate.json`.
    pub resources: Vec<String>,
}

/// A way in.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RouteFile {
    /// Kebab-case; `path` evidence of controls names it.
    pub id: String,
    /// What a path of it means, a few words.
    pub title: String,
    /// What a path of it means, a sentence; `{start}`, `{identity}` and `{assets}` stand for what was
    /// found, `{role}` and `{scope}` for the last grant, `{reach}` for that grant with what it reaches.
    pub text: String,
    /// How bad a path of it is.
    pub severity: Severity,
    /// Where it begins.
    pub start: StartFile,
    /// How it goes on; at least one step.
    pub steps: Vec<StepFile>,
}

/// Where a route begins: at resources, or at principals.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartFile {
    /// Who comes in: `Internet`. For principals what they are: `guest`.
    pub title: String,
    /// What lets them: `no network rule`.
    pub detail: String,
    /// How the first resource is reached: `key`.
    #[serde(default)]
    pub via: String,
    /// Sets of `estate.json` whose members it can begin at.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Types that it can begin at, besides.
    #[serde(default)]
    pub types: Vec<String>,
    /// Only in these environments; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// What the resource must meet: a condition in Azure Policy's language.
    #[serde(default)]
    pub when: Option<serde_json::Value>,
    /// How open its network must be.
    #[serde(default)]
    pub exposed: Option<ExposedFile>,
    /// Principals of this standing that it can begin at.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// The change that closes it.
    #[serde(default)]
    pub cut: Option<CutFile>,
}

/// How open a resource must be to the network for a route to begin at it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExposedFile {
    /// The way in, by its name in `exposure.json`.
    pub side: String,
    /// The least openness at which strangers come in.
    pub from: Openness,
}

/// A change that breaks a path.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CutFile {
    /// What to do; `{from}` and `{to}` stand for the ends of the step, `{role}` and `{scope}` for the grant.
    pub text: String,
    /// Only for grants made at these levels; empty for all.
    #[serde(default)]
    pub levels: Vec<String>,
    /// Controls that the change works towards.
    #[serde(default)]
    pub controls: Vec<String>,
}

/// How a route goes on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "step", rename_all = "camelCase", deny_unknown_fields)]
pub enum StepFile {
    /// From a resource to the identities that it runs under.
    #[serde(rename_all = "camelCase")]
    RunsAs {
        /// How this is called on the arrow.
        via: String,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From an identity to the AI resources that run under it.
    #[serde(rename_all = "camelCase")]
    Runs {
        /// How this is called on the arrow.
        via: String,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From a resource to the AI identities that hold a privilege over it.
    #[serde(rename_all = "camelCase")]
    TrustedBy {
        /// How this is called on the arrow.
        via: String,
        /// Privileges of `roles.json`.
        classes: Vec<String>,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From a principal to what its grants reach.
    #[serde(rename_all = "camelCase")]
    Holds {
        /// How this is called on the arrow.
        via: String,
        /// Privileges of `roles.json`.
        classes: Vec<String>,
        /// Privileges that reach only what meets a condition.
        #[serde(default)]
        also: Vec<AlsoFile>,
        /// What is reached.
        to: TargetFile,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From a resource to those that it names in a property.
    #[serde(rename_all = "camelCase")]
    Names {
        /// How this is called on the arrow.
        via: String,
        /// Path of the property, with `[*]` through arrays.
        path: String,
        /// What is reached.
        to: TargetFile,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
}

/// What a step can reach.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetFile {
    /// Members of these sets.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Resources of these types, besides.
    #[serde(default)]
    pub types: Vec<String>,
    /// Only in these environments; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// What they are called, for one and for several: `["store", "stores"]`.
    #[serde(default)]
    pub what: Option<[String; 2]>,
}

impl TargetFile {
    /// Whether nothing is named, and so any resource is meant.
    pub fn is_anything(&self) -> bool {
        self.resources.is_empty() && self.types.is_empty()
    }
}

/// Privileges that reach only what meets a condition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlsoFile {
    /// Privileges of `roles.json`.
    pub classes: Vec<String>,
    /// A condition on the row of what is reached, in Azure Policy's language.
    pub when: serde_json::Value,
}

impl StepFile {
    /// How the step is called on the arrow.
    pub fn via(&self) -> &str {
        match self {
            StepFile::RunsAs { via, .. }
            | StepFile::Runs { via, .. }
            | StepFile::TrustedBy { via, .. }
            | StepFile::Holds { via, .. }
            | StepFile::Names { via, .. } => via,
        }
    }

    /// The change that breaks it.
    pub fn cut(&self) -> Option<&CutFile> {
        match self {
            StepFile::RunsAs { cut, .. }
            | StepFile::Runs { cut, .. }
            | StepFile::TrustedBy { cut, .. }
            | StepFile::Holds { cut, .. }
            | StepFile::Names { cut, .. } => cut.as_ref(),
        }
    }

    /// What it can reach, of a step that leads to resources by name or by grant.
    pub fn target(&self) -> Option<&TargetFile> {
        match self {
            StepFile::Holds { to, .. } | StepFile::Names { to, .. } => Some(to),
            _ => None,
        }
    }
}
