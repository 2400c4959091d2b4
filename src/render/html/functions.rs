//! Functions of the templates. They are the only way in which unescaped text enters the page, and each returns one thing of our
//! own making. The filters only set numbers in print; nothing here computes.

use std::collections::BTreeMap;

use minijinja::{Environment, Error, ErrorKind, Value};

use crate::chart::Chart;

/// Adds `chart(id)`, a function for each of some texts that the page holds as they are (`css()`, `js()`, `data()`), the filters `number` and `bytes`, and the test `https`.
pub(super) fn add_to(environment: &mut Environment<'_>, charts: &[Chart], texts: [(&'static str, String); 3]) {
    let charts: BTreeMap<String, Value> = charts
        .iter()
        .map(|chart| (chart.id.clone(), Value::from_safe_string(chart.svg.clone())))
        .collect();
    environment.add_function("chart", move |id: &str| {
        charts.get(id).cloned().ok_or_else(|| {
            let message = format!("the report has no chart `{id}`");
            Error::new(ErrorKind::InvalidOperation, message)
        })
    });
    for (name, text) in texts {
        let text = Value::from_safe_string(text);
        environment.add_function(name, move || text.clone());
    }
    environment.add_filter("number", number);
    environment.add_filter("bytes", bytes);
    environment.add_test("https", |url: &str| url.starts_with("https://"));
}

/// `4,312`
pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `412 B`, `88.0 kB`, `2.9 MB`: decimal units, one decimal rounded down.
fn bytes(value: u64) -> String {
    let mut tenths = value.saturating_mul(10);
    for unit in ["B", "kB", "MB", "GB"] {
        if tenths < 10_000 {
            return match unit {
                "B" => format!("{value} B"),
                _ => format!("{}.{} {unit}", tenths / 10, tenths % 10),
            };
        }
        tenths /= 1000;
    }
    format!("{} TB", number(tenths / 10))
}

#[cfg(test)]
mod tests {
    use super::{bytes, number};

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let set: Vec<_> = [0, 999, 1_000, 65_535, 1_234_567].map(number).into();
        assert_eq!(set, ["0", "999", "1,000", "65,535", "1,234,567"]);
    }

    #[test]
    fn sizes_are_set_in_decimal_units() {
        let set: Vec<_> = [0, 999, 1_000, 2_911_840, 4_000_000_000_000].map(bytes).into();
        assert_eq!(set, ["0 B", "999 B", "1.0 kB", "2.9 MB", "4 TB"]);
    }
}
