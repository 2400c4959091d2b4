//! Template functions of addresses.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::value::Value;

/// Addresses from the first to the last, of one family.
#[derive(Debug, PartialEq, Eq)]
struct Range {
    is_v4: bool,
    first: u128,
    last: u128,
}

/// Whether the first range holds all of the second. A text that is no range holds nothing and is held by nothing.
pub(super) fn ip_range_contains(arguments: &[Cow<'_, Value>]) -> Option<Value> {
    let [outer, inner] = arguments else {
        return None;
    };
    let ranges = (outer.as_str().and_then(range), inner.as_str().and_then(range));
    let holds = match ranges {
        (Some(outer), Some(inner)) => {
            outer.is_v4 == inner.is_v4 && outer.first <= inner.first && inner.last <= outer.last
        }
        _ => false,
    };
    Some(Value::Bool(holds))
}

/// Reads `10.0.0.4`, `10.0.0.0/24` or `10.0.0.0-10.0.0.9`.
fn range(text: &str) -> Option<Range> {
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (range(first)?, range(last)?);
        return (first.is_v4 == last.is_v4).then_some(Range {
            is_v4: first.is_v4,
            first: first.first,
            last: last.last,
        });
    }
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix.trim().parse::<u32>().ok()?)),
        None => (text, None),
    };
    let (is_v4, bits, width) = match address.trim().parse().ok()? {
        IpAddr::V4(address) => (true, u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (false, address.to_bits(), 128),
    };
    let free = width - prefix.unwrap_or(width).min(width);
    let mask = 1u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
    (prefix.unwrap_or(0) <= width).then_some(Range {
        is_v4,
        first: bits & !mask,
        last: bits | mask,
    })
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
