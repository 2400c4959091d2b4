//! Reads the rows of a table from its batches. The header decides once what the table holds.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::envelope;
use crate::ingest::cut::batch::{Batch, Item};
use crate::ingest::detect::dialect::Dialect;
use crate::ingest::detect::known_columns::{TableContent, content_of, holds, sure};
use crate::ingest::detect::{format, headless};
use crate::ingest::ledger::Family;
use crate::ingest::ledger::file_tally::Account;
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::readers::context::Desk;
use crate::ingest::readers::{dispatch, group_members, recommendations, role_assignments};
use crate::ingest::row::cells::{Cell, Fields};
use crate::ingest::row::records::{self, Lines, Record};
use crate::ingest::row::types::Taken;
use crate::ingest::row::unused::UnusedReason;

/// Upper bound of the rows that the portal exports.
const PORTAL_ROWS: u64 = 55_000;

/// Whether a record is the header once more, or the line that PowerShell writes above it, as where files were joined. The ends
/// of headers differ, their beginnings do not.
fn repeats(header: &[String], record: &Record<'_>) -> bool {
    if record.get(0).is_some_and(|cell| cell.starts_with("#TYPE ")) {
        return true;
    }
    let mut cells = header.iter().zip(record.iter()).take(3);
    record.len() > 1 && cells.all(|(name, cell)| bare(cell) == name)
}

/// A cell of a header, where files were joined: the second one's mark stands before its first quote.
fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\u{feff}') {
        Some(rest) => rest.trim_matches('"'),
        None => cell,
    }
}

/// Content and column names of the rows behind a record that is the header of another table, as in joined files.
fn another(record: &Record<'_>) -> Option<(TableContent, Vec<String>)> {
    let is_word = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let is_name = |cell: &str| cell.len() < 64 && !cell.contains(['/', '{', '@']);
    if record.len() < 3 || !is_word(bare(record.get(0).unwrap_or_default()).trim()) || !record.iter().all(is_name) {
        return None;
    }
    let names: Vec<String> = record.iter().map(|cell| bare(cell).trim().to_owned()).collect();
    sure(&names).map(|content| (content, names))
}

/// Whether two columns have one name, in any case.
fn has_repeats(names: &[String]) -> bool {
    let mut seen = BTreeSet::new();
    !names.iter().all(|name| seen.insert(name.to_ascii_lowercase()))
}

/// Blanks, and what old tools put behind the end of a text.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{1a}' | '\0')
}

/// Hands a row to the reader of its kind.
fn dispatched(desk: &mut Desk<'_, '_>, fields: Fields<'_>) -> Taken {
    let (taken, family) = dispatch::row(desk, fields);
    if let Some(family) = family {
        *desk.account.families.entry(family).or_default() += 1;
    }
    taken
}

/// Reads a row whose columns its own cells tell.
fn headless_row(record: &Record<'_>, desk: &mut Desk<'_, '_>) -> Taken {
    let cells: Vec<&str> = record.iter().collect();
    let Some(names) = headless::columns_of(&cells) else {
        desk.account.issue_here(Issue::NoHeader);
        return Taken::Unused(UnusedReason::NoColumns);
    };
    let mut fields = Fields::new();
    for (name, cell) in names.into_iter().zip(cells).filter(|(name, _)| *name != "_") {
        fields.push(Cow::Borrowed(name), Cell::Text(headless::text(cell)));
    }
    dispatched(desk, fields)
}

/// One table.
#[derive(Debug)]
pub struct Table {
    dialect: Dialect,
    names: Vec<String>,
    content: TableContent,
    header: Option<Vec<String>>,
    /// Records that are neither blank nor headers.
    rows: u64,
    /// Whether a name of a column stands twice, in any case.
    repeats: bool,
}

impl Table {
    /// A table with this header. Notes in the account what is wrong with it.
    pub fn new(dialect: Dialect, names: Vec<String>, account: &mut Account) -> Self {
        let content = content_of(|wanted| holds(&names, wanted), account);
        for name in &names {
            account.columns.insert(name);
        }
        Table {
            dialect,
            repeats: has_repeats(&names),
            names,
            content,
            header: None,
            rows: 0,
        }
    }

