//! No two sentences of a report contradict each other: where a path leads from a resource to data, no control says that it leads
//! nowhere; two controls that read one fact agree on it; a property of a row has one value wherever it is cited. `agreement.json` says
//! which controls speak of the same thing. Over the known tenants, the sample and random tenants.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use crate::common::json;

use super::random::Pool;
use super::ratchet::Ratchet;
use super::tenant::Tenant;
use super::withheld::known_tenants;
use super::{sample, withheld};

/// Random tenants, unless the environment says how many.
const TENANTS: u64 = 24;

/// Which statements of a report are about the same thing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Agreement {
    passes: Vec<Passes>,
    paths: Vec<OnPath>,
    holders: Vec<Holder>,
}

/// Where a control passes, these do not fail for the same subject.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Passes {
    control: String,
    not_beside: Vec<String>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    fact: String,
}

/// Where a path of a route is told, these controls do not pass for what stands at one of its hops.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OnPath {
    route: String,
    hop: usize,
    /// Only where the last hop is reached by a role at such a scope.
    at: Option<String>,
    /// The subject is the subscription of the resource at the hop.
    #[serde(default)]
    of_subscription: bool,
    controls: Vec<String>,
}

/// Where a principal of a kind holds one of the roles on a subscription, the control does not pass for the subscription.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Holder {
    kind: String,
    roles: Vec<String>,
    control: String,
}

/// What a report says of each control and subject.
struct Said<'a> {
    report: &'a Value,
    /// Outcomes by control and the subject's name, without names that two subjects have.
    by_name: BTreeMap<(&'a str, &'a str), &'a str>,
    by_subject: BTreeMap<(&'a str, String), &'a str>,
    subscriptions: BTreeMap<&'a str, &'a str>,
}

/// Two statements about one thing, as a line of the list of known contradictions, and whether they contradict each other.
type Compared = (String, bool);

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

