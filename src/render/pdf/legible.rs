//! Makes every string drawable: characters that no font can draw, that have no shape or that turn text around are replaced by
//! their code points in brackets. A reader then sees that something is there, and the export of an archival, accessible PDF,
//! which refuses such characters, cannot fail because of a name that a stranger chose.

use serde_json::Value;
use typst::text::is_default_ignorable;

use crate::render::fonts::{self, FontSet};
use crate::render::visible::{is_shapeless, joins, push_code_point};

/// Keys whose strings keep their line breaks: commands and snippets.
const MULTILINE_KEYS: [&str; 1] = ["code"];

/// Makes all strings of a JSON tree drawable.
pub fn tree(value: &mut Value, fonts: &FontSet) {
    node(value, fonts, false);
}

/// Makes the text of an SVG document drawable. `None` when it is drawable as it is.
pub fn picture(svg: &str, fonts: &FontSet) -> Option<String> {
    let is_drawable = |character: char| {
        matches!(character, ' '..='~' | '\n' | '\r' | '\t')
            || !(is_shapeless(character) || fonts::is_mark(character)) && fonts.covers_in_pictures(character)
    };
    if svg.chars().all(is_drawable) {
        return None;
    }
    let mut clean = String::with_capacity(svg.len() + 64);
    for character in svg.chars() {
        if is_drawable(character) {
            clean.push(character);
        } else {
            push_code_point(&mut clean, character);
        }
    }
    Some(clean)
}

fn node(value: &mut Value, fonts: &FontSet, multiline: bool) {
    match value {
        Value::String(text) => {
            if let Some(clean) = replaced(text, fonts, multiline) {
                *text = clean;
            }
        }
        Value::Array(values) => {
            for value in values {
                node(value, fonts, multiline);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries.iter_mut() {
                node(value, fonts, MULTILINE_KEYS.contains(&key.as_str()));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The drawable form, or `None` when the text is drawable as it is, which nearly all text is.
fn replaced(text: &str, fonts: &FontSet, multiline: bool) -> Option<String> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') || (multiline && byte == b'\n');
    if text.bytes().all(is_plain) {
        return None;
    }
    let mut clean = String::with_capacity(text.len() + 16);
    let mut base = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if matches!(character, '\n' | '\r' | '\t') {
            let is_half_of_break = character == '\r' && characters.peek() == Some(&'\n');
            if !is_half_of_break {
                let is_kept = multiline && character != '\r';
                clean.push(if is_kept { character } else { ' ' });
            }
            base = None;
        } else if is_drawable(character, base, fonts) {
            clean.push(character);
            let is_attached = fonts::is_mark(character) || is_default_ignorable(character);
            if !is_attached {
                base = Some(character);
            }
        } else {
            push_code_point(&mut clean, character);
            base = None;
        }
    }
    Some(clean)
}

fn is_drawable(character: char, base: Option<char>, fonts: &FontSet) -> bool {
    if let Some(joined) = joins(character, base) {
        return joined;
    }
    if is_shapeless(character) {
        return false;
    }
    if fonts::is_mark(character) {
        return base.is_some_and(|base| fonts.covers_together(base, character));
    }
    fonts.covers(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        replaced(text, &FontSet::new(&[]), false).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn names_in_many_scripts_stay_as_they_are() {
        for name in [
            "Zürich – Œuvre №5",
            "شركة كونتوسو",
            "חברת קונטוסו",
            "株式会社コントソ",
            "कंपनी",
            "👩‍💻 ❤️ 🇨🇭 1️⃣ 👍🏽",
        ] {
            assert_eq!(shown(name), name);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_spelt_out() {
        assert_eq!(shown("evil\u{202E}fdp.exe"), "evil[U+202E]fdp.exe");
        assert_eq!(shown("zero\u{200B}width"), "zero[U+200B]width");
        assert_eq!(shown("\u{E0041}tag"), "[U+E0041]tag");
        assert_eq!(shown("private \u{E000}"), "private [U+E000]");
        assert_eq!(shown("bell\u{7}"), "bell[U+0007]");
        assert_eq!(shown("cuneiform \u{12000}"), "cuneiform [U+12000]");
        assert_eq!(shown("a\u{05B0}"), "a[U+05B0]");
        assert_eq!(shown("a\u{200D}b"), "a[U+200D]b");
    }

    #[test]
    fn a_line_break_is_a_space_in_prose_and_stays_in_code() {
        let mut value = serde_json::json!({ "text": "a\r\nb\tc", "code": "a\r\n\tb" });
        tree(&mut value, &FontSet::new(&[]));
        assert_eq!(value, serde_json::json!({ "text": "a b c", "code": "a\n\tb" }));
    }
}
