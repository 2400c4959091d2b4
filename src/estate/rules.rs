//! The rules by which AI resources, the stores behind them and their criticality are found: `estate.json` of a framework, as
//! data. The text of these rules is checked when it is read; afterwards every set and condition named in it is known to exist.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::condition::{Condition, Parameters};
use crate::value::Value;
use crate::value::path::Path;

use super::environment;
use super::error::{RuleError, rule_error};
use super::exposure::rules::ExposureRules;
use super::file::{EstateFile, SetFile};
use super::inherits::Inherits;
use super::words::Words;

/// A selection of resources, ready to be asked.
#[derive(Debug)]
pub struct Selection {
    /// Lower-case types.
    pub types: Vec<String>,
    /// Condition on the resource.
    pub condition: Option<Condition>,
    /// The name of a member, with its article; empty where it has none.
    pub called: String,
}

/// A set whose members other rows name, ready to be asked.
#[derive(Debug, Default)]
pub struct NamedSet {
    /// The name of a member, with its article; empty where it has none.
    pub called: String,
    /// Lower-case types of members.
    pub types: Vec<String>,
    /// Lower-case ids of members that the profile lists; `None` where it does not say.
    pub listed: Option<Vec<String>>,
    /// Rows that could name members, the rows of these that do, and the path of the name.
    pub by: Vec<NamedBy>,
}

/// Rows that name members.
#[derive(Debug)]
pub struct NamedBy {
    /// Rows that could name members.
    pub rows: Selection,
    /// Rows that do name members.
    pub naming: Selection,
    /// Path of the name, with the column before it.
    pub path: String,
    /// The set that they have to belong to.
    pub of: Option<String>,
}

/// The rules with every condition and path parsed.
#[derive(Debug)]
pub struct EstateRules {
    /// The file they were read from.
    pub file: EstateFile,
    /// Sets by name, inclusions resolved: a resource is a member when any of the selections takes it.
    pub sets: BTreeMap<String, Vec<Selection>>,
    /// Service principals that the profile lists as acting for AI.
    pub applications: Vec<String>,
    /// Sets whose members other rows name, by set.
    pub named: BTreeMap<String, NamedSet>,
    /// Names for people, in order.
    pub kinds: Vec<(String, Selection)>,
    /// Paths whose absence says nothing, by lower-case type.
    pub absent_means_unknown: BTreeMap<String, Vec<Path>>,
    /// Settings that resources inherit from others, by their lower-case type.
    pub inherits: BTreeMap<String, Vec<Arc<Inherits>>>,
    /// Rules of the openness to the network; empty until they are set.
    pub exposure: ExposureRules,
    /// Words for what conditions read; empty until they are set.
    pub words: Words,
}