    /// A table without a header.
    pub fn headless(dialect: Dialect) -> Self {
        Table {
            dialect,
            repeats: false,
            names: Vec::new(),
            content: TableContent::Headless,
            header: None,
            rows: 0,
        }
    }

    /// Reads the rows of a batch.
    pub fn read(&mut self, batch: &Batch, lines: Lines, desk: &mut Desk<'_, '_>) {
        let mut lines = lines.items();
        for item in &batch.items {
            match item {
                Item::Lines(_) => lines
                    .next()
                    .into_iter()
                    .flatten()
                    .for_each(|line| self.line(line, desk)),
                Item::NoRow(_) => {
                    desk.leave_out(UnusedReason::Malformed);
                    let why = "a quote is never closed".to_owned();
                    desk.account.issue_here(Issue::Malformed { why });
                }
                Item::CutRecord(_) => {
                    desk.leave_out(UnusedReason::CutOff);
                    desk.account.issue_here(Issue::CutTable);
                }
                _ => {}
            }
        }
    }

    fn line(&mut self, line: Result<Record<'_>, &csv::Error>, desk: &mut Desk<'_, '_>) {
        match line {
            Ok(record) if self.is_cut(&record) => {
                desk.leave_out(UnusedReason::CutOff);
                desk.account.issue_here(Issue::CutTable);
            }
            Ok(record) => self.record(&record, desk),
            Err(error) => {
                desk.leave_out(UnusedReason::Malformed);
                desk.account.issue_here(Issue::Malformed { why: error.to_string() });
            }
        }
    }

    /// Whether a record is the beginning of a line at which the file ends.
    fn is_cut(&self, record: &Record<'_>) -> bool {
        let cells = record.len();
        self.header.is_some() && record.is_open && cells > 1 && cells + 1 < self.names.len()
    }

    fn record(&mut self, record: &Record<'_>, desk: &mut Desk<'_, '_>) {
        if let Some(within) = self.within(record) {
            for record in within.items().flatten().flatten() {
                self.whole_record(&record, desk);
            }
            return;
        }
        self.whole_record(record, desk);
    }

    /// The cells of a record that a spreadsheet which knows another delimiter kept as one.
    fn within(&self, record: &Record<'_>) -> Option<Lines> {
        let line = record.get(0).filter(|_| record.len() == 1 && self.names.len() > 1)?;
        if !line.bytes().any(|byte| byte == self.dialect.delimiter) {
            return None;
        }
        let within = records::lines_within(line, &self.dialect);
        let widths: Vec<usize> = within.items().flatten().flatten().map(|record| record.len()).collect();
        let is_whole = widths.len() == 1 && widths[0] * 2 > self.names.len();
        is_whole.then_some(within)
    }

    fn whole_record(&mut self, record: &Record<'_>, desk: &mut Desk<'_, '_>) {
        if self.header.is_none() && self.content != TableContent::Headless {
            self.header = Some(record.iter().map(str::to_owned).collect());
            return;
        }
        desk.begin();
        let taken = self.taken(record, desk);
        desk.account.close(taken);
    }

