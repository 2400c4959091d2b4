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

/// Texts that stand where a nested value was cut by `ConvertTo-Json` without `-Depth` or by `Export-Csv`.
const CUT_WORDS: [&str; 4] = [
    "System.Object[]",
    "System.Collections.Hashtable",
    "System.Object",
    "System.Management.Automation.PSCustomObject",
];

/// Projects values; remembers the spelling of keys, so that the same key of a million rows is held once.
#[derive(Debug, Default)]
pub struct Projector {
    keys: FxHashMap<Box<str>, Arc<str>>,
}

impl Projector {
    /// What a node keeps of a JSON value. A string that holds an object or a list as JSON is read as that. A value in which a
    /// kept part was cut is [`Column::Cut`] as a whole: what is absent from it may have been there.
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

    fn key(&mut self, key: &str) -> Arc<str> {
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
    (text.starts_with("@{") && text.ends_with('}')) || CUT_WORDS.contains(&text)
}

/// Reads a whole column.
pub struct ColumnSeed<'p> {
    projector: &'p mut Projector,
    node: &'p Node,
}

impl<'de> DeserializeSeed<'de> for ColumnSeed<'_> {
    type Value = Column;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Column, D::Error> {
        let mut cut = false;
        let seed = Seed {
            projector: &mut *self.projector,
            node: self.node,
            cut: &mut cut,
        };
        let value = seed.deserialize(deserializer)?;
        if let Value::String(text) = &value {
            let inner = text.trim_start();
            if inner.starts_with(['{', '[']) {
                return Ok(self.projector.column(text, self.node).unwrap_or(Column::Cut));
            }
        }
        Ok(if cut { Column::Cut } else { Column::Known(value) })
    }
}

struct Seed<'p> {
    projector: &'p mut Projector,
    node: &'p Node,
    cut: &'p mut bool,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
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
        *self.cut |= is_cut(text);
        Ok(Value::String(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let Seed { projector, node, cut } = self;
        let mut kept = Vec::new();
        while let Some(item) = items.next_element_seed(Seed { projector, node, cut })? {
            kept.push(item);
        }
        Ok(Value::Array(kept.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let Seed { projector, node, cut } = self;
        let mut kept = Vec::new();
        while let Some(chosen) = members.next_key_seed(KeySeed { projector, node })? {
            match chosen {
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
                Some((key, below)) => {
                    let value = members.next_value_seed(Seed {
                        projector,
                        node: below,
                        cut,
                    })?;
                    kept.push((key, value));
                }
            }
        }
        Ok(Value::Object(kept.into()))
    }
}

/// Decides by a key whether its value is kept, and under which spelling.
struct KeySeed<'k, 'n> {
    projector: &'k mut Projector,
    node: &'n Node,
}

impl<'de, 'n> DeserializeSeed<'de> for KeySeed<'_, 'n> {
    type Value = Option<(Arc<str>, &'n Node)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, 'n> Visitor<'de> for KeySeed<'_, 'n> {
    type Value = Option<(Arc<str>, &'n Node)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        if let Some((spelling, below)) = self.node.member(key) {
            return Ok(Some((spelling.clone(), below)));
        }
        Ok(self
            .node
            .keeps_everything()
            .then(|| (self.projector.key(key), self.node)))
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
