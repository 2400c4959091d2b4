//! Criticality tiers, and counts by tier.

/// Criticality tiers run from 1 to this.
pub(super) const TIERS: usize = 4;

/// Number of subjects of each tier, tier 1 first.
pub(super) type PerTier = [u64; TIERS];
