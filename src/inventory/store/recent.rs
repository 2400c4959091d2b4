//! 256-entry direct-mapped cache of the last lookups. Rows that follow each other name the same groups, regions and types, while
//! the hash index of a million contents lies outside the processor's caches.

use super::hash_index::SPREAD;

/// Slots of the cache; a power of two.
const SLOTS: usize = 256;

/// Direct-mapped cache of the last lookups: each content has one slot, found by its length and its last eight bytes, and a later
/// content replaces it. A slot may hold another content than the one that is looked up, so the caller compares.
#[derive(Debug)]
pub(crate) struct RecentLookups<T>([Option<T>; SLOTS]);

impl<T> Default for RecentLookups<T> {
    fn default() -> Self {
        RecentLookups([const { None }; SLOTS])
    }
}

impl<T> RecentLookups<T> {
    /// The slot of a content.
    pub(crate) fn slot(&mut self, content: &[u8]) -> &mut Option<T> {
        let mut end = [0; 8];
        let from = content.len().saturating_sub(8);
        end[..content.len() - from].copy_from_slice(&content[from..]);
        let mixed = (u64::from_le_bytes(end) ^ content.len() as u64).wrapping_mul(SPREAD);
        &mut self.0[(mixed >> 56) as usize % SLOTS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_has_one_slot_of_its_length_and_its_end() {
        let mut cache = RecentLookups::default();
        *cache.slot(b"westeurope") = Some(1);
        assert_eq!(*cache.slot(b"westeurope"), Some(1));
        assert_eq!(
            *cache.slot(b"easteurope"),
            Some(1),
            "the last eight bytes and the length are equal"
        );
        assert_eq!(*cache.slot(b"northeurope"), None);
    }
}
