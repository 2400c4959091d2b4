//! A policy exemption, as its own row describes it.

use jiff::civil::Date;

use crate::condition::Truth;
use crate::inventory::ResourceRef;
use crate::value::{Fact, Value};

use super::effect::Assigned;
use super::place::{Place, scope_of};
use super::row::{text, texts, told};
use super::selector::{Part, Selectors};

/// A policy exemption.
pub(crate) struct Exemption<'a> {
    pub(crate) row: ResourceRef<'a>,
    /// Scope, as spelt in the id.
    pub(crate) scope: String,
    /// Lower-case id of the assignment; `None` where the export does not show it.
    assignment: Option<String>,
    /// Lower-case reference ids of the members of an initiative that it is limited to; empty for all.
    references: Option<Vec<String>>,
    selectors: Option<Selectors>,
    /// Whether the row tells its last day, and which.
    pub(crate) until: Until,
    /// Whether a reason is on record.
    pub(crate) reasoned: bool,
}

/// The last day of an exemption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// It has none.
    Forever,
    /// This one.
    Day(Date),
    /// The export does not show it.
    Untold,
}

impl Until {
    fn of(expires: Fact<'_>) -> Self {
        match expires {
            Fact::Absent => Until::Forever,
            Fact::Value(Value::String(text)) if text.is_empty() => Until::Forever,
            Fact::Value(Value::String(text)) => {
                let day = text.get(..10).and_then(|day| day.parse().ok());
                day.map_or(Until::Untold, Until::Day)
            }
            Fact::Value(_) | Fact::Text(_) | Fact::Unknown => Until::Untold,
        }
    }

    /// Whether it has not passed on a day.
    fn reaches(self, as_of: Option<Date>) -> Truth {
        match (self, as_of) {
            (Until::Forever, _) => Truth::True,
            (Until::Day(until), Some(as_of)) => Truth::from(until >= as_of),
            (Until::Day(_), None) | (Until::Untold, _) => Truth::Unknown,
        }
    }
}

impl<'a> Exemption<'a> {
    pub(super) fn of(row: ResourceRef<'a>) -> Self {
        let properties = row.column("properties").unwrap_or_default();
        let fact = |name: &str| told(&properties, name);
        let assignment = match fact("policyAssignmentId") {
            Fact::Value(Value::String(id)) => Some(id.to_ascii_lowercase()),
            _ => None,
        };
        Exemption {
            scope: scope_of(&row.id()),
            assignment,
            references: texts(fact("policyDefinitionReferenceIds")),
            selectors: Selectors::of(fact("resourceSelectors")),
            until: Until::of(fact("expiresOn")),
            reasoned: !text(row, "description").trim().is_empty(),
            row,
        }
    }

    /// Whether it takes a place out of an assignment on a day.
    pub(super) fn exempts(&self, assignment: &str, assigned: &Assigned, place: &Place, as_of: Option<Date>) -> Truth {
        if !place.lies_in(&self.scope) {
            return Truth::False;
        }
        let of_it = self
            .assignment
            .as_ref()
            .map_or(Truth::Unknown, |id| Truth::from(id == assignment));
        let whole = match (&self.references, &assigned.reference) {
            (Some(limited), _) if limited.is_empty() => Truth::True,
            (Some(limited), Some(name)) => Truth::from(limited.contains(name)),
            (Some(_), None) if assigned.is_wanted == Truth::True => Truth::False,
            _ => Truth::Unknown,
        };
        // A part of what may be built there is a hole in the guardrail.
        let part = Part {
            others: Truth::False,
            anything: Truth::True,
        };
        let selectors = self.selectors.as_ref();
        let taken = selectors.map_or(Truth::Unknown, |selectors| selectors.take(place, part));
        of_it.and(whole).and(taken).and(self.until.reaches(as_of))
    }
}
