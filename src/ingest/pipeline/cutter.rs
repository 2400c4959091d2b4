//! Cuts the text of one file: collects its beginning, recognises its format by that, and from then on leaves the cutting to the
//! splitter of that format.

use super::event::Event;
use crate::ingest::cut::{json, table};
use crate::ingest::decode::ansi::Colours;
use crate::ingest::decode::quoted::Quoted;
use crate::ingest::detect::format::{self, Format};

/// Bytes of text by which a file is recognised.
const HEAD: usize = 64 * 1024;

/// State of the cutting of the file under way.
pub enum Cutter {
    /// The beginning is being gathered.
    Head(Vec<u8>),
    Json(Box<json::Splitter>, Around),
    Table(table::Splitter),
    /// The rest of this file is not read.
    Done,
}

/// Wrapping around or within the JSON of a file, which is removed first.
pub enum Around {
    Nothing,
    Colours(Colours),
    Quotes(Quoted),
}

impl Around {
    fn of(head: &[u8]) -> Self {
        match head {
            _ if Colours::are_in(head) => Around::Colours(Colours::default()),
            _ if Quoted::is(valid_part(head).trim_start_matches(['\u{feff}', ' ', '\r', '\n'])) => {
                Around::Quotes(Quoted::default())
            }
            _ => Around::Nothing,
        }
    }

    /// The text without it; nothing where that is the text itself.
    fn strip(&mut self, text: &[u8]) -> Option<Vec<u8>> {
        let mut plain = Vec::with_capacity(text.len());
        match self {
            Around::Nothing => return None,
            Around::Colours(colours) => colours.strip(text, &mut plain),
            Around::Quotes(quotes) => quotes.strip(text, &mut plain),
        }
        Some(plain)
    }
}

impl Default for Cutter {
    fn default() -> Self {
        Cutter::Head(Vec::new())
    }
}

impl Cutter {
    /// Whether the rest of the file need not be decoded.
    pub fn is_done(&self) -> bool {
        matches!(self, Cutter::Done)
    }

    /// Takes the next piece of the text of the file at `path`; sends what it turns out to be, and its batches.
    pub fn push(&mut self, path: &str, text: &[u8], last: bool, send: &mut dyn FnMut(Event)) {
        let Cutter::Head(head) = self else {
            return self.cut(text, last, send);
        };
        head.extend_from_slice(text);
        if head.len() < HEAD && !last {
            return;
        }
        let mut head = std::mem::take(head);
        let mut around = Around::of(&head);
        if let Some(plain) = around.strip(&head) {
            head = plain;
        }
        let found = format::format_of(valid_part(&head));
        let mut start = 0;
        let cutter = match &found {
            Format::Json => {
                start = format::json_start(valid_part(&head)).unwrap_or_default();
                Cutter::Json(Box::default(), Around::Nothing)
            }
            Format::Table(dialect, ..) | Format::Headless(dialect) => {
                start = dialect.header_at;
                Cutter::Table(table::Splitter::new(dialect))
            }
            _ => Cutter::Done,
        };
        *self = cutter;
        let is_json = matches!(found, Format::Json);
        send(Event::File(path.to_owned(), found));
        if let Some(issue) = is_json.then(|| format::above(valid_part(&head[..start]))).flatten() {
            send(Event::Issue(issue));
        }
        self.cut(&head[start..], last, send);
        if let Cutter::Json(_, own) = self {
            *own = around;
        }
    }

    fn cut(&mut self, text: &[u8], last: bool, send: &mut dyn FnMut(Event)) {
        let mut hand_on = |batch| send(Event::Batch(batch));
        match self {
            Cutter::Json(splitter, around) => {
                splitter.push(around.strip(text).as_deref().unwrap_or(text), &mut hand_on);
                if last {
                    splitter.finish(&mut hand_on);
                }
            }
            Cutter::Table(splitter) => {
                splitter.push(text, &mut hand_on);
                if last {
                    splitter.finish(&mut hand_on);
                }
            }
            Cutter::Head(_) | Cutter::Done => {}
        }
    }
}

/// The text without the character that the end of the piece cuts.
fn valid_part(head: &[u8]) -> &str {
    match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    }
}
