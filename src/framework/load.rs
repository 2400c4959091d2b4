//! Reads a framework and checks it: every file parses, every name that a file refers to exists. All problems are reported at
//! once, each with its file and place and what would be right.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::access::Roles;
use crate::access::file::RolesFile;
use crate::bundle::hash;
use crate::condition::Parameters;
use crate::estate::exposure::ExposureRules;
use crate::estate::exposure::file::ExposureFile;
use crate::estate::file::EstateFile;
use crate::estate::rules::EstateRules;
use crate::estate::words::WordsFile;
use crate::evidence::check::{self, RuleIds};
use crate::evidence::related::file::RetirementsFile;

use super::check::Checker;
use super::control::{Control, ControlFile};
use super::file::{FrameworkFile, GatesFile};
use super::placeholders::PlaceholdersFile;
use super::profile::ProfileFile;
use super::reader::{EXPOSURE, Problem, RETIREMENTS, Reader};
use super::sources::{self, SourceFile};
use super::{Framework, ProfileValues, definitions, parameters, routes, settings};

/// File of the words for what conditions read; a framework may do without.
const WORDS: &str = "words.json";
/// File of the placeholders of remedies; a framework whose remedies have none may do without.
const PLACEHOLDERS: &str = "placeholders.json";

/// Reason why a framework was refused.
#[derive(Debug, thiserror::Error)]
pub enum FrameworkError {
    /// The folder can't be read.
    #[error("the framework folder {} can't be read: {error}", .folder.display())]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// It was read and has problems.
    #[error("the framework is not usable:\n{}", list(.0))]
    Wrong(Vec<Problem>),
    /// It is usable, but not with the profile values that were set.
    #[error("{}", .0.join("; "))]
    Profile(Vec<String>),
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
    lines.join("\n")
}

impl Framework {
    /// Loads the framework of a folder, or the embedded one, with the profile values that a client set.
    ///
    /// # Errors
    /// Everything that is wrong with it, not just the first.
    pub fn load(folder: Option<&Path>, values: ProfileValues) -> Result<Self, FrameworkError> {
        let files = match folder {
            Some(folder) => sources::folder(folder).map_err(|error| FrameworkError::Unreadable {
                folder: folder.to_owned(),
                error,
            })?,
            None => sources::embedded(),
        };
        Self::from_files(&files, values)
    }

    fn from_files(files: &[SourceFile], values: ProfileValues) -> Result<Self, FrameworkError> {
        let mut reader = Reader {
            files,
            problems: Vec::new(),
        };
        let file: Option<FrameworkFile> = reader.read("framework.json");
        let gates: Option<GatesFile> = reader.read("gates.json");
        let profile: Option<ProfileFile> = reader.read("profile.json");
        let estate: Option<EstateFile> = reader.read("estate.json");
        let roles: Option<RolesFile> = reader.read("roles.json");
        let (Some(file), Some(gates), Some(profile), Some(estate), Some(roles)) = (file, gates, profile, estate, roles)
        else {
            return Err(FrameworkError::Wrong(reader.problems));
        };
        for (place, message) in profile.faults() {
            reader.problem("profile.json", &place, message);
        }
        let misfits = profile.misfits(&values);
        if !misfits.is_empty() {
            return Err(FrameworkError::Profile(misfits));
        }
        let settings = settings(&profile, &values);
        let parameters = parameters(&profile, &settings);
        let unset = profile.parameters.keys();
        let unset = unset.filter(|name| settings.value(name).is_null()).cloned().collect();
        let estate = EstateRules::new(estate, &parameters, &unset).map_err(|errors| {
            for error in errors {
                reader.problem("estate.json", &error.pointer, error.message);
            }
        });
        let roles = Roles::new(roles).map_err(|errors| {
            for message in errors {
                reader.problem("roles.json", "", message);
            }
        });
        let exposure = reader.exposure(&parameters);
        let (Ok(mut estate), Ok(roles)) = (estate, roles) else {
            return Err(FrameworkError::Wrong(reader.problems));
        };
        estate.exposure = exposure;
        let words: WordsFile = reader.optional(WORDS);
        estate.words = words.into();
        let placeholders: PlaceholdersFile = reader.optional(PLACEHOLDERS);
        for (place, message) in placeholders.faults() {
            reader.problem(PLACEHOLDERS, &place, message);
        }
        let retirements: Option<RetirementsFile> = match reader.has(RETIREMENTS) {
            true => reader.read(RETIREMENTS),
            false => None,
        };
        reader.check_retirements(retirements.as_ref());
        let (routes, tables) = routes::read(&mut reader, &estate, &roles, &parameters);
        let mut names = check::Checker {
            estate: &estate,
            roles: &roles,
            profile: &settings,
            parameters: &parameters,
            has_retirements: retirements.is_some(),
            rules: RuleIds::default(),
            faults: Vec::new(),
        };
        let mut controls = reader.controls(&file, &placeholders, &mut names);
        let order = |domain: &str| file.domains.iter().position(|known| known.id == domain);
        controls.sort_by(|left, right| {
            let key = |control: &Control| (order(control.file.domain()), control.file.id.clone());
            key(left).cmp(&key(right))
        });
        reader.check_gates(&gates, &controls, &estate);
        routes::check(&mut reader, &routes, &controls);
        reader.check_levels(&file);
        if !reader.problems.is_empty() {
            return Err(FrameworkError::Wrong(reader.problems));
        }
        Ok(Framework {
            file,
            gates: gates.gates,
            profile,
            values,
            settings,
            estate,
            roles,
            routes,
            tables,
            retirements,
            placeholders: placeholders.placeholders,
            controls,
            sha256: digest(files),
        })
    }
}

