//! Cuts JSON that comes in pieces into its rows: a bare list, an envelope around a list, a table of cells, one object a line,
//! or any of these behind each other. Only the containers around rows are entered; a row is passed over as one value, so that
//! a damaged row costs that row and not the file.

use super::batch::{BATCH_BYTES, Batch, Item, MAX_RECORD_BYTES, Span, remainder};
use super::frames::{Frame, Inside, Purpose, Running, inside_of};
use super::scan::Scan;

/// Containers around rows are never deeper than this in any known export.
const MAX_FRAMES: usize = 16;
/// A member of an envelope longer than this is passed over, in bytes.
const MAX_MEMBER_BYTES: usize = 64 * 1024;
/// A line longer than this is not waited for, in bytes.
const LONGEST_LINE: usize = 4 * 1024 * 1024;
/// Characters of noise that are kept for the problem's text.
const MAX_NOISE_BYTES: usize = 200;
/// Upper bound of the pieces of noise that are reported; a file of noise is no JSON and was not sent here.
const MAX_NOISES: u32 = 3;

/// Between values these bytes are blanks: files that were joined carry the mark in their middle.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Characters that old tools put behind the end of a text: Ctrl-Z and NUL.
const ENDS: [u8; 2] = [0x1a, 0];

/// Cuts the text of one file.
#[derive(Debug, Default)]
pub struct Splitter {
    text: Vec<u8>,
    at: usize,
    frames: Vec<Frame>,
    running: Option<Running>,
    items: Vec<Item>,
    /// Position where the outermost object begins, as long as it may turn out to be a row itself.
    bare: Option<usize>,
    /// Members of that object, reported when it turns out to be an envelope.
    held: Vec<Item>,
    names_itself: bool,
    bare_seen: bool,
    /// Whether every outermost object so far stands on one line.
    in_lines: bool,
    page_seen: bool,
    /// Whether no further text comes.
    last: bool,
    noises: u32,
}

impl Splitter {
    /// Takes the next piece of text and passes on the batches that are full.
    pub fn push(&mut self, text: &[u8], hand_on: &mut dyn FnMut(Batch)) {
        self.text.extend_from_slice(text);
        self.advance();
        if self.text.len() >= BATCH_BYTES {
            self.flush(hand_on);
        }
    }

    /// Passes on the text that is left.
    pub fn finish(&mut self, hand_on: &mut dyn FnMut(Batch)) {
        self.last = true;
        self.advance();
        let end = self.text.len();
        let running = self
            .running
            .take()
            .map(|running| (running.start, running.scan.may_end(), running.purpose));
        match (self.bare, running) {
            (Some(start), _) => self.items.push(Item::CutRecord(start..end)),
            (None, Some((start, true, Purpose::NoRow))) => {
                self.items.push(Item::NoRow(start..end));
                self.items.push(Item::CutPage);
            }
            (None, Some((start, _, Purpose::Row | Purpose::Bare | Purpose::Cells | Purpose::NoRow))) => {
                self.items.push(Item::CutRecord(start..end));
            }
            _ if !self.frames.is_empty() => self.items.push(Item::CutPage),
            _ => {}
        }
        self.at = end;
        self.bare = None;
        self.frames.clear();
        self.flush(hand_on);
    }

    fn advance(&mut self) {
        while self.at < self.text.len() {
            if let Some(mut running) = self.running.take() {
                match running.scan.run(&self.text, self.at) {
                    Some(end) => {
                        self.at = end;
                        self.complete(running.purpose, running.start..end);
                    }
                    None => {
                        self.at = self.text.len();
                        self.running = Some(running);
                        self.bound();
                    }
                }
                continue;
            }
            let byte = self.text[self.at];
            if byte.is_ascii_whitespace() || byte == b',' || BYTE_ORDER_MARK.contains(&byte) || ENDS.contains(&byte) {
                self.at += 1;
                continue;
            }
            match self.frames.last() {
                None if byte == b'{' && self.in_lines && !self.page_seen => {
                    if !self.line() {
                        break;
                    }
                }
                None => self.at_top(byte),
                Some(Frame::Rows) => self.in_rows(byte),
                Some(Frame::Cells) => self.in_cells(byte),
                Some(Frame::List) => self.in_list(byte),
                Some(Frame::Object(None)) => self.in_object(byte),
                Some(Frame::Object(Some(key))) => {
                    let key = key.clone();
                    self.at_value(byte, key);
                }
            }
        }
    }

