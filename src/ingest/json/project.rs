//! Turns JSON text into a [`Value`] that holds what a [`Node`] keeps, without building the rest.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::ingest::projection::Node;
use crate::ingest::rows::Column;
use crate::ingest::value::Value;

/// Distinct keys that are held once; beyond this each value gets its own copy.
const MAX_KEYS: usize = 100_000;

/// Most values that are kept of a column: the largest rows of Azure hold some ten thousand.
pub const MAX_VALUES: u32 = 250_000;
/// How the error begins that tells of more.
pub const TOO_MANY: &str = "too many values";

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

/// What is wrong with a column of which something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A nested value was cut on the way (`@{…}`).
    Cut,
    /// It is text that begins as JSON and is none.
    Broken,
}

/// Projects values; remembers the spelling of keys, so that the same key of a million rows is held once.
#[derive(Debug, Default)]
pub struct Projector {
    keys: FxHashMap<Box<str>, Arc<str>>,
    flaw: Option<Flaw>,
    /// Values made of the column under way.
    values: u32,
}

impl Projector {
    /// What a node keeps of a JSON value. A string that holds an object or a list as JSON is read as that. A kept part that was
    /// cut is [`Value::Unknown`]; a value that was cut as a whole is [`Column::Cut`].
    pub fn column(&mut self, json: &str, node: &Node) -> Result<Column, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let column = self.seed(node).deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(column)
    }

    /// The same as a seed, for use inside a larger value.
    pub fn seed<'p>(&'p mut self, node: &'p Node) -> ColumnSeed<'p> {
        ColumnSeed { projector: self, node }
    }

    /// Begins a column.
    pub(super) fn begin(&mut self) {
        self.values = 0;
    }

    /// Notes that something was cut on the way.
    pub(super) fn note_cut(&mut self) {
        self.flaw.get_or_insert(Flaw::Cut);
    }

    /// Counts a value of the column under way.
    pub(super) fn count<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.values += 1;
        match self.values > MAX_VALUES {
            true => Err(E::custom(TOO_MANY)),
            false => Ok(()),
        }
    }

    /// What a node keeps of text that should be JSON and may not be.
    pub fn inner(&mut self, text: &str, node: &Node) -> Column {
        self.column(text, node).unwrap_or_else(|_| {
            self.flaw = Some(Flaw::Broken);
            Column::Cut
        })
    }

    /// What is wrong with what was kept since this was last asked.
    pub fn take_flaw(&mut self) -> Option<Flaw> {
        self.flaw.take()
    }

    /// A key in its own spelling, held once.
    pub fn key(&mut self, key: &str) -> Arc<str> {
        if let Some(known) = self.keys.get(key) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(key);
        if self.keys.len() < MAX_KEYS {
            self.keys.insert(key.into(), new.clone());
        }
        new
    }
}

/// Whether this text stands in the place of a value that was cut.
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
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    ["{", "[", "\"{", "\"["].iter().any(|start| text.starts_with(start))
}

/// Reads a whole column.
pub struct ColumnSeed<'p> {
    projector: &'p mut Projector,
    node: &'p Node,
}

impl<'de> DeserializeSeed<'de> for ColumnSeed<'_> {
    type Value = Column;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Column, D::Error> {
        self.projector.begin();
        let seed = Seed {
            projector: &mut *self.projector,
            node: self.node,
        };
        let value = seed.deserialize(deserializer)?;
        if let Value::String(text) = &value
            && is_json(text)
        {
            return Ok(self.projector.inner(text, self.node));
        }
        Ok(match value {
            Value::Unknown => Column::Cut,
            value => Column::Known(value),
        })
    }
}

struct Seed<'p> {
    projector: &'p mut Projector,
    node: &'p Node,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.projector.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(if is_cut(text) {
            self.projector.note_cut();
            Value::Unknown
        } else {
            Value::String(text.into())
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let Seed { projector, node } = self;
        let mut kept = Vec::new();
        let mut cut = false;
        while let Some(item) = items.next_element_seed(Seed { projector, node })? {
            cut |= item == Value::Unknown;
            kept.push(item);
        }
        // Of a list that holds what nobody knows, nothing can be said of all or none.
        Ok(if cut { Value::Unknown } else { Value::Array(kept.into()) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let Seed { projector, node } = self;
        let mut kept = Vec::new();
        let mut first = None;
        let mut at = 0_usize;
        while let Some(chosen) = members.next_key_seed(KeySeed { projector, node })? {
            let Chosen { word, keep } = chosen;
            match (at, word, keep, &first) {
                (0, Word::Value, keep, _) => {
                    let below = keep.as_ref().map_or(node, |(_, below)| below);
                    let value = members.next_value_seed(Seed { projector, node: below })?;
                    first = Some((keep.map(|(key, _)| key), value));
                }
                (1, Word::Count, _, Some((_, Value::Array(_)))) => {
                    members.next_value::<IgnoredAny>()?;
                    while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                    let Some((_, list)) = first else { break };
                    return Ok(list);
                }
                (_, _, Some((key, below)), _) => {
                    let value = members.next_value_seed(Seed { projector, node: below })?;
                    kept.push((key, value));
                }
                (_, _, None, _) => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            at += 1;
        }
        if let Some((Some(key), value)) = first {
            kept.insert(0, (key, value));
        }
        Ok(Value::Object(kept.into()))
    }
}

/// The words by which a list of PowerShell 5.1 is known: `{"value":[…],"Count":n}` stands where others write the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Value,
    Count,
    Other,
}

impl Word {
    /// The word that a key is.
    pub(super) fn of(key: &str) -> Self {
        match key {
            "value" => Word::Value,
            "Count" => Word::Count,
            _ => Word::Other,
        }
    }
}

/// What a key means for its value.
struct Chosen<'n> {
    word: Word,
    keep: Option<(Arc<str>, &'n Node)>,
}

/// Decides by a key whether its value is kept, and under which spelling.
struct KeySeed<'k, 'n> {
    projector: &'k mut Projector,
    node: &'n Node,
}

impl<'de, 'n> DeserializeSeed<'de> for KeySeed<'_, 'n> {
    type Value = Chosen<'n>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, 'n> Visitor<'de> for KeySeed<'_, 'n> {
    type Value = Chosen<'n>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let word = Word::of(key);
        let keep = match self.node.member(key) {
            Some((spelling, below)) => Some((spelling.clone(), below)),
            None => self
                .node
                .keeps_everything()
                .then(|| (self.projector.key(key), self.node)),
        };
        Ok(Chosen { word, keep })
    }
}

/// A JSON string that is borrowed where it holds no escapes.
pub struct Borrowed<'a>(pub std::borrow::Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Borrowed<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(BorrowedVisitor).map(Borrowed)
    }
}

struct BorrowedVisitor;

impl<'de> Visitor<'de> for BorrowedVisitor {
    type Value = std::borrow::Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(std::borrow::Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(std::borrow::Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
