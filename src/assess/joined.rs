//! Rows by the texts at a path of theirs, so that a join asks the few rows that can match instead of every row of a type.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::inventory::resource::ResourceIx;

/// Rows of one type by the folded texts at one path.
#[derive(Debug, Default)]
pub(super) struct ByText {
    texts: BTreeMap<String, Vec<ResourceIx>>,
    /// Rows of which the export does not hold that part: each of them may match.
    silent: Vec<ResourceIx>,
}

impl ByText {
    /// Rows that carry one of the texts or may do so, each once.
    pub(super) fn candidates(&self, texts: &[String]) -> BTreeSet<ResourceIx> {
        let carrying = texts.iter().filter_map(|text| self.texts.get(text)).flatten();
        carrying.chain(&self.silent).copied().collect()
    }
}

/// The indexes that joins have asked for, by lower-case type and path.
#[derive(Debug, Default)]
pub(super) struct Joined {
    indexes: RefCell<BTreeMap<(String, String), Rc<ByText>>>,
}

impl Joined {
    /// The index of a type by a path, built from `rows` when it is first asked for: each row with its texts, or `None` where
    /// the export does not tell them.
    pub(super) fn index<R>(&self, kind: &str, path: &str, rows: impl FnOnce() -> R) -> Rc<ByText>
    where
        R: Iterator<Item = (ResourceIx, Option<Vec<String>>)>,
    {
        let key = (kind.to_ascii_lowercase(), path.to_owned());
        if let Some(known) = self.indexes.borrow().get(&key) {
            return known.clone();
        }
        let mut index = ByText::default();
        for (ix, texts) in rows() {
            match texts {
                None => index.silent.push(ix),
                Some(texts) => texts
                    .into_iter()
                    .for_each(|text| index.texts.entry(text).or_default().push(ix)),
            }
        }
        let index = Rc::new(index);
        self.indexes.borrow_mut().insert(key, index.clone());
        index
    }
}
