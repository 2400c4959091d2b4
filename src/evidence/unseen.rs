//! Reasons of [`super::exported`] as text.

use super::context::EvidenceContext;
use super::exported;
use super::reason::Reason;

pub(super) fn resources<'i>(context: &EvidenceContext<'_>, ids: impl Iterator<Item = &'i str>) -> Option<String> {
    exported::resources(context, ids).err().map(Reason::into_text)
}

pub(super) fn assignments<'i>(context: &EvidenceContext<'_>, ids: impl Iterator<Item = &'i str>) -> Option<String> {
    exported::assignments(context, ids).err().map(Reason::into_text)
}

pub(super) fn delegations(context: &EvidenceContext<'_>, id: &str) -> Option<String> {
    exported::delegations(context, id).err().map(Reason::into_text)
}

pub(super) fn any_assignments(context: &EvidenceContext<'_>) -> Option<String> {
    exported::all_assignments(context).err().map(Reason::into_text)
}
