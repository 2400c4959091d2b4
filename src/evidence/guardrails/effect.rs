//! The policies that an assignment assigns, and the effect that they have there: the definition's own, with the parameters that
//! the initiative and the assignment give. Expressions are evaluated as in any definition.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::condition::{Operand, Parameters, Truth};
use crate::estate::Estate;
use crate::inventory::ResourceRef;
use crate::value::arm_id::ArmId;
use crate::value::guid::is_guid;
use crate::value::{Fact, Value};

use super::assignment::Assignment;
use super::file::{GuardrailFile, PolicyFile};
use super::row::{elements, told};

/// Effects by which a parameter is known to set one.
const EFFECTS: [&str; 8] = [
    "Audit",
    "AuditIfNotExists",
    "Deny",
    "DenyAction",
    "DeployIfNotExists",
    "Disabled",
    "Manual",
    "Modify",
];

/// Parameters by name, as they are passed to a definition; `None` where nothing tells them.
type Passed = Option<Vec<(String, Value)>>;

/// An assignment of a policy that a guardrail asks for, by itself or within an initiative.
#[derive(Debug)]
pub(crate) struct Assigned {
    /// Position in the assignments of the tenant.
    pub(crate) assignment: usize,
    /// Whether it is such a policy: an initiative that no export holds may contain one.
    pub(super) is_wanted: Truth,
    /// The effect before overrides; `None` when no row tells.
    pub(super) effect: Option<String>,
    /// Lower-case reference id of the policy within an assigned initiative.
    pub(super) reference: Option<String>,
}

