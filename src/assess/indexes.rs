//! Indexes of the rows of one type, each built when it is first asked for, so that what belongs to a subject is looked up and
//! not searched for among every row of the type.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::estate::Estate;
use crate::framework::evidence::Matches;
use crate::inventory::resource::ResourceIx;
use crate::reach::memo::Memo;

use super::join::label;

/// Rows of one type by the folded texts at one path.
#[derive(Debug, Default)]
pub(super) struct ByText {
    texts: BTreeMap<String, Vec<ResourceIx>>,
    /// Rows of which the export does not hold that part: each of them may match.
    silent: Vec<ResourceIx>,
}

impl ByText {
    /// Rows that carry a text which matches one of `own`, or may do so, each once.
    pub(super) fn candidates(&self, matches: Matches, own: &[String]) -> BTreeSet<ResourceIx> {
        let mut found: BTreeSet<ResourceIx> = self.silent.iter().copied().collect();
        for text in own {
            match matches {
                Matches::Equals => found.extend(self.texts.get(text).into_iter().flatten()),
                Matches::Covers => {
                    let above = std::iter::successors(Some(text.as_str()), |text| Some(text.rsplit_once('/')?.0));
                    found.extend(above.filter_map(|text| self.texts.get(text)).flatten());
                }
                Matches::Host => {
                    let hosts = self.texts.iter().filter(|(url, _)| label(url) == label(text));
                    found.extend(hosts.flat_map(|(_, rows)| rows));
                }
                Matches::Below => {
                    found.extend(self.texts.get(text).into_iter().flatten());
                    let below = format!("{text}/");
                    let inside = self.texts.range(below.clone()..);
                    found.extend(
                        inside
                            .take_while(|(text, _)| text.starts_with(&below))
                            .flat_map(|(_, rows)| rows),
                    );
                }
            }
        }
        found
    }
}

/// Rows of one type by lower-case id: what stands below an id is a run of them.
#[derive(Debug)]
pub(super) struct ById(Vec<(Box<str>, ResourceIx)>);

impl ById {
    fn of(estate: &Estate<'_>, kind: &str) -> Self {
        let rows = estate.inventory.of_type(kind).iter();
        let folded = |ix: &ResourceIx| estate.inventory.resource(*ix).id().to_ascii_lowercase().into();
        let mut rows: Vec<(Box<str>, ResourceIx)> = rows.map(|ix| (folded(ix), *ix)).collect();
        rows.sort_unstable();
        ById(rows)
    }

    /// The rows whose id begins with a lower-case prefix, by id.
    pub(super) fn below<'s>(&'s self, prefix: &'s str) -> impl Iterator<Item = (&'s str, ResourceIx)> {
        let start = self.0.partition_point(|(id, _)| **id < *prefix);
        let rows = self.0[start..].iter().take_while(move |(id, _)| id.starts_with(prefix));
        rows.map(|(id, ix)| (&**id, *ix))
    }
}

/// The indexes that were asked for.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    by_text: Memo<(String, String), Arc<ByText>>,
    by_id: Memo<String, Arc<ById>>,
}

impl Indexes {
    /// The index of a type by a path, built from `rows` when it is first asked for: each row with its texts, or `None` where
    /// the export does not tell them.
    pub(super) fn by_text<R>(&self, kind: &str, path: &str, rows: impl FnOnce() -> R) -> Arc<ByText>
    where
        R: Iterator<Item = (ResourceIx, Option<Vec<String>>)>,
    {
        self.by_text.of((kind.to_ascii_lowercase(), path.to_owned()), |_| {
            let mut index = ByText::default();
            for (ix, texts) in rows() {
                match texts {
                    None => index.silent.push(ix),
                    Some(texts) => texts
                        .into_iter()
                        .for_each(|text| index.texts.entry(text).or_default().push(ix)),
                }
            }
            Arc::new(index)
        })
    }

    /// The rows of a type by id.
    pub(super) fn by_id(&self, estate: &Estate<'_>, kind: &str) -> Arc<ById> {
        self.by_id
            .of(kind.to_ascii_lowercase(), |kind| Arc::new(ById::of(estate, kind)))
    }
}
