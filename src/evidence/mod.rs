//! Kinds of evidence: the mechanisms that decide whether a subject meets a control. Each kind is one file, or one folder, that
//! holds its data as a person writes it in a control, the check of `controls lint`, the parts of rows that it reads, its judging,
//! and its words for `controls explain`.
//!
//! The framework reads the data of these kinds and the assessment runs them; they know neither. Everything that a kind needs
//! beyond its own data comes through [`EvidenceContext`]: the estate, every grant, the values of the profile, the day of the
//! assessment.

pub(crate) mod assignments;
mod caches;
pub mod check;
mod context;
pub mod environments;
pub mod evidence_age;
pub(crate) mod exported;
pub(crate) mod exported_policies;
pub mod exposure;
pub mod gateway;
mod kind;
mod opinion;
pub mod plan;
pub mod private_dns;
pub mod private_endpoints;
mod profile;
mod projection;
pub(crate) mod reason;
mod says;
mod subject;
pub(crate) mod wording;

pub use context::EvidenceContext;
pub(crate) use context::age;
pub use kind::Kind;
pub use opinion::{Opinion, Proof, Undecided};
pub use profile::{Profile, Setting};
pub(crate) use projection::keep_condition;
pub use reason::Reason;
pub use says::SaysFile;
pub use subject::Subject;
