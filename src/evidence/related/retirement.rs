//! The retirement of the thing that a row names, by a dated table of the versions that their maker stops supporting. A version
//! that the table does not hold is unknown: nobody knows when it is retired.

use jiff::civil::Date;
use serde_json::Value;

use crate::condition::{Condition, Truth};
use crate::inventory::ResourceRef;
use crate::value::arm_id::ArmId;

use super::super::context::EvidenceContext;
use super::file::RetiredFile;
use super::join::texts;

/// Whether a row is retired, or about to be without a plan, and what the table says, a clause.
pub(super) fn over(
    context: &EvidenceContext<'_>,
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
    let known = match Known::find(context, rule, (&name, &version), &region(context, row)) {
        Ok(known) => known,
        Err(said) => return (Truth::Unknown, said),
    };
    let Some(as_of) = context.as_of else {
        return (Truth::Unknown, "nothing dates the assessment".to_owned());
    };
    let Some(notice) = context.profile.number(&rule.notice) else {
        return (
            Truth::Unknown,
            "the profile sets no notice before a retirement".to_owned(),
        );
    };
    let is_planned = || context.holds(planned, row);
    let (truth, said) = known.over(&what, as_of, i64::from(notice), is_planned);
    let most = context.profile.number(&rule.max_age).map(i64::from);
    match (known.age(as_of), most) {
        (Some(age), Some(most)) if truth == Truth::False && age > most => (
            Truth::Unknown,
            format!("{said}; that table is {age} days old, more than the {most} that the profile allows"),
        ),
        _ => (truth, said),
    }
}

/// The lower-case region of a row, or of the row that it belongs to; empty where neither tells.
fn region(context: &EvidenceContext<'_>, row: ResourceRef<'_>) -> String {
    let id = row.id();
    let parent = || ArmId::new(&id).parent();
    let parent = || parent().and_then(|parent| context.estate.inventory.find(parent.text()));
    let region = match row.location() {
        "" => parent().map(ResourceRef::location).unwrap_or_default(),
        own => own,
    };
    region.to_ascii_lowercase()
}

/// Date of a retirement: fixed, or the earliest that it can be.
#[derive(Clone, Copy)]
enum End {
    Retires(Date),
    NotBefore(Date),
}

impl End {
    fn of(retires: Option<&str>, not_before: Option<&str>) -> Option<End> {
        let date = |text: Option<&str>| text?.parse::<Date>().ok();
        date(retires)
            .map(End::Retires)
            .or_else(|| date(not_before).map(End::NotBefore))
    }
}

/// A date of retirement with its source.
struct Known {
    end: End,
    source: String,
    /// Date of the table that holds it; `None` for what the profile says.
    published: Option<Date>,
}

impl Known {
    /// Finds the date for a name and version in the profile, else in the table: the entry for the region, else the one for all.
    /// The error is a clause that says why none is known.
    fn find(
        context: &EvidenceContext<'_>,
        rule: &RetiredFile,
        (name, version): (&str, &str),
        region: &str,
    ) -> Result<Known, String> {
        let own = context.profile.value(&rule.overrides.parameter);
        let own = own.as_array().into_iter().flatten().find_map(|entry| {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let is_it = |key: &str, wanted: &str| text(key).is_some_and(|text| text.eq_ignore_ascii_case(wanted));
            (is_it("name", name) && is_it("version", version)).then(|| End::of(text("retires"), text("notBefore")))?
        });
        if let Some(end) = own {
            return Ok(Known {
                end,
                source: "the profile".to_owned(),
                published: None,
            });
        }
        let untold = || format!("no table says when {name} {version} is retired");
        let table = context.retirements.ok_or_else(untold)?;
        let of_it = table
            .entries
            .iter()
            .filter(|entry| entry.name.eq_ignore_ascii_case(name) && entry.version.eq_ignore_ascii_case(version));
        // An entry for all holds only where no entry of its own may be meant.
        if region.is_empty() && of_it.clone().any(|entry| !entry.regions.is_empty()) {
            return Err(format!(
                "the row does not tell the region, by which {name} {version} is retired"
            ));
        }
        let here = of_it
            .clone()
            .find(|entry| entry.regions.iter().any(|start| region.starts_with(&**start)));
        let entry = here.or_else(|| of_it.clone().find(|entry| entry.regions.is_empty()));
        let entry = entry.ok_or_else(untold)?;
        Ok(Known {
            end: End::of(entry.retires.as_deref(), entry.not_before.as_deref()).ok_or_else(untold)?,
            source: format!("{}, {}", table.source.title, table.as_of),
            published: table.as_of.parse().ok(),
        })
    }

    /// Days between the table's date and a day.
    fn age(&self, as_of: Date) -> Option<i64> {
        let span = as_of.since((jiff::Unit::Day, self.published?)).ok()?;
        Some(i64::from(span.get_days()))
    }

    /// Whether the time is over on a day, or within so many days without a plan, and the sentence for it.
    fn over(&self, what: &str, as_of: Date, notice: i64, is_planned: impl Fn() -> Truth) -> (Truth, String) {
        let source = &self.source;
        match self.end {
            End::Retires(date) if date <= as_of => (Truth::True, format!("{what} was retired on {date} ({source})")),
            End::Retires(date) => {
                let left = date.since((jiff::Unit::Day, as_of));
                let is_near = left.is_ok_and(|left| i64::from(left.get_days()) <= notice);
                let truth = if is_near { !is_planned() } else { Truth::False };
                (truth, format!("{what} is retired on {date} ({source})"))
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
}
