//! Template functions of addresses.

use std::borrow::Cow;

use crate::value::Value;
use crate::value::addresses::Range;

/// Whether the first range holds all of the second. A text that is no range holds nothing and is held by nothing.
pub(super) fn ip_range_contains(arguments: &[Cow<'_, Value>]) -> Option<Value> {
    let [outer, inner] = arguments else {
        return None;
    };
    let range = |argument: &Cow<'_, Value>| argument.as_str().and_then(Range::parse);
    let holds = range(outer)
        .zip(range(inner))
        .is_some_and(|(outer, inner)| outer.contains(inner));
    Some(Value::Bool(holds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_the_addresses_and_ranges_inside_it() {
        for (outer, inner, expected) in [
            ("10.0.0.0/24", "10.0.0.5", true),
            ("10.0.0.0/24", "10.0.1.5", false),
            ("10.0.0.0/16", "10.0.1.0/24", true),
            ("10.0.0.0/24", "10.0.0.0/16", false),
            ("10.0.0.0-10.0.0.9", "10.0.0.8/31", true),
            ("0.0.0.0/0", "203.0.113.7", true),
            ("::/0", "2001:db8::1", true),
            ("::/0", "10.0.0.1", false),
            ("10.0.0.0/33", "10.0.0.0", false),
            ("ten", "10.0.0.0", false),
        ] {
            let arguments = [Cow::Owned(Value::from(outer)), Cow::Owned(Value::from(inner))];
            assert_eq!(
                ip_range_contains(&arguments),
                Some(Value::Bool(expected)),
                "{outer} {inner}"
            );
        }
    }
}
