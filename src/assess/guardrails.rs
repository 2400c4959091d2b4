//! The rows of Azure Policy, as the mechanisms ask them: which assignment stands over a scope, with which effect, who is
//! exempt, what was found. An assignment holds at its scope and everything below it, except its `notScopes`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::estate::Estate;
use crate::framework::evidence::PolicyFile;
use crate::inventory::ResourceRef;
use crate::value::Value;
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::Judge;

/// A policy assignment.
pub(super) struct Assignment<'a> {
    pub(super) row: ResourceRef<'a>,
    /// Lower-case id.
    pub(super) id: String,
    /// Scope, as spelt.
    pub(super) scope: String,
    /// Lower-case id of the definition or initiative.
    definition: String,
    not_scopes: Vec<String>,
    /// Whether it is more than a rehearsal.
    pub(super) enforced: bool,
}

/// A policy exemption.
pub(super) struct Exemption<'a> {
    pub(super) row: ResourceRef<'a>,
    /// Scope, as spelt in the id.
    pub(super) scope: String,
    assignment: String,
    /// Lower-case reference ids of the members of an initiative that it is limited to; empty for all.
    references: Vec<String>,
    /// Its last day; `None` when it has none.
    pub(super) until: Option<Date>,
    /// Whether a reason is on record.
    pub(super) reasoned: bool,
}

/// Rows of `policyresources`.
pub(super) struct Guardrails<'a> {
    pub(super) assignments: Vec<Assignment<'a>>,
    pub(super) exemptions: Vec<Exemption<'a>>,
    /// Compliance states by lower-case id of the resource.
    pub(super) states: BTreeMap<String, Vec<ResourceRef<'a>>>,
}

/// An assignment of a policy: which, and with what effect as far as the rows tell.
pub(super) struct Assigned<'g, 'a> {
    pub(super) assignment: &'g Assignment<'a>,
    /// `None` when no row tells.
    pub(super) effect: Option<String>,
    /// Reference id of the policy within an assigned initiative, lower-case.
    reference: Option<String>,
}

impl<'a> Judge<'a> {
    /// The policy rows of the inventory.
    pub(super) fn policies(&self) -> &Guardrails<'a> {
        self.guardrails.get_or_init(|| Guardrails::of(self.estate))
    }
}

impl<'a> Guardrails<'a> {
    fn of(estate: &Estate<'a>) -> Self {
        let rows = |kind: &str| {
            let rows = estate.inventory.of_type(kind).iter();
            rows.map(|ix| estate.inventory.resource(*ix)).collect::<Vec<_>>()
        };
        let assignments = rows("microsoft.authorization/policyassignments");
        let exemptions = rows("microsoft.authorization/policyexemptions");
        let mut states: BTreeMap<String, Vec<ResourceRef<'a>>> = BTreeMap::new();
        for row in rows("microsoft.policyinsights/policystates") {
            let about = text(row, "resourceId").to_ascii_lowercase();
            states.entry(about).or_default().push(row);
        }
        Guardrails {
            assignments: assignments.into_iter().map(Assignment::of).collect(),
            exemptions: exemptions.into_iter().map(Exemption::of).collect(),
            states,
        }
    }

    /// The assignments of a policy, by itself or within an initiative.
    pub(super) fn of_policy<'g>(&'g self, estate: &Estate<'a>, policy: &PolicyFile) -> Vec<Assigned<'g, 'a>> {
        self.assignments
            .iter()
            .filter_map(|assignment| assignment.assigns(estate, policy))
            .collect()
    }

    /// The exemption that takes a scope out of an assignment on a day.
    pub(super) fn exempt(&self, assigned: &Assigned<'_, 'a>, id: &str, as_of: Option<Date>) -> bool {
        self.exemptions.iter().any(|exemption| {
            let whole = exemption.references.is_empty()
                || assigned
                    .reference
                    .as_ref()
                    .is_some_and(|name| exemption.references.contains(name));
            let running = match (exemption.until, as_of) {
                (Some(until), Some(as_of)) => until >= as_of,
                _ => true,
            };
            exemption.assignment == assigned.assignment.id && whole && running && covers(&exemption.scope, id)
        })
    }
}

impl<'a> Assignment<'a> {
    fn of(row: ResourceRef<'a>) -> Self {
        let id = row.id();
        let scope = match text(row, "scope") {
            scope if scope.is_empty() => scope_of(&id),
            scope => scope,
        };
        let list = member(row, "notScopes");
        let list = list.as_ref().and_then(Value::as_array).unwrap_or_default();
        Assignment {
            scope,
            definition: text(row, "policyDefinitionId").to_ascii_lowercase(),
            not_scopes: list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            enforced: !text(row, "enforcementMode").eq_ignore_ascii_case("DoNotEnforce"),
            id: id.to_ascii_lowercase(),
            row,
        }
    }

    /// Whether it holds at one of the scopes of a chain, nearest first, and none of them is left out.
    pub(super) fn reaches(&self, chain: &[String]) -> bool {
        let stands = |scope: &String| chain.iter().any(|link| link.eq_ignore_ascii_case(scope));
        stands(&self.scope) && !self.not_scopes.iter().any(stands)
    }

    /// Whether it is made at a management group or above.
    pub(super) fn is_above_subscriptions(&self) -> bool {
        ArmId::new(&self.scope).level() <= ScopeLevel::ManagementGroup
    }

