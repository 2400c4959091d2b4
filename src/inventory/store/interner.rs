//! Interner of the strings that repeat a million times: subscriptions, resource groups, types, regions. Each is held once and is
//! referred to by a symbol of four bytes.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};

use super::arena::{Arena, Span};
use super::hash_index::{HashIndex, hash_ignoring_case};
use super::recent::RecentLookups;

/// An interned string. Two symbols of one interner are equal exactly when their texts are equal, case included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(u32);

impl Symbol {
    /// The number of the symbol in its interner, below [`Interner::count`].
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The symbol that has this number in its interner.
    pub(crate) fn of_number(number: u32) -> Self {
        Symbol(number)
    }
}

/// Holds each string once, and knows which differ in case only: Azure compares ids, types and names without regard to case, and
/// exports of one tenant spell them differently.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    texts: Arena,
    /// Indexed by symbol: the text, and the symbol that stands for all spellings of it.
    symbols: Vec<(Span, Symbol)>,
    by_text: HashIndex<Symbol>,
    recent: RecentLookups<Symbol>,
    /// The symbol of the lower-case spelling, by symbol, where it was looked up before.
    lower: FxHashMap<Symbol, Symbol>,
}

impl Interner {
    /// The symbol of a text, which becomes one if it is new.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = *self.recent.slot(text.as_bytes())
            && self.text(symbol) == text
        {
            return symbol;
        }
        let symbol = self.find_or_add(text);
        *self.recent.slot(text.as_bytes()) = Some(symbol);
        symbol
    }

    fn find_or_add(&mut self, text: &str) -> Symbol {
        let hash = hash(text);
        if let Some(symbol) = self.by_text.find(hash, |symbol| self.text(symbol) == text) {
            return symbol;
        }
        let other = self.find_spelling(hash, text);
        let symbol = Symbol(self.symbols.len() as u32);
        self.symbols.push((self.texts.add(text), other.unwrap_or(symbol)));
        self.by_text.insert(hash, symbol);
        symbol
    }

    /// The symbol of a text in lower case. Remembered by symbol: a type is folded once, not once for each of its rows.
    pub(crate) fn intern_lower(&mut self, text: &str) -> Symbol {
        let symbol = self.intern(text);
        if let Some(lower) = self.lower.get(&symbol) {
            return *lower;
        }
        let lower = self.intern(&text.to_ascii_lowercase());
        self.lower.insert(symbol, lower);
        lower
    }

    /// The symbol of a text that was interned before.
    pub(crate) fn find(&self, text: &str) -> Option<Symbol> {
        self.by_text.find(hash(text), |symbol| self.text(symbol) == text)
    }

    /// The symbol that stands for all spellings of a text of which one was interned before.
    pub(crate) fn find_folded(&self, text: &str) -> Option<Symbol> {
        self.find_spelling(hash(text), text)
    }

    fn find_spelling(&self, hash: u64, text: &str) -> Option<Symbol> {
        let is_spelling = |symbol| self.text(symbol).eq_ignore_ascii_case(text);
        self.by_text.find(hash, is_spelling).map(|symbol| self.fold(symbol))
    }

    /// The text of a symbol.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(self.symbols[symbol.0 as usize].0)
    }

    /// The number of strings, each spelling counted.
    pub(crate) fn count(&self) -> usize {
        self.symbols.len()
    }

    /// Every text, in the order in which it was first interned.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(|(text, _)| self.texts.get(*text))
    }

    /// The symbol that stands for all spellings of a symbol's text: the first of them that was interned.
    pub(crate) fn fold(&self, symbol: Symbol) -> Symbol {
        self.symbols[symbol.0 as usize].1
    }
}

/// A hash that all spellings of a text share, so that one index finds both the text and its spellings.
fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hash_ignoring_case(text, &mut hasher);
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
