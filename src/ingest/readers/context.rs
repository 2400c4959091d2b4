//! The context that every reader gets besides the row: its position in the bundle, the account of its file, and the means to
//! parse a column.

use crate::ingest::ledger::file_tally::Account;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::row::cells::{Cell, Fields, plain};
use crate::ingest::row::projector::{ColumnFault, Flaw, Projector, is_cut};
use crate::ingest::row::type_plans::{TypePlan, TypePlans};
use crate::ingest::row::types::{Given, Sink, Source};
use crate::value::projection::Node;
use crate::value::tape::{Cursor, Item};
use crate::value::{Column, Value};

/// Length at which Excel cuts a cell, in characters.
const EXCEL_CELL: usize = 32_767;

/// Context of a reader.
pub struct Desk<'d, 'p> {
    pub source: Source,
    pub account: &'d mut Account,
    pub plans: &'d mut TypePlans<'p>,
    pub projector: &'d mut Projector,
    pub sink: &'d mut dyn Sink,
}

impl Desk<'_, '_> {
    /// A column of a row, projected as its type's plan says.
    pub fn column(&mut self, row: &mut Fields<'_>, name: &'static str, plan: &TypePlan) -> Column {
        self.given(row, name, plan).into_column()
    }

    /// A column of a row, projected as its type's plan says; as a tape where it was projected while the row was parsed.
    pub fn given<'a>(&mut self, row: &mut Fields<'a>, name: &'static str, plan: &TypePlan) -> Given<'a> {
        let Some(cell) = row.take(name) else {
            return Given::default();
        };
        self.account.columns.insert(name);
        let nothing = Node::default();
        let node = plan.node.member(name).map_or(&nothing, |(_, node)| node);
        let column = match cell {
            Cell::Flat { place, flaw } => {
                let bytes = row.flat(place);
                let whole = || (Cursor::new(bytes).item() == Item::Cut).then_some(Flaw::Cut);
                self.tell_flaw(name, flaw.or_else(whole));
                return Given::Flat(bytes);
            }
            Cell::Ambiguous => return Column::Cut.into(),
            Cell::Json("null") => Column::Known(Value::Null),
            Cell::Json(json) => match self.projector.column(json, node) {
                Ok(column) => column,
                Err(fault) => {
                    self.account.issue_here(match fault {
                        ColumnFault::TooManyValues => Issue::TooMany,
                        ColumnFault::TooDeep => Issue::TooDeep,
                        ColumnFault::Malformed => Issue::BrokenText { column: name },
                    });
                    return Column::Cut.into();
                }
            },
            Cell::Text(text) if text.chars().count() + 1 >= EXCEL_CELL && !text.ends_with(['}', ']']) => {
                self.account.issue_here(Issue::ExcelCut { column: name });
                return Column::Cut.into();
            }
            Cell::Text(text) => self.text_column(text, node),
        };
        let whole = || (column == Column::Cut).then_some(Flaw::Cut);
        let flaw = self.projector.take_flaw().or_else(whole);
        self.tell_flaw(name, flaw);
        column.into()
    }

    /// Notes the flaw of a column of the record under way.
    pub fn tell_flaw(&mut self, column: &'static str, flaw: Option<Flaw>) {
        match flaw {
            Some(Flaw::Cut) => self.account.issue_here(Issue::DepthCut { column }),
            Some(Flaw::Ambiguous) => self.account.issue_here(Issue::AmbiguousKeys { column }),
            Some(Flaw::Broken) => self.account.issue_here(Issue::BrokenText { column }),
            None => {}
        }
    }

    /// Notes that a column of the record under way stands twice with different values.
    pub fn tell_ambiguous(&mut self, row: &Fields<'_>) {
        if let Some(column) = row.ambiguous() {
            let column = column.to_owned();
            self.account.issue_here(Issue::AmbiguousColumn { column });
        }
    }

    /// A column of a CSV file: JSON where it looks like that, text otherwise.
    pub fn text_column(&mut self, text: &str, node: &Node) -> Column {
        let text = plain(text);
        if text.is_empty() {
            return Column::Known(Value::Null);
        }
        if is_cut(text) {
            return Column::Cut;
        }
        if text.starts_with(['{', '[']) {
            return self.projector.inner(text, node);
        }
        Column::Known(Value::from(text))
    }
}
