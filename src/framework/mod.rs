//! The framework: domains, controls, weights, gates, role classes and profile values, all of it data. The embedded one can be
//! replaced by a folder. Everything is checked when it is read; the rest of the program gets only names of sets, classes,
//! parameters and controls that exist.

mod check;
pub mod control;
mod definitions;
pub mod engagement;
pub mod evidence;
pub mod export;
pub mod file;
mod load;
mod place;
pub mod profile;
mod project;
pub mod route;
mod routes;
mod sources;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Roles;
use crate::condition::{Condition, Parameters};
use crate::estate::rules::EstateRules;
use crate::evidence::{Profile, Setting};

use control::ControlFile;
use evidence::EvidenceRule;
use file::{FrameworkFile, GateFile, RetirementsFile};
use profile::ProfileFile;
use route::{RouteFile, TablesFile};

pub use load::{FrameworkError, Problem};

/// Profile values that a client set, by parameter name.
pub type ProfileValues = BTreeMap<String, serde_json::Value>;

/// A framework, checked and ready to judge by.
#[derive(Debug)]
pub struct Framework {
    /// Domains, weights, levels, words.
    pub file: FrameworkFile,
    /// Gates in print order.
    pub gates: Vec<GateFile>,
    /// Profile parameters and their defaults.
    pub profile: ProfileFile,
    /// Values that the client set for the parameters.
    pub values: ProfileValues,
    /// Value of each parameter: the client's, else the default.
    pub settings: Profile,
    /// Rules of the AI estate.
    pub estate: EstateRules,
    /// Privilege classes of roles.
    pub roles: Roles,
    /// Routes of the paths that are searched for.
    pub routes: Vec<Route>,
    /// Tables of access that the report prints beside the paths.
    pub tables: TablesFile,
    /// Dates of retirement, if the framework has them.
    pub retirements: Option<RetirementsFile>,
    /// Controls, by domain in print order, then id.
    pub controls: Vec<Control>,
    /// SHA-256 over all files in path order, lower-case hex.
    pub sha256: String,
}

/// A control, checked.
#[derive(Debug)]
pub struct Control {
    /// The file as it was written.
    pub file: ControlFile,
    /// The subjects that it is judged on.
    pub subjects: Subjects,
    /// Members that it does not apply to; absent where that depends on a profile value that is not set.
    pub except: Option<Condition>,
    /// Conditions of the evidence, by position.
    pub conditions: Vec<Conditions>,
    /// Names of the profile parameters that it reads.
    pub parameters: Vec<String>,
    /// The file as JSON, with the conditions of policy definitions filled in.
    pub written: serde_json::Value,
}

/// The conditions of one kind of evidence, parsed and nested as the evidence is.
#[derive(Debug, Default)]
pub struct Conditions {
    /// The condition that is tested.
    pub test: Option<Condition>,
    /// The condition that selects the rows it is tested on.
    pub filter: Option<Condition>,
    /// Conditions of its parts: the rows and the mark of related rows, the rows nested in rows, the parts of a combination, the
    /// grants that are counted.
    pub parts: Vec<Conditions>,
    /// Conditions of the rows without which it has no opinion.
    pub provided: Option<Box<Conditions>>,
    /// Lower-case types of the subjects that it speaks of; empty for all.
    pub types: Vec<String>,
    /// Profile parameters that it names and that have no value: conditions that depend on them are unknown.
    pub unset: Vec<String>,
}

/// Subjects that a control is judged on.
#[derive(Clone, Debug, PartialEq)]
pub enum Subjects {
    /// Members of these sets.
    Resources(Vec<String>),
    /// Subscriptions that hold members of these sets.
    SubscriptionsOf(Vec<String>),
    /// Identities attached to members of these sets.
    IdentitiesOf(Vec<String>),
    /// Subscriptions that hold no member of these sets.
    SubscriptionsWithout(Vec<String>),
    /// The tenant as a whole.
    Tenant,
    /// Resources on which an AI identity holds one of these privileges.
    TrustedWith(Vec<String>),
}

/// A route of `routes.json`, checked.
#[derive(Debug)]
pub struct Route {
    /// The file as it was written.
    pub file: RouteFile,
    /// Condition on a resource that the route begins at.
    pub when: Option<Condition>,
    /// For each step, the privileges that reach only resources that meet a condition.
    pub also: Vec<Vec<(Vec<String>, Condition)>>,
}

impl Control {
    /// The evidence rules with their conditions, most trusted first.
    pub fn evidence(&self) -> impl Iterator<Item = (&EvidenceRule, &Conditions)> {
        self.file.evidence.iter().zip(&self.conditions)
    }
}

impl Framework {
    /// A profile value: what the client set, else the default. `Null` where neither says anything.
    pub fn value(&self, parameter: &str) -> serde_json::Value {
        self.settings.value(parameter).clone()
    }

    /// A setting's number; `None` where it names a parameter without a value.
    pub fn number(&self, setting: &Setting) -> Option<u32> {
        self.settings.number(setting)
    }

    /// The keys of the attestations that any control asks for.
    pub fn attestation_keys(&self) -> BTreeSet<&str> {
        let mut keys = BTreeSet::new();
        for control in &self.controls {
            collect_keys(&control.written["evidence"], &mut keys);
        }
        keys
    }

    /// A control by id, in any case.
    pub fn control(&self, id: &str) -> Option<&Control> {
        self.controls
            .iter()
            .find(|control| control.file.id.eq_ignore_ascii_case(id))
    }
}

/// The profile as it applies.
fn settings(profile: &ProfileFile, values: &ProfileValues) -> Profile {
    let declared = profile.parameters.iter();
    let applied = declared.map(|(name, declared)| {
        let value = values.get(name).unwrap_or(&declared.default);
        (name.clone(), value.clone())
    });
    Profile::new(applied)
}

/// The profile as the condition language sees it. A parameter without a value stands as an empty list, so that conditions
/// can be read; none that names it is asked.
fn parameters(profile: &ProfileFile, settings: &Profile) -> Parameters {
    let names = profile.parameters.keys();
    names.fold(Parameters::new(), |all, name| {
        let value = match settings.value(name) {
            serde_json::Value::Null => serde_json::Value::Array(Vec::new()),
            value => value.clone(),
        };
        all.with(name, value.into())
    })
}

fn collect_keys<'j>(json: &'j serde_json::Value, keys: &mut BTreeSet<&'j str>) {
    match json {
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect_keys(item, keys)),
        serde_json::Value::Object(members) => {
            if members.get("kind").is_some_and(|kind| kind == "attestation") {
                keys.extend(members.get("key").and_then(serde_json::Value::as_str));
            }
            members.values().for_each(|member| collect_keys(member, keys));
        }
        _ => {}
    }
}
