//! Laws of openness, over rows drawn at random: a rule more never closes, a property less never decides, and the way a row is spelt
//! changes nothing.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::value::{Column, Value};

use super::*;

/// Types and the place of the addresses of their rules.
const TYPES: [&str; 6] = [
    "Microsoft.CognitiveServices/accounts/a",
    "Microsoft.Search/searchServices/a",
    "Microsoft.Storage/storageAccounts/a",
    "Microsoft.KeyVault/vaults/a",
    "Microsoft.ContainerRegistry/registries/a",
    "Microsoft.DocumentDB/databaseAccounts/a",
];
const RANGES: [&str; 7] = [
    "203.0.113.7",
    "203.0.113.0/24",
    "0.0.0.0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "20.0.0.0/8",
    "2000::/3",
];

/// The properties of a resource of one of the types.
fn properties(kind: usize, switch: Option<&str>, action: Option<&str>, ranges: &[usize]) -> Json {
    let ranges = ranges.iter().map(|range| RANGES[*range]);
    let values: Vec<Json> = ranges.clone().map(|range| json!({ "value": range })).collect();
    let mut properties = match kind {
        0 | 2 | 3 => json!({"networkAcls": {"defaultAction": action, "ipRules": values}}),
        1 | 4 => json!({"networkRuleSet": {"defaultAction": action, "ipRules": values}}),
        _ => {
            let values: Vec<Json> = ranges.map(|range| json!({ "ipAddressOrRange": range })).collect();
            json!({"isVirtualNetworkFilterEnabled": action == Some("Deny"), "ipRules": values})
        }
    };
    if let Some(switch) = switch {
        properties["publicNetworkAccess"] = json!(switch);
    }
    properties
}

fn drawn() -> impl Strategy<Value = (usize, Option<&'static str>, Option<&'static str>, Vec<usize>)> {
    let switch = prop::option::of(prop::sample::select(vec!["Enabled", "Disabled", "disabled"]));
    let action = prop::option::of(prop::sample::select(vec!["Allow", "Deny"]));
    (
        0..TYPES.len(),
        switch,
        action,
        prop::collection::vec(0..RANGES.len(), 0..4),
    )
}

/// The same row without the members at the places that `keep` refuses, which are counted from the top.
fn without(value: Json, keep: &mut impl FnMut() -> bool) -> Value {
    match value {
        Json::Object(members) => {
            let before = members.len();
            let kept: Vec<_> = members.into_iter().filter(|_| keep()).collect();
            let whole = kept.len() == before;
            let members = kept
                .into_iter()
                .map(|(key, value)| (key.as_str().into(), without(value, keep)))
                .collect();
            if whole {
                Value::Object(members)
            } else {
                Value::Part(members)
            }
        }
        Json::Array(items) => Value::Array(items.into_iter().map(|item| without(item, keep)).collect()),
        scalar => scalar.into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The first rule of a type that keeps others out only where it has one is the exception: it closes what was open.
    #[test]
    fn one_more_rule_never_closes((kind, switch, action, ranges) in drawn(), more in 0..RANGES.len()) {
        let rules = rules();
        let openness = |ranges: &[usize]| {
            let row = row(TYPES[kind], properties(kind, switch, action, ranges));
            answer_of(&rules, &[row], "service").settled()
        };
        let mut all = ranges.clone();
        all.push(more);
        prop_assume!(!ranges.is_empty() || !matches!(kind, 1 | 5));
        prop_assert!(openness(&all).is_some() && openness(&all) >= openness(&ranges));
    }

    #[test]
    fn less_of_a_row_only_widens_the_bounds((kind, switch, action, ranges) in drawn(), kept in prop::collection::vec(any::<bool>(), 24)) {
        let rules = rules();
        let whole = properties(kind, switch, action, &ranges);
        let of = |column: Column| {
            let row: Row = (TYPES[kind].to_owned(), column, None);
            answer_of(&rules, &[row], "service")
        };
        let known = of(Column::Known(whole.clone().into()));
        let mut kept = kept.into_iter();
        let less = of(Column::Known(without(whole, &mut || kept.next().unwrap_or(true))));
        prop_assert!(less.least <= known.least && less.most >= known.most, "{less:?} {known:?}");
        let none = of(Column::Missing);
        prop_assert_eq!((none.least, none.most), (Openness::Closed, Openness::Everybody));
        if less.settled().is_none() {
            prop_assert!(!less.open_question().is_empty());
        }
    }
}
