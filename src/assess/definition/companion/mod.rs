//! The resource that must exist beside the one that a definition judges: the `details` of *if not exists*. It is searched for
//! among the rows; where no such rows were exported, its existence is unknown. The rules of the search are those of "Azure Policy
//! definitions auditIfNotExists effect".

mod rows;

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::condition::{Condition, Operand, Parameters, ReadPath, Truth};
use crate::estate::facts::ResourceFacts;
use crate::evidence::wording;
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;
use crate::value::resource_type::TypeClass;

use super::{DefinitionError, MOST_FACTS, known, placed, within};

pub(super) use rows::Rows;

/// Pointer to `existenceCondition` in errors.
const CONDITION: &str = "/then/details/existenceCondition";

/// Names that stand for any, as the last one of a `name`.
const WILDCARDS: [&str; 2] = ["?", "*"];

/// Types that stand at the resource that they belong to, under whatever type.
const EXTENSIONS: [&str; 3] = [
    "microsoft.insights/diagnosticsettings",
    "microsoft.authorization/locks",
    "microsoft.authorization/roleassignments",
];

/// The resource that must exist.
#[derive(Debug)]
pub(super) struct Companion {
    resource_type: String,
    /// The name that it must have; absent for any.
    name: Option<Operand>,
    /// The resource group in which it must stand; absent for that of the judged resource.
    group: Option<Operand>,
    /// Whether it may lie anywhere in the subscription rather than in the resource group.
    in_subscription: bool,
    condition: Option<Condition>,
}

impl Companion {
    /// Reads `then.details`.
    pub(super) fn parse(details: &Json, parameters: &Parameters) -> Result<Self, DefinitionError> {
        let operand = |name: &str| match details.get(name) {
            None => Ok(None),
            Some(json) => {
                let operand = Operand::parse(json, parameters).map_err(|error| vec![error]);
                placed(&format!("/then/details/{name}"), operand).map(Some)
            }
        };
        let text = |name: &str| -> Result<String, DefinitionError> {
            Ok(operand(name)?
                .and_then(|value| value.literal().map(str::to_owned))
                .unwrap_or_default())
        };
        let condition = match details.get("existenceCondition") {
            None => None,
            Some(json) => {
                let condition = placed(CONDITION, Condition::parse_beside(json, parameters))?;
                known(CONDITION, &condition)?;
                Some(condition)
            }
        };
        let named = |operand: Option<Operand>| operand.filter(|value| value.literal() != Some(""));
        match text("type")? {
            none if none.is_empty() => Err(DefinitionError::Missing("policyRule.then.details.type")),
            resource_type => Ok(Companion {
                resource_type,
                name: named(operand("name")?),
                group: named(operand("resourceGroupName")?),
                in_subscription: text("existenceScope")?.eq_ignore_ascii_case("subscription"),
                condition,
            }),
        }
    }

    /// Paths that are read of it and, in its names, of the judged resource.
    pub(super) fn paths(&self) -> Vec<ReadPath> {
        let names = self.name.iter().chain(&self.group).flat_map(Operand::paths);
        self.condition.iter().flat_map(Condition::paths).chain(names).collect()
    }

    /// The type, in lower case.
    pub(super) fn resource_type(&self) -> String {
        self.resource_type.to_ascii_lowercase()
    }

    /// Whether it exists beside a resource and meets its condition, with the values that were read of it.
    pub(super) fn exists(&self, rows: &Rows<'_>, of: ResourceRef<'_>) -> Result<(Truth, String), DefinitionError> {
        let judged = ResourceFacts::new(of, rows.rules);
        let worked_out =
            |operand: &Option<Operand>| operand.as_ref().map(|operand| operand.text(&judged, rows.context));
        let (name, group) = (worked_out(&self.name), worked_out(&self.group));
        // A name that cannot be worked out is some name: nothing is shown by one that meets the rest, all by none.
        let unresolved = matches!(name, Some(None)) || matches!(group, Some(None));
        let name = name.flatten();
        let place = self.place(of, group);
        let mut found = None;
        for (id, ix) in self.candidates(rows, of, &place) {
            if !name.as_deref().is_none_or(|name| is_named(&id, name)) {
                continue;
            }
            let (truth, what) = self.meets(rows, &judged, rows.inventory.resource(ix))?;
            found = match found {
                Some((Truth::True, seen)) => Some((Truth::True, seen)),
                Some((known, _)) => Some((truth.or(known), what)),
                None => Some((truth, what)),
            };
        }
        Ok(match found {
            None if !self.is_exported(rows, of, &place) => {
                (Truth::Unknown, format!("no export holds {}", self.resource_type))
            }
            None => (Truth::False, format!("it has no {}", self.resource_type)),
            Some((Truth::True, seen)) if unresolved => (Truth::Unknown, seen),
            Some(found) => found,
        })
    }