impl<'a> Said<'a> {
    fn new(report: &'a Value) -> Said<'a> {
        let mut said = Said {
            report,
            by_name: BTreeMap::new(),
            by_subject: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
        };
        let mut ambiguous = BTreeSet::new();
        for finding in list(report, "/findings") {
            let (control, name) = (text(finding, "control"), text(finding, "subjectName"));
            let outcome = text(finding, "outcome");
            if said.by_name.insert((control, name), outcome).is_some() {
                ambiguous.insert((control, name));
            }
            said.by_subject
                .insert((control, text(finding, "subject").to_lowercase()), outcome);
            said.subscriptions.insert(name, text(finding, "subscription"));
        }
        said.by_name.retain(|key, _| !ambiguous.contains(key));
        said
    }

    /// Whether a control says that all is well with what has this name, if it says anything.
    fn is_well(&self, control: &str, name: &str) -> Option<bool> {
        let outcome = self.by_name.get(&(control, name))?;
        Some(matches!(*outcome, "pass" | "notApplicable"))
    }

    /// Controls that pass, each beside another that reads the same fact, and whether that one fails.
    fn disagreeing(&self, agreement: &Agreement) -> Vec<Compared> {
        let mut found = Vec::new();
        for passes in &agreement.passes {
            let passing = self.by_subject.iter();
            let passing = passing.filter(|((control, _), outcome)| *control == passes.control && **outcome == "pass");
            for ((_, subject), _) in passing {
                for other in &passes.not_beside {
                    if let Some(outcome) = self.by_subject.get(&(other.as_str(), subject.clone())) {
                        found.push((format!("{} passes beside {other}", passes.control), *outcome == "fail"));
                    }
                }
            }
        }
        found
    }

    /// Controls that speak of what stands on a path, and whether they pass.
    fn denied_paths(&self, agreement: &Agreement, routes: &BTreeMap<String, String>) -> Vec<Compared> {
        let mut found = Vec::new();
        for path in list(self.report, "/access/paths") {
            let hops = list(path, "/hops");
            let last = hops.last().map_or("", |hop| text(hop, "detail"));
            let route = &routes[text(path, "title")];
            let rules = agreement.paths.iter().filter(|rule| rule.route == *route);
            for rule in rules.filter(|rule| rule.at.as_ref().is_none_or(|at| last.contains(&format!(" on {at} ")))) {
                let mut name = hops.get(rule.hop).map_or("", |hop| text(hop, "title"));
                if rule.of_subscription {
                    name = self.subscriptions.get(name).copied().unwrap_or_default();
                }
                let line = |control: &String| {
                    let well = self.is_well(control, name)?;
                    Some((format!("{control} passes on a path of {route}"), well))
                };
                found.extend(rule.controls.iter().filter_map(line));
            }
        }
        found
    }

    /// Controls that speak of a subscription on which one of the principals that the report lists holds a role, and whether they pass.
    fn denied_holders(&self, agreement: &Agreement) -> Vec<Compared> {
        let holders = list(self.report, "/access/holders").iter();
        let holders = holders
            .flat_map(|table| list(table, "/rows"))
            .map(|row| (row, "through"));
        let outsiders = list(self.report, "/access/outsiders").iter().map(|row| (row, "grant"));
        let mut found = Vec::new();
        for (row, column) in holders.chain(outsiders) {
            let Some((role, subscription)) = text(row, column).split_once(" on subscription ") else {
                continue;
            };
            let about = |rule: &&Holder| rule.kind == text(row, "kind") && rule.roles.iter().any(|one| one == role);
            for rule in agreement.holders.iter().filter(about) {
                if let Some(well) = self.is_well(&rule.control, subscription) {
                    found.push((format!("{} passes beside the {}", rule.control, rule.kind), well));
                }
            }
        }
        found
    }

    /// Properties of one row that are cited again, and whether they have another value then.
    fn two_values(&self) -> Vec<Compared> {
        let mut values: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        let mut found = Vec::new();
        let controls = list(self.report, "/controls").iter();
        for evidence in controls.flat_map(|control| list(control, "/rows")) {
            let statements = evidence["trace"].as_str().unwrap_or_default().split("; ");
            let statements = statements.filter_map(|statement| statement.split_once(" is "));
            for (path, value) in statements.filter(|(path, _)| path.starts_with("properties.") && !path.contains('[')) {
                if let Some(before) = values.insert((text(evidence, "source"), path), value) {
                    found.push((format!("{path} has two values"), before != value));
                }
            }
        }
        found
    }
}

/// The ids of the routes by their titles.
fn routes() -> BTreeMap<String, String> {
    let file = json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/framework/routes.json"));
    let routes = list(&file, "/routes").iter();
    routes
        .map(|route| (text(route, "title").to_owned(), text(route, "id").to_owned()))
        .collect()
}

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "takes minutes without optimisation; the release tests run it"
)]
fn no_two_sentences_of_a_report_contradict_each_other() {
    let agreement: Agreement = serde_json::from_str(include_str!("agreement.json")).unwrap();
    let routes = routes();
    let compared = |tenant: &Tenant| -> Vec<Compared> {
        let report = tenant.report().unwrap();
        let said = Said::new(&report);
        let found = [
            said.disagreeing(&agreement),
            said.denied_paths(&agreement, &routes),
            said.denied_holders(&agreement),
            said.two_values(),
        ];
        found.concat()
    };
    let mut tenants = known_tenants();
    tenants.push(Tenant::of_files("sample", sample()));
    let known: Vec<Compared> = tenants.iter().flat_map(compared).collect();
    let asked = withheld::cases();
    let pool = Pool::read();
    let random = (0..asked.unwrap_or(TENANTS)).into_par_iter();
    let random: Vec<Compared> = random.flat_map_iter(|number| compared(&pool.tenant(number))).collect();
    assert!(
        known.len() > 60 && random.len() > 50,
        "{} and {} comparisons",
        known.len(),
        random.len()
    );
    let contradictions = |compared: Vec<Compared>| {
        compared
            .into_iter()
            .filter(|(_, denied)| *denied)
            .map(|(line, _)| line)
            .collect()
    };
    Ratchet::of("contradictions.txt").hold(&contradictions(known), &contradictions(random), asked.is_some());
}
