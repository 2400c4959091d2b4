//! Position of an error in a JSON file, as the JSON pointer of the value that was being read. The reader of JSON knows only line
//! and column.

/// The pointer of the value that ends or is under way at `line` and `column`, both from 1. Empty for the whole file.
pub(super) fn pointer(text: &str, line: usize, column: usize) -> String {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let end = (before + column).min(text.len());
    let mut steps: Vec<Step> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at).filter(|_| at < end) {
        at += 1;
        match byte {
            b'{' => steps.push(Step::Key(String::new())),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' => drop(steps.pop()),
            b',' => match steps.last_mut() {
                Some(Step::Index(index)) => *index += 1,
                Some(Step::Key(key)) => key.clear(),
                None => {}
            },
            b'"' => {
                let length = string_length(&text[at..]);
                if let (Some(Step::Key(key)), Some(content)) = (steps.last_mut(), text.get(at..at + length))
                    && key.is_empty()
                {
                    *key = content.to_owned();
                }
                at += length + 1;
            }
            _ => {}
        }
    }
    // Behind a closing bracket, what it closed is meant: the steps that are left lead to it.
    let told = steps.iter().map(|step| match step {
        Step::Key(key) if key.is_empty() => String::new(),
        Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    });
    told.collect()
}

enum Step {
    /// The member of an object that was named last; empty before the first.
    Key(String),
    Index(usize),
}

/// The bytes of a string up to its closing quote.
fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    let end = rest.bytes().position(|byte| {
        let is_end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_end
    });
    end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_by_the_names_that_lead_to_it() {
        let text = "{\"a\": 1,\n \"b\": [{\"c\": \"]}\"},\n  {\"d\": {\"x/y\": tru}}]}";
        for (line, column, expected) in [
            (1, 1, ""),
            (1, 7, "/a"),
            (2, 17, "/b/0/c"),
            (2, 18, "/b/0"),
            (3, 18, "/b/1/d/x~1y"),
            (9, 9, ""),
        ] {
            assert_eq!(pointer(text, line, column), expected, "{line}:{column}");
        }
    }
}
