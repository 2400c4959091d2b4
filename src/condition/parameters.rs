//! The parameters of a policy definition: what `[parameters('x')]` stands for. They are settled when a condition is
//! parsed, so a parsed condition holds no parameters.

use std::collections::BTreeMap;

use crate::ingest::value::Value;

/// Values by parameter name. Names are compared without regard to case.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// By name in lower case. `None` is a parameter that is declared without a default.
    values: BTreeMap<String, Option<Value>>,
}

impl Parameters {
    /// No parameters.
    pub fn new() -> Parameters {
        Parameters::default()
    }

    /// The defaults of a definition, from its `parameters` object: `{"effect": {"defaultValue": "Audit"}, …}`.
    pub fn from_definition(declarations: &serde_json::Value) -> Parameters {
        let declared = declarations.as_object().into_iter().flatten();
        let values = declared.map(|(name, declaration)| {
            let default = declaration
                .as_object()
                .and_then(|members| members.iter().find(|(key, _)| key.eq_ignore_ascii_case("defaultValue")))
                .map(|(_, value)| Value::from(value.clone()));
            (name.to_lowercase(), default)
        });
        Parameters {
            values: values.collect(),
        }
    }

    /// The same parameters with `name` set to `value`.
    pub fn with(mut self, name: &str, value: Value) -> Parameters {
        self.values.insert(name.to_lowercase(), Some(value));
        self
    }

    /// `None` where no such parameter is declared; `Some(None)` where it has no value.
    pub(crate) fn get(&self, name: &str) -> Option<Option<&Value>> {
        self.values.get(&name.to_lowercase()).map(Option::as_ref)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.values.keys().cloned().collect()
    }
}
