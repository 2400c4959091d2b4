//! A condition once parsed: logic over tests, each of one subject by one operator against one expected value.

use super::expression::Expression;
use super::field::Field;
use super::operator::Operator;
use super::reading::Reading;

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
