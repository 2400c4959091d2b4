//! The trace of a verdict: the tests that decided it, and nothing that made no difference. Of an `allOf` that fails these are the
//! tests that failed, of one that holds all of them, and of one that is unknown those that are.

use std::fmt;

use super::answer::Answer;
use super::budget::{Budget, Limit};
use super::evaluate::Tally;
use super::operator::Operator;
use super::reading::{NoArray, Reading};
use super::scope::Scope;
use super::tree::{Clause, Count, Counted, Expression, Field, Subject, Test};
use super::truth::Truth;
use super::view::View;
use crate::value::{Fact, Value};

/// Longer texts are cut: a trace is read by people, and a row may hold what no report should repeat.
const LONGEST: usize = 80;

/// Upper bound of the elements of a list that a trace shows.
const MOST_ELEMENTS: usize = 3;

/// The answer of a condition, with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The answer of the condition.
    pub truth: Truth,
    /// The tests that decided it, in the order of the condition.
    pub trace: Vec<Leaf>,
}

/// One test that decided a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The subject of the test, as the condition spells it: a field, an expression, or the field or list that was counted.
    pub subject: String,
    /// Its path in the row, for a field or the count of one: `properties.networkAcls.defaultAction`; the name that a count of values
    /// gives them.
    pub path: Option<String>,
    /// The operator of the test.
    pub operator: Operator,
    /// The value it was compared with, as short text.
    pub expected: String,
    /// The value that the row holds.
    pub actual: Actual,
    /// The answer of this test alone. A test under `not` counts the other way round.
    pub truth: Truth,
    /// Whether the subject is the same for every row, so that the test tells nothing of this one.
    pub constant: bool,
    /// The elements that a count went through.
    pub elements: Elements,
}

/// The elements that a count went through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements {
    /// Number of all of them, whether they count or not, as far as it is known.
    pub total: u64,
    /// Of values that the condition lists, those that count.
    pub counted: Vec<String>,
    /// Of values that the condition lists, those that do not.
    pub others: Vec<String>,
}

/// The content of a row at the subject of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actual {
    /// A value, or several of a list, as short text.
    Found(String),
    /// Number of elements as text, or a range where some are unknown.
    Counted(String),
    /// Nothing, where the export would show it: Azure's default applies.
    Absent,
    /// Nothing, because the resource is of another type than the field.
    OtherType,
    /// An expression without a value.
    Undefined,
    /// A value that is no truth value, as short text, where Azure keeps one.
    NoTruthValue(String),
    /// Nothing, because the public list of aliases does not hold the name: nobody knows where its property is.
    NoAlias,
    /// The condition goes beyond what one evaluation may take.
    Exceeded(Limit),
    /// The export does not show it.
    NotExported,
}

impl Verdict {
    /// The limit of an evaluation that the condition met, if it met one.
    pub fn exceeded(&self) -> Option<Limit> {
        self.trace.iter().find_map(|leaf| match leaf.actual {
            Actual::Exceeded(limit) => Some(limit),
            _ => None,
        })
    }
}

impl Leaf {
    /// The condition as a whole, where it met a limit.
    fn of_limit(limit: Limit) -> Leaf {
        Leaf {
            subject: "the condition".to_owned(),
            path: None,
            operator: Operator::Exists,
            expected: "true".to_owned(),
            actual: Actual::Exceeded(limit),
            truth: Truth::Unknown,
            constant: false,
            elements: Elements::default(),
        }
    }
}

impl fmt::Display for Actual {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actual::Found(text) | Actual::Counted(text) => out.write_str(text),
            Actual::Absent => out.write_str("absent"),
            Actual::OtherType => out.write_str("not a field of this type"),
            Actual::Undefined => out.write_str("without a value"),
            Actual::NoTruthValue(text) => write!(out, "{text}, which is neither true nor false"),
            Actual::NoAlias => out.write_str("no alias that Azure is known to have"),
            Actual::Exceeded(limit) => limit.fmt(out),
            Actual::NotExported => out.write_str("not in the export"),
        }
    }
}

