//! The tape of a projected column: its values as one run of bytes, written while a row is parsed. A tree of values would take an
//! allocation for every text and every object, only to be taken apart again by the inventory. Every value begins with a byte for
//! its kind.

use std::sync::Arc;

use serde_json::Number;

use super::column::Column;
use super::json::Value;

const MISSING: u8 = 0;
const CUT: u8 = 1;
const NULL: u8 = 2;
const FALSE: u8 = 3;
const TRUE: u8 = 4;
const UNKNOWN: u8 = 5;
const NATURAL: u8 = 6;
const NEGATIVE: u8 = 7;
const FLOAT: u8 = 8;
const TEXT: u8 = 9;
const ARRAY: u8 = 10;
const OBJECT: u8 = 11;
const PART: u8 = 12;

/// Bytes before the first value of a list and the first key of an object.
pub const HEAD: usize = 5;

/// The beginning of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item<'f> {
    /// The row has no such column.
    Missing,
    /// The column was cut.
    Cut,
    /// `null`
    Null,
    /// A truth value.
    Bool(bool),
    /// A value that was cut.
    Unknown,
    /// A number that is neither negative nor larger than `u64`.
    Natural(u64),
    /// A whole number below zero.
    Negative(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(&'f str),
    /// A list of so many values, which follow.
    Array(u32),
    /// An object of so many members: of each its key and its value follow.
    Object(u32),
    /// An object of so many known members, which follow; its other members are unknown.
    Part(u32),
}

/// Reads what was written, from one beginning to the next.
#[derive(Clone, Debug)]
pub struct Cursor<'f> {
    bytes: &'f [u8],
}

impl<'f> Cursor<'f> {
    /// At the beginning of a column.
    pub fn new(bytes: &'f [u8]) -> Self {
        Cursor { bytes }
    }

    /// The next value, or its beginning; `Missing` at the end.
    pub fn item(&mut self) -> Item<'f> {
        let [kind] = self.take();
        match kind {
            CUT => Item::Cut,
            NULL => Item::Null,
            FALSE => Item::Bool(false),
            TRUE => Item::Bool(true),
            UNKNOWN => Item::Unknown,
            NATURAL => Item::Natural(u64::from_le_bytes(self.take())),
            NEGATIVE => Item::Negative(i64::from_le_bytes(self.take())),
            FLOAT => Item::Float(f64::from_le_bytes(self.take())),
            TEXT => Item::Text(self.text()),
            ARRAY => Item::Array(self.count()),
            OBJECT => Item::Object(self.count()),
            PART => Item::Part(self.count()),
            _ => Item::Missing,
        }
    }

    /// The next text: in an object the key of its next member.
    pub fn text(&mut self) -> &'f str {
        let length = self.count() as usize;
        let (text, rest) = self.bytes.split_at(length.min(self.bytes.len()));
        self.bytes = rest;
        // Nothing but whole texts is written; a tape that was cut ends in empty ones.
        std::str::from_utf8(text).unwrap_or_default()
    }

    fn count(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        match self.bytes.split_first_chunk() {
            Some((taken, rest)) => {
                self.bytes = rest;
                *taken
            }
            None => [0; N],
        }
    }

    /// The column, as a tree.
    pub fn column(mut self) -> Column {
        match self.item() {
            Item::Missing => Column::Missing,
            Item::Cut => Column::Cut,
            item => Column::Known(self.value(item)),
        }
    }

    fn value(&mut self, item: Item<'f>) -> Value {
        match item {
            Item::Null => Value::Null,
            Item::Bool(flag) => Value::Bool(flag),
            Item::Natural(number) => Value::Number(number.into()),
            Item::Negative(number) => Value::Number(number.into()),
            Item::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
            Item::Text(text) => Value::from(text),
            Item::Array(count) => Value::Array((0..count).map(|_| self.next_value()).collect()),
            Item::Object(count) => Value::Object(self.members(count)),
            Item::Part(count) => Value::Part(self.members(count)),
            Item::Unknown | Item::Cut | Item::Missing => Value::Unknown,
        }
    }

    fn next_value(&mut self) -> Value {
        let item = self.item();
        self.value(item)
    }

    fn members(&mut self, count: u32) -> Box<[(Arc<str>, Value)]> {
        (0..count)
            .map(|_| (Arc::from(self.text()), self.next_value()))
            .collect()
    }
}

