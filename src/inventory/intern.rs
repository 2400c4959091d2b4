//! Strings that repeat a million times are held once: subscriptions, resource groups, types, regions.

use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::places::{Lately, Places, hash_folded};
use super::texts::{Text, Texts};

/// An interned string. Two symbols of one interner are equal exactly when their texts are equal, case included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// A number that stands for it, as long as its interner lives.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The symbol of such a number.
    pub fn of_number(number: u32) -> Self {
        Symbol(number)
    }
}

/// Holds each string once, and knows which differ in case only.
#[derive(Debug, Default)]
pub struct Interner {
    texts: Texts,
    /// Where the text of each symbol stands, and the symbol that stands for all spellings of it.
    symbols: Vec<(Text, Symbol)>,
    by_text: Places<Symbol>,
    lately: Lately<Symbol>,
    /// The symbols of texts in lower case, by those of their spellings, where that was asked for.
    lower: FxHashMap<Symbol, Symbol>,
    keys: Vec<Arc<str>>,
    by_key: FxHashMap<Arc<str>, u32>,
}

impl Interner {
    /// The symbol of `text`, made if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = *self.lately.of(text.as_bytes())
            && self.text(symbol) == text
        {
            return symbol;
        }
        let symbol = self.held(text);
        *self.lately.of(text.as_bytes()) = Some(symbol);
        symbol
    }

    fn held(&mut self, text: &str) -> Symbol {
        let hash = hash(text);
        if let Some(symbol) = self.by_text.find(hash, |symbol| self.text(symbol) == text) {
            return symbol;
        }
        let other = self.spelt(hash, text);
        let symbol = Symbol(self.symbols.len() as u32);
        self.symbols.push((self.texts.add(text), other.unwrap_or(symbol)));
        self.by_text.insert(hash, symbol);
        symbol
    }

    /// The symbol of `text` in lower case, made if it is new.
    pub fn intern_lower(&mut self, text: &str) -> Symbol {
        let symbol = self.intern(text);
        if let Some(lower) = self.lower.get(&symbol) {
            return *lower;
        }
        let lower = self.intern(&text.to_ascii_lowercase());
        self.lower.insert(symbol, lower);
        lower
    }

    /// The symbol of `text` if it was interned before.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.by_text.find(hash(text), |symbol| self.text(symbol) == text)
    }

    /// The symbol that stands for all spellings of `text`, if any was interned before.
    pub fn find_folded(&self, text: &str) -> Option<Symbol> {
        self.spelt(hash(text), text)
    }

    /// The same of a text with this hash.
    fn spelt(&self, hash: u64, text: &str) -> Option<Symbol> {
        let is_spelling = |symbol| self.text(symbol).eq_ignore_ascii_case(text);
        self.by_text.find(hash, is_spelling).map(|symbol| self.fold(symbol))
    }

    /// The text of a symbol.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(self.symbols[symbol.0 as usize].0)
    }

    /// How many strings are held.
    pub fn count(&self) -> usize {
        self.symbols.len()
    }

    /// Every text.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(|(text, _)| self.texts.get(*text))
    }

    /// The symbol that stands for all spellings of a text: Azure compares ids, types and names without regard to case.
    pub fn fold(&self, symbol: Symbol) -> Symbol {
        self.symbols[symbol.0 as usize].1
    }

    /// The number of a key of objects. Keys are numbered apart from other strings; they are few and are handed out whole.
    pub fn intern_key(&mut self, key: &str) -> u32 {
        if let Some(number) = self.by_key.get(key) {
            return *number;
        }
        let number = self.keys.len() as u32;
        let new: Arc<str> = Arc::from(key);
        self.keys.push(new.clone());
        self.by_key.insert(new, number);
        number
    }

    /// The same of a text that is no key, unless it is new and there are as many as `most` already.
    pub fn key_below(&mut self, text: &str, most: usize) -> Option<u32> {
        match self.by_key.get(text) {
            Some(known) => Some(*known),
            None => (self.keys.len() < most).then(|| self.intern_key(text)),
        }
    }

    /// The key of a number.
    pub fn key(&self, number: u32) -> Arc<str> {
        self.keys[number as usize].clone()
    }

    /// The same, to look at.
    pub fn key_text(&self, number: u32) -> &str {
        self.keys.get(number as usize).map_or("", |key| key)
    }
}

/// A hash that all spellings share.
fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hash_folded(text, &mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_differ_in_case_fold_to_one_symbol() {
        let mut strings = Interner::default();
        let (upper, lower) = (strings.intern("Microsoft.Storage"), strings.intern("microsoft.storage"));
        assert_ne!(upper, lower);
        assert_eq!(strings.fold(upper), strings.fold(lower));
        assert_eq!(strings.text(upper), "Microsoft.Storage");
        assert_eq!(strings.find_folded("MICROSOFT.storage"), Some(strings.fold(lower)));
        let other = strings.intern_lower("MICROSOFT.Web");
        assert_eq!(strings.text(other), "microsoft.web");
        assert_eq!(strings.intern_lower("Microsoft.Web"), other);
        assert_ne!(strings.fold(other), strings.fold(lower));
    }
}
