//! Privileges that work on a resource. Some do only where its row says so: who lists the keys of a store reads its data while it
//! takes keys. The conditions are those of `roles.json`; every question of who reaches what asks here.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::access::Privileges;
use crate::condition::{Condition, Context, Truth};
use crate::inventory::resource::ResourceIx;

use super::Estate;
use super::facts::ResourceFacts;

/// Those of some privileges that work on a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Usable {
    /// Those that do.
    pub certain: Privileges,
    /// Those that do or may: nothing tells that they do not.
    pub possible: Privileges,
}

impl Usable {
    /// Privileges whatever they work on.
    pub fn anywhere(privileges: Privileges) -> Self {
        Usable {
            certain: privileges,
            possible: privileges,
        }
    }

    /// Whether nothing tells of one of them.
    pub fn is_open(self) -> bool {
        self.certain != self.possible
    }
}

/// Answers that were found before: by condition, then by resource. A condition is asked of one store for every identity that lists
/// its keys.
#[derive(Debug, Default)]
pub(super) struct Answers(Vec<Vec<AtomicU8>>);

const FALSE: u8 = 1;
const UNKNOWN: u8 = 2;
const TRUE: u8 = 3;

impl Answers {
    pub(super) fn new(conditions: usize, resources: usize) -> Self {
        let empty = || (0..resources).map(|_| AtomicU8::new(0)).collect();
        Answers((0..conditions).map(|_| empty()).collect())
    }
}

impl Estate<'_> {
    /// Those of some privileges that work on a resource, and those that may: its row does not tell.
    pub fn usable(&self, ix: ResourceIx, wanted: Privileges) -> Usable {
        let mut usable = Usable::anywhere(self.roles.unconditional(wanted));
        for (at, (conditional, _)) in self.roles.conditions().iter().enumerate() {
            let asked = wanted.common(*conditional);
            if asked.is_empty() {
                continue;
            }
            match self.works_on(at, ix) {
                Truth::True => usable.certain = usable.certain.and(asked),
                Truth::Unknown => {}
                Truth::False => continue,
            }
            usable.possible = usable.possible.and(asked);
        }
        usable
    }

    /// The conditions on which it depends whether some privileges work.
    pub fn conditions_of(&self, wanted: Privileges) -> impl Iterator<Item = &Condition> {
        let conditions = self.roles.conditions().iter();
        conditions.filter_map(move |(conditional, condition)| conditional.meets(wanted).then_some(condition))
    }

    fn works_on(&self, at: usize, ix: ResourceIx) -> Truth {
        let answer = &self.answers.0[at][ix.0 as usize];
        match answer.load(Ordering::Relaxed) {
            FALSE => return Truth::False,
            UNKNOWN => return Truth::Unknown,
            TRUE => return Truth::True,
            _ => {}
        }
        let facts = ResourceFacts::new(self.inventory.resource(ix), self.rules);
        let truth = self.roles.conditions()[at].1.truth(&facts, &Context::default());
        let found = match truth {
            Truth::False => FALSE,
            Truth::Unknown => UNKNOWN,
            Truth::True => TRUE,
        };
        answer.store(found, Ordering::Relaxed);
        truth
    }
}
