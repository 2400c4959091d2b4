//! The projection of a row: the paths of it that are kept. The framework says which paths its conditions read; everything else is
//! skipped while parsing, so that a row of 40 KB costs a few hundred bytes and a tenant of a million resources fits in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::json::Value;
use super::path::{Step, steps};

/// The key under which child resources keep their members.
const BAG: &str = "properties";
/// The column whose members are texts.
const TAGS: &str = "tags";

/// The paths to keep, by resource type.
#[derive(Clone, Debug, Default)]
pub struct Projection {
    every_type: Arc<Node>,
    by_type: BTreeMap<Box<str>, Node>,
    /// Types, in lower case, whose rows are kept as rows although the inventory holds what they say in a table of its own.
    as_rows: BTreeSet<Box<str>>,
}

/// One key of a kept path. A node without members keeps everything below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    members: Vec<(Arc<str>, Node)>,
    whole: bool,
    /// Whether a truth value is expected here.
    is_truth: bool,
    /// Whether everything here is text, however it is written: tags.
    is_text: bool,
    /// The spelling of a `properties` bag that this node looks through: set on every node below the top of the row.
    bag: Option<Arc<str>>,
}

impl Projection {
    /// Keeps `path` (dotted, `['a.b']` for a key with dots; `[*]` allowed and ignored: elements of an array share one node) of
    /// rows of `resource_type`, or of every type when that is `None`. The first segment names a column: `properties`, `tags`,
    /// `identity`, `sku`, `kind`. A bag below it may be written or left out.
    pub fn keep(&mut self, resource_type: Option<&str>, path: &str) {
        self.kept(resource_type, path);
    }

    /// Keeps `path` as [`Projection::keep`] does, and notes that Azure keeps a truth value there.
    pub fn keep_truth(&mut self, resource_type: Option<&str>, path: &str) {
        self.kept(resource_type, path).is_truth = true;
    }

    /// Keeps the rows of a type as rows, where the inventory holds them in a table of their own as well: role assignments, plans,
    /// assessments.
    pub fn keep_rows(&mut self, resource_type: &str) {
        self.as_rows.insert(resource_type.to_ascii_lowercase().into());
    }

    /// Whether rows of a lower-case type are kept as rows.
    pub fn keeps_rows(&self, resource_type: &str) -> bool {
        self.as_rows.contains(resource_type)
    }

    /// Keeps of rows of the type `to` what is kept of these members of a column in rows of the type `from`.
    pub fn lend(&mut self, from: &str, to: &str, column: &str, keys: &[Arc<str>]) {
        let node = self.of(from);
        let Some((_, lent)) = node.member(column) else { return };
        for key in keys {
            if let Some((_, node)) = lent.member(key) {
                let own = self.by_type.entry(to.to_ascii_lowercase().into()).or_default();
                own.below(column).below(key).merge(node);
            }
        }
    }

    fn kept(&mut self, resource_type: Option<&str>, path: &str) -> &mut Node {
        let root = match resource_type {
            None => Arc::make_mut(&mut self.every_type),
            Some(name) => self.by_type.entry(name.to_ascii_lowercase().into()).or_default(),
        };
        let keys = steps(path).filter_map(|step| match step {
            Step::Key(key) => Some(key),
            Step::Each => None,
        });
        let keys = keys
            .enumerate()
            .filter(|(at, key)| *at == 0 || !key.eq_ignore_ascii_case(BAG));
        let node = keys.map(|(_, key)| key).fold(root, Node::below);
        node.whole = true;
        node
    }

    /// The tree to project a row of this type with: what is kept of every type and of this one. Most types have none of their
    /// own and share it. Meant to be called once per type and file, not once per row.
    pub fn of(&self, resource_type: &str) -> Arc<Node> {
        let Some(own) = self.by_type.get(resource_type.to_ascii_lowercase().as_str()) else {
            return Arc::clone(&self.every_type);
        };
        let mut node = Node::clone(&self.every_type);
        node.merge(own);
        Arc::new(node)
    }
}

impl Node {
    /// A node that keeps everything below it.
    pub fn everything() -> Self {
        Node {
            whole: true,
            ..Node::below_top()
        }
    }

    /// A node that keeps these dotted paths, as [`Projection::keep`] does.
    pub fn of_paths(paths: &[&str]) -> Arc<Self> {
        let mut projection = Projection::default();
        for path in paths {
            projection.keep(None, path);
        }
        projection.every_type
    }

    fn below_top() -> Self {
        Node {
            bag: Some(Arc::from(BAG)),
            ..Node::default()
        }
    }

    /// Whether Azure keeps a truth value here.
    pub fn expects_truth(&self) -> bool {
        self.is_truth
    }

    /// Whether everything here is text, however it is written.
    pub fn is_text(&self) -> bool {
        self.is_text
    }

    /// Whether everything below this key is kept.
    pub fn keeps_everything(&self) -> bool {
        self.whole
    }

