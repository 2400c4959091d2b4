//! Which parts of a row are kept. The framework says which paths its conditions look at; everything else is skipped while
//! parsing, so that a row of 40 KB costs a few hundred bytes and a tenant of a million resources fits in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::path::{Step, steps};

/// The key under which child resources keep their members.
const BAG: &str = "properties";

/// The paths to keep, by resource type.
#[derive(Clone, Debug, Default)]
pub struct Projection {
    every_type: Arc<Node>,
    by_type: BTreeMap<Box<str>, Node>,
}

/// One key of a kept path. A node without members keeps everything below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    members: Vec<(Arc<str>, Node)>,
    whole: bool,
    /// The spelling of a `properties` bag that this node looks through: set on every node below the top of the row.
    bag: Option<Arc<str>>,
}

impl Projection {
    /// Keeps `path` (dotted, `['a.b']` for a key with dots; `[*]` allowed and ignored: elements of an array share one node) of
    /// rows of `resource_type`, or of every type when that is `None`. The first segment names a column: `properties`, `tags`,
    /// `identity`, `sku`, `kind`. A bag below it may be written or left out.
    pub fn keep(&mut self, resource_type: Option<&str>, path: &str) {
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
        keys.map(|(_, key)| key).fold(root, Node::below).whole = true;
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

    /// Whether everything below this key is kept.
    pub fn keeps_everything(&self) -> bool {
        self.whole
    }

    /// The spelling to store and the node below `key`, if it is kept; `key` is compared without regard to case.
    ///
    /// Below the top of the row a `properties` bag is looked through: nested child resources keep their members there, and
    /// paths leave it out (`subnets[*].networkSecurityGroup`).
    pub fn member(&self, key: &str) -> Option<(&Arc<str>, &Node)> {
        if let Some((spelling, node)) = self.members.iter().find(|(own, _)| own.eq_ignore_ascii_case(key)) {
            return Some((spelling, node));
        }
        match &self.bag {
            Some(bag) if key.eq_ignore_ascii_case(bag) => Some((bag, self)),
            _ => None,
        }
    }

    /// The node below `key`, made if it is new.
    fn below(&mut self, key: &str) -> &mut Node {
        let at = match self.members.iter().position(|(own, _)| own.eq_ignore_ascii_case(key)) {
            Some(at) => at,
            None => {
                self.members.push((Arc::from(key), Node::below_top()));
                self.members.len() - 1
            }
        };
        &mut self.members[at].1
    }

    fn merge(&mut self, other: &Node) {
        self.whole |= other.whole;
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
