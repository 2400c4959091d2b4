//! The syntax tree of a parsed condition: logic over tests, each of one subject by one operator against one expected value, which
//! may be an expression. The types stand in one file because they hold each other; how they are read, evaluated and written is
//! the work of the files around it.

use super::functions::{Function, REQUEST};
use super::operator::Operator;
use super::reading::Reading;
use crate::value::Value;

/// A condition or a part of one.
#[derive(Clone, Debug)]
pub(super) enum Node {
    AllOf(Box<[Node]>),
    AnyOf(Box<[Node]>),
    Not(Box<Node>),
    Test(Box<Test>),
}

/// One leaf of a condition.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub subject: Subject,
    pub operator: Operator,
    pub expected: Expression,
}

/// What a leaf looks at.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    Field(Field),
    Value(Expression),
    Count(Count),
}

/// A number of elements.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub over: Counted,
    /// Which elements count: all where it is `None`.
    pub filter: Option<Box<Node>>,
}

/// What a count goes through.
#[derive(Clone, Debug)]
pub(super) enum Counted {
    /// A field that ends with `[*]`.
    Field(Reading),
    /// A list of values.
    Values { list: Expression, name: Option<Box<str>> },
}

impl Node {
    /// Calls `visit` on every test of the condition, those inside counts too.
    pub(super) fn tests<'n>(&'n self, visit: &mut dyn FnMut(&'n Test)) {
        match self {
            Node::AllOf(nodes) | Node::AnyOf(nodes) => nodes.iter().for_each(|node| node.tests(visit)),
            Node::Not(node) => node.tests(visit),
            Node::Test(test) => {
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
    /// What only Azure can tell, as it is written: `requestContext()`, `uniqueString('a')`. It is unknown here.
    OnlyAzure(Box<str>),
    /// `object.name`, `list[0]`
    Member(Box<Expression>, Box<Expression>),
    Call(&'static Function, Box<[Expression]>),
}

impl Expression {
    /// Whether it asks for the request that brought the resource to Azure.
    pub(super) fn names_request(&self) -> bool {
        match self {
            Expression::OnlyAzure(written) => written.split('(').next() == Some(REQUEST),
            Expression::Member(container, key) => container.names_request() || key.names_request(),
            Expression::Call(_, arguments) => arguments.iter().any(Expression::names_request),
            _ => false,
        }
    }
}
