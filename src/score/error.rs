//! Reasons why an input is unfit to be scored. None of these can come from tenant data: they are faults of the framework files or
//! of the caller, and are found before anything is computed.

use thiserror::Error;

/// Reason why no score was computed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScoreError {
    /// A weight or divisor of 0 would make a term of the score undefined.
    #[error("the {what} must be greater than 0")]
    ZeroWeight {
        /// The weight, as the framework names it.
        what: String,
    },
    /// With a divisor below 4 a failing tier-4 subject would make a control score negative.
    #[error("the tier penalty divisor must be at least 4, not {divisor}")]
    TierPenaltyTooSteep {
        /// The divisor of the rules.
        divisor: u32,
    },
    /// The share of the weighted mean in the assembled score must lie in [0, 1].
    #[error("the share of the mean must be between 0 and 1")]
    MeanShareOutOfRange,
    /// Two domains of the rules have one id.
    #[error("the domain '{domain}' is listed twice")]
    DuplicateDomain {
        /// The repeated id.
        domain: Box<str>,
    },
    /// A control belongs to a domain that the rules do not list.
    #[error("the control '{control}' belongs to the domain '{domain}', which has no weight")]
    UnknownDomain {
        /// The control's id.
        control: Box<str>,
        /// The domain it names.
        domain: Box<str>,
    },
    /// A criticality tier is not 1, 2, 3 or 4.
    #[error("a subject of the control '{control}' has the tier {tier}; tiers run from 1 to 4")]
    TierOutOfRange {
        /// The control's id.
        control: Box<str>,
        /// The tier given.
        tier: u8,
    },
    /// A gate's cap is above 100.
    #[error("the gate '{gate}' has the cap {cap}; a cap is at most 100")]
    CapOutOfRange {
        /// The gate's id.
        gate: Box<str>,
        /// The cap given.
        cap: u32,
    },
    /// A gate or a fix points at a control or a subject that is not in the input.
    #[error("'{owner}' names subject {subject} of control {control}, which is not there")]
    MissingMember {
        /// The id of the gate or the fix.
        owner: Box<str>,
        /// Index of the control.
        control: usize,
        /// Index of the subject within the control.
        subject: usize,
    },
}
