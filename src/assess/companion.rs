//! The resource that must exist beside the one that a definition judges: the `details` of *if not exists*. It is searched for
//! among the rows; where no such rows were exported, its existence is unknown. The rules of the search are those of "Azure Policy
//! definitions auditIfNotExists effect".

use serde_json::{Value as Json, json};

use crate::condition::{Condition, Context, Operand, Parameters, ReadPath, Truth};
use crate::estate::facts::ResourceFacts;
use crate::estate::rules::EstateRules;
use crate::evidence::wording;
use crate::inventory::{Inventory, ResourceRef};
use crate::value::Value;
use crate::value::arm_id::ArmId;
use crate::value::resource_type::TypeClass;

use super::definition::{DefinitionError, MOST_FACTS, known, placed};

/// Pointer to `existenceCondition` in errors.
const CONDITION: &str = "/then/details/existenceCondition";

/// Plans of Defender for Cloud.
const PLANS: &str = "Microsoft.Security/pricings";

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

    /// Whether it exists beside a resource and meets its condition, with the values that were read of it.
    pub(super) fn exists(
        &self,
        inventory: &Inventory,
        rules: &EstateRules,
        context: &Context,
        of: ResourceRef<'_>,
    ) -> (Truth, String) {
        let judged = ResourceFacts::new(of, rules);
        let worked_out = |operand: &Option<Operand>| operand.as_ref().map(|operand| operand.text(&judged, context));
        let (name, group) = (worked_out(&self.name), worked_out(&self.group));
        // A name that cannot be worked out is some name: nothing is shown by one that meets the rest, all by none.
        let unresolved = matches!(name, Some(None)) || matches!(group, Some(None));
        let name = name.flatten();
        if self.resource_type.eq_ignore_ascii_case(PLANS) {
            let (exists, seen) = self.plan(inventory, context, of, &judged, name.as_deref());
            return match unresolved && exists == Truth::True {
                true => (Truth::Unknown, seen),
                false => (exists, seen),
            };
        }
        let place = self.place(of, group);
        let (mut exists, mut seen) = (Truth::False, format!("it has no {}", self.resource_type));
        // Lists of children and extensions are asked of one resource at a time.
        let is_asked_of_one = TypeClass::of(&self.resource_type) == TypeClass::Supplement && place == below(of);
        let asked = || inventory.list_of(&self.resource_type, &of.id(), false).is_some();
        let (mut exported, mut found) = (is_asked_of_one && asked(), false);
        for ix in inventory.of_type(&self.resource_type) {
            let row = inventory.resource(*ix);
            let id = row.id().to_ascii_lowercase();
            exported |= match is_asked_of_one {
                true => id.starts_with(&place),
                false => same(row.subscription(), of.subscription()),
            };
            if !id.starts_with(&place) || !name.as_deref().is_none_or(|name| is_named(&id, name)) {
                continue;
            }
            found = true;
            let (truth, what) = match &self.condition {
                None => (Truth::True, row.name().to_owned()),
                Some(condition) => {
                    let verdict = condition.evaluate_beside(&ResourceFacts::new(row, rules), &judged, context);
                    let what = wording::seen(&verdict.trace, MOST_FACTS);
                    (verdict.truth, format!("{}: {what}", row.name()))
                }
            };
            if exists != Truth::True {
                exists = exists.or(truth);
                seen = what;
            }
        }
        match (found, exported) {
            (false, false) => (Truth::Unknown, format!("no export holds {}", self.resource_type)),
            _ if unresolved && exists == Truth::True => (Truth::Unknown, seen),
            _ => (exists, seen),
        }
    }

    /// Whether it exists, for a plan of Defender for Cloud, which the inventory holds by subscription and not as a resource.
    fn plan(
        &self,
        inventory: &Inventory,
        context: &Context,
        of: ResourceRef<'_>,
        judged: &ResourceFacts<'_>,
        name: Option<&str>,
    ) -> (Truth, String) {
        let Some(plans) = of.subscription().and_then(|id| inventory.defender.plans(id)) else {
            return (Truth::Unknown, format!("no export holds {PLANS} of its subscription"));
        };
        let (mut exists, mut seen) = (Truth::False, format!("it has no {PLANS}"));
        for (own, plan) in plans
            .iter()
            .filter(|(own, _)| name.is_none_or(|name| own.eq_ignore_ascii_case(name)))
        {
            let flag = |on: &bool| if *on { "True" } else { "False" };
            let extensions = plan.extensions.iter().flatten();
            let extensions: Vec<Json> = extensions
                .map(|(name, on)| json!({"name": name, "isEnabled": flag(on)}))
                .collect();
            let sub_plan = plan.sub_plan.as_deref().filter(|name| !name.is_empty());
            let tier = (!plan.tier.is_empty())
                .then(|| json!({"pricingTier": plan.tier, "subPlan": sub_plan, "extensions": extensions}));
            // A plan whose tier was not exported may be either.
            let Some(properties) = tier else {
                (exists, seen) = (
                    exists.or(Truth::Unknown),
                    format!("{own}: its tier is not in the export"),
                );
                continue;
            };
            let row = Value::from(json!({"type": PLANS, "name": own, "properties": properties}));
            let (truth, what) = match &self.condition {
                None => (Truth::True, own.to_string()),
                Some(condition) => {
                    let verdict = condition.evaluate_beside(&row, judged, context);
                    let what = wording::seen(&verdict.trace, MOST_FACTS);
                    (verdict.truth, format!("{own}: {what}"))
                }
            };
            if exists != Truth::True {
                exists = exists.or(truth);
                seen = what;
            }
        }
        (exists, seen)
    }

    /// The lower-case prefix of the ids among which it is looked for: the resource itself for its children and for
    /// extensions, else a resource group or the subscription. A group that cannot be worked out may be any.
    fn place(&self, of: ResourceRef<'_>, group: Option<Option<String>>) -> String {
        let kind = self.resource_type.to_ascii_lowercase();
        let below = EXTENSIONS.contains(&kind.as_str()) || kind.starts_with(&format!("{}/", of.resource_type()));
        let group = match group {
            Some(named) => named,
            None => of.resource_group().map(str::to_owned),
        };
        let place = match (of.subscription(), group) {
            (Some(subscription), Some(group)) if !below && !self.in_subscription => {
                format!("/subscriptions/{subscription}/resourcegroups/{group}")
            }
            (Some(subscription), _) if !below => format!("/subscriptions/{subscription}"),
            _ => of.id(),
        };
        format!("{}/", place.to_ascii_lowercase())
    }
}

/// The lower-case prefix of the ids below a row.
fn below(of: ResourceRef<'_>) -> String {
    format!("{}/", of.id().to_ascii_lowercase())
}

fn same(left: Option<&str>, right: Option<&str>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
        _ => false,
    }
}

/// Whether a resource has this name: its own, or one with the names of its parents (`account/default`).
fn is_named(id: &str, name: &str) -> bool {
    match name.contains('/') {
        false => ArmId::new(id).last().eq_ignore_ascii_case(name),
        true => {
            let provider = id.rsplit("/providers/").next().unwrap_or_default();
            // Namespace, then kinds and names in turn.
            let names: Vec<&str> = provider.split('/').skip(2).step_by(2).collect();
            names.join("/").eq_ignore_ascii_case(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_given_with_those_of_the_parents() {
        let id = "/subscriptions/s/resourcegroups/g/providers/a.b/accounts/one/services/default";
        assert!(is_named(id, "default") && is_named(id, "One/Default"));
        assert!(!is_named(id, "one") && !is_named(id, "two/default"));
    }
}