    /// Takes an outermost object where each stands on its line: one that does not end there, and behind which another begins, is
    /// damaged and costs its line. Gives whether the line's end is known; without it nothing is taken.
    fn line(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let patient = !self.last && rest.len() < LONGEST_LINE;
        let length = match memchr::memchr(b'\n', rest) {
            Some(length) => length,
            None if patient => return false,
            None => rest.len(),
        };
        let (line, behind) = rest.split_at(length);
        if let Some(end) = Scan::default().run(line, 0) {
            self.items.push(Item::Bare(self.at..self.at + end));
            self.at += end;
            return true;
        }
        let next = behind.iter().find(|byte| !byte.is_ascii_whitespace());
        if next.is_none() && patient {
            return false;
        }
        let goes_on = line.trim_ascii_end().last().is_some_and(|byte| b":,[{".contains(byte));
        if next == Some(&b'{') && !goes_on {
            self.items.push(Item::Bare(self.at..self.at + length));
            self.at += length;
        } else {
            self.in_lines = false;
            self.pass(Purpose::Bare);
        }
        true
    }

    fn at_top(&mut self, byte: u8) {
        match byte {
            b'{' if self.bare_seen && !self.page_seen => self.pass(Purpose::Bare),
            b'{' => {
                self.bare = Some(self.at);
                self.names_itself = false;
                self.enter(Frame::Object(None));
            }
            b'[' => {
                self.page_seen = true;
                self.items.push(Item::Rows(None));
                self.enter(Frame::Rows);
            }
            b']' | b'}' => self.at += 1,
            _ => {
                let rest = &self.text[self.at..];
                let length = memchr::memchr3(b'\n', b'{', b'[', rest).unwrap_or(rest.len()).max(1);
                if self.noises < MAX_NOISES {
                    self.noises += 1;
                    self.items
                        .push(Item::Noise(self.at..self.at + length.min(MAX_NOISE_BYTES)));
                }
                self.at += length;
            }
        }
    }

    fn in_rows(&mut self, byte: u8) {
        match byte {
            b'{' => self.pass(Purpose::Row),
            b'[' if self.frames.len() < MAX_FRAMES => self.enter(Frame::Rows),
            b']' => self.leave(),
            b'}' | b':' => self.at += 1,
            _ => self.pass(Purpose::NoRow),
        }
    }

    fn in_cells(&mut self, byte: u8) {
        match byte {
            b'[' => self.pass(Purpose::Cells),
            b'{' => self.pass(Purpose::Row),
            b']' => self.leave(),
            b'}' | b':' => self.at += 1,
            _ => self.pass(Purpose::NoRow),
        }
    }

    fn in_list(&mut self, byte: u8) {
        match byte {
            b'{' if self.frames.len() < MAX_FRAMES => self.enter(Frame::Object(None)),
            b']' => self.leave(),
            b'}' | b':' => self.at += 1,
            _ => self.pass(Purpose::Skip),
        }
    }

    fn in_object(&mut self, byte: u8) {
        match byte {
            b'"' => self.pass(Purpose::Key),
            b'}' => self.leave(),
            b']' | b':' => self.at += 1,
            _ => self.pass(Purpose::Skip),
        }
    }

    fn at_value(&mut self, byte: u8, key: Span) {
        if byte == b':' {
            self.at += 1;
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            *frame = Frame::Object(None);
        }
        if byte == b'}' || byte == b']' {
            return;
        }
        let may_enter = self.frames.len() < MAX_FRAMES && !self.names_itself;
        match inside_of(&self.text[key.clone()], byte) {
            Inside::Columns => self.pass(Purpose::Columns),
            Inside::Rows if may_enter => self.enter_rows(Frame::Rows, key),
            Inside::Cells if may_enter => self.enter_rows(Frame::Cells, key),
            Inside::List if may_enter => self.enter(Frame::List),
            Inside::Wrapper if may_enter => self.enter(Frame::Object(None)),
            _ => self.pass(Purpose::Member(key)),
        }
    }

    fn enter_rows(&mut self, frame: Frame, key: Span) {
        self.bare = None;
        self.page_seen = true;
        self.items.append(&mut self.held);
        self.items.push(Item::Rows(Some(key)));
        self.enter(frame);
    }

