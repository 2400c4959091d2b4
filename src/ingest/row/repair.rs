//! Small faults of hand-edited and home-made JSON put right, so that a row is not lost for a comma: trailing commas, comments,
//! `NaN`, control characters in strings, single quotes of Python. Only rows that do not parse come here.

/// The text of a row without these faults, if it has any of them.
pub fn repair(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string(rest, '"', &mut out),
            '\'' => string(rest, '\'', &mut out),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            ',' if is_trailing(&rest[1..]) => 1,
            letter if letter.is_ascii_alphabetic() || letter == '-' => word(rest, &mut out),
            other => {
                out.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    (out != text).then_some(out)
}

/// Whether nothing but blanks stand between a comma and the end of what it separates.
fn is_trailing(rest: &str) -> bool {
    rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',')
        .starts_with(['}', ']'])
}

/// Copies a string with its control characters escaped; gives its length in the source.
fn string(text: &str, quote: char, out: &mut String) -> usize {
    out.push('"');
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped && letter == '\'' => {
                out.pop();
                out.push('\'');
            }
            _ if escaped => out.push(letter),
            '\\' => out.push('\\'),
            _ if letter == quote => {
                out.push('"');
                return at + letter.len_utf8();
            }
            '"' => out.push_str("\\\""),
            // A console breaks what it shows at its width, in the middle of words.
            '\r' | '\n' => {}
            control if control.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
        escaped = !escaped && letter == '\\';
    }
    text.len()
}

/// Copies a bare word or number; words that JSON does not know become those it does.
fn word(text: &str, out: &mut String) -> usize {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || "+-._".contains(c)))
        .unwrap_or(text.len());
    let word = &text[..end];
    out.push_str(match word {
        "NaN" | "Infinity" | "-Infinity" | "None" | "undefined" | "nan" => "null",
        "True" => "true",
        "False" => "false",
        other => other,
    });
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faults_of_hand_made_json_are_put_right() {
        let cases = [
            (r#"{"a":1,}"#, r#"{"a":1}"#),
            ("{\"a\":[1,2,\n],}", "{\"a\":[1,2\n]}"),
            ("{\"a\":NaN, // why\n\"b\":1 /* x */}", "{\"a\":null, \n\"b\":1 }"),
            ("{\"a\":\"x\ty\"}", "{\"a\":\"x\\u0009y\"}"),
            ("{\"a\":\"/sub\r\nscriptions/\"}", "{\"a\":\"/subscriptions/\"}"),
            (
                "{'a': 'it\\'s \"x\"', 'b': True, 'c': None}",
                r#"{"a": "it's \"x\"", "b": true, "c": null}"#,
            ),
        ];
        for (broken, mended) in cases {
            assert_eq!(repair(broken).as_deref(), Some(mended));
            assert!(serde_json::from_str::<serde_json::Value>(mended).is_ok());
        }
        assert_eq!(repair(r#"{"a":"b, }"}"#), None);
    }
}