/// Appends a column.
pub fn write(column: &Column, out: &mut Vec<u8>) {
    match column {
        Column::Missing => out.push(MISSING),
        Column::Cut => write_cut(out),
        Column::Known(value) => write_value(value, out),
    }
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => write_null(out),
        Value::Bool(flag) => write_bool(*flag, out),
        Value::Unknown => write_unknown(out),
        Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(natural), ..) => write_natural(natural, out),
            (None, Some(below), _) => write_negative(below, out),
            (None, None, Some(float)) => write_float(float, out),
            (None, None, None) => write_unknown(out),
        },
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            let list = Open::array(out);
            items.iter().for_each(|item| write_value(item, out));
            list.close(items.len(), out);
        }
        Value::Object(members) => write_members(Open::object(out), members, out),
        Value::Part(members) => write_members(Open::new(PART, out), members, out),
    }
}

fn write_members(object: Open, members: &[(Arc<str>, Value)], out: &mut Vec<u8>) {
    for (key, value) in members {
        write_key(key, out);
        write_value(value, out);
    }
    object.close(members.len(), out);
}

/// Appends the column that was cut.
pub fn write_cut(out: &mut Vec<u8>) {
    out.push(CUT);
}

/// Appends `null`.
pub fn write_null(out: &mut Vec<u8>) {
    out.push(NULL);
}

/// Appends a value that was cut.
pub fn write_unknown(out: &mut Vec<u8>) {
    out.push(UNKNOWN);
}

/// Appends a truth value.
pub fn write_bool(flag: bool, out: &mut Vec<u8>) {
    out.push(if flag { TRUE } else { FALSE });
}

/// Appends a number that is not negative.
pub fn write_natural(number: u64, out: &mut Vec<u8>) {
    out.push(NATURAL);
    out.extend_from_slice(&number.to_le_bytes());
}

/// Appends a whole number below zero.
pub fn write_negative(number: i64, out: &mut Vec<u8>) {
    out.push(NEGATIVE);
    out.extend_from_slice(&number.to_le_bytes());
}

/// Appends a number that is not whole.
pub fn write_float(number: f64, out: &mut Vec<u8>) {
    out.push(FLOAT);
    out.extend_from_slice(&number.to_le_bytes());
}

/// Appends a text.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(TEXT);
    write_key(text, out);
}

/// Appends the key of a member, before its value.
pub fn write_key(key: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&(key.len() as u32).to_le_bytes());
    out.extend_from_slice(key.as_bytes());
}

/// Whether the value at this place is one that was cut.
pub fn is_unknown(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&UNKNOWN)
}

/// Whether the value at this place is a list.
pub fn is_array(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&ARRAY)
}

/// A list or object of which it is not yet known how much it holds.
#[derive(Debug)]
pub struct Open {
    /// The position of its first byte.
    pub start: usize,
}

impl Open {
    /// Begins a list.
    pub fn array(out: &mut Vec<u8>) -> Self {
        Open::new(ARRAY, out)
    }

    /// Begins an object.
    pub fn object(out: &mut Vec<u8>) -> Self {
        Open::new(OBJECT, out)
    }

    fn new(kind: u8, out: &mut Vec<u8>) -> Self {
        let start = out.len();
        out.push(kind);
        out.extend_from_slice(&[0; HEAD - 1]);
        Open { start }
    }

    /// Ends it: it holds so many values or members.
    pub fn close(self, count: usize, out: &mut [u8]) {
        if let Some(place) = out.get_mut(self.start + 1..self.start + HEAD) {
            place.copy_from_slice(&(count as u32).to_le_bytes());
        }
    }
}
