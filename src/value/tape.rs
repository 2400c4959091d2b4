//! Tape of a column: its values in the encoding of [`codec`], written while a row is parsed. A tree would be built for every row
//! only to be taken apart again by the store.

use super::codec::{self, ARRAY, Decoder, FLOAT, NATURAL, NEGATIVE, NoDictionary, OBJECT, PART, TEXT, UNKNOWN};
use super::{Column, Value};

/// Bytes before the first value of a list and the first key of an object.
pub const HEAD: usize = codec::OPEN_HEAD;

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
    /// A whole number that is not negative.
    Natural(u64),
    /// A whole number below zero, by its distance from zero.
    Negative(u64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(&'f str),
    /// A list of so many values, which follow.
    Array(u64),
    /// An object of so many members: of each its key and its value follow.
    Object(u64),
    /// An object of which the other members are unknown.
    Part(u64),
}

/// Reads a tape from one beginning of a value to the next.
#[derive(Clone, Debug)]
pub struct Cursor<'f>(Decoder<'f>);

impl<'f> Cursor<'f> {
    /// A cursor at the beginning of a column.
    pub fn new(bytes: &'f [u8]) -> Self {
        Cursor(Decoder::new(bytes))
    }

    /// The next value, or its beginning; `Missing` at the end.
    pub fn item(&mut self) -> Item<'f> {
        let (tag, own) = self.0.head();
        match tag {
            codec::CUT => Item::Cut,
            codec::NULL => Item::Null,
            codec::FALSE => Item::Bool(false),
            codec::TRUE => Item::Bool(true),
            NATURAL => Item::Natural(own),
            NEGATIVE => Item::Negative(own),
            FLOAT => Item::Float(self.0.float()),
            TEXT => Item::Text(self.0.text(own)),
            ARRAY => Item::Array(own),
            OBJECT => Item::Object(own),
            PART => Item::Part(own),
            codec::MISSING => Item::Missing,
            _ => Item::Unknown,
        }
    }

    /// The key of the next member.
    pub fn key(&mut self) -> &'f str {
        self.0.number();
        let (_, length) = self.0.head();
        self.0.text(length)
    }

    /// The column, as a tree.
    pub fn column(self) -> Column {
        self.0.column(&NoDictionary)
    }
}

/// Appends a column.
pub fn write(column: &Column, out: &mut Vec<u8>) {
    match column {
        Column::Missing => out.push(codec::MISSING),
        Column::Cut => out.push(codec::CUT),
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
            codec::write_head(ARRAY, items.len() as u64, out);
            items.iter().for_each(|item| write_value(item, out));
        }
        Value::Object(members) => write_members(OBJECT, members, out),
        Value::Part(members) => write_members(PART, members, out),
    }
}

fn write_members(tag: u8, members: &[(std::sync::Arc<str>, Value)], out: &mut Vec<u8>) {
    codec::write_head(tag, members.len() as u64, out);
    for (key, value) in members {
        write_key(key, out);
        write_value(value, out);
    }
}

/// Appends `null`.
pub fn write_null(out: &mut Vec<u8>) {
    out.push(codec::NULL);
}

/// Appends a value that was cut.
pub fn write_unknown(out: &mut Vec<u8>) {
    out.push(UNKNOWN);
}

/// Appends a truth value.
pub fn write_bool(flag: bool, out: &mut Vec<u8>) {
    out.push(if flag { codec::TRUE } else { codec::FALSE });
}

/// Appends a number that is not negative.
pub fn write_natural(number: u64, out: &mut Vec<u8>) {
    codec::write_head(NATURAL, number, out);
}

/// Appends a whole number below zero.
pub fn write_negative(number: i64, out: &mut Vec<u8>) {
    codec::write_head(NEGATIVE, number.unsigned_abs(), out);
}

/// Appends a number that is not whole.
pub fn write_float(number: f64, out: &mut Vec<u8>) {
    out.push(FLOAT);
    out.extend_from_slice(&number.to_le_bytes());
}

/// Appends a text.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    codec::write_text(text, out);
}

/// Appends the key of a member, before its value.
pub fn write_key(key: &str, out: &mut Vec<u8>) {
    codec::write_key(key, out);
}

/// Whether the value at this place is one that was cut.
pub fn is_unknown(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&UNKNOWN)
}

/// Whether the value at this place is a list.
pub fn is_array(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|first| codec::tag(*first) == ARRAY)
}

/// A list or object of which it is not yet known how much it holds: a parser knows it at the end.
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

    fn new(tag: u8, out: &mut Vec<u8>) -> Self {
        let start = out.len();
        codec::write_open_head(tag, out);
        Open { start }
    }

    /// Ends it: it holds so many values or members.
    pub fn close(self, count: usize, out: &mut [u8]) {
        codec::close_head(self.start, count as u32, out);
    }
}
