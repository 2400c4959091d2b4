//! Paths into a row, as Azure Policy writes them: keys joined by dots, `[*]` for every element of an array, and a quoted
//! subscript for a key that holds a dot or a bracket (`customProperties['a.b']`). This is the only place that knows their grammar
//! and that follows one through a value: conditions, the estate and the projection ask here, so that one path leads to the same
//! place for all of them.

use std::{fmt, iter, slice};

use super::fact::Fact;
use super::json::Value;

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'p> {
    /// The member of an object, compared without regard to case.
    Key(&'p str),
    /// Every element of an array: `[*]`.
    Each,
}

/// A step that a [`Path`] owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// The member of an object, compared without regard to case.
    Key(Box<str>),
    /// Every element of an array: `[*]`.
    Each,
}

impl Segment {
    /// The step that it is.
    pub fn step(&self) -> Step<'_> {
        match self {
            Segment::Key(key) => Step::Key(key),
            Segment::Each => Step::Each,
        }
    }

    /// Whether two steps are equal, whatever the case of their keys.
    pub fn same(&self, other: &Segment) -> bool {
        match (self, other) {
            (Segment::Key(left), Segment::Key(right)) => left.eq_ignore_ascii_case(right),
            (Segment::Each, Segment::Each) => true,
            _ => false,
        }
    }
}

impl From<Step<'_>> for Segment {
    fn from(step: Step<'_>) -> Segment {
        match step {
            Step::Key(key) => Segment::Key(key.into()),
            Step::Each => Segment::Each,
        }
    }
}

/// The reason why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// No text.
    #[error("the field is empty")]
    Empty,
    /// It begins with `[*]`.
    #[error("`{0}` starts with `[*]`: name the array first")]
    NoArray(String),
    /// A bracket is not closed.
    #[error("`{0}` has a `[` without its `]`")]
    Unclosed(String),
    /// There is nothing between two brackets.
    #[error("`{0}` has an empty name between its brackets")]
    EmptyBrackets(String),
    /// There is nothing between two dots.
    #[error("`{0}` has an empty name between its dots")]
    EmptyName(String),
    /// An element is named by its position.
    #[error("`{0}` names an element by its number: only `[*]` is understood")]
    Number(String),
    /// A name follows a bracket directly.
    #[error("`{0}` wants a dot between `]` and the next name")]
    NoDot(String),
}

/// A path from the top of a row to a value, or to several where it passes `[*]`. Parsed once, so that judging a resource never
/// takes text apart. It has at least one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    segments: Box<[Segment]>,
}

impl Path {
    /// Parses `a.b[*].c['d.e']`.
    ///
    /// # Errors
    /// The first thing that is wrong with the text.
    pub fn parse(text: &str) -> Result<Path, PathError> {
        let segments: Result<Box<[Segment]>, PathError> = Text::new(text)
            .map(|step| step.map(Segment::from).map_err(|fault| fault(text.to_owned())))
            .collect();
        let segments = segments?;
        match segments.first() {
            Some(Segment::Key(_)) => Ok(Path { segments }),
            Some(Segment::Each) => Err(PathError::NoArray(text.to_owned())),
            None => Err(PathError::Empty),
        }
    }

    /// A path of these segments, which must not be empty.
    pub fn of(segments: Vec<Segment>) -> Path {
        Path {
            segments: segments.into(),
        }
    }

    /// `prefix` followed by this path.
    pub fn within(&self, prefix: &str) -> Path {
        let first = Segment::Key(prefix.into());
        Path::of(iter::once(first).chain(self.segments.iter().cloned()).collect())
    }

    /// The steps, from the top of the row.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The top-level member that the path starts with.
    pub fn member(&self) -> &str {
        match self.segments.first() {
            Some(Segment::Key(name)) => name,
            _ => "",
        }
    }

    /// True where every step of `prefix` is a step of this path, in order and from the top.
    pub fn starts_with(&self, prefix: &[Segment]) -> bool {
        self.segments.len() >= prefix.len() && self.segments.iter().zip(prefix).all(|(step, other)| step.same(other))
    }
}

/// The steps of segments, in order.
#[derive(Clone, Debug)]
pub struct Steps<'p>(slice::Iter<'p, Segment>);

impl<'p> Steps<'p> {
    /// The steps of these segments.
    pub fn of(segments: &'p [Segment]) -> Self {
        Steps(segments.iter())
    }
}

impl<'p> Iterator for Steps<'p> {
    type Item = Step<'p>;

    fn next(&mut self) -> Option<Step<'p>> {
        self.0.next().map(Segment::step)
    }
}

/// The steps of a path that is written as text, without a copy of it. A text that is no path ends with a key that no export has, so
/// that it leads nowhere.
pub fn steps(text: &str) -> impl Iterator<Item = Step<'_>> + Clone {
    Text::new(text).map(|step| step.unwrap_or(Step::Key(NO_KEY)))
}

