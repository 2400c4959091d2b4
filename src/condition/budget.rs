//! The budget of one evaluation. A condition is a text that anybody may have written: a few hundred bytes of it can name more work
//! than a machine has memory for. What goes beyond the budget is unknown, and the limit that it met is named.

use std::cell::Cell;
use std::fmt;

use crate::value::Value;

/// Upper bound of the calls of functions and of the elements that counts look at. Microsoft's definitions need a few hundred.
const MOST_STEPS: u32 = 1_000_000;

/// Upper bound of what functions are given, in bytes.
const MOST_BYTES: usize = 64 << 20;

/// Upper bound of a value that a function makes, in bytes.
const LARGEST_VALUE: usize = 1 << 20;

/// A limit of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Calls of functions and elements of counts.
    Steps,
    /// Bytes that functions are given.
    Bytes,
    /// Bytes of one value.
    Value,
}

impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Steps => write!(out, "takes more than {} million steps", MOST_STEPS / 1_000_000),
            Limit::Bytes => write!(out, "works on more than {} MB of values", MOST_BYTES >> 20),
            Limit::Value => write!(out, "makes a value of more than {} MB", LARGEST_VALUE >> 20),
        }
    }
}

/// The part of the budget that is left.
#[derive(Debug)]
pub(super) struct Budget {
    steps: Cell<u32>,
    bytes: Cell<usize>,
    exceeded: Cell<Option<Limit>>,
}

impl Budget {
    /// The budget of one evaluation.
    pub(super) fn new() -> Self {
        Budget {
            steps: Cell::new(MOST_STEPS),
            bytes: Cell::new(MOST_BYTES),
            exceeded: Cell::new(None),
        }
    }

    /// Takes one step. `false` where none is left.
    pub(super) fn step(&self) -> bool {
        match self.steps.get().checked_sub(1) {
            Some(left) => {
                self.steps.set(left);
                true
            }
            None => self.exceed(Limit::Steps),
        }
    }

    /// Takes as many bytes. `false` where they are not left.
    pub(super) fn take(&self, bytes: usize) -> bool {
        match self.bytes.get().checked_sub(bytes) {
            Some(left) => {
                self.bytes.set(left);
                true
            }
            None => self.exceed(Limit::Bytes),
        }
    }

    /// Whether a value of this size may be made.
    pub(super) fn makes(&self, bytes: usize) -> bool {
        bytes <= LARGEST_VALUE || self.exceed(Limit::Value)
    }

    /// The limit that was met, if one was.
    pub(super) fn exceeded(&self) -> Option<Limit> {
        self.exceeded.get()
    }

    /// Notes the first limit that is met. From then on no step is left, so that every loop ends.
    fn exceed(&self, limit: Limit) -> bool {
        if self.exceeded.get().is_none() {
            self.exceeded.set(Some(limit));
        }
        self.steps.set(0);
        false
    }
}

/// The size of a value in bytes, roughly.
pub(super) fn size(value: &Value) -> usize {
    const ONE: usize = size_of::<Value>();
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(|item| ONE + size(item)).sum(),
        Value::Object(members) | Value::Part(members) => {
            members.iter().map(|(name, item)| ONE + name.len() + size(item)).sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Unknown => 0,
    }
}
