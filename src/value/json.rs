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
    /// An object of which the export holds these members only: what it would say of the others is not known.
    Part(Box<[(Arc<str>, Value)]>),
    /// A value that a tool cut (`@{…}`, `System.Object[]`): it exists, and nobody knows what it is.
    Unknown,
}

impl Value {
    /// The member `key` of an object, compared without regard to case. `None` when it is absent or this is no object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(members) | Value::Part(members) => members
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .map(|(_, value)| value),
            _ => None,
        }
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
            Value::Object(members) | Value::Part(members) => Some(members),
            _ => None,
        }
    }

    /// The texts of a list that is a member of this: none where there is no such list, `None` where the export does not tell all of
    /// it.
    pub fn texts_in(&self, key: &str) -> Option<Vec<&str>> {
        match (self.get(key), self) {
            (Some(Value::Array(items)), _) => items.iter().map(Value::as_str).collect(),
            (Some(Value::Null), _) | (None, Value::Object(_)) => Some(Vec::new()),
            _ => None,
        }
    }

    /// Whether what is absent from this may have been there.
    pub fn is_partial(&self) -> bool {
        matches!(self, Value::Part(_) | Value::Unknown)
    }

    /// Number of known values in it, itself and its lists and objects included.
    pub fn leaves(&self) -> usize {
        match self {
            Value::Unknown => 0,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
            Value::Array(items) => 1 + items.iter().map(Value::leaves).sum::<usize>(),
            Value::Object(members) | Value::Part(members) => {
                1 + members.iter().map(|(_, value)| value.leaves()).sum::<usize>()
            }
        }
    }

    /// Adds what `other`, another part of the same object, knows beyond this.
    pub fn with(self, other: &Value) -> Value {
        match (self, other) {
            (Value::Part(own), Value::Part(its)) => {
                let mut members = own.into_vec();
                for (key, value) in its {
                    match members.iter().position(|(own, _)| own.eq_ignore_ascii_case(key)) {
                        Some(at) => {
                            let known = std::mem::replace(&mut members[at].1, Value::Null);
                            members[at].1 = known.with(value);
                        }
                        None => members.push((key.clone(), value.clone())),
                    }
                }
                Value::Part(members.into())
            }
            (Value::Unknown | Value::Part(_), Value::Object(_)) | (Value::Unknown | Value::Null, _) => other.clone(),
            (own, _) => own,
        }
    }

    /// Sets the value at a path of keys, in objects of which nothing else is known.
    pub fn set(self, path: &[Arc<str>], value: Value) -> Value {
        let Some((key, rest)) = path.split_first() else {
            // A whole object says more than the parts that a row holds beside it.
            return match (self, value) {
                (Value::Object(known), Value::Null | Value::Unknown) => Value::Object(known),
                (_, value) => value,
            };
        };
        let mut members = match self {
            Value::Part(members) => members.into_vec(),
            Value::Unknown | Value::Null => Vec::new(),
            known => return known,
        };
        match members.iter().position(|(own, _)| own.eq_ignore_ascii_case(key)) {
            Some(at) => {
                let known = std::mem::replace(&mut members[at].1, Value::Null);
                members[at].1 = known.set(rest, value);
            }
            None => members.push((key.clone(), Value::Unknown.set(rest, value))),
        }
        Value::Part(members.into())
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

/// A kept value as plain JSON; a value that is not known becomes `null`.
impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> serde_json::Value {
        match value {
            Value::Null | Value::Unknown => serde_json::Value::Null,
            Value::Bool(flag) => serde_json::Value::Bool(*flag),
            Value::Number(number) => serde_json::Value::Number(number.clone()),
            Value::String(text) => serde_json::Value::from(&**text),
            Value::Array(items) => items.iter().map(serde_json::Value::from).collect(),
            Value::Object(members) | Value::Part(members) => members
                .iter()
                .map(|(name, value)| (name.to_string(), serde_json::Value::from(value)))
                .collect(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}
