//! Values of policy rows, and whether their absence is known.

use crate::inventory::ResourceRef;
use crate::value::{Column, Fact, Value};

/// A member of a row's properties. A value that was cut is unknown.
pub(super) fn told<'v>(properties: &'v Column, name: &str) -> Fact<'v> {
    let Column::Known(value) = properties else {
        return Fact::Unknown;
    };
    match Fact::Value(value).member(name) {
        Fact::Value(Value::Unknown) => Fact::Unknown,
        Fact::Value(Value::Null) => Fact::Absent,
        told => told,
    }
}

/// The elements of a list; none where it is absent, `None` where the export does not show it. PowerShell unwraps a list of one.
pub(super) fn elements<'v>(list: Fact<'v>) -> Option<&'v [Value]> {
    match list {
        Fact::Value(Value::Array(items)) => Some(items),
        Fact::Value(Value::Unknown) | Fact::Unknown => None,
        Fact::Value(Value::Null) | Fact::Absent | Fact::Text(_) => Some(&[]),
        Fact::Value(one) => Some(std::slice::from_ref(one)),
    }
}

/// The texts of a list in lower case; `None` where the export does not show one of them.
pub(super) fn texts(list: Fact<'_>) -> Option<Vec<String>> {
    let texts = elements(list)?.iter().map(Value::as_str);
    texts.map(|text| text.map(str::to_ascii_lowercase)).collect()
}

/// A text of a row's properties; empty when there is none.
pub(crate) fn text(row: ResourceRef<'_>, name: &str) -> String {
    row.text_at("properties", &[name]).unwrap_or_default()
}
