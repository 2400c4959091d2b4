//! The retirement of the thing that a row names, by a dated table of the versions that their maker stops supporting. A version
//! that the table does not hold is unknown: nobody knows when it is retired.

use jiff::civil::Date;
use serde_json::Value;

use crate::condition::{Condition, Truth};
use crate::framework::evidence::RetiredFile;
use crate::inventory::ResourceRef;

use super::Judge;
use super::join::texts;
use super::related::holds;

/// Whether a row is retired, or about to be without a plan, and what the table says, a clause.
pub(super) fn over(
    judge: &Judge<'_>,
    rule: &RetiredFile,
    planned: Option<&Condition>,
    row: ResourceRef<'_>,
) -> (Truth, String) {
    let one = |path: &str| texts(row, path).and_then(|texts| texts.into_iter().next());
    let (Some(name), Some(version)) = (one(&rule.name), one(&rule.version)) else {
        let said = format!("the row does not tell {} and {}", rule.name, rule.version);
        return (Truth::Unknown, said);
    };
    let what = format!("{name} {version}");
    let Some((end, source)) = End::find(judge, rule, &name, &version) else {
        return (Truth::Unknown, format!("no table says when {what} is retired"));
    };
    let Some(as_of) = judge.as_of else {
        return (Truth::Unknown, "nothing dates the assessment".to_owned());
    };
    match end {
        End::Retires(date) if date <= as_of => (Truth::True, format!("{what} was retired on {date} ({source})")),
        End::Retires(date) => {
            let said = format!("{what} is retired on {date} ({source})");
            let notice = judge.framework.number(&rule.notice).unwrap_or_default();
            let left = date.since((jiff::Unit::Day, as_of));
            let near = left.is_ok_and(|left| i64::from(left.get_days()) <= i64::from(notice));
            match near {
                false => (Truth::False, said),
                true => (!holds(judge, planned, row), said),
            }
        }
        End::NotBefore(date) if date > as_of => {
            (Truth::False, format!("{what} is not retired before {date} ({source})"))
        }
        End::NotBefore(date) => {
            let said = format!("{what} may have been retired since {date} ({source})");
            (Truth::Unknown, said)
        }
    }
}

/// Date of a retirement: fixed, or the earliest that it can be.
enum End {
    Retires(Date),
    NotBefore(Date),
}

impl End {
    /// Finds the date for a name and version in the profile, else in the table; with the source that gives it.
    fn find(judge: &Judge<'_>, rule: &RetiredFile, name: &str, version: &str) -> Option<(End, String)> {
        let framework = judge.framework;
        let own = framework.value(&rule.overrides.parameter);
        let own = own.as_array().into_iter().flatten().find_map(|entry| {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let is_it = |key: &str, wanted: &str| text(key).is_some_and(|text| text.eq_ignore_ascii_case(wanted));
            (is_it("name", name) && is_it("version", version)).then(|| End::of(text("retires"), text("notBefore")))?
        });
        if let Some(end) = own {
            return Some((end, "the profile".to_owned()));
        }
        let table = framework.retirements.as_ref()?;
        let mut entries = table.entries.iter();
        let entry = entries
            .find(|entry| entry.name.eq_ignore_ascii_case(name) && entry.version.eq_ignore_ascii_case(version))?;
        let end = End::of(entry.retires.as_deref(), entry.not_before.as_deref())?;
        Some((end, format!("{}, {}", table.source.title, table.as_of)))
    }

    fn of(retires: Option<&str>, not_before: Option<&str>) -> Option<End> {
        let date = |text: Option<&str>| text?.parse::<Date>().ok();
        date(retires)
            .map(End::Retires)
            .or_else(|| date(not_before).map(End::NotBefore))
    }
}