/// The policies of a guardrail that an assignment assigns, by itself or within an initiative.
pub(super) fn assigned(
    estate: &Estate<'_>,
    guardrail: &GuardrailFile,
    watching: &[String],
    (at, assignment): (usize, &Assignment<'_>),
) -> Vec<Assigned> {
    let Some(definition) = &assignment.definition else {
        return vec![unclear(at, None)];
    };
    let policies = guardrail.policies.iter();
    let direct = policies.filter(|policy| is_policy(last(definition), &policy.id));
    if definition.contains("/policysetdefinitions/") {
        let named = direct.filter_map(|policy| named(at, assignment, policy, guardrail));
        return of_set(estate, guardrail, watching, (at, assignment), named.collect());
    }
    let (row, given) = (estate.inventory.find(definition), assignment.given.as_ref());
    let assigned = direct.map(|policy| Assigned {
        assignment: at,
        is_wanted: suits(policy, given),
        effect: effect_of(row, given, policy),
        reference: None,
    });
    assigned.filter_map(kept).collect()
}

/// Policies of an assigned initiative that the guardrail asks for; `named` are those that are recognised by their names.
fn of_set(
    estate: &Estate<'_>,
    guardrail: &GuardrailFile,
    watching: &[String],
    (at, assignment): (usize, &Assignment<'_>),
    named: Vec<Assigned>,
) -> Vec<Assigned> {
    let definition = assignment.definition.as_deref().unwrap_or_default();
    let is_watching = watching.iter().any(|id| id.eq_ignore_ascii_case(last(definition)));
    let row = estate.inventory.find(definition);
    let initiative = row.and_then(|row| Initiative::of(row, assignment));
    let is_told = initiative.as_ref().is_some_and(|initiative| initiative.is_told);
    let mut members = initiative
        .map(|initiative| initiative.members(estate, guardrail, at))
        .unwrap_or_default();
    members.retain(|member| !is_watching || member.effect.as_deref().is_none_or(|effect| !reports(effect)));
    match () {
        () if !members.is_empty() => members,
        // A guardrail of any effect asks for the initiative as a whole.
        () if !named.is_empty() && (guardrail.effects.is_empty() || !is_told) => named,
        () if is_watching || is_told => Vec::new(),
        () => vec![unclear(at, None)],
    }
}

/// An assigned policy of which it is unknown whether it is one that the guardrail asks for.
fn unclear(at: usize, reference: Option<String>) -> Assigned {
    Assigned {
        assignment: at,
        is_wanted: Truth::Unknown,
        effect: None,
        reference,
    }
}

fn kept(assigned: Assigned) -> Option<Assigned> {
    (assigned.is_wanted != Truth::False).then_some(assigned)
}

/// An initiative that is asked for by its name: a parameter that gives one of its policies another effect leaves open whether
/// it still guards.
fn named(at: usize, assignment: &Assignment<'_>, policy: &PolicyFile, guardrail: &GuardrailFile) -> Option<Assigned> {
    let given = assignment.given.as_ref();
    let is_other = |value: &Value| {
        value.as_str().is_none_or(|text| {
            let is = |name: &&str| name.eq_ignore_ascii_case(text);
            let counted = guardrail.effects.iter().any(|name| name.eq_ignore_ascii_case(text));
            EFFECTS.iter().any(is) && !counted
        })
    };
    let own = given.and_then(|given| given.iter().find(|(name, _)| name.eq_ignore_ascii_case("effect")));
    let effect = match (given, own) {
        (None, _) => None,
        (Some(_), Some((_, effect))) => effect.as_str().map(str::to_owned),
        (Some(given), None) if !guardrail.effects.is_empty() && given.iter().any(|(_, value)| is_other(value)) => None,
        (Some(_), None) => policy.effect.clone(),
    };
    kept(Assigned {
        assignment: at,
        is_wanted: suits(policy, given),
        effect,
        reference: None,
    })
}

/// Whether an effect changes nothing.
fn reports(effect: &str) -> bool {
    ["Audit", "AuditIfNotExists", "Manual", "Disabled"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(effect))
}

/// An assigned initiative.
struct Initiative {
    members: Vec<Value>,
    /// Whether the export shows all its members.
    is_told: bool,
    /// Its parameters as the assignment gives them and it declares them; `None` where nothing tells.
    parameters: Option<Parameters>,
}

impl Initiative {
    fn of(row: ResourceRef<'_>, assignment: &Assignment<'_>) -> Option<Self> {
        let properties = row.column("properties")?;
        let members = elements(told(&properties, "policyDefinitions"));
        let declared = match told(&properties, "parameters") {
            Fact::Value(declared) => Some(Json::from(declared)),
            Fact::Absent => Some(Json::Null),
            Fact::Text(_) | Fact::Unknown => None,
        };
        let parameters = declared.zip(assignment.given.as_ref()).map(|(declared, given)| {
            let declared = Parameters::from_definition(&declared);
            given
                .iter()
                .fold(declared, |all, (name, value)| all.with(name, value.clone()))
        });
        Some(Initiative {
            is_told: members.is_some(),
            members: members.unwrap_or_default().to_vec(),
            parameters,
        })
    }

    fn members(&self, estate: &Estate<'_>, guardrail: &GuardrailFile, at: usize) -> Vec<Assigned> {
        let mut found = Vec::new();
        for member in &self.members {
            let text = |name: &str| member.get(name).and_then(Value::as_str).map(str::to_ascii_lowercase);
            let Some(definition) = text("policyDefinitionId") else {
                found.push(unclear(at, text("policyDefinitionReferenceId")));
                continue;
            };
            let policies = guardrail.policies.iter();
            for policy in policies.filter(|policy| is_policy(last(&definition), &policy.id)) {
                let passed = self.passed(member);
                let assigned = Assigned {
                    assignment: at,
                    is_wanted: suits(policy, passed.as_ref()),
                    effect: effect_of(estate.inventory.find(&definition), passed.as_ref(), policy),
                    reference: text("policyDefinitionReferenceId"),
                };
                found.extend(kept(assigned));
            }
        }
        found
    }

    /// The parameters that it passes to a member, worked out; one that cannot be is unknown.
    fn passed(&self, member: &Value) -> Passed {
        let passed = match Fact::Value(member).member("parameters") {
            Fact::Value(Value::Unknown) | Fact::Unknown => return None,
            Fact::Value(passed) => passed.as_object().unwrap_or_default(),
            Fact::Absent | Fact::Text(_) => &[],
        };
        let value_of = |wrapped: &Value| {
            let written = Json::from(wrapped.get("value")?);
            let none = Parameters::new();
            let parameters = self.parameters.as_ref().unwrap_or(&none);
            Operand::parse(&written, parameters).ok()?.value().cloned()
        };
        let passed = passed.iter();
        Some(
            passed
                .map(|(name, wrapped)| (name.to_string(), value_of(wrapped).unwrap_or(Value::Unknown)))
                .collect(),
        )
    }
}

/// The effect of a definition with these parameters: as its row has it, else as the framework knows it.
fn effect_of(
    row: Option<ResourceRef<'_>>,
    passed: Option<&Vec<(String, Value)>>,
    policy: &PolicyFile,
) -> Option<String> {
    let properties = row.and_then(|row| row.column("properties")?.into_known());
    let rule = properties
        .as_ref()
        .and_then(|properties| properties.at("policyRule.then.effect"));
    if let (Some(properties), Some(effect)) = (&properties, rule) {
        let declared = properties.get("parameters").map_or(Json::Null, Json::from);
        let declared = Parameters::from_definition(&declared);
        let written = Json::from(effect);
        let Some(passed) = passed else {
            // Only an effect that no parameter sets is known.
            return literal(&written, &Parameters::new());
        };
        let parameters = passed
            .iter()
            .fold(declared, |all, (name, value)| all.with(name, value.clone()));
        return literal(&written, &parameters);
    }
    let own = passed?.iter().find(|(name, _)| name.eq_ignore_ascii_case("effect"));
    match own {
        Some((_, effect)) => effect.as_str().map(str::to_owned),
        None => policy.effect.clone(),
    }
}

fn literal(written: &Json, parameters: &Parameters) -> Option<String> {
    let operand = Operand::parse(written, parameters).ok()?;
    operand.literal().map(str::to_owned)
}

/// Whether the parameters are those that the framework asks of a policy.
fn suits(policy: &PolicyFile, passed: Option<&Vec<(String, Value)>>) -> Truth {
    if policy.names.is_empty() && policy.omits.is_empty() && policy.empty.is_empty() {
        return Truth::True;
    }
    let Some(passed) = passed else {
        return Truth::Unknown;
    };
    let holds = |starts: &[String]| {
        let starts = starts
            .iter()
            .flat_map(|start| passed.iter().map(move |(_, value)| begins(value, start)));
        starts.fold(Truth::False, Truth::or)
    };
    let by_name: BTreeMap<String, &Value> = passed
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    let is_empty = |name: &String| match by_name.get(&name.to_ascii_lowercase()) {
        None | Some(Value::Null) => Truth::True,
        Some(Value::Unknown) => Truth::Unknown,
        Some(value) => Truth::from(value.as_array().is_some_and(<[Value]>::is_empty)),
    };
    let names = if policy.names.is_empty() {
        Truth::True
    } else {
        holds(&policy.names)
    };
    let empty = policy.empty.iter().map(is_empty).fold(Truth::True, Truth::and);
    names.and(!holds(&policy.omits)).and(empty)
}

/// Whether any text in a value begins with `start`, in any case.
fn begins(value: &Value, start: &str) -> Truth {
    let any = |values: &mut dyn Iterator<Item = &Value>| {
        values.map(|value| begins(value, start)).fold(Truth::False, Truth::or)
    };
    match value {
        Value::Unknown => Truth::Unknown,
        Value::String(text) => {
            let head = text.get(..start.len());
            Truth::from(head.is_some_and(|head| head.eq_ignore_ascii_case(start)))
        }
        Value::Array(items) => any(&mut items.iter()),
        Value::Object(members) | Value::Part(members) => any(&mut members.iter().map(|(_, value)| value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Truth::False,
    }
}

/// Whether a definition of this name is the one that is asked for. Landing-zone initiatives carry a date behind their name,
/// `Name_20250218`.
fn is_policy(name: &str, wanted: &str) -> bool {
    let Some((head, rest)) = name.split_at_checked(wanted.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(wanted) && (rest.is_empty() || (rest.starts_with('_') && !is_guid(wanted)))
}

fn last(id: &str) -> &str {
    ArmId::new(id).last()
}
