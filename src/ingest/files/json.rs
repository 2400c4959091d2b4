//! Reads the rows of a JSON file from its batches.

use super::envelope::Envelope;
use crate::ingest::cut;
use crate::ingest::cut::batch::{Batch, Item, Span};
use crate::ingest::cut::frames::ROW_KEYS;
use crate::ingest::detect::{format, other_tools};
use crate::ingest::ledger::Family;
use crate::ingest::ledger::file_tally::Account;
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::problems::{Issue, ProblemCode};
use crate::ingest::readers::context::Desk;
use crate::ingest::readers::{dispatch, group_members};
use crate::ingest::row::cells::{Cell, Fields};
use crate::ingest::row::json::{self, ParsedRow, Rows};
use crate::ingest::row::repair;
use crate::ingest::row::types::Taken;
use crate::ingest::row::unused::UnusedReason;

/// The member of an envelope that says which scope was asked for.
const SCOPE: &str = "scope";

/// One JSON file.
#[derive(Debug, Default)]
pub struct Objects {
    envelope: Envelope,
    columns: Vec<String>,
    tool: Option<&'static str>,
}

impl Objects {
    /// Reads the rows of a batch.
    pub fn read(&mut self, batch: &Batch, rows: Rows<'_>, desk: &mut Desk<'_, '_>) {
        self.items(batch, rows, desk, true);
    }

    fn items(&mut self, batch: &Batch, rows: Rows<'_>, desk: &mut Desk<'_, '_>, outermost: bool) {
        let Rows { rows, flat } = rows;
        let mut rows = rows.into_iter().map(|row| row.map(|fields| fields.over(&flat)));
        let text = |span: &Span| batch.text(span);
        for item in &batch.items {
            match item {
                Item::Row(span) | Item::Bare(span) => {
                    if let Some(row) = rows.next() {
                        let bare = matches!(item, Item::Bare(_));
                        self.object(text(span), row, desk, outermost, bare);
                    }
                }
                Item::Cells(span) => {
                    desk.begin();
                    let columns = std::mem::take(&mut self.columns);
                    match json::cells(text(span), &columns) {
                        Ok(fields) => self.dispatch(fields, desk, false),
                        Err(error) => desk.malformed(&error),
                    }
                    self.columns = columns;
                }
                Item::Columns(span) => self.columns = column_names(text(span)),
                Item::Member { key, value } => {
                    if let Some(group) = group_members::group_of_member(text(key), text(value)) {
                        desk.account.group = group;
                    }
                    if text(key).eq_ignore_ascii_case(SCOPE) && text(value).starts_with("\"/") {
                        desk.account.asked.push(text(value).trim_matches('"').to_owned());
                    }
                    self.envelope.member(text(key), text(value));
                }
                Item::Rows(key) => self.envelope.rows_begin(key.as_ref().map(text)),
                Item::PageEnd => {
                    let asked = self.envelope.page_end(&mut desk.account.seen.parts);
                    desk.account.lists.extend(asked);
                }
                Item::NoRow(span) if text(span).starts_with("\"{") => self.within(text(span), desk, outermost),
                Item::NoRow(span) => {
                    desk.leave_out(UnusedReason::NotARow);
                    // PowerShell writes nothing where a command gave nothing.
                    if text(span) != "null" {
                        desk.account.issue_here(Issue::NoRowsBetween);
                    }
                }
                Item::Noise(span) => {
                    let text = text(span).trim().to_owned();
                    desk.account.issue(match &text {
                        _ if format::is_error(&text) => Issue::ErrorAsData { message: text },
                        _ if format::is_page(&text) => Issue::WebPage,
                        _ => Issue::Noise { text },
                    });
                }
                Item::TooLong => {
                    desk.leave_out(UnusedReason::TooLong);
                    desk.account.issue_here(Issue::TooLong);
                }
                Item::CutRecord(_) => {
                    desk.leave_out(UnusedReason::CutOff);
                    desk.account.issue_here(Issue::CutOff);
                }
                Item::CutPage => desk.account.issue(Issue::CutOff),
                Item::Lines(_) => {}
            }
        }
    }

    fn object(&mut self, json: &str, row: ParsedRow<'_>, desk: &mut Desk<'_, '_>, outermost: bool, bare: bool) {
        let fields = match row {
            Ok(fields) => fields,
            Err(error) => {
                self.repaired(json, desk, outermost, &error);
                return;
            }
        };
        if outermost && is_envelope(&fields) {
            self.envelope(json, desk);
            return;
        }
        desk.begin();
        self.dispatch(fields, desk, bare);
    }

    /// A row that was made text once more, as by two conversions.
    fn within(&mut self, json: &str, desk: &mut Desk<'_, '_>, outermost: bool) {
        let inner: String = serde_json::from_str(json).unwrap_or_default();
        let mut flat = Vec::new();
        let row = json::object(&inner, desk.plans, desk.projector, &mut flat);
        self.object(&inner, row.map(|fields| fields.over(&flat)), desk, outermost, false);
    }

