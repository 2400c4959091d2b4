//! Any Azure Policy definition, Microsoft's or a client's, run on an inventory as Azure would run it on the tenant. A
//! definition of the kind *if not exists* looks for the related resource among the rows; where no such rows were exported,
//! its answer is unknown.

mod companion;

use rayon::prelude::*;
use serde_json::{Map, Value as Json};

use crate::condition::{Condition, Context, Limit, Operand, ParameterError, Parameters, ParseError, Truth, Verdict};
use crate::estate::facts::ResourceFacts;
use crate::estate::rules::EstateRules;
use crate::evidence::wording;
use crate::ingest::Source;
use crate::inventory::{Inventory, ResourceRef};
use crate::value::projection::Projection;
use crate::value::resource_type::TypeClass;

use companion::{Companion, Rows};

/// Upper bound of the facts of a row that an answer names.
const MOST_FACTS: usize = 3;

/// Upper bound of the members of an initiative that are named.
const MOST_NAMES: usize = 5;

/// The effects of definitions that judge the configuration of a resource.
const EFFECTS: [&str; 7] = [
    "audit",
    "deny",
    "modify",
    "append",
    "auditIfNotExists",
    "deployIfNotExists",
    "disabled",
];

/// Effects of definitions that judge something else.
const OTHER_EFFECTS: [&str; 4] = ["denyAction", "manual", "mutate", "addToNetworkGroup"];

/// Reason why a definition can't be run.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    /// A part that every definition has is missing.
    #[error("the definition has no {0}; it should be the JSON of `az policy definition show`, or its `properties`")]
    Missing(&'static str),
    /// It is an initiative.
    #[error("this is an initiative (a policy set) of {count} definitions: run them one by one: {}", members(.names, *.count))]
    Set {
        /// Number of definitions that it holds.
        count: usize,
        /// Names of the first of them.
        names: Vec<String>,
    },
    /// It judges requests or data, which no export holds.
    #[error("the mode {0} judges what happens inside a service, which no export of resources holds")]
    Mode(String),
    /// The effect is none, or one that no configuration decides.
    #[error("the effect `{name}` is not decided by the configuration of a resource; these are: {}", EFFECTS.join(", "))]
    Effect {
        /// The effect.
        name: String,
    },
    /// It reads what no export holds.
    #[error("{part} asks for {}, which no export of resources holds", .names.join(", "))]
    Beyond {
        /// The part of the rule, as a JSON pointer.
        part: &'static str,
        /// Names of the parts that it reads.
        names: Vec<String>,
    },
    /// Evaluating it takes more than one evaluation may.
    #[error("{part}: the condition {limit} [too-much]")]
    TooMuch {
        /// The part of the rule, as a JSON pointer.
        part: &'static str,
        /// The limit that it met.
        limit: Limit,
    },
    /// Values that the definition does not take.
    #[error("{}", lines(.0))]
    Parameters(Vec<ParameterError>),
    /// A condition is wrong, or a parameter in it has no value.
    #[error("{}", lines(.0))]
    Condition(Vec<ParseError>),
}

impl DefinitionError {
    /// Whether a parameter has no value.
    pub fn wants_parameters(&self) -> bool {
        matches!(self, DefinitionError::Condition(errors) if errors.iter().any(|error| error.code == "unset-parameter"))
    }
}

