//! The faults of a condition, and the words for them. A parser reports every fault it finds, each with the JSON
//! pointer of its place, a code that never changes and, where one is close, the name that was probably meant.

use std::fmt;

use super::budget::Limit;
use super::suggest::nearest;
use crate::value::path::PathError;

/// One fault of a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ParseError {
    /// The JSON pointer of its place, from the top of the condition; empty for the condition itself.
    pub pointer: String,
    /// The kind of fault: a kebab-case name that stays the same.
    pub code: &'static str,
    /// The fault as a sentence without a full stop.
    pub message: String,
    /// The name that was probably meant.
    pub suggestion: Option<String>,
}

impl fmt::Display for ParseError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(out, "{pointer}: {} [{}]", self.message, self.code)?;
        match &self.suggestion {
            Some(name) => write!(out, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

/// A fault before its place is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("{what} must be {wanted}, not {found}")]
    WrongKind {
        what: String,
        wanted: &'static str,
        found: &'static str,
    },
    #[error("`{key}` is no part of a condition")]
    UnknownKey { key: String, known: Vec<&'static str> },
    #[error("`{key}` cannot stand beside `{beside}`")]
    MisplacedKey { key: String, beside: String },
    #[error("nothing is tested here: one of `field`, `value`, `count`, `allOf`, `anyOf` or `not` is missing")]
    NoSubject,
    #[error("{} stand side by side, where exactly one may", quoted(.0))]
    SeveralSubjects(Vec<String>),
    #[error("`{0}` is not compared with anything: an operator is missing")]
    NoOperator(String),
    #[error("{} stand side by side, where exactly one operator may", quoted(.0))]
    SeveralOperators(Vec<String>),
    #[error("`{0}` holds no condition")]
    EmptyList(String),
    #[error("{0}")]
    BadField(String),
    #[error("`{0}` counts nothing: its field must end with `[*]`")]
    NotCountable(String),
    #[error("the expression cannot be read: {0}")]
    BadExpression(String),
    #[error("the template function `{name}()` is not supported")]
    UnsupportedFunction { name: String, known: Vec<&'static str> },
    #[error("`{name}()` takes {wanted}, not {found}")]
    WrongArguments { name: String, wanted: String, found: usize },
    #[error("there is no parameter `{name}`")]
    UnknownParameter { name: String, known: Vec<String> },
    #[error("the parameter `{name}` has neither a value nor a default{}", one_of(.allowed))]
    UnsetParameter {
        name: String,
        allowed: Vec<serde_json::Value>,
    },
    #[error("`current({0})` names no count around it")]
    NoCurrent(String),
    #[error("a field is named by text, by `if()` over two names, or by `concat()` that starts with `tags`")]
    ComputedField,
    #[error("conditions are nested more than {0} deep")]
    TooDeep(usize),
    #[error("the condition {0}")]
    TooMuch(Limit),
}

impl Fault {
    /// The fault of a field whose name is no path.
    pub(super) fn bad_path(error: PathError) -> Fault {
        Fault::BadField(error.to_string())
    }

    pub(super) fn code(&self) -> &'static str {
        match self {
            Fault::WrongKind { .. } => "wrong-kind",
            Fault::UnknownKey { .. } => "unknown-key",
            Fault::MisplacedKey { .. } => "misplaced-key",
            Fault::NoSubject => "no-subject",
            Fault::SeveralSubjects(_) => "several-subjects",
            Fault::NoOperator(_) => "no-operator",
            Fault::SeveralOperators(_) => "several-operators",
            Fault::EmptyList(_) => "empty-list",
            Fault::BadField(_) => "bad-field",
            Fault::NotCountable(_) => "not-countable",
            Fault::BadExpression(_) => "bad-expression",
            Fault::UnsupportedFunction { .. } => "unsupported-function",
            Fault::WrongArguments { .. } => "wrong-arguments",
            Fault::UnknownParameter { .. } => "unknown-parameter",
            Fault::UnsetParameter { .. } => "unset-parameter",
            Fault::NoCurrent(_) => "no-current",
            Fault::ComputedField => "computed-field",
            Fault::TooDeep(_) => "too-deep",
            Fault::TooMuch(_) => "too-much",
        }
    }

    fn suggestion(&self) -> Option<String> {
        match self {
            Fault::UnknownKey { key, known } => nearest(key, known.iter().copied()),
            Fault::UnsupportedFunction { name, known } => nearest(name, known.iter().copied()),
            Fault::UnknownParameter { name, known } => nearest(name, known.iter().map(String::as_str)),
            _ => None,
        }
    }

    /// The fault, in its place.
    pub(super) fn at(&self, pointer: &str) -> ParseError {
        ParseError {
            pointer: pointer.to_owned(),
            code: self.code(),
            message: self.to_string(),
            suggestion: self.suggestion(),
        }
    }
}

fn one_of(values: &[serde_json::Value]) -> String {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    match texts.as_slice() {
        [] => String::new(),
        texts => format!(": it may be {}", texts.join(", ")),
    }
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" and ")
}
