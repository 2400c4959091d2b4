//! Dates in every form that exports write, brought to the ISO form. Only the day matters to an assessment.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Whether a text holds dates in which the month must come first, and none in which the day must.
pub fn is_month_first(text: &str) -> bool {
    let (mut month, mut day) = (false, false);
    let is_part = |c: char| c.is_ascii_digit() || c == '/';
    for word in text
        .split(|c: char| !is_part(c))
        .filter(|word| (8..=10).contains(&word.len()))
    {
        let parts: Vec<&str> = word.split('/').collect();
        let [first, second, year] = parts[..] else { continue };
        let (Ok(first), Ok(second), 4) = (first.parse::<u8>(), second.parse::<u8>(), year.len()) else {
            continue;
        };
        month |= (1..=12).contains(&first) && (13..=31).contains(&second);
        day |= (13..=31).contains(&first) && (1..=12).contains(&second);
    }
    month && !day
}

/// Returns the day of a timestamp: ISO 8601 with any fraction and offset, `dd/MM/yyyy`, `M/d/yyyy[,] h:mm tt`,
/// `/Date(1632844870000)/`. The order of the parts of `03/04/2026` is ambiguous: with `AM` or `PM`, and where the rest of the
/// file shows it, the month is first, otherwise the day.
pub fn day(text: &str, month_first: bool) -> Option<Date> {
    let text = text.trim().trim_matches('"');
    if let Some(rest) = text.strip_prefix("/Date(").or_else(|| text.strip_prefix("\\/Date(")) {
        let digits = rest.split(|c: char| c != '-' && !c.is_ascii_digit()).next()?;
        let stamp = Timestamp::from_millisecond(digits.parse().ok()?).ok()?;
        return Some(stamp.to_zoned(TimeZone::UTC).date());
    }
    let head = text.split(['T', ' ', ',']).next()?;
    if let Some((year, rest)) = head.split_once('-')
        && year.len() == 4
    {
        let (month, day) = rest.split_once('-')?;
        return date(year, month, day.get(..2)?);
    }
    let mut parts = head.split(['/', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if first.len() == 4 {
        return date(first, second, third);
    }
    if third.len() != 4 {
        return None;
    }
    let american = month_first || text.ends_with("AM") || text.ends_with("PM");
    let (day, month) = if american { (second, first) } else { (first, second) };
    date(third, month, day).or_else(|| date(third, day, month))
}

/// The moment of a timestamp in minutes since 1970, 0 when there is none: of a form without a time or a zone, the day's begin.
pub fn minutes(text: &str, month_first: bool) -> u32 {
    let text = text.trim().trim_matches('"');
    let moment = text.parse::<Timestamp>().ok().or_else(|| {
        let zoned = day(text, month_first)?.to_zoned(TimeZone::UTC).ok()?;
        Some(zoned.timestamp())
    });
    moment.map_or(0, |moment| u32::try_from(moment.as_second() / 60).unwrap_or(0))
}

/// Returns the day of a timestamp as ISO text, empty when there is no date in `text`.
pub fn iso(text: &str, month_first: bool) -> String {
    day(text, month_first).map(|day| day.to_string()).unwrap_or_default()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_comes_to_the_same_day() {
        for text in [
            "2021-09-28T16:01:10.373Z",
            "2021-09-28T16:01:10.3730000+00:00",
            "2021-09-28 16:01:10",
            "2021-09-28",
            "28/09/2021 16:01:10",
            "28.09.2021",
            "9/28/2021 4:01:10 PM",
            "9/28/2021, 4:01:10.373 PM",
            "09/28/2021 16:01:10",
            "/Date(1632844870000)/",
            "\\/Date(1632844870000)\\/",
            "\"2021-09-28T16:01:10Z\"",
        ] {
            assert_eq!(iso(text, false), "2021-09-28", "{text}");
        }
    }

    #[test]
    fn one_date_tells_the_order_of_the_others() {
        assert!(is_month_first("\"1/5/2026 9:12\",x/y/z,\"10/15/2026 9:12\""));
        assert!(!is_month_first("1/5/2026,15/10/2026,10/15/2026"));
        assert!(!is_month_first("1/5/2026,5/1/2026,https://x/1/15/2026x5"));
        assert_eq!(iso("10/5/2026 9:12", true), "2026-10-05");
        assert_eq!(iso("10/5/2026 9:12", false), "2026-05-10");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "null",
            "yesterday",
            "2021-13-40",
            "1/2",
            "/Date(x)/",
            "é-é-é",
            "2021-1é-1é",
        ] {
            assert_eq!(day(text, false), None, "{text}");
        }
    }
}
