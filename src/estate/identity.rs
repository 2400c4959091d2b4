//! An identity that AI runs under, and a resource of which the exports do not tell its identity.

use crate::inventory::resource::ResourceIx;

use super::members::Doubt;

/// An identity that AI runs under.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Principal id, lower-case.
    pub principal: String,
    /// Name of the user-assigned identity, or of the resource whose own it is.
    pub name: String,
    /// `user-assigned identity`, `system-assigned identity`, `application` or what the framework calls it.
    pub kind: String,
    /// AI resources that run under it, as positions in [`super::Estate::ai`]; none for an application that only the profile names.
    pub attached: Vec<usize>,
    /// Criticality tier: that of the most critical resource it is attached to.
    pub tier: u8,
}

/// A resource that may run under an identity which no export tells.
#[derive(Clone, Debug)]
pub struct Untold {
    /// The AI resource.
    pub ix: ResourceIx,
    /// The reason, a sentence.
    pub why: Doubt,
}
