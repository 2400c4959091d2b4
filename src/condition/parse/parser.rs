//! The state of a parse: the counts around the place that is parsed, and the faults found so far.

use serde_json::Value as Json;

use super::super::budget::Budget;
use super::super::error::{Fault, ParseError};
use super::super::parameters::Parameters;
use super::super::scope::Enclosing;
use super::super::tree::Expression;
use super::expression::{Surroundings, parse_operand};

pub(super) struct Parser<'p> {
    pub parameters: &'p Parameters,
    /// Whether the condition is asked of a resource that is looked for beside another, of which template functions speak.
    pub beside: bool,
    pub enclosing: Vec<Enclosing>,
    /// The budget of all that is worked out at once.
    pub budget: Budget,
    pub faults: Vec<ParseError>,
    pub depth: usize,
}

impl Parser<'_> {
    /// Notes a fault, which leaves no result.
    pub(super) fn fault<T>(&mut self, pointer: &str, fault: &Fault) -> Option<T> {
        self.faults.push(fault.at(pointer));
        None
    }

    pub(super) fn keep<T>(&mut self, pointer: &str, result: Result<T, Fault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => self.fault(pointer, &fault),
        }
    }

    pub(super) fn operand(&mut self, json: &Json, place: &str) -> Option<Expression> {
        let around = Surroundings {
            parameters: self.parameters,
            enclosing: &self.enclosing,
            budget: &self.budget,
            beside: self.beside,
        };
        let operand = parse_operand(json, around);
        self.keep(place, operand)
    }
}

/// Whether a key is one of these names, in any case.
pub(super) fn is_one_of(key: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(key))
}

/// A step down in a JSON pointer.
pub(super) fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The fault of a value that is of another kind than wanted.
pub(super) fn wrong_kind(what: &str, wanted: &'static str, json: &Json) -> Fault {
    let found = match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    };
    Fault::WrongKind {
        what: what.to_owned(),
        wanted,
        found,
    }
}
