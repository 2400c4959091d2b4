//! Network security perimeters: the one that a resource is in, whether its rules are enforced, and the addresses that they let
//! in.

use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::Fact;
use crate::value::addresses::share;
use crate::value::arm_id::ArmId;

use super::openness::{Admits, Answer, Exception, Openness, Witness, list, ranges};
use super::read::{first, is_one_of, text};
use super::reader::Reader;
use super::rules::{Perimeters, Side};
use super::words;

/// Effect of perimeters on a resource.
pub(super) enum Standing {
    /// It is in none.
    Outside,
    /// Only the rules of its perimeter count.
    Enforced(Answer),
    /// The rules of its perimeter let in besides what its own let in.
    Beside(Answer),
    /// It may be in one of which nothing more is known.
    Perhaps(Answer),
}

impl Reader<'_> {
    /// Finds the perimeter of a resource and its effect.
    pub(super) fn standing(&self, side: &Side, row: ResourceRef<'_>) -> Standing {
        let Some(perimeters) = &self.rules.exposure.perimeters else {
            return Standing::Outside;
        };
        let associations = self.index.associations(&row.id());
        let mut standings = associations.iter().map(|ix| self.associated(perimeters, *ix));
        match (standings.next(), standings.next()) {
            (Some(only), None) => only,
            (Some(_), Some(_)) => Standing::Perhaps(Answer::unknown(format!(
                "Several perimeters are said to hold {}.",
                row.name()
            ))),
            (None, _) => match self.index.untold() {
                [perimeter, ..] if side.perimeter => Standing::Perhaps(untold(perimeters, perimeter)),
                _ => Standing::Outside,
            },
        }
    }

    fn associated(&self, perimeters: &Perimeters, ix: ResourceIx) -> Standing {
        let row = self.inventory.resource(ix);
        let (facts, file) = (self.facts(row), &perimeters.file.associations);
        let id = row.id();
        let perimeter = ArmId::new(&id).parent().map_or("", ArmId::last).to_owned();
        let mode = match first(&facts, std::slice::from_ref(&perimeters.mode)) {
            Fact::Unknown => None,
            Fact::Value(value) if !value.is_null() => Some(value.as_str().unwrap_or_default()),
            _ => file.not_enforced.first().map(String::as_str),
        };
        let is = |known: &[String]| mode.is_some_and(|mode| known.iter().any(|own| own.eq_ignore_ascii_case(mode)));
        let mut answer = self.access_rules(perimeters, ix, &perimeter);
        let shown = mode.unwrap_or("not in the export");
        let path = perimeters.mode.path();
        answer.rows.insert(
            0,
            Witness::new(ix, format!("The perimeter {perimeter} holds it in the mode {shown}"))
                .traced(format!("{perimeter}: {path} is {shown}")),
        );
        let says = |how: &str| format!("The network security perimeter {perimeter} held it, {how}.");
        if is(&file.enforced) && perimeters.issues.is_out_of_order(&facts) {
            let reason = "Azure had issues with putting its perimeter into effect.".to_owned();
            answer.said.insert(0, says("enforced"));
            answer.unknown.push(reason);
            return Standing::Perhaps(answer);
        }
        if is(&file.enforced) {
            answer.said.insert(0, says("enforced, so that only its rules count"));
            return Standing::Enforced(answer);
        }
        if is(&file.not_enforced) {
            let mode = mode.unwrap_or_default();
            answer
                .said
                .insert(0, says(&format!("in the mode {mode}, which keeps nobody out")));
            return Standing::Beside(answer);
        }
        match mode {
            None => answer.missing.push(format!("{path} of {}", row.name())),
            Some(mode) => answer
                .unknown
                .push(format!("Its perimeter {perimeter} is in the unknown mode `{mode}`.")),
        }
        Standing::Perhaps(answer)
    }

    /// Whom the rules of the profile of an association let in.
    fn access_rules(&self, perimeters: &Perimeters, association: ResourceIx, perimeter: &str) -> Answer {
        let row = self.inventory.resource(association);
        let facts = self.facts(row);
        let profile = text(first(&facts, std::slice::from_ref(&perimeters.profile))).map(str::to_owned);
        let Some(profile) = profile else {
            let lacking = format!("{} of {}", perimeters.profile.path(), row.name());
            return Answer::between(Openness::Closed, Openness::Everybody).lacking(lacking);
        };
        let Some(rows) = self.index.access_rules(&profile, row.source().file) else {
            let id = row.id();
            let id = ArmId::new(&id).parent().unwrap_or(ArmId::new(&id));
            let profile = ArmId::new(&profile).last().to_owned();
            let command = words::command(&perimeters.file.rules.command, id).replace("{profile}", &profile);
            return Answer::unknown(format!(
                "No export holds the access rules of the profile {profile} of the perimeter {perimeter}; this command exports \
                 them: {command}."
            ));
        };
        let mut answer = Answer::known(Openness::Closed);
        let (mut exceptions, mut others) = (Vec::new(), 0);
        let mut least = Openness::Closed;
        for ix in rows {
            let row = self.inventory.resource(*ix);
            let Some(let_in) = self.access_rule(perimeters, *ix) else {
                continue;
            };
            others += let_in.others;
            least = least.max(let_in.least);
            answer
                .missing
                .extend(let_in.missing.iter().map(|path| format!("{path} of {}", row.name())));
            answer.unknown.extend(let_in.unknown);
            let what = format!("The rule {} names {}", row.name(), list(&let_in.written));
            answer.rows.push(Witness::new(*ix, what));
            exceptions.extend(let_in.exceptions);
        }
        if !rows.is_empty() && others + exceptions.len() > 0 {
            least = least.max(share(&ranges(&exceptions), self.rules.exposure.floor).into());
        }
        let is_whole = answer.missing.is_empty() && answer.unknown.is_empty();
        answer.least = least;
        answer.most = if is_whole { least } else { Openness::Everybody };
        answer.said.push(words::rules(least, &exceptions, 0, others, false));
        answer.exceptions = exceptions;
        answer
    }

    /// Whom one rule lets in; `None` for one of those that go out.
    fn access_rule(&self, perimeters: &Perimeters, ix: ResourceIx) -> Option<LetIn> {
        let facts = self.facts(self.inventory.resource(ix));
        let file = &perimeters.file.rules;
        let mut let_in = LetIn::default();
        match first(&facts, std::slice::from_ref(&perimeters.direction)) {
            Fact::Value(value) if is_one_of(value.as_str().unwrap_or_default(), &file.outbound) => return None,
            Fact::Unknown => let_in.missing.push(perimeters.direction.path().to_string()),
            _ => {}
        }
        for fact in perimeters.addresses.values(&facts) {
            match text(fact) {
                None => let_in.missing.push(perimeters.addresses.path().to_string()),
                Some(text) => let_in.address(text),
            }
        }
        for path in &perimeters.others {
            for fact in path.values(&facts) {
                match fact {
                    Fact::Unknown => let_in.missing.push(path.path().to_string()),
                    Fact::Value(value) if value.is_null() => {}
                    _ => let_in.others += 1,
                }
            }
        }
        for fact in perimeters.tags.values(&facts) {
            match text(fact) {
                None => let_in.missing.push(perimeters.tags.path().to_string()),
                Some(tag) => {
                    let begins = |own: &String| tag.len() >= own.len() && tag[..own.len()].eq_ignore_ascii_case(own);
                    let (openness, admits) = match () {
                        () if is_one_of(tag, &file.everybody) => (Openness::Everybody, Admits::Strangers),
                        () if file.all_of_azure.iter().any(begins) => (Openness::AllOfAzure, Admits::AllOfAzure),
                        () => (Openness::NamedAddresses, Admits::Named),
                    };
                    let_in.least = let_in.least.max(openness);
                    let_in.written.push(tag.to_owned());
                    let_in.exceptions.push(Exception::new(tag, admits));
                }
            }
        }
        Some(let_in)
    }
}

/// Openness of one access rule.
struct LetIn {
    least: Openness,
    exceptions: Vec<Exception>,
    written: Vec<String>,
    others: usize,
    missing: Vec<String>,
    unknown: Vec<String>,
}

impl Default for LetIn {
    fn default() -> Self {
        LetIn {
            least: Openness::Closed,
            exceptions: Vec::new(),
            written: Vec::new(),
            others: 0,
            missing: Vec::new(),
            unknown: Vec::new(),
        }
    }
}

impl LetIn {
    fn address(&mut self, text: &str) {
        self.written.push(text.to_owned());
        match words::range(text) {
            Some(range) => self.exceptions.push(Exception::new(text, Admits::Addresses(range))),
            None => self.unknown.push(format!(
                "A rule of its perimeter names `{text}`, which is no range of addresses."
            )),
        }
    }
}

/// A perimeter is there, and no export tells what is in it: a resource that can join one may be in this one.
fn untold(perimeters: &Perimeters, perimeter: &str) -> Answer {
    let id = ArmId::new(perimeter);
    let command = words::command(&perimeters.file.associations.command, id);
    Answer::unknown(format!(
        "The network security perimeter {} may hold it, and no export tells what it holds; this command exports that: {command}.",
        id.last()
    ))
}
