//! From the JSON of a condition to its syntax tree. The parser goes on after a fault, so that one run reports them all; it
//! accepts exactly the grammar of Azure Policy, because a condition that Azure would refuse must not pass here.

mod clause;
mod expression;
mod parser;
mod subject;

use serde_json::Value as Json;

use super::budget::Budget;
use super::error::{Fault, ParseError};
use super::parameters::Parameters;
use super::tree::{Clause, Expression};
use expression::{Surroundings, parse_operand};
use parser::Parser;

/// Parses a condition, or gives every fault in the order of their places. `beside` is set for a resource that is
/// looked for beside another, to which template functions then refer.
pub(super) fn parse(json: &Json, parameters: &Parameters, beside: bool) -> Result<Clause, Vec<ParseError>> {
    let mut parser = Parser {
        parameters,
        beside,
        enclosing: Vec::new(),
        budget: Budget::new(),
        faults: Vec::new(),
        depth: 0,
    };
    let root = parser.clause(json, "");
    match root {
        Some(root) if parser.faults.is_empty() => Ok(root),
        _ => {
            parser.faults.sort_by(|left, right| left.pointer.cmp(&right.pointer));
            Err(parser.faults)
        }
    }
}

/// Parses a value outside a condition, in which every text may be an expression.
pub(super) fn operand(json: &Json, parameters: &Parameters) -> Result<Expression, Fault> {
    let around = Surroundings {
        parameters,
        enclosing: &[],
        budget: &Budget::new(),
        beside: false,
    };
    parse_operand(json, around)
}
