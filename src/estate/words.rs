//! Words for what conditions read: `words.json` of a framework. A test of a condition becomes a clause with a subject and a verb;
//! a property without words of its own is named after its path.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::condition::{Actual, Leaf};

/// Upper bound of the listed values that a clause names.
const MOST_LISTED: usize = 4;

/// Last names of paths that say nothing without the name before them.
const GENERIC: [&str; 10] = [
    "id",
    "name",
    "value",
    "enabled",
    "type",
    "tier",
    "status",
    "state",
    "mode",
    "isEnabled",
];

/// `words.json`
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WordsFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Words by the path of a property from the top of the row, `properties.publicNetworkAccess`; of a counted list by its path with
    /// `[*]`, of counted values by the name that the count gives them. Case does not matter.
    pub paths: BTreeMap<String, PathWords>,
}

/// Words for one property. Clauses are in lower case, without a full stop, about the resource as “it”.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathWords {
    /// Name of the property, a noun phrase: `public network access`; of a list, its elements: `private endpoint connections`.
    pub called: String,
    /// Whether the name is a plural.
    #[serde(default)]
    pub plural: bool,
    /// Clauses by value, in any case: `"true": "account keys are switched off"`.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Clause where it is not set: what Azure takes it for.
    #[serde(default)]
    pub absent: String,
    /// Clause where elements of the list count; `{count}` and `{total}` are their number and that of all, `{counted}` and
    /// `{others}` the listed values that do and that do not.
    #[serde(default)]
    pub some: String,
    /// Clause where none counts.
    #[serde(default)]
    pub none: String,
}

/// The words of a framework, by lower-case path.
#[derive(Debug, Default)]
pub struct Words {
    paths: BTreeMap<String, PathWords>,
}

impl From<WordsFile> for Words {
    fn from(file: WordsFile) -> Self {
        let paths = file.paths.into_iter().map(|(path, mut words)| {
            let values = std::mem::take(&mut words.values).into_iter();
            words.values = values.map(|(value, clause)| (value.to_lowercase(), clause)).collect();
            (path.to_lowercase(), words)
        });
        Words { paths: paths.collect() }
    }
}

impl Words {
    /// Name of the property at a path.
    pub fn name(&self, path: &str) -> String {
        self.paths
            .get(&path.to_lowercase())
            .map_or_else(|| from_path(path), |words| words.called.clone())
    }

    /// Clause about what a test read; `None` where it tells nothing of the row.
    pub fn clause(&self, leaf: &Leaf) -> Option<String> {
        let place = leaf.path.as_deref().unwrap_or(&leaf.subject);
        if leaf.constant || place.eq_ignore_ascii_case("type") {
            return None;
        }
        let fallback = PathWords {
            called: match leaf.path.is_some() || is_path(place) {
                true => from_path(place),
                false => "a value that is worked out of its row".to_owned(),
            },
            ..PathWords::default()
        };
        let words = self.paths.get(&place.to_lowercase()).unwrap_or(&fallback);
        words.clause(leaf)
    }
}

impl PathWords {
    fn clause(&self, leaf: &Leaf) -> Option<String> {
        let called = &self.called;
        let be = if self.plural { "are" } else { "is" };
        Some(match &leaf.actual {
            Actual::Found(value) => match self.values.get(&value.to_lowercase()) {
                Some(clause) => clause.clone(),
                None => format!("{called} {be} {}", short_id(value)),
            },
            Actual::Absent if self.absent.is_empty() => format!("{called} {be} not set"),
            Actual::Absent => self.absent.clone(),
            Actual::NoTruthValue(value) => format!("{called} {be} {value}, which is neither true nor false"),
            Actual::NotExported => format!("the export does not show {called}"),
            Actual::NoAlias => format!("nobody knows where Azure keeps {called}"),
            Actual::Exceeded(limit) => format!("the condition {limit}"),
            Actual::Counted(number) => self.counted(number, leaf),
            Actual::OtherType | Actual::Undefined => return None,
        })
    }

    fn counted(&self, number: &str, leaf: &Leaf) -> String {
        let elements = &leaf.elements;
        let called = &self.called;
        let clause = match (number, elements.total) {
            ("0", 0) if self.none.is_empty() || self.none.contains("{total}") => format!("it has no {called}"),
            ("0", _) if self.none.is_empty() => "none of its {total} {called} is of the kind asked for".to_owned(),
            ("0", _) => self.none.clone(),
            _ if self.some.is_empty() => "{count} of its {total} {called} are of the kind asked for".to_owned(),
            _ => self.some.clone(),
        };
        clause
            .replace("{count}", number)
            .replace("{total}", &elements.total.to_string())
            .replace("{called}", called)
            .replace("{counted}", &listed(&elements.counted))
            .replace("{others}", &listed(&elements.others))
    }
}

