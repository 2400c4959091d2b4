//! Access to the models and the data behind them: tables of principals and grants.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::tone::Tone;

use super::findings::Evidence;
use super::paths::AccessPath;

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
