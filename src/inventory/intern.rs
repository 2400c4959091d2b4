//! Strings that repeat a million times are held once: subscriptions, resource groups, types, regions.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::places::Places;
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

/// Holds each string once, with its case-folded twin.
#[derive(Debug, Default)]
pub struct Interner {
    texts: Texts,
    /// Where the text of each symbol stands, and the symbol of the same text in lower case.
    symbols: Vec<(Text, Symbol)>,
    by_text: Places<Symbol>,
    keys: Vec<Arc<str>>,
    by_key: FxHashMap<Arc<str>, u32>,
}

impl Interner {
    /// The symbol of `text`, made if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.find(text) {
            return symbol;
        }
        let symbol = self.push(text);
        let lower = text.to_ascii_lowercase();
        let folded = match self.find(&lower) {
            Some(folded) => folded,
            None => self.push(&lower),
        };
        self.symbols[symbol.0 as usize].1 = folded;
        symbol
    }

    /// The symbol of `text` if it was interned before.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.by_text
            .find(FxBuildHasher.hash_one(text), |symbol| self.text(symbol) == text)
    }

    /// The symbol of `text` in lower case, if any spelling was interned before.
    pub fn find_folded(&self, text: &str) -> Option<Symbol> {
        match self.find(text) {
            Some(symbol) => Some(self.fold(symbol)),
            None => self.find(&text.to_ascii_lowercase()),
        }
    }

    /// The text of a symbol.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(self.symbols[symbol.0 as usize].0)
    }

    /// Every text, spelt as it came and in lower case.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(|(text, _)| self.texts.get(*text))
    }

    /// The symbol of the same text in lower case: Azure compares ids, types and names without regard to case.
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

    /// The key of a number.
    pub fn key(&self, number: u32) -> Arc<str> {
        self.keys[number as usize].clone()
    }

    /// The same, to look at.
    pub fn key_text(&self, number: u32) -> &str {
        self.keys.get(number as usize).map_or("", |key| key)
    }

    fn push(&mut self, text: &str) -> Symbol {
        let symbol = Symbol(self.symbols.len() as u32);
        self.symbols.push((self.texts.add(text), symbol));
        self.by_text.insert(FxBuildHasher.hash_one(text), symbol);
        symbol
    }
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
        assert_eq!(strings.text(strings.fold(upper)), "microsoft.storage");
    }
}
