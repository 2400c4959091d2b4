//! Cuts the text of a table, coming in pieces, into batches of whole records. Line ends inside quotes do not end a record; a
//! quote that is never closed costs its own line and not the rest of the file.

use memchr::{memchr, memchr2};

use super::batch::{BATCH_BYTES, Batch, Item, remainder};
use crate::ingest::detect::dialect::Dialect;

/// A record longer than this has a quote that is never closed, in bytes.
const MAX_QUOTED_BYTES: usize = 4 * 1024 * 1024;

/// Cuts the text of one file.
#[derive(Debug)]
pub struct Splitter {
    delimiter: u8,
    line_end: u8,
    text: Vec<u8>,
    at: usize,
    record: usize,
    whole: usize,
    quoted: bool,
    items: Vec<Item>,
}

impl Splitter {
    /// A splitter for text that starts at the header.
    pub fn new(dialect: &Dialect) -> Self {
        Splitter {
            delimiter: dialect.delimiter,
            line_end: dialect.line_end,
            text: Vec::new(),
            at: 0,
            record: 0,
            whole: 0,
            quoted: false,
            items: Vec::new(),
        }
    }

    /// Takes the next piece of text and passes on the batches that are full.
    pub fn push(&mut self, text: &[u8], hand_on: &mut dyn FnMut(Batch)) {
        self.text.extend_from_slice(text);
        self.advance(false);
        if self.text.len() >= BATCH_BYTES {
            self.flush(hand_on);
        }
    }

    /// Passes on the text that is left.
    pub fn finish(&mut self, hand_on: &mut dyn FnMut(Batch)) {
        self.advance(true);
        while self.quoted && self.text[self.record..].contains(&self.line_end) {
            self.give_up_quote();
            self.advance(true);
        }
        let end = self.text.len();
        if self.quoted {
            self.close_lines();
            self.items.push(Item::CutRecord(self.record..end));
        } else {
            self.record = end;
            self.close_lines();
        }
        (self.record, self.whole, self.at) = (end, end, end);
        self.flush(hand_on);
    }

    fn advance(&mut self, last: bool) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            if self.quoted {
                let Some(found) = memchr(b'"', rest) else {
                    self.at = self.text.len();
                    break;
                };
                match rest.get(found + 1) {
                    Some(b'"') => self.at += found + 2,
                    None if !last => {
                        self.at += found;
                        break;
                    }
                    _ => {
                        self.quoted = false;
                        self.at += found + 1;
                    }
                }
                continue;
            }
            let Some(found) = memchr2(b'"', self.line_end, rest) else {
                self.at = self.text.len();
                break;
            };
            let at = self.at + found;
            if self.text[at] == b'"' {
                let before = at.checked_sub(1).map(|before| self.text[before]);
                self.quoted = at == self.record || before == Some(self.delimiter);
            } else {
                self.record = at + 1;
            }
            self.at = at + 1;
        }
        if self.quoted && self.text.len() - self.record > MAX_QUOTED_BYTES {
            self.give_up_quote();
        }
    }

    /// Leaves out the line under way and goes on behind it.
    fn give_up_quote(&mut self) {
        self.close_lines();
        let rest = &self.text[self.record..];
        let length = memchr(self.line_end, rest).map_or(rest.len(), |found| found + 1);
        self.items.push(Item::NoRow(self.record..self.record + length));
        self.record += length;
        (self.whole, self.at, self.quoted) = (self.record, self.record, false);
    }

    /// Tells the whole records since the last item.
    fn close_lines(&mut self) {
        if self.record > self.whole {
            self.items.push(Item::Lines(self.whole..self.record));
            self.whole = self.record;
        }
    }

    fn flush(&mut self, hand_on: &mut dyn FnMut(Batch)) {
        self.close_lines();
        if self.items.is_empty() {
            return;
        }
        let rest = remainder(&self.text, self.record);
        let text = std::mem::replace(&mut self.text, rest);
        hand_on(Batch::new(text, std::mem::take(&mut self.items)));
        self.at -= self.record;
        (self.record, self.whole) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, step: usize) -> Vec<String> {
        let dialect = Dialect {
            delimiter: b',',
            line_end: b'\n',
            header_at: 0,
            month_first: false,
        };
        let mut splitter = Splitter::new(&dialect);
        let mut found = Vec::new();
        let mut hand_on = |batch: Batch| {
            for item in &batch.items {
                let (name, span) = match item {
                    Item::Lines(span) => ("", span),
                    Item::NoRow(span) => ("no row: ", span),
                    Item::CutRecord(span) => ("cut: ", span),
                    other => panic!("{other:?}"),
                };
                found.push(format!("{name}{}", batch.text(span)));
            }
        };
        for piece in text.as_bytes().chunks(step) {
            splitter.push(piece, &mut hand_on);
        }
        splitter.finish(&mut hand_on);
        found
    }

    #[test]
    fn line_ends_in_quotes_and_doubled_quotes_do_not_end_a_record() {
        let text = "a,b\n\"x\ny\",\"say \"\"hi\"\"\n\"\nc,5\" disk\nd,e";
        for step in 1..text.len() {
            assert_eq!(cut(text, step), [text], "step {step}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_line() {
        let text = "a,b\n\"x,y\nc,d\n";
        assert_eq!(cut(text, 3), ["a,b\n", "no row: \"x,y\n", "c,d\n"]);
        assert_eq!(cut("a,b\nc,\"d", 3), ["a,b\n", "cut: c,\"d"]);
    }
}
