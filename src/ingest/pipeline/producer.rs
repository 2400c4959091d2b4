//! The first stage of reading, on its own thread: inflates each file, hashes it, decodes its text and cuts it into batches of
//! whole records, which other threads only have to parse. Holds a few batches at a time, never a file.

use std::cell::{Cell, RefCell};
use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::cutter::Cutter;
use super::event::{Event, SideDocument};
use super::ordered_queue::{Feed, Left};
use crate::bundle::{self, Bundle, BundleError, Entry, Meter, Metered, NameFault};
use crate::ingest::decode::encoding::{DetectedEncoding, Text};
use crate::ingest::detect::format::Format;
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::manifest;
use crate::ingest::ledger::problems::Issue;

/// Bytes read at a time.
const PIECE: usize = 128 * 1024;
/// An engagement file or manifest is not longer than this, in bytes.
const DOCUMENT: u64 = 4 * 1024 * 1024;

/// The reason why a file was not read to its end.
enum Stop {
    Left,
    Failed(BundleError),
}

impl From<Left> for Stop {
    fn from(_: Left) -> Self {
        Stop::Left
    }
}

/// Reads all files of a bundle and puts their events into the queue.
pub fn produce(bundle: &Bundle, feed: Feed<'_>) {
    let producer = Producer {
        feed: RefCell::new(feed),
        meter: Meter::default(),
        buffers: RefCell::default(),
    };
    if let Err(Stop::Failed(error)) = producer.bundle(bundle, 0) {
        let _ = producer.send(Event::Failed(error));
    }
}

struct Producer<'b> {
    feed: RefCell<Feed<'b>>,
    meter: Meter,
    buffers: RefCell<Buffers>,
}

/// Kept from file to file: a bundle may hold a hundred thousand small ones.
#[derive(Default)]
struct Buffers {
    raw: Vec<u8>,
    decoded: Vec<u8>,
}

