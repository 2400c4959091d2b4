//! The check of a control's evidence by `controls lint`: each set, privilege and parameter that it names exists, and its
//! conditions parse.

use crate::access::Roles;
use crate::condition::{Condition, Parameters, ParseError};
use crate::estate::error::rule_error;
use crate::estate::rules::EstateRules;

use super::profile::{Profile, Setting};

pub use super::rule_id::RuleIds;

/// Something wrong in the file of a control.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// JSON pointer into the file.
    pub place: String,
    /// The fault and its correction.
    pub message: String,
}

/// The names that a control may refer to, and the faults that were found so far.
pub struct Checker<'a> {
    /// Sets of `estate.json`.
    pub estate: &'a EstateRules,
    /// Privileges of `roles.json`.
    pub roles: &'a Roles,
    /// Parameters of `profile.json`.
    pub profile: &'a Profile,
    /// The parameters as conditions read them.
    pub parameters: &'a Parameters,
    /// Whether the framework has the table of `retirements.json`.
    pub has_retirements: bool,
    /// Numbers of the rules that were checked.
    pub rules: RuleIds,
    /// Faults that were found since they were last taken.
    pub faults: Vec<Fault>,
}

impl Checker<'_> {
    /// Notes a fault.
    pub fn fault(&mut self, place: &str, message: impl Into<String>) {
        self.faults.push(Fault {
            place: place.to_owned(),
            message: message.into(),
        });
    }

    /// The condition that JSON at a place stands for.
    pub fn condition(&mut self, place: &str, json: &serde_json::Value) -> Option<Condition> {
        self.parsed(place, Condition::parse_with(json, self.parameters))
    }

    /// The condition of an `existenceCondition`, whose expressions may read the row beside.
    pub fn condition_beside(&mut self, place: &str, json: &serde_json::Value) -> Option<Condition> {
        self.parsed(place, Condition::parse_beside(json, self.parameters))
    }

    fn parsed(&mut self, place: &str, parsed: Result<Condition, Vec<ParseError>>) -> Option<Condition> {
        match parsed {
            Ok(condition) => {
                for name in condition.beyond_exports() {
                    self.fault(
                        place,
                        format!("no export of resources holds {name}: it can't be asked for"),
                    );
                }
                Some(condition)
            }
            Err(errors) => {
                for error in errors {
                    let error = rule_error(place, &error);
                    self.fault(&error.pointer, error.message);
                }
                None
            }
        }
    }

    /// Checks the names of sets.
    pub fn sets<'n>(&mut self, place: &str, names: impl IntoIterator<Item = &'n String>) {
        for name in names {
            if !self.estate.has_set(name) {
                self.fault(place, format!("there is no set `{name}`"));
            }
        }
    }

    /// Checks the names of privileges.
    pub fn privileges<'n>(&mut self, place: &str, names: impl IntoIterator<Item = &'n String>) {
        for name in names {
            if self.roles.privilege(name).is_none() {
                self.fault(place, format!("there is no privilege `{name}` in roles.json"));
            }
        }
    }

    /// Checks the parameter that a setting names.
    pub fn setting(&mut self, place: &str, setting: &Setting) {
        if let Setting::Parameter { parameter } = setting {
            self.parameter(place, parameter);
        }
    }

    /// Checks the name of a parameter.
    pub fn parameter(&mut self, place: &str, parameter: &str) {
        if !self.profile.has(parameter) {
            self.fault(place, format!("there is no parameter `{parameter}` in profile.json"));
        }
    }
}
