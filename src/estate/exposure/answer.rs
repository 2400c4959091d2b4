//! The answer for one way into a resource, put together from its switch, its firewall, its perimeter and the resource whose network
//! it shares.

use crate::condition::{Context, Facts, Truth};
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::Fact;
use crate::value::arm_id::ArmId;

use super::file::Whose;
use super::openness::{Answer, Openness, Witness};
use super::perimeter::Standing;
use super::read::first;
use super::reader::Reader;
use super::rules::{Firewall, Follows, Side};
use super::switch::{self, Found, Position};

/// Upper bound of the resources from which the answer for one may be taken in turn.
const MOST_STEPS: usize = 4;

impl<'a> Reader<'a> {
    /// Openness of one network access of a resource.
    pub(super) fn answer(&self, row: ResourceRef<'a>, side: &str) -> Answer {
        self.within(row, side, MOST_STEPS)
    }

    fn within(&self, row: ResourceRef<'a>, side: &str, steps: usize) -> Answer {
        let sides = self.rules.exposure.sides(row.resource_type());
        let Some(side) = sides.iter().find(|own| own.name == side) else {
            let kind = row.resource_type();
            return Answer::unknown(format!("The framework does not say how the network of {kind} is read."));
        };
        let followed = side.follows.as_ref();
        match followed.and_then(|follows| self.followed(follows, &side.name, row, steps)) {
            Some((Truth::True, taken)) => taken,
            Some((_, taken)) => taken.either(self.own(side, row)),
            None => self.own(side, row),
        }
    }

    /// The answer of the resource whose network this one shares, and whether it does; `None` where it has its own.
    fn followed(&self, follows: &Follows, side: &str, row: ResourceRef<'a>, steps: usize) -> Option<(Truth, Answer)> {
        let (applies, named) = self.named(follows, row)?;
        let found = named.as_deref().and_then(|id| self.inventory.find(id));
        let taken = match (found, steps.checked_sub(1)) {
            (Some(other), Some(steps)) => {
                let mut taken = self.within(other, side, steps);
                let said = format!("Its network was that of its {} {}.", follows.called, other.name());
                taken.said.insert(0, said);
                taken
            }
            _ => {
                let name = named.as_deref().map_or("", |id| ArmId::new(id).last());
                let called = [follows.called.as_str(), name].join(" ");
                let called = called.trim_end();
                Answer::unknown(format!(
                    "Its network is that of its {called}, whose row is in no export."
                ))
            }
        };
        Some((applies, taken))
    }

    /// The resource whose network a row shares, by ARM id where the export names it, and whether it does; `None` where it does
    /// not.
    fn named(&self, follows: &Follows, row: ResourceRef<'a>) -> Option<(Truth, Option<String>)> {
        let facts = self.facts(row);
        let when = follows.when.as_ref();
        let applies = when.map_or(Truth::True, |when| when.truth(&facts, &Context::default()));
        if applies == Truth::False {
            return None;
        }
        let Some(path) = &follows.path else {
            let id = row.id();
            let parent = ArmId::new(&id).parent().map(|parent| parent.text().to_owned());
            return Some((applies, parent));
        };
        match first(&facts, std::slice::from_ref(path)) {
            // A named resource shows that its network is shared, whatever else the export lacks.
            Fact::Value(value) => Some((Truth::True, value.as_str().map(str::to_owned))),
            Fact::Unknown => Some((applies, None)),
            Fact::Absent | Fact::Text(_) => (applies == Truth::True).then_some((applies, None)),
        }
    }

