//! The subject of a test: a field, a value, or a count with a condition of its own.

use serde_json::Value as Json;

use super::super::error::Fault;
use super::super::operator::Operator;
use super::super::reading::Reading;
use super::super::scope::Enclosing;
use super::super::tree::{Clause, Count, Counted, Expression, Field, Subject, Test};
use super::parser::{Parser, child, is_one_of, wrong_kind};
use crate::value::Value;
use crate::value::path::{Path, Segment};

const COUNT_KEYS: [&str; 4] = ["field", "value", "name", "where"];

/// A subject that still waits for its operator.
pub(super) enum Draft {
    Plain(Subject),
    Either {
        when: Expression,
        then: Field,
        otherwise: Field,
    },
}

impl Draft {
    /// The test, or the two between which a computed field chooses.
    pub(super) fn test(self, operator: Operator, expected: Expression) -> Clause {
        let test = |subject, operator, expected| Clause::Test(Box::new(Test::new(subject, operator, expected)));
        match self {
            Draft::Plain(Subject::Value(value)) => test(Subject::Value(value.ordered_by(operator)), operator, expected),
            Draft::Plain(subject) => test(subject, operator, expected),
            // A choice between two fields is a choice between two tests.
            Draft::Either { when, then, otherwise } => {
                let yes = || Expression::Literal(Value::Bool(true));
                let chosen = test(Subject::Value(when.clone()), Operator::Equals, yes());
                let passed_over = Clause::Not(Box::new(test(Subject::Value(when), Operator::Equals, yes())));
                let first = test(Subject::Field(then), operator, expected.clone());
                let second = test(Subject::Field(otherwise), operator, expected);
                Clause::AnyOf(Box::new([
                    Clause::AllOf(Box::new([chosen, first])),
                    Clause::AllOf(Box::new([passed_over, second])),
                ]))
            }
        }
    }
}

impl Parser<'_> {
    /// The subject under one of its three keys.
    pub(super) fn subject(&mut self, key: &str, value: &Json, place: &str) -> Option<Draft> {
        match key.to_ascii_lowercase().as_str() {
            "field" => self.field(value, place),
            "value" => self
                .operand(value, place)
                .map(|value| Draft::Plain(Subject::Value(value))),
            _ => self
                .count(value, place)
                .map(|count| Draft::Plain(Subject::Count(count))),
        }
    }

    fn field(&mut self, json: &Json, place: &str) -> Option<Draft> {
        let Some(written) = json.as_str() else {
            return self.fault(place, &wrong_kind("`field`", "text", json));
        };
        match self.operand(json, place)? {
            Expression::Literal(Value::String(name)) => {
                let field = match Field::parse(&name, &self.enclosing) {
                    // A definition whose tag name is an empty parameter tests for that elsewhere: there is no such tag.
                    Err(Fault::BadField(_)) if written.starts_with('[') && starts_with_tags(&name) => {
                        Ok(Field::Tag(Box::new(Expression::Literal(Value::from(&*name)))))
                    }
                    field => field,
                };
                self.keep(place, field).map(|field| Draft::Plain(Subject::Field(field)))
            }
            Expression::Call(function, arguments) => match (function.name, &*arguments) {
                (
                    "if",
                    [
                        when,
                        Expression::Literal(Value::String(then)),
                        Expression::Literal(Value::String(otherwise)),
                    ],
                ) => {
                    let then = Field::parse(then, &self.enclosing);
                    let otherwise = Field::parse(otherwise, &self.enclosing);
                    let (then, otherwise) = (self.keep(place, then)?, self.keep(place, otherwise)?);
                    Some(Draft::Either {
                        when: when.clone(),
                        then,
                        otherwise,
                    })
                }
                ("concat", [Expression::Literal(Value::String(start)), ..]) if starts_with_tags(start) => {
                    let name = Box::new(Expression::Call(function, arguments));
                    Some(Draft::Plain(Subject::Field(Field::Tag(name))))
                }
                _ => self.fault(place, &Fault::ComputedField),
            },
            Expression::Literal(_) => self.fault(place, &Fault::BadField(format!("`{written}` names no field"))),
            _ => self.fault(place, &Fault::ComputedField),
        }
    }

    fn count(&mut self, json: &Json, place: &str) -> Option<Count> {
        let Some(members) = json.as_object() else {
            return self.fault(place, &wrong_kind("`count`", "an object", json));
        };
        let before = self.faults.len();
        for key in members.keys().filter(|key| !is_one_of(key, &COUNT_KEYS)) {
            let fault = Fault::UnknownKey {
                key: key.clone(),
                known: COUNT_KEYS.to_vec(),
            };
            self.faults.push(fault.at(&child(place, key)));
        }
        let member = |wanted: &str| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
        let outer = self.enclosing.len();
        let over = match (member("field"), member("value")) {
            (Some((key, field)), None) => {
                if let Some((name, _)) = member("name") {
                    let fault = Fault::MisplacedKey {
                        key: name.clone(),
                        beside: key.clone(),
                    };
                    self.faults.push(fault.at(&child(place, name)));
                }
                self.counted_field(field, &child(place, key))
            }
            (None, Some((key, list))) => self.counted_values(list, member("name"), key, place),
            (Some((field, _)), Some((value, _))) => {
                self.fault(place, &Fault::SeveralSubjects(vec![field.clone(), value.clone()]))
            }
            (None, None) if self.faults.len() > before => None,
            (None, None) => self.fault(place, &Fault::NoSubject),
        };
        // Without the array, the fields of its elements have no place: nothing about them can be said.
        let filter = match (member("where"), &over) {
            (Some((key, filter)), Some(_)) => self.clause(filter, &child(place, key)).map(Box::new).map(Some),
            _ => Some(None),
        };
        self.enclosing.truncate(outer);
        Some(Count {
            over: over?,
            filter: filter?,
        })
    }

    /// The field that is counted. Each `[*]` in it is one count more around the filter.
    fn counted_field(&mut self, json: &Json, place: &str) -> Option<Counted> {
        let Some(written) = json.as_str() else {
            return self.fault(place, &wrong_kind("`field`", "text", json));
        };
        let reading = match self.operand(json, place)? {
            Expression::Literal(Value::String(name)) => Reading::parse(&name, &self.enclosing),
            _ => return self.fault(place, &Fault::NotCountable(written.to_owned())),
        };
        let reading = self.keep(place, reading)?;
        if reading.remaining().last() != Some(&Segment::Each) {
            return self.fault(place, &Fault::NotCountable(written.to_owned()));
        }
        let segments = reading.path.segments();
        let first = segments.len() - reading.remaining().len();
        for (index, segment) in segments.iter().enumerate().skip(first) {
            if *segment == Segment::Each {
                let through = Path::of(segments[..=index].to_vec());
                self.enclosing.push(Enclosing::Field {
                    of_type: reading.of_type.clone(),
                    through,
                });
            }
        }
        Some(Counted::Field(reading))
    }

    fn counted_values(
        &mut self,
        list: &Json,
        name: Option<(&String, &Json)>,
        key: &str,
        place: &str,
    ) -> Option<Counted> {
        let name: Option<Box<str>> = match name {
            None => None,
            Some((_, Json::String(name))) => Some(name.as_str().into()),
            Some((key, other)) => {
                return self.fault(&child(place, key), &wrong_kind("`name`", "text", other));
            }
        };
        let list = self.operand(list, &child(place, key))?;
        self.enclosing.push(Enclosing::Value { name: name.clone() });
        Some(Counted::Values { list, name })
    }
}

fn starts_with_tags(field: &str) -> bool {
    field.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("tags"))
}
