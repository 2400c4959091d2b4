//! A control as an Azure Policy definition: the text that finds a problem can then prevent it. Only what Azure knows may
//! appear in one: its own fields and the aliases of properties.

use serde_json::{Map, Value as Json, json};

use crate::condition::alias;
use crate::condition::{Context, Facts, Truth};
use crate::evidence::{EvidenceFile, EvidenceRule, MayOnly};
use crate::value::Fact;

use super::{Control, Framework, Subjects};

/// Fields that every definition may use.
const PLAIN: [&str; 7] = ["name", "fullname", "kind", "type", "location", "id", "tags"];

/// A property that a resource gets only after it was made.
const AFTERWARDS: &str = "privateEndpointConnections";

/// Reason why a control has no policy definition.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum ExportError {
    /// It is not judged on resources.
    #[error("only a control that is judged on resources can be a policy; this one is judged on {0}")]
    Subjects(&'static str),
    /// No evidence of it reads the configuration of the resource alone; what it reads.
    #[error("a policy reads the resource's own configuration alone; this control reads {0}")]
    NoCondition(String),
    /// With the values of the profile, it is never judged.
    #[error("as these profile values are set, it applies to nothing: {0}; change them in profile.json")]
    Never(String),
    /// A field has no name in Azure Policy.
    #[error("Azure Policy has no field `{0}` here")]
    Field(String),
}

/// The control as a policy definition with the effects Audit, Deny and Disabled.
///
/// # Errors
/// When the control is of a kind that no policy can express.
pub fn policy(framework: &Framework, control: &Control) -> Result<Json, ExportError> {
    let sets = match &control.subjects {
        Subjects::Resources(sets) => sets,
        Subjects::SubscriptionsOf(_) | Subjects::SubscriptionsWithout(_) => {
            return Err(ExportError::Subjects("subscriptions"));
        }
        Subjects::IdentitiesOf(_) => return Err(ExportError::Subjects("identities")),
        Subjects::TrustedWith(_) => return Err(ExportError::Subjects("what identities can reach")),
        Subjects::Tenant => return Err(ExportError::Subjects("the tenant")),
    };
    let mut tests = Vec::new();
    for rule in &control.file.evidence {
        let EvidenceFile::Policy(kind) = &rule.evidence else {
            continue;
        };
        let passes_only = rule.may_only == Some(MayOnly::Pass);
        let Some(test) = kind.condition().filter(|_| !passes_only && rule.unset.is_empty()) else {
            continue;
        };
        let types: Vec<String> = rule.types.iter().map(|name| name.to_ascii_lowercase()).collect();
        tests.push(match types.as_slice() {
            [] => test.to_json(),
            [one] => all(vec![json!({"field": "type", "equals": one}), test.to_json()]),
            types => all(vec![json!({"field": "type", "in": types}), test.to_json()]),
        });
    }
    if tests.is_empty() {
        return Err(ExportError::NoCondition(left_out(control).join(", ")));
    }
    let context = Context::default();
    if let Some(except) = &control.except
        && except.truth(&Nothing, &context) == Truth::True
    {
        return Err(ExportError::Never(values(framework, control)));
    }
    let (taken, types) = subjects(framework, control, sets);
    let mut rest = Vec::new();
    if let Some(except) = &control.except {
        rest.push(json!({ "not": except.to_json() }));
    }
    rest.push(any(tests));
    let of = |taken: Vec<Json>, only: Option<&str>| {
        let parts = std::iter::once(any(taken)).chain(rest.clone()).collect();
        named(&all(parts), only)
    };
    let condition = match types.as_slice() {
        [(one, _)] => of(taken, Some(one))?,
        // A property that no test ties to a type has a name per type: the condition is then written out for each.
        several => match of(taken, None) {
            Ok(condition) => condition,
            Err(_) => {
                let each = several.iter().map(|(one, taken)| of(taken.clone(), Some(one)));
                any(each.collect::<Result<_, _>>()?)
            }
        },
    };
    // What comes after a resource is made cannot keep it from being made.
    let effects: &[&str] = match condition.to_string().contains(AFTERWARDS) {
        true => &["Audit", "Disabled"],
        false => &["Audit", "Deny", "Disabled"],
    };
    Ok(json!({
        "name": control.file.id.to_ascii_lowercase(),
        "properties": {
            "displayName": control.file.title,
            "description": description(framework, control, sets),
            "policyType": "Custom",
            "mode": "Indexed",
            "metadata": { "category": "AI readiness", "version": "1.0.0" },
            "parameters": {
                "effect": {
                    "type": "String",
                    "metadata": { "displayName": "Effect", "description": "What happens to a resource that fails." },
                    "allowedValues": effects,
                    "defaultValue": "Audit"
                }
            },
            "policyRule": {
                "if": condition,
                "then": { "effect": "[parameters('effect')]" }
            }
        }
    }))
}

