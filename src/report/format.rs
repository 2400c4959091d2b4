//! Figures, dates and lists as people read them. Documents never format anything: they print these texts.

use jiff::civil::Date;

use crate::score::Tenths;

/// Text in the place of a figure that does not exist.
pub const NONE: &str = "–";

/// `1284` as `1,284`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 resource`, `1,284 resources`.
pub fn count(value: usize, one: &str, many: &str) -> String {
    let noun = if value == 1 { one } else { many };
    format!("{} {noun}", number(value as u64))
}

/// A score for print: `39`, or `39.5` where the tenth matters.
pub fn score(tenths: Tenths) -> String {
    if tenths.0 % 10 == 0 {
        (tenths.0 / 10).to_string()
    } else {
        tenths.to_string()
    }
}

/// A score as a JSON number with one decimal.
pub fn figure(tenths: Tenths) -> f64 {
    tenths.0 as f64 / 10.0
}

/// `15 Nov 2026`
pub fn date(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `7c1e…a94f`
pub fn short_hash(hash: &str) -> String {
    match (hash.get(..4), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if hash.len() > 8 => format!("{head}…{tail}"),
        _ => hash.to_owned(),
    }
}

/// Words that a framework marks as code, in quotation marks.
pub fn quoted(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| match at % 2 {
            0 => part.to_owned(),
            _ => format!("“{part}”"),
        })
        .collect()
}

/// A sentence starts with a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let shown: Vec<String> = [0, 12, 999, 1284, 1_000_000].into_iter().map(number).collect();
        assert_eq!(shown, ["0", "12", "999", "1,284", "1,000,000"]);
    }

    #[test]
    fn what_is_marked_as_code_stands_in_quotation_marks() {
        assert_eq!(
            quoted("the answer `red_team` settles it"),
            "the answer “red_team” settles it"
        );
        assert_eq!(quoted("nothing"), "nothing");
    }

    #[test]
    fn a_whole_score_has_no_decimal() {
        assert_eq!(
            (score(Tenths(390)), score(Tenths(395))),
            ("39".to_owned(), "39.5".to_owned())
        );
    }
}