impl EstateRules {
    /// Parses and checks the rules. Conditions may refer to profile parameters; `unset` names those that nobody has set and
    /// that have no default.
    ///
    /// # Errors
    /// Everything that is wrong, not just the first.
    pub fn new(file: EstateFile, parameters: &Parameters, unset: &BTreeSet<String>) -> Result<Self, Vec<RuleError>> {
        let mut errors = Vec::new();
        let mut sets = BTreeMap::new();
        for name in file.sets.keys() {
            let mut selections = Vec::new();
            collect(&file, name, parameters, &mut Vec::new(), &mut selections, &mut errors);
            sets.insert(name.clone(), selections);
        }
        let applications = listed(
            "/identities/listed",
            file.identities.listed.as_ref(),
            parameters,
            unset,
            &mut errors,
        );
        let mut named = BTreeMap::new();
        for (name, set) in &file.sets {
            if !set.named_by.is_empty() {
                named.insert(name.clone(), named_set(name, set, parameters, unset, &mut errors));
            }
        }
        let kinds = file
            .kinds
            .iter()
            .enumerate()
            .map(|(position, kind)| {
                let pointer = format!("/kinds/{position}/where");
                let selection = select(&kind.types, kind.r#where.as_ref(), parameters, &pointer, &mut errors);
                (kind.label.clone(), selection)
            })
            .collect();
        check_names(&file, &mut errors);
        let absent_means_unknown = file
            .absent_means_unknown
            .iter()
            .map(|(name, paths)| (name.to_ascii_lowercase(), parse_paths(name, paths, &mut errors)))
            .collect();
        let inherits = inherits(&file, parameters, &mut errors);
        if errors.is_empty() {
            Ok(EstateRules {
                inherits,
                file,
                sets,
                applications: applications.unwrap_or_default(),
                named,
                kinds,
                absent_means_unknown,
                exposure: ExposureRules::default(),
                words: Words::default(),
            })
        } else {
            Err(errors)
        }
    }

    /// The sets whose members other rows name: after those whose members these rows have to be.
    pub fn named_in_order(&self) -> impl Iterator<Item = (&String, &NamedSet)> {
        let waits = |set: &NamedSet| set.by.iter().any(|by| by.of.is_some());
        let (later, first): (Vec<_>, Vec<_>) = self.named.iter().partition(|(_, set)| waits(set));
        first.into_iter().chain(later)
    }

    /// The fault of the first of these names that is no environment.
    pub fn wrong_environment(&self, names: &[String]) -> Option<String> {
        let known = self
            .file
            .environments
            .words
            .iter()
            .map(|words| words.environment.as_str());
        let known: Vec<&str> = known.chain([environment::UNKNOWN]).collect();
        let wrong = names.iter().find(|name| !known.contains(&name.as_str()))?;
        Some(format!(
            "there is no environment `{wrong}`; there are {}",
            known.join(", ")
        ))
    }

    /// Whether `name` is a set, the derived one included.
    pub fn has_set(&self, name: &str) -> bool {
        self.sets.contains_key(name) || self.file.data.set == name
    }

    /// The lower-case types that any set can hold.
    pub fn types(&self) -> BTreeSet<String> {
        let sets = self.sets.keys().chain([&self.file.data.set]);
        sets.flat_map(|set| self.types_of(set)).collect()
    }

    /// The lower-case types that members of a set can have.
    pub fn types_of(&self, set: &str) -> Vec<String> {
        if self.file.data.set == set {
            return self
                .file
                .data
                .types
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .collect();
        }
        let selections = self.sets.get(set).map_or(&[][..], Vec::as_slice);
        let named = self.named.get(set).map_or(&[][..], |named| &named.types);
        let own = selections.iter().flat_map(|selection| &selection.types);
        own.chain(named).cloned().collect()
    }
}

fn collect(
    file: &EstateFile,
    name: &str,
    parameters: &Parameters,
    path: &mut Vec<String>,
    selections: &mut Vec<Selection>,
    errors: &mut Vec<RuleError>,
) {
    let pointer = format!("/sets/{name}");
    let Some(set) = file.sets.get(name) else {
        let parent = path.last().cloned().unwrap_or_default();
        errors.push(RuleError {
            pointer: format!("/sets/{parent}/includes"),
            message: format!("there is no set `{name}`"),
        });
        return;
    };
    if path.iter().any(|outer| outer == name) {
        errors.push(RuleError {
            pointer,
            message: "this set includes itself".to_owned(),
        });
        return;
    }
    if !set.types.is_empty() && set.named_by.is_empty() {
        let pointer = format!("{pointer}/where");
        selections.push(Selection {
            called: set.called.clone().unwrap_or_default(),
            ..select(&set.types, set.r#where.as_ref(), parameters, &pointer, errors)
        });
    }
    path.push(name.to_owned());
    for inner in &set.includes {
        collect(file, inner, parameters, path, selections, errors);
    }
    path.pop();
}

fn named_set(
    name: &str,
    set: &SetFile,
    parameters: &Parameters,
    unset: &BTreeSet<String>,
    errors: &mut Vec<RuleError>,
) -> NamedSet {
    let mut by = Vec::new();
    for (position, file) in set.named_by.iter().enumerate() {
        let pointer = format!("/sets/{name}/namedBy/{position}");
        let mut part = |condition, part: &str| {
            select(
                &file.types,
                Some(condition),
                parameters,
                &format!("{pointer}/{part}"),
                errors,
            )
        };
        by.push(NamedBy {
            rows: part(&file.rows, "rows"),
            naming: part(&file.r#where, "where"),
            path: file.path.clone(),
            of: file.of.clone(),
        });
    }
    let ids = listed(
        &format!("/sets/{name}/listed"),
        set.listed.as_ref(),
        parameters,
        unset,
        errors,
    );
    NamedSet {
        called: set.called.clone().unwrap_or_default(),
        types: set.types.iter().map(|name| name.to_ascii_lowercase()).collect(),
        listed: ids.map(|ids| ids.iter().map(|id| id.to_ascii_lowercase()).collect()),
        by,
    }
}

/// The texts that a profile parameter lists; `None` where it is not set.
fn listed(
    pointer: &str,
    parameter: Option<&String>,
    parameters: &Parameters,
    unset: &BTreeSet<String>,
    errors: &mut Vec<RuleError>,
) -> Option<Vec<String>> {
    let parameter = parameter?;
    let Some(value) = parameters.get(parameter) else {
        errors.push(RuleError {
            pointer: pointer.to_owned(),
            message: format!("there is no profile parameter `{parameter}`"),
        });
        return None;
    };
    if unset.contains(parameter) {
        return None;
    }
    let texts = value?.as_array()?.iter().filter_map(Value::as_str);
    Some(texts.map(str::to_owned).collect())
}

fn select(
    types: &[String],
    condition: Option<&serde_json::Value>,
    parameters: &Parameters,
    pointer: &str,
    errors: &mut Vec<RuleError>,
) -> Selection {
    let condition = condition.and_then(|json| match Condition::parse_with(json, parameters) {
        Ok(condition) => Some(condition),
        Err(problems) => {
            errors.extend(problems.into_iter().map(|problem| rule_error(pointer, &problem)));
            None
        }
    });
    Selection {
        types: types.iter().map(|name| name.to_ascii_lowercase()).collect(),
        condition,
        called: String::new(),
    }
}

/// Settings that resources inherit from others, by the types of those that inherit.
fn inherits(
    file: &EstateFile,
    parameters: &Parameters,
    errors: &mut Vec<RuleError>,
) -> BTreeMap<String, Vec<Arc<Inherits>>> {
    let mut found: BTreeMap<String, Vec<Arc<Inherits>>> = BTreeMap::new();
    for (position, rule) in file.inherits.iter().enumerate() {
        let pointer = format!("/inherits/{position}");
        let selection = select(
            &rule.types,
            rule.r#where.as_ref(),
            parameters,
            &format!("{pointer}/where"),
            errors,
        );
        match Inherits::new(rule, selection.condition) {
            Ok(inherits) => {
                let inherits = Arc::new(inherits);
                for kind in selection.types {
                    found.entry(kind).or_default().push(inherits.clone());
                }
            }
            Err(message) => errors.push(RuleError {
                pointer: format!("{pointer}/path"),
                message,
            }),
        }
    }
    found
}

fn check_names(file: &EstateFile, errors: &mut Vec<RuleError>) {
    let named = file
        .ai
        .iter()
        .map(|name| ("/ai", name))
        .chain(file.data.links.iter().map(|link| ("/data/links", &link.from)))
        .chain(
            file.identities
                .paths
                .iter()
                .map(|path| ("/identities/paths", &path.from)),
        )
        .chain(
            file.tiers
                .iter()
                .flat_map(|tier| tier.sets.iter().map(|name| ("/tiers", name))),
        );
    let of = file.sets.values().flat_map(|set| &set.named_by);
    let of = of.filter_map(|by| Some(("/sets/namedBy/of", by.of.as_ref()?)));
    for (pointer, name) in named.chain(of) {
        if !file.sets.contains_key(name) && *name != file.data.set {
            errors.push(RuleError {
                pointer: pointer.to_owned(),
                message: format!("there is no set `{name}`"),
            });
        }
    }
}

fn parse_paths(name: &str, paths: &[String], errors: &mut Vec<RuleError>) -> Vec<Path> {
    paths
        .iter()
        .filter_map(|text| match Path::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                errors.push(RuleError {
                    pointer: format!("/absentMeansUnknown/{name}"),
                    message: error.to_string(),
                });
                None
            }
        })
        .collect()
}
