//! The containers of the tenant (root, management groups, subscriptions, resource groups) as numbers. Resources are laid out so
//! that everything inside a container is one run of the layout: the coverage of a grant is a slice.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::inventory::resource::ResourceIx;
use crate::inventory::{Inventory, ResourceRef};
use crate::value::arm_id::{ArmId, ScopeLevel};

/// A container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeIx(pub u32);

/// The tenant root.
const ROOT: ScopeIx = ScopeIx(0);

/// The place of a resource that is not laid out.
const NOWHERE: (u32, u32) = (u32::MAX, u32::MAX);

#[derive(Debug)]
struct ContainerNode {
    parent: Option<ScopeIx>,
    text: Box<str>,
    /// The run of the layout that lies in it.
    run: (u32, u32),
}

/// All containers, and the resources of each.
#[derive(Debug)]
pub struct Containers {
    nodes: Vec<ContainerNode>,
    by_key: FxHashMap<Box<str>, ScopeIx>,
    /// The container of each resource, by its index.
    containers: Vec<ScopeIx>,
    /// Resources, container by container.
    layout: Vec<ResourceIx>,
    /// Lower-case types, and where in the layout their resources stand, ascending.
    types: Vec<(Box<str>, Vec<u32>)>,
    /// Position of each resource by its index: the type's position, and the resource's own in the type's list, or [`NOWHERE`].
    places: Vec<(u32, u32)>,
}

