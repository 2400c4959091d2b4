//! The condition language of Azure Policy, answered *true*, *false* or *unknown*, with the reasons.
//!
//! The grammar is the `if` of a policy definition, unchanged, so that Microsoft's own definitions run here and ours can
//! be assigned in Azure. Where everything a condition reads was exported, the answer is the one that Azure gives. Azure
//! takes whatever a resource does not hold for `null`; an export may merely not show it, and then the answer is unknown
//! unless the rest of the condition settles it. So is the answer where a truth value is expected and the export holds
//! another word or kind of value.
//!
//! The module knows neither resources nor controls. It reads its subject through [`Facts`] and decides nothing but truth.

pub(crate) mod alias;
mod answer;
mod applicability;
mod budget;
mod display;
mod error;
mod evaluate;
mod export;
mod expression;
mod facts;
mod functions;
mod lookup;
mod operand;
mod operator;
mod parameters;
mod parse;
mod reading;
mod reads;
mod scope;
pub(crate) mod suggest;
#[cfg(test)]
mod tests;
mod trace;
mod tree;
mod truth;
mod view;

pub use budget::Limit;
pub use error::ParseError;
pub use facts::{Absence, Context, Facts};
pub use lookup::{Lookup, texts};
pub use operand::Operand;
pub use operator::Operator;
pub use parameters::{ParameterError, Parameters};
pub use reads::ReadPath;
pub use trace::{Actual, Elements, Leaf, Verdict};
pub use truth::Truth;

use budget::Budget;
use scope::Scope;

/// A parsed condition. Parsing settles names, parameters and paths; judging takes no text apart.
#[derive(Clone, Debug)]
pub struct Condition {
    root: tree::Clause,
}

impl Condition {
    /// Parses a condition without parameters: the `if` of a policy rule.
    ///
    /// # Errors
    /// Every fault of the condition, in the order of their places.
    pub fn parse(json: &serde_json::Value) -> Result<Condition, Vec<ParseError>> {
        Condition::parse_with(json, &Parameters::new())
    }

    /// Parses a condition in which each `[parameters('x')]` means the value given for it.
    ///
    /// # Errors
    /// Every fault of the condition, in the order of their places. A parameter without a value is one.
    pub fn parse_with(json: &serde_json::Value, parameters: &Parameters) -> Result<Condition, Vec<ParseError>> {
        parse::parse(json, parameters, false).map(|root| Condition { root })
    }

    /// Parses an `existenceCondition`: its fields are those of a resource that is looked for, and `field()` in its
    /// template expressions is a field of the resource beside which it is looked for.
    ///
    /// # Errors
    /// As [`Condition::parse_with`].
    pub fn parse_beside(json: &serde_json::Value, parameters: &Parameters) -> Result<Condition, Vec<ParseError>> {
        parse::parse(json, parameters, true).map(|root| Condition { root })
    }

    /// The truth of the condition about a resource, without reasons, which is much faster.
    pub fn truth(&self, facts: &dyn Facts, context: &Context) -> Truth {
        self.root.truth(&Scope::new(facts, context).within(&Budget::new()))
    }

    /// The truth of the condition about a resource, with the tests that decided it.
    pub fn evaluate(&self, facts: &dyn Facts, context: &Context) -> Verdict {
        self.root.explain(&Scope::new(facts, context).within(&Budget::new()))
    }

    /// The truth of an `existenceCondition` about a resource that is looked for beside `of`, with the tests that decided it.
    pub fn evaluate_beside(&self, facts: &dyn Facts, of: &dyn Facts, context: &Context) -> Verdict {
        self.root
            .explain(&Scope::beside(facts, of, context).within(&Budget::new()))
    }

    /// Whether a policy definition with this condition applies to a resource, as its type, name and kind decide.
    pub fn applies(&self, facts: &dyn Facts, context: &Context) -> Truth {
        self.root
            .applies(true, &Scope::new(facts, context).within(&Budget::new()))
    }

    /// Every path of a row that the condition may read, each once.
    pub fn paths(&self) -> Vec<ReadPath> {
        reads::paths(&self.root)
    }

    /// The resource types, in lower case, outside which the condition is false. `None` where it may hold of any type.
    pub fn types(&self) -> Option<Vec<String>> {
        reads::types(&self.root)
    }

    /// The names in the condition that no export of resources holds: the request, types of a data plane. Of these its answer is
    /// *unknown*, or that they are absent.
    pub fn beyond_exports(&self) -> Vec<String> {
        reads::beyond_exports(&self.root)
    }

    /// The condition as the `if` of a policy definition, with parameters replaced by their values.
    pub fn to_json(&self) -> serde_json::Value {
        self.root.to_json()
    }
}
