//! The evaluation of a condition: its truth about one resource, with no trace and, for conditions of fields and literals, no
//! allocation, because a run evaluates millions. The reasons are made by [`super::trace`], for the few answers that are printed.

use jiff::Timestamp;

use super::answer::Answer;
use super::facts::Context;
use super::operator::Operator;
use super::reading::{NoArray, Position, Reading};
use super::scope::Scope;
use super::tree::{Clause, Count, Counted, Expression, Subject, Test};
use super::truth::Truth;
use super::view::View;
use crate::value::path::{Halt, follow};
use crate::value::{Fact, Value};

/// A moment later than any that a condition compares with, from which a few centuries may be counted.
fn latest() -> Timestamp {
    Timestamp::MAX - jiff::SignedDuration::from_hours(24 * 365 * 500)
}

impl Clause {
    /// The truth of the condition in this scope.
    pub(super) fn truth(&self, scope: &Scope<'_>) -> Truth {
        match self {
            Clause::AllOf(clauses) => {
                let mut truth = Truth::True;
                for clause in clauses {
                    truth = truth.and(clause.truth(scope));
                    if truth == Truth::False {
                        break;
                    }
                }
                truth
            }
            Clause::AnyOf(clauses) => {
                let mut truth = Truth::False;
                for clause in clauses {
                    truth = truth.or(clause.truth(scope));
                    if truth == Truth::True {
                        break;
                    }
                }
                truth
            }
            Clause::Not(clause) => !clause.truth(scope),
            Clause::Test(test) => test.truth(scope),
        }
    }
}

impl Test {
    /// The truth of the single test in this scope.
    pub(super) fn truth(&self, scope: &Scope<'_>) -> Truth {
        if self.orders_now
            && let (None, Some(earliest)) = (scope.context.as_of, scope.context.not_before)
        {
            return self.truth_from(earliest, scope);
        }
        self.truth_here(scope)
    }

    /// The truth of a test that orders now, of which only the earliest moment is known: such a test turns once at most.
    fn truth_from(&self, earliest: Timestamp, scope: &Scope<'_>) -> Truth {
        let at = |moment: Timestamp| {
            let context = Context {
                as_of: Some(moment),
                not_before: None,
            };
            self.truth_here(&scope.at(&context))
        };
        let (early, late) = (at(earliest), at(latest()));
        if early == late { early } else { Truth::Unknown }
    }

    fn truth_here(&self, scope: &Scope<'_>) -> Truth {
        let answer;
        let expected = match &self.expected {
            Expression::Literal(value) => Some(View::from(value)),
            expression => {
                answer = expression.answer(scope);
                match &answer {
                    Answer::Known(value) => Some(View::from(&**value)),
                    Answer::Undefined => None,
                    Answer::Unknown => return Truth::Unknown,
                }
            }
        };
        match &self.subject {
            Subject::Field(field) => match field.spread() {
                Some(reading) => self.all_elements(reading, expected, scope),
                // An absent field is `null`, so that `equals` may test for it.
                None => self.compare(field.value(scope), Some(View::Null), expected),
            },
            Subject::Value(expression) => match expression.answer(scope) {
                Answer::Known(value) => self.holds(Some(View::from(&*value)), expected),
                Answer::Undefined => Truth::False,
                Answer::Unknown => Truth::Unknown,
            },
            Subject::Count(count) => count.tally(scope).compare(self.operator, expected),
        }
    }

    /// Outside `count`, a field with `[*]` holds where every element does: an empty list always, a missing one where
    /// `null` does.
    fn all_elements<'v>(&self, reading: &Reading, expected: Option<View<'_>>, scope: &Scope<'v>) -> Truth {
        let mut truth = Truth::True;
        reading.values(scope, NoArray::OneNull, &mut |fact| {
            if truth != Truth::False {
                truth = truth.and(self.compare(fact, None, expected));
            }
        });
        truth
    }

    fn compare(&self, fact: Fact<'_>, absent: Option<View<'_>>, expected: Option<View<'_>>) -> Truth {
        let found = match fact {
            Fact::Value(value) => Some(View::from(value)),
            Fact::Text(text) => Some(View::Text(text)),
            Fact::Absent => absent,
            Fact::Unknown => return Truth::Unknown,
        };
        self.holds(found, expected)
    }

    /// Unknown where a truth value is expected and another kind of value, or another word, was exported: Azure keeps a truth
    /// value there, and nothing shows which.
    fn holds(&self, found: Option<View<'_>>, expected: Option<View<'_>>) -> Truth {
        if self.expects_truth(expected) && found.is_some_and(View::is_no_truth) {
            return Truth::Unknown;
        }
        self.operator.holds(found, expected).into()
    }

    /// Whether the subject must be a truth value: the literal says so, or an expression has come to one.
    pub(super) fn expects_truth(&self, expected: Option<View<'_>>) -> bool {
        self.wants_truth
            || matches!(expected, Some(View::Bool(_)))
                && self.operator.compares_equal()
                && self.subject.reading().is_some_and(|reading| !reading.is_tag())
    }
}

