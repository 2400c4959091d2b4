//! Kinds of evidence: the mechanisms that decide whether a subject meets a control. Each kind is one file, or one folder, that
//! holds its data as a person writes it in a control, the check of `controls lint`, the parts of rows that it reads, its judging,
//! and its words for `controls explain`.
//!
//! The framework reads the data of these kinds and the assessment runs them; they know neither. Everything that a kind needs
//! beyond its own data comes through [`EvidenceContext`]: the estate, every grant, the values of the profile, the day of the
//! assessment.

pub(crate) mod access;
pub(crate) mod assignments;
pub mod attestation;
mod caches;
pub mod check;
mod context;
pub mod environments;
pub mod evidence_age;
pub mod exemptions;
pub(crate) mod exported;
pub(crate) mod exported_policies;
pub mod exposure;
pub mod gateway;
mod guardrails;
mod kind;
mod opinion;
pub mod paths;
pub mod plan;
pub mod policy;
pub mod policy_assignment;
pub mod policy_state;
pub mod private_dns;
pub mod private_endpoints;
mod profile;
mod projection;
pub(crate) mod reason;
pub mod recommendation;
pub mod related;
mod rule;
mod rule_id;
mod says;
mod subject;
mod unseen;
pub(crate) mod wording;

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use context::age;
pub use context::{EvidenceContext, Inputs};
pub use kind::Kind;
pub use opinion::{Opinion, Proof, Undecided};
pub use profile::{Profile, Setting};
pub(crate) use projection::keep_condition;
pub use reason::Reason;
pub use rule::{EvidenceRule, HoldingFile, MayOnly};
pub use says::SaysFile;
pub use subject::Subject;

/// Declares the kinds of evidence: the value of `kind` in a control, and the type that holds its data.
macro_rules! kinds {
    ($($(#[$about:meta])* $name:ident($data:ty),)+) => {
        /// One kind of evidence.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
        pub enum EvidenceFile {
            $($(#[$about])* $name(Box<$data>),)+
        }

        impl EvidenceFile {
            /// The mechanism that judges by it.
            pub fn kind(&self) -> &dyn Kind {
                match self {
                    $(EvidenceFile::$name(kind) => &**kind,)+
                }
            }

            /// The mechanism, to be checked.
            fn kind_mut(&mut self) -> &mut dyn Kind {
                match self {
                    $(EvidenceFile::$name(kind) => &mut **kind,)+
                }
            }
        }
    };
}

kinds! {
    /// The configuration of the subject itself, as Resource Graph holds it.
    Policy(policy::PolicyEvidence),
    /// Recommendations of Defender for Cloud for the subject.
    Recommendation(recommendation::RecommendationEvidence),
    /// Time that Defender's recommendations for the subject have been open.
    OverdueRecommendation(recommendation::OverdueEvidence),
    /// A Defender for Cloud plan of the subscription.
    Plan(plan::PlanEvidence),
    /// How open the network of the subject is.
    Exposure(exposure::ExposureEvidence),
    /// A gateway whose backend is the subject.
    Gateway(gateway::GatewayEvidence),
    /// The private endpoints that lead to the subject.
    PrivateEndpoints(private_endpoints::PrivateEndpointsEvidence),
    /// Whether the private names of the subject lead to its private endpoints.
    PrivateDns(private_dns::PrivateDnsEvidence),
    /// Role assignments: of the subject where it is an identity, over the subject where it is a resource or subscription.
    Access(access::file::AccessEvidence),
    /// Rows that belong to the subject: children, extensions, or rows that name it.
    Related(related::RelatedEvidence),
    /// Guardrails of Azure Policy: all that apply must be in force over the subject.
    PolicyAssignment(policy_assignment::PolicyAssignmentEvidence),
    /// Results of Azure Policy for the subject.
    PolicyState(policy_state::PolicyStateEvidence),
    /// Exemptions from the guardrails over the subject, and assignments that are not enforced.
    Exemptions(exemptions::ExemptionsEvidence),
    /// A person's dated answer in `engagement.toml`. Grade C with an artefact, D without.
    Attestation(attestation::AttestationEvidence),
    /// The age of the exports themselves.
    EvidenceAge(evidence_age::AgeEvidence),
    /// Fails when any part fails, passes when all pass.
    AllOf(rule::AllOf),
    /// Passes when any part passes, fails when all fail.
    AnyOf(rule::AnyOf),
    /// Opinion of the first part that decides.
    FirstOf(rule::FirstOf),
    /// Reach of the subject, an identity.
    Reach(access::file::ReachEvidence),
    /// Grants that the subject, an identity, must not hold together.
    Together(access::file::TogetherEvidence),
    /// Environments of the AI resources in the subject, a subscription.
    Environments(environments::EnvironmentsEvidence),
    /// Paths of `routes.json` that begin at the subject, or in it.
    Path(paths::PathEvidence),
}
