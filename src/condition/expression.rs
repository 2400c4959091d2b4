//! The evaluation of template expressions and fields on one resource: `[concat(field('name'), '-x')]`. They are in one file
//! because a field may be named by an expression and an expression may read a field.

use std::borrow::Cow;

use super::answer::Answer;
use super::budget::{Budget, size};
use super::facts::Facts;
use super::functions::list::lookup;
use super::functions::{Apply, Eager, Function, Size, lazy};
use super::reading::{NoArray, Reading};
use super::scope::Scope;
use super::tree::{Expression, Field};
use super::truth::Truth;
use crate::value::path::Segment;
use crate::value::{Fact, Value};

/// A version of an interface of Azure Resource Manager that is above all others.
const NEWEST: &str = "9999-12-31";

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
            Expression::ApiVersion { is_newest: true } => Answer::of(Some(Value::from(NEWEST))),
            Expression::OnlyAzure(_) | Expression::ApiVersion { .. } => Answer::Unknown,
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
        Fact::Unknown if member.eq_ignore_ascii_case("id") => id_up_to(facts, "resourceGroups"),
        fact => Answer::from_fact(fact),
    }
}

fn subscription<'v>(member: &str, facts: &'v dyn Facts) -> Answer<'v> {
    match facts.subscription(member) {
        Fact::Unknown if member.eq_ignore_ascii_case("subscriptionId") => id_part(facts, "subscriptions"),
        Fact::Unknown if member.eq_ignore_ascii_case("id") => id_up_to(facts, "subscriptions"),
        fact => Answer::from_fact(fact),
    }
}

/// The part of the resource's id that follows `kind`.
fn id_part<'v>(facts: &'v dyn Facts, kind: &str) -> Answer<'v> {
    let found = scope_in(facts, kind).map(|(_, name)| name);
    found.map_or(Answer::Unknown, |part| Answer::of(Some(Value::from(part))))
}

/// The resource's id up to the part that follows `kind`.
fn id_up_to<'v>(facts: &'v dyn Facts, kind: &str) -> Answer<'v> {
    let found = scope_in(facts, kind).map(|(id, _)| id);
    found.map_or(Answer::Unknown, |id| Answer::of(Some(Value::from(id))))
}

/// The scope of a kind in the resource's id: its own id, and its name.
fn scope_in<'v>(facts: &'v dyn Facts, kind: &str) -> Option<(&'v str, &'v str)> {
    let id = match facts.member("id") {
        Fact::Text(id) => id,
        Fact::Value(Value::String(id)) => id,
        Fact::Value(_) | Fact::Absent | Fact::Unknown => return None,
    };
    let mut parts = id.split('/');
    parts.find(|part| part.eq_ignore_ascii_case(kind))?;
    let name = parts.next()?;
    let rest: usize = parts.map(|part| part.len() + 1).sum();
    Some((&id[..id.len() - rest], name))
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
    if !scope.step() {
        return Answer::Unknown;
    }
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
        (Apply::Eager(apply), _) => eager(*apply, None, answers, scope.budget),
        (Apply::Growing(apply, size), _) => eager(*apply, Some(*size), answers, scope.budget),
    }
}

fn eager<'v>(
    apply: Eager,
    grown: Option<Size>,
    answers: impl ExactSizeIterator<Item = Answer<'v>>,
    budget: Option<&Budget>,
) -> Answer<'v> {
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
        return Answer::Undefined;
    }
    let Some(budget) = budget else {
        return Answer::of(apply(&values));
    };
    let given: usize = values.iter().map(|value| size(value)).sum();
    if !budget.take(given) || grown.is_some_and(|size| !budget.makes(size(&values))) {
        return Answer::Unknown;
    }
    match apply(&values) {
        // What is small to begin with stays so, but for functions that grow.
        Some(value) if given > SMALL && !budget.makes(size(&value)) => Answer::Unknown,
        value => Answer::of(value),
    }
}

/// Arguments below this size, in bytes, cannot come to a value that is too large, but for functions that grow: recoding a text makes
/// it six times as long at most.
const SMALL: usize = 64 << 10;

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