/// Description of the policy: why the control matters, and in what the policy differs from the control.
fn description(framework: &Framework, control: &Control, sets: &[String]) -> String {
    let mut text = control.file.why.clone();
    let environments = &control.file.subjects.environments;
    if !environments.is_empty() {
        let named = environments.join(", ");
        text.push_str(&format!(
            " The control judges these environments only: {named}. Assign the policy to scopes that hold nothing else."
        ));
    }
    if sets.iter().any(|set| !framework.estate.sets.contains_key(set)) {
        text.push_str(
            " The control judges what AI uses; the policy judges every resource of these types in its scope.",
        );
    }
    let left_out = left_out(control);
    if !left_out.is_empty() {
        let named = left_out.join(", ");
        text.push_str(&format!(
            " The control also reads {named}; the policy leaves that out, so that the two may differ."
        ));
    }
    if !control.parameters.is_empty() {
        text.push_str(&format!(" Profile values at export: {}.", values(framework, control)));
    }
    text
}

/// The evidence of a control that no policy can read, each kind once. What Azure Policy and Defender for Cloud say themselves is none.
fn left_out(control: &Control) -> Vec<String> {
    let mut found = Vec::new();
    let evidence = control.file.evidence.iter();
    evidence.for_each(|rule| note_left_out(rule, &mut found));
    found
}

fn note_left_out(rule: &EvidenceRule, found: &mut Vec<String>) {
    rule.parts().iter().for_each(|part| note_left_out(part, found));
    let is_told = matches!(
        rule.evidence,
        EvidenceFile::Policy(_)
            | EvidenceFile::PolicyState(_)
            | EvidenceFile::Recommendation(_)
            | EvidenceFile::OverdueRecommendation(_)
    );
    let words = match &rule.evidence {
        EvidenceFile::Exposure(_) => {
            "the firewall rules and network security perimeters around the resource".to_owned()
        }
        other => other.kind().words(),
    };
    if rule.parts().is_empty() && !is_told && !found.contains(&words) {
        found.push(words);
    }
}

/// The profile values that a control reads.
fn values(framework: &Framework, control: &Control) -> String {
    let values = control.parameters.iter();
    let values = values.map(|name| format!("{name} = {}", framework.value(name)));
    values.collect::<Vec<_>>().join(", ")
}

/// A resource of which nothing is known.
struct Nothing;

impl Facts for Nothing {
    fn resource_type(&self) -> &str {
        ""
    }

    fn member(&self, _: &str) -> Fact<'_> {
        Fact::Unknown
    }
}

/// The members of the sets as conditions: those of whole sets, and those of each type.
fn subjects(framework: &Framework, control: &Control, sets: &[String]) -> (Vec<Json>, Vec<(String, Vec<Json>)>) {
    let only = &control.file.subjects.types;
    let takes = |kind: &&String| only.is_empty() || only.iter().any(|name| name.eq_ignore_ascii_case(kind));
    let (mut taken, mut types) = (Vec::new(), Vec::<(String, Vec<Json>)>::new());
    for set in sets {
        let selections = framework.estate.sets.get(set);
        let mut selected: Vec<(Vec<String>, Option<Json>)> = Vec::new();
        for selection in selections.into_iter().flatten() {
            let condition = selection.condition.as_ref().map(|condition| condition.to_json());
            selected.push((selection.types.clone(), condition));
        }
        if selections.is_none() {
            selected.push((framework.estate.types_of(set), None));
        }
        for (of_these, condition) in selected {
            for kind in of_these.iter().filter(takes) {
                let test = json!({"field": "type", "equals": kind});
                let member = all(std::iter::once(test).chain(condition.clone()).collect());
                taken.push(member.clone());
                match types.iter_mut().find(|(known, _)| known == kind) {
                    Some((_, of_it)) => of_it.push(member),
                    None => types.push((kind.clone(), vec![member])),
                }
            }
        }
    }
    (taken, types)
}

fn all(mut parts: Vec<Json>) -> Json {
    match parts.len() {
        1 => parts.remove(0),
        _ => json!({ "allOf": parts }),
    }
}

fn any(mut parts: Vec<Json>) -> Json {
    match parts.len() {
        1 => parts.remove(0),
        _ => json!({ "anyOf": parts }),
    }
}

/// The condition with every property under its alias. `of_type` is the type that all rows there have, where one is known;
/// a test of the type beside others in an `allOf` tells it too.
fn named(json: &Json, of_type: Option<&str>) -> Result<Json, ExportError> {
    match json {
        Json::Object(members) => {
            let tested = members
                .get("allOf")
                .and_then(Json::as_array)
                .and_then(|parts| type_of(parts));
            let of_type = tested.as_deref().or(of_type);
            let mut found = Map::new();
            for (key, value) in members {
                let value = match (key.as_str(), value) {
                    ("field", Json::String(field)) => Json::String(name_of(field, of_type)?),
                    (_, value) => named(value, of_type)?,
                };
                found.insert(key.clone(), value);
            }
            Ok(Json::Object(found))
        }
        Json::Array(items) => items.iter().map(|item| named(item, of_type)).collect(),
        Json::String(text) if text.starts_with('[') && !text.starts_with("[[") => in_expression(text, of_type),
        other => Ok(other.clone()),
    }
}

