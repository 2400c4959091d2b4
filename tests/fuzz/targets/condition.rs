//! Any JSON as a condition, and any row that it judges: the way with reasons and the way without agree, and what is written
//! out again is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use readers::condition::{Condition, Context};
use readers::value::Value;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let Some(Ok(rule)) = values.next() else { return };
    let Ok(condition) = Condition::parse(&rule) else { return };
    let row = match values.next() {
        Some(Ok(row)) => Value::from(row),
        _ => Value::Null,
    };
    let context = Context::default();
    let truth = condition.truth(&row, &context);
    assert_eq!(condition.evaluate(&row, &context).truth, truth);
    condition.paths();
    condition.types();
    let again = Condition::parse(&condition.to_json()).expect("what is written out is read again");
    assert_eq!(again.truth(&row, &context), truth);
});
