//! Recognises each file of a bundle by its shape, reads its rows and hands them to a [`Sink`], and keeps the ledger
//! of what became of every record. One thread inflates, decodes and cuts, this one hands on, in path order and in record order, so
//! that the same bundle always gives the same inventory, and both parse what is on the way between them. It judges nothing.

mod account;
mod across;
mod batch;
mod belt;
mod cutter;
mod dates;
mod desk;
mod dispatch;
mod fields;
mod headless;
mod json;
mod kinds;
pub mod ledger;
mod manifest;
mod objects;
mod parse;
pub mod problems;
mod produce;
mod readers;
mod recognise;
pub mod rows;
mod shape;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod tools;

use std::mem;
use std::num::NonZero;
use std::thread;

use crate::bundle::{Bundle, BundleError};

use crate::value::projection::Projection;
use account::{Account, Seen};
use belt::Belt;
use desk::Desk;
use json::project::Projector;
use kinds::TypePlans;
use ledger::{Family, Input, Ledger};
use objects::Objects;
use parse::Parser;
use problems::Issue;
use produce::{Document, Event};
use recognise::Format;
use rows::{Sink, Source};
use tables::Table;

/// Why a bundle could not be read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// A limit, a password, or the disk.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

/// Reads every file of a bundle, keeping of each row what `projection` names.
///
/// # Errors
/// Only when the bundle itself fails: a limit is met, a password is wrong, the disk cannot be read. A file that cannot be read
/// or used is a problem in the ledger.
pub fn read(bundle: &Bundle, projection: &Projection, sink: &mut dyn Sink) -> Result<Ledger, IngestError> {
    let belt = Belt::default();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut reading = Reading {
        ledger: Ledger::default(),
        seen: Vec::new(),
        manifests: Vec::new(),
        plans: TypePlans::new(projection),
        projector: Projector::default(),
        file: None,
        sink,
    };
    thread::scope(|scope| {
        let feed = belt.feed(Parser::new(projection));
        scope.spawn(move || produce::produce(bundle, feed));
        if cores > 2 {
            scope.spawn(|| belt.help(Parser::new(projection)));
        }
        for event in belt.take(Parser::new(projection)) {
            reading.take(event)?;
        }
        let mut ledger = reading.finish();
        across::date_by_writing(&mut ledger.inputs, bundle.entries());
        Ok(ledger)
    })
}

/// The last part of reading.
struct Reading<'r> {
    ledger: Ledger,
    seen: Vec<Seen>,
    manifests: Vec<(usize, Vec<u8>)>,
    plans: TypePlans<'r>,
    projector: Projector,
    file: Option<File>,
    sink: &'r mut dyn Sink,
}

/// The file under way.
struct File {
    path: String,
    account: Account,
    reader: Reader,
}

enum Reader {
    Objects(Objects),
    Table(Table),
    /// Nothing of it is read.
    None(Family, &'static str),
}

impl<'r> Reading<'r> {
    fn take(&mut self, event: Event<parse::Seen>) -> Result<(), BundleError> {
        match event {
            Event::File(path, format) => self.file = Some(File::new(path, format)),
            Event::Document(path, document, bytes) => self.document(path, document, bytes),
            Event::Batch(seen) => match (self.under_way(), seen) {
                (Some((Reader::Table(table), mut desk)), parse::Seen::Lines(batch, lines)) => {
                    table.read(&batch, lines, &mut desk);
                }
                (Some((Reader::Objects(objects), mut desk)), parse::Seen::Rows(mut parsed)) => {
                    parsed.with_dependent_mut(|batch, rows| objects.read(batch, mem::take(rows), &mut desk));
                }
                // Of other files there are no batches.
                _ => {}
            },
            Event::Issue(issue) => {
                if let Some(file) = &mut self.file {
                    file.account.issue(issue);
                }
            }
            Event::End(sha256, bytes) => {
                if let Some(file) = self.file.take() {
                    let (input, seen) = file.finish();
                    self.ledger.inputs.push(Input { sha256, bytes, ..input });
                    self.seen.push(seen);
                }
            }
            Event::Failed(error) => return Err(error),
        }
        Ok(())
    }

    /// The reader of the file under way, and what it works with.
    fn under_way(&mut self) -> Option<(&mut Reader, Desk<'_, 'r>)> {
        let file = self.file.as_mut()?;
        let desk = Desk {
            source: Source {
                file: self.ledger.inputs.len() as u32,
                record: 0,
            },
            account: &mut file.account,
            plans: &mut self.plans,
            projector: &mut self.projector,
            sink: self.sink,
        };
        Some((&mut file.reader, desk))
    }

    fn document(&mut self, path: String, document: Document, bytes: Vec<u8>) {
        let mut account = Account::default();
        let (family, layout) = match document {
            Document::Engagement if self.ledger.engagement.is_some() => {
                account.issue(Issue::SecondOfItsKind);
                (Family::Ignored, "engagement")
            }
            Document::Engagement => {
                self.ledger.engagement = Some((path.clone(), bytes));
                (Family::Engagement, "engagement")
            }
            Document::Manifest => {
                self.manifests.push((self.ledger.inputs.len(), bytes));
                (Family::Manifest, "manifest")
            }
        };
        self.file = Some(File {
            path,
            account,
            reader: Reader::None(family, layout),
        });
    }

    fn finish(mut self) -> Ledger {
        across::compare(&mut self.ledger.inputs, &self.seen);
        for (at, bytes) in mem::take(&mut self.manifests) {
            let path = &self.ledger.inputs[at].path;
            let base = path.rfind('/').map_or("", |end| &path[..=end]);
            let (manifest, issues) = manifest::check(&bytes, base, &self.ledger.inputs);
            self.ledger.inputs[at]
                .problems
                .extend(issues.into_iter().map(|issue| issue.problem(None, 1)));
            self.ledger.manifest.get_or_insert(manifest);
        }
        self.ledger
    }
}

impl File {
    fn new(path: String, format: Format) -> Self {
        let mut account = Account::default();
        account.group = readers::group_members::group_of_path(&path);
        let reader = match format {
            Format::Json => Reader::Objects(Objects::default()),
            Format::Table(dialect, names, noise) => {
                account.month_first = dialect.month_first;
                if let Some(text) = noise {
                    account.issue(Issue::Noise { text });
                }
                Reader::Table(Table::new(dialect, names, &mut account))
            }
            Format::Headless(dialect) => Reader::Table(Table::headless(dialect)),
            Format::Refused(layout, issue) => {
                account.issue(issue);
                Reader::None(Family::Unrecognised, layout)
            }
            Format::Litter => Reader::None(Family::Ignored, "litter"),
            Format::Unread => Reader::None(Family::Unrecognised, "unread"),
            Format::Archive => Reader::None(Family::Ignored, "archive"),
        };
        File { path, account, reader }
    }

    fn finish(mut self) -> (Input, Seen) {
        let (family, layout) = match &self.reader {
            Reader::Objects(objects) => objects.finish(&mut self.account),
            Reader::Table(table) => table.finish(&mut self.account),
            Reader::None(family, layout) => (*family, *layout),
        };
        self.account.into_input(self.path, family, layout)
    }
}