impl Producer<'_> {
    fn send(&self, event: Event) -> Result<(), Left> {
        self.feed.borrow_mut().put(event)
    }

    fn bundle(&self, bundle: &Bundle, depth: u32) -> Result<(), Stop> {
        for entry in bundle.entries() {
            let issue = match entry.fault() {
                _ if entry.is_link() => Some(Issue::NotAFile),
                _ if entry.overlaps() => Some(Issue::SharedBytes),
                Some(NameFault::Escapes) => Some(Issue::UnsafeName),
                _ => None,
            };
            if let Some(issue) = issue {
                self.unread(entry, issue)?;
                continue;
            }
            let read = bundle.read(entry, &self.meter, |reader| self.entry(bundle, entry, reader, depth));
            let inner = match read {
                Ok(Ok(inner)) => inner,
                Ok(Err(stop)) => return Err(stop),
                Err(error) => {
                    self.unread(entry, of_entry(error)?)?;
                    None
                }
            };
            if let Some(inner) = inner {
                self.bundle(&inner, depth + 1)?;
            }
        }
        Ok(())
    }

    /// Reports a file that was not read at all.
    fn unread(&self, entry: &Entry, issue: Issue) -> Result<(), Left> {
        self.send(Event::File(entry.path().to_owned(), Format::Unread))?;
        self.send(Event::Issue(issue))?;
        self.send(Event::End(String::new(), 0))
    }

    /// Reads one file; returns the archive that it turns out to be.
    fn entry(&self, bundle: &Bundle, entry: &Entry, reader: &mut dyn Read, depth: u32) -> Result<Option<Bundle>, Stop> {
        let mut raw = Hashed {
            inner: reader,
            hash: Sha256::new(),
            bytes: 0,
        };
        let mut inner = None;
        let mut faults = self.content(bundle, entry, &mut raw, depth, &mut inner)?;
        // What the readers left unread belongs to the hash.
        if faults.is_none() {
            faults = io::copy(&mut raw, &mut io::sink()).err();
        }
        let is_whole = faults.is_none();
        if let Some(error) = faults {
            self.send(Event::Issue(of_entry(BundleError::from_io(entry.path(), error))?))?;
        }
        if entry.fault() == Some(NameFault::Absolute) {
            self.send(Event::Issue(Issue::AbsoluteName))?;
        }
        if entry.fault() == Some(NameFault::Duplicate) {
            self.send(Event::Issue(Issue::DuplicateName))?;
        }
        // The hash of a beginning is not the file's.
        let sha256 = if is_whole {
            bundle::hash::hex(raw.hash)
        } else {
            String::new()
        };
        self.send(Event::End(sha256, raw.bytes))?;
        Ok(inner)
    }

    /// Sends the content of a file. A fault of its reader is returned after everything before it was sent.
    fn content(
        &self,
        bundle: &Bundle,
        entry: &Entry,
        raw: &mut Hashed<'_>,
        depth: u32,
        inner: &mut Option<Bundle>,
    ) -> Result<Option<io::Error>, Stop> {
        let path = entry.path().to_owned();
        if bundle::is_litter(&path) {
            self.send(Event::File(path, Format::Litter))?;
            return Ok(None);
        }
        let mut head = Vec::new();
        let fault = raw.by_ref().take(PIECE as u64).read_to_end(&mut head).err();
        if head.is_empty() && fault.is_some() {
            self.send(Event::File(path, Format::Unread))?;
            return Ok(fault);
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return self.archive(bundle, path, head, raw, depth, inner);
        }
        if let Some(what) = bundle::kind_of(&head) {
            self.send(Event::File(
                path,
                Format::Refused(Layout::Binary, Issue::WrongKind { what }),
            ))?;
            return Ok(fault);
        }
        if let Some(document) = document_of(&path) {
            let mut bytes = head;
            let fault = fault.or_else(|| raw.by_ref().take(DOCUMENT).read_to_end(&mut bytes).err());
            if document == SideDocument::Manifest && !manifest::is_manifest(&bytes) {
                return self.text(path, &mut Cursor::new(bytes).chain(raw), fault);
            }
            self.send(Event::Document(path, document, bytes))?;
            return Ok(fault);
        }
        if head.starts_with(b"\x1f\x8b") {
            let inflated = MultiGzDecoder::new(Cursor::new(head).chain(raw));
            let stored = entry.bytes().max(1);
            let mut limited = Metered::new(inflated, entry.path(), stored, bundle.limits(), &self.meter);
            return self.text(path, &mut limited, fault);
        }
        self.text(path, &mut Cursor::new(head).chain(raw), fault)
    }

    /// Opens an archive that stands in the bundle, if it is one and stands there directly.
    fn archive(
        &self,
        bundle: &Bundle,
        path: String,
        mut bytes: Vec<u8>,
        raw: &mut Hashed<'_>,
        depth: u32,
        inner: &mut Option<Bundle>,
    ) -> Result<Option<io::Error>, Stop> {
        let limit = bundle.limits().inner_archive_bytes;
        let fault = raw.by_ref().take(limit).read_to_end(&mut bytes).err();
        if fault.is_some() {
            self.send(Event::File(path, Format::Archive))?;
            return Ok(fault);
        }
        if bytes.len() as u64 > limit {
            self.send(Event::File(path, Format::Archive))?;
            self.send(Event::Issue(Issue::InnerArchiveTooLarge { limit }))?;
            return Ok(None);
        }
        if memchr::memmem::find(&bytes, b"[Content_Types].xml").is_some() {
            let what = "an Office document";
            self.send(Event::File(
                path,
                Format::Refused(Layout::OfficeDocument, Issue::WrongKind { what }),
            ))?;
            return Ok(None);
        }
        self.send(Event::File(path.clone(), Format::Archive))?;
        if depth > 0 {
            self.send(Event::Issue(Issue::NestedTooDeep))?;
            return Ok(None);
        }
        match bundle.inner(&path, bytes) {
            Ok(opened) => *inner = Some(opened),
            Err(BundleError::Empty { .. }) => self.send(Event::Issue(Issue::Empty))?,
            Err(BundleError::Corrupt { why, .. }) => self.send(Event::Issue(Issue::Damaged { why }))?,
            Err(BundleError::TooManyEntries { found, limit }) => {
                self.send(Event::Issue(Issue::InnerArchiveTooFull { found, limit }))?;
            }
            Err(error) => self.send(Event::Issue(of_entry(error)?))?,
        }
        Ok(None)
    }

    /// Decodes, recognises and cuts text.
    fn text(&self, path: String, reader: &mut dyn Read, earlier: Option<io::Error>) -> Result<Option<io::Error>, Stop> {
        let mut text = Text::default();
        let mut cutter = Cutter::default();
        let gone = Cell::new(false);
        let mut send = |event| gone.set(gone.get() || self.send(event).is_err());
        let mut buffers = self.buffers.borrow_mut();
        let Buffers { raw, decoded } = &mut *buffers;
        raw.resize(PIECE, 0);
        let mut fault = earlier;
        loop {
            let count = match reader.read(raw) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    fault = Some(error);
                    0
                }
            };
            let piece = &raw[..count];
            decoded.clear();
            let piece = if count == 0 {
                text.finish(decoded);
                &*decoded
            } else if text.is_plain(piece) {
                piece
            } else {
                text.push(piece, decoded);
                &*decoded
            };
            cutter.push(&path, piece, count == 0, &mut send);
            if count == 0 || cutter.is_done() || gone.get() {
                break;
            }
        }
        if gone.get() {
            return Err(Stop::Left);
        }
        if text.has_changed() {
            self.send(Event::Issue(Issue::MixedEncodings))?;
        }
        if text.found() == DetectedEncoding::Utf8Damaged {
            self.send(Event::Issue(Issue::InvalidText))?;
        }
        Ok(fault)
    }
}

/// Turns an error of one file into an issue, so that reading may go on with the next; fails where the error concerns the whole
/// bundle.
fn of_entry(error: BundleError) -> Result<Issue, Stop> {
    Ok(match error {
        BundleError::Entry { why, .. } => Issue::Damaged { why },
        BundleError::EntryTooLarge { limit, .. } => Issue::EntryTooLarge { limit },
        BundleError::RatioTooHigh { limit, .. } => Issue::RatioTooHigh { limit },
        BundleError::PasswordNeeded { .. } | BundleError::WrongPassword { .. } => Issue::WrongPassword,
        other => return Err(Stop::Failed(other)),
    })
}

fn document_of(path: &str) -> Option<SideDocument> {
    match path.rsplit('/').next()?.to_ascii_lowercase().as_str() {
        "engagement.toml" | "engagement.json" => Some(SideDocument::Engagement),
        "manifest.json" => Some(SideDocument::Manifest),
        _ => None,
    }
}

/// Hashes what passes through.
struct Hashed<'r> {
    inner: &'r mut dyn Read,
    hash: Sha256,
    bytes: u64,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}
