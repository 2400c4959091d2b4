//! Projection of a JSON value: the part that is kept and the flaws that are found, whether the value stands in a row or in text
//! that should be JSON. Parsing the text is the work of `super::json`.

mod fault;
pub mod tape_writer;

use std::mem;

use serde::de::DeserializeSeed as _;

use crate::value::Column;
use crate::value::projection::Node;
use crate::value::tape::Cursor;

pub use fault::ColumnFault;
use tape_writer::ColumnSeed;

/// Upper bound of the values that are kept of a column: the largest rows of Azure hold some ten thousand.
pub const MAX_VALUES: u32 = 250_000;
/// Keys of an object from which it is taken to have one twice until all are there: Azure allows fifty tags.
const MANY_KEYS: usize = 64;

/// Texts that stand where a nested value was cut by `ConvertTo-Json` without `-Depth` or by `Export-Csv`.
const CUT_WORDS: [&str; 4] = [
    "System.Object[]",
    "System.Collections.Hashtable",
    "System.Object",
    "System.Management.Automation.PSCustomObject",
];

/// Beginnings of the names of classes that stand in the same place.
const CUT_CLASSES: [&str; 4] = [
    "Microsoft.Azure.Commands.",
    "Microsoft.Azure.Management.",
    "Microsoft.Azure.PowerShell.",
    "Microsoft.Graph.PowerShell.Models.",
];

/// Flaw of a column of which a part is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A tool cut a nested value (`@{…}`).
    Cut,
    /// The column is text that begins as JSON and is none.
    Broken,
    /// Keys of an object that differ in case only, or stand twice, have different values.
    Ambiguous,
}

/// Projects values.
#[derive(Debug, Default)]
pub struct Projector {
    /// A column that was made of text.
    made: Vec<u8>,
    flaw: Option<Flaw>,
    /// Values made of the column under way.
    values: u32,
    /// Hashes of the keys of the objects under way of which everything is kept, the innermost last.
    keys: Vec<u32>,
}

impl Projector {
    /// Keeps the part of a JSON value that a node names. A string that holds an object or a list as JSON is read as that. A kept
    /// part that was cut is [`crate::value::Value::Unknown`]; a value that was cut as a whole is [`Column::Cut`].
    ///
    /// # Errors
    /// The fault of text that is no JSON, or more of it than any resource has.
    pub fn column(&mut self, json: &str, node: &Node) -> Result<Column, ColumnFault> {
        let mut made = mem::take(&mut self.made);
        made.clear();
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let seed = ColumnSeed {
            projector: &mut *self,
            node,
            out: &mut made,
        };
        let read = seed.deserialize(&mut deserializer).and_then(|()| deserializer.end());
        let column = read.map(|()| Cursor::new(&made).column());
        self.made = made;
        column.map_err(|_| match self.values > MAX_VALUES {
            true => ColumnFault::TooManyValues,
            false => ColumnFault::of(json),
        })
    }

    /// Begins a column.
    pub fn begin(&mut self) {
        self.values = 0;
        self.keys.clear();
    }

    /// Notes that a tool cut something.
    pub fn note_cut(&mut self) {
        self.flaw.get_or_insert(Flaw::Cut);
    }

    /// Notes that keys of an object contradict each other.
    pub fn note_ambiguous(&mut self) {
        self.flaw.get_or_insert(Flaw::Ambiguous);
    }

    /// Begins the keys of an object; gives where they begin.
    pub fn open_keys(&self) -> usize {
        self.keys.len()
    }

    /// Whether an object whose keys begin at `from` may have a key of this hash already. Of many keys that is not looked up one by one.
    pub fn repeats_key(&mut self, from: usize, hash: u32) -> bool {
        let known = self.keys.get(from..).unwrap_or_default();
        let repeats = known.len() >= MANY_KEYS || known.contains(&hash);
        self.keys.push(hash);
        repeats
    }

    /// Ends the keys of an object.
    pub fn close_keys(&mut self, from: usize) {
        self.keys.truncate(from);
    }

    /// Counts a value of the column under way.
    pub fn count<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.values += 1;
        match self.values > MAX_VALUES {
            true => Err(E::custom("too many values")),
            false => Ok(()),
        }
    }

    /// Keeps the part that a node names of text that should be JSON and may not be.
    pub fn inner(&mut self, text: &str, node: &Node) -> Column {
        self.column(text, node).unwrap_or_else(|_| {
            self.flaw = Some(Flaw::Broken);
            self.values = 0;
            Column::Cut
        })
    }

    /// Takes the flaw that was found since the last call.
    pub fn take_flaw(&mut self) -> Option<Flaw> {
        self.flaw.take()
    }
}

