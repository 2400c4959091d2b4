//! Places that related rows belong to, and which ids lie in them.

use crate::estate::Estate;
use crate::inventory::ResourceRef;
use crate::value::arm_id::ArmId;
use crate::value::resource_type::TypeClass;

use super::super::subject::Subject;
use super::file::Within;

/// The place that rows are related to: a subject, or a row that is itself related to one.
pub(super) struct Place<'a> {
    /// ARM id, as spelt.
    pub(super) id: String,
    /// Its row, if any export holds it.
    pub(super) row: Option<ResourceRef<'a>>,
}

impl<'a> Place<'a> {
    /// The place of a subject.
    pub(super) fn of(estate: &'a Estate<'a>, subject: &Subject) -> Self {
        Place {
            id: subject.id(estate),
            row: subject.row(estate),
        }
    }

    /// The lower-case prefix that the ids of rows in this relation share.
    pub(super) fn prefix(&self, within: Within) -> String {
        let id = ArmId::new(&self.id);
        let subscription = id.subscription().map(|name| format!("/subscriptions/{name}"));
        let prefix = match within {
            Within::Tenant => None,
            Within::Subscription => subscription,
            Within::ResourceGroup => match (subscription, id.resource_group()) {
                (Some(subscription), Some(group)) => Some(format!("{subscription}/resourcegroups/{group}")),
                (subscription, _) => subscription,
            },
            Within::Parent => Some(
                id.parent()
                    .map_or_else(|| self.id.clone(), |parent| parent.text().to_owned()),
            ),
            Within::At | Within::Below => Some(id.text().to_owned()),
        };
        match prefix {
            Some(prefix) if prefix != "/" => format!("{}/", prefix.to_ascii_lowercase()),
            _ => String::new(),
        }
    }
}

/// Whether rows of a type are exported for one resource at a time, and are looked for there: a list of one tells nothing of the next.
pub(super) fn is_asked_of_one(kind: &str, within: Within) -> bool {
    TypeClass::of(kind) == TypeClass::Supplement && matches!(within, Within::At | Within::Below | Within::Parent)
}