    fn assigns(&self, estate: &Estate<'a>, policy: &PolicyFile) -> Option<Assigned<'_, 'a>> {
        let wanted = policy.id.to_ascii_lowercase();
        let given = member(self.row, "parameters");
        let given = given.as_ref();
        let holds = |starts: &[String]| starts.iter().any(|start| holds(given, start));
        if (!policy.names.is_empty() && !holds(&policy.names)) || holds(&policy.omits) {
            return None;
        }
        let is_empty = |name: &String| {
            let list = given.and_then(|given| given.get(name)?.get("value"));
            list.is_none_or(|list| list.as_array().is_some_and(<[Value]>::is_empty))
        };
        if !policy.empty.iter().all(is_empty) {
            return None;
        }
        let own = parameter(given, "effect").or_else(|| policy.effect.clone());
        if is_policy(last(&self.definition), &wanted) {
            let declared = estate.inventory.find(&self.definition).and_then(declared_effect);
            return Some(Assigned {
                assignment: self,
                effect: parameter(given, "effect").or(declared).or(own),
                reference: None,
            });
        }
        let initiative = estate.inventory.find(&self.definition)?;
        let members = member(initiative, "policyDefinitions")?;
        let found = members.as_array()?.iter().find(|found| {
            let id = found.get("policyDefinitionId").and_then(Value::as_str);
            id.is_some_and(|id| is_policy(&last(id).to_ascii_lowercase(), &wanted))
        })?;
        let passed = found.at("parameters.effect.value").and_then(Value::as_str);
        let effect = match passed.map(|text| (text, parameter_name(text))) {
            Some((_, Some(name))) => parameter(given, name).or_else(|| {
                let declared = member(initiative, "parameters")?;
                declared.get(name)?.get("defaultValue")?.as_str().map(str::to_owned)
            }),
            Some((literal, None)) => Some(literal.to_owned()),
            None => policy.effect.clone(),
        };
        let reference = found.get("policyDefinitionReferenceId").and_then(Value::as_str);
        Some(Assigned {
            assignment: self,
            effect,
            reference: reference.map(str::to_ascii_lowercase),
        })
    }
}

impl<'a> Exemption<'a> {
    fn of(row: ResourceRef<'a>) -> Self {
        let references = member(row, "policyDefinitionReferenceIds");
        let references = references.as_ref().and_then(Value::as_array).unwrap_or_default();
        let names = references.iter().filter_map(Value::as_str);
        Exemption {
            scope: scope_of(&row.id()),
            assignment: text(row, "policyAssignmentId").to_ascii_lowercase(),
            references: names.map(str::to_ascii_lowercase).collect(),
            until: text(row, "expiresOn").get(..10).and_then(|day| day.parse().ok()),
            reasoned: !text(row, "description").trim().is_empty(),
            row,
        }
    }
}

/// Whether a definition is the one wanted; landing-zone initiatives carry a date behind their name, `Name_20250218`.
fn is_policy(name: &str, wanted: &str) -> bool {
    let rest = name.strip_prefix(wanted);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// The effect that a definition names, or the default of the parameter that holds it.
fn declared_effect(definition: ResourceRef<'_>) -> Option<String> {
    let properties = definition.column("properties")?.into_known()?;
    let effect = properties.at("policyRule.then.effect")?.as_str()?;
    let Some(name) = parameter_name(effect) else {
        return Some(effect.to_owned());
    };
    let declared = properties.get("parameters")?.get(name)?.get("defaultValue")?;
    declared.as_str().map(str::to_owned)
}

/// `x` of `[parameters('x')]`.
fn parameter_name(text: &str) -> Option<&str> {
    text.trim().strip_prefix("[parameters('")?.strip_suffix("')]")
}

fn parameter(given: Option<&Value>, name: &str) -> Option<String> {
    given?.get(name)?.get("value")?.as_str().map(str::to_owned)
}

/// Whether any text in a value begins with `start`, in any case.
fn holds(value: Option<&Value>, start: &str) -> bool {
    match value {
        Some(Value::String(text)) => text
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start)),
        Some(Value::Array(items)) => items.iter().any(|item| holds(Some(item), start)),
        Some(Value::Object(members)) => members.iter().any(|(_, value)| holds(Some(value), start)),
        _ => false,
    }
}

/// The scope that an id of a policy row stands at.
fn scope_of(id: &str) -> String {
    match ArmId::new(id).split().0 {
        "" => "/".to_owned(),
        scope => scope.to_owned(),
    }
}

/// Whether an id is a scope or stands below it.
pub(super) fn covers(scope: &str, id: &str) -> bool {
    let scope = scope.trim_end_matches('/');
    let head = id.get(..scope.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(scope))
        && matches!(id.as_bytes().get(scope.len()), None | Some(b'/'))
}

fn last(id: &str) -> &str {
    ArmId::new(id).last()
}

fn member(row: ResourceRef<'_>, name: &str) -> Option<Value> {
    row.column("properties")?.known()?.get(name).cloned()
}

/// A text of a row's properties; empty when there is none.
pub(super) fn text(row: ResourceRef<'_>, name: &str) -> String {
    let properties = row.column("properties");
    let found = properties
        .as_ref()
        .and_then(|column| column.known()?.get(name)?.as_str());
    found.unwrap_or_default().to_owned()
}