fn lines<T: ToString>(errors: &[T]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn members(names: &[String], count: usize) -> String {
    let more = count.saturating_sub(names.len());
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// A policy definition, ready to run.
#[derive(Debug)]
pub struct Definition {
    /// Display name, else name.
    pub name: String,
    /// The effect, with the parameters that were given and the defaults of the others.
    pub effect: String,
    condition: Condition,
    companion: Option<Companion>,
    /// Whether it applies only to resources that have tags and a location.
    indexed: bool,
}

/// Answer of a definition for one resource that it applies to.
#[derive(Debug)]
pub struct Answer {
    /// ARM id.
    pub id: String,
    /// True: the definition finds it non-compliant.
    pub violates: Truth,
    /// Reason of the answer, for print.
    pub seen: String,
    /// The row.
    pub source: Source,
}

impl Definition {
    /// Parses a definition: the file that Azure's repository holds, or its `properties` alone. `given` are values of its
    /// parameters, as an assignment sets them; the others have their defaults.
    ///
    /// # Errors
    /// When it is an initiative, a part is missing, it judges what no export holds, a value is not one that it takes, or a
    /// condition is wrong.
    pub fn parse(json: &Json, given: &Map<String, Json>) -> Result<Self, DefinitionError> {
        let properties = json.get("properties").unwrap_or(json);
        let text = |value: Option<&Json>| value.and_then(Json::as_str).unwrap_or_default().to_owned();
        if let Some(members) = properties.get("policyDefinitions").and_then(Json::as_array) {
            return Err(set(members));
        }
        let mode = text(properties.get("mode"));
        if mode.contains('.') {
            return Err(DefinitionError::Mode(mode));
        }
        let rule = properties
            .get("policyRule")
            .ok_or(DefinitionError::Missing("policyRule"))?;
        let condition = rule.get("if").ok_or(DefinitionError::Missing("policyRule.if"))?;
        let then = rule.get("then").ok_or(DefinitionError::Missing("policyRule.then"))?;
        let mut parameters = Parameters::from_definition(properties.get("parameters").unwrap_or(&Json::Null));
        parameters.assign(given).map_err(DefinitionError::Parameters)?;
        let effect = effect(then.get("effect").unwrap_or(&Json::Null), &parameters)?;
        let condition = placed("/if", Condition::parse_with(condition, &parameters))?;
        known("/if", &condition)?;
        let details = then.get("details").filter(|details| details.get("type").is_some());
        let companion = details
            .map(|details| Companion::parse(details, &parameters))
            .transpose()?;
        let name = match text(properties.get("displayName")) {
            empty if empty.is_empty() => text(json.get("name")),
            display => display,
        };
        Ok(Definition {
            name,
            effect,
            condition,
            companion,
            indexed: mode.eq_ignore_ascii_case("Indexed"),
        })
    }

    /// Whether its effect keeps Azure from evaluating it.
    pub fn is_disabled(&self) -> bool {
        self.effect.eq_ignore_ascii_case("disabled")
    }

    /// The parts of rows that it reads.
    pub fn projection(&self) -> Projection {
        let mut projection = Projection::default();
        Inventory::project(&mut projection);
        let beside = self.companion.iter().flat_map(Companion::paths);
        for read in self.condition.paths().into_iter().chain(beside) {
            read.keep(read.resource_type.as_deref(), &mut projection);
            read.resource_type.iter().for_each(|kind| projection.keep_rows(kind));
        }
        let judged = self.condition.types().unwrap_or_default();
        let beside = self.companion.iter().map(Companion::resource_type);
        judged
            .into_iter()
            .chain(beside)
            .for_each(|kind| projection.keep_rows(&kind));
        projection
    }

    /// Runs it on every resource that it applies to.
    ///
    /// # Errors
    /// When a condition takes more than one evaluation may.
    pub fn run(
        &self,
        inventory: &Inventory,
        rules: &EstateRules,
        context: &Context,
    ) -> Result<Vec<Answer>, DefinitionError> {
        let rows = Rows::new(inventory, rules, context);
        let judged = self.judged(inventory);
        let answers = judged.into_par_iter().map(|row| self.judge(&rows, row));
        let answers: Result<Vec<Option<Answer>>, DefinitionError> = answers.collect();
        let mut answers: Vec<Answer> = answers?.into_iter().flatten().collect();
        answers.sort_by(|left, right| left.id.cmp(&right.id));
        Ok(answers)
    }

    /// The rows of the types that the condition names, or all of them.
    fn judged<'i>(&self, inventory: &'i Inventory) -> Vec<ResourceRef<'i>> {
        let Some(types) = self.condition.types() else {
            return inventory.resources().collect();
        };
        let rows = types.iter().flat_map(|kind| inventory.of_type(kind));
        rows.map(|ix| inventory.resource(*ix)).collect()
    }

    fn judge(&self, rows: &Rows<'_>, row: ResourceRef<'_>) -> Result<Option<Answer>, DefinitionError> {
        if self.indexed && !is_indexed(row) {
            return Ok(None);
        }
        let facts = ResourceFacts::new(row, rows.rules);
        let applies = self.condition.applies(&facts, rows.context);
        if applies == Truth::False {
            return Ok(None);
        }
        let verdict = self.condition.evaluate(&facts, rows.context);
        within("/if", &verdict)?;
        let (violates, seen) = match &self.companion {
            Some(_) if verdict.truth == Truth::False => return Ok(None),
            Some(companion) => {
                let (exists, what) = companion.exists(rows, row)?;
                (verdict.truth.and(!exists), what)
            }
            // A resource that the definition may not apply to is not shown to meet it.
            None => (verdict.truth.or(!applies), wording::seen(&verdict.trace, MOST_FACTS)),
        };
        Ok(Some(Answer {
            id: row.id(),
            violates,
            seen,
            source: row.source(),
        }))
    }
}

/// Refuses a verdict that met a limit.
fn within(part: &'static str, verdict: &Verdict) -> Result<(), DefinitionError> {
    match verdict.exceeded() {
        Some(limit) => Err(DefinitionError::TooMuch { part, limit }),
        None => Ok(()),
    }
}

