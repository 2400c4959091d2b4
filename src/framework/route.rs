//! `routes.json`: the routes of the paths that are searched for, and the tables of access that the report prints beside them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::evidence::paths::route::RouteFile;

/// The file, as a person writes it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoutesFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The routes.
    pub routes: Vec<RouteFile>,
    /// Tables of access that the report prints beside the paths.
    #[serde(default)]
    pub tables: TablesFile,
}

/// Tables of access that the report prints beside the paths.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TablesFile {
    /// Rights that, held together by one identity, make it a broker: a column each.
    #[serde(default)]
    pub broker: Vec<ColumnFile>,
    /// Tables of the principals that can do something to resources.
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
    /// Name of the resources, for one and for several.
    pub what: [String; 2],
}

/// A table of those who can do something to resources.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldersFile {
    /// Heading.
    pub title: String,
    /// Explanation of the right, a sentence for the head of the table.
    pub note: String,
    /// Privileges of `roles.json`.
    pub classes: Vec<String>,
    /// Sets of `estate.json`.
    pub resources: Vec<String>,
}