/// A resource id is told by its last name; one that was cut has lost it.
fn short_id(value: &str) -> &str {
    match value.starts_with("/subscriptions/") {
        true if value.ends_with('…') => "set",
        true => value.rsplit('/').next().unwrap_or(value),
        false => value,
    }
}

fn listed(texts: &[String]) -> String {
    let shown = texts.len().min(MOST_LISTED);
    let mut text = match &texts[..shown] {
        [] => return "none".to_owned(),
        [only] => only.clone(),
        [others @ .., last] if texts.len() == shown => format!("{} and {last}", others.join(", ")),
        some => some.join(", "),
    };
    if texts.len() > shown {
        text.push_str(&format!(" and {} more", texts.len() - shown));
    }
    text
}

fn is_path(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|next| next.is_alphanumeric() || ".[*]_-'".contains(next))
}

/// A name made from a path: `properties.networkAcls.defaultAction` is `default action`.
fn from_path(path: &str) -> String {
    let parts = path.split('.').map(|part| part.trim_end_matches("[*]"));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != "properties").collect();
    let taken = match parts.as_slice() {
        [.., before, last] if GENERIC.contains(last) => vec![*before, *last],
        [.., last] => vec![*last],
        [] => vec![path],
    };
    taken.into_iter().map(spaced).collect::<Vec<_>>().join(" ")
}

/// `defaultAction` as `default action`; runs of capitals stay together: `vnetSubnetID` is `vnet subnet ID`.
fn spaced(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let is_start = letter.is_uppercase() && before.is_some_and(|before| !before.is_uppercase());
        let is_acronym = letter.is_uppercase()
            && (before.is_some_and(|before| before.is_uppercase())
                || letters.get(at + 1).is_none_or(|next| next.is_uppercase()));
        if is_start {
            text.push(' ');
        }
        match is_acronym {
            true => text.push(*letter),
            false => text.extend(letter.to_lowercase()),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::condition::{Condition, Context};
    use crate::value::Value;

    fn clauses(words: serde_json::Value, condition: serde_json::Value, row: serde_json::Value) -> Vec<String> {
        let file: WordsFile = serde_json::from_value(json!({ "paths": words })).unwrap();
        let words = Words::from(file);
        let condition = Condition::parse(&condition).unwrap();
        let verdict = condition.evaluate(&Value::from(row), &Context::default());
        verdict.trace.iter().filter_map(|leaf| words.clause(leaf)).collect()
    }

    #[test]
    fn a_property_is_named_and_what_azure_takes_for_its_absence_is_said() {
        let words = json!({"properties.publicNetworkAccess": {
            "called": "public network access",
            "absent": "public network access is not set, which Azure takes as enabled"
        }});
        let condition = json!({"field": "properties.publicNetworkAccess", "notEquals": "Disabled"});
        assert_eq!(
            clauses(words.clone(), condition.clone(), json!({"properties": {}})),
            ["public network access is not set, which Azure takes as enabled"]
        );
        assert_eq!(
            clauses(
                words,
                condition,
                json!({"properties": {"publicNetworkAccess": "Enabled"}})
            ),
            ["public network access is Enabled"]
        );
    }

    #[test]
    fn a_property_without_words_is_named_after_its_path() {
        let named: Vec<String> = [
            "properties.networkAcls.defaultAction",
            "identity.type",
            "properties.vnetSubnetID",
        ]
        .into_iter()
        .map(from_path)
        .collect();
        assert_eq!(named, ["default action", "identity type", "vnet subnet ID"]);
    }

    #[test]
    fn a_count_tells_of_how_many_and_of_an_empty_list_that_there_is_none() {
        let condition = json!({"count": {"field": "properties.rules[*]", "where": {"field": "properties.rules[*].on", "equals": true}}, "equals": 0});
        let row = |rules: serde_json::Value| json!({"properties": {"rules": rules}});
        assert_eq!(
            clauses(json!({}), condition.clone(), row(json!([{"on": false}, {"on": false}]))),
            ["none of its 2 rules is of the kind asked for"]
        );
        assert_eq!(clauses(json!({}), condition, row(json!([]))), ["it has no rules"]);
    }

    #[test]
    fn values_that_a_condition_lists_are_told_apart() {
        let words = json!({"tag": {"called": "tags", "some": "of the tags asked for it lacks {others}"}});
        let condition = json!({"count": {"value": ["owner", "class"], "name": "tag", "where": {"field": "tags", "containsKey": "[current('tag')]"}}, "less": 2});
        assert_eq!(
            clauses(words, condition, json!({"tags": {"owner": "a"}})),
            ["of the tags asked for it lacks class"]
        );
    }

    #[test]
    fn what_is_the_same_for_every_row_is_left_out() {
        let condition = json!({"value": false, "equals": false});
        assert!(clauses(json!({}), condition, json!({})).is_empty());
    }
}
