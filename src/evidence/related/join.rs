//! Joins: the rows that belong to a place because of the values that they hold, not because of their location.

use crate::access::scopes::covers;
use crate::condition::Truth;
use crate::inventory::{Inventory, ResourceRef};
use crate::value::arm_id::ArmId;
use crate::value::path::values_at;
use crate::value::resource_type::TypeClass;
use crate::value::{Column, Value};

use super::file::{JoinFile, Matches, RelatedFile};

/// Values that a row must hold to belong to a place.
pub(super) struct Key<'j> {
    pub(super) join: &'j JoinFile,
    /// The folded texts of the place.
    pub(super) values: Vec<String>,
}

impl<'j> Key<'j> {
    /// `None` when the place's row does not tell; `Some(None)` when there is no join.
    pub(super) fn of(join: Option<&'j JoinFile>, id: &str, row: Option<ResourceRef<'_>>) -> Option<Option<Self>> {
        let Some(join) = join else {
            return Some(None);
        };
        let values = match (join.from.as_str(), row) {
            ("id", _) => vec![folded(id)],
            ("name", _) => vec![folded(ArmId::new(id).last())],
            (path, Some(row)) => texts(row, path)?,
            (_, None) => return None,
        };
        Some(Some(Key { join, values }))
    }

    /// Whether it leads to children or extensions of what it names, of types that are exported for one resource at a time.
    pub(super) fn is_list_of_one(&self, rows: &RelatedFile) -> bool {
        let supplement = |kind: &String| TypeClass::of(kind) == TypeClass::Supplement;
        self.join.to == "id" && self.join.matches == Matches::Below && rows.types.iter().all(supplement)
    }

    /// Whether a row names what it must.
    pub(super) fn joins(&self, inventory: &Inventory, row: ResourceRef<'_>) -> Truth {
        let Some(values) = texts(row, &self.join.to) else {
            return Truth::Unknown;
        };
        let matches = values.iter().any(|value| {
            self.values.iter().any(|own| match self.join.matches {
                Matches::Equals => own == value,
                Matches::Covers => !value.is_empty() && covers(inventory, value, own),
                Matches::Below => !own.is_empty() && covers(inventory, own, value),
                Matches::Host => label(own).is_some_and(|own| label(value) == Some(own)),
            })
        });
        if matches { Truth::True } else { Truth::False }
    }
}

/// The texts at a path of a row, folded; `None` when the export does not hold that part of the row.
pub(super) fn texts(row: ResourceRef<'_>, path: &str) -> Option<Vec<String>> {
    let (column, rest) = match path {
        "id" => return Some(vec![folded(&row.id())]),
        "name" => return Some(vec![folded(ArmId::new(&row.id()).last())]),
        "location" if row.location().is_empty() => return None,
        "location" => return Some(vec![folded(row.location())]),
        _ => path.split_once('.').unwrap_or((path, "")),
    };
    let value = match row.column(column)? {
        Column::Known(value) if value.tells(rest) => value,
        _ => return None,
    };
    let values = if rest.is_empty() {
        vec![&value]
    } else {
        values_at(&value, rest)
    };
    Some(values.into_iter().filter_map(Value::as_str).map(folded).collect())
}

/// A text in lower case and without slashes at its end. An empty one names nothing, and the root least of all.
fn folded(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text => ArmId::new(text).text().to_ascii_lowercase(),
    }
}

/// The first label of the host that a URL names.
pub(super) fn label(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', ':', '.']).next().filter(|label| !label.is_empty())
}