const NO_KEY: &str = "\u{0}";

/// A fault that still waits for the text it is found in.
type PathFault = fn(String) -> PathError;

/// The grammar of paths: takes one step after the other off the text, and ends at the first fault.
#[derive(Clone)]
struct Text<'t> {
    rest: &'t str,
    /// Steps that were taken.
    taken: usize,
    /// Whether the first of them is `tags`, which may be called anything, numbers too.
    is_tags: bool,
}

impl<'t> Text<'t> {
    fn new(text: &'t str) -> Self {
        Text {
            rest: text.trim(),
            taken: 0,
            is_tags: false,
        }
    }

    /// Reads one subscript; `subscript` begins behind its `[`. Gives the step and the text behind the `]`.
    fn subscript(&self, subscript: &'t str) -> Result<(Step<'t>, &'t str), PathFault> {
        let inner = subscript.trim_start();
        for quote in ['\'', '"'] {
            let Some(quoted) = inner.strip_prefix(quote) else {
                continue;
            };
            let (at, behind) = closing_quote(quoted, quote).ok_or(PathError::Unclosed as PathFault)?;
            return match &quoted[..at] {
                "" => Err(PathError::EmptyBrackets),
                key => Ok((Step::Key(key), behind)),
            };
        }
        let (key, behind) = subscript.split_once(']').ok_or(PathError::Unclosed as PathFault)?;
        let is_tag = self.is_tags && self.taken == 1;
        match (key, key.trim()) {
            ("*", _) => Ok((Step::Each, behind)),
            (_, "") => Err(PathError::EmptyBrackets),
            (_, number) if !is_tag && number.bytes().all(|byte| byte.is_ascii_digit()) => Err(PathError::Number),
            (_, key) => Ok((Step::Key(key), behind)),
        }
    }

    /// Reads one plain key, with the dot before it where it is not the first. Gives the step and the text behind it.
    fn key(&self) -> Result<(Step<'t>, &'t str), PathFault> {
        let key_on = match self.rest.strip_prefix('.') {
            Some(behind) if self.taken > 0 => behind,
            _ if self.taken == 0 => self.rest,
            _ => return Err(PathError::NoDot),
        };
        let (key, behind) = key_on.split_at(key_on.find(['.', '[']).unwrap_or(key_on.len()));
        if key.trim().is_empty() {
            return Err(PathError::EmptyName);
        }
        Ok((Step::Key(key), behind))
    }
}

impl<'t> Iterator for Text<'t> {
    type Item = Result<Step<'t>, PathFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let read = match self.rest.strip_prefix('[') {
            Some(subscript) => self.subscript(subscript),
            None => self.key(),
        };
        let (step, behind) = match read {
            Ok((step, behind)) => (Ok(step), behind),
            Err(fault) => (Err(fault), ""),
        };
        self.is_tags |= self.taken == 0 && matches!(step, Ok(Step::Key(key)) if key.eq_ignore_ascii_case("tags"));
        self.rest = behind;
        self.taken += 1;
        Some(step)
    }
}

/// The first closing quote that a `]` follows: its position, and the text behind that `]`.
fn closing_quote(quoted: &str, quote: char) -> Option<(usize, &str)> {
    quoted.match_indices(quote).find_map(|(at, _)| {
        let behind = quoted[at + quote.len_utf8()..].trim_start().strip_prefix(']')?;
        Some((at, behind))
    })
}

/// The point at which the keys of a path have been followed as far as they go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Halt<'v> {
    /// The end of the path.
    End(Fact<'v>),
    /// `[*]`, at an array: the rest of the path leads on from each element.
    Elements(&'v [Value]),
    /// `[*]`, where there is no array.
    NoArray(Fact<'v>),
}

/// Follows the keys of a path to its end or to the next `[*]`, and takes them off `steps`.
pub fn follow<'v, 'p>(at: Fact<'v>, steps: &mut impl Iterator<Item = Step<'p>>) -> Halt<'v> {
    let mut at = at;
    for step in steps {
        match (step, at) {
            (Step::Key(key), _) => at = at.member(key),
            (Step::Each, Fact::Value(Value::Array(items))) => return Halt::Elements(items),
            (Step::Each, _) => return Halt::NoArray(at),
        }
    }
    Halt::End(at)
}

/// Returns every known value to which a path of a value leads, in order. A single value where `[*]` wants an array counts as its
/// only element: PowerShell takes arrays of one element apart.
pub fn values_at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = Vec::new();
    gather(Fact::Value(value), steps(path), &mut found);
    found
}

