//! The fields that a condition may name: the resource type, the full name, tags whose name is worked out, and places in
//! the row.

use super::error::Fault;
use super::expression::{Answer, Expression};
use super::facts::Fact;
use super::path::{Path, Segment};
use super::reading::{Reading, step};
use super::scope::{Enclosing, Scope};

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
    /// The field that `written` names, inside these counts.
    pub(super) fn parse(written: &str, enclosing: &[Enclosing]) -> Result<Field, Fault> {
        match written.trim() {
            name if name.eq_ignore_ascii_case("type") => Ok(Field::Type),
            name if name.eq_ignore_ascii_case("fullName") => Ok(Field::FullName),
            name => Reading::parse(name, enclosing).map(Field::At),
        }
    }

    /// The reading, where the field passes `[*]` and so has several values.
    pub(super) fn spread(&self) -> Option<&Reading> {
        match self {
            Field::At(reading) if reading.spreads => Some(reading),
            _ => None,
        }
    }

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

    /// The field as it is written in a condition.
    pub(super) fn written(&self) -> String {
        match self {
            Field::Type => "type".to_owned(),
            Field::FullName => "fullName".to_owned(),
            Field::At(reading) => reading.written.to_string(),
            Field::Tag(name) => format!("[{name}]"),
        }
    }
}

fn tag<'v>(name: &'v Expression, scope: &Scope<'v>) -> Fact<'v> {
    let name = match name.answer(scope) {
        Answer::Known(name) => name,
        Answer::Undefined => return Fact::Absent,
        Answer::Unknown => return Fact::Unknown,
    };
    let path = name.as_str().and_then(|written| match Field::parse(written, &[]) {
        Ok(Field::At(reading)) => Some(reading.path),
        _ => None,
    });
    match path.as_ref().map(Path::segments) {
        Some([Segment::Key(tags), Segment::Key(tag)]) if tags.eq_ignore_ascii_case("tags") => {
            step(scope.facts.member("tags"), tag)
        }
        _ => Fact::Absent,
    }
}
