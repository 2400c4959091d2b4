//! Defender for Cloud recommendations as tables: the portal's CSV of every generation, regulatory compliance, the Log Analytics
//! table of continuous export. Columns are found by name; columns that a generation adds are ignored.

use std::borrow::Cow;

use super::context::Desk;
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::row::cells::Fields;
use crate::ingest::row::dates;
use crate::ingest::row::types::{RecommendationRow, Taken};
use crate::ingest::row::unused::UnusedReason;

const RESOURCE: [&str; 2] = ["resourceId", "AssessedResourceId"];
const NAME: [&str; 3] = ["recommendationDisplayName", "displayName", "recommendation"];
pub const STATE: [&str; 5] = ["state", "recommendationState", "resourceState", "statusCode", "status"];
/// Log Analytics writes the zone into the name when it exports a table.
const EXPORTED: [&str; 3] = ["exportedTimestamp", "TimeGenerated", "TimeGenerated[UTC]"];

/// Text between the assessed resource and the assessment's key in the id of an assessment.
const MARK: &str = "/providers/microsoft.security/assessments/";

/// Whether a table with these columns holds recommendations, by the test `has`.
pub fn knows(has: impl Fn(&str) -> bool) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    any(&[
        "recommendationId",
        "recommendationName",
        "recommendationDisplayName",
        "recommendation",
    ]) && any(&STATE)
        && any(&RESOURCE)
}

/// The layout of a table with these columns, in their order.
pub fn layout(names: &[String]) -> Layout {
    let at = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let has = |wanted: &str| at(wanted).is_some();
    match () {
        () if has("complianceStandard") => Layout::DefenderComplianceCsv,
        () if has("AssessedResourceId") => Layout::SecurityRecommendationTable,
        () if has("gracePeriod") && at("description") < at("recommendationDisplayName") => Layout::DefenderCsv2Esa,
        () if has("gracePeriod") && names.len() == 27 => Layout::DefenderCsv2,
        () if !has("tactics") && names.len() == 20 => Layout::DefenderCsv1,
        () => Layout::DefenderCsv,
    }
}

/// Reads a row.
pub fn read(desk: &mut Desk<'_, '_>, row: Fields<'_>) -> Taken {
    let exported = row.text(&EXPORTED);
    let month_first = desk.account.month_first;
    desk.account.seen_on(dates::day(&exported, month_first));
    let id = row.text(&["recommendationId"]);
    let (assessed, key) = parts_of_id(&id);
    let key = if key.is_empty() {
        row.text(&["recommendationName"])
    } else {
        Cow::Borrowed(key)
    };
    let resource_id = row.text(&RESOURCE);
    let state = row.text(&STATE);
    desk.account.seen_state(&state);
    let recommendation = RecommendationRow {
        key,
        policy_definition_id: row.text(&["policyDefinitionId"]),
        name: row.text(&NAME),
        resource_id: if resource_id.is_empty() {
            Cow::Borrowed(assessed)
        } else {
            resource_id
        },
        subscription_id: row.text(&["subscriptionId"]),
        subscription_name: row.text(&["subscriptionName"]),
        severity: row.text(&["severity", "recommendationSeverity"]),
        cause: row.text(&["notApplicableReason"]),
        first_evaluated: Cow::Owned(dates::iso(
            &row.text(&["firstEvaluationDate", "DiscoveredTimeUTC", "DiscoveredTimeUTC[UTC]"]),
            month_first,
        )),
        told: dates::minutes(&exported, month_first),
        state,
    };
    hand_on(desk, recommendation)
}

/// The assessed resource and the assessment's key.
pub fn parts_of_id(id: &str) -> (&str, &str) {
    match id.to_ascii_lowercase().rfind(MARK) {
        Some(at) => (&id[..at], id[at + MARK.len()..].split('/').next().unwrap_or_default()),
        None => (id, ""),
    }
}

/// Hands a recommendation on, and tells if it has no state.
pub fn hand_on(desk: &mut Desk<'_, '_>, recommendation: RecommendationRow<'_>) -> Taken {
    let taken = desk.sink.recommendation(desk.source, recommendation);
    if taken == Taken::Unused(UnusedReason::NoState) {
        desk.account.issue_here(Issue::NoState);
    }
    taken
}
