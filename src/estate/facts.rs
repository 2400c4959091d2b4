//! A resource as conditions see it: which columns the export holds, and what an absent value means.

use std::cell::OnceCell;

use crate::condition::{Absence, Fact, Facts, Path};
use crate::ingest::rows::Column;
use crate::ingest::value::Value;
use crate::inventory::ResourceRef;

use super::rules::EstateRules;

/// A resource of the inventory, as far as a condition may look.
pub struct ResourceFacts<'a> {
    resource: ResourceRef<'a>,
    absent_means_unknown: &'a [Path],
    id: OnceCell<String>,
    columns: [OnceCell<Option<Column>>; COLUMNS.len()],
}

/// The columns of a row that hold more than a text.
const COLUMNS: [&str; 5] = ["properties", "kind", "sku", "identity", "tags"];

impl<'a> ResourceFacts<'a> {
    /// The facts of `resource` under the absence rules of `rules`.
    pub fn new(resource: ResourceRef<'a>, rules: &'a EstateRules) -> Self {
        let absent_means_unknown = rules
            .absent_means_unknown
            .get(resource.resource_type())
            .map_or(&[][..], Vec::as_slice);
        ResourceFacts {
            resource,
            absent_means_unknown,
            id: OnceCell::new(),
            columns: Default::default(),
        }
    }

    fn column(&self, name: &str) -> Option<&Column> {
        let at = COLUMNS.iter().position(|own| *own == name)?;
        self.columns[at].get_or_init(|| self.resource.column(name)).as_ref()
    }
}

impl Facts for ResourceFacts<'_> {
    fn resource_type(&self) -> &str {
        self.resource.resource_type()
    }

    fn member(&self, name: &str) -> Fact<'_> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "id" => Fact::Text(self.id.get_or_init(|| self.resource.id())),
            "name" => Fact::Text(self.resource.name()),
            "type" => Fact::Text(self.resource.resource_type()),
            "location" => exported(self.resource.location()),
            "tenantid" => exported(self.resource.tenant()),
            "subscriptionid" => self.resource.subscription().map_or(Fact::Absent, Fact::Text),
            "resourcegroup" => self.resource.resource_group().map_or(Fact::Absent, Fact::Text),
            _ => match self.column(&name) {
                Some(Column::Known(value)) => Fact::Value(value),
                Some(Column::Missing) if name != "properties" && self.resource.file_has(&name) => Fact::Absent,
                _ => Fact::Unknown,
            },
        }
    }

    fn absence(&self, path: &Path) -> Absence {
        let silent = self
            .absent_means_unknown
            .iter()
            .any(|rule| path.starts_with(rule.segments()) || rule.starts_with(path.segments()));
        if silent { Absence::Unknown } else { Absence::Known }
    }
}

fn exported(text: &str) -> Fact<'_> {
    if text.is_empty() {
        Fact::Unknown
    } else {
        Fact::Text(text)
    }
}

/// Every value under `path` (keys, and `[*]` through arrays) of a column's content, in order. Elements of arrays that keep
/// their members in a `properties` bag of their own are looked into.
pub fn values_at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for segment in path.split('.') {
        let (key, each) = match segment.strip_suffix("[*]") {
            Some(key) => (key, true),
            None => (segment, false),
        };
        found = found
            .into_iter()
            .filter_map(|value| value.get(key).or_else(|| value.get("properties")?.get(key)))
            .flat_map(|value| match value.as_array() {
                Some(items) if each => items.iter().collect(),
                _ => vec![value],
            })
            .collect();
    }
    found
}
