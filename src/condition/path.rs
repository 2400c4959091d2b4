//! Paths into a row, as Azure Policy writes them: keys joined by dots, `[*]` for every element of an array, and a quoted
//! subscript for a key that holds a dot or a bracket (`customProperties['a.b']`). Parsed once, so that judging a resource
//! never takes text apart.

use std::fmt;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// The member of an object, compared without regard to case.
    Key(Box<str>),
    /// Every element of an array: `[*]`.
    Each,
}

impl Segment {
    /// The same step, whatever the case of its key.
    pub fn same(&self, other: &Segment) -> bool {
        match (self, other) {
            (Segment::Key(left), Segment::Key(right)) => left.eq_ignore_ascii_case(right),
            (Segment::Each, Segment::Each) => true,
            _ => false,
        }
    }
}

/// A path from the top of a row to a value, or to several where it passes `[*]`. It has at least one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    segments: Box<[Segment]>,
}

impl Path {
    /// Parses `a.b[*].c['d.e']`. The error is a sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Path, String> {
        let mut segments = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            rest = match rest.strip_prefix('[') {
                Some(subscript) => take_subscript(subscript, text, &mut segments)?,
                None => take_key(rest, text, &mut segments)?,
            };
        }
        match segments.first() {
            Some(Segment::Key(_)) => Ok(Path {
                segments: segments.into(),
            }),
            Some(Segment::Each) => Err(format!("`{text}` starts with `[*]`: name the array first")),
            None => Err("the field is empty".to_owned()),
        }
    }

    /// A path of these segments, which must not be empty.
    pub(super) fn of(segments: Vec<Segment>) -> Path {
        Path {
            segments: segments.into(),
        }
    }

    /// `prefix` followed by this path.
    pub(super) fn within(&self, prefix: &str) -> Path {
        let first = Segment::Key(prefix.into());
        Path::of(std::iter::once(first).chain(self.segments.iter().cloned()).collect())
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

/// Reads one subscript; `subscript` begins behind its `[`. Gives back what follows the `]`.
fn take_subscript<'t>(subscript: &'t str, whole: &str, segments: &mut Vec<Segment>) -> Result<&'t str, String> {
    let unclosed = || format!("`{whole}` has a `[` without its `]`");
    let inner = subscript.trim_start();
    for quote in ['\'', '"'] {
        let Some(quoted) = inner.strip_prefix(quote) else {
            continue;
        };
        let (at, behind) = closing_quote(quoted, quote).ok_or_else(unclosed)?;
        let key = &quoted[..at];
        if key.is_empty() {
            return Err(format!("`{whole}` has an empty name between its brackets"));
        }
        segments.push(Segment::Key(key.into()));
        return Ok(behind);
    }
    let (key, behind) = subscript.split_once(']').ok_or_else(unclosed)?;
    match (key, key.trim()) {
        ("*", _) => segments.push(Segment::Each),
        (_, "") => return Err(format!("`{whole}` has an empty name between its brackets")),
        (_, number) if !is_tags(segments) && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            return Err(format!(
                "`{whole}` names an element by its number: only `[*]` is understood"
            ));
        }
        (_, key) => segments.push(Segment::Key(key.into())),
    }
    Ok(behind)
}

/// Tags may be called anything, numbers too.
fn is_tags(segments: &[Segment]) -> bool {
    matches!(segments, [Segment::Key(name)] if name.eq_ignore_ascii_case("tags"))
}

/// The first closing quote that a `]` follows: where it stands, and what comes behind that `]`.
fn closing_quote(quoted: &str, quote: char) -> Option<(usize, &str)> {
    quoted.match_indices(quote).find_map(|(at, _)| {
        let behind = quoted[at + quote.len_utf8()..].trim_start().strip_prefix(']')?;
        Some((at, behind))
    })
}

/// Reads one plain key, with the dot before it where it is not the first. Gives back what follows it.
fn take_key<'t>(rest: &'t str, whole: &str, segments: &mut Vec<Segment>) -> Result<&'t str, String> {
    let key_on = match rest.strip_prefix('.') {
        Some(behind) if !segments.is_empty() => behind,
        _ if segments.is_empty() => rest,
        _ => {
            return Err(format!("`{whole}` wants a dot between `]` and the next name"));
        }
    };
    let end = key_on.find(['.', '[']).unwrap_or(key_on.len());
    let (key, behind) = key_on.split_at(end);
    if key.trim().is_empty() {
        return Err(format!("`{whole}` has an empty name between its dots"));
    }
    segments.push(Segment::Key(key.into()));
    Ok(behind)
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
            assert_eq!(Path::parse(text), Err(reason.to_owned()));
        }
    }
}
