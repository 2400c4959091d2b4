//! Memo of answers that many callers share.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Cache of the answer for each key. It is not locked while an answer is computed, so that the computation may ask for other
/// keys; two threads that ask for one key at once both compute it, and get equal answers.
#[derive(Debug)]
pub(crate) struct Memo<K, V>(Mutex<FxHashMap<K, V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Memo(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// The answer for a key: the cached one, or else the result of `find`, which is then cached.
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
