//! Characters without a shape of their own, and those that turn text around: every document shows them as their code points in
//! brackets, so that a name reads as it is and not as it pretends to be.

use std::borrow::Cow;

use typst::text::is_default_ignorable;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// Joiners: they choose the shape of the adjacent characters in Arabic, Indic scripts and emoji.
const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];

/// Selectors of the text or emoji form of the character before them.
const SELECTORS: [char; 2] = ['\u{FE0E}', '\u{FE0F}'];

/// Whether a character has no shape of its own: controls, invisible characters, line and paragraph separators, private use, and
/// specials such as the marks of interlinear annotation.
pub(super) fn is_shapeless(character: char) -> bool {
    use GeneralCategory::{Control, LineSeparator, ParagraphSeparator, PrivateUse, Unassigned};
    is_default_ignorable(character)
        || matches!(
            character.general_category(),
            Control | LineSeparator | ParagraphSeparator | PrivateUse | Unassigned
        )
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FFF0}'..='\u{FFFB}')
}

/// Whether a joiner or a selector has something to work on in the character before it; `None` for any other character.
pub(super) fn joins(character: char, base: Option<char>) -> Option<bool> {
    if JOINERS.contains(&character) {
        return Some(base.is_some_and(|base| !base.is_ascii()));
    }
    if SELECTORS.contains(&character) {
        return Some(base.is_some_and(|base| !base.is_ascii_alphabetic() && base != ' '));
    }
    None
}

/// Writes a character as its code point: `[U+202E]`.
pub(super) fn push_code_point(text: &mut String, character: char) {
    text.push_str(&format!("[U+{:04X}]", u32::from(character)));
}

/// The text with everything in it visible. Line breaks and tabs stay.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 16);
    let mut before = None;
    for character in text.chars() {
        let shown = matches!(character, '\n' | '\r' | '\t')
            || joins(character, before).unwrap_or_else(|| !is_shapeless(character));
        if shown {
            clean.push(character);
        } else {
            push_code_point(&mut clean, character);
        }
        before = Some(character);
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_cannot_be_seen_is_spelt_out_and_names_in_any_script_stay() {
        for (text, shown) in [
            ("evil\u{202E}fdp.exe", "evil[U+202E]fdp.exe"),
            ("pay\u{200B}pal", "pay[U+200B]pal"),
            ("a\u{200D}b", "a[U+200D]b"),
            ("private \u{E000}", "private [U+E000]"),
            ("Zürich 株式会社 שלום 👩‍💻 ❤️\n\tx", "Zürich 株式会社 שלום 👩‍💻 ❤️\n\tx"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