    /// Answer of the resource's own row, its rules and its perimeter.
    fn own(&self, side: &Side, row: ResourceRef<'a>) -> Answer {
        let facts = self.facts(row);
        if !side.public.is_empty() {
            return addressed(side, row.ix, &facts);
        }
        let mut perhaps_closed = Vec::new();
        for state in &side.closed {
            match switch::is_in(state, row.ix, &facts) {
                (Truth::True, state) => {
                    let closed = Answer::known(Openness::Closed);
                    return Answer {
                        said: state.said,
                        rows: state.rows,
                        ..closed
                    };
                }
                (Truth::Unknown, _) => perhaps_closed.push(state.file.settled_by.clone()),
                (Truth::False, _) => {}
            }
        }
        let found = side
            .switch
            .as_ref()
            .map_or_else(Found::none, |switch| Found::of(switch, row.ix, &facts));
        let mut answer = self.behind(side, &found, row);
        for property in perhaps_closed {
            answer = answer.either(Answer::known(Openness::Closed)).lacking(property);
        }
        if answer.rows.is_empty() {
            answer = answer.shown(Witness::new(
                row.ix,
                format!("The row of {} is in this export", row.name()),
            ));
        }
        answer
    }

    /// Openness, given the position of the switch. "Transition to a network security perimeter" has the table: an association
    /// that is enforced leaves only the perimeter's rules, one that is not adds them to the openness of the resource by itself.
    fn behind(&self, side: &Side, found: &Found, row: ResourceRef<'a>) -> Answer {
        let closed = || Answer::known(Openness::Closed);
        let own = |left_to_perimeter: Answer| match found.position {
            Position::On => self.public(side, row),
            Position::Off => closed(),
            Position::Perimeter => left_to_perimeter,
            Position::Unknown => self.public(side, row).either(closed()),
        };
        match self.standing(side, row) {
            Standing::Outside => {
                let unheld =
                    "Public access is left to a network security perimeter, and no export tells which one holds it.";
                found.before(own(Answer::unknown(unheld)))
            }
            Standing::Enforced(rules) => rules,
            Standing::Beside(rules) => found.before(own(closed())).or(rules),
            Standing::Perhaps(rules) => found.before(own(closed())).either(rules),
        }
    }

    /// Openness where the switch is on.
    fn public(&self, side: &Side, row: ResourceRef<'a>) -> Answer {
        match &side.firewall {
            None => Answer::known(Openness::Everybody),
            Some(firewall) if firewall.of == Whose::Own => self.firewall(firewall, row),
            Some(_) => self.firewall_of_parent(row),
        }
    }

    fn firewall_of_parent(&self, row: ResourceRef<'a>) -> Answer {
        let id = row.id();
        let mut named = ArmId::new(&id).parent().map(|parent| parent.text().to_owned());
        for _ in 0..MOST_STEPS {
            let name = named.as_deref().map_or("", |id| ArmId::new(id).last());
            let Some(owner) = named.as_deref().and_then(|id| self.inventory.find(id)) else {
                let reason = format!("The network rules of {name} hold for it, and the row of {name} is in no export.");
                return Answer::between(Openness::NamedAddresses, Openness::Everybody).because(reason);
            };
            let sides = self.rules.exposure.sides(owner.resource_type());
            let follows = sides.iter().find_map(|side| side.follows.as_ref());
            if let Some((_, other)) = follows.and_then(|follows| self.named(follows, owner)) {
                named = other;
                continue;
            }
            let firewall = sides.iter().find_map(|side| side.firewall.as_ref());
            let Some(firewall) = firewall.filter(|own: &&Firewall| own.of == Whose::Own) else {
                return Answer::known(Openness::Everybody);
            };
            let mut answer = self.firewall(firewall, owner);
            answer
                .said
                .insert(0, format!("The network rules of {name} held for it."));
            return answer;
        }
        Answer::between(Openness::NamedAddresses, Openness::Everybody)
    }
}

/// Answer of the states of a row that give it public addresses. Whether a security group lets anybody reach them is another
/// question.
fn addressed(side: &Side, ix: ResourceIx, facts: &dyn Facts) -> Answer {
    let states = side.public.iter().map(|state| {
        let (truth, mut answer) = switch::is_in(state, ix, facts);
        if truth == Truth::True {
            answer.least = Openness::NamedAddresses;
        }
        answer
    });
    states
        .reduce(Answer::or)
        .unwrap_or_else(|| Answer::known(Openness::Closed))
}
