//! Any Azure Policy definition, Microsoft's or a client's, run on an inventory as Azure would run it on the tenant. A
//! definition of the kind *if not exists* looks for the related resource among the rows; where no such rows were exported,
//! its answer is unknown.

use serde_json::Value as Json;

use crate::condition::{Condition, Context, Parameters, ParseError, Truth};
use crate::estate::facts::ResourceFacts;
use crate::estate::rules::EstateRules;
use crate::ingest::projection::Projection;
use crate::ingest::rows::Source;
use crate::inventory::arm_id::ArmId;
use crate::inventory::{Inventory, ResourceRef};

use super::wording;

/// How many facts of a row an answer tells.
const MOST_FACTS: usize = 3;

/// Why a definition can't be run.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    /// A part that every definition has is missing.
    #[error("the definition has no {0}")]
    Missing(&'static str),
    /// It judges requests or data, which no export holds.
    #[error("the mode {0} judges what happens inside a service, which no export of resources holds")]
    Mode(String),
    /// A condition is wrong, or asks what an export cannot answer.
    #[error("{}", list(.0))]
    Condition(Vec<ParseError>),
}

fn list(errors: &[ParseError]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// A policy definition, ready to run.
#[derive(Debug)]
pub struct Definition {
    /// Display name, else name.
    pub name: String,
    /// The effect, with parameters at their defaults.
    pub effect: String,
    condition: Condition,
    companion: Option<Companion>,
}

/// The resource that must exist beside the one that is judged.
#[derive(Debug)]
struct Companion {
    resource_type: String,
    name: Name,
    /// Whether it may stand anywhere in the subscription rather than in the resource group.
    in_subscription: bool,
    condition: Option<Condition>,
}

#[derive(Debug, PartialEq)]
enum Name {
    Any,
    /// The name of the judged resource: the definition speaks of that resource itself.
    Same,
    Literal(String),
    /// An expression that this program does not work out.
    Unresolved,
}

/// What a definition says of one resource it applies to.
#[derive(Debug)]
pub struct Answer {
    /// ARM id.
    pub id: String,
    /// True: the definition finds it non-compliant.
    pub violates: Truth,
    /// What decided it, for print.
    pub seen: String,
    /// The row.
    pub source: Source,
}

impl Definition {
    /// Parses a definition: the file that Azure's repository holds, or its `properties` alone.
    ///
    /// # Errors
    /// When a part is missing, the mode is one of a data plane, or a condition is wrong.
    pub fn parse(json: &Json) -> Result<Self, DefinitionError> {
        let properties = json.get("properties").unwrap_or(json);
        let text = |value: Option<&Json>| value.and_then(Json::as_str).unwrap_or_default().to_owned();
        let mode = text(properties.get("mode"));
        if mode.contains('.') {
            return Err(DefinitionError::Mode(mode));
        }
        let rule = properties
            .get("policyRule")
            .ok_or(DefinitionError::Missing("policyRule"))?;
        let condition = rule.get("if").ok_or(DefinitionError::Missing("policyRule.if"))?;
        let then = rule.get("then").ok_or(DefinitionError::Missing("policyRule.then"))?;
        let declared = properties.get("parameters").cloned().unwrap_or_default();
        let parameters = Parameters::from_definition(&declared);
        let parse = |json: &Json| Condition::parse_with(json, &parameters).map_err(DefinitionError::Condition);
        let effect = default_of(&text(then.get("effect")), &declared);
        let details = then
            .get("details")
            .filter(|_| effect.to_ascii_lowercase().ends_with("ifnotexists"));
        let companion = match details {
            None => None,
            Some(details) => Some(Companion {
                resource_type: text(details.get("type")),
                name: name(&text(details.get("name")), &declared),
                in_subscription: text(details.get("existenceScope")).eq_ignore_ascii_case("subscription"),
                condition: details.get("existenceCondition").map(parse).transpose()?,
            }),
        };
        let name = match text(properties.get("displayName")) {
            empty if empty.is_empty() => text(json.get("name")),
            display => display,
        };
        Ok(Definition {
            name,
            effect,
            condition: parse(condition)?,
            companion,
        })
    }

    /// The parts of rows that it reads.
    pub fn projection(&self) -> Projection {
        let mut projection = Projection::default();
        Inventory::project(&mut projection);
        let companion = self.companion.iter().flat_map(|companion| &companion.condition);
        for read in companion.chain([&self.condition]).flat_map(Condition::paths) {
            projection.keep(read.resource_type.as_deref(), &read.path.to_string());
        }
        projection
    }

    /// Runs it on every resource; those that its condition does not take are left out.
    pub fn run(&self, inventory: &Inventory, rules: &EstateRules, context: &Context) -> Vec<Answer> {
        let mut answers: Vec<Answer> = inventory
            .resources()
            .filter_map(|row| self.judge(inventory, rules, context, row))
            .collect();
        answers.sort_by(|left, right| left.id.cmp(&right.id));
        answers
    }

    fn judge(
        &self,
        inventory: &Inventory,
        rules: &EstateRules,
        context: &Context,
        row: ResourceRef<'_>,
    ) -> Option<Answer> {
        if self
            .condition
            .types()
            .is_some_and(|types| !types.iter().any(|name| name == row.resource_type()))
        {
            return None;
        }
        let verdict = self.condition.evaluate(&ResourceFacts::new(row, rules), context);
        let mut violates = verdict.truth;
        let mut seen = wording::seen(&verdict.trace, MOST_FACTS);
        if let Some(companion) = &self.companion {
            if verdict.truth == Truth::False {
                return None;
            }
            let (exists, what) = companion.exists(inventory, rules, context, row);
            violates = violates.and(!exists);
            seen = what;
        } else if verdict.truth == Truth::False && self.condition.types().is_none() {
            return None;
        }
        Some(Answer {
            id: row.id(),
            violates,
            seen,
            source: row.source(),
        })
    }
}

impl Companion {
    /// Whether the companion of a resource exists and meets its condition, and what was seen of it.
    fn exists(
        &self,
        inventory: &Inventory,
        rules: &EstateRules,
        context: &Context,
        of: ResourceRef<'_>,
    ) -> (Truth, String) {
        let meets = |row: ResourceRef<'_>| match &self.condition {
            None => (Truth::True, row.name().to_owned()),
            Some(condition) => {
                let verdict = condition.evaluate(&ResourceFacts::new(row, rules), context);
                (
                    verdict.truth,
                    format!("{}: {}", row.name(), wording::seen(&verdict.trace, MOST_FACTS)),
                )
            }
        };
        if self.name == Name::Same && self.resource_type.eq_ignore_ascii_case(of.resource_type()) {
            return meets(of);
        }
        let place = self.place(of);
        let (mut exists, mut seen) = (Truth::False, format!("it has no {}", self.resource_type));
        let (mut exported, mut found) = (false, false);
        for ix in inventory.of_type(&self.resource_type) {
            let row = inventory.resource(*ix);
            let same = |left: Option<&str>, right: Option<&str>| match (left, right) {
                (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
                _ => false,
            };
            exported |= same(row.subscription(), of.subscription());
            let id = row.id().to_ascii_lowercase();
            let named = match &self.name {
                Name::Any | Name::Unresolved => true,
                Name::Same => same(Some(row.name()), Some(of.name())),
                Name::Literal(name) => same(Some(ArmId::new(&id).last()), Some(name)),
            };
            if !named || !id.starts_with(&place) {
                continue;
            }
            found = true;
            let (truth, what) = meets(row);
            if exists != Truth::True {
                exists = exists.or(truth);
                seen = what;
            }
        }
        match (found, exported, &self.name) {
            (false, false, _) => (Truth::Unknown, format!("no export holds {}", self.resource_type)),
            (_, _, Name::Unresolved) if exists == Truth::True => (Truth::Unknown, seen),
            _ => (exists, seen),
        }
    }

    /// The lower-case prefix of the ids among which the companion is looked for: the resource itself for its children and
    /// for extensions, else its resource group or subscription.
    fn place(&self, of: ResourceRef<'_>) -> String {
        let kind = self.resource_type.to_ascii_lowercase();
        let id = of.id();
        let extension =
            ["microsoft.insights/diagnosticsettings", "microsoft.authorization/locks"].contains(&kind.as_str());
        let child = kind.starts_with(&format!("{}/", of.resource_type()));
        let subscription = of.subscription().map(|name| format!("/subscriptions/{name}"));
        let place = match (subscription, of.resource_group()) {
            _ if extension || child => id,
            (Some(subscription), Some(group)) if !self.in_subscription => {
                format!("{subscription}/resourcegroups/{group}")
            }
            (Some(subscription), _) => subscription,
            (None, _) => id,
        };
        format!("{}/", place.to_ascii_lowercase())
    }
}

fn name(text: &str, declared: &Json) -> Name {
    let resolved = default_of(text, declared);
    match resolved.as_str() {
        "" => Name::Any,
        same if same.replace(' ', "").eq_ignore_ascii_case("[field('name')]") => Name::Same,
        other if other.starts_with('[') => Name::Unresolved,
        literal => Name::Literal(ArmId::new(literal).last().to_owned()),
    }
}

/// A text, or the default of the parameter that it names.
fn default_of(text: &str, declared: &Json) -> String {
    let parameter = text
        .trim()
        .strip_prefix("[parameters('")
        .and_then(|rest| rest.strip_suffix("')]"));
    let default = parameter.and_then(|name| declared.get(name)?.get("defaultValue")?.as_str());
    default.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_definition_of_a_data_plane_is_refused_by_its_mode() {
        let error = Definition::parse(&json!({"properties": {"mode": "Microsoft.KeyVault.Data", "policyRule": {}}}));
        assert!(matches!(error, Err(DefinitionError::Mode(mode)) if mode == "Microsoft.KeyVault.Data"));
    }

    #[test]
    fn the_name_of_a_companion_is_taken_from_the_default_of_its_parameter() {
        let declared = json!({"profile": {"defaultValue": "setByPolicy"}});
        assert_eq!(
            name("[parameters('profile')]", &declared),
            Name::Literal("setByPolicy".to_owned())
        );
        assert_eq!(name("[field('name')]", &declared), Name::Same);
        assert_eq!(name("[concat('a', field('name'))]", &declared), Name::Unresolved);
    }
}
