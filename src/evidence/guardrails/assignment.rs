//! A policy assignment, as its own row describes it.

use crate::condition::Truth;
use crate::inventory::ResourceRef;
use crate::value::arm_id::{ArmId, ScopeLevel};
use crate::value::{Column, Fact, Value};

use super::place::{Place, scope_of};
use super::row::{elements, texts, told};
use super::selector::{Override, Selectors};

/// A policy assignment.
pub(crate) struct Assignment<'a> {
    pub(crate) row: ResourceRef<'a>,
    /// Lower-case id.
    pub(super) id: String,
    /// Scope, as spelt.
    pub(crate) scope: String,
    /// Lower-case id of the definition or initiative; `None` where the export does not show it.
    pub(super) definition: Option<String>,
    /// Lower-case ids of the scopes that it leaves out; `None` where the export does not show them.
    pub(super) not_scopes: Option<Vec<String>>,
    /// Whether it is enforced, and not only evaluated.
    pub(crate) enforced: Truth,
    /// The parameters that it gives, each wrapped in `value`; `None` where the export does not show them.
    pub(super) given: Option<Vec<(String, Value)>>,
    /// Selectors that narrow it to some types or regions.
    pub(super) selectors: Option<Selectors>,
    /// Overrides of its effect; `None` where the export does not show them.
    pub(super) overrides: Option<Vec<Override>>,
    pub(super) identity: Identity,
}

/// The identity that an assignment acts under.
pub(super) enum Identity {
    /// It has none.
    None,
    /// It has one, with the principals that are told.
    Principals(Vec<String>),
    /// The export does not show it.
    Untold,
}

impl<'a> Assignment<'a> {
    pub(super) fn of(row: ResourceRef<'a>) -> Self {
        let id = row.id();
        let properties = row.column("properties").unwrap_or_default();
        let fact = |name: &str| told(&properties, name);
        let scope = match fact("scope") {
            Fact::Value(Value::String(scope)) if !scope.is_empty() => scope.to_string(),
            _ => scope_of(&id),
        };
        let definition = match fact("policyDefinitionId") {
            Fact::Value(Value::String(id)) => Some(id.to_ascii_lowercase()),
            _ => None,
        };
        Assignment {
            scope,
            definition,
            not_scopes: texts(fact("notScopes")),
            enforced: enforced(fact("enforcementMode")),
            given: given(fact("parameters")),
            selectors: Selectors::of(fact("resourceSelectors")),
            overrides: elements(fact("overrides")).map(|list| list.iter().filter_map(Override::of).collect()),
            identity: Identity::of(row),
            id: id.to_ascii_lowercase(),
            row,
        }
    }

    /// Whether it is made at a place or at a scope above it.
    pub(crate) fn stands_over(&self, place: &Place) -> bool {
        place.lies_in(&self.scope)
    }

    /// Whether it is known to leave out a place.
    pub(crate) fn leaves_out(&self, place: &Place) -> bool {
        let mut left_out = self.not_scopes.iter().flatten();
        left_out.any(|scope| place.lies_in(scope))
    }

    /// Whether it is made at a management group or above.
    pub(crate) fn is_above_subscriptions(&self) -> bool {
        ArmId::new(&self.scope).level() <= ScopeLevel::ManagementGroup
    }
}

/// Only `Default` enforces; resources are enrolled one by one under `Enroll`, which no export shows.
fn enforced(mode: Fact<'_>) -> Truth {
    match mode {
        Fact::Absent => Truth::True,
        Fact::Value(Value::String(mode)) if mode.eq_ignore_ascii_case("Default") => Truth::True,
        Fact::Value(Value::String(mode)) if mode.eq_ignore_ascii_case("DoNotEnforce") => Truth::False,
        Fact::Value(_) | Fact::Text(_) | Fact::Unknown => Truth::Unknown,
    }
}

/// The parameters by name; one whose value was cut is unknown.
fn given(parameters: Fact<'_>) -> Option<Vec<(String, Value)>> {
    match parameters {
        Fact::Absent => Some(Vec::new()),
        Fact::Value(value) => {
            let members = value.as_object()?.iter();
            let value_of = |wrapped: &Value| wrapped.get("value").cloned().unwrap_or(Value::Unknown);
            Some(
                members
                    .map(|(name, value)| (name.to_string(), value_of(value)))
                    .collect(),
            )
        }
        Fact::Text(_) | Fact::Unknown => None,
    }
}

impl Identity {
    fn of(row: ResourceRef<'_>) -> Self {
        let Some(Column::Known(value)) = row.column("identity") else {
            let missing = row.column("identity") == Some(Column::Missing) && row.file_has("identity");
            return if missing { Identity::None } else { Identity::Untold };
        };
        let kind = value.get("type").or_else(|| value.get("identityType"));
        match kind.and_then(Value::as_str) {
            Some(kind) if kind.eq_ignore_ascii_case("None") => Identity::None,
            Some(_) => Identity::Principals(principals(&value)),
            None if value.is_partial() => Identity::Untold,
            None => Identity::None,
        }
    }
}

/// The principals of an identity, its own and those that were assigned to it.
fn principals(identity: &Value) -> Vec<String> {
    let assigned = identity.get("userAssignedIdentities").and_then(Value::as_object);
    let assigned = assigned.into_iter().flatten().map(|(_, identity)| identity);
    let of = |identity: &Value| identity.get("principalId").and_then(Value::as_str).map(str::to_owned);
    let all = std::iter::once(identity).chain(assigned).filter_map(of);
    all.filter(|principal| !principal.is_empty()).collect()
}
