//! Tables of places that are found by what stands there. Each place keeps half of its hash, so that a table that grows reads
//! nothing of what it points to, and a search next to nothing that is not what it looks for.

use hashbrown::HashTable;

/// An odd number of which every bit depends on all below it.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Eight blanks: what an ASCII letter lacks to be a small one.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Places by the hash of what stands there.
#[derive(Debug)]
pub(super) struct Places<T>(HashTable<(u32, T)>);

impl<T> Default for Places<T> {
    fn default() -> Self {
        Places(HashTable::new())
    }
}

impl<T: Copy> Places<T> {
    /// The place of this hash that `is` what is looked for.
    pub(super) fn find(&self, hash: u64, mut is: impl FnMut(T) -> bool) -> Option<T> {
        let half = half(hash);
        let found = self.0.find(spread(half), |(own, place)| *own == half && is(*place));
        found.map(|(_, place)| *place)
    }

    /// The same, to be changed.
    pub(super) fn find_mut(&mut self, hash: u64, mut is: impl FnMut(T) -> bool) -> Option<&mut T> {
        let half = half(hash);
        let found = self.0.find_mut(spread(half), |(own, place)| *own == half && is(*place));
        found.map(|(_, place)| place)
    }

    /// Adds a place that is not there.
    pub(super) fn insert(&mut self, hash: u64, place: T) {
        let half = half(hash);
        self.0
            .insert_unique(spread(half), (half, place), |(own, _)| spread(*own));
    }
}

/// Places that were asked for lately, by a few bytes of what stands there: rows that follow each other name the same groups,
/// regions and types, and a table of a million is far away.
#[derive(Debug)]
pub(super) struct Lately<T>([Option<T>; LATELY]);

/// Places that are remembered.
const LATELY: usize = 256;

impl<T> Default for Lately<T> {
    fn default() -> Self {
        Lately([const { None }; LATELY])
    }
}

impl<T> Lately<T> {
    /// The place of content that ends like this, if it was the last of its kind, and where it is to be remembered.
    pub(super) fn of(&mut self, content: &[u8]) -> &mut Option<T> {
        let mut end = [0; 8];
        let from = content.len().saturating_sub(8);
        end[..content.len() - from].copy_from_slice(&content[from..]);
        let mixed = (u64::from_le_bytes(end) ^ content.len() as u64).wrapping_mul(SPREAD);
        &mut self.0[(mixed >> 56) as usize % LATELY]
    }
}

/// Feeds a text to a hasher so that all its spellings in small and large letters give the same.
pub(super) fn hash_folded(text: &str, hasher: &mut impl std::hash::Hasher) {
    let (whole, rest) = text.as_bytes().as_chunks::<8>();
    for chunk in whole {
        hasher.write_u64(u64::from_le_bytes(*chunk) | SMALL);
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    hasher.write_u64(u64::from_le_bytes(last) | SMALL);
    hasher.write_usize(text.len());
}

/// The lower half: there `FxHasher` puts the bits that depend on all of a text.
fn half(hash: u64) -> u32 {
    hash as u32
}

/// A hash of all 64 bits, of which the table looks at both ends.
fn spread(half: u32) -> u64 {
    u64::from(half).wrapping_mul(SPREAD)
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher as _;

    use rustc_hash::FxHasher;

    use super::*;

    fn hash(text: &str) -> u64 {
        let mut hasher = FxHasher::default();
        hash_folded(text, &mut hasher);
        hasher.finish()
    }

    #[test]
    fn spellings_share_a_hash_and_other_texts_do_not() {
        assert_eq!(hash("Microsoft.Storage/Größe"), hash("microsoft.storage/größe"));
        let texts = ["", " ", "a", "ab", "abcdefgh", "abcdefgh ", "abcdefghi"];
        let hashes: std::collections::BTreeSet<u64> = texts.iter().map(|text| hash(text)).collect();
        assert_eq!(hashes.len(), texts.len());
    }

    #[test]
    fn every_place_is_found_after_the_table_has_grown() {
        let names: Vec<String> = (0..5_000).map(|number| format!("name-{number}")).collect();
        let mut places = Places::default();
        for (at, name) in names.iter().enumerate() {
            assert_eq!(places.find(hash(name), |place: usize| names[place] == *name), None);
            places.insert(hash(name), at);
        }
        for (at, name) in names.iter().enumerate() {
            assert_eq!(places.find(hash(name), |place| names[place] == *name), Some(at));
        }
        // Two that share a hash are told apart by what stands there.
        places.insert(hash("name-7"), 9_000);
        assert_eq!(places.find(hash("name-7"), |place| place == 9_000), Some(9_000));
    }
}