/// The number of elements of a count, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Elements that count for certain.
    pub certain: u64,
    /// Elements that may count.
    pub possible: u64,
    /// True where the list itself is unknown, so that there may be any number more.
    pub open: bool,
}

impl Tally {
    fn element(truth: Truth) -> Tally {
        match truth {
            Truth::True => Tally {
                certain: 1,
                ..Tally::default()
            },
            Truth::Unknown => Tally {
                possible: 1,
                ..Tally::default()
            },
            Truth::False => Tally::default(),
        }
    }

    fn add(&mut self, other: Tally) {
        self.certain += other.certain;
        self.possible += other.possible;
        self.open |= other.open;
    }

    /// True or false only where every number that the count may come to says the same.
    fn compare(self, operator: Operator, expected: Option<View<'_>>) -> Truth {
        let holds = |number: u64| operator.holds(Some(View::Number(&number.into())), expected);
        let most = if self.open {
            u64::MAX
        } else {
            self.certain + self.possible
        };
        let settled = if operator.is_ordering() {
            // These turn once at most between the least number and the greatest.
            holds(self.certain) == holds(most)
        } else if self.open {
            false
        } else {
            (self.certain..=most).all(|number| holds(number) == holds(self.certain))
        };
        if settled {
            holds(self.certain).into()
        } else {
            Truth::Unknown
        }
    }
}

impl Count {
    /// Counts, at this position.
    pub(super) fn tally(&self, scope: &Scope<'_>) -> Tally {
        self.tally_by(self.filter.as_deref(), scope)
    }

    /// Counts all elements, whether they meet the condition or not.
    pub(super) fn total(&self, scope: &Scope<'_>) -> Tally {
        self.tally_by(None, scope)
    }

    /// The listed values that are texts, each with whether it counts.
    pub(super) fn texts(&self, scope: &Scope<'_>) -> Vec<(String, Truth)> {
        let Counted::Values { list, .. } = &self.over else {
            return Vec::new();
        };
        let Answer::Known(list) = list.answer(scope) else {
            return Vec::new();
        };
        let items = list.as_array().into_iter().flatten();
        let texts = items.filter_map(|item| {
            let frame = scope.frame(item);
            let counts = one(self.filter.as_deref(), &scope.inside(&frame));
            Some((item.as_str()?.to_owned(), counts))
        });
        texts.collect()
    }

    fn tally_by(&self, filter: Option<&Clause>, scope: &Scope<'_>) -> Tally {
        match &self.over {
            Counted::Field(reading) => match reading.begin(scope) {
                Some(position) => elements(filter, reading, position, scope),
                None => Tally::default(),
            },
            Counted::Values { list, .. } => match list.answer(scope) {
                Answer::Known(list) => match list.as_array() {
                    Some(items) => tally_of(items, scope, |scope| Tally::element(one(filter, scope))),
                    None => Tally::default(),
                },
                Answer::Undefined => Tally::default(),
                Answer::Unknown => Tally {
                    open: true,
                    ..Tally::default()
                },
            },
        }
    }
}

fn elements(filter: Option<&Clause>, reading: &Reading, position: Position<'_, '_>, scope: &Scope<'_>) -> Tally {
    let Position { at, path, mut steps } = position;
    match follow(at, &mut steps) {
        Halt::Elements(items) => tally_of(items, scope, |scope| {
            if steps.clone().next().is_none() {
                return Tally::element(one(filter, scope));
            }
            let (at, steps) = (Fact::Value(scope.innermost()), steps.clone());
            elements(filter, reading, Position { at, path, steps }, scope)
        }),
        Halt::NoArray(at) => Tally {
            open: reading.settle_array(at, path, scope) == Fact::Unknown,
            ..Tally::default()
        },
        Halt::End(_) => Tally::default(),
    }
}

fn tally_of(items: &[Value], scope: &Scope<'_>, tally: impl Fn(&Scope<'_>) -> Tally) -> Tally {
    let mut total = Tally::default();
    for item in items {
        if !scope.step() {
            total.open = true;
            break;
        }
        let frame = scope.frame(item);
        total.add(tally(&scope.inside(&frame)));
    }
    total
}

/// Whether the element that the scope is at counts.
fn one(filter: Option<&Clause>, scope: &Scope<'_>) -> Truth {
    filter.map_or(Truth::True, |filter| filter.truth(scope))
}
