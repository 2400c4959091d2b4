//! Indexes of the rows of one type, each built on the first lookup, so that the rows that belong to a subject are looked up and
//! not searched for among every row of the type.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use crate::access::memo::Memo;
use crate::inventory::Inventory;
use crate::inventory::resource::ResourceIx;

use super::file::Matches;
use super::join::{label, texts};

/// Key under which a row is indexed, for each of its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Filing {
    /// The text.
    Whole,
    /// The text and all that it lies below.
    Ancestors,
    /// The label of the host that it names.
    Host,
}

/// Rows of one type by the hashes of the folded texts at one path. Two texts may share a hash, so the caller compares the texts.
#[derive(Debug, Default)]
pub(super) struct ByText {
    rows: Vec<(u64, ResourceIx)>,
    /// Rows of which the export does not hold that part: each of them may match.
    silent: Vec<ResourceIx>,
}

impl ByText {
    fn of(inventory: &Inventory, kind: &str, path: &str, filing: Filing) -> Self {
        let mut index = ByText::default();
        for ix in inventory.of_type(kind) {
            let Some(texts) = texts(inventory.resource(*ix), path) else {
                index.silent.push(*ix);
                continue;
            };
            for text in &texts {
                match filing {
                    Filing::Whole => index.rows.push((hash(text), *ix)),
                    Filing::Ancestors => index.rows.extend(upwards(text).map(|text| (hash(text), *ix))),
                    Filing::Host => index.rows.extend(label(text).map(|label| (hash(label), *ix))),
                }
            }
        }
        index.rows.sort_unstable();
        index.rows.shrink_to_fit();
        index
    }

    fn filed<'s>(&'s self, text: &str) -> impl Iterator<Item = ResourceIx> + use<'s> {
        let wanted = hash(text);
        let start = self.rows.partition_point(|(hash, _)| *hash < wanted);
        let same = self.rows[start..].iter().take_while(move |(hash, _)| *hash == wanted);
        same.map(|(_, ix)| *ix)
    }
}

/// A text and what it lies below, as ids and paths are cut.
fn upwards(text: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(text), |text| Some(text.rsplit_once('/')?.0))
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// Rows of one type in the order of their lower-case ids: what stands below an id is a run of them.
#[derive(Debug)]
pub(crate) struct ById(Vec<ResourceIx>);

impl ById {
    fn of(inventory: &Inventory, kind: &str) -> Self {
        let mut rows = inventory.of_type(kind).to_vec();
        rows.sort_by_cached_key(|ix| folded_id(inventory, *ix));
        ById(rows)
    }

    /// The rows whose id begins with a lower-case prefix, by id, each with its own in lower case.
    pub(crate) fn below<'s>(
        &'s self,
        inventory: &'s Inventory,
        prefix: &'s str,
    ) -> impl Iterator<Item = (String, ResourceIx)> + 's {
        let start = self.0.partition_point(|ix| *folded_id(inventory, *ix) < *prefix);
        let rows = self.0[start..].iter().map(|ix| (folded_id(inventory, *ix), *ix));
        rows.take_while(move |(id, _)| id.starts_with(prefix))
    }
}

fn folded_id(inventory: &Inventory, ix: ResourceIx) -> String {
    let mut id = inventory.resource(ix).id();
    id.make_ascii_lowercase();
    id
}

/// The indexes that were built so far.
#[derive(Debug, Default)]
pub(crate) struct Indexes {
    by_text: Memo<(String, String, Filing), Arc<ByText>>,
    by_id: Memo<String, Arc<ById>>,
}

impl Indexes {
    /// The rows of a type, in any case, that may carry at a path a text which matches one of `own`: each once, by index.
    pub(super) fn candidates(
        &self,
        inventory: &Inventory,
        (kind, path): (&str, &str),
        matches: Matches,
        own: &[String],
    ) -> Vec<ResourceIx> {
        let filing = match matches {
            Matches::Equals | Matches::Covers => Filing::Whole,
            Matches::Below => Filing::Ancestors,
            Matches::Host => Filing::Host,
        };
        let key = (kind.to_ascii_lowercase(), path.to_owned(), filing);
        let index = self.by_text.of(key, |(kind, path, _)| {
            Arc::new(ByText::of(inventory, kind, path, filing))
        });
        let mut found = index.silent.clone();
        for text in own {
            match matches {
                Matches::Equals | Matches::Below => found.extend(index.filed(text)),
                Matches::Covers => found.extend(upwards(text).flat_map(|text| index.filed(text))),
                Matches::Host => found.extend(label(text).into_iter().flat_map(|label| index.filed(label))),
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The rows of a type, in any case, by id.
    pub(crate) fn by_id(&self, inventory: &Inventory, kind: &str) -> Arc<ById> {
        self.by_id
            .of(kind.to_ascii_lowercase(), |kind| Arc::new(ById::of(inventory, kind)))
    }
}
