//! The metadata of Defender's assessments, which a separate export holds, joined to recommendations that came without name,
//! severity or policy: `az security assessment list` leaves them out.

use std::collections::BTreeMap;

use crate::value::arm_id::ArmId;
use crate::value::{Column, Value};

use super::tenant::Inventory;

/// The type of the rows that describe assessments.
const METADATA: &str = "microsoft.security/assessmentmetadata";

/// Completes the recommendations.
pub(super) fn join(inventory: &mut Inventory) {
    let mut known = BTreeMap::new();
    for ix in inventory.of_type(METADATA) {
        let row = inventory.resource(*ix);
        let Some(Column::Known(properties)) = row.column("properties") else {
            continue;
        };
        let text = |name: &str| properties.get(name).and_then(Value::as_str).unwrap_or_default();
        let key = ArmId::new(&row.id()).last().to_ascii_lowercase();
        let words = ["displayName", "severity", "policyDefinitionId"].map(|name| Box::<str>::from(text(name)));
        known.insert(key, words);
    }
    if !known.is_empty() {
        inventory.defender.complete(&known);
    }
}
