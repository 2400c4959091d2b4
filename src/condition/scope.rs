//! The scope in which a part of a condition is evaluated: the resource, the run, and the current element of each count around it.
//! The counts around a place are known when a condition is parsed ([`Enclosing`]); their elements when it is judged
//! ([`Frame`]). A level is a place in that nesting, from the outermost, which is 0.

use super::budget::Budget;
use super::facts::{Context, Facts};
use crate::value::Value;
use crate::value::path::{Path, Segment};

static NULL: Value = Value::Null;

/// One count around a place in a condition.
#[derive(Clone, Debug)]
pub(super) enum Enclosing {
    /// A count over a field: its type and its path up to and with the `[*]` of this level.
    Field { of_type: Option<Box<str>>, through: Path },
    /// A count over a list of values, by its name.
    Value { name: Option<Box<str>> },
}

impl Enclosing {
    /// Number of segments of `path` that lead to the current element, where it is an element of the counted array. The array may
    /// be named with or without its `[*]`.
    pub(super) fn covers(&self, of_type: Option<&str>, path: &Path) -> Option<usize> {
        let Enclosing::Field {
            of_type: counted,
            through,
        } = self
        else {
            return None;
        };
        let same_type = match (counted.as_deref(), of_type) {
            (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
            (None, None) => true,
            _ => false,
        };
        let with_each = through.segments();
        let array = &with_each[..with_each.len() - 1];
        if !same_type || !path.starts_with(array) {
            None
        } else if path.segments().get(array.len()) == Some(&Segment::Each) {
            Some(with_each.len())
        } else {
            Some(array.len())
        }
    }
}

/// The current element of one count.
pub(super) struct Frame<'v> {
    level: usize,
    element: &'v Value,
    outer: Option<&'v Frame<'v>>,
}

/// The resource, the run and the counts that an evaluation refers to.
#[derive(Clone, Copy)]
pub(super) struct Scope<'v> {
    pub facts: &'v dyn Facts,
    pub context: &'v Context,
    /// The resource beside which `facts` is looked for, where there is one: what template functions speak of.
    of: Option<&'v dyn Facts>,
    /// The budget; `None` for a lookup, which calls no function.
    pub budget: Option<&'v Budget>,
    frame: Option<&'v Frame<'v>>,
}

impl<'v> Scope<'v> {
    /// Outside every count.
    pub(super) fn new(facts: &'v dyn Facts, context: &'v Context) -> Scope<'v> {
        Scope {
            facts,
            context,
            of: None,
            budget: None,
            frame: None,
        }
    }

    /// Outside every count, for a resource that is looked for beside another.
    pub(super) fn beside(facts: &'v dyn Facts, of: &'v dyn Facts, context: &'v Context) -> Scope<'v> {
        Scope {
            of: Some(of),
            ..Scope::new(facts, context)
        }
    }

    /// The scope with a budget.
    pub(super) fn within(self, budget: &'v Budget) -> Scope<'v> {
        Scope {
            budget: Some(budget),
            ..self
        }
    }

    /// The scope in another context.
    pub(super) fn at<'s>(&self, context: &'s Context) -> Scope<'s>
    where
        'v: 's,
    {
        Scope { context, ..*self }
    }

    /// The scope without a budget.
    pub(super) fn unbounded(self) -> Scope<'v> {
        Scope { budget: None, ..self }
    }

    /// Takes one step of the budget. `false` where none is left.
    pub(super) fn step(&self) -> bool {
        self.budget.is_none_or(Budget::step)
    }

    /// The place that template functions speak of: outside every count of the other resource.
    pub(super) fn judged(&self) -> Scope<'v> {
        match self.of {
            Some(of) => Scope {
                budget: self.budget,
                ..Scope::new(of, self.context)
            },
            None => *self,
        }
    }

    /// The frame for one element of the count that comes next.
    pub(super) fn frame(&self, element: &'v Value) -> Frame<'v> {
        let level = self.frame.map_or(0, |frame| frame.level + 1);
        Frame {
            level,
            element,
            outer: self.frame,
        }
    }

    /// A scope like this one, within the current element of one more count.
    pub(super) fn inside<'s>(&self, frame: &'s Frame<'s>) -> Scope<'s>
    where
        'v: 's,
    {
        Scope {
            facts: self.facts,
            context: self.context,
            of: self.of,
            budget: self.budget,
            frame: Some(frame),
        }
    }

    /// The current element of the innermost count.
    pub(super) fn innermost(&self) -> &'v Value {
        self.frame.map_or(&NULL, |frame| frame.element)
    }

    /// The current element of the count at `level`.
    pub(super) fn element(&self, level: usize) -> &'v Value {
        let mut next = self.frame;
        while let Some(frame) = next {
            if frame.level == level {
                return frame.element;
            }
            next = frame.outer;
        }
        &NULL
    }
}