fn gather<'v, 'p>(at: Fact<'v>, mut steps: impl Iterator<Item = Step<'p>> + Clone, found: &mut Vec<&'v Value>) {
    let mut at = at;
    loop {
        match follow(at, &mut steps) {
            Halt::End(Fact::Value(value)) => return found.push(value),
            Halt::Elements(items) => {
                for item in items {
                    gather(Fact::Value(item), steps.clone(), found);
                }
                return;
            }
            Halt::NoArray(single @ Fact::Value(_)) => at = single,
            Halt::End(_) | Halt::NoArray(_) => return,
        }
    }
}

impl Value {
    /// The value to which a path without `[*]` leads.
    pub fn at(&self, path: &str) -> Option<&Value> {
        match follow(Fact::Value(self), &mut steps(path)) {
            Halt::End(Fact::Value(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether the export shows what a path of this leads to, be it nothing.
    pub fn tells(&self, path: &str) -> bool {
        shows(Fact::Value(self), steps(path))
    }
}

fn shows<'p>(at: Fact<'_>, mut steps: impl Iterator<Item = Step<'p>> + Clone) -> bool {
    let mut at = at;
    loop {
        match follow(at, &mut steps) {
            Halt::End(Fact::Value(value)) => return !value.is_partial(),
            Halt::Elements(items) => return items.iter().all(|item| shows(Fact::Value(item), steps.clone())),
            Halt::NoArray(single @ Fact::Value(value)) if !value.is_partial() => at = single,
            Halt::NoArray(Fact::Value(_)) => return false,
            Halt::End(fact) | Halt::NoArray(fact) => return fact != Fact::Unknown,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Each => out.write_str("[*]")?,
                Segment::Key(key) if key.contains(['.', '[', ']', '*']) => write!(out, "['{key}']")?,
                Segment::Key(key) if index == 0 => out.write_str(key)?,
                Segment::Key(key) => write!(out, ".{key}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_printed_as_it_was_written() {
        for text in [
            "kind",
            "properties.a[*].b",
            "properties.m['a.b'].c",
            "a[*][*]",
            "a['x[*]'][*]",
        ] {
            assert_eq!(Path::parse(text).map(|path| path.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_quoted_wildcard_is_a_key() {
        let path = Path::parse("m['a[*]']").unwrap();
        assert_eq!(path.segments()[1], Segment::Key("a[*]".into()));
    }

    #[test]
    fn a_broken_path_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", "the field is empty"),
            ("a..b", "`a..b` has an empty name between its dots"),
            ("a.", "`a.` has an empty name between its dots"),
            ("a[b", "`a[b` has a `[` without its `]`"),
            ("a['']", "`a['']` has an empty name between its brackets"),
            ("[*].a", "`[*].a` starts with `[*]`: name the array first"),
            ("a[*]b", "`a[*]b` wants a dot between `]` and the next name"),
        ] {
            assert_eq!(
                Path::parse(text).map_err(|error| error.to_string()),
                Err(reason.to_owned())
            );
        }
    }

    #[test]
    fn a_text_that_is_no_path_leads_nowhere() {
        let row = Value::from(serde_json::json!({"a": {"b": 1, "": 2}}));
        for path in ["a.", "a..b", "a[b", "a[*]b", "a[0]"] {
            assert_eq!(values_at(&row, path), Vec::<&Value>::new(), "{path}");
        }
    }

    #[test]
    fn a_path_leads_through_arrays_and_through_the_properties_of_their_elements() {
        let row =
            Value::from(serde_json::json!({"a": [{"b": 1}, {"properties": {"b": [2, 3]}}, {}, 4], "one": {"b": 5}}));
        let texts = |path| values_at(&row, path).into_iter().map(shown).collect::<Vec<_>>();
        assert_eq!(texts("A[*].b[*]"), ["1", "2", "3"]);
        assert_eq!(texts("a[*].b"), ["1", "[2,3]"]);
        assert_eq!(texts("one[*].b"), ["5"]);
        assert_eq!(texts("a.b"), Vec::<String>::new());
        assert_eq!(row.at("one.b").map(shown).as_deref(), Some("5"));
        assert_eq!(row.at("a[*].b"), None);
    }

    fn shown(value: &Value) -> String {
        serde_json::Value::from(value).to_string()
    }

    #[test]
    fn an_absence_is_shown_only_where_the_whole_object_is() {
        let of = |json| Value::from(serde_json::json!({"a": [json]}));
        assert!(of(serde_json::json!({})).tells("a[*].b"));
        assert!(of(serde_json::json!({"b": null})).tells("a[*].b"));
        let part = Value::Unknown.set(&["a".into(), "c".into()], Value::Null);
        assert!(part.tells("a.c"));
        assert!(!part.tells("a.b"));
        assert!(!part.tells("a"));
        assert!(!part.tells("d"));
        assert!(!Value::Unknown.tells("a"));
    }
}