    /// Whether a row that was found meets the condition.
    fn meets(
        &self,
        rows: &Rows<'_>,
        judged: &ResourceFacts<'_>,
        row: ResourceRef<'_>,
    ) -> Result<(Truth, String), DefinitionError> {
        let Some(condition) = &self.condition else {
            return Ok((Truth::True, row.name().to_owned()));
        };
        let verdict = condition.evaluate_beside(&ResourceFacts::new(row, rows.rules), judged, rows.context);
        within(CONDITION, &verdict)?;
        let what = wording::seen(&verdict.trace, MOST_FACTS);
        Ok((verdict.truth, format!("{}: {what}", row.name())))
    }

    /// The place among whose rows it is looked for. A group that cannot be worked out may be any.
    fn place(&self, of: ResourceRef<'_>, group: Option<Option<String>>) -> Place {
        let kind = self.resource_type();
        if EXTENSIONS.contains(&&*kind) {
            return Place::Extension;
        }
        if kind.starts_with(&format!("{}/", of.resource_type())) {
            return Place::Child;
        }
        let group = match group {
            Some(named) => named,
            None => of.resource_group().map(str::to_owned),
        };
        let prefix = match (of.subscription(), group) {
            (Some(subscription), Some(group)) if !self.in_subscription => {
                format!("/subscriptions/{subscription}/resourcegroups/{group}")
            }
            (Some(subscription), _) => format!("/subscriptions/{subscription}"),
            _ => of.id(),
        };
        Place::Scope(format!("{}/", prefix.to_ascii_lowercase()))
    }

    /// The rows of the type in a place, with their lower-case ids. A row that extends a resource belongs to that one and to no other,
    /// whatever its type ("Azure Policy definitions auditIfNotExists effect": a type underneath the resource is looked for within its
    /// scope).
    fn candidates(&self, rows: &Rows<'_>, of: ResourceRef<'_>, place: &Place) -> Vec<(String, ResourceIx)> {
        let (kind, own) = (self.resource_type(), below(of));
        let mut found = rows.below(&kind, &own);
        match place {
            Place::Child => {}
            Place::Extension => found.retain(|(id, _)| extends(id, &own)),
            Place::Scope(prefix) => {
                found.retain(|(id, _)| extends(id, &own) && id.starts_with(prefix));
                let known: BTreeSet<ResourceIx> = found.iter().map(|(_, ix)| *ix).collect();
                let beside = rows.beside(&kind, prefix);
                found.extend(beside.iter().filter(|(_, ix)| !known.contains(ix)).cloned());
            }
        }
        found
    }

    /// Whether the exports would hold it, if there were one.
    fn is_exported(&self, rows: &Rows<'_>, of: ResourceRef<'_>, place: &Place) -> bool {
        let kind = self.resource_type();
        // Lists of children and extensions are asked of one resource at a time.
        if TypeClass::of(&kind) != TypeClass::Supplement || matches!(place, Place::Scope(_)) {
            return rows.are_exported(&kind, of.subscription());
        }
        let asked = || rows.inventory.list_of(&kind, &of.id(), false).is_some();
        !rows.below(&kind, &below(of)).is_empty() || asked()
    }
}

/// Place among whose rows a companion is looked for.
#[derive(Debug, PartialEq)]
enum Place {
    /// Below the resource, whose child it is by its type.
    Child,
    /// At the resource itself, which it extends.
    Extension,
    /// In the resource group or the subscription of this lower-case prefix, or at the resource itself.
    Scope(String),
}

/// Whether an id is that of an extension of the resource whose ids begin with `own`.
fn extends(id: &str, own: &str) -> bool {
    ArmId::new(id).split().0 == own.trim_end_matches('/')
}

/// The lower-case prefix of the ids below a row.
fn below(of: ResourceRef<'_>) -> String {
    format!("{}/", of.id().to_ascii_lowercase())
}

/// Whether a resource has this name: its own, or one with the names of its parents (`account/default`). In the place of the last name a
/// wildcard may stand for any.
fn is_named(id: &str, name: &str) -> bool {
    let is = |own: &str, wanted: &str| WILDCARDS.contains(&wanted) || own.eq_ignore_ascii_case(wanted);
    let Some((parents, last)) = name.rsplit_once('/') else {
        return is(ArmId::new(id).last(), name);
    };
    let provider = id.rsplit("/providers/").next().unwrap_or_default();
    // Namespace, then kinds and names in turn.
    let mut names: Vec<&str> = provider.split('/').skip(2).step_by(2).collect();
    names.pop().is_some_and(|own| is(own, last)) && names.join("/").eq_ignore_ascii_case(parents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_given_with_those_of_the_parents() {
        let id = "/subscriptions/s/resourcegroups/g/providers/a.b/accounts/one/services/default";
        assert!(is_named(id, "default") && is_named(id, "One/Default"));
        assert!(!is_named(id, "one") && !is_named(id, "two/default"));
        assert!(is_named(id, "?") && is_named(id, "one/?") && is_named(id, "one/*"));
        assert!(!is_named(id, "two/?") && !is_named(id, "one/services/?"));
    }
}
