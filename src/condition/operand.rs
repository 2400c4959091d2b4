//! A value beside a condition that may be an expression too: the effect of a rule, the name of a resource that is looked
//! for.

use super::answer::Answer;
use super::budget::Budget;
use super::error::ParseError;
use super::facts::{Context, Facts};
use super::parameters::Parameters;
use super::parse;
use super::reads::{self, ReadPath};
use super::scope::Scope;
use super::tree::Expression;
use crate::value::Value;

/// A parsed value.
#[derive(Clone, Debug)]
pub struct Operand {
    value: Expression,
}

impl Operand {
    /// Parses a value in which every text may be an expression.
    ///
    /// # Errors
    /// The fault of the value. Its pointer is empty, which means the whole value.
    pub fn parse(json: &serde_json::Value, parameters: &Parameters) -> Result<Operand, ParseError> {
        match parse::operand(json, parameters) {
            Ok(value) => Ok(Operand { value }),
            Err(fault) => Err(fault.at("")),
        }
    }

    /// The text, where it is the same for every resource.
    pub fn literal(&self) -> Option<&str> {
        match &self.value {
            Expression::Literal(value) => value.as_str(),
            _ => None,
        }
    }

    /// The text for one resource. `None` where it is no text, or depends on what was not exported.
    pub fn text(&self, facts: &dyn Facts, context: &Context) -> Option<String> {
        match self.value.answer(&Scope::new(facts, context).within(&Budget::new())) {
            Answer::Known(value) => value.as_str().map(str::to_owned),
            Answer::Undefined | Answer::Unknown => None,
        }
    }

    /// The value, where it is the same for every resource.
    pub fn value(&self) -> Option<&Value> {
        match &self.value {
            Expression::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// Every path of a row that it may read, each once.
    pub fn paths(&self) -> Vec<ReadPath> {
        reads::paths_of(&self.value)
    }
}
