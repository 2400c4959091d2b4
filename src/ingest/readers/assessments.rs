//! Defender for Cloud assessments: `microsoft.security/assessments` of Resource Graph and REST, `az security assessment list`
//! and continuous export.

use std::borrow::Cow;

use super::context::Desk;
use super::resources::properties_of;
use super::{Content, recommendations};
use crate::ingest::row::cells::{Cell, Fields};
use crate::ingest::row::dates;
use crate::ingest::row::type_plans::TypePlan;
use crate::ingest::row::types::{RecommendationRow, Taken};
use crate::value::{Column, Value};

/// Reads a row.
pub fn read(desk: &mut Desk<'_, '_>, mut row: Fields<'_>, plan: &TypePlan) -> Taken {
    let properties = match properties_of(desk, &mut row, plan) {
        Column::Missing => flattened(desk, &row, plan),
        properties => properties,
    };
    let id = row.text(&["id"]);
    let content = Content { row: &row, properties };
    let (assessed, key) = recommendations::parts_of_id(&id);
    let details = content.text(&[
        "resourceDetails.id",
        "resourceDetails.resourceId",
        "resourceDetails.azureResourceId",
    ]);
    let state = match content.text(&["status.code"]) {
        told if told.is_empty() => row.text(&recommendations::STATE),
        told => told,
    };
    desk.account.seen_state(&state);
    let recommendation = RecommendationRow {
        key: if key.is_empty() {
            row.text(&["name"])
        } else {
            Cow::Borrowed(key)
        },
        policy_definition_id: content.text(&["metadata.policyDefinitionId"]),
        name: content.text(&[
            "displayName",
            "metadata.displayName",
            "recommendationDisplayName",
            "recommendationName",
        ]),
        resource_id: if details.is_empty() {
            Cow::Borrowed(assessed)
        } else {
            details
        },
        subscription_id: row.text(&["subscriptionId"]),
        subscription_name: Cow::Borrowed(""),
        severity: content.text(&["metadata.severity", "severity"]),
        cause: content.text(&["status.cause"]),
        first_evaluated: Cow::Owned(dates::iso(&content.text(&["status.firstEvaluationDate"]), false)),
        told: dates::minutes(&content.text(&["timeGenerated"]), false),
        state,
    };
    recommendations::hand_on(desk, recommendation)
}

/// Gathers the members that `az` prints beside the id into one column.
fn flattened(desk: &mut Desk<'_, '_>, row: &Fields<'_>, plan: &TypePlan) -> Column {
    let mut members = Vec::new();
    for name in ["status", "resourceDetails", "metadata"] {
        let (Some(Cell::Json(json)), Some((spelling, node))) = (row.cell(name), plan.node.member(name)) else {
            continue;
        };
        if let Ok(Column::Known(value)) = desk.projector.column(json, node) {
            members.push((spelling.clone(), value));
        }
    }
    Column::Known(Value::Object(members.into()))
}
