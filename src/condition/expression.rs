//! The evaluation of template expressions and fields on one resource: `[concat(field('name'), '-x')]`. They are in one file
//! because a field may be named by an expression and an expression may read a field.

use std::borrow::Cow;

use super::answer::Answer;
use super::facts::Facts;
use super::functions::list::lookup;
use super::functions::{Apply, Eager, Function, lazy};
use super::reading::{NoArray, Reading};
use super::scope::Scope;
use super::tree::{Expression, Field};
use super::truth::Truth;
use crate::value::path::Segment;
use crate::value::{Fact, Value};
impl Expression {
    /// The value, at this place of judgement.
    pub(super) fn answer<'v>(&'v self, scope: &Scope<'v>) -> Answer<'v> {
        match self {
            Expression::Literal(value) => Answer::Known(Cow::Borrowed(value)),
            Expression::Field(field) => field_function(field, &scope.judged()),
            Expression::Current(reading) if reading.spreads => collect(reading, scope),
            Expression::Current(reading) => match reading.value(scope) {
                Fact::Absent => Answer::Undefined,
                fact => Answer::from_fact(fact),
            },
            Expression::ResourceGroup(member) => resource_group(member, scope.judged().facts),
            Expression::Subscription(member) => subscription(member, scope.judged().facts),
            Expression::Now => match scope.context.as_of {
                Some(moment) => Answer::of(Some(Value::from(moment.to_string().as_str()))),
                None => Answer::Unknown,
            },
            Expression::OnlyAzure(_) => Answer::Unknown,
            Expression::Member(container, key) => member(container.answer(scope), key.answer(scope)),
            Expression::Call(function, arguments) => call(function, arguments, scope),
        }
    }
}

/// `field()` gives a list wherever `[*]` is named, even for the one element that a count is at.
fn field_function<'v>(field: &'v Field, scope: &Scope<'v>) -> Answer<'v> {
    match field {
        Field::At(reading) if reading.spreads => collect(reading, scope),
        Field::At(reading) if reading.is_bound() && reading.path.segments().contains(&Segment::Each) => {
            match Answer::from_fact(reading.value(scope)) {
                Answer::Known(element) => Answer::of(Some(Value::Array(Box::new([element.into_owned()])))),
                other => other,
            }
        }
        _ => Answer::from_fact(field.value(scope)),
    }
}

fn collect<'v>(reading: &Reading, scope: &Scope<'v>) -> Answer<'v> {
    let mut values = Vec::new();
    let mut complete = true;
    reading.values(scope, NoArray::Nothing, &mut |fact| match fact {
        Fact::Value(value) => values.push(value.clone()),
        Fact::Text(text) => values.push(Value::from(text)),
        Fact::Absent => {}
        Fact::Unknown => complete = false,
    });
    if complete {
        Answer::of(Some(Value::Array(values.into())))
    } else {
        Answer::Unknown
    }
}

fn resource_group<'v>(member: &str, facts: &'v dyn Facts) -> Answer<'v> {
    match facts.resource_group(member) {
        Fact::Unknown if member.eq_ignore_ascii_case("name") => id_part(facts, "resourceGroups"),
        fact => Answer::from_fact(fact),
    }
}

fn subscription<'v>(member: &str, facts: &'v dyn Facts) -> Answer<'v> {
    match facts.subscription(member) {
        Fact::Unknown if member.eq_ignore_ascii_case("subscriptionId") => id_part(facts, "subscriptions"),
        fact => Answer::from_fact(fact),
    }
}

/// The part of the resource's id that follows `kind`.
fn id_part<'v>(facts: &'v dyn Facts, kind: &str) -> Answer<'v> {
    let id = match facts.member("id") {
        Fact::Text(id) => id,
        Fact::Value(Value::String(id)) => id,
        Fact::Value(_) | Fact::Absent | Fact::Unknown => return Answer::Unknown,
    };
    let mut parts = id.split('/');
    let found = parts
        .find(|part| part.eq_ignore_ascii_case(kind))
        .and_then(|_| parts.next());
    found.map_or(Answer::Unknown, |part| Answer::of(Some(Value::from(part))))
}

fn member<'v>(container: Answer<'v>, key: Answer<'v>) -> Answer<'v> {
    let (container, key) = match (container, key) {
        (Answer::Known(container), Answer::Known(key)) => (container, key),
        (Answer::Unknown, _) | (_, Answer::Unknown) => return Answer::Unknown,
        _ => return Answer::Undefined,
    };
    match container {
        Cow::Borrowed(container) => match lookup(container, &key) {
            Some(found) => Answer::Known(Cow::Borrowed(found)),
            None => Answer::Undefined,
        },
        Cow::Owned(container) => Answer::of(lookup(&container, &key).cloned()),
    }
}

fn call<'v>(function: &Function, arguments: &'v [Expression], scope: &Scope<'v>) -> Answer<'v> {
    let answers = arguments.iter().map(|argument| argument.answer(scope));
    match (&function.apply, arguments) {
        // The branch that is not taken is not worked out: it may be unknown.
        (Apply::If, [when, then, otherwise]) => match lazy::truth(&when.answer(scope)) {
            Truth::True => then.answer(scope),
            Truth::False => otherwise.answer(scope),
            Truth::Unknown => Answer::Unknown,
        },
        (Apply::If, _) => Answer::Undefined,
        (Apply::And, _) => lazy::all(answers),
        (Apply::Or, _) => lazy::any(answers),
        (Apply::Coalesce, _) => lazy::coalesce(answers),
        (Apply::Eager(apply), _) => eager(*apply, answers),
    }
}

fn eager<'v>(apply: Eager, answers: impl ExactSizeIterator<Item = Answer<'v>>) -> Answer<'v> {
    let mut values = Vec::with_capacity(answers.len());
    let mut undefined = false;
    for answer in answers {
        match answer {
            Answer::Known(value) => values.push(value),
            Answer::Undefined => undefined = true,
            Answer::Unknown => return Answer::Unknown,
        }
    }
    if undefined {
        Answer::Undefined
    } else {
        Answer::of(apply(&values))
    }
}

impl Field {
    /// The value of a field that has one.
    pub(super) fn value<'v>(&'v self, scope: &Scope<'v>) -> Fact<'v> {
        match self {
            Field::Type => Fact::Text(scope.facts.resource_type()),
            Field::FullName => match scope.facts.member("fullName") {
                Fact::Absent | Fact::Unknown => scope.facts.member("name"),
                given => given,
            },
            Field::At(reading) => reading.value(scope),
            Field::Tag(name) => tag(name, scope),
        }
    }
}

fn tag<'v>(name: &'v Expression, scope: &Scope<'v>) -> Fact<'v> {
    let name = match name.answer(scope) {
        Answer::Known(name) => name,
        Answer::Undefined => return Fact::Absent,
        Answer::Unknown => return Fact::Unknown,
    };
    let reading = name.as_str().and_then(|written| Reading::parse(written, &[]).ok());
    match reading.as_ref().map(|reading| reading.path.segments()) {
        Some([Segment::Key(tags), Segment::Key(tag)]) if tags.eq_ignore_ascii_case("tags") => {
            scope.facts.member("tags").member(tag)
        }
        _ => Fact::Absent,
    }
}