impl Containers {
    /// The containers of every resource, and those that `named` spells besides. Only resources of `types` (lower-case) are
    /// laid out.
    pub fn new<'a>(inventory: &Inventory, types: &BTreeSet<String>, named: impl Iterator<Item = &'a str>) -> Self {
        let root = ContainerNode {
            parent: None,
            text: "/".into(),
            run: (0, 0),
        };
        let mut scopes = Containers {
            nodes: vec![root],
            by_key: FxHashMap::from_iter([("/".into(), ROOT)]),
            containers: Vec::with_capacity(inventory.len()),
            layout: Vec::new(),
            types: Vec::new(),
            places: Vec::new(),
        };
        let mut known: Vec<Option<ScopeIx>> = vec![None; inventory.prefixes()];
        for resource in inventory.resources() {
            let container = &mut known[resource.prefix_number()];
            let container = *container.get_or_insert_with(|| scopes.intern(inventory, resource.prefix()));
            scopes.containers.push(container);
        }
        for text in named {
            scopes.intern(inventory, text);
        }
        scopes.lay_out(types.iter().flat_map(|name| inventory.of_type(name)));
        scopes.list_types(inventory);
        scopes
    }

    /// The container that `text` is, or lies in.
    fn intern(&mut self, inventory: &Inventory, text: &str) -> ScopeIx {
        let Some(id) = container(text) else {
            return ROOT;
        };
        let key = id.text().to_ascii_lowercase();
        if let Some(known) = self.by_key.get(key.as_str()) {
            return *known;
        }
        let ix = ScopeIx(self.nodes.len() as u32);
        self.by_key.insert(key.into(), ix);
        self.nodes.push(ContainerNode {
            parent: Some(ROOT),
            text: id.text().into(),
            run: (0, 0),
        });
        let above = match id.parent() {
            Some(parent) => Some(parent.text().to_owned()),
            None => inventory.hierarchy.chain(id.text()).into_iter().nth(1),
        };
        let parent = above.map_or(ROOT, |above| self.intern(inventory, &above));
        if !self.chain(parent).any(|scope| scope == ix) {
            self.nodes[ix.0 as usize].parent = Some(parent);
        }
        ix
    }

    /// Gives every container its run: containers in depth-first order, resources by container.
    fn lay_out<'a>(&mut self, resources: impl Iterator<Item = &'a ResourceIx>) {
        let mut below: Vec<Vec<ScopeIx>> = vec![Vec::new(); self.nodes.len()];
        for (position, node) in self.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                below[parent.0 as usize].push(ScopeIx(position as u32));
            }
        }
        let mut held: Vec<Vec<ResourceIx>> = vec![Vec::new(); self.nodes.len()];
        for ix in resources {
            held[self.of(*ix).0 as usize].push(*ix);
        }
        // Each container is met twice: when it is entered, where its run begins, and when it is left, where it ends.
        let mut open = vec![(ROOT, false)];
        while let Some((scope, leaving)) = open.pop() {
            let at = scope.0 as usize;
            if leaving {
                self.nodes[at].run.1 = self.layout.len() as u32;
                continue;
            }
            self.nodes[at].run.0 = self.layout.len() as u32;
            self.layout.append(&mut held[at]);
            open.push((scope, true));
            open.extend(below[at].iter().rev().map(|scope| (*scope, false)));
        }
    }

    fn list_types(&mut self, inventory: &Inventory) {
        // Equal types are one interned string, so its address stands for it.
        let mut positions: FxHashMap<(usize, usize), u32> = FxHashMap::default();
        self.places = vec![NOWHERE; inventory.len()];
        for (at, ix) in self.layout.iter().enumerate() {
            let name = inventory.resource(*ix).resource_type();
            let address = (name.as_ptr() as usize, name.len());
            let kind = *positions.entry(address).or_insert_with(|| {
                self.types.push((name.into(), Vec::new()));
                self.types.len() as u32 - 1
            });
            let list = &mut self.types[kind as usize].1;
            self.places[ix.0 as usize] = (kind, list.len() as u32);
            list.push(at as u32);
        }
    }

    /// The types that are laid out, lower-case.
    pub(crate) fn types(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(|(name, _)| &**name)
    }

    /// Run of the type's list that holds the resources of a type inside a container.
    pub(crate) fn run(&self, kind: usize, scope: ScopeIx) -> Range<u32> {
        let (from, to) = self.nodes[scope.0 as usize].run;
        let list = &self.types[kind].1;
        let at = |position: u32| list.partition_point(|own| *own < position) as u32;
        at(from)..at(to)
    }

    /// Position of a resource: its type, and its place in the type's list. `None` when it is not laid out.
    pub(crate) fn place(&self, ix: ResourceIx) -> Option<(u32, u32)> {
        let place = self.places[ix.0 as usize];
        (place != NOWHERE).then_some(place)
    }

    /// The resources of a run of a type's list.
    pub(crate) fn listed(&self, kind: u32, run: Range<u32>) -> impl Iterator<Item = ResourceIx> {
        let list = &self.types[kind as usize].1[run.start as usize..run.end as usize];
        list.iter().map(|at| self.layout[*at as usize])
    }

    /// A container by its text, in any case; of anything else the container that it lies in. `None` when no row and no grant
    /// names it.
    pub fn find(&self, text: &str) -> Option<ScopeIx> {
        let Some(id) = container(text) else {
            return Some(ROOT);
        };
        self.by_key.get(id.text().to_ascii_lowercase().as_str()).copied()
    }

    /// Returns the nearest container that a row or a grant names: the one that `text` is or lies in, else the first above it.
    pub(crate) fn nearest(&self, inventory: &Inventory, text: &str) -> ScopeIx {
        let chain = inventory.hierarchy.chain(text);
        chain.iter().find_map(|scope| self.find(scope)).unwrap_or(ROOT)
    }

    /// The container of a resource.
    pub fn of(&self, ix: ResourceIx) -> ScopeIx {
        self.containers[ix.0 as usize]
    }

    /// A container and everything above it, nearest first.
    pub fn chain(&self, scope: ScopeIx) -> impl Iterator<Item = ScopeIx> {
        std::iter::successors(Some(scope), |scope| self.nodes[scope.0 as usize].parent)
    }

    /// Returns everything that is laid out inside a container, at any depth.
    pub fn inside(&self, scope: ScopeIx) -> &[ResourceIx] {
        let (from, to) = self.nodes[scope.0 as usize].run;
        &self.layout[from as usize..to as usize]
    }

    /// Number of resources inside a container, at any depth, of every type.
    pub(crate) fn resources_below(&self, scope: ScopeIx) -> usize {
        let mut held = vec![0; self.nodes.len()];
        for container in &self.containers {
            held[container.0 as usize] += 1;
        }
        let below = (0..self.nodes.len()).filter(|at| self.chain(ScopeIx(*at as u32)).any(|above| above == scope));
        below.map(|at| held[at]).sum()
    }

    /// The container's id as first spelt.
    pub fn text(&self, scope: ScopeIx) -> &str {
        &self.nodes[scope.0 as usize].text
    }

    /// Number of containers.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none; never, since there is always the root.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// The id itself where it is a container, else the resource group or subscription that it lies in; `None` for the root and
/// for what lies in no container.
fn container(text: &str) -> Option<ArmId<'_>> {
    std::iter::successors(Some(ArmId::new(text)), |id| id.parent()).find(|id| {
        matches!(
            id.level(),
            ScopeLevel::ManagementGroup | ScopeLevel::Subscription | ScopeLevel::ResourceGroup
        )
    })
}

/// The resource that a scope inside a subscription is, or lies inside of: a container of a storage account has no row.
pub(crate) fn enclosing<'a>(inventory: &'a Inventory, scope: &str) -> Option<(ResourceRef<'a>, bool)> {
    let whole = ArmId::new(scope);
    std::iter::successors(Some(whole), |id| id.parent())
        .take_while(|id| id.level() == ScopeLevel::Resource)
        .find_map(|id| Some((inventory.find(id.text())?, id.text().len() == whole.text().len())))
}