/// Whether definitions of the mode *Indexed* speak of a row: containers, and resources of types without a location, are left
/// out. Where the export has no column of locations, the resources that stand in a group themselves are taken to have one.
fn is_indexed(row: ResourceRef<'_>) -> bool {
    let kind = row.resource_type();
    if matches!(TypeClass::of(kind), TypeClass::Container | TypeClass::Record) {
        return false;
    }
    !row.location().is_empty() || (!row.file_has("location") && kind.matches('/').count() == 1)
}

/// The effect by name, in Azure's spelling where it is one of Azure's.
fn effect(json: &Json, parameters: &Parameters) -> Result<String, DefinitionError> {
    let operand = placed(
        "/then/effect",
        Operand::parse(json, parameters).map_err(|error| vec![error]),
    )?;
    let written = operand.literal().unwrap_or_default();
    let named = |names: &[&'static str]| names.iter().copied().find(|name| name.eq_ignore_ascii_case(written));
    if named(&EFFECTS).is_some() {
        return Ok(written.to_owned());
    }
    let name = named(&OTHER_EFFECTS).map_or_else(|| written.to_owned(), str::to_owned);
    Err(DefinitionError::Effect { name })
}

/// A result whose errors tell their place in the rule.
fn placed<T>(part: &str, result: Result<T, Vec<ParseError>>) -> Result<T, DefinitionError> {
    result.map_err(|errors| {
        let errors = errors.into_iter().map(|error| ParseError {
            pointer: format!("{part}{}", error.pointer),
            ..error
        });
        DefinitionError::Condition(errors.collect())
    })
}

/// Refuses a condition that asks for what no export holds.
fn known(part: &'static str, condition: &Condition) -> Result<(), DefinitionError> {
    match condition.beyond_exports() {
        names if names.is_empty() => Ok(()),
        names => Err(DefinitionError::Beyond { part, names }),
    }
}

fn set(members: &[Json]) -> DefinitionError {
    let text = |member: &Json, key: &str| member.get(key).and_then(Json::as_str).map(str::to_owned);
    let called = |member: &Json| {
        let id = text(member, "policyDefinitionId");
        let last = id.and_then(|id| id.rsplit('/').next().map(str::to_owned));
        last.or_else(|| text(member, "policyDefinitionReferenceId"))
    };
    DefinitionError::Set {
        count: members.len(),
        names: members.iter().filter_map(called).take(MOST_NAMES).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn error(json: Json) -> String {
        match Definition::parse(&json, &Map::new()) {
            Ok(_) => panic!("accepted: {json}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_judges_no_configuration_is_refused_by_name() {
        let rule = |condition: Json, effect: &str| json!({"policyRule": {"if": condition, "then": {"effect": effect}}});
        let kind = json!({"field": "type", "equals": "Microsoft.Storage/storageAccounts"});
        assert!(
            error(json!({"properties": {"mode": "Microsoft.KeyVault.Data", "policyRule": {}}}))
                .contains("Microsoft.KeyVault.Data")
        );
        assert!(error(rule(kind.clone(), "denyAction")).starts_with("the effect `denyAction` is not decided"));
        assert!(error(rule(kind, "awdit")).starts_with("the effect `awdit`"));
        let request = json!({"value": "[requestContext().identity.idtyp]", "equals": "app"});
        assert_eq!(
            error(rule(request, "audit")),
            "/if asks for requestContext(), which no export of resources holds"
        );
        let set = json!({"properties": {"policyDefinitions": [
            {"policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/one"},
            {"policyDefinitionReferenceId": "two"},
        ]}});
        assert_eq!(
            error(set),
            "this is an initiative (a policy set) of 2 definitions: run them one by one: one, two"
        );
    }

    #[test]
    fn a_parameter_without_a_value_is_named_with_what_it_may_be() {
        let definition = json!({"properties": {
            "parameters": {"effect": {"defaultValue": "Audit"}, "kind": {"type": "String", "allowedValues": ["A", "B"]}},
            "policyRule": {"if": {"field": "kind", "equals": "[parameters('kind')]"}, "then": {"effect": "[parameters('effect')]"}},
        }});
        assert_eq!(
            error(definition.clone()),
            "/if/equals: the parameter `kind` has neither a value nor a default: it may be \"A\", \"B\" [unset-parameter]"
        );
        let given = |value: Json| Definition::parse(&definition, value.as_object().unwrap());
        let told = |value: Json| given(value).unwrap_err().to_string();
        assert_eq!(
            given(json!({"Kind": {"value": "b"}, "effect": "Deny"})).unwrap().effect,
            "Deny"
        );
        assert_eq!(
            told(json!({"kind": "C"})),
            "the parameter `kind` cannot be \"C\": it is one of \"A\", \"B\""
        );
        assert_eq!(
            told(json!({"kind": 1})),
            "the parameter `kind` cannot be 1: it is of the type string"
        );
        assert_eq!(
            told(json!({"knid": "A"})),
            "there is no parameter `knid`; did you mean `kind`?"
        );
    }
}
