//! Comparison of two values that exports give of one thing. Exports of one state differ in spelling, in what they leave out and
//! in how they round; none of that is a contradiction.

use crate::value::Value;

/// Characters of a timestamp that are compared: Resource Graph rounds to milliseconds, Azure Resource Manager does not.
const TO_THE_MILLISECOND: usize = 23;

/// Upper bound of the elements of a list that are compared, in any order: each is compared with all of the other list.
const MOST_ITEMS: usize = 256;

/// Whether the two cannot both hold. Case, the spelling of truth values and of numbers, members that one of them leaves out, and
/// the order of lists are no difference.
pub(super) fn contradict(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null | Value::Unknown, _) | (_, Value::Null | Value::Unknown) => false,
        (Value::Object(own) | Value::Part(own), Value::Object(_) | Value::Part(_)) => own
            .iter()
            .any(|(key, value)| other.get(key).is_some_and(|its| contradict(value, its))),
        (Value::Array(own), Value::Array(its)) => {
            let unmatched = |own: &Value| its.iter().all(|its| contradict(own, its));
            own.len() != its.len() || own.iter().take(MOST_ITEMS).any(unmatched)
        }
        (Value::String(own), Value::String(its)) => texts_contradict(own, its),
        _ => match (one.as_flag(), other.as_flag()) {
            (Some(own), Some(its)) => own != its,
            _ => match (scalar(one), scalar(other)) {
                (Some(own), Some(its)) => own != its,
                _ => false,
            },
        },
    }
}

fn texts_contradict(own: &str, its: &str) -> bool {
    let is_stamp = |text: &str| text.len() > TO_THE_MILLISECOND && text.as_bytes()[10] == b'T' && text.ends_with('Z');
    if is_stamp(own) && is_stamp(its) {
        return own.get(..TO_THE_MILLISECOND) != its.get(..TO_THE_MILLISECOND);
    }
    // The region `South Central US` is `southcentralus` in another list.
    let folded = |text: &str| -> String {
        let bare = text.chars().filter(|c| !c.is_whitespace());
        bare.collect::<String>().to_lowercase()
    };
    !own.eq_ignore_ascii_case(its) && folded(own) != folded(its)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_that_cannot_both_hold_contradict() {
        let contradict =
            |one: serde_json::Value, other: serde_json::Value| contradict(&Value::from(one), &Value::from(other));
        use serde_json::json;
        for (one, other) in [
            (json!({"a": "Enabled"}), json!({"A": "enabled", "b": 1})),
            (json!({"a": true}), json!({"a": "True"})),
            (json!({"a": 80}), json!({"a": "80"})),
            (json!({"a": null}), json!({"a": []})),
            (json!(["x", "y"]), json!(["Y", "X"])),
            (json!("South Central US"), json!("southcentralus")),
            (
                json!("2019-10-08T00:29:01.6583180Z"),
                json!("2019-10-08T00:29:01.6580000Z"),
            ),
        ] {
            assert!(!contradict(one.clone(), other.clone()), "{one} {other}");
        }
        for (one, other) in [
            (json!({"a": {"b": "Allow"}}), json!({"a": {"b": "Deny"}})),
            (json!({"a": true}), json!({"a": false})),
            (json!(["x"]), json!(["x", "y"])),
        ] {
            assert!(contradict(one.clone(), other.clone()), "{one} {other}");
        }
    }
}
