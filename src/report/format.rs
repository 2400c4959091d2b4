//! Figures, dates and lists as people read them. Documents never format anything: they print these texts.

use std::fmt::Display;

use jiff::civil::Date;

use crate::evidence::wording;
use crate::score::Tenths;

/// Text in the place of a figure that does not exist.
pub const NONE: &str = "–";

/// `1284` as `1,284`.
pub fn number(value: u64) -> String {
    wording::number(usize::try_from(value).unwrap_or(usize::MAX))
}

/// `1 resource`, `1,284 resources`.
pub fn count(value: usize, one: &str, many: &str) -> String {
    let noun = if value == 1 { one } else { many };
    format!("{} {noun}", number(value as u64))
}

/// A score for print, with one decimal always, so that figures stand under each other.
pub fn score(tenths: Tenths) -> String {
    tenths.to_string()
}

/// Whole per cent, as the language writes them: `83%`, in German `83 %`.
pub fn percent(whole: impl Display, language: &str) -> String {
    match language.starts_with("de") {
        true => format!("{whole}\u{a0}%"),
        false => format!("{whole}%"),
    }
}

/// Working days of one person for print: days below a week, weeks below three months, then months.
pub fn work(days: u32) -> String {
    const WEEK: u32 = 5;
    const MONTH: u32 = 20;
    let (number, one, many) = match days {
        0..WEEK => (days, "day", "days"),
        days if days < 3 * MONTH => (days.div_ceil(WEEK), "week", "weeks"),
        days => (days.div_ceil(MONTH), "month", "months"),
    };
    count(number as usize, one, many)
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
    wording::capital(text)
}

/// A statement as a sentence, with its full stop.
pub fn sentence(text: &str) -> String {
    match text.ends_with(['.', '?', '!', '…']) || text.is_empty() {
        true => text.to_owned(),
        false => format!("{text}."),
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
    fn a_score_has_one_decimal_always() {
        assert_eq!(
            (score(Tenths(390)), score(Tenths(395))),
            ("39.0".to_owned(), "39.5".to_owned())
        );
    }

    #[test]
    fn work_is_told_in_the_unit_that_people_plan_with() {
        let told: Vec<String> = [1, 2, 4, 5, 10, 40, 60, 320].into_iter().map(work).collect();
        assert_eq!(
            told,
            [
                "1 day",
                "2 days",
                "4 days",
                "1 week",
                "2 weeks",
                "8 weeks",
                "3 months",
                "16 months"
            ]
        );
    }

    #[test]
    fn per_cent_is_written_as_the_language_does() {
        assert_eq!(
            (percent(83, "en"), percent(83, "de-AT")),
            ("83%".to_owned(), "83\u{a0}%".to_owned())
        );
    }
}
