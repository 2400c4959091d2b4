//! Properties that a resource has from another one, whatever its own row says: the network of a hub-based project is that of its
//! hub. Whose they are is data; where no export holds the row of the other resource, they are unknown.

use std::sync::Arc;

use crate::condition::{Condition, Context, Facts, Lookup, Truth};
use crate::inventory::ResourceRef;
use crate::value::arm_id::ArmId;
use crate::value::{Column, Fact, Value};

use super::file::InheritFile;

/// One rule of inheritance.
#[derive(Debug)]
pub struct Inherits {
    condition: Option<Condition>,
    /// Path of the property that names the other resource; `None` where it is the parent.
    path: Option<Lookup>,
    /// Type of the other resource, in any case.
    pub of: String,
    called: String,
    /// The inherited members of `properties`.
    pub keys: Vec<Arc<str>>,
}

/// The resource that a row inherits from.
pub(super) struct Giver<'a> {
    rule: &'a Inherits,
    /// Its row; `None` where no export holds it, or nothing tells which it is.
    row: Option<ResourceRef<'a>>,
}

impl Inherits {
    /// # Errors
    /// A sentence that says what is wrong with the path.
    pub(super) fn new(file: &InheritFile, condition: Option<Condition>) -> Result<Self, String> {
        Ok(Inherits {
            condition,
            path: file.path.as_deref().map(Lookup::parse).transpose()?,
            of: file.of.clone(),
            called: file.called.clone(),
            keys: file.properties.iter().map(|name| Arc::from(name.as_str())).collect(),
        })
    }

    /// Path of the property that names the other resource, from the top of the row.
    pub fn path(&self) -> Option<String> {
        self.path.as_ref().map(|lookup| lookup.path().to_string())
    }

    /// The resource that a row inherits from, given the row's own facts; `None` where it has settings of its own.
    pub(super) fn giver<'a>(&'a self, row: ResourceRef<'a>, own: &dyn Facts) -> Option<Giver<'a>> {
        let applies = self
            .condition
            .as_ref()
            .map_or(Truth::True, |condition| condition.truth(own, &Context::default()));
        let id = match &self.path {
            _ if applies == Truth::False => return None,
            None => ArmId::new(&row.id()).parent().map(|parent| parent.text().to_owned()),
            Some(path) => match path.values(own).first() {
                Some(Fact::Value(Value::String(text))) if !text.is_empty() => Some(text.to_string()),
                Some(Fact::Text(text)) if !text.is_empty() => Some((*text).to_owned()),
                // One that names nobody inherits only where it is said to.
                None | Some(Fact::Value(_) | Fact::Text(_) | Fact::Absent) if applies == Truth::Unknown => return None,
                _ => None,
            },
        };
        Some(Giver {
            rule: self,
            row: id.and_then(|id| row.find(&id)),
        })
    }
}

impl Giver<'_> {
    /// The `properties` of the row that inherits.
    pub(super) fn properties(&self, own: Option<Column>) -> Option<Column> {
        let (mut members, is_whole) = match own? {
            Column::Known(Value::Object(members)) => (members.into_vec(), true),
            Column::Known(Value::Part(members)) => (members.into_vec(), false),
            Column::Known(_) | Column::Cut | Column::Missing => (Vec::new(), false),
        };
        let keys = &self.rule.keys;
        members.retain(|(own, _)| !keys.iter().any(|key| key.eq_ignore_ascii_case(own)));
        let given = self.row.and_then(|row| row.column("properties")?.into_known());
        for key in keys {
            let value = match given.as_ref().map(|given| (given.get(key), given.is_partial())) {
                Some((Some(value), _)) => value.clone(),
                Some((None, false)) if is_whole => continue,
                Some((None, false)) => Value::Null,
                Some((None, true)) | None => Value::Unknown,
            };
            members.push((key.clone(), value));
        }
        Some(Column::Known(match is_whole {
            true => Value::Object(members.into()),
            false => Value::Part(members.into()),
        }))
    }

    /// The owner of the setting at a path, a clause; `None` where it is the row's own.
    pub(super) fn told(&self, path: &str) -> Option<String> {
        let inner = path.strip_prefix("properties.")?;
        let first = inner.split(['.', '[']).next()?;
        if !self.rule.keys.iter().any(|key| key.eq_ignore_ascii_case(first)) {
            return None;
        }
        let called = &self.rule.called;
        Some(match self.row {
            Some(row) => format!("as its {called} {} has it", row.name()),
            None => format!("it has that from its {called}, whose row is in no export"),
        })
    }
}
