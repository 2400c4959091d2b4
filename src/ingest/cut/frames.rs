//! The containers around rows: the keys that rows stand under, and the treatment of each value in a container.

use super::batch::Span;
use super::scan::Scan;
use crate::value::guid::is_guid;

/// Keys under which a list of rows stands; scripts that go through subscriptions call it so as well, or by the subscription's id.
pub const ROW_KEYS: [&str; 8] = [
    "data",
    "value",
    "results",
    "assignments",
    "roleAssignments",
    "settings",
    "diagnosticSettings",
    "deployments",
];
/// Keys of objects around a list of rows: the table form, and recorded responses.
const WRAPPER_KEYS: [&str; 5] = ["data", "body", "response", "responses", "200"];
/// Keys of lists whose objects hold lists of rows.
const LIST_KEYS: [&str; 2] = ["tables", "interactions"];

/// A container that was entered.
#[derive(Clone, Debug)]
pub enum Frame {
    /// A list of rows.
    Rows,
    /// A list of arrays of cells.
    Cells,
    /// A list of objects that hold rows.
    List,
    /// An object that may hold rows; its current key.
    Object(Option<Span>),
}

/// The reason why a value is skipped, and with it what becomes of its text.
#[derive(Clone, Debug)]
pub enum Purpose {
    Row,
    Bare,
    Cells,
    Columns,
    Key,
    Member(Span),
    NoRow,
    Skip,
}

/// A value that is being passed over.
#[derive(Clone, Debug)]
pub struct Running {
    pub scan: Scan,
    pub start: usize,
    pub purpose: Purpose,
}

/// Content of a member of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// A list of rows.
    Rows,
    /// A list of arrays of cells.
    Cells,
    /// The descriptions of their columns.
    Columns,
    /// A list of objects that hold rows.
    List,
    /// An object that holds rows.
    Wrapper,
    /// Something else.
    Other,
}

/// Classifies a member by its key and the first byte of its value.
pub fn inside_of(key: &[u8], first: u8) -> Inside {
    let is = |names: &[&str]| names.iter().any(|name| key.eq_ignore_ascii_case(name.as_bytes()));
    match first {
        b'[' if is(&ROW_KEYS) || std::str::from_utf8(key).is_ok_and(is_guid) => Inside::Rows,
        b'[' if is(&["rows"]) => Inside::Cells,
        b'[' if is(&["columns"]) => Inside::Columns,
        b'[' if is(&LIST_KEYS) => Inside::List,
        b'{' if is(&WRAPPER_KEYS) => Inside::Wrapper,
        _ => Inside::Other,
    }
}
