//! Reads a framework and checks it: every file parses, every name that a file refers to exists. All problems are told at
//! once, each with its file and place and what would be right.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::condition::{Condition, Parameters};
use crate::estate::roles::{RoleClasses, RolesFile};
use crate::estate::rules::{EstateFile, EstateRules, rule_error};

use super::control::{ControlFile, EvidenceFile, GrantsFile, Setting};
use super::file::{FrameworkFile, GatesFile, ProfileFile};
use super::sources::{self, SourceFile};
use super::{Control, Framework, ProfileValues, Subjects, parameters, routes};

/// Why a framework was refused.
#[derive(Debug, thiserror::Error)]
pub enum FrameworkError {
    /// The folder can't be read.
    #[error("the framework folder can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It was read and is wrong.
    #[error("the framework is not usable:\n{}", list(.0))]
    Wrong(Vec<Problem>),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// File inside the framework.
    pub file: String,
    /// Place: a JSON pointer, or line and column.
    pub place: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(formatter, "{}: {}", self.file, self.message),
            place => write!(formatter, "{} at {place}: {}", self.file, self.message),
        }
    }
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
            Some(folder) => sources::folder(folder)?,
            None => sources::embedded(),
        };
        Self::from_files(&files, values).map_err(FrameworkError::Wrong)
    }

    fn from_files(files: &[SourceFile], values: ProfileValues) -> Result<Self, Vec<Problem>> {
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
            return Err(reader.problems);
        };
        for name in values.keys().filter(|name| !profile.parameters.contains_key(*name)) {
            let known: Vec<&str> = profile.parameters.keys().map(String::as_str).collect();
            let message = format!("there is no profile value `{name}`; there are {}", known.join(", "));
            reader.problem("engagement.toml", "/profile", message);
        }
        let parameters = parameters(&profile, &values);
        let estate = EstateRules::new(estate, &parameters).map_err(|errors| {
            for error in errors {
                reader.problem("estate.json", &error.pointer, error.message);
            }
        });
        let roles = RoleClasses::new(roles).map_err(|errors| {
            for message in errors {
                reader.problem("roles.json", "", message);
            }
        });
        let (Ok(estate), Ok(roles)) = (estate, roles) else {
            return Err(reader.problems);
        };
        let (routes, tables) = routes::read(&mut reader, &estate, &roles, &parameters);
        let mut controls = reader.controls(&file, &estate, &roles, &profile, &parameters, &values);
        let order = |domain: &str| file.domains.iter().position(|known| known.id == domain);
        controls.sort_by(|left, right| {
            let key = |control: &Control| (order(control.file.domain()), control.file.id.clone());
            key(left).cmp(&key(right))
        });
        reader.check_gates(&gates, &controls);
        routes::check(&mut reader, &routes, &controls);
        reader.check_levels(&file);
        if !reader.problems.is_empty() {
            return Err(reader.problems);
        }
        Ok(Framework {
            file,
            gates: gates.gates,
            profile,
            values,
            estate,
            roles,
            routes,
            tables,
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
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) struct Reader<'a> {
    files: &'a [SourceFile],
    problems: Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, file: &str, place: &str, message: String) {
        self.problems.push(Problem {
            file: file.to_owned(),
            place: place.to_owned(),
            message,
        });
    }

    /// Whether the framework has the file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.iter().any(|(name, _)| name == path)
    }

    pub(super) fn read<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let Some((_, text)) = self.files.iter().find(|(name, _)| name == path) else {
            self.problem(path, "", "the file is missing".to_owned());
            return None;
        };
        match serde_json::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let place = format!("line {}, column {}", error.line(), error.column());
                let message = error.to_string();
                let message = message
                    .rsplit_once(" at line ")
                    .map_or(message.as_str(), |(head, _)| head);
                self.problem(path, &place, message.to_owned());
                None
            }
        }
    }

    fn controls(
        &mut self,
        framework: &FrameworkFile,
        estate: &EstateRules,
        roles: &RoleClasses,
        profile: &ProfileFile,
        parameters: &Parameters,
        values: &ProfileValues,
    ) -> Vec<Control> {
        let paths: Vec<String> = self
            .files
            .iter()
            .map(|(path, _)| path.clone())
            .filter(|path| path.starts_with("controls/"))
            .collect();
        let mut controls: BTreeMap<String, Control> = BTreeMap::new();
        for path in paths {
            let Some(file) = self.read::<ControlFile>(&path) else {
                continue;
            };
            let mut checker = Checker {
                path: &path,
                reader: self,
                framework,
                estate,
                roles,
                profile,
                parameters,
                values,
            };
            if let Some(control) = checker.check(file) {
                controls.insert(control.file.id.clone(), control);
            }
        }
        controls.into_values().collect()
    }

    fn check_gates(&mut self, gates: &GatesFile, controls: &[Control]) {
        for (position, gate) in gates.gates.iter().enumerate() {
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

struct Checker<'a, 'b> {
    path: &'a str,
    reader: &'a mut Reader<'b>,
    framework: &'a FrameworkFile,
    estate: &'a EstateRules,
    roles: &'a RoleClasses,
    profile: &'a ProfileFile,
    parameters: &'a Parameters,
    values: &'a ProfileValues,
}

impl Checker<'_, '_> {
    fn problem(&mut self, place: &str, message: String) {
        self.reader.problem(self.path, place, message);
    }

    fn check(&mut self, file: ControlFile) -> Option<Control> {
        let before = self.reader.problems.len();
        if self.path != format!("controls/{}.json", file.id) {
            self.problem("/id", format!("the file of `{0}` must be controls/{0}.json", file.id));
        }
        if !self.framework.domains.iter().any(|domain| domain.id == file.domain()) {
            self.problem("/id", format!("there is no domain `{}`", file.domain()));
        }
        for key in file
            .mappings
            .keys()
            .filter(|key| !self.framework.mappings.contains_key(*key))
        {
            self.problem("/mappings", format!("there is no mapping `{key}` in framework.json"));
        }
        for (position, reference) in file.references.iter().enumerate() {
            if !reference.url.starts_with("https://") {
                self.problem(
                    &format!("/references/{position}/url"),
                    "addresses start with https://".to_owned(),
                );
            }
        }
        if file.evidence.is_empty() {
            self.problem("/evidence", "a control needs one kind of evidence at least".to_owned());
        }
        let subjects = self.subjects(&file);
        let except = file
            .subjects
            .except
            .as_ref()
            .and_then(|rule| self.condition("/subjects/except/when", &rule.when));
        let (mut conditions, mut guards) = (Vec::new(), Vec::new());
        for (position, evidence) in file.evidence.iter().enumerate() {
            let place = format!("/evidence/{position}");
            conditions.push(self.evidence(&place, evidence));
            guards.push(self.guards(&place, evidence));
        }
        let parameters = self.parameters(&file);
        let unset = parameters.iter().filter(|name| self.is_unset(name)).cloned().collect();
        (self.reader.problems.len() == before).then_some(Control {
            subjects: subjects?,
            except,
            conditions,
            guards,
            parameters,
            unset,
            file,
        })
    }

    fn subjects(&mut self, file: &ControlFile) -> Option<Subjects> {
        let lists = [
            &file.subjects.resources,
            &file.subjects.subscriptions_of,
            &file.subjects.identities_of,
        ];
        for name in lists.into_iter().flatten() {
            if !self.estate.has_set(name) {
                let known: Vec<&str> = self.estate.sets.keys().map(String::as_str).collect();
                self.problem(
                    "/subjects",
                    format!("there is no set `{name}`; there are {}", known.join(", ")),
                );
            }
        }
        let trusted = &file.subjects.trusted_with;
        for name in trusted.iter().filter(|name| self.roles.privilege(name).is_none()) {
            self.problem(
                "/subjects/trustedWith",
                format!("there is no privilege `{name}` in roles.json"),
            );
        }
        match lists.map(|list| !list.is_empty()) {
            [false, false, false] if !trusted.is_empty() => Some(Subjects::TrustedWith(trusted.clone())),
            _ if !trusted.is_empty() => {
                self.problem("/subjects", "`trustedWith` stands alone".to_owned());
                None
            }
            [true, false, false] => Some(Subjects::Resources(lists[0].clone())),
            [false, true, false] => Some(Subjects::SubscriptionsOf(lists[1].clone())),
            [false, false, true] => Some(Subjects::IdentitiesOf(lists[2].clone())),
            _ => {
                let message = "give exactly one of `resources`, `subscriptionsOf` and `identitiesOf`";
                self.problem("/subjects", message.to_owned());
                None
            }
        }
    }

    fn condition(&mut self, place: &str, json: &serde_json::Value) -> Option<Condition> {
        match Condition::parse_with(json, self.parameters) {
            Ok(condition) => Some(condition),
            Err(errors) => {
                for error in errors {
                    let error = rule_error(place, &error);
                    self.problem(&error.pointer, error.message);
                }
                None
            }
        }
    }

    fn evidence(&mut self, place: &str, evidence: &EvidenceFile) -> Option<Condition> {
        match evidence {
            EvidenceFile::Policy { fails, .. } => return self.condition(&format!("{place}/fails"), fails),
            EvidenceFile::Recommendation {
                keys, policies, names, ..
            } => {
                if keys.is_empty() && policies.is_empty() && names.is_empty() {
                    self.problem(place, "give `keys`, `policies` or `names`".to_owned());
                }
            }
            EvidenceFile::OverdueRecommendation { days, .. } => self.setting(place, days),
            EvidenceFile::Access {
                grants,
                also,
                never,
                unless_they_hold,
                fails,
                most,
                least,
                ..
            } => {
                for grants in std::iter::once(&**grants).chain(also).chain(never) {
                    self.grants(place, grants);
                }
                self.privileges(place, unless_they_hold);
                for setting in [most, least].into_iter().flatten() {
                    self.setting(place, setting);
                }
                return self.condition(&format!("{place}/fails"), fails.as_ref()?);
            }
            EvidenceFile::Reach { budgets, .. } => {
                for budget in budgets {
                    self.privileges(place, &budget.classes);
                    self.setting(place, &budget.most);
                }
            }
            EvidenceFile::Together { combinations, .. } => {
                for grants in combinations.iter().flat_map(|combination| &combination.all) {
                    self.grants(place, grants);
                }
            }
            EvidenceFile::Plan { .. } | EvidenceFile::Environments { .. } | EvidenceFile::Path { .. } => {}
        }
        None
    }

    /// The conditions under which grants count.
    fn guards(&mut self, place: &str, evidence: &EvidenceFile) -> Vec<Option<Condition>> {
        let EvidenceFile::Access { grants, also, .. } = evidence else {
            return Vec::new();
        };
        let all = std::iter::once(&**grants).chain(also);
        all.map(|grants| self.condition(&format!("{place}/when"), grants.when.as_ref()?))
            .collect()
    }

    fn privileges(&mut self, place: &str, names: &[String]) {
        for name in names.iter().filter(|name| self.roles.privilege(name).is_none()) {
            self.problem(place, format!("there is no privilege `{name}` in roles.json"));
        }
    }

    fn grants(&mut self, place: &str, grants: &GrantsFile) {
        const LEVELS: [&str; 5] = ["root", "managementGroup", "subscription", "resourceGroup", "resource"];
        let marked = grants.mark.iter().flat_map(|mark| &mark.classes);
        for class in grants.classes.iter().chain(marked) {
            self.privileges(place, std::slice::from_ref(class));
        }
        if let Some(parameter) = &grants.except {
            let named = Setting::Parameter {
                parameter: parameter.clone(),
            };
            self.setting(place, &named);
        }
        for level in grants.levels.iter().filter(|level| !LEVELS.contains(&level.as_str())) {
            self.problem(
                place,
                format!("`{level}` is no scope level; there are {}", LEVELS.join(", ")),
            );
        }
    }

    fn setting(&mut self, place: &str, setting: &Setting) {
        if let Setting::Parameter { parameter } = setting
            && !self.profile.parameters.contains_key(parameter)
        {
            self.problem(place, format!("there is no parameter `{parameter}` in profile.json"));
        }
    }

    fn is_unset(&self, name: &str) -> bool {
        let default = self.profile.parameters.get(name).map(|declared| &declared.default);
        self.values.get(name).or(default).is_none_or(serde_json::Value::is_null)
    }

    /// The parameters that the control's text names, in the order of the profile.
    fn parameters(&self, file: &ControlFile) -> Vec<String> {
        let mut text = String::new();
        for evidence in &file.evidence {
            match evidence {
                EvidenceFile::Policy { fails, .. } => text.push_str(&fails.to_string()),
                EvidenceFile::OverdueRecommendation { days, .. } => name_setting(days, &mut text),
                EvidenceFile::Access {
                    grants,
                    also,
                    fails,
                    most,
                    least,
                    ..
                } => {
                    for setting in [most, least].into_iter().flatten() {
                        name_setting(setting, &mut text);
                    }
                    let all = std::iter::once(&**grants).chain(also);
                    for grants in all {
                        grants
                            .except
                            .iter()
                            .for_each(|name| text.push_str(&format!("parameters('{name}')")));
                        grants.when.iter().for_each(|when| text.push_str(&when.to_string()));
                    }
                    fails.iter().for_each(|fails| text.push_str(&fails.to_string()));
                }
                EvidenceFile::Reach { budgets, .. } => {
                    budgets.iter().for_each(|budget| name_setting(&budget.most, &mut text));
                }
                EvidenceFile::Recommendation { .. }
                | EvidenceFile::Plan { .. }
                | EvidenceFile::Together { .. }
                | EvidenceFile::Environments { .. }
                | EvidenceFile::Path { .. } => {}
            }
        }
        if let Some(except) = &file.subjects.except {
            text.push_str(&except.when.to_string());
        }
        let named = |name: &&String| text.contains(&format!("parameters('{name}')"));
        self.profile.parameters.keys().filter(named).cloned().collect()
    }
}

fn name_setting(setting: &Setting, text: &mut String) {
    if let Setting::Parameter { parameter } = setting {
        text.push_str(&format!("parameters('{parameter}')"));
    }
}