impl Clause {
    /// The truth at this place, with the tests that decided it.
    pub(super) fn explain(&self, scope: &Scope<'_>) -> Verdict {
        let (truth, mut trace) = (self.truth(scope), Vec::new());
        match scope.budget.and_then(Budget::exceeded) {
            Some(limit) => trace.push(Leaf::of_limit(limit)),
            // What was worked out within the budget is worked out again, for some tests several times.
            None => self.collect(truth, &scope.unbounded(), &mut trace),
        }
        Verdict { truth, trace }
    }

    /// Adds the tests that decided this truth. Only these are put into words, which costs more than judging.
    fn collect(&self, truth: Truth, scope: &Scope<'_>, trace: &mut Vec<Leaf>) {
        match self {
            Clause::AllOf(clauses) | Clause::AnyOf(clauses) => {
                for clause in clauses.iter().filter(|clause| clause.truth(scope) == truth) {
                    clause.collect(truth, scope, trace);
                }
            }
            Clause::Not(clause) => clause.collect(!truth, scope, trace),
            Clause::Test(test) => trace.push(test.explain(truth, scope)),
        }
    }
}

impl Test {
    fn explain(&self, truth: Truth, scope: &Scope<'_>) -> Leaf {
        let (subject, path, actual) = match &self.subject {
            Subject::Field(field) => {
                let path = match field {
                    Field::At(reading) if !reading.is_unlisted => Some(read_at(reading, scope)),
                    _ => None,
                };
                (field.written(), path, found(field, scope))
            }
            Subject::Value(expression) => (short(expression.to_string()), None, worked_out(expression, scope)),
            Subject::Count(count) => {
                let actual = Actual::Counted(number(count.tally(scope)));
                match &count.over {
                    Counted::Field(reading) if reading.is_unlisted => {
                        (reading.written.to_string(), None, Actual::NoAlias)
                    }
                    Counted::Field(reading) => (reading.written.to_string(), Some(read_at(reading, scope)), actual),
                    Counted::Values { list, name } => {
                        let name = name.as_ref().map(ToString::to_string);
                        (short(list.to_string()), name, actual)
                    }
                }
            }
        };
        let actual = match self.no_truth_value(scope) {
            Some(value) if truth == Truth::Unknown => Actual::NoTruthValue(value),
            _ => actual,
        };
        let expected = match &self.expected {
            Expression::Literal(value) => shown(value),
            expression => worked_out(expression, scope).to_string(),
        };
        let (constant, elements) = match &self.subject {
            Subject::Field(_) => (false, Elements::default()),
            Subject::Value(expression) => (expression.is_constant(), Elements::default()),
            Subject::Count(count) => (false, counted(count, scope)),
        };
        Leaf {
            subject,
            path,
            operator: self.operator,
            expected,
            actual,
            truth,
            constant,
            elements,
        }
    }
}

fn counted(count: &Count, scope: &Scope<'_>) -> Elements {
    let mut elements = Elements {
        total: count.total(scope).certain,
        ..Elements::default()
    };
    for (text, truth) in count.texts(scope) {
        match truth {
            Truth::True => elements.counted.push(text),
            Truth::False => elements.others.push(text),
            Truth::Unknown => {}
        }
    }
    elements
}

impl Test {
    /// The first value that is no truth value where one is expected.
    fn no_truth_value(&self, scope: &Scope<'_>) -> Option<String> {
        let reading = self.subject.reading()?;
        let Answer::Known(expected) = self.expected.answer(scope) else {
            return None;
        };
        if !self.expects_truth(Some(View::from(&*expected))) {
            return None;
        }
        let mut found = None;
        let mut note = |fact| match fact {
            Fact::Value(value) if View::from(value).is_no_truth() => drop(found.get_or_insert_with(|| shown(value))),
            Fact::Text(text) if View::Text(text).is_no_truth() => drop(found.get_or_insert_with(|| text.to_owned())),
            _ => {}
        };
        match reading.spreads {
            true => reading.values(scope, NoArray::Nothing, &mut note),
            false => note(reading.value(scope)),
        }
        found
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
        Field::At(reading) if reading.is_unlisted => Actual::NoAlias,
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
