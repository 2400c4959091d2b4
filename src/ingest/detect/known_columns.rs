//! Detection of the content of a table by the names of its columns.

use super::other_tools;
use crate::ingest::ledger::file_tally::Account;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::readers::{group_members, recommendations, role_assignments};
use crate::ingest::row::unused::UnusedReason;

/// Content of a table: the kind of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableContent {
    Recommendations,
    RoleAssignments,
    Eligibilities,
    GroupMembers,
    /// Rows of Resource Graph.
    Rows,
    /// Rows without a header, each of which tells its columns.
    Headless,
    /// Rows that are counted and not used, for this reason.
    Unused(UnusedReason),
}

/// Columns of the portal's tables for people, in English, German, French and Spanish; `name` is called so in most of them.
const FORMATTED: [&[&str]; 4] = [
    &["type", "typ", "tipo"],
    &["location", "standort", "emplacement", "ubicación"],
    &["subscription", "abonnement", "suscripción"],
    &[
        "resourceGroup",
        "ressourcengruppe",
        "groupederessources",
        "grupoderecursos",
    ],
];

/// Columns of what Cost Management exports.
const COSTS: [&str; 4] = ["CostInBillingCurrency", "CostInUsd", "PreTaxCost", "MeterCategory"];

/// Content of a table that there is a reader for.
fn known(has: &impl Fn(&str) -> bool) -> Option<TableContent> {
    if recommendations::knows(has) {
        return Some(TableContent::Recommendations);
    }
    if role_assignments::knows(has) {
        return Some(match role_assignments::is_eligibility(has) {
            true => TableContent::Eligibilities,
            false => TableContent::RoleAssignments,
        });
    }
    group_members::knows(has).then_some(TableContent::GroupMembers)
}

/// Whether something is known of a table with these columns, be it that it is not to be read.
pub fn is_known(names: &[String]) -> bool {
    content_of(|wanted| holds(names, wanted), &mut Account::default())
        != TableContent::Unused(UnusedReason::Unrecognised)
}

/// Whether these are the columns of a table that there is a reader for, and no words of a sentence.
pub fn is_sure(names: &[String]) -> bool {
    sure(names).is_some()
}

/// Content of a table whose columns leave no doubt.
pub fn sure(names: &[String]) -> Option<TableContent> {
    let has = |wanted: &str| holds(names, wanted);
    known(&has).or_else(|| (has("id") && has("type") && has("name")).then_some(TableContent::Rows))
}

/// Whether one of the columns has this name, in any case.
pub fn holds(names: &[String], wanted: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(wanted))
}

/// Content of a table, by a test `has` for the names of its columns. Notes in the account why the rows are not used.
pub fn content_of(has: impl Fn(&str) -> bool, account: &mut Account) -> TableContent {
    if let Some(content) = known(&has) {
        return content;
    }
    let (issue, reason) = if let Some(tool) = other_tools::tool_of(&has) {
        (Issue::OtherTool { tool }, UnusedReason::OtherTool)
    } else if let Some(what) = other_tools::defender_neighbour(&has) {
        (Issue::NotRecommendations { what }, UnusedReason::NotRecommendations)
    } else if COSTS.iter().any(|name| has(name)) && has("resourceId") {
        let issue = Issue::NotEvidence {
            what: "a list of costs",
            instead: "the resources themselves: `az graph query -q \"resources\"`",
        };
        (issue, UnusedReason::Cost)
    } else if has("id") || has("resourceId") {
        return TableContent::Rows;
    } else if has("count_") || has("count") {
        (Issue::Aggregated, UnusedReason::Aggregated)
    } else if has("name")
        && FORMATTED
            .iter()
            .filter(|names| names.iter().any(|name| has(name)))
            .count()
            > 1
    {
        (Issue::FormattedCsv, UnusedReason::NoId)
    } else {
        (Issue::Unrecognised, UnusedReason::Unrecognised)
    };
    account.issue(issue);
    TableContent::Unused(reason)
}