/// Whether this text stands in the place of a value that a tool cut.
pub fn is_cut(text: &str) -> bool {
    let text = text.trim();
    match text.as_bytes().first() {
        Some(b'@') => text.starts_with("@{") && text.ends_with('}'),
        Some(b'S') => CUT_WORDS.contains(&text),
        Some(b'M') => CUT_CLASSES.iter().any(|class| text.starts_with(class)) && !text.contains([' ', '/']),
        _ => false,
    }
}

/// Whether text holds JSON: converters from CSV write it into JSON, and sometimes that once more.
pub fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    ["{", "[", "\"{", "\"["].iter().any(|start| text.starts_with(start))
}

/// The words by which a list of PowerShell 5.1 is known: `{"value":[…],"Count":n}` stands where others write the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Value,
    Count,
    Other,
}

impl Word {
    /// The word that a key is.
    pub fn of(key: &str) -> Self {
        match key {
            "value" => Word::Value,
            "Count" => Word::Count,
            _ => Word::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn project(json: &str, paths: &[&str]) -> Column {
        Projector::default().column(json, &Node::of_paths(paths)).unwrap()
    }

    fn value(json: &str) -> Column {
        Column::Known(Value::from(serde_json::from_str::<serde_json::Value>(json).unwrap()))
    }

    #[test]
    fn only_what_is_kept_is_built() {
        let json = r#"{"A":{"b":1,"c":2},"d":[{"e":1,"f":2},{"f":3}],"g":{"h":null}}"#;
        assert_eq!(
            project(json, &["a.B", "d[*].e", "g"]),
            value(r#"{"a":{"B":1},"d":[{"e":1},{}],"g":{"h":null}}"#)
        );
        assert_eq!(project(json, &[]), value("{}"));
    }

    #[test]
    fn lists_of_powershell_5_are_lists() {
        let json = r#"{"a":{"value":[{"b":1}],"Count":1},"c":{"value":[1],"x":2},"d":{"value":true}}"#;
        assert_eq!(
            project(json, &["a", "c", "d"]),
            value(r#"{"a":[{"b":1}],"c":{"value":[1],"x":2},"d":{"value":true}}"#)
        );
        assert_eq!(project(json, &["a[*].b", "d.x"]), value(r#"{"a":[{"b":1}],"d":{}}"#));
    }

    #[test]
    fn keys_that_differ_in_case_only_are_one_and_unknown_where_their_values_differ() {
        let node = Node::of_paths(&["a", "b.c"]);
        let mut projector = Projector::default();
        let mut project = |json: &str| (projector.column(json, &node).unwrap(), projector.take_flaw());
        let unknown = Value::Object(Box::new([("a".into(), Value::Unknown)]));
        for json in [r#"{"a":1,"A":2}"#, r#"{"a":1,"x":1,"a":null}"#] {
            assert_eq!(
                project(json),
                (Column::Known(unknown.clone()), Some(Flaw::Ambiguous)),
                "{json}"
            );
        }
        assert_eq!(project(r#"{"a":1,"A":1,"x":1,"X":2}"#), (value(r#"{"a":1}"#), None));
        let everything = Node::everything();
        let mut whole = Projector::default();
        let mut whole = |json: &str| (whole.column(json, &everything).unwrap(), whole.take_flaw());
        assert_eq!(
            whole(r#"{"a":1,"A":2}"#),
            (Column::Known(unknown.clone()), Some(Flaw::Ambiguous))
        );
        assert_eq!(
            whole(r#"{"a":1,"b":{"a":2},"A":1}"#),
            (value(r#"{"a":1,"b":{"a":2}}"#), None)
        );
        let inner = Value::Object(Box::new([(
            "b".into(),
            Value::Object(Box::new([("c".into(), Value::Unknown)])),
        )]));
        assert_eq!(
            project(r#"{"b":{"c":1,"C":2}}"#),
            (Column::Known(inner), Some(Flaw::Ambiguous))
        );
    }

    #[test]
    fn json_within_text_is_read_and_what_was_cut_is_told() {
        assert_eq!(project(r#""{\"a\":1,\"b\":2}""#, &["a"]), value(r#"{"a":1}"#));
        let cut = Value::Object(Box::new([("a".into(), Value::Unknown), ("d".into(), Value::from("x"))]));
        assert_eq!(project(r#"{"a":"@{b=c}","d":"x"}"#, &["a", "d"]), Column::Known(cut));
        let list = Value::Object(Box::new([("a".into(), Value::Unknown)]));
        assert_eq!(project(r#"{"a":["x","@{b=c}"]}"#, &["a"]), Column::Known(list));
        assert_eq!(project(r#""@{a=b}""#, &["a"]), Column::Cut);
        assert_eq!(project(r#"{"a":"@{b=c}","d":1}"#, &["d"]), value(r#"{"d":1}"#));
        assert_eq!(project(r#""{\"a\":1""#, &["a"]), Column::Cut);
    }
}