    fn taken(&mut self, record: &Record<'_>, desk: &mut Desk<'_, '_>) -> Taken {
        if record.iter().all(|field| field.trim_matches(is_blank).is_empty()) {
            return Taken::Unused(UnusedReason::Blank);
        }
        if let Some(first) = record.get(0).filter(|first| format::is_error(first))
            && record.len() < self.names.len()
        {
            let message = first.chars().take(200).collect();
            desk.account.issue_here(Issue::ErrorAsData { message });
            return Taken::Unused(UnusedReason::Error);
        }
        if self.header.as_ref().is_some_and(|header| repeats(header, record)) {
            return Taken::Unused(UnusedReason::RepeatedHeader);
        }
        if let Some((content, names)) = another(record) {
            for name in &names {
                desk.account.columns.insert(name);
            }
            self.repeats = has_repeats(&names);
            (self.content, self.names, self.header) =
                (content, names, Some(record.iter().map(str::to_owned).collect()));
            return Taken::Unused(UnusedReason::RepeatedHeader);
        }
        if self.is_shifted(record) {
            let (found, wanted) = (record.len(), self.names.len());
            let why =
                format!("it has {found} cells and the header {wanted}: a comma without quotes shifts what follows it");
            desk.account.issue_here(Issue::Malformed { why });
            return Taken::Unused(UnusedReason::Malformed);
        }
        self.rows += 1;
        let mut fields = Fields::with_room(self.names.len());
        for (name, field) in self.names.iter().zip(record.iter()) {
            fields.push(Cow::Borrowed(name), Cell::Text(field));
        }
        if self.repeats {
            fields = fields.settle_repeats(&[]);
            if !matches!(self.content, TableContent::Rows) {
                desk.tell_ambiguous(&fields);
            }
        }
        match self.content {
            TableContent::Recommendations => recommendations::read(desk, fields),
            TableContent::RoleAssignments | TableContent::Eligibilities => role_assignments::read(desk, fields, None),
            TableContent::GroupMembers => group_members::read(desk, fields),
            TableContent::Rows => dispatched(desk, fields),
            TableContent::Headless => headless_row(record, desk),
            TableContent::Unused(reason) => Taken::Unused(reason),
        }
    }

    /// Whether a record has more cells than the header because something shifted them: what stands under the name of an id or a
    /// type is none. Cells too many at the end of a record shift nothing; the last one may be empty.
    fn is_shifted(&self, record: &Record<'_>) -> bool {
        let more = record.iter().skip(self.names.len()).any(|cell| !cell.trim().is_empty());
        record.len() > self.names.len()
            && self.names.iter().zip(record.iter()).any(|(name, cell)| {
                let (name, cell) = (name.to_ascii_lowercase(), cell.trim());
                let id = cell.starts_with('/') || (cell.len() == 36 && cell.matches('-').count() == 4);
                match &*name {
                    "type" | "resourcetype" => !cell.is_empty() && !cell.contains('/'),
                    "id" | "resourceid" | "scope" | "roledefinitionid" | "subscriptionid" | "tenantid" => {
                        !cell.is_empty() && !id
                    }
                    // Whatever somebody calls a principal, it shows nothing by itself.
                    "objectid" | "principalid" => more && !cell.is_empty() && !id,
                    _ => false,
                }
            })
    }

    /// Whether there are as many rows as tools stop at. Only `Search-AzGraph`, which names the id twice, stops at the least of them.
    fn may_be_cut(&self) -> bool {
        let has = |wanted: &str| holds(&self.names, wanted);
        envelope::may_be_cut(self.rows, has) && (self.rows > 100 || (has("id") && has("ResourceId")))
    }

    /// The family and layout, when the file has ended.
    pub fn finish(&self, account: &mut Account) -> (Family, Layout) {
        let has = |wanted: &str| holds(&self.names, wanted);
        match self.content {
            TableContent::Recommendations => (Family::Recommendations, recommendations::layout(&self.names)),
            TableContent::RoleAssignments => (Family::RoleAssignments, role_assignments::layout(has)),
            TableContent::Eligibilities => (Family::RoleEligibility, role_assignments::layout(has)),
            TableContent::GroupMembers => (Family::Supplement, Layout::GroupMembersCsv),
            TableContent::Headless => (account.family(false), Layout::AzTsv),
            TableContent::Rows => {
                if self.rows == PORTAL_ROWS || self.may_be_cut() {
                    account.issue(Issue::RoundCount { rows: self.rows });
                }
                let events = account.tell_events();
                match account.family(true) {
                    Family::Unrecognised if events => (Family::Unrecognised, Layout::Csv),
                    Family::Unrecognised if account.record() == 0 => (Family::ResourceGraph, Layout::PortalCsv),
                    Family::Unrecognised => {
                        account.issue(Issue::Unrecognised);
                        (Family::Unrecognised, Layout::Csv)
                    }
                    family => (family, Layout::PortalCsv),
                }
            }
            TableContent::Unused(UnusedReason::NoId) => (Family::Unrecognised, Layout::FormattedCsv),
            TableContent::Unused(UnusedReason::OtherTool) => (Family::Unrecognised, Layout::OtherTool),
            TableContent::Unused(_) => (Family::Unrecognised, Layout::Csv),
        }
    }
}
