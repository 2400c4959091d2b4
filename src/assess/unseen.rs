//! Reasons of [`crate::evidence::exported`] as text.

use crate::evidence::{Reason, exported};

use super::{Judge, Subject};

pub(super) fn resources<'i>(judge: &Judge<'_>, ids: impl Iterator<Item = &'i str>) -> Option<String> {
    exported::resources(judge, ids).err().map(Reason::into_text)
}

pub(super) fn beside(judge: &Judge<'_>, subject: &Subject) -> Option<String> {
    exported::resources_beside(judge, subject).err().map(Reason::into_text)
}

pub(super) fn any_resources(judge: &Judge<'_>) -> Option<String> {
    exported::all_resources(judge).err().map(Reason::into_text)
}

pub(super) fn assignments<'i>(judge: &Judge<'_>, ids: impl Iterator<Item = &'i str>) -> Option<String> {
    exported::assignments(judge, ids).err().map(Reason::into_text)
}

pub(super) fn delegations(judge: &Judge<'_>, id: &str) -> Option<String> {
    exported::delegations(judge, id).err().map(Reason::into_text)
}

pub(super) fn any_assignments(judge: &Judge<'_>) -> Option<String> {
    exported::all_assignments(judge).err().map(Reason::into_text)
}
