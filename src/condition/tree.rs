//! The syntax tree of a parsed condition: logic over tests, each of one subject by one operator against one expected value, which
//! may be an expression. The types are in one file because they hold each other; parsing, evaluation and printing are the work
//! of the files around it.

use super::functions::{Function, REQUEST};
use super::operator::Operator;
use super::reading::Reading;
use super::view::flag_of;
use crate::value::Value;
use crate::value::path::Segment;

/// A condition or a part of one.
#[derive(Clone, Debug)]
pub(super) enum Clause {
    AllOf(Box<[Clause]>),
    AnyOf(Box<[Clause]>),
    Not(Box<Clause>),
    Test(Box<Test>),
}

/// A single test: a leaf of a condition.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub subject: Subject,
    pub operator: Operator,
    pub expected: Expression,
    /// Whether the literal that is compared with expects the subject to be a truth value.
    pub wants_truth: bool,
    /// Whether it orders now, or a moment that is a fixed time from now, against something.
    pub orders_now: bool,
}

impl Test {
    /// A test of a subject by an operator.
    pub(super) fn new(subject: Subject, operator: Operator, expected: Expression) -> Test {
        let wants_truth = match (subject.reading(), &expected) {
            (Some(reading), Expression::Literal(literal)) if operator.compares_equal() => {
                !reading.is_tag() && expects_truth(literal, reading.path.member())
            }
            _ => false,
        };
        let subject_is_now = matches!(&subject, Subject::Value(value) if value.is_from_now());
        Test {
            orders_now: operator.is_ordering() && (subject_is_now || expected.is_from_now()),
            subject,
            operator,
            expected,
            wants_truth,
        }
    }
}

/// Whether a literal, or each of a list of them, is a truth value. Microsoft's definitions write most of them as texts
/// (`"equals": "true"`), which is a truth value where Azure keeps one: in the properties of a resource. Tags are texts, always.
fn expects_truth(literal: &Value, member: &str) -> bool {
    match literal {
        Value::Bool(_) => true,
        Value::String(text) => flag_of(text).is_some() && member.eq_ignore_ascii_case("properties"),
        Value::Array(items) => {
            let mut named = items.iter().filter(|item| !item.is_null()).peekable();
            named.peek().is_some() && named.all(|item| item.as_array().is_none() && expects_truth(item, member))
        }
        _ => false,
    }
}

/// The subject of a test.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    Field(Field),
    Value(Expression),
    Count(Count),
}

impl Subject {
    /// The field of the row whose value is tested without a function around it.
    pub(super) fn reading(&self) -> Option<&Reading> {
        let reading = match self {
            Subject::Field(Field::At(reading)) => reading,
            Subject::Value(expression) => expression.reading()?,
            _ => return None,
        };
        reading.is_of_row().then_some(reading)
    }
}

/// A number of elements.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub over: Counted,
    /// The condition of the elements that count; all count where it is `None`.
    pub filter: Option<Box<Clause>>,
}

/// The elements that a count goes through.
#[derive(Clone, Debug)]
pub(super) enum Counted {
    /// A field that ends with `[*]`.
    Field(Reading),
    /// A list of values.
    Values { list: Expression, name: Option<Box<str>> },
}

impl Clause {
    /// Calls `visit` on every test of the condition, those inside counts too.
    pub(super) fn tests<'n>(&'n self, visit: &mut dyn FnMut(&'n Test)) {
        match self {
            Clause::AllOf(clauses) | Clause::AnyOf(clauses) => clauses.iter().for_each(|clause| clause.tests(visit)),
            Clause::Not(clause) => clause.tests(visit),
            Clause::Test(test) => {
                visit(test);
                if let Subject::Count(Count {
                    filter: Some(filter), ..
                }) = &test.subject
                {
                    filter.tests(visit);
                }
            }
        }
    }
}

/// A field of the resource.
#[derive(Clone, Debug)]
pub(super) enum Field {
    /// `type`: the resource type.
    Type,
    /// `fullName`: the name with the names of its parents. Rows have it as their `name` unless they say otherwise.
    FullName,
    /// A place in the row.
    At(Reading),
    /// A tag whose name is worked out: `[concat('tags[', current('tag'), ']')]`.
    Tag(Box<Expression>),
}

impl Field {
    /// The reading, where the field passes `[*]` and so has several values.
    pub(super) fn spread(&self) -> Option<&Reading> {
        match self {
            Field::At(reading) if reading.spreads => Some(reading),
            _ => None,
        }
    }
}

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
    /// `requestContext().apiVersion`. Resources that exist are judged with the newest version ("Azure Policy definition structure: policy
    /// rule", policy functions), which is above every version that an order compares it with.
    ApiVersion {
        is_newest: bool,
    },
    /// A call that only Azure can work out, as it is written: `requestContext()`, `uniqueString('a')`. It is unknown here.
    OnlyAzure(Box<str>),
    /// `object.name`, `list[0]`
    Member(Box<Expression>, Box<Expression>),
    Call(&'static Function, Box<[Expression]>),
}

impl Expression {
    /// The place in the row, where the expression is nothing but the single value there. `field()` gives a list wherever `[*]` is
    /// named, even for the one element that a count is at.
    pub(super) fn reading(&self) -> Option<&Reading> {
        match self {
            Expression::Field(field) => match &**field {
                Field::At(reading) if !reading.path.segments().contains(&Segment::Each) => Some(reading),
                _ => None,
            },
            Expression::Current(reading) if !reading.spreads => Some(reading),
            _ => None,
        }
    }

    /// Whether it is now, or a moment that is a fixed time from now.
    fn is_from_now(&self) -> bool {
        match self {
            Expression::Now => true,
            Expression::Call(function, arguments) => match (function.name, &**arguments) {
                ("addDays" | "dateTimeAdd", [moment, Expression::Literal(_)]) => moment.is_from_now(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether it has one value, whatever the row holds.
    pub(super) fn is_constant(&self) -> bool {
        match self {
            Expression::Literal(_) => true,
            Expression::Member(container, key) => container.is_constant() && key.is_constant(),
            Expression::Call(_, arguments) => arguments.iter().all(Expression::is_constant),
            _ => false,
        }
    }

    /// The operand of an operator. The version of the interface is known only as far as its order goes.
    pub(super) fn ordered_by(self, operator: Operator) -> Expression {
        match self {
            Expression::ApiVersion { .. } => Expression::ApiVersion {
                is_newest: operator.is_ordering(),
            },
            other => other,
        }
    }

    /// Whether it names the request that brought the resource to Azure.
    pub(super) fn names_request(&self) -> bool {
        match self {
            Expression::OnlyAzure(written) => written.split('(').next() == Some(REQUEST),
            Expression::ApiVersion { is_newest } => !is_newest,
            Expression::Member(container, key) => container.names_request() || key.names_request(),
            Expression::Call(_, arguments) => arguments.iter().any(Expression::names_request),
            _ => false,
        }
    }
}
