//! Bytes to UTF-8, whatever wrote them: PowerShell 5.1 writes UTF-16, the portal a byte-order mark, Excel the code page of
//! the country. Works on pieces of any size and keeps no more than a few bytes between them.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Number of first bytes by which the encoding is chosen.
const SAMPLE: usize = 256;

/// Bytes of the other encoding by which a change is known.
const RUN: usize = 64;

/// The encoding that was recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetectedEncoding {
    /// UTF-8, with or without a byte-order mark.
    #[default]
    Utf8,
    /// UTF-8 in which some bytes are not: each became U+FFFD.
    Utf8Damaged,
    /// UTF-16 of either byte order.
    Utf16,
    /// No valid UTF-8, read as Windows-1252.
    Windows1252,
}

/// Decodes one file.
pub struct Text {
    other: Option<Decoder>,
    found: DetectedEncoding,
    started: bool,
    beyond_ascii: bool,
    /// Whether the encoding changed within the file.
    has_changed: bool,
    pending: Vec<u8>,
}

impl Default for Text {
    fn default() -> Self {
        Text {
            other: None,
            found: DetectedEncoding::Utf8,
            started: false,
            beyond_ascii: false,
            has_changed: false,
            pending: Vec::new(),
        }
    }
}

impl Text {
    /// The encoding of the bytes seen so far.
    pub fn found(&self) -> DetectedEncoding {
        self.found
    }

    /// Whether the next piece is its own text, so that nothing has to be appended of it.
    pub fn is_plain(&self, bytes: &[u8]) -> bool {
        let plain = self.started && self.other.is_none() && self.pending.is_empty();
        plain && bytes.is_ascii() && memchr::memchr(0, bytes).is_none()
    }

    /// Whether the encoding changed within the file: PowerShell 5.1 appends UTF-16 to any file, and other commands append UTF-8
    /// to a file that PowerShell wrote.
    pub fn has_changed(&self) -> bool {
        self.has_changed
    }

    /// Appends the text of the next piece to `out`. What is appended over all calls is valid UTF-8.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        if self.pending.is_empty() {
            self.decode(bytes, out, false);
        } else {
            let mut joined = std::mem::take(&mut self.pending);
            joined.extend_from_slice(bytes);
            self.decode(&joined, out, false);
        }
    }

    /// Appends what the last piece left over.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let rest = std::mem::take(&mut self.pending);
        self.decode(&rest, out, true);
    }

    fn decode(&mut self, mut bytes: &[u8], out: &mut Vec<u8>, last: bool) {
        if !self.started {
            if bytes.len() < SAMPLE && !last {
                self.pending = bytes.to_vec();
                return;
            }
            self.started = true;
            bytes = self.choose(bytes);
        }
        while let Some(at) = self.change_in(bytes) {
            let (before, rest) = bytes.split_at(at);
            self.decode_alike(before, out, true);
            self.has_changed = true;
            match self.other.take() {
                Some(_) => self.beyond_ascii = false,
                None => self.switch(UTF_16LE, DetectedEncoding::Utf16),
            }
            bytes = rest;
        }
        self.decode_alike(bytes, out, last);
    }

    /// Position at which another encoding begins, if one does: a run of units that no text of this encoding holds.
    fn change_in(&self, bytes: &[u8]) -> Option<usize> {
        let is_letter = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
        match &self.other {
            Some(decoder) if decoder.encoding() == UTF_16LE => {
                let mut at = 0;
                for run in bytes.split(|byte| !is_letter(*byte)) {
                    if run.len() >= RUN {
                        return Some(at);
                    }
                    at += run.len() + 1;
                }
                None
            }
            None => {
                let first = memchr::memchr(0, bytes)?.checked_sub(1)?;
                let run = bytes.get(first..first + RUN)?;
                let is_wide = run.chunks(2).all(|unit| is_letter(unit[0]) && unit[1] == 0);
                is_wide.then_some(first)
            }
            _ => None,
        }
    }

    fn decode_alike(&mut self, bytes: &[u8], out: &mut Vec<u8>, last: bool) {
        match &mut self.other {
            None => self.decode_utf8(bytes, out, last),
            Some(decoder) => transcode(decoder, bytes, out, last),
        }
    }

    /// Chooses the encoding by the beginning of the file, and gives it without its byte-order mark.
    fn choose<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        if let Some((encoding, length)) = Encoding::for_bom(bytes) {
            if encoding == UTF_16LE || encoding == UTF_16BE {
                self.switch(encoding, DetectedEncoding::Utf16);
            }
            return &bytes[length..];
        }
        let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
        let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
        let most = sample.len() / 4;
        if sample.len() >= 4 && sample[1] == 0 && zeros(1) > most && zeros(0) < zeros(1) / 4 {
            self.switch(UTF_16LE, DetectedEncoding::Utf16);
        } else if sample.len() >= 4 && sample[0] == 0 && zeros(0) > most && zeros(1) < zeros(0) / 4 {
            self.switch(UTF_16BE, DetectedEncoding::Utf16);
        }
        bytes
    }

    fn switch(&mut self, encoding: &'static Encoding, found: DetectedEncoding) {
        self.other = Some(encoding.new_decoder_without_bom_handling());
        self.found = found;
    }

    fn decode_utf8(&mut self, mut bytes: &[u8], out: &mut Vec<u8>, last: bool) {
        loop {
            let error = match std::str::from_utf8(bytes) {
                Ok(_) => {
                    self.beyond_ascii = self.beyond_ascii || !bytes.is_ascii();
                    out.extend_from_slice(bytes);
                    return;
                }
                Err(error) => error,
            };
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            self.beyond_ascii |= !valid.is_ascii();
            out.extend_from_slice(valid);
            let Some(length) = error.error_len().or(last.then_some(rest.len())) else {
                self.pending = rest.to_vec();
                return;
            };
            if !self.beyond_ascii {
                self.switch(WINDOWS_1252, DetectedEncoding::Windows1252);
                if let Some(decoder) = &mut self.other {
                    transcode(decoder, rest, out, last);
                }
                return;
            }
            self.found = DetectedEncoding::Utf8Damaged;
            out.extend_from_slice("\u{fffd}".as_bytes());
            bytes = &rest[length..];
        }
    }
}

