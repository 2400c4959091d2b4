//! Reading a field of a resource: from the name in a condition to the path in the row, and from the path to the value. Everything
//! that can be settled when the condition is parsed is settled then: the resource type that an alias belongs to, its path in the
//! row, and the count whose element it means.

use super::alias::{Alias, Place};
use super::error::Fault;
use super::facts::Absence;
use super::scope::{Enclosing, Scope};
use crate::value::path::{Halt, Path, Segment, Step, Steps, follow};
use crate::value::{Fact, Value};

/// The element that Azure assumes where there is no array.
static NULL: Value = Value::Null;

/// A place in a row, or in the current element of a count.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The field as the condition spells it.
    pub written: Box<str>,
    /// The resource type that an alias belongs to. On any other type there is no such field.
    pub of_type: Option<Box<str>>,
    /// The place in the row, from its top.
    pub path: Path,
    /// The places of an alias that names no type on rows of its other types.
    pub others: Box<[Place]>,
    /// Whether the public list of aliases does not hold it: its place is then unknown.
    pub is_unlisted: bool,
    start: Start,
    /// Whether the path passes `[*]` behind `start`.
    pub spreads: bool,
}

/// The start of a reading, with the number of segments of its path that lie before it.
#[derive(Clone, Copy, Debug)]
enum Start {
    Row,
    /// The current element of a count over a field.
    Element {
        level: usize,
        behind: usize,
    },
    /// The current element of a count over a list of values, in which nothing is missing by accident.
    Item {
        level: usize,
    },
}

/// A position of a reading in one resource.
#[derive(Clone)]
pub(super) struct Position<'r, 'v> {
    pub at: Fact<'v>,
    /// The whole path, from the top of the row.
    pub path: &'r Path,
    /// The part of it that is still ahead.
    pub steps: Steps<'r>,
}

/// The treatment of `[*]` where there is no array.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NoArray {
    /// The condition is held once against an element that is `null`, as Azure does outside `count`.
    OneNull,
    /// No element.
    Nothing,
}

impl Reading {
    /// Places the field `written`. Inside a count, a field of the counted array means the current element.
    pub(super) fn parse(written: &str, enclosing: &[Enclosing]) -> Result<Reading, Fault> {
        let written = written.trim();
        let alias = match tag(written) {
            Some(_) => None,
            None => Alias::parse(written)?,
        };
        let (of_type, path, others, is_unlisted) = match alias {
            Some(alias) => (
                Some(alias.first.of_type),
                alias.first.path,
                alias.others,
                !alias.is_known,
            ),
            None => {
                let path = tag(written).map_or_else(|| Path::parse(written).map_err(Fault::bad_path), Ok)?;
                (None, path, Box::default(), false)
            }
        };
        if path.member().eq_ignore_ascii_case("apiVersion") {
            let reason = "`apiVersion` belongs to a request, and an export holds none".to_owned();
            return Err(Fault::BadField(reason));
        }
        let bound = enclosing.iter().enumerate().rev().find_map(|(level, count)| {
            count
                .covers(of_type.as_deref(), &path)
                .map(|behind| Start::Element { level, behind })
        });
        let reading = Reading::new(written, path, bound.unwrap_or(Start::Row));
        Ok(Reading {
            of_type,
            others,
            is_unlisted,
            ..reading
        })
    }

    /// The current element of the count at `level` over a list of values, or what `path` finds in it: its first segment
    /// is the name of the count.
    pub(super) fn of_item(written: &str, level: usize, path: Path) -> Reading {
        Reading::new(written, path, Start::Item { level })
    }

    fn new(written: &str, path: Path, start: Start) -> Reading {
        let mut reading = Reading {
            written: written.into(),
            of_type: None,
            path,
            others: Box::default(),
            is_unlisted: false,
            start,
            spreads: false,
        };
        reading.spreads = reading.remaining().contains(&Segment::Each);
        reading
    }

    /// The segments between where the reading begins and the value.
    pub(super) fn remaining(&self) -> &[Segment] {
        let behind = match self.start {
            Start::Row | Start::Item { .. } => 1,
            Start::Element { behind, .. } => behind,
        };
        &self.path.segments()[behind..]
    }

    /// True where the reading begins at an element of a count and not at the top of the row.
    pub(super) fn is_bound(&self) -> bool {
        !matches!(self.start, Start::Row)
    }

    /// True where the value comes from the row, and not from a list of values that a count goes through.
    pub(super) fn is_of_row(&self) -> bool {
        !matches!(self.start, Start::Item { .. })
    }

    /// True for a tag, which is a text whatever it says.
    pub(super) fn is_tag(&self) -> bool {
        self.path.member().eq_ignore_ascii_case("tags")
    }

    /// True where the subject is of a type that has this field.
    pub(super) fn applies(&self, scope: &Scope<'_>) -> bool {
        self.path_on(scope.facts.resource_type()).is_some()
    }

