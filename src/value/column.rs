//! A column of a row: a value, or the reason why there is none. The two reasons differ, because "not exported" and "cut by a
//! tool" lead to different answers of a control.

use super::json::Value;

/// One column of a row, as the export holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Column {
    /// The row has no such key. Whether that means "none" or "not exported" depends on the other rows of the file.
    #[default]
    Missing,
    /// The key is there, but a tool cut its content (`@{…}`, `System.Object[]`, a cell longer than Excel keeps).
    Cut,
    /// The content, projected to the paths that the framework reads. JSON `null` is `Value::Null`.
    Known(Value),
}

impl Column {
    /// The content, if the export holds it.
    pub fn known(&self) -> Option<&Value> {
        match self {
            Column::Known(value) => Some(value),
            _ => None,
        }
    }

    /// The content, moved out.
    pub fn into_known(self) -> Option<Value> {
        match self {
            Column::Known(value) => Some(value),
            _ => None,
        }
    }
}
