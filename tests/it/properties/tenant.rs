//! A tenant as the tables and lists that its exports are made of, each a file of its own, so that one of them, or a column of one, can
//! be taken away.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::common::{Sandbox, fixture};

/// A table of Resource Graph, or a list that another tool gives.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Table {
    Resources,
    Containers,
    Policy,
    Security,
    Authorization,
    /// Child and extension resources that Resource Graph does not hold, as `az` lists them for one resource at a time.
    Supplements,
    /// Policies of Conditional Access, as Microsoft Graph lists them, without a type.
    ConditionalAccess,
    Assignments,
    Recommendations,
}

/// Child resources that Resource Graph holds among the resources.
const CHILDREN: [&str; 5] = [
    "microsoft.cognitiveservices/accounts/projects",
    "microsoft.machinelearningservices/workspaces/onlineendpoints",
    "microsoft.sql/servers/databases",
    "microsoft.compute/virtualmachines/extensions",
    "microsoft.network/privatednszones/virtualnetworklinks",
];

/// Extension resources that Resource Graph does not hold and whose ids may stand below a subscription.
const EXTENSIONS: [&str; 2] = ["microsoft.insights/diagnosticsettings", "microsoft.consumption/budgets"];

impl Table {
    /// The name of the table, and of its file.
    pub fn name(self) -> &'static str {
        match self {
            Table::Resources => "resources",
            Table::Containers => "resourcecontainers",
            Table::Policy => "policyresources",
            Table::Security => "securityresources",
            Table::Authorization => "authorizationresources",
            Table::Supplements => "supplements",
            Table::ConditionalAccess => "conditionalaccess",
            Table::Assignments => "roleassignments",
            Table::Recommendations => "recommendations",
        }
    }

    /// Whether the file says how many rows the query found, so that a row that lacks is noticed.
    pub fn tells_its_total(self) -> bool {
        use Table::{Assignments, ConditionalAccess, Recommendations, Supplements};
        !matches!(self, Supplements | ConditionalAccess | Assignments | Recommendations)
    }

    /// The table that holds a row.
    fn of(row: &Value) -> Table {
        let kind = row["type"].as_str().unwrap_or_default().to_lowercase();
        let id = row["id"].as_str().unwrap_or_default().to_lowercase();
        let is_child = id.rsplit("/providers/").next().unwrap_or_default().matches('/').count() > 2;
        let is_extension = id.matches("/providers/").count() > 1 || EXTENSIONS.contains(&kind.as_str());
        match kind.split('/').next().unwrap_or_default() {
            _ if row.get("conditions").is_some() => Table::ConditionalAccess,
            "microsoft.resources" | "microsoft.management" => Table::Containers,
            "microsoft.policyinsights" => Table::Policy,
            "microsoft.authorization" if kind.contains("/policy") => Table::Policy,
            "microsoft.authorization" => Table::Authorization,
            "microsoft.security" => Table::Security,
            _ if is_extension || (is_child && !CHILDREN.contains(&kind.as_str())) => Table::Supplements,
            _ => Table::Resources,
        }
    }
}

/// Rows by table, and whatever else lies in the bundle.
#[derive(Clone, Debug, Default)]
pub struct Tenant {
    pub name: String,
    pub tables: BTreeMap<Table, Vec<Value>>,
    /// Rows that a query found beyond those that the file holds.
    pub cut: BTreeMap<Table, usize>,
    pub files: Vec<(String, Vec<u8>)>,
    /// The engagement file beside the bundle.
    pub said: String,
}

impl Tenant {
    /// The tenant that a fixture describes (`tests/controls/README.md`).
    pub fn of_fixture(name: &str, fixture: &Value) -> Tenant {
        let mut tenant = Tenant {
            name: name.to_owned(),
            said: fixture::engagement(fixture),
            ..Tenant::default()
        };
        let list = |key: &str| fixture[key].as_array().cloned().unwrap_or_default();
        for row in list("rows") {
            tenant.tables.entry(Table::of(&row)).or_default().push(row);
        }
        let recommendations = list("recommendations").iter().map(fixture::recommendation).collect();
        for (table, rows) in [
            (Table::Assignments, list("roleAssignments")),
            (Table::Recommendations, recommendations),
        ] {
            if !rows.is_empty() {
                tenant.tables.insert(table, rows);
            }
        }
        tenant
    }

    /// The tenant of a bundle whose files of Resource Graph are taken apart into rows; the other files stay as they are.
    pub fn of_files(name: &str, files: Vec<(String, Vec<u8>)>) -> Tenant {
        let mut tenant = Tenant {
            name: name.to_owned(),
            said: super::SAMPLE.to_owned(),
            ..Tenant::default()
        };
        for (path, bytes) in files {
            let json: Option<Value> = serde_json::from_slice(&bytes)
                .ok()
                .filter(|_| path.contains("/resource-graph/"));
            match json {
                None => tenant.files.push((path, bytes)),
                Some(mut json) => {
                    let rows = if json.is_array() { json } else { json["data"].take() };
                    for row in rows.as_array().unwrap() {
                        tenant.tables.entry(Table::of(row)).or_default().push(row.clone());
                    }
                }
            }
        }
        tenant
    }

    pub fn rows(&self, table: Table) -> &[Value] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The report on the tenant; none where the program finds nothing that it can use.
    pub fn report(&self) -> Option<Value> {
        let sandbox = Sandbox::new();
        sandbox.write("bundle.toml", &self.said);
        for (path, bytes) in &self.files {
            sandbox.write(&format!("bundle/{path}"), bytes);
        }
        for (table, rows) in &self.tables {
            let name = table.name();
            match table {
                Table::Recommendations => sandbox.write("bundle/recommendations.csv", fixture::table(rows)),
                table => sandbox.write(&format!("bundle/{name}.json"), self.json(*table, rows).to_string()),
            };
        }
        let run = sandbox.run(&["assess", "bundle", "--out", "out", "--only", "json"]);
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        (run.code == 0).then(|| crate::common::json(&sandbox.path("out/report.json")))
    }

    fn json(&self, table: Table, rows: &[Value]) -> Value {
        if !table.tells_its_total() {
            return json!(rows);
        }
        let total = rows.len() + self.cut.get(&table).copied().unwrap_or_default();
        json!({"count": rows.len(), "data": rows, "skip_token": null, "total_records": total})
    }
}