    /// The path on rows of a type; `None` where rows of that type have no such field.
    fn path_on(&self, resource_type: &str) -> Option<&Path> {
        match &self.of_type {
            Some(of_type) if of_type.eq_ignore_ascii_case(resource_type) => Some(&self.path),
            None => Some(&self.path),
            // Which types one means that names none, and is not in the list, nobody knows.
            Some(of_type) if self.is_unlisted && !of_type.contains('/') => Some(&self.path),
            Some(_) => {
                let mut others = self.others.iter();
                let place = others.find(|place| place.of_type.eq_ignore_ascii_case(resource_type))?;
                Some(&place.path)
            }
        }
    }

    /// The position at which the reading begins on this resource. `None` on a resource of another type.
    pub(super) fn begin<'r, 'v>(&'r self, scope: &Scope<'v>) -> Option<Position<'r, 'v>> {
        let position = |at, path: &'r Path, behind| Position {
            at,
            path,
            steps: Steps::of(&path.segments()[behind..]),
        };
        match self.start {
            Start::Element { behind, .. } if self.is_unlisted => Some(position(Fact::Unknown, &self.path, behind)),
            Start::Element { level, behind } => Some(position(Fact::Value(scope.element(level)), &self.path, behind)),
            Start::Item { level } => Some(position(Fact::Value(scope.element(level)), &self.path, 1)),
            Start::Row => {
                let path = self.path_on(scope.facts.resource_type())?;
                let at = match (path.member(), path.segments().get(1)) {
                    _ if self.is_unlisted => Fact::Unknown,
                    (name, Some(Segment::Key(key))) => scope.facts.member_with(name, key),
                    (name, _) => scope.facts.member(name),
                };
                Some(position(at, path, 1))
            }
        }
    }

    /// The single value of a reading that does not pass `[*]`.
    pub(super) fn value<'v>(&self, scope: &Scope<'v>) -> Fact<'v> {
        let Some(mut place) = self.begin(scope) else {
            return Fact::Absent;
        };
        match follow(place.at, &mut place.steps) {
            Halt::End(value) => self.settle(value, place.path, scope),
            Halt::Elements(_) | Halt::NoArray(_) => Fact::Absent,
        }
    }

    /// Every value of a reading that passes `[*]`, in order.
    pub(super) fn values<'v>(&self, scope: &Scope<'v>, no_array: NoArray, visit: &mut dyn FnMut(Fact<'v>)) {
        match self.begin(scope) {
            Some(place) => self.spread(place, scope, no_array, visit),
            None if no_array == NoArray::OneNull => visit(element_of_nothing(Steps::of(self.remaining()))),
            None => {}
        }
    }

    fn spread<'v>(
        &self,
        position: Position<'_, 'v>,
        scope: &Scope<'v>,
        no_array: NoArray,
        visit: &mut dyn FnMut(Fact<'v>),
    ) {
        let Position { at, path, mut steps } = position;
        match follow(at, &mut steps) {
            Halt::End(value) => visit(self.settle(value, path, scope)),
            Halt::Elements(items) => {
                for item in items {
                    let (at, steps) = (Fact::Value(item), steps.clone());
                    self.spread(Position { at, path, steps }, scope, no_array, visit);
                }
            }
            Halt::NoArray(at) => match (self.settle_array(at, path, scope), no_array) {
                (Fact::Unknown, _) => visit(Fact::Unknown),
                (_, NoArray::OneNull) => visit(element_of_nothing(steps)),
                (_, NoArray::Nothing) => {}
            },
        }
    }

    /// The value with which a reading ends. One that is absent or `null` may have to be taken as unknown, as the facts say; an
    /// object of which only a part is known is unknown as a whole.
    fn settle<'v>(&self, at: Fact<'v>, path: &Path, scope: &Scope<'v>) -> Fact<'v> {
        match at {
            Fact::Value(value) if value.is_partial() => Fact::Unknown,
            Fact::Absent | Fact::Value(Value::Null)
                if self.is_of_row() && scope.facts.absence(path) == Absence::Unknown =>
            {
                Fact::Unknown
            }
            _ => at,
        }
    }

    /// The value found where `[*]` wants an array and there is none: unknown, or else absent.
    pub(super) fn settle_array<'v>(&self, at: Fact<'v>, path: &Path, scope: &Scope<'v>) -> Fact<'v> {
        match at {
            Fact::Unknown => Fact::Unknown,
            Fact::Value(value) if value.is_partial() => Fact::Unknown,
            Fact::Value(Value::Null) | Fact::Absent => self.settle(Fact::Absent, path, scope),
            _ => Fact::Absent,
        }
    }
}

/// The element that is tested where there is no array: `null` itself, and no value under it.
fn element_of_nothing<'v>(rest: Steps<'_>) -> Fact<'v> {
    match rest.last() {
        None | Some(Step::Each) => Fact::Value(&NULL),
        Some(Step::Key(_)) => Fact::Absent,
    }
}

/// A tag: everything behind `tags.` is its name, dots, slashes and all.
fn tag(written: &str) -> Option<Path> {
    let (tags, name) = written.split_at_checked("tags.".len())?;
    let is_tag = tags.eq_ignore_ascii_case("tags.") && !name.trim().is_empty();
    is_tag.then(|| Path::of(vec![Segment::Key("tags".into()), Segment::Key(name.into())]))
}
