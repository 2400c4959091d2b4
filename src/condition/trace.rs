//! Why a condition came out as it did: the tests that decided it, and nothing that made no difference. Of an `allOf` that
//! fails these are the tests that failed, of one that holds all of them, and of one that is unknown those that are.

use std::fmt;

use super::answer::Answer;
use super::evaluate::Tally;
use super::operator::Operator;
use super::reading::{NoArray, Reading};
use super::scope::Scope;
use super::tree::{Counted, Expression, Field, Node, Subject, Test};
use super::truth::Truth;
use crate::value::{Fact, Value};

/// Longer texts are cut: a trace is read by people, and a row may hold what no report should repeat.
const LONGEST: usize = 80;

/// How many elements of a list a trace shows.
const MOST_ELEMENTS: usize = 3;

/// The answer of a condition, with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What the condition says.
    pub truth: Truth,
    /// The tests that decided it, in the order of the condition.
    pub trace: Vec<Leaf>,
}

/// One test that decided a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// What was tested, as the condition spells it: a field, an expression, or the field or list that was counted.
    pub subject: String,
    /// Where in the row it lies, for a field or the count of one: `properties.networkAcls.defaultAction`.
    pub path: Option<String>,
    /// How it was compared.
    pub operator: Operator,
    /// With what.
    pub expected: String,
    /// What was there.
    pub actual: Actual,
    /// What this test says by itself. A test under `not` counts the other way round.
    pub truth: Truth,
}

/// What a test found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actual {
    /// A value, or several of a list, as short text.
    Found(String),
    /// So many elements, or a range where some are unknown.
    Counted(String),
    /// Nothing, where the export would show it: Azure's default applies.
    Absent,
    /// Nothing, because the resource is of another type than the field.
    OtherType,
    /// An expression without a value.
    Undefined,
    /// The export does not tell.
    NotExported,
}

impl fmt::Display for Actual {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Actual::Found(text) | Actual::Counted(text) => text,
            Actual::Absent => "absent",
            Actual::OtherType => "not a field of this type",
            Actual::Undefined => "without a value",
            Actual::NotExported => "not in the export",
        })
    }
}

impl Node {
    /// The truth at this place, with the tests that decided it.
    pub(super) fn explain(&self, scope: &Scope<'_>) -> Verdict {
        let (truth, mut trace) = (self.truth(scope), Vec::new());
        self.tell(truth, scope, &mut trace);
        Verdict { truth, trace }
    }

    /// Adds the tests that decided that this is so. Those that did not are never put into words.
    fn tell(&self, truth: Truth, scope: &Scope<'_>, trace: &mut Vec<Leaf>) {
        match self {
            Node::AllOf(nodes) | Node::AnyOf(nodes) => {
                for node in nodes.iter().filter(|node| node.truth(scope) == truth) {
                    node.tell(truth, scope, trace);
                }
            }
            Node::Not(node) => node.tell(!truth, scope, trace),
            Node::Test(test) => trace.push(test.explain(truth, scope)),
        }
    }
}

impl Test {
    fn explain(&self, truth: Truth, scope: &Scope<'_>) -> Leaf {
        let (subject, path, actual) = match &self.subject {
            Subject::Field(field) => {
                let path = match field {
                    Field::At(reading) => Some(read_at(reading, scope)),
                    _ => None,
                };
                (field.written(), path, found(field, scope))
            }
            Subject::Value(expression) => (short(expression.to_string()), None, worked_out(expression, scope)),
            Subject::Count(count) => {
                let actual = Actual::Counted(number(count.tally(scope)));
                match &count.over {
                    Counted::Field(reading) => (reading.written.to_string(), Some(read_at(reading, scope)), actual),
                    Counted::Values { list, .. } => (short(list.to_string()), None, actual),
                }
            }
        };
        let expected = match &self.expected {
            Expression::Literal(value) => shown(value),
            expression => worked_out(expression, scope).to_string(),
        };
        Leaf {
            subject,
            path,
            operator: self.operator,
            expected,
            actual,
            truth,
        }
    }
}

/// The path that was followed on this resource.
fn read_at(reading: &Reading, scope: &Scope<'_>) -> String {
    reading
        .begin(scope)
        .map_or(&reading.path, |place| place.path)
        .to_string()
}

fn found(field: &Field, scope: &Scope<'_>) -> Actual {
    match field {
        Field::At(reading) if !reading.is_bound() && !reading.applies(scope) => Actual::OtherType,
        Field::At(reading) if reading.spreads => elements(reading, scope),
        _ => actual(field.value(scope)),
    }
}

fn actual(fact: Fact<'_>) -> Actual {
    match fact {
        Fact::Value(value) => Actual::Found(shown(value)),
        Fact::Text(text) => Actual::Found(short(text.to_owned())),
        Fact::Absent => Actual::Absent,
        Fact::Unknown => Actual::NotExported,
    }
}

fn elements(reading: &Reading, scope: &Scope<'_>) -> Actual {
    let mut found = Vec::new();
    reading.values(scope, NoArray::Nothing, &mut |fact| found.push(actual(fact)));
    if found.contains(&Actual::NotExported) {
        return Actual::NotExported;
    }
    let more = found.len().saturating_sub(MOST_ELEMENTS);
    let mut texts: Vec<String> = found.iter().take(MOST_ELEMENTS).map(Actual::to_string).collect();
    if more > 0 {
        texts.push(format!("{more} more"));
    }
    if texts.is_empty() {
        Actual::Absent
    } else {
        Actual::Found(texts.join(", "))
    }
}

fn worked_out(expression: &Expression, scope: &Scope<'_>) -> Actual {
    match expression.answer(scope) {
        Answer::Known(value) => Actual::Found(shown(&value)),
        Answer::Undefined => Actual::Undefined,
        Answer::Unknown => Actual::NotExported,
    }
}

fn number(tally: Tally) -> String {
    match (tally.possible, tally.open) {
        (0, false) => tally.certain.to_string(),
        (possible, false) => format!("{} to {}", tally.certain, tally.certain + possible),
        (_, true) => format!("{} or more", tally.certain),
    }
}

fn shown(value: &Value) -> String {
    short(match value {
        Value::String(text) => text.to_string(),
        other => serde_json::Value::from(other).to_string(),
    })
}

fn short(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
