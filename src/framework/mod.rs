//! The framework: domains, controls, weights, gates, role classes and profile values, all of it data. The embedded one can be
//! replaced by a folder. Everything is checked when it is read; the rest of the program gets only names of sets, classes,
//! parameters and controls that exist.

mod check;
pub mod control;
mod definitions;
pub mod engagement;
pub mod export;
pub mod file;
mod load;
mod place;
pub mod placeholders;
pub mod profile;
mod project;
mod reader;
pub mod route;
mod routes;
mod sources;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Roles;
use crate::condition::{Parameters, alias};
use crate::estate::rules::EstateRules;
use crate::evidence::attestation::answer::Attestation;
use crate::evidence::paths::route::Route;
use crate::evidence::related::file::RetirementsFile;
use crate::evidence::{EvidenceRule, Inputs, Profile};

use file::{FrameworkFile, GateFile};
use placeholders::PlaceholderFile;
use profile::ProfileFile;
use route::TablesFile;

pub use control::{Control, Subjects};
pub use load::FrameworkError;
pub use reader::Problem;

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
    /// Placeholders of remedies, by name without the angle brackets.
    pub placeholders: BTreeMap<String, PlaceholderFile>,
    /// Controls, by domain in print order, then id.
    pub controls: Vec<Control>,
    /// SHA-256 over all files in path order, lower-case hex.
    pub sha256: String,
}

impl Framework {
    /// A profile value: what the client set, else the default. `Null` where neither says anything.
    pub fn value(&self, parameter: &str) -> serde_json::Value {
        self.settings.value(parameter).clone()
    }

    /// The data by which evidence is judged, with a person's answers.
    pub fn inputs<'a>(&'a self, attestations: &'a [Attestation]) -> Inputs<'a> {
        Inputs {
            profile: &self.settings,
            routes: &self.routes,
            retirements: self.retirements.as_ref(),
            attestations,
        }
    }

    /// The keys of the attestations that any control asks for.
    pub fn attestation_keys(&self) -> BTreeSet<&str> {
        let rules = self.controls.iter().flat_map(|control| &control.file.evidence);
        rules.flat_map(EvidenceRule::attested).collect()
    }

    /// The aliases in controls that Azure is not known to have: the control, the alias, the one that was probably meant.
    pub fn unlisted_aliases(&self) -> Vec<(&str, String, Option<String>)> {
        let controls = self.controls.iter();
        let of_control = |control: &'_ Control| alias::unlisted(&control.written);
        controls
            .flat_map(|control| {
                of_control(control)
                    .into_iter()
                    .map(|(name, meant)| (&*control.file.id, name, meant))
            })
            .collect()
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
