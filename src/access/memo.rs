//! Answers that are the same for many who ask.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Remembers what was found for a key. It is not locked while something is found, so that what is found may ask for other
/// keys; two who ask for the same key at once both find it, and find the same.
#[derive(Debug)]
pub(crate) struct Memo<K, V>(Mutex<FxHashMap<K, V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Memo(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// What was found for a key, or what `find` finds now.
    pub(crate) fn of(&self, key: K, find: impl FnOnce(&K) -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&key) {
            return known.clone();
        }
        let found = find(&key);
        known().insert(key, found.clone());
        found
    }
}
