//! The facts of a resource that conditions read: the columns that the export holds, and the meaning of an absent value.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::condition::{Absence, Facts};
use crate::inventory::ResourceRef;
use crate::value::path::Path;
use crate::value::{Column, Fact};

use super::inherits::{Giver, Inherits};
use super::rules::EstateRules;

/// A resource of the inventory, as far as a condition may look.
pub struct ResourceFacts<'a> {
    resource: ResourceRef<'a>,
    absent_means_unknown: &'a [Path],
    inherits: &'a [Arc<Inherits>],
    givers: OnceCell<Vec<Giver<'a>>>,
    id: OnceCell<String>,
    group: OnceCell<Option<Box<ResourceFacts<'a>>>>,
    subscription: OnceCell<Option<Box<ResourceFacts<'a>>>>,
    columns: [OnceCell<Option<Column>>; COLUMNS.len()],
    others: OnceCell<Column>,
    parts: [OnceCell<Part>; PARTS],
}

/// The columns of a row that hold more than a text.
const COLUMNS: [&str; 5] = ["properties", "kind", "sku", "identity", "tags"];
/// Parts of columns that are made by themselves; where a condition looks at more, the whole column is made.
const PARTS: usize = 4;

/// A column without what one key does not name.
struct Part {
    column: usize,
    key: Box<str>,
    content: Option<Column>,
}

impl<'a> ResourceFacts<'a> {
    /// The facts of `resource` under the absence rules of `rules`.
    pub fn new(resource: ResourceRef<'a>, rules: &'a EstateRules) -> Self {
        let absent_means_unknown = rules
            .absent_means_unknown
            .get(resource.resource_type())
            .map_or(&[][..], Vec::as_slice);
        let inherits = rules.inherits.get(resource.resource_type());
        ResourceFacts {
            inherits: inherits.map_or(&[][..], Vec::as_slice),
            ..ResourceFacts::own(resource, absent_means_unknown)
        }
    }

    /// The facts that the row tells by itself.
    fn own(resource: ResourceRef<'a>, absent_means_unknown: &'a [Path]) -> Self {
        ResourceFacts {
            resource,
            absent_means_unknown,
            inherits: &[],
            givers: OnceCell::new(),
            id: OnceCell::new(),
            group: OnceCell::new(),
            subscription: OnceCell::new(),
            columns: Default::default(),
            others: OnceCell::new(),
            parts: Default::default(),
        }
    }

    /// A column, of which only what `key` names need be there.
    fn column(&self, name: &str, key: Option<&str>) -> Option<&Column> {
        let at = COLUMNS.iter().position(|own| own.eq_ignore_ascii_case(name))?;
        let name = COLUMNS[at];
        if name == "properties" && !self.inherits.is_empty() {
            return self.columns[at].get_or_init(|| self.with_inherited()).as_ref();
        }
        if let (Some(key), None) = (key, self.columns[at].get()) {
            for part in &self.parts {
                let part = part.get_or_init(|| Part {
                    column: at,
                    key: key.into(),
                    content: self.resource.part(name, key),
                });
                if part.column == at && *part.key == *key {
                    return part.content.as_ref();
                }
            }
        }
        self.columns[at].get_or_init(|| self.resource.column(name)).as_ref()
    }

    /// The `properties` with what the resource has from others.
    fn with_inherited(&self) -> Option<Column> {
        let own = self.resource.column("properties");
        self.givers().iter().fold(own, |made, giver| giver.properties(made))
    }

    fn givers(&self) -> &[Giver<'a>] {
        self.givers.get_or_init(|| {
            let own = ResourceFacts::own(self.resource, self.absent_means_unknown);
            let rules = self.inherits.iter();
            rules.filter_map(|rule| rule.giver(self.resource, &own)).collect()
        })
    }

    /// The owner of the settings at these paths where the resource has one of them from another, a clause.
    pub fn giver<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Option<String> {
        if self.inherits.is_empty() {
            return None;
        }
        let mut paths = paths;
        paths.find_map(|path| self.givers().iter().find_map(|giver| giver.told(path)))
    }

    fn member_of(&self, name: &str, key: Option<&str>) -> Fact<'_> {
        match self.column(name, key) {
            Some(Column::Known(value)) => return Fact::Value(value),
            Some(Column::Missing) if !name.eq_ignore_ascii_case("properties") && self.resource.file_has(name) => {
                return Fact::Absent;
            }
            Some(_) => return Fact::Unknown,
            None => {}
        }
        let is = |text: &str| name.eq_ignore_ascii_case(text);
        match () {
            () if is("id") => Fact::Text(self.id.get_or_init(|| self.resource.id())),
            () if is("name") => Fact::Text(self.resource.name()),
            () if is("type") => Fact::Text(self.resource.resource_type()),
            () if is("location") => exported(self.resource.location()),
            () if is("tenantId") => exported(self.resource.tenant()),
            () if is("subscriptionId") => self.resource.subscription().map_or(Fact::Absent, Fact::Text),
            () if is("resourceGroup") => self.resource.resource_group().map_or(Fact::Absent, Fact::Text),
            () => self.other(name),
        }
    }

    /// The facts of a scope that holds the resource, where an export has its row.
    fn container(&self, id: &str) -> Option<Box<ResourceFacts<'a>>> {
        let row = self.resource.find(id)?;
        Some(Box::new(ResourceFacts::own(row, &[])))
    }

    /// A column that is kept only where something asks for it.
    fn other(&self, name: &str) -> Fact<'_> {
        let others = self
            .others
            .get_or_init(|| self.resource.column("others").unwrap_or_default());
        match others.known().and_then(|others| others.get(name)) {
            Some(value) => Fact::Value(value),
            None if self.resource.file_has(name) => Fact::Absent,
            None => Fact::Unknown,
        }
    }
}

impl Facts for ResourceFacts<'_> {
    fn resource_type(&self) -> &str {
        self.resource.resource_type()
    }

    fn member(&self, name: &str) -> Fact<'_> {
        self.member_of(name, None)
    }

    fn member_with(&self, name: &str, key: &str) -> Fact<'_> {
        self.member_of(name, Some(key))
    }

    fn resource_group(&self, member: &str) -> Fact<'_> {
        let group = self.group.get_or_init(|| {
            let (subscription, group) = (self.resource.subscription()?, self.resource.resource_group()?);
            self.container(&format!("/subscriptions/{subscription}/resourceGroups/{group}"))
        });
        group.as_ref().map_or(Fact::Unknown, |group| group.member(member))
    }

    fn subscription(&self, member: &str) -> Fact<'_> {
        let subscription = self.subscription.get_or_init(|| {
            let id = self.resource.subscription()?;
            self.container(&format!("/subscriptions/{id}"))
        });
        let member = if member.eq_ignore_ascii_case("displayName") {
            "name"
        } else {
            member
        };
        subscription.as_ref().map_or(Fact::Unknown, |own| own.member(member))
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
