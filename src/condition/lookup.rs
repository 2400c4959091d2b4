//! A lookup of a path in a row outside a condition, with the answers of a condition and by its reading. Code that needs the
//! values themselves and not a truth (the addresses of a firewall, the id of a parent) uses this, so that a path is never read in
//! two ways.

use super::facts::{Context, Facts};
use super::reading::{NoArray, Reading};
use super::scope::Scope;
use crate::value::Fact;
use crate::value::path::Path;

/// The context of every lookup: no path in a row depends on the run.
static NO_CONTEXT: Context = Context {
    as_of: None,
    not_before: None,
};

/// A place in a row, ready to be looked up.
#[derive(Clone, Debug)]
pub struct Lookup {
    place: Reading,
    /// The object that holds the first list on the path, if it passes any.
    holder: Option<Reading>,
}

impl Lookup {
    /// Parses a path from the top of the row: `properties.networkAcls.ipRules[*].value`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(written: &str) -> Result<Lookup, String> {
        let parse = |written: &str| Reading::parse(written, &[]).map_err(|fault| fault.to_string());
        let list = written.split_once("[*]").map(|(list, _)| list);
        let holder = list
            .and_then(|list| list.rsplit_once('.'))
            .map(|(holder, _)| parse(holder));
        Ok(Lookup {
            place: parse(written)?,
            holder: holder.transpose()?,
        })
    }

    /// The place, from the top of the row.
    pub fn path(&self) -> &Path {
        &self.place.path
    }

    /// Every value at the place, in order; nothing where there is none. One that the export does not tell is
    /// [`Fact::Unknown`]; where it does not tell the array, that is the only one.
    pub fn values<'v>(&self, facts: &'v dyn Facts) -> Vec<Fact<'v>> {
        let scope = Scope::new(facts, &NO_CONTEXT);
        let mut found = Vec::new();
        if self.place.spreads {
            self.place
                .values(&scope, NoArray::Nothing, &mut |fact| found.push(fact));
        } else {
            found.push(self.place.value(&scope));
        }
        found.retain(|fact| !matches!(fact, Fact::Absent));
        found
    }

    /// Whether the row holds the object in which the first list of the path stands: without a value, that list is then empty or
    /// absent.
    pub fn has_holder(&self, facts: &dyn Facts) -> bool {
        let scope = Scope::new(facts, &NO_CONTEXT);
        let holder = self.holder.as_ref().map(|holder| holder.value(&scope));
        matches!(holder, Some(Fact::Value(value)) if value.as_object().is_some())
    }
}

/// The texts at a path, in order, and whether the export tells all of them.
pub fn texts<'v>(facts: &'v dyn Facts, path: &str) -> (Vec<&'v str>, bool) {
    let found = Lookup::parse(path)
        .map(|lookup| lookup.values(facts))
        .unwrap_or_default();
    let is_told = !found.iter().any(|fact| matches!(fact, Fact::Unknown));
    let texts = found.into_iter().filter_map(|fact| match fact {
        Fact::Value(value) => value.as_str(),
        Fact::Text(text) => Some(text),
        Fact::Absent | Fact::Unknown => None,
    });
    (texts.collect(), is_told)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::Value;

    fn texts(path: &str, row: serde_json::Value) -> Vec<String> {
        let row = Value::from(row);
        let lookup = Lookup::parse(path).unwrap();
        let told = |fact: Fact<'_>| match fact {
            Fact::Value(value) => value.as_str().unwrap_or("?").to_owned(),
            Fact::Text(text) => text.to_owned(),
            Fact::Absent | Fact::Unknown => "unknown".to_owned(),
        };
        lookup.values(&row).into_iter().map(told).collect()
    }

    #[test]
    fn the_values_of_a_list_come_in_order_and_an_absent_list_has_none() {
        let row = json!({"properties": {"rules": [{"value": "a"}, {"properties": {"value": "b"}}]}});
        assert_eq!(texts("properties.rules[*].value", row.clone()), ["a", "b"]);
        assert!(texts("properties.others[*].value", row.clone()).is_empty());
        let has = |path: &str| Lookup::parse(path).unwrap().has_holder(&Value::from(row.clone()));
        assert!(has("properties.others[*].value") && !has("properties.firewall.others[*].value"));
    }

    #[test]
    fn a_value_of_which_the_export_holds_nothing_is_unknown() {
        let part = Value::Part(Box::new([]));
        let row = Value::Object(Box::new([("properties".into(), part)]));
        for path in ["properties.state", "properties.rules[*].value"] {
            assert_eq!(Lookup::parse(path).unwrap().values(&row), [Fact::Unknown], "{path}");
        }
    }
}