fn type_of(parts: &[Json]) -> Option<String> {
    parts.iter().find_map(|part| {
        let field = part.get("field")?.as_str()?;
        let kind = part.get("equals")?.as_str()?;
        field.eq_ignore_ascii_case("type").then(|| kind.to_owned())
    })
}

/// The name under which Azure Policy knows a field.
fn name_of(field: &str, of_type: Option<&str>) -> Result<String, ExportError> {
    let head = field.split(['.', '[']).next().unwrap_or_default().to_ascii_lowercase();
    if field.contains('/') || PLAIN.contains(&head.as_str()) || field.starts_with('[') {
        return Ok(field.to_owned());
    }
    if head == "identity" {
        return Ok(field.to_owned());
    }
    let known = of_type.and_then(|of_type| alias::of_path(of_type, field));
    known.ok_or_else(|| ExportError::Field(field.to_owned()))
}

/// An expression with the fields in its `field('…')` and `current('…')` under their aliases.
fn in_expression(text: &str, of_type: Option<&str>) -> Result<Json, ExportError> {
    let mut rest = text;
    let mut found = String::new();
    while let Some(at) = ["field('", "current('"]
        .iter()
        .filter_map(|call| Some(rest.find(call)? + call.len()))
        .min()
    {
        let (head, tail) = rest.split_at(at);
        let Some((field, after)) = tail.split_once('\'') else {
            break;
        };
        found.push_str(head);
        let is_count_name = head.ends_with("current('") && !field.contains('.');
        found.push_str(&if is_count_name {
            field.to_owned()
        } else {
            name_of(field, of_type)?
        });
        found.push('\'');
        rest = after;
    }
    found.push_str(rest);
    Ok(Json::String(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_gets_the_alias_of_the_type_that_is_tested_beside_it() {
        let condition = json!({"anyOf": [
            {"allOf": [{"field": "type", "equals": "Microsoft.Sql/servers"}, {"field": "properties.version", "equals": 1}]},
            {"allOf": [{"field": "type", "equals": "Microsoft.Search/searchServices"},
                       {"value": "[length(field('properties.hostingMode'))]", "equals": 1}]}
        ]});
        let text = named(&condition, None).unwrap().to_string();
        assert!(text.contains("Microsoft.Sql/servers/version"), "{text}");
        assert!(
            text.contains("[length(field('Microsoft.Search/searchServices/hostingMode'))]"),
            "{text}"
        );
    }

    #[test]
    fn a_property_that_azure_knows_under_another_name_gets_that_name() {
        let connections = "Microsoft.CognitiveServices/accounts/connections";
        let name = name_of("properties.credentials.keys", Some(connections));
        assert_eq!(name, Ok(format!("{connections}/CustomKeys.credentials.keys")));
    }

    #[test]
    fn a_property_of_no_known_type_is_refused_by_name() {
        let condition = json!({"field": "properties.a", "equals": 1});
        assert_eq!(
            named(&condition, None),
            Err(ExportError::Field("properties.a".to_owned()))
        );
        let condition = json!({"field": "subscriptionId", "equals": 1});
        assert_eq!(
            named(&condition, Some("X/y")),
            Err(ExportError::Field("subscriptionId".to_owned()))
        );
    }

    #[test]
    fn what_no_policy_can_read_is_named() {
        let framework = Framework::load(None, super::super::ProfileValues::new()).unwrap();
        let exported = |id: &str| policy(&framework, framework.control(id).unwrap());
        let refused = exported("NET-01").unwrap_err().to_string();
        assert!(refused.contains("network security perimeters"), "{refused}");
        let described = exported("NET-05").unwrap()["properties"]["description"].to_string();
        assert!(!described.contains("leaves that out"), "{described}");
    }

    #[test]
    fn every_definition_that_the_framework_exports_is_read_back() {
        let framework = Framework::load(None, super::super::ProfileValues::new()).unwrap();
        let mut exported = 0;
        for control in &framework.controls {
            let Ok(definition) = policy(&framework, control) else {
                continue;
            };
            let condition = &definition["properties"]["policyRule"]["if"];
            let read = crate::condition::Condition::parse(condition);
            assert!(read.is_ok(), "{}: {:?}", control.file.id, read.err());
            exported += 1;
        }
        assert!(exported >= 10, "only {exported} controls can be exported");
    }
}
