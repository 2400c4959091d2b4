//! Dates in every form that exports write, brought to the ISO form. Only the day matters to an assessment.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day of a timestamp: ISO 8601 with any fraction and offset, `dd/MM/yyyy`, `M/d/yyyy[,] h:mm tt`, `/Date(1632844870000)/`.
/// Of `03/04/2026` the order of the parts cannot be told: with `AM` or `PM` the month is first, otherwise the day.
pub fn day(text: &str) -> Option<Date> {
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
    let american = text.ends_with("AM") || text.ends_with("PM");
    let (day, month) = if american { (second, first) } else { (first, second) };
    date(third, month, day).or_else(|| date(third, day, month))
}

/// The moment of a timestamp in minutes since 1970, 0 when there is none: of a form without a time or a zone, the day's begin.
pub fn minutes(text: &str) -> u32 {
    let text = text.trim().trim_matches('"');
    let moment = text.parse::<Timestamp>().ok().or_else(|| {
        let zoned = day(text)?.to_zoned(TimeZone::UTC).ok()?;
        Some(zoned.timestamp())
    });
    moment.map_or(0, |moment| u32::try_from(moment.as_second() / 60).unwrap_or(0))
}

/// The same as ISO text, empty when there is no date in `text`.
pub fn iso(text: &str) -> String {
    day(text).map(|day| day.to_string()).unwrap_or_default()
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
            assert_eq!(iso(text), "2021-09-28", "{text}");
        }
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
            assert_eq!(day(text), None, "{text}");
        }
    }
}
