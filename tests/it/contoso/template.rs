//! Templates of rows. In a text, `${name}` stands for a value and `${function arguments}` for what a function makes; where such a
//! placeholder is all of the text, the value keeps its type. [`Names::value`] lists the functions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::common::pick;

use super::tenant::{Columns, Tenant, guid, instant, management_group, resource_id, system_principal, tenant_id};

const USER_IDENTITY: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

/// Families of calls: a key, the first part of the path and the operations.
pub type Families = BTreeMap<String, Vec<(String, String, Vec<String>)>>;

/// What a template may name.
pub struct Names<'a> {
    pub tenant: &'a Tenant,
    pub families: &'a Families,
    pub values: Columns,
}

impl Names<'_> {
    /// A value that the template must have.
    pub fn get(&self, name: &str) -> &Value {
        self.values
            .get(name)
            .unwrap_or_else(|| panic!("`{name}` has no value: {:?}", self.values))
    }

    /// The template with its placeholders filled. An object with the members `each` and `item` becomes a list: the item for each entry
    /// of the list that `each` names, changed by the `kinds` that the entry says it is.
    pub fn fill(&self, template: &Value) -> Value {
        match template {
            Value::String(text) => self.fill_text(text),
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(members) if members.contains_key("each") => {
                let filled = self
                    .each(members["each"].as_str().unwrap())
                    .into_iter()
                    .map(|(names, is)| {
                        let mut item = members["item"].clone();
                        let kinds = is.iter().filter_map(|kind| members.get("kinds")?.get(kind));
                        kinds.for_each(|kind| merge(&mut item, kind));
                        names.fill(&item)
                    });
                filled.collect()
            }
            Value::Object(members) => {
                let filled = members.iter().map(|(key, value)| (key.clone(), self.fill(value)));
                Value::Object(filled.collect())
            }
            other => other.clone(),
        }
    }

    /// The names of each entry of a list, with its place in it as `number`, and the kinds that the entry is of.
    pub fn each(&self, list: &str) -> Vec<(Names<'_>, Vec<String>)> {
        let entries = self.get(list).as_array().unwrap().iter().zip(0..);
        let entries = entries.map(|(entry, number)| {
            let mut values = self.values.clone();
            values.extend(entry.as_object().unwrap().clone());
            values.insert("number".to_owned(), json!(number));
            let is = entry["is"].as_array().into_iter().flatten().filter_map(Value::as_str);
            (Names { values, ..*self }, is.map(str::to_owned).collect())
        });
        entries.collect()
    }

    /// The template of a text, filled, as a text.
    pub fn text(&self, template: &str) -> String {
        plain(&self.fill_text(template))
    }

    fn fill_text(&self, template: &str) -> Value {
        let (mut filled, mut rest) = (String::new(), template);
        while let Some(start) = rest.find("${") {
            let end = start + length(&rest[start..]);
            let value = self.value(&rest[start + 2..end - 1]);
            if start == 0 && end == template.len() {
                return value;
            }
            filled.push_str(&rest[..start]);
            filled.push_str(&plain(&value));
            rest = &rest[end..];
        }
        Value::String(filled + rest)
    }

    /// What a placeholder stands for. Placeholders inside it come first.
    fn value(&self, expression: &str) -> Value {
        let expression = self.text(expression);
        let (name, rest) = expression.split_once(' ').unwrap_or((&expression, ""));
        let split = || rest.split_once(' ').unwrap_or((rest, ""));
        match name {
            // Made from a text: a GUID, the same without dashes, a moment in the first MONTHS of the year, a number from FROM on.
            "guid" => json!(guid(rest)),
            "hex" => json!(guid(rest).replace('-', "")),
            "instant" => json!(instant(split().1, split().0.parse().unwrap())),
            "pick" => {
                let (from, (count, text)) = (split().0, split().1.split_once(' ').unwrap());
                json!(from.parse::<u64>().unwrap() + pick(text, count.parse().unwrap()))
            }
            "text" => json!(rest),
            "lower" => json!(rest.to_lowercase()),
            "without" => json!(split().1.trim_start_matches(split().0)),
            "count" => json!(self.get(rest).as_array().unwrap().len()),
            // Ids: of a scope, of a resource of this resource group, of the network that it stands in, of a subnet of that.
            "scope" => json!(self.tenant.scope(rest)),
            "own" => json!(resource_id(&self.group_scope(), split().0, split().1)),
            "subnet" => json!(format!("{}/subnets/{rest}", plain(self.get("network")))),
            "tenant" => json!(tenant_id()),
            "subscriptionOf" => json!(self.tenant.subscription_of(rest).unwrap().id()),
            "kind" => json!(rest.split(' ').nth(1).unwrap_or("Microsoft.Resources/subscriptions")),
            "role" => json!(self.tenant.role_id(rest)),
            // Whole columns and properties.
            "system" => {
                let principal = system_principal(&plain(self.get("id")));
                json!({"type": "SystemAssigned", "principalId": principal, "tenantId": tenant_id()})
            }
            "user" => {
                let id = resource_id(&self.group_scope(), USER_IDENTITY, rest);
                let one = json!({"principalId": guid(&format!("principal {rest}")), "clientId": guid(&format!("client {rest}"))});
                json!({"type": "UserAssigned", "userAssignedIdentities": {id: one}})
            }
            "connections" => self.connections(split().0, split().1),
            "limits" => self.limits(rest),
            "operations" => {
                let families = rest.split(' ').flat_map(|name| &self.families[name]);
                let keys =
                    families.flat_map(|(key, _, operations)| operations.iter().map(move |one| format!("{key}.{one}")));
                json!(keys.collect::<Vec<_>>().join(","))
            }
            "chain" => self.chain(rest),
            "above" => {
                let title = self
                    .tenant
                    .chain(rest)
                    .first()
                    .map_or("Tenant Root Group", |group| &group.title);
                let name = if rest.is_empty() { tenant_id() } else { rest.to_owned() };
                json!({"id": management_group(&name), "name": name, "displayName": title})
            }
            name => self.get(name).clone(),
        }
    }

    fn group_scope(&self) -> String {
        plain(self.get("groupScope"))
    }

    /// The private endpoint connections of a row: one, or none where it has no status.
    fn connections(&self, sub_resource: &str, status: &str) -> Value {
        if status.is_empty() {
            return json!([]);
        }
        let id = plain(self.get("id"));
        let endpoint = format!("pe-{}-{sub_resource}", id.rsplit('/').next().unwrap());
        let name = format!("{endpoint}.{}", guid(&endpoint));
        let description = match status {
            "Pending" => "Requested by the application team",
            _ => "Auto-approved",
        };
        json!([{
            "id": format!("{id}/privateEndpointConnections/{name}"),
            "name": name,
            "location": "westeurope",
            "properties": {
                "privateEndpoint": {"id": resource_id(&self.group_scope(), "Microsoft.Network/privateEndpoints", &endpoint)},
                "groupIds": [sub_resource],
                "privateLinkServiceConnectionState":
                    {"status": status, "description": description, "actionsRequired": "None"},
                "provisioningState": "Succeeded",
            },
        }])
    }

    /// The call rate limits that make a row of an Azure AI account tens of kilobytes long, of some families of calls.
    fn limits(&self, families: &str) -> Value {
        let mut rules = Vec::new();
        for (key, path, operations) in families.split(' ').flat_map(|name| &self.families[name]) {
            for operation in operations {
                for (method, period, count) in [("POST", 1, 30), ("GET", 60, 120)] {
                    let path = format!("{path}/{operation}");
                    let key = format!("{key}.{}.{}", operation.replace('/', "."), method.to_lowercase());
                    let patterns = [
                        json!({"path": path, "method": method}),
                        json!({"path": path + "/*", "method": method}),
                    ];
                    rules.push(json!({"key": key, "renewalPeriod": period, "count": count, "matchPatterns": patterns}));
                }
            }
        }
        let all = [json!({"path": "*", "method": "*"})];
        rules.push(json!({"key": "default", "renewalPeriod": 1, "count": 30, "matchPatterns": all}));
        json!({"rules": rules})
    }

    /// A management group and those above it, the root last.
    fn chain(&self, start: &str) -> Value {
        let chain = self.tenant.chain(start).into_iter();
        let chain = chain.map(|group| json!({"displayName": group.title, "name": group.name}));
        chain
            .chain([json!({"displayName": "Tenant Root Group", "name": tenant_id()})])
            .collect()
    }
}

/// Changes members of objects, at any depth; everything else is replaced.
pub fn merge(target: &mut Value, change: &Value) {
    match (target, change) {
        (Value::Object(target), Value::Object(change)) => {
            for (key, value) in change {
                merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (target, change) => *target = change.clone(),
    }
}

/// A value as it stands in a text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The bytes from `${` to the brace that closes it.
fn length(text: &str) -> usize {
    let mut open = 0;
    for (position, character) in text.char_indices() {
        match character {
            '{' => open += 1,
            '}' if open == 1 => return position + 1,
            '}' => open -= 1,
            _ => {}
        }
    }
    panic!("a placeholder is not closed: {text}")
}
