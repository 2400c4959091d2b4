//! Routes of `routes.json`: the routes of the paths that are searched for, from an exposure through entry points and identities to
//! the resources that they reach. The search knows only these steps; which of them make a route, and the name of each, is data.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::condition::Condition;
use crate::estate::exposure::Openness;
use crate::value::vocabulary::Severity;

use super::super::access::file::Standing;

/// A route of `routes.json`, checked.
#[derive(Debug)]
pub struct Route {
    /// The file as it was written.
    pub file: RouteFile,
    /// Condition on a resource that the route begins at.
    pub when: Option<Condition>,
}

/// A way in.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RouteFile {
    /// Kebab-case; `path` evidence of controls names it.
    pub id: String,
    /// Meaning of a path of it, a few words.
    pub title: String,
    /// Meaning of a path of it, a sentence; `{start}`, `{identity}` and `{assets}` stand for what was found, `{role}` and
    /// `{scope}` for the last grant, `{reach}` for that grant with the resources that it reaches.
    pub text: String,
    /// Severity of a path of it.
    pub severity: Severity,
    /// Start of the route.
    pub start: StartFile,
    /// Steps from the start onwards; at least one.
    pub steps: Vec<StepFile>,
}

/// Start of a route: resources, or principals.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartFile {
    /// Origin of the access: `Internet`. For principals their kind: `guest`.
    pub title: String,
    /// The gap that allows it: `no network rule`.
    pub detail: String,
    /// The means by which the first resource is reached: `key`.
    #[serde(default)]
    pub via: String,
    /// Sets of `estate.json` whose members it can begin at.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Types that it can begin at, besides.
    #[serde(default)]
    pub types: Vec<String>,
    /// Environments of the resources; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// Condition on the resource, in Azure Policy's language.
    #[serde(default)]
    pub when: Option<serde_json::Value>,
    /// Privileges of which `roles.json` says on which resources they work: one of them has to work on it.
    #[serde(default)]
    pub usable: Vec<String>,
    /// Openness that its network must have.
    #[serde(default)]
    pub exposed: Option<ExposedFile>,
    /// Principals of this standing that it can begin at.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// The change that closes it.
    #[serde(default)]
    pub cut: Option<CutFile>,
}

/// Openness to the network that a resource must have for a route to begin at it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExposedFile {
    /// The network access that is compared, by its name in `exposure.json`.
    pub side: String,
    /// The least openness at which strangers come in.
    pub from: Openness,
}

/// A change that breaks a path.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CutFile {
    /// The change to make; `{from}` and `{to}` stand for the ends of the step, `{role}` and `{scope}` for the grant.
    pub text: String,
    /// Levels of the grants that the change is proposed for; empty for all.
    #[serde(default)]
    pub levels: Vec<String>,
    /// Controls that the change works towards.
    #[serde(default)]
    pub controls: Vec<String>,
}

/// Step of a route.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "step", rename_all = "camelCase", deny_unknown_fields)]
pub enum StepFile {
    /// From a resource to the identities that it runs under.
    #[serde(rename_all = "camelCase")]
    RunsAs {
        /// Label of the arrow.
        via: String,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From an identity to the AI resources that run under it.
    #[serde(rename_all = "camelCase")]
    Runs {
        /// Label of the arrow.
        via: String,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From a resource to the AI identities that hold a privilege over it.
    #[serde(rename_all = "camelCase")]
    TrustedBy {
        /// Label of the arrow.
        via: String,
        /// Privileges of `roles.json`.
        classes: Vec<String>,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From a principal to the resources that its grants reach.
    #[serde(rename_all = "camelCase")]
    Holds {
        /// Label of the arrow.
        via: String,
        /// Privileges of `roles.json`.
        classes: Vec<String>,
        /// Target of the step.
        to: TargetFile,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
    /// From a resource to those that it names in a property.
    #[serde(rename_all = "camelCase")]
    Names {
        /// Label of the arrow.
        via: String,
        /// Path of the property, with `[*]` through arrays.
        path: String,
        /// Target of the step.
        to: TargetFile,
        /// The change that breaks it.
        #[serde(default)]
        cut: Option<CutFile>,
    },
}

/// Target of a step: the resources that it can reach.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetFile {
    /// Members of these sets.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Resources of these types, besides.
    #[serde(default)]
    pub types: Vec<String>,
    /// Environments of the resources; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// Name of the resources, for one and for several: `["store", "stores"]`.
    #[serde(default)]
    pub what: Option<[String; 2]>,
}

impl TargetFile {
    /// Whether nothing is named, and so any resource is meant.
    pub fn is_anything(&self) -> bool {
        self.resources.is_empty() && self.types.is_empty()
    }
}

impl StepFile {
    /// Label of the step's arrow.
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

    /// Target of a step that leads to resources by name or by grant.
    pub fn target(&self) -> Option<&TargetFile> {
        match self {
            StepFile::Holds { to, .. } | StepFile::Names { to, .. } => Some(to),
            _ => None,
        }
    }
}
