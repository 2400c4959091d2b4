//! One row of JSON as fields: the columns are borrowed as text, and the long ones, `properties` first of all, are projected
//! during the parse when the row's type stands before them, or its id, which shows the type of nearly every row.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::cells::{Cell, Fields, json_text};
use super::projector::{Projector, tape_writer};
use super::type_plans::{self, TypePlan, TypePlans};
use crate::ingest::cut::batch::{Batch, Item};
use crate::value::projection::Node;

/// The rows of a batch, in order: one for each [`Item::Row`] and [`Item::Bare`].
#[derive(Default)]
pub struct Rows<'b> {
    pub rows: Vec<ParsedRow<'b>>,
    /// The bytes of their columns.
    pub flat: Vec<u8>,
}
/// A row, or why it cannot be parsed.
pub type ParsedRow<'b> = Result<Fields<'b>, serde_json::Error>;

/// The rows of a batch.
pub fn rows<'b>(batch: &'b Batch, plans: &mut TypePlans<'_>, projector: &mut Projector) -> Rows<'b> {
    let spans = batch.items.iter().filter_map(|item| match item {
        Item::Row(span) | Item::Bare(span) => Some(span),
        _ => None,
    });
    let mut flat = Vec::new();
    let rows = spans.map(|span| object(batch.text(span), plans, projector, &mut flat));
    Rows {
        rows: rows.collect(),
        flat,
    }
}

/// Reads the text of an object. Long columns are written to `flat` as tapes.
pub fn object<'a>(
    text: &'a str,
    plans: &mut TypePlans<'_>,
    projector: &mut Projector,
    flat: &mut Vec<u8>,
) -> Result<Fields<'a>, serde_json::Error> {
    let (mut misled, before) = (false, flat.len());
    projector.take_flaw();
    let on_the_way = Row {
        plans,
        projector,
        flat,
        misled: &mut misled,
        projects: true,
    };
    match on_the_way.read(text) {
        Ok(fields) if !misled => Ok(fields),
        // Whatever is wrong with a long column, the rest of the row may still be read.
        _ => {
            flat.truncate(before);
            Row {
                plans,
                projector,
                flat,
                misled: &mut misled,
                projects: false,
            }
            .read(text)
        }
    }
}

/// Reads the text of an array of cells, named by `columns`.
pub fn cells<'a>(text: &'a str, columns: &'a [String]) -> Result<Fields<'a>, serde_json::Error> {
    let cells: Vec<&'a RawValue> = serde_json::from_str(text)?;
    let mut fields = Fields::new();
    for (name, cell) in columns.iter().zip(cells) {
        fields.push(Cow::Borrowed(name), Cell::Json(cell.get()));
    }
    Ok(fields.settle_repeats(&[]))
}

struct Row<'r, 'p> {
    plans: &'r mut TypePlans<'p>,
    projector: &'r mut Projector,
    flat: &'r mut Vec<u8>,
    /// Set when the row's id showed another type than the row has.
    misled: &'r mut bool,
    /// Whether long columns are projected during the parse.
    projects: bool,
}

impl Row<'_, '_> {
    fn read<'a>(self, text: &'a str) -> Result<Fields<'a>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let fields = self.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(fields)
    }
}

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = Fields<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = Fields<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Fields::new();
        let mut plan: Option<Arc<TypePlan>> = None;
        let mut guess: Option<String> = None;
        while let Some(Borrowed(key)) = members.next_key::<Borrowed<'de>>()? {
            if let Some(plan) = &plan
                && plan.early.iter().any(|name| key.eq_ignore_ascii_case(name))
            {
                let nothing = Node::default();
                let node = plan.node.member(&key).map_or(&nothing, |(_, node)| node);
                let start = self.flat.len();
                members.next_value_seed(tape_writer::ColumnSeed {
                    projector: &mut *self.projector,
                    node,
                    out: &mut *self.flat,
                })?;
                let cell = Cell::Flat {
                    place: start..self.flat.len(),
                    flaw: self.projector.take_flaw(),
                };
                fields.push(key, cell);
                continue;
            }
            let json = members.next_value::<&'de RawValue>()?.get();
            if !self.projects {
                fields.push(key, Cell::Json(json));
                continue;
            }
            if key.eq_ignore_ascii_case("type") || key.eq_ignore_ascii_case("resourceType") {
                let name = json_text(json);
                if name.contains('/') {
                    *self.misled = guess.is_some_and(|guess| !guess.eq_ignore_ascii_case(&name));
                    guess = None;
                    plan = Some(self.plans.of(&name));
                }
            } else if plan.is_none() && key.eq_ignore_ascii_case("id") {
                let id = json_text(json);
                let own = type_plans::type_of_id(&id);
                if own.contains('/') {
                    plan = Some(self.plans.of(&own));
                    guess = Some(own.into_owned());
                }
            }
            fields.push(key, Cell::Json(json));
        }
        Ok(fields.settle_repeats(self.flat))
    }
}

/// A JSON string that is borrowed where it holds no escapes.
struct Borrowed<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Borrowed<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(BorrowedVisitor).map(Borrowed)
    }
}

struct BorrowedVisitor;

impl<'de> Visitor<'de> for BorrowedVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
