//! The logic of a condition and its tests: `allOf`, `anyOf`, `not`, and a subject with an operator.

use serde_json::{Map, Value as Json};

use super::super::error::Fault;
use super::super::operator::Operator;
use super::super::tree::{Clause, Expression};
use super::super::view::flag_of;
use super::parser::{Parser, child, is_one_of, wrong_kind};
use crate::value::Value;

/// Upper bound of the nesting of conditions: deeper than any of Microsoft's, shallow enough for every stack.
const DEEPEST: usize = 64;

const LOGIC: [&str; 3] = ["allOf", "anyOf", "not"];
const SUBJECTS: [&str; 3] = ["field", "value", "count"];

impl Parser<'_> {
    /// The condition at this place.
    pub(super) fn clause(&mut self, json: &Json, pointer: &str) -> Option<Clause> {
        let Some(members) = json.as_object() else {
            return self.fault(pointer, &wrong_kind("a condition", "an object", json));
        };
        if self.depth == DEEPEST {
            return self.fault(pointer, &Fault::TooDeep(DEEPEST));
        }
        self.depth += 1;
        let logic = members.iter().find(|(key, _)| is_one_of(key, &LOGIC));
        let clause = match logic {
            Some((key, value)) => self.logic(key, value, members, pointer),
            None => self.test(members, pointer),
        };
        self.depth -= 1;
        clause
    }

    fn logic(&mut self, key: &str, value: &Json, members: &Map<String, Json>, pointer: &str) -> Option<Clause> {
        for other in members.keys().filter(|other| *other != key) {
            let fault = Fault::MisplacedKey {
                key: other.clone(),
                beside: key.to_owned(),
            };
            self.faults.push(fault.at(&child(pointer, other)));
        }
        let place = child(pointer, key);
        if key.eq_ignore_ascii_case("not") {
            return self.clause(value, &place).map(|clause| Clause::Not(Box::new(clause)));
        }
        let Some(items) = value.as_array() else {
            return self.fault(&place, &wrong_kind(&format!("`{key}`"), "a list of conditions", value));
        };
        if items.is_empty() {
            return self.fault(&place, &Fault::EmptyList(key.to_owned()));
        }
        let clauses: Vec<Option<Clause>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.clause(item, &child(&place, &index.to_string())))
            .collect();
        let clauses: Option<Box<[Clause]>> = clauses.into_iter().collect();
        if key.eq_ignore_ascii_case("allOf") {
            clauses.map(Clause::AllOf)
        } else {
            clauses.map(Clause::AnyOf)
        }
    }

    fn test(&mut self, members: &Map<String, Json>, pointer: &str) -> Option<Clause> {
        let mut subjects = Vec::new();
        let mut operators = Vec::new();
        let mut misspelt = false;
        for (key, value) in members {
            if is_one_of(key, &SUBJECTS) {
                subjects.push((key, value));
            } else if let Some(operator) = Operator::named(key) {
                operators.push((key, operator, value));
            } else {
                misspelt = true;
                let known = LOGIC.iter().chain(&SUBJECTS).copied();
                let known = known.chain(Operator::ALL.iter().map(|(_, name)| *name)).collect();
                self.faults.push(
                    Fault::UnknownKey {
                        key: key.clone(),
                        known,
                    }
                    .at(&child(pointer, key)),
                );
            }
        }
        // A misspelt key is the likely reason for a missing one: one fault is enough.
        let subject = match subjects.as_slice() {
            [(key, value)] => self.subject(key, value, &child(pointer, key)),
            [] if misspelt => None,
            [] => self.fault(pointer, &Fault::NoSubject),
            several => {
                let names = several.iter().map(|(key, _)| (*key).clone()).collect();
                self.fault(pointer, &Fault::SeveralSubjects(names))
            }
        };
        let comparison = match operators.as_slice() {
            [(key, operator, value)] => {
                let expected = self.expected(*operator, value, &child(pointer, key));
                expected.map(|expected| (*operator, expected))
            }
            [] => match subjects.as_slice() {
                [(key, _)] if !misspelt => self.fault(pointer, &Fault::NoOperator((*key).clone())),
                _ => None,
            },
            several => {
                let names = several.iter().map(|(key, ..)| (*key).clone()).collect();
                self.fault(pointer, &Fault::SeveralOperators(names))
            }
        };
        let (subject, (operator, expected)) = (subject?, comparison?);
        Some(subject.test(operator, expected.ordered_by(operator)))
    }

    /// The right side of an operator. A literal must be of the kind that the operator takes.
    fn expected(&mut self, operator: Operator, json: &Json, place: &str) -> Option<Expression> {
        let expected = self.operand(json, place)?;
        let Expression::Literal(value) = &expected else {
            return Some(expected);
        };
        let wanted = match operator {
            Operator::In | Operator::NotIn if value.as_array().is_none() => "a list",
            Operator::Exists if !is_flag(value) => "true or false",
            Operator::Equals | Operator::NotEquals | Operator::In | Operator::NotIn | Operator::Exists => {
                return Some(expected);
            }
            _ if matches!(value, Value::Array(_) | Value::Object(_) | Value::Null) => "a single value",
            _ => return Some(expected),
        };
        self.fault(place, &wrong_kind(&format!("`{operator}`"), wanted, json))
    }
}

/// Azure takes true and false in quotes too, and nothing else for them.
fn is_flag(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::String(text) => flag_of(text).is_some(),
        _ => false,
    }
}
