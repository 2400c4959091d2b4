//! Colour codes of a terminal (`az … -o jsonc`, redirected) taken out of text.

/// Takes colour codes out of text that comes in pieces.
#[derive(Debug, Default)]
pub struct Colours {
    within: bool,
}

impl Colours {
    /// Whether text holds colour codes.
    pub fn are_in(text: &[u8]) -> bool {
        memchr::memchr(b'\x1b', text).is_some()
    }

    /// Appends `text` to `out` without its colour codes.
    pub fn strip(&mut self, text: &[u8], out: &mut Vec<u8>) {
        for byte in text {
            match (self.within, byte) {
                (false, b'\x1b') => self.within = true,
                (false, byte) => out.push(*byte),
                (true, byte) => self.within = !byte.is_ascii_alphabetic(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_vanish_and_the_json_stays() {
        let text = b"\x1b[34;01m\"id\"\x1b[39;49;00m: [\x1b[33m1\x1b[0m]";
        for step in 1..text.len() {
            let (mut colours, mut out) = (Colours::default(), Vec::new());
            text.chunks(step).for_each(|piece| colours.strip(piece, &mut out));
            assert_eq!(out, b"\"id\": [1]", "step {step}");
        }
    }
}
