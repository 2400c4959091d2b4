//! From the JSON of a condition to its syntax tree. The parser goes on after a fault, so that one run reports them all; it
//! accepts exactly the grammar of Azure Policy, because a condition that Azure would refuse must not pass here.

mod expression;
mod node;
mod parser;
mod subject;

use serde_json::Value as Json;

use super::error::{Fault, ParseError};
use super::parameters::Parameters;
use super::tree::{Expression, Node};
use expression::{Surroundings, parse_operand};
use parser::Parser;

/// Parses a condition, or gives every fault in the order of their places. `beside` tells that it is asked of a resource
/// that is looked for beside another, of which template functions speak.
pub(super) fn parse(json: &Json, parameters: &Parameters, beside: bool) -> Result<Node, Vec<ParseError>> {
    let mut parser = Parser {
        parameters,
        beside,
        enclosing: Vec::new(),
        faults: Vec::new(),
        depth: 0,
    };
    let root = parser.node(json, "");
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
        beside: false,
    };
    parse_operand(json, around)
}
