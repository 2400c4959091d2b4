//! Hash index over contents that are stored elsewhere, such as in an arena: it holds their positions and half of their hashes,
//! and no key a second time. With the hash beside the position a table that grows reads nothing of the contents, and a search
//! compares next to nothing but the content that it looks for; both would be cache misses, one for each of a million rows.

use hashbrown::HashTable;

/// An odd number of which every bit depends on all below it: the golden ratio as a fraction of 2^64 (Fibonacci hashing).
pub(super) const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Eight blanks: the bit that an upper-case ASCII letter lacks to be a lower-case one, in every byte.
const LOWER_CASE: u64 = 0x2020_2020_2020_2020;

/// Places by the hash of the contents that stand there.
#[derive(Debug)]
pub(crate) struct HashIndex<T>(HashTable<(u32, T)>);

impl<T> Default for HashIndex<T> {
    fn default() -> Self {
        HashIndex(HashTable::new())
    }
}

impl<T: Copy> HashIndex<T> {
    /// The place with this hash whose content `is` the wanted one.
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(T) -> bool) -> Option<T> {
        let half = half(hash);
        let found = self.0.find(spread(half), |(own, place)| *own == half && is(*place));
        found.map(|(_, place)| *place)
    }

    /// A mutable reference to the place that [`HashIndex::find`] finds.
    pub(crate) fn find_mut(&mut self, hash: u64, mut is: impl FnMut(T) -> bool) -> Option<&mut T> {
        let half = half(hash);
        let found = self.0.find_mut(spread(half), |(own, place)| *own == half && is(*place));
        found.map(|(_, place)| place)
    }

    /// Adds a place that the index does not hold yet.
    pub(crate) fn insert(&mut self, hash: u64, place: T) {
        let half = half(hash);
        self.0
            .insert_unique(spread(half), (half, place), |(own, _)| spread(*own));
    }
}

/// Feeds a text to a hasher so that all its spellings in upper and lower case give the same hash. Some texts that differ otherwise
/// (`[` and `{`) share one as well, which a comparison tells apart. Eight bytes a step, since every text of every row passes here.
pub(crate) fn hash_ignoring_case(text: &str, hasher: &mut impl std::hash::Hasher) {
    let (whole, rest) = text.as_bytes().as_chunks::<8>();
    for chunk in whole {
        hasher.write_u64(u64::from_le_bytes(*chunk) | LOWER_CASE);
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    hasher.write_u64(u64::from_le_bytes(last) | LOWER_CASE);
    hasher.write_usize(text.len());
}

/// The lower half of a hash: there `FxHasher` puts the bits that depend on all of a text.
fn half(hash: u64) -> u32 {
    hash as u32
}

/// A hash of all 64 bits, made of the half that is kept: the table looks at both ends.
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
        hash_ignoring_case(text, &mut hasher);
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
    fn every_place_is_found_after_the_index_has_grown() {
        let names: Vec<String> = (0..5_000).map(|number| format!("name-{number}")).collect();
        let mut index = HashIndex::default();
        for (at, name) in names.iter().enumerate() {
            assert_eq!(index.find(hash(name), |place: usize| names[place] == *name), None);
            index.insert(hash(name), at);
        }
        for (at, name) in names.iter().enumerate() {
            assert_eq!(index.find(hash(name), |place| names[place] == *name), Some(at));
        }
        // Two contents that share a hash are distinguished by comparing them.
        index.insert(hash("name-7"), 9_000);
        assert_eq!(index.find(hash("name-7"), |place| place == 9_000), Some(9_000));
    }
}
