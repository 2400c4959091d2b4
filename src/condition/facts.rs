//! The facts of a resource that a condition may read. The inventory answers through [`Facts`]; a condition never sees how a
//! resource is stored, and cannot ask for anything that is not listed here.

use crate::value::path::Path;
use crate::value::{Fact, Value};

/// The meaning of a value that is missing from a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// There is none: Azure's default applies.
    Known,
    /// The field may exist and not have been exported, or its default depends on something the row does not hold.
    Unknown,
}

/// A resource, as far as a condition may look.
pub trait Facts {
    /// The resource type, in the spelling of the row.
    fn resource_type(&self) -> &str;

    /// The top-level member of the row: `id`, `name`, `kind`, `location`, `tags`, `sku`, `identity`, `properties`, ….
    /// `name` comes in any case. A `properties` that was not exported is [`Fact::Unknown`], not [`Fact::Absent`].
    fn member(&self, name: &str) -> Fact<'_>;

    /// The top-level member, of which only the member `key`, or that of a `properties` bag in it, need be there: making the rest of a
    /// large row takes most of the time of a judgement.
    fn member_with(&self, name: &str, _key: &str) -> Fact<'_> {
        self.member(name)
    }

    /// The meaning of an absent value, or of `null`, under `path` in this row. The path is written from the top of the
    /// row (`properties.networkAcls.defaultAction`), without the `properties` bags of nested child resources.
    fn absence(&self, _path: &Path) -> Absence {
        Absence::Known
    }

    /// A member of the resource's group: `location`, `tags`, `managedBy`. The name is taken from the id.
    fn resource_group(&self, _member: &str) -> Fact<'_> {
        Fact::Unknown
    }

    /// A member of the resource's subscription: `displayName`, `tenantId`. The id is taken from the resource's id.
    fn subscription(&self, _member: &str) -> Fact<'_> {
        Fact::Unknown
    }
}

/// A plain row as facts: an object with `type`, `id`, `properties` and so on, in which nothing is missing by accident.
impl Facts for Value {
    fn resource_type(&self) -> &str {
        self.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    fn member(&self, name: &str) -> Fact<'_> {
        self.get(name).map_or(Fact::Absent, Fact::Value)
    }
}

/// The facts of the whole run, beside those of the resource.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    /// The moment the bundle speaks of. Without it `utcNow()` is unknown: the clock is never read.
    pub as_of: Option<jiff::Timestamp>,
    /// A moment that has passed for certain. Without `as_of`, what an order says of this moment and of every later one it says of now.
    pub not_before: Option<jiff::Timestamp>,
}
