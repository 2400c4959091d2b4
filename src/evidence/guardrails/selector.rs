//! Selectors of policy assignments, exemptions and overrides: they narrow these to some resources or to some policies of an
//! initiative, as "Azure Policy assignment structure" has it.

use crate::condition::Truth;
use crate::value::{Fact, Value};

use super::place::{Holds, Place, folded_region};
use super::row::{elements, texts};

/// One selector: the property that it reads, and the values that it takes or leaves out.
struct Selector {
    kind: String,
    /// Lower-case values; `None` where the export does not show them.
    values: Option<Vec<String>>,
    /// Whether the values are left out rather than taken.
    excludes: bool,
}

impl Selector {
    fn of(value: &Value) -> Self {
        let excluded = Fact::Value(value).member("notIn");
        let excludes = matches!(excluded, Fact::Value(list) if !list.is_null());
        let taken = match excludes {
            true => excluded,
            false => Fact::Value(value).member("in"),
        };
        Selector {
            kind: value.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned(),
            values: texts(taken),
            excludes,
        }
    }

    /// Whether it takes a policy of this reference id at a place.
    fn takes(&self, place: &Place, reference: Option<&str>, part: Part) -> Truth {
        let is = |kind: &str| self.kind.eq_ignore_ascii_case(kind);
        let looked_at = match &place.holds {
            _ if is("policyDefinitionReferenceId") => reference.unwrap_or_default().to_owned(),
            Holds::Others => return part.others,
            Holds::Anything => return part.anything,
            Holds::Resource { kind, .. } if is("resourceType") => kind.clone(),
            Holds::Resource { region, .. } if is("resourceLocation") && region.is_empty() => return Truth::Unknown,
            Holds::Resource { region, .. } if is("resourceLocation") => region.clone(),
            // What lies in a region, and callers of whom some are meant.
            Holds::Resource { .. } => return Truth::False,
        };
        let Some(values) = &self.values else {
            return Truth::Unknown;
        };
        let named = values.iter().any(|value| folded_region(value) == looked_at);
        Truth::from(named != self.excludes)
    }
}

/// The answer where only a part of a place may be taken, because it is no resource.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Answer where the resources in it are places of their own.
    pub(super) others: Truth,
    /// Answer where anything may be built in it.
    pub(super) anything: Truth,
}

/// Resource selectors: what meets all selectors of any of them is taken. Without one, everything is.
pub(super) struct Selectors(Vec<Option<Vec<Selector>>>);

impl Selectors {
    /// `None` where the export does not show them.
    pub(super) fn of(list: Fact<'_>) -> Option<Self> {
        let selectors = elements(list)?.iter().map(selectors_of);
        Some(Selectors(selectors.collect()))
    }

    pub(super) fn take(&self, place: &Place, part: Part) -> Truth {
        if self.0.is_empty() {
            return Truth::True;
        }
        let taken = self
            .0
            .iter()
            .map(|selectors| all_take(selectors.as_deref(), place, None, part));
        taken.fold(Truth::False, Truth::or)
    }
}

/// A change of the effect.
pub(super) struct Override {
    pub(super) effect: Option<String>,
    selectors: Option<Vec<Selector>>,
}

impl Override {
    /// `None` where it changes something else.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let kind = value.get("kind").and_then(Value::as_str);
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("policyEffect")) {
            return None;
        }
        Some(Override {
            effect: value.get("value").and_then(Value::as_str).map(str::to_owned),
            selectors: selectors_of(value),
        })
    }

    /// Whether it changes the effect of a policy at a place.
    pub(super) fn changes(&self, place: &Place, reference: Option<&str>) -> Truth {
        let part = Part {
            others: Truth::False,
            anything: Truth::Unknown,
        };
        all_take(self.selectors.as_deref(), place, reference, part)
    }
}

fn selectors_of(value: &Value) -> Option<Vec<Selector>> {
    let list = elements(Fact::Value(value).member("selectors"))?;
    Some(list.iter().map(Selector::of).collect())
}

fn all_take(selectors: Option<&[Selector]>, place: &Place, reference: Option<&str>, part: Part) -> Truth {
    let Some(selectors) = selectors else {
        return Truth::Unknown;
    };
    let taken = selectors.iter().map(|selector| selector.takes(place, reference, part));
    taken.fold(Truth::True, Truth::and)
}