    /// A row that does not parse: once more after putting right what can be.
    fn repaired(&mut self, json: &str, desk: &mut Desk<'_, '_>, outermost: bool, error: &serde_json::Error) {
        let (mended, mut flat) = (repair::repair(json), Vec::new());
        let fields = mended
            .as_ref()
            .and_then(|text| json::object(text, desk.plans, desk.projector, &mut flat).ok());
        match (fields, &mended) {
            (Some(fields), Some(mended)) if outermost && is_envelope(&fields) => {
                desk.account.issue(Issue::Repaired);
                self.envelope(mended, desk);
            }
            (Some(fields), _) => {
                desk.begin();
                desk.account.issue_here(Issue::Repaired);
                self.dispatch(fields.over(&flat), desk, false);
            }
            (None, _) => {
                desk.begin();
                desk.malformed(error);
            }
        }
    }

    /// An envelope that stands where a row would: pages that were gathered in a list.
    fn envelope(&mut self, json: &str, desk: &mut Desk<'_, '_>) {
        let mut splitter = cut::json::Splitter::default();
        let mut batches = Vec::new();
        splitter.push(json.as_bytes(), &mut |batch| batches.push(batch));
        splitter.finish(&mut |batch| batches.push(batch));
        for batch in &batches {
            let rows = json::rows(batch, desk.plans, desk.projector);
            self.items(batch, rows, desk, false);
        }
    }

    fn dispatch(&mut self, fields: Fields<'_>, desk: &mut Desk<'_, '_>, bare: bool) {
        self.envelope.row(&fields, bare);
        if desk.account.record() == 1 {
            self.tool = other_tools::tool_of(|name| fields.has(name));
            let names: Vec<&str> = fields.names().take(2).collect();
            if other_tools::is_wara_part(&names) {
                self.tool = Some("WARA");
            }
        }
        if let Some(tool) = self.tool {
            desk.account.issue(Issue::OtherTool { tool });
            desk.account.close(Taken::Unused(UnusedReason::OtherTool));
            return;
        }
        let (taken, family) = dispatch::row(desk, fields);
        if let Some(family) = family {
            *desk.account.families.entry(family).or_default() += 1;
        }
        desk.account.close(taken);
    }

    /// The family and layout, when the file has ended.
    pub fn finish(&self, account: &mut Account) -> (Family, Layout) {
        let family = account.family(self.envelope.is_graph());
        if account.families.is_empty() {
            // A list of which nothing is a row is another matter.
            account.forget(ProblemCode::NotARow);
        }
        match self.envelope.pending() {
            // Only queries stop at a number of rows by themselves.
            Some(Issue::RoundCount { .. }) if family != Family::ResourceGraph => {}
            pending => pending.into_iter().for_each(|issue| account.issue(issue)),
        }
        let layout = self.envelope.layout(family);
        let told = [
            ProblemCode::ErrorAsData,
            ProblemCode::OtherTool,
            ProblemCode::AggregatedRows,
            ProblemCode::ArmTemplate,
        ];
        let events = account.tell_events();
        if family == Family::Unrecognised && !events && !told.iter().any(|code| account.has_issue(*code)) {
            let nothing = account.record() == 0 && !self.envelope.is_empty();
            if nothing && self.envelope.is_graph() {
                return (Family::ResourceGraph, layout);
            }
            // An empty list of a resource that is named is an answer.
            if nothing && !account.lists.is_empty() {
                return (Family::Supplement, layout);
            }
            account.issue(if nothing { Issue::NoRows } else { Issue::Unrecognised });
        }
        (family, layout)
    }
}

impl Desk<'_, '_> {
    /// Starts a record.
    pub fn begin(&mut self) {
        let record = self.account.next_record();
        self.source.record = u32::try_from(record).unwrap_or(u32::MAX);
    }

    /// Counts a record that no reader sees.
    pub fn leave_out(&mut self, reason: UnusedReason) {
        self.begin();
        self.account.close(Taken::Unused(reason));
    }

    /// Closes the record under way as one that cannot be parsed.
    fn malformed(&mut self, error: &serde_json::Error) {
        let why = error.to_string();
        self.account.issue_here(Issue::Malformed { why });
        self.account.close(Taken::Unused(UnusedReason::Malformed));
    }
}

fn is_envelope(fields: &Fields<'_>) -> bool {
    let holds = |name: &str| matches!(fields.cell(name), Some(Cell::Json(json)) if json.starts_with('['));
    !fields.has("id") && !fields.has("name") && ROW_KEYS.iter().any(|key| holds(key))
}

/// The names in a list of column descriptions: objects with a name, or the names themselves.
fn column_names(json: &str) -> Vec<String> {
    let columns: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let name = |column: &serde_json::Value| {
        let named = column
            .get("name")
            .or_else(|| column.get("ColumnName"))
            .unwrap_or(column);
        named.as_str().unwrap_or_default().to_owned()
    };
    columns.iter().map(name).collect()
}
