//! Rows of Resource Graph from the blocks of the data files. A block has a template, the rows that are made by it, and kinds: changes
//! to the template for the rows that say they are of that kind.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::template::{Families, Names, merge};
use super::tenant::{Columns, Tenant, read};

/// The files of resources, in the order of the exports.
const RESOURCES: [&str; 7] = [
    "accounts",
    "learning",
    "computing",
    "stores",
    "applications",
    "monitoring",
    "network",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    #[serde(default)]
    #[expect(dead_code, reason = "for whoever reads the file")]
    about: Value,
    template: Template,
    /// Rows that come with each row.
    #[serde(default)]
    with: Vec<Template>,
    /// Values that the rows of a kind have.
    #[serde(default)]
    sets: BTreeMap<String, Columns>,
    rows: Rows,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    r#type: String,
    /// Where the row is no resource of a resource group.
    id: Option<String>,
    #[serde(default = "own_name")]
    name: String,
    /// A list of the entry for each of whose items there is a row.
    each: Option<String>,
    /// The row is there for this kind alone, or for all but this kind.
    only: Option<String>,
    never: Option<String>,
    #[serde(default)]
    columns: Columns,
    #[serde(default)]
    kinds: BTreeMap<String, Columns>,
}

fn own_name() -> String {
    "${name}".to_owned()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Rows {
    Listed(Vec<Entry>),
    /// A list of `tenant.json`, or `connections`, the private endpoint connections of the other rows.
    Named(String),
}

/// A row of data: a resource group, kinds, columns that are its own, and values for the template.
#[derive(Clone, Deserialize)]
pub struct Entry {
    group: Option<String>,
    #[serde(default)]
    is: Vec<String>,
    #[serde(default)]
    columns: Columns,
    #[serde(flatten)]
    values: Columns,
}

/// The data files and what their templates may name.
pub struct Builder {
    pub tenant: Tenant,
    families: Families,
}

impl Builder {
    pub fn new() -> Builder {
        Builder {
            tenant: Tenant::read(),
            families: read("rate-limits.json"),
        }
    }

    /// All rows of the `resources` table. A private endpoint is made for every connection that a resource names, so that the two
    /// sides agree.
    pub fn resources(&self) -> Vec<Value> {
        let files = RESOURCES
            .iter()
            .flat_map(|name| self.file(&format!("resources/{name}.json"), &[]));
        let mut rows: Vec<Value> = files.collect();
        let connections: Vec<Entry> = rows.iter().flat_map(|row| self.connections(row)).collect();
        rows.extend(self.file("resources/private-endpoints.json", &connections));
        rows
    }

    /// The rows of one file.
    pub fn file(&self, name: &str, connections: &[Entry]) -> Vec<Value> {
        let blocks: Vec<Block> = read(name);
        let listed: Value = read("tenant.json");
        let rows = blocks.iter().flat_map(|block| {
            let entries = match &block.rows {
                Rows::Listed(entries) => entries.clone(),
                Rows::Named(name) if name == "connections" => connections.to_vec(),
                Rows::Named(name) => serde_json::from_value(listed[name].clone()).unwrap(),
            };
            let rows = entries.into_iter().flat_map(|entry| self.block(block, &entry));
            rows.collect::<Vec<_>>()
        });
        rows.collect()
    }

    /// The row of an entry, and those that come with it.
    fn block(&self, block: &Block, entry: &Entry) -> Vec<Value> {
        let known: BTreeSet<&String> = std::iter::once(&block.template)
            .chain(&block.with)
            .flat_map(|template| template.kinds.keys().chain(&template.only).chain(&template.never))
            .chain(block.sets.keys())
            .collect();
        let strange: Vec<&String> = entry.is.iter().filter(|kind| !known.contains(kind)).collect();
        assert!(strange.is_empty(), "no template knows {strange:?}: {:?}", entry.values);
        let mut names = Names {
            tenant: &self.tenant,
            families: &self.families,
            values: self.place(entry),
        };
        names.values.extend(entry.values.clone());
        for set in entry.is.iter().filter_map(|kind| block.sets.get(kind)) {
            names.values.extend(set.clone());
        }
        let mut rows = vec![self.row(&block.template, &entry.is, &entry.columns, &mut names)];
        for template in &block.with {
            let each = match &template.each {
                Some(list) => names.each(list),
                None => vec![(
                    Names {
                        values: names.values.clone(),
                        ..names
                    },
                    Vec::new(),
                )],
            };
            for (mut names, own) in each {
                let kinds = [entry.is.as_slice(), &own].concat();
                let is = |kind: &Option<String>| kind.as_ref().map(|kind| kinds.contains(kind));
                if is(&template.only) != Some(false) && is(&template.never) != Some(true) {
                    rows.push(self.row(template, &kinds, &Columns::new(), &mut names));
                }
            }
        }
        rows
    }

    /// What a template may name of the place of a row.
    fn place(&self, entry: &Entry) -> Columns {
        let group = entry.group.as_ref().map(|name| self.tenant.group(name));
        let subscription = group.map_or_else(
            || entry.values.get("subscription")?.as_str(),
            |group| Some(&group.subscription),
        );
        let Some(subscription) = subscription.map(|name| self.tenant.subscription(name)) else {
            return Columns::new();
        };
        let (network_group, network) = subscription.network.split_once(' ').unwrap();
        let mut place = json!({
            "subscriptionScope": subscription.scope(), "costCentre": subscription.cost_centre,
            "environment": subscription.environment,
            "network": self.tenant.scope(&format!("{network_group} Microsoft.Network/virtualNetworks {network}")),
        });
        if let Some(group) = group {
            place["group"] = json!(group.name);
            place["groupScope"] = json!(self.tenant.group_scope(group));
            place["region"] = json!(group.region);
        }
        serde_json::from_value(place).unwrap()
    }

    fn row(&self, template: &Template, kinds: &[String], own: &Columns, names: &mut Names<'_>) -> Value {
        let (name, kind) = (names.text(&template.name), names.text(&template.r#type));
        let id = match &template.id {
            Some(id) => names.text(id),
            None => names.text(&format!("${{own {kind} {name}}}")),
        };
        names.values.entry("main").or_insert_with(|| json!(id));
        names.values.insert("id".to_owned(), json!(id));
        let mut columns = Value::Object(template.columns.clone());
        for kind in kinds.iter().filter_map(|kind| template.kinds.get(kind)) {
            merge(&mut columns, &Value::Object(kind.clone()));
        }
        merge(&mut columns, &Value::Object(own.clone()));
        let mut row = self.tenant.table_row(&id, &name, &kind);
        if let (Some(group), Some(region)) = (names.values.get("group"), names.values.get("region")) {
            row.insert("location".to_owned(), region.clone());
            row.insert("resourceGroup".to_owned(), group.clone());
        }
        if let Value::Object(columns) = names.fill(&columns) {
            row.extend(columns);
        }
        Value::Object(row)
    }

    /// The private endpoint connections of a row, as rows of data.
    fn connections(&self, row: &Value) -> Vec<Entry> {
        let connections = row["properties"]["privateEndpointConnections"].as_array();
        let entry = |connection: &Value| {
            let properties = &connection["properties"];
            let endpoint = properties["privateEndpoint"]["id"].as_str()?;
            let subscription = self.tenant.subscription_of(endpoint)?;
            let state = &properties["privateLinkServiceConnectionState"];
            let group = format!("{}/{}", subscription.name, endpoint.split('/').nth(4)?);
            let values = json!({
                "name": endpoint.rsplit('/').next()?, "target": row["id"], "groupIds": properties["groupIds"], "state": state,
            });
            Some(Entry {
                group: Some(group),
                is: vec![state["status"].as_str()?.to_lowercase()],
                columns: Columns::new(),
                values: serde_json::from_value(values).unwrap(),
            })
        };
        connections.into_iter().flatten().filter_map(entry).collect()
    }
}
