//! Template expressions, as far as conditions of Azure Policy need them: `[concat(field('name'), '-x')]`. What does not
//! depend on the resource is worked out when the condition is parsed; what Azure knows and an export does not is refused
//! by name.

mod display;
mod function;
mod list;
mod logic;
mod moment;
mod network;
mod number;
mod parse;
mod string;

use std::borrow::Cow;

use super::facts::{Context, Fact, Facts};
use super::field::Field;
use super::path::Segment;
use super::reading::{NoArray, Reading};
use super::scope::Scope;
use crate::value::Value;
use function::{Apply, Function};

pub(super) use parse::{Surroundings, parse_operand};

/// A value to work out.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Literal(Value),
    /// `field('…')`
    Field(Box<Field>),
    /// `current('…')`
    Current(Box<Reading>),
    /// `resourceGroup().…`
    ResourceGroup(Box<str>),
    /// `subscription().…`
    Subscription(Box<str>),
    /// `utcNow()`
    Now,
    /// What only Azure can tell, as it is written: `requestContext()`, `uniqueString('a')`. It is unknown here.
    OnlyAzure(Box<str>),
    /// `object.name`, `list[0]`
    Member(Box<Expression>, Box<Expression>),
    Call(&'static Function, Box<[Expression]>),
}

/// What an expression comes to.
#[derive(Debug)]
pub(super) enum Answer<'v> {
    Known(Cow<'v, Value>),
    /// It has no value: a function was given what it cannot work with. Azure fails the request; no test of it holds.
    Undefined,
    /// It depends on something that was not exported.
    Unknown,
}

impl<'v> Answer<'v> {
    fn of(value: Option<Value>) -> Answer<'v> {
        value.map_or(Answer::Undefined, |value| Answer::Known(Cow::Owned(value)))
    }

    fn from_fact(fact: Fact<'v>) -> Answer<'v> {
        match fact {
            Fact::Value(value) => Answer::Known(Cow::Borrowed(value)),
            Fact::Text(text) => Answer::Known(Cow::Owned(Value::from(text))),
            Fact::Absent => Answer::Known(Cow::Owned(Value::Null)),
            Fact::Unknown => Answer::Unknown,
        }
    }
}

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

    /// Whether it asks for the request that brought the resource to Azure.
    pub(super) fn names_request(&self) -> bool {
        match self {
            Expression::OnlyAzure(written) => written.split('(').next() == Some(function::REQUEST),
            Expression::Member(container, key) => container.names_request() || key.names_request(),
            Expression::Call(_, arguments) => arguments.iter().any(Expression::names_request),
            _ => false,
        }
    }

    /// A call, worked out at once where its arguments are.
    fn call(function: &'static Function, arguments: Vec<Expression>) -> Expression {
        let settled = arguments
            .iter()
            .all(|argument| matches!(argument, Expression::Literal(_)));
        let call = Expression::Call(function, arguments.into());
        if settled { call.fold() } else { call }
    }

    /// A member, worked out at once where it can be.
    fn member(container: Expression, key: Expression) -> Expression {
        let settled = matches!((&container, &key), (Expression::Literal(_), Expression::Literal(_)));
        let member = Expression::Member(Box::new(container), Box::new(key));
        if settled { member.fold() } else { member }
    }

    fn fold(self) -> Expression {
        let context = Context::default();
        let nothing = Value::Null;
        let folded = match self.answer(&Scope::new(&nothing, &context)) {
            Answer::Known(value) => Some(value.into_owned()),
            Answer::Undefined | Answer::Unknown => None,
        };
        folded.map_or(self, Expression::Literal)
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
        Fact::Text(id) => Some(id),
        Fact::Value(id) => id.as_str(),
        Fact::Absent | Fact::Unknown => None,
    };
    let mut parts = id.unwrap_or_default().split('/');
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

fn lookup<'c>(container: &'c Value, key: &Value) -> Option<&'c Value> {
    match key {
        Value::String(name) => container.get(name),
        Value::Number(index) => container.as_array()?.get(usize::try_from(index.as_u64()?).ok()?),
        _ => None,
    }
}

fn call<'v>(function: &Function, arguments: &'v [Expression], scope: &Scope<'v>) -> Answer<'v> {
    match (&function.apply, arguments) {
        (Apply::If, [when, then, otherwise]) => logic::choose(when, then, otherwise, scope),
        (Apply::And, _) => logic::all(arguments, scope),
        (Apply::Or, _) => logic::any(arguments, scope),
        (Apply::Coalesce, _) => logic::coalesce(arguments, scope),
        (Apply::Eager(apply), _) => eager(*apply, arguments, scope),
        (Apply::If, _) => Answer::Undefined,
    }
}

fn eager<'v>(apply: function::Eager, arguments: &'v [Expression], scope: &Scope<'v>) -> Answer<'v> {
    let mut values = Vec::with_capacity(arguments.len());
    let mut undefined = false;
    for argument in arguments {
        match argument.answer(scope) {
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
