//! Strings that repeat a million times are held once: subscriptions, resource groups, types, regions.

use std::sync::Arc;

use rustc_hash::FxHashMap;

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
    texts: Vec<Arc<str>>,
    folded: Vec<Symbol>,
    symbols: FxHashMap<Arc<str>, Symbol>,
}

impl Interner {
    /// The symbol of `text`, made if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.symbols.get(text) {
            return *symbol;
        }
        let symbol = self.push(text);
        let lower = text.to_ascii_lowercase();
        let folded = match self.symbols.get(lower.as_str()) {
            Some(folded) => *folded,
            None => self.push(&lower),
        };
        self.folded[symbol.0 as usize] = folded;
        symbol
    }

    /// The symbol of `text` if it was interned before.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.symbols.get(text).copied()
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
        &self.texts[symbol.0 as usize]
    }

    /// The same, to keep.
    pub fn shared(&self, symbol: Symbol) -> Arc<str> {
        self.texts[symbol.0 as usize].clone()
    }

    /// Every text, spelt as it came and in lower case.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| &**text)
    }

    /// The symbol of the same text in lower case: Azure compares ids, types and names without regard to case.
    pub fn fold(&self, symbol: Symbol) -> Symbol {
        self.folded[symbol.0 as usize]
    }

    fn push(&mut self, text: &str) -> Symbol {
        let symbol = Symbol(self.texts.len() as u32);
        let text: Arc<str> = Arc::from(text);
        self.texts.push(text.clone());
        self.folded.push(symbol);
        self.symbols.insert(text, symbol);
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