    /// The spelling to store and the node below `key`, if it is kept; `key` is compared without regard to case.
    ///
    /// Below the top of the row a `properties` bag is looked through: nested child resources keep their members there, and
    /// paths leave it out (`subnets[*].networkSecurityGroup`).
    pub fn member(&self, key: &str) -> Option<(&Arc<str>, &Node)> {
        self.placed_member(key).map(|(_, spelling, node)| (spelling, node))
    }

    /// The node of a member with the place of the member in this node: equal for all spellings of a key, and for no two keys.
    pub fn placed_member(&self, key: &str) -> Option<(usize, &Arc<str>, &Node)> {
        if let Some(at) = self.members.iter().position(|(own, _)| own.eq_ignore_ascii_case(key)) {
            let (spelling, node) = &self.members[at];
            return Some((at, spelling, node));
        }
        match &self.bag {
            Some(bag) if key.eq_ignore_ascii_case(bag) => Some((self.members.len(), bag, self)),
            _ => None,
        }
    }

    /// The part of a value that this node keeps.
    pub fn kept(&self, value: Value) -> Value {
        match value {
            Value::Array(items) => Value::Array(items.into_vec().into_iter().map(|item| self.kept(item)).collect()),
            Value::Object(members) => {
                let kept = members
                    .into_vec()
                    .into_iter()
                    .filter_map(|(key, value)| match self.member(&key) {
                        Some((spelling, below)) => Some((spelling.clone(), below.kept(value))),
                        None => self.whole.then_some((key, value)),
                    });
                Value::Object(kept.collect())
            }
            other => other,
        }
    }

    /// The node below `key`, made if it is new.
    fn below(&mut self, key: &str) -> &mut Node {
        let is_tags = self.is_text || self.bag.is_none() && key.eq_ignore_ascii_case(TAGS);
        let at = match self.members.iter().position(|(own, _)| own.eq_ignore_ascii_case(key)) {
            Some(at) => at,
            None => {
                let below = Node {
                    is_text: is_tags,
                    ..Node::below_top()
                };
                self.members.push((Arc::from(key), below));
                self.members.len() - 1
            }
        };
        &mut self.members[at].1
    }

    /// Keeps what another node keeps as well.
    pub fn merge(&mut self, other: &Node) {
        self.whole |= other.whole;
        self.is_truth |= other.is_truth;
        for (spelling, node) in &other.members {
            self.below(spelling).merge(node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_key_may_hold_dots() {
        let mut projection = Projection::default();
        projection.keep(None, "properties.m['a.b'].c");
        let node = projection.of("x");
        let map = node.member("properties").and_then(|(_, node)| node.member("m"));
        let key = map.and_then(|(_, node)| node.member("A.B"));
        assert!(key.is_some_and(|(_, node)| node.member("c").is_some()));
    }

    #[test]
    fn a_bag_that_one_path_writes_does_not_hide_what_another_looks_for_in_it() {
        let mut projection = Projection::default();
        projection.keep(None, "properties.list[*].properties.a");
        projection.keep(None, "properties.list[*].b");
        let node = projection.of("x");
        let list = node.member("properties").and_then(|(_, node)| node.member("list"));
        let bag = list.and_then(|(_, node)| node.member("properties"));
        assert!(bag.is_some_and(|(_, bag)| bag.member("a").is_some() && bag.member("b").is_some()));
    }

    #[test]
    fn tags_are_texts_and_a_truth_value_is_expected_where_a_condition_says_so() {
        let mut projection = Projection::default();
        projection.keep(None, "tags.env");
        projection.keep(Some("x/y"), "properties.a");
        projection.keep_truth(None, "properties.a.tags");
        let node = projection.of("x/y");
        let tags = node.member("tags").map(|(_, node)| node);
        assert!(tags.is_some_and(|tags| tags.is_text() && tags.member("Env").is_some_and(|(_, env)| env.is_text())));
        let a = node.member("properties").and_then(|(_, node)| node.member("a"));
        let inner = a.and_then(|(_, node)| node.member("tags")).map(|(_, node)| node);
        assert!(a.is_some_and(|(_, a)| !a.expects_truth()));
        assert!(inner.is_some_and(|inner| inner.expects_truth() && !inner.is_text()));
    }

    #[test]
    fn a_type_keeps_its_own_paths_and_those_of_every_type() {
        let mut projection = Projection::default();
        projection.keep(None, "tags.env");
        projection.keep(Some("Microsoft.X/Y"), "properties.a.b");
        let node = projection.of("microsoft.x/y");
        assert!(
            node.member("TAGS")
                .is_some_and(|(_, tags)| tags.member("Env").is_some())
        );
        assert!(
            node.member("properties")
                .is_some_and(|(_, node)| node.member("A").is_some())
        );
        assert!(projection.of("other").member("properties").is_none());
    }
}
