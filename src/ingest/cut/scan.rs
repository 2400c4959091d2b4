//! Finds the end of a JSON value without interpreting it. It can stop at any byte and go on with the next piece of text; nesting
//! costs a counter, not a stack.

use memchr::memchr2;

use crate::value::swar::{each, zeros};

/// The state between two pieces of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    depth: u32,
    place: ScanState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScanState {
    Start,
    Between,
    Text,
    Escape,
    Word,
}

impl Default for Scan {
    fn default() -> Self {
        Scan {
            depth: 0,
            place: ScanState::Start,
        }
    }
}

/// Bytes that matter between strings.
const STRUCTURE: [bool; 256] = {
    let mut table = [false; 256];
    table[b'"' as usize] = true;
    table[b'{' as usize] = true;
    table[b'}' as usize] = true;
    table[b'[' as usize] = true;
    table[b']' as usize] = true;
    table
};

/// Bytes of a string that are searched eight at a time: most strings of an export are shorter, and a search that pays for long
/// ones costs more than they do.
const SHORT: usize = 32;

/// Position of the next quote or backslash.
fn end_of_text(text: &[u8]) -> Option<usize> {
    let (chunks, _) = text[..text.len().min(SHORT)].as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        let bytes = u64::from_le_bytes(*chunk);
        let found = zeros(bytes ^ each(b'"')) | zeros(bytes ^ each(b'\\'));
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let looked = chunks.len() * 8;
    memchr2(b'"', b'\\', &text[looked..]).map(|at| looked + at)
}

impl Scan {
    /// Goes through `text` from `at`, which is the value's first byte on the first call. Gives the position after the value
    /// when it ends, or `None` when all of `text` belongs to it so far.
    pub fn run(&mut self, text: &[u8], mut at: usize) -> Option<usize> {
        while at < text.len() {
            match self.place {
                ScanState::Start => {
                    self.place = match text[at] {
                        b'"' => ScanState::Text,
                        b'{' | b'[' => {
                            self.depth = 1;
                            ScanState::Between
                        }
                        _ => ScanState::Word,
                    };
                    at += 1;
                }
                ScanState::Between => {
                    at += text[at..].iter().position(|byte| STRUCTURE[*byte as usize])?;
                    match text[at] {
                        b'"' => self.place = ScanState::Text,
                        b'{' | b'[' => self.depth += 1,
                        _ => self.depth -= 1,
                    }
                    at += 1;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
                ScanState::Text => {
                    at += end_of_text(&text[at..])?;
                    self.place = if text[at] == b'"' {
                        ScanState::Between
                    } else {
                        ScanState::Escape
                    };
                    at += 1;
                    if self.depth == 0 && self.place == ScanState::Between {
                        return Some(at);
                    }
                }
                ScanState::Escape => {
                    self.place = ScanState::Text;
                    at += 1;
                }
                ScanState::Word => {
                    let end = text[at..].iter().position(|byte| {
                        byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b':')
                    })?;
                    return Some(at + end);
                }
            }
        }
        None
    }

    /// Whether the value may end where the text does: a number or a word has no end mark of its own.
    pub fn may_end(&self) -> bool {
        self.place == ScanState::Word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_at_the_same_byte_however_the_text_is_cut() {
        let cases = [
            (r#"{"a":[1,{"b":"]}\"\\"}],"c":"x\\"},"#, 34),
            (r#""te\"xt" "#, 8),
            ("null,", 4),
            ("[[[]]]]", 6),
        ];
        for (text, end) in cases {
            assert_eq!(Scan::default().run(text.as_bytes(), 0), Some(end), "{text}");
            for cut in 1..end {
                let mut scan = Scan::default();
                assert_eq!(scan.run(&text.as_bytes()[..cut], 0), None, "{text} cut at {cut}");
                assert_eq!(scan.run(text.as_bytes(), cut), Some(end), "{text} cut at {cut}");
            }
        }
    }
}