fn transcode(decoder: &mut Decoder, mut bytes: &[u8], out: &mut Vec<u8>, last: bool) {
    let mut room = [0; 8192];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(bytes, &mut room, last);
        out.extend_from_slice(&room[..written]);
        bytes = &bytes[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], step: usize) -> (String, DetectedEncoding) {
        let (mut text, mut out) = (Text::default(), Vec::new());
        for piece in bytes.chunks(step.max(1)) {
            text.push(piece, &mut out);
        }
        text.finish(&mut out);
        (String::from_utf8(out).unwrap(), text.found())
    }

    #[test]
    fn every_encoding_gives_the_same_text_however_it_is_cut() {
        let wanted = "[{\"name\":\"Zürich – 東京 \u{1f600}\"}]\n".repeat(20);
        let utf16 = |swap: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(wanted.encode_utf16());
            units
                .flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let marked = [b"\xef\xbb\xbf", wanted.as_bytes()].concat();
        let cases = [
            (wanted.clone().into_bytes(), DetectedEncoding::Utf8),
            (marked, DetectedEncoding::Utf8),
            (utf16(false, true), DetectedEncoding::Utf16),
            (utf16(true, true), DetectedEncoding::Utf16),
            (utf16(false, false), DetectedEncoding::Utf16),
            (utf16(true, false), DetectedEncoding::Utf16),
        ];
        for (bytes, found) in cases {
            for step in [1, 3, 7, 300, 100_000] {
                assert_eq!(decode(&bytes, step), (wanted.clone(), found), "step {step}");
            }
        }
    }

    #[test]
    fn a_change_of_encoding_on_the_way_is_followed() {
        let line = "{\"name\":\"a name of some length\",\"other\":\"another text, which is longer than that\"}\r\n";
        let wide: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe], &*wide].concat();
        for parts in [
            vec![line.as_bytes(), &wide],
            vec![&marked, line.as_bytes()],
            vec![&marked, line.as_bytes(), &wide],
        ] {
            let (mut text, mut out) = (Text::default(), Vec::new());
            text.push(&parts.concat(), &mut out);
            text.finish(&mut out);
            let lines = parts.len();
            assert_eq!(
                (String::from_utf8(out).unwrap(), text.has_changed()),
                (line.repeat(lines), true)
            );
        }
        let (mut text, mut out) = (Text::default(), Vec::new());
        text.push(line.repeat(9).as_bytes(), &mut out);
        assert!(!text.has_changed());
    }

    #[test]
    fn what_is_not_utf8_from_the_start_is_windows_1252() {
        assert_eq!(
            decode(b"caf\xe9 \x80", 2),
            ("café €".to_owned(), DetectedEncoding::Windows1252)
        );
    }

    #[test]
    fn a_damaged_character_in_utf8_is_replaced_and_told() {
        let (text, found) = decode(
            "é\u{e9}"
                .as_bytes()
                .iter()
                .copied()
                .chain(*b"\xff!")
                .collect::<Vec<_>>()
                .as_slice(),
            1,
        );
        assert_eq!((text.as_str(), found), ("éé\u{fffd}!", DetectedEncoding::Utf8Damaged));
    }
}
