//! Small random tenants: a few of the controls' fixtures put together, to every other one a known tenant, in whose resources some properties have the values that another
//! resource of the type has, and whose identities and strangers hold some more roles. Which ones, the number of the tenant decides.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::common::{json, pick};

use super::tenant::Tenant;

/// Fixtures that a tenant is put together from, and one of how many resources has a property of another one.
const FIXTURES: usize = 4;
const MIXED: u64 = 3;

/// Role assignments beyond those of the fixtures.
const GRANTS: u64 = 6;

/// Roles that are given at random: names and the ids of their definitions.
const ROLES: [(&str, &str); 8] = [
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    ("User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
    ("Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"),
    ("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
    ("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    ("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6"),
];

/// Principals that are nobody's identity: names and types, as the exports print them.
const STRANGERS: [(&str, &str); 5] = [
    ("ada@contoso.example", "User"),
    ("eve_fabrikam.example#EXT#@contoso.onmicrosoft.com", "User"),
    ("sg-operations", "Group"),
    ("sp-pipeline", "ServicePrincipal"),
    ("", "Unknown"),
];

/// The fixtures of all controls, and their resources by type.
pub struct Pool {
    known: Vec<Value>,
    fixtures: Vec<(String, Value)>,
    by_type: BTreeMap<String, Vec<Value>>,
}

impl Pool {
    pub fn read() -> Pool {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        let known = ["good", "bad"]
            .map(|name| json(&tests.join(format!("known/{name}.json"))))
            .to_vec();
        let root = tests.join("controls");
        let folders = entries(&root).into_iter().filter(|path| path.is_dir());
        let fixtures: Vec<(String, Value)> = folders
            .flat_map(|folder| entries(&folder))
            .map(|path| {
                (
                    path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(),
                    json(&path),
                )
            })
            .collect();
        let mut by_type: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let all = fixtures.iter().map(|(_, fixture)| fixture).chain(&known);
        for row in all.flat_map(|fixture| list(fixture, "rows")) {
            by_type.entry(text(row, "type")).or_default().push(row.clone());
        }
        Pool {
            known,
            fixtures,
            by_type,
        }
    }

    /// The tenant of this number. A fixture that is new changes few of them.
    pub fn tenant(&self, number: u64) -> Tenant {
        let name = format!("random {number}");
        let mut order: Vec<&(String, Value)> = self.fixtures.iter().collect();
        order.sort_by_key(|(path, _)| pick(&format!("{name} {path}"), u64::MAX));
        let known = self
            .known
            .iter()
            .cycle()
            .nth(number as usize / 2)
            .filter(|_| number.is_multiple_of(2));
        let chosen: Vec<&Value> = known
            .into_iter()
            .chain(order[..FIXTURES].iter().map(|(_, fixture)| fixture))
            .collect();
        let rows = self.rows(&name, &chosen);
        let mut grants: Vec<Value> = chosen
            .iter()
            .flat_map(|fixture| list(fixture, "roleAssignments"))
            .cloned()
            .collect();
        grants.extend((0..GRANTS).filter_map(|turn| grant(&format!("{name} grant {turn}"), &rows)));
        let mut all = json!({"rows": rows, "roleAssignments": numbered(grants)});
        for key in ["recommendations", "attestations"] {
            let lists: Vec<Value> = chosen.iter().flat_map(|fixture| list(fixture, key)).cloned().collect();
            all[key] = json!(without_repeats(lists, "key"));
        }
        let profiles = chosen.iter().filter_map(|fixture| fixture["profile"].as_object());
        all["profile"] = Value::Object(profiles.flat_map(Map::clone).collect());
        let dates = chosen.iter().filter_map(|fixture| fixture["asOf"].as_str());
        all["asOf"] = json!(dates.max());
        Tenant::of_fixture(&name, &all)
    }

    /// The rows of the fixtures, each id once.
    fn rows(&self, name: &str, fixtures: &[&Value]) -> Vec<Value> {
        let rows = fixtures
            .iter()
            .flat_map(|fixture| list(fixture, "rows"))
            .cloned()
            .collect();
        let mut rows = without_repeats(rows, "id");
        for row in &mut rows {
            let seed = format!("{name} {}", text(row, "id"));
            let donors = &self.by_type[&text(row, "type")];
            let donor = donors[pick(&seed, donors.len() as u64) as usize]["properties"].as_object();
            if let (Some(own), Some(donor)) = (
                row["properties"].as_object_mut(),
                donor.filter(|donor| !donor.is_empty()),
            ) && pick(&format!("{seed} mixed"), MIXED) == 0
            {
                let key = donor
                    .keys()
                    .nth(pick(&format!("{seed} key"), donor.len() as u64) as usize)
                    .unwrap();
                own.insert(key.clone(), donor[key].clone());
            }
        }
        rows
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn list<'a>(fixture: &'a Value, key: &str) -> &'a [Value] {
    fixture[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_lowercase()
}

/// The first of the items that have the same text under a key; those that have none all stay.
fn without_repeats(items: Vec<Value>, key: &str) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let is_new = |item: &Value| text(item, key).is_empty() || seen.insert(text(item, key));
    let mut is_new = is_new;
    items.into_iter().filter(|item| is_new(item)).collect()
}

/// A role for an identity of the tenant or a stranger, at a resource, its group or its subscription.
fn grant(seed: &str, rows: &[Value]) -> Option<Value> {
    let one_of = |what: &str, count: usize| pick(&format!("{seed} {what}"), count as u64) as usize;
    let resources: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["id"].as_str())
        .filter(|id| id.contains("/providers/"))
        .collect();
    let identities: Vec<&Value> = rows
        .iter()
        .filter(|row| row["identity"]["principalId"].is_string())
        .collect();
    let target = *resources.get(one_of("target", resources.len().max(1)))?;
    let level = [2, 4, 8][one_of("level", 3)];
    let scope: Vec<&str> = target.split('/').take(level + 1).collect();
    let stranger = one_of("stranger", STRANGERS.len());
    let identity = identities.get(one_of("principal", 2 * identities.len().max(1)));
    let (principal, name, kind) = match identity {
        Some(row) => (
            text(&row["identity"], "principalId"),
            text(row, "name"),
            "ServicePrincipal",
        ),
        None => {
            let (name, kind) = STRANGERS[stranger];
            (
                format!("cccccccc-0000-4000-8000-00000000000{stranger}"),
                name.to_owned(),
                kind,
            )
        }
    };
    let (role, definition) = ROLES[one_of("role", ROLES.len())];
    Some(json!({
        "id": format!("{}/providers/Microsoft.Authorization/roleAssignments/", scope.join("/")),
        "type": "Microsoft.Authorization/roleAssignments", "scope": scope.join("/"),
        "principalId": principal, "principalName": name, "principalType": kind, "roleDefinitionName": role,
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{definition}"),
    }))
}

/// Role assignments under ids of their own: each fixture numbers its own from one.
fn numbered(rows: Vec<Value>) -> Vec<Value> {
    let numbered = (1..).zip(rows).map(|(number, mut row)| {
        if let Some((scope, _)) = row["id"].as_str().and_then(|id| id.rsplit_once('/')) {
            let name = format!("{number:08}-0000-4000-8000-000000000000");
            row["id"] = json!(format!("{scope}/{name}"));
            row["name"] = json!(name);
        }
        row
    });
    numbered.collect()
}
