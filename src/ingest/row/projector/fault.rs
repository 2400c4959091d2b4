//! The fault of a column that cannot be read.

/// Nesting from which the parser gives up, in levels.
const TOO_DEEP: usize = 128;

/// The fault of a column that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnFault {
    /// The column holds more values than are kept of one column.
    TooManyValues,
    /// The column nests deeper than the parser follows.
    TooDeep,
    /// The column is no JSON.
    Malformed,
}

impl ColumnFault {
    /// The fault of text that the parser refused, where it did not hold too many values. The parser's error has no kind of its own
    /// for nesting, so that the text is looked at once more.
    pub(super) fn of(json: &str) -> Self {
        match nesting(json) >= TOO_DEEP {
            true => ColumnFault::TooDeep,
            false => ColumnFault::Malformed,
        }
    }
}

/// The deepest nesting of lists and objects in JSON text.
fn nesting(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    let mut in_text = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if in_text => drop(bytes.next()),
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_counts_no_brackets_inside_texts() {
        assert_eq!(nesting(r#"{"a[[[":["]\"[[[",{}]}"#), 3);
        assert_eq!(nesting("]]1"), 0);
    }

    #[test]
    fn the_parser_gives_up_at_the_depth_that_counts_as_too_deep() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let parses = |levels| serde_json::from_str::<serde_json::Value>(&nested(levels)).is_ok();
        assert!(parses(TOO_DEEP - 1) && !parses(TOO_DEEP));
        assert_eq!(ColumnFault::of(&nested(TOO_DEEP)), ColumnFault::TooDeep);
        assert_eq!(ColumnFault::of("[1"), ColumnFault::Malformed);
    }
}
