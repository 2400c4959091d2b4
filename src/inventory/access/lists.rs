//! The extent of each list of role assignments, as its rows show it. A list does not say which scopes were queried: `az role
//! assignment list` of one resource group looks like that of a subscription, and one without inherited assignments like one in
//! which there are none. It therefore speaks only for the scopes that its rows show.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::Source;
use crate::ingest::ledger::{Family, Input, Ledger};
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::super::hierarchy::Hierarchy;

/// Share of the role assignments of a subscription that was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exported {
    /// None of them.
    Nothing,
    /// Role assignments of one resource group, or of something in it.
    OfOneGroup,
    /// Its own and those below, without what it inherits.
    WithoutInherited,
    /// All that work on it.
    Whole,
}

/// Resource groups in which a list has rows.
#[derive(Debug, Default)]
enum Groups {
    #[default]
    None,
    One(Box<str>),
    Several,
}

/// Extent of a list within one subscription.
#[derive(Debug, Default)]
struct Extent {
    /// Whether any is made at the subscription itself.
    at_it: bool,
    groups: Groups,
}

impl Extent {
    fn note(&mut self, id: ArmId<'_>) {
        let Some(group) = id.resource_group() else {
            self.at_it = true;
            return;
        };
        match &self.groups {
            Groups::None => self.groups = Groups::One(group.to_ascii_lowercase().into()),
            Groups::One(known) if !known.eq_ignore_ascii_case(group) => self.groups = Groups::Several,
            Groups::One(_) | Groups::Several => {}
        }
    }

    /// Whether the rows are those of more than one resource group.
    fn is_wide(&self) -> bool {
        self.at_it || matches!(self.groups, Groups::Several)
    }
}

/// The extent of one list.
#[derive(Debug, Default)]
struct List {
    /// Names of the management groups that it has rows of, lower-case, and `/`.
    above: BTreeSet<Box<str>>,
    /// By lower-case subscription id.
    subscriptions: BTreeMap<Box<str>, Extent>,
}

/// The tenant root among the scopes above subscriptions.
const ROOT: &str = "/";

/// The lists of role assignments, by file.
#[derive(Debug, Default)]
pub(super) struct Lists {
    by_file: BTreeMap<u32, List>,
    /// The scope that was noted last: rows of one scope follow each other.
    last: (u32, Box<str>),
}

impl Lists {
    /// Takes the scope of a role assignment that is in force.
    pub(super) fn note(&mut self, source: Source, scope: &str) {
        if self.last.0 == source.file && *self.last.1 == *scope {
            return;
        }
        self.last = (source.file, scope.into());
        let id = ArmId::new(scope);
        let list = self.by_file.entry(source.file).or_default();
        match (id.level(), id.subscription(), id.management_group()) {
            (_, Some(subscription), _) => {
                let key = subscription.to_ascii_lowercase().into();
                list.subscriptions.entry(key).or_default().note(id);
            }
            (_, None, Some(group)) => drop(list.above.insert(group.to_ascii_lowercase().into())),
            (ScopeLevel::Root, None, None) => drop(list.above.insert(ROOT.into())),
            _ => {}
        }
    }

    /// Share of the role assignments of each subscription that the lists without missing rows hold, by lower-case id. A
    /// subscription that is left out has none.
    pub(super) fn exported(&self, hierarchy: &Hierarchy, ledger: &Ledger) -> BTreeMap<Box<str>, Exported> {
        let inputs = self
            .by_file
            .iter()
            .map(|(file, list)| (ledger.inputs.get(*file as usize), list));
        let loses_rows = |input: &Input| input.problems.iter().any(|problem| problem.code.loses_rows());
        let lists: Vec<Whole<'_>> = inputs
            .filter(|(input, _)| !input.is_some_and(loses_rows))
            .map(|(input, list)| Whole::new(input, list))
            .collect();
        let named = lists.iter().flat_map(Whole::subscriptions);
        let named: BTreeSet<Box<str>> = named.map(Box::from).collect();
        let exported = named.into_iter().map(|id| {
            let ancestors = hierarchy.subscription(&id).and_then(|own| own.ancestors.as_deref());
            let own = lists.iter().map(|list| list.own(&id, ancestors)).max();
            let inherited = lists.iter().any(|list| list.inherited(&id, ancestors));
            let exported = match own.unwrap_or(Exported::Nothing) {
                Exported::WithoutInherited if inherited => Exported::Whole,
                own => own,
            };
            (id, exported)
        });
        exported.collect()
    }
}

/// A list that lacks no rows, with what the ledger knows of its file.
struct Whole<'a> {
    list: &'a List,
    /// Whether it is one of Resource Graph, which answers for whatever its caller may see.
    is_graph: bool,
    /// Last parts of the scopes that it was asked for, lower-case.
    asked: BTreeSet<String>,
}

impl<'a> Whole<'a> {
    fn new(input: Option<&Input>, list: &'a List) -> Self {
        let asked = input.map_or(&[][..], |input| &input.asked).iter();
        Whole {
            list,
            is_graph: input.is_some_and(|input| input.family == Family::ResourceGraph),
            asked: asked
                .map(|scope| ArmId::new(scope).last().to_ascii_lowercase())
                .collect(),
        }
    }

    fn subscriptions(&self) -> impl Iterator<Item = &str> {
        self.list.subscriptions.keys().map(|id| &**id)
    }

    /// Whether it has rows of what lies above a subscription.
    fn reaches_above(&self, ancestors: Option<&[Box<str>]>) -> bool {
        let is_above =
            |name: &str| name == ROOT || ancestors.is_none_or(|chain| chain.iter().any(|own| **own == *name));
        self.list.above.iter().any(|name| is_above(name))
    }

    /// Extent of the list within the subscription itself and the scopes in it.
    fn own(&self, id: &str, ancestors: Option<&[Box<str>]>) -> Exported {
        match self.list.subscriptions.get(id) {
            None => Exported::Nothing,
            Some(extent) if extent.is_wide() || self.reaches_above(ancestors) || self.asked.contains(id) => {
                Exported::WithoutInherited
            }
            Some(_) => Exported::OfOneGroup,
        }
    }

    /// Whether it shows what the subscription inherits. One without rows of any subscription is a list of the management groups.
    fn inherited(&self, id: &str, ancestors: Option<&[Box<str>]>) -> bool {
        let lists = self.list.subscriptions.contains_key(id) || self.list.subscriptions.is_empty();
        let was_asked = || ancestors.is_some_and(|chain| chain.iter().any(|name| self.asked.contains(&**name)));
        lists && (self.is_graph || self.reaches_above(ancestors)) || was_asked()
    }
}