fn digest(files: &[SourceFile]) -> String {
    let mut hasher = Sha256::new();
    for (path, text) in files {
        for part in [path.as_str(), text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hash::hex(hasher)
}

impl Reader<'_> {
    fn exposure(&mut self, parameters: &Parameters) -> ExposureRules {
        if !self.has(EXPOSURE) {
            return ExposureRules::default();
        }
        let file: Option<ExposureFile> = self.read(EXPOSURE);
        let rules = file.map(|file| ExposureRules::new(file, parameters)).transpose();
        let rules = rules.map_err(|errors| {
            for error in errors {
                self.problem(EXPOSURE, &error.pointer, error.message);
            }
        });
        rules.ok().flatten().unwrap_or_default()
    }

    fn controls(
        &mut self,
        framework: &FrameworkFile,
        placeholders: &PlaceholdersFile,
        names: &mut check::Checker<'_>,
    ) -> Vec<Control> {
        let paths: Vec<String> = self
            .files
            .iter()
            .map(|(path, _)| path.clone())
            .filter(|path| path.starts_with("controls/"))
            .collect();
        let mut controls: BTreeMap<String, Control> = BTreeMap::new();
        for path in paths {
            let Some(mut file) = self.read::<ControlFile>(&path) else {
                continue;
            };
            let written = self.json(&path);
            let Some(json) = definitions::inlined(self, &path, &written) else {
                continue;
            };
            if json != written {
                match serde_json::from_value(json.clone()) {
                    Ok(inlined) => file = inlined,
                    Err(error) => {
                        self.problem(&path, "", error.to_string());
                        continue;
                    }
                }
            }
            let mut checker = Checker {
                path: &path,
                json: &json,
                framework,
                placeholders,
                names,
            };
            if let Some(control) = checker.check(file) {
                controls.insert(control.file.id.clone(), control);
            }
            for fault in std::mem::take(&mut names.faults) {
                self.problem(&path, &fault.place, fault.message);
            }
        }
        controls.into_values().collect()
    }

    fn check_gates(&mut self, gates: &GatesFile, controls: &[Control], estate: &EstateRules) {
        for (position, gate) in gates.gates.iter().enumerate() {
            if let Some(message) = estate.wrong_environment(&gate.environments) {
                self.problem("gates.json", &format!("/gates/{position}/environments"), message);
            }
            for member in gate.trips.iter().flatten() {
                if !controls.iter().any(|control| control.file.id == member.control()) {
                    let message = format!("there is no control `{}`", member.control());
                    self.problem("gates.json", &format!("/gates/{position}/trips"), message);
                }
            }
            if gate.cap > 100 {
                self.problem(
                    "gates.json",
                    &format!("/gates/{position}/cap"),
                    "a cap is 0 to 100".to_owned(),
                );
            }
        }
    }

    fn check_retirements(&mut self, file: Option<&RetirementsFile>) {
        let Some(file) = file else { return };
        let mut dates = vec![("/asOf".to_owned(), &file.as_of)];
        for (position, entry) in file.entries.iter().enumerate() {
            let place = format!("/entries/{position}");
            if entry.retires.is_some() == entry.not_before.is_some() {
                self.problem(RETIREMENTS, &place, "give `retires` or `notBefore`".to_owned());
            }
            dates.extend(
                entry
                    .retires
                    .iter()
                    .chain(&entry.not_before)
                    .map(|date| (place.clone(), date)),
            );
        }
        for (place, date) in dates {
            if date.parse::<jiff::civil::Date>().is_err() {
                self.problem(RETIREMENTS, &place, format!("`{date}` is no date such as 2026-11-15"));
            }
        }
    }

    fn check_levels(&mut self, file: &FrameworkFile) {
        if file.verdicts.len() != file.levels.len() + 1 {
            let message = format!(
                "there must be {} verdicts: one per level and one for none",
                file.levels.len() + 1
            );
            self.problem("framework.json", "/verdicts", message);
        }
        if file.mean_percent > 100 {
            self.problem("framework.json", "/meanPercent", "a share is 0 to 100".to_owned());
        }
        if file.tiers.len() != 4 {
            self.problem(
                "framework.json",
                "/tiers",
                "there are four tiers, highest first".to_owned(),
            );
        }
    }
}
