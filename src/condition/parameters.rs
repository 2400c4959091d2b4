//! The parameters of a policy definition: the values of `[parameters('x')]`. They are settled when a condition is
//! parsed, so a parsed condition holds no parameters.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::suggest::nearest;
use crate::value::Value;

/// Values by parameter name. Names are compared without regard to case.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// The parameters, keyed by name in lower case.
    values: BTreeMap<String, Parameter>,
}

#[derive(Clone, Debug)]
struct Parameter {
    name: String,
    /// `None` for a parameter that is declared without a default.
    value: Option<Value>,
    /// The allowed values; empty for any.
    allowed: Vec<Json>,
    /// Its type, in lower case; empty where none is declared.
    kind: String,
}

/// A fault of a value that was given to a parameter.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParameterError {
    /// No parameter has this name.
    #[error("there is no parameter `{name}`{}", known(.declared, .suggestion))]
    Unknown {
        /// The name that was given.
        name: String,
        /// The names that are declared.
        declared: Vec<String>,
        /// The name that was probably meant.
        suggestion: Option<String>,
    },
    /// The value is not one of those that the definition allows.
    #[error("the parameter `{name}` cannot be {value}: it is one of {}", listed(.allowed))]
    NotAllowed {
        /// The parameter.
        name: String,
        /// The value that was given.
        value: Json,
        /// The allowed values.
        allowed: Vec<Json>,
    },
    /// The value is not of the declared type.
    #[error("the parameter `{name}` cannot be {value}: it is of the type {kind}")]
    WrongType {
        /// The parameter.
        name: String,
        /// The value that was given.
        value: Json,
        /// The declared type.
        kind: String,
    },
}

fn known(declared: &[String], suggestion: &Option<String>) -> String {
    match (suggestion, declared) {
        (Some(name), _) => format!("; did you mean `{name}`?"),
        (None, []) => ": the definition declares none".to_owned(),
        (None, names) => format!("; there are {}", names.join(", ")),
    }
}

fn listed(values: &[Json]) -> String {
    let texts: Vec<String> = values.iter().map(Json::to_string).collect();
    texts.join(", ")
}

impl Parameters {
    /// No parameters.
    pub fn new() -> Parameters {
        Parameters::default()
    }

    /// The defaults of a definition, from its `parameters` object: `{"effect": {"defaultValue": "Audit"}, …}`.
    pub fn from_definition(declarations: &Json) -> Parameters {
        let declared = declarations.as_object().into_iter().flatten();
        let values = declared.map(|(name, declaration)| {
            let member = |wanted: &str| {
                let members = declaration.as_object().into_iter().flatten();
                let mut found = members.filter(|(key, _)| key.eq_ignore_ascii_case(wanted));
                found.next().map(|(_, value)| value)
            };
            let parameter = Parameter {
                name: name.clone(),
                value: member("defaultValue").map(|value| Value::from(value.clone())),
                allowed: member("allowedValues")
                    .and_then(Json::as_array)
                    .cloned()
                    .unwrap_or_default(),
                kind: member("type").and_then(Json::as_str).unwrap_or_default().to_lowercase(),
            };
            (name.to_lowercase(), parameter)
        });
        Parameters {
            values: values.collect(),
        }
    }

    /// Sets the parameter `name` to `value`.
    pub fn with(mut self, name: &str, value: Value) -> Parameters {
        let parameter = Parameter {
            name: name.to_owned(),
            value: Some(value),
            allowed: Vec::new(),
            kind: String::new(),
        };
        self.values.insert(name.to_lowercase(), parameter);
        self
    }

    /// Sets declared parameters, as an assignment does: `{"effect": "Deny"}` or `{"effect": {"value": "Deny"}}`.
    ///
    /// # Errors
    /// Every value that the definition does not take, in the order of the names.
    pub fn assign(&mut self, given: &serde_json::Map<String, Json>) -> Result<(), Vec<ParameterError>> {
        let mut errors = Vec::new();
        for (name, value) in given {
            let value = match value.as_object() {
                Some(wrapped) if wrapped.len() == 1 => wrapped.get("value").unwrap_or(value),
                _ => value,
            };
            let declared = self.names();
            match self.values.get_mut(&name.to_lowercase()) {
                None => errors.push(ParameterError::Unknown {
                    suggestion: nearest(name, declared.iter().map(String::as_str)),
                    name: name.clone(),
                    declared,
                }),
                Some(parameter) => match parameter.refuses(value) {
                    Some(error) => errors.push(error),
                    None => parameter.value = Some(Value::from(value.clone())),
                },
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// `None` where no such parameter is declared; `Some(None)` where it has no value.
    pub(crate) fn get(&self, name: &str) -> Option<Option<&Value>> {
        self.values
            .get(&name.to_lowercase())
            .map(|parameter| parameter.value.as_ref())
    }

    /// The allowed values of a parameter; empty for any.
    pub(super) fn allowed(&self, name: &str) -> Vec<Json> {
        self.values
            .get(&name.to_lowercase())
            .map_or(Vec::new(), |parameter| parameter.allowed.clone())
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.values.values().map(|parameter| parameter.name.clone()).collect()
    }
}

impl Parameter {
    fn refuses(&self, value: &Json) -> Option<ParameterError> {
        let fits = match self.kind.as_str() {
            "string" | "datetime" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "float" => value.is_number(),
            _ => true,
        };
        if !fits {
            return Some(ParameterError::WrongType {
                name: self.name.clone(),
                value: value.clone(),
                kind: self.kind.clone(),
            });
        }
        let same = |allowed: &Json, value: &Json| match (allowed.as_str(), value.as_str()) {
            (Some(allowed), Some(value)) => allowed.eq_ignore_ascii_case(value),
            _ => allowed == value,
        };
        let is_allowed = |value: &Json| self.allowed.iter().any(|allowed| same(allowed, value));
        // Of a list, it is the elements that the definition allows.
        let taken = self.allowed.is_empty()
            || is_allowed(value)
            || value.as_array().is_some_and(|items| items.iter().all(is_allowed));
        (!taken).then(|| ParameterError::NotAllowed {
            name: self.name.clone(),
            value: value.clone(),
            allowed: self.allowed.clone(),
        })
    }
}
