//! A JSON value as it is kept in memory: a third of the size of `serde_json::Value`, with object keys compared without
//! regard to case, because no two Azure exports spell the same key alike (`publicNetworkAccess`, `publicnetworkaccess`,
//! `PublicNetworkAccess`). Nothing here knows what a key means.

use std::sync::Arc;

use serde_json::Number;

/// One JSON value. Objects keep the order and the spelling of their source; of keys that differ only in case the first wins.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// JSON `null`. An absent key is not a `Null`: see [`Value::get`].
    Null,
    /// JSON `true` or `false`.
    Bool(bool),
    /// Any JSON number.
    Number(Number),
    /// Any JSON string.
    String(Box<str>),
    /// JSON array.
    Array(Box<[Value]>),
    /// JSON object.
    Object(Box<[(Arc<str>, Value)]>),
}

impl Value {
    /// The member `key` of an object, compared without regard to case. `None` when it is absent or this is no object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(members) => members
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Follows a dotted path of plain keys, without `[*]`.
    pub fn at(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self, |value, key| value.get(key))
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object, in source order.
    pub fn as_object(&self) -> Option<&[(Arc<str>, Value)]> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// A boolean however the export wrote it: `true`, `"true"`, `"True"`, `1`.
    pub fn as_flag(&self) -> Option<bool> {
        match self {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Value::Number(number) => match number.as_i64() {
                Some(1) => Some(true),
                Some(0) => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// True for JSON `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Bool(flag),
            serde_json::Value::Number(number) => Value::Number(number),
            serde_json::Value::String(text) => Value::String(text.into()),
            serde_json::Value::Array(items) => Value::Array(items.into_iter().map(Value::from).collect()),
            serde_json::Value::Object(members) => Value::Object(
                members
                    .into_iter()
                    .map(|(key, value)| (Arc::from(key), Value::from(value)))
                    .collect(),
            ),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}
