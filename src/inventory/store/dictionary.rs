//! Dictionary of the columns' bytes: the strings that the codec writes as numbers.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::value::arm_parts::compose;
use crate::value::codec;

use super::interner::{Interner, Symbol};

/// Upper bound of the texts that are numbered beside the keys. The words of Azure, a few thousand, repeat throughout a tenant; an
/// export with more has names that look like words, and each entry costs more than the text that it saves.
const MOST_WORDS: usize = 1 << 16;

/// The strings of one store.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    /// Parts of ARM ids, and of rows what thousands of them share.
    pub(crate) strings: Interner,
    /// Keys of objects, and frequent words. Numbered apart from other strings, so that most numbers take one byte; shared, because
    /// every tree of values that is made holds its keys.
    words: Vec<Arc<str>>,
    by_word: FxHashMap<Arc<str>, u32>,
}

impl Dictionary {
    /// The number of a key, which gets one if it is new.
    pub(super) fn number_key(&mut self, key: &str) -> u32 {
        if let Some(number) = self.by_word.get(key) {
            return *number;
        }
        let number = self.words.len() as u32;
        let new: Arc<str> = Arc::from(key);
        self.words.push(new.clone());
        self.by_word.insert(new, number);
        number
    }

    /// The number of a text that is no key; none where the text is new and the dictionary is full.
    pub(super) fn number_word(&mut self, text: &str) -> Option<u32> {
        match self.by_word.get(text) {
            Some(known) => Some(*known),
            None => (self.words.len() < MOST_WORDS).then(|| self.number_key(text)),
        }
    }
}

impl codec::Dictionary for Dictionary {
    fn text(&self, number: u64) -> &str {
        self.words.get(number as usize).map_or("", |word| word)
    }

    fn key(&self, number: u64) -> Arc<str> {
        self.words[number as usize].clone()
    }

    fn id(&self, prefix: u64, kind: u64, name: &str) -> String {
        let text = |number: u64| self.strings.text(Symbol::of_number(number as u32));
        compose(text(prefix), text(kind), name)
    }
}