    fn enter(&mut self, frame: Frame) {
        self.frames.push(frame);
        self.at += 1;
    }

    fn leave(&mut self) {
        self.frames.pop();
        self.at += 1;
        if !self.frames.is_empty() {
            return;
        }
        match self.bare.take() {
            Some(start) => {
                self.in_lines = !self.bare_seen && !self.text[start..self.at].contains(&b'\n');
                self.bare_seen = true;
                self.held.clear();
                self.items.push(Item::Bare(start..self.at));
            }
            None => self.items.push(Item::PageEnd),
        }
    }

    fn pass(&mut self, purpose: Purpose) {
        self.running = Some(Running {
            scan: Scan::default(),
            start: self.at,
            purpose,
        });
    }

    fn complete(&mut self, purpose: Purpose, span: Span) {
        let item = match purpose {
            Purpose::Row => Item::Row(span),
            Purpose::Bare => Item::Bare(span),
            Purpose::Cells => Item::Cells(span),
            Purpose::NoRow => Item::NoRow(span),
            Purpose::Columns => Item::Columns(span),
            Purpose::Member(key) => Item::Member { key, value: span },
            Purpose::Skip => return,
            Purpose::Key => {
                let key = span.start + 1..span.end - 1;
                let name = &self.text[key.clone()];
                let is_id = name.eq_ignore_ascii_case(b"id") || name.eq_ignore_ascii_case(b"resourceId");
                self.names_itself |= is_id && self.frames.len() == 1 && self.bare.is_some();
                if let Some(frame) = self.frames.last_mut() {
                    *frame = Frame::Object(Some(key));
                }
                return;
            }
        };
        if self.bare.is_some() {
            self.held.push(item);
        } else {
            self.items.push(item);
        }
    }

    /// Gives up on a value that is longer than any real one, so that memory stays bounded.
    fn bound(&mut self) {
        let end = self.text.len();
        if self.bare.is_some_and(|start| end - start > MAX_RECORD_BYTES) {
            self.bare = None;
            self.held.clear();
            self.items.push(Item::TooLong);
        }
        let Some(running) = &mut self.running else {
            return;
        };
        let length = end - running.start;
        match running.purpose {
            Purpose::Skip => {}
            Purpose::Key | Purpose::Member(_) | Purpose::Columns => {
                if length > MAX_MEMBER_BYTES {
                    running.purpose = Purpose::Skip;
                }
            }
            _ => {
                if length > MAX_RECORD_BYTES {
                    running.purpose = Purpose::Skip;
                    self.items.push(Item::TooLong);
                }
            }
        }
    }

    /// The first byte that is still needed.
    fn needed(&self) -> usize {
        let running = self.running.as_ref().map_or(self.at, |running| match &running.purpose {
            Purpose::Skip => self.at,
            Purpose::Member(key) => key.start,
            _ => running.start,
        });
        let key = match self.frames.last() {
            Some(Frame::Object(Some(key))) => key.start,
            _ => self.at,
        };
        running.min(key).min(self.bare.unwrap_or(self.at))
    }

    fn flush(&mut self, hand_on: &mut dyn FnMut(Batch)) {
        let needed = self.needed();
        if self.items.is_empty() && needed < BATCH_BYTES {
            return;
        }
        let rest = remainder(&self.text, needed);
        let text = std::mem::replace(&mut self.text, rest);
        let items = std::mem::take(&mut self.items);
        if !items.is_empty() {
            hand_on(Batch::new(text, items));
        }
        self.shift(needed);
    }

    /// Moves every remembered position back by the bytes that were passed on.
    fn shift(&mut self, by: usize) {
        let back = |span: &mut Span| *span = span.start.saturating_sub(by)..span.end.saturating_sub(by);
        self.at -= by;
        if let Some(start) = &mut self.bare {
            *start -= by;
        }
        if let Some(running) = &mut self.running {
            running.start = running.start.saturating_sub(by);
            if let Purpose::Member(key) = &mut running.purpose {
                back(key);
            }
        }
        if let Some(Frame::Object(Some(key))) = self.frames.last_mut() {
            back(key);
        }
        for item in &mut self.held {
            match item {
                Item::Member { key, value } => {
                    back(key);
                    back(value);
                }
                Item::Columns(span) => back(span),
                _ => {}
            }
        }
    }
}
