//! The last stage of reading: takes events in order, runs the readers of each file, and closes its account.

use std::mem;

use super::event::{Event, SideDocument};
use super::parser::ParsedBatch;
use crate::bundle::BundleError;
use crate::ingest::detect::format::Format;
use crate::ingest::files::json::Objects;
use crate::ingest::files::table::Table;
use crate::ingest::ledger::file_tally::{Account, Seen};
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::ledger::{Family, Input, Ledger, cross_file, manifest};
use crate::ingest::readers::context::Desk;
use crate::ingest::readers::group_members;
use crate::ingest::row::projector::Projector;
use crate::ingest::row::type_plans::TypePlans;
use crate::ingest::row::types::{Sink, Source};
use crate::value::projection::Projection;

/// The last part of reading.
pub struct Reading<'r> {
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
    reader: FileReader,
}

enum FileReader {
    Objects(Box<Objects>),
    Table(Table),
    /// A file of which nothing is read.
    None(Family, Layout),
}

impl<'r> Reading<'r> {
    /// A reading of which nothing has come.
    pub fn new(projection: &'r Projection, sink: &'r mut dyn Sink) -> Self {
        Reading {
            ledger: Ledger::default(),
            seen: Vec::new(),
            manifests: Vec::new(),
            plans: TypePlans::new(projection),
            projector: Projector::default(),
            file: None,
            sink,
        }
    }

    /// Takes the next event.
    pub fn take(&mut self, event: Event<ParsedBatch>) -> Result<(), BundleError> {
        match event {
            Event::File(path, format) => self.file = Some(File::new(path, format)),
            Event::Document(path, document, bytes) => self.document(path, document, bytes),
            Event::Batch(seen) => match (self.under_way(), seen) {
                (Some((FileReader::Table(table), mut desk)), ParsedBatch::Lines(batch, lines)) => {
                    table.read(&batch, lines, &mut desk);
                }
                (Some((FileReader::Objects(objects), mut desk)), ParsedBatch::Rows(mut parsed)) => {
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
    fn under_way(&mut self) -> Option<(&mut FileReader, Desk<'_, 'r>)> {
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

    fn document(&mut self, path: String, document: SideDocument, bytes: Vec<u8>) {
        let mut account = Account::default();
        let (family, layout) = match document {
            SideDocument::Engagement if self.ledger.engagement.is_some() => {
                account.issue(Issue::SecondOfItsKind);
                (Family::Ignored, Layout::Engagement)
            }
            SideDocument::Engagement => {
                self.ledger.engagement = Some((path.clone(), bytes));
                (Family::Engagement, Layout::Engagement)
            }
            SideDocument::Manifest => {
                self.manifests.push((self.ledger.inputs.len(), bytes));
                (Family::Manifest, Layout::Manifest)
            }
        };
        self.file = Some(File {
            path,
            account,
            reader: FileReader::None(family, layout),
        });
    }

    /// The ledger, when all events have come.
    pub fn finish(mut self) -> Ledger {
        cross_file::compare(&mut self.ledger.inputs, &self.seen);
        for (at, bytes) in mem::take(&mut self.manifests) {
            let path = self.ledger.inputs[at].path.clone();
            let base = path.rfind('/').map_or("", |end| &path[..=end]);
            let (manifest, issues) = manifest::check(&bytes, base, &mut self.ledger.inputs);
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
        account.group = group_members::group_of_path(&path);
        let reader = match format {
            Format::Json => FileReader::Objects(Box::default()),
            Format::Table(dialect, names, noise) => {
                account.month_first = dialect.month_first;
                if let Some(text) = noise {
                    account.issue(Issue::Noise { text });
                }
                FileReader::Table(Table::new(dialect, names, &mut account))
            }
            Format::Headless(dialect) => FileReader::Table(Table::headless(dialect)),
            Format::Refused(layout, issue) => {
                account.issue(issue);
                FileReader::None(Family::Unrecognised, layout)
            }
            Format::Litter => FileReader::None(Family::Ignored, Layout::Litter),
            Format::Unread => FileReader::None(Family::Unrecognised, Layout::Unread),
            Format::Archive => FileReader::None(Family::Ignored, Layout::Archive),
        };
        File { path, account, reader }
    }

    fn finish(mut self) -> (Input, Seen) {
        let (family, layout) = match &self.reader {
            FileReader::Objects(objects) => objects.finish(&mut self.account),
            FileReader::Table(table) => table.finish(&mut self.account),
            FileReader::None(family, layout) => (*family, *layout),
        };
        self.account.into_input(self.path, family, layout)
    }
}
