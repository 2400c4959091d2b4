//! Resources that no export holds and whose children it does: the list of the computes of a workspace shows that there is one. Such a
//! resource is held with columns that nothing tells, so that what is known of its children is judged.

use crate::ingest::{ResourceRow, Source};
use crate::value::Column;
use crate::value::arm_id::ArmId;
use crate::value::resource_type::TypeClass;

use super::resources::{Added, Resources};

/// Types whose children are listed by their provider, one resource at a time, and are judged with them.
const PARENTS: [&str; 2] = [
    "microsoft.cognitiveservices/accounts",
    "microsoft.machinelearningservices/workspaces",
];

/// Adds the parents that only their children show.
pub(super) fn settle(resources: &mut Resources) {
    for (id, kind, source) in missing(resources) {
        let row = ResourceRow {
            name: ArmId::new(&id).last().to_owned().into(),
            resource_type: kind.into(),
            kind: Column::Cut.into(),
            sku: Column::Cut.into(),
            tags: Column::Cut.into(),
            identity: Column::Cut.into(),
            properties: Column::Cut.into(),
            id: id.into(),
            ..ResourceRow::default()
        };
        if let Added::New = resources.add(source, &row) {
            resources.note_implied();
        }
    }
}

/// Id and type of each such parent, with the row of its first child; some more than once.
fn missing(resources: &Resources) -> Vec<(String, &'static str, Source)> {
    let mut found = Vec::new();
    for (kind, rows) in resources.by_type() {
        // Other children are rows of Resource Graph, and judged by themselves.
        if TypeClass::of(kind) != TypeClass::Supplement {
            continue;
        }
        let parent = PARENTS
            .iter()
            .find(|parent| kind.strip_prefix(**parent).is_some_and(|rest| rest.starts_with('/')));
        let Some(parent) = parent else { continue };
        for ix in rows {
            let id = resources.get(*ix).id(&resources.store);
            let mut above = std::iter::successors(ArmId::new(&id).parent(), |id| id.parent());
            let own = above.find(|id| id.resource_type().eq_ignore_ascii_case(parent));
            if let Some(own) = own.filter(|own| resources.find(own.text()).is_none()) {
                found.push((own.text().to_owned(), *parent, resources.source(*ix)));
            }
        }
    }
    found
}
