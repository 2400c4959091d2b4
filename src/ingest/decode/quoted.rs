//! JSON that a tool wrote once more as one JSON string (`"[{\"id\": …}]"`), as where a response was converted twice.

/// Takes the quotes and escapes of one JSON string off text that comes in pieces.
#[derive(Debug, Default)]
pub struct Quoted {
    place: QuoteState,
    /// The first half of a pair of `\u` escapes.
    high: Option<u16>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum QuoteState {
    #[default]
    Before,
    Text,
    Escape,
    /// Within a `\u` escape: the number of digits read, and their value.
    Code(u8, u16),
    After,
}

impl Quoted {
    /// Whether text begins as such a string.
    pub fn is(text: &str) -> bool {
        let Some(mut inner) = text.strip_prefix('"') else {
            return false;
        };
        let blank = |inner: &str| -> Option<usize> {
            let escape = ["\\r", "\\n", "\\t"].iter().find(|escape| inner.starts_with(**escape));
            escape
                .map(|escape| escape.len())
                .or(inner.starts_with(' ').then_some(1))
        };
        while let Some(length) = blank(inner) {
            inner = &inner[length..];
        }
        let Some(mut rest) = inner.strip_prefix(['{', '[']) else {
            return false;
        };
        while let Some(length) = blank(rest).or(rest.starts_with(['{', '[']).then_some(1)) {
            rest = &rest[length..];
        }
        rest.starts_with("\\\"")
    }

    /// Appends what `text` says to `out`. What stands behind the string is passed over.
    pub fn strip(&mut self, text: &[u8], out: &mut Vec<u8>) {
        for byte in text {
            self.place = match (self.place, *byte) {
                (QuoteState::Before, b'"') => QuoteState::Text,
                (QuoteState::Before, _) => QuoteState::Before,
                (QuoteState::Text, b'"') => QuoteState::After,
                (QuoteState::Text, b'\\') => QuoteState::Escape,
                (QuoteState::Text, byte) => {
                    out.push(byte);
                    QuoteState::Text
                }
                (QuoteState::Escape, b'u') => QuoteState::Code(0, 0),
                (QuoteState::Escape, byte) => {
                    out.push(match byte {
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'b' | b'f' => b' ',
                        other => other,
                    });
                    QuoteState::Text
                }
                (QuoteState::Code(3, code), byte) => {
                    self.code(code << 4 | digit(byte), out);
                    QuoteState::Text
                }
                (QuoteState::Code(digits, code), byte) => QuoteState::Code(digits + 1, code << 4 | digit(byte)),
                (QuoteState::After, _) => QuoteState::After,
            };
        }
    }

    fn code(&mut self, unit: u16, out: &mut Vec<u8>) {
        let units = [self.high.take(), Some(unit)];
        for found in char::decode_utf16(units.into_iter().flatten()) {
            match found {
                Ok(letter) => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(half) if (0xd800..0xdc00).contains(&half.unpaired_surrogate()) => {
                    self.high = Some(half.unpaired_surrogate());
                }
                Err(_) => out.extend_from_slice("\u{fffd}".as_bytes()),
            }
        }
    }
}

fn digit(byte: u8) -> u16 {
    char::from(byte).to_digit(16).unwrap_or_default() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_string_says_comes_out_however_it_is_cut() {
        let inner = "[\r\n {\"id\": \"/a\\\"b\", \"name\": \"é😀\"}]";
        let escaped = serde_json::to_string(inner)
            .unwrap()
            .replace('é', "\\u00e9")
            .replace('😀', "\\ud83d\\ude00");
        assert!(Quoted::is(&escaped));
        let whole = format!("{escaped}\n");
        for step in 1..whole.len() {
            let (mut quoted, mut out) = (Quoted::default(), Vec::new());
            whole
                .as_bytes()
                .chunks(step)
                .for_each(|piece| quoted.strip(piece, &mut out));
            assert_eq!(String::from_utf8(out).unwrap(), inner, "step {step}");
        }
        assert!(!Quoted::is("\"id\",\"name\"") && !Quoted::is("\"[x]\",1") && !Quoted::is("[{}]"));
    }
}
