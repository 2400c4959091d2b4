//! The firewall of one resource: the openness of its rules together, and whether they keep other addresses out.

use crate::condition::{Facts, Lookup, Truth};
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::Fact;
use crate::value::addresses::share;
use crate::value::arm_id::ArmId;

use super::file::Restricts;
use super::openness::{Admits, Answer, Exception, Openness, Witness, list, ranges};
use super::read::{first, is_one_of, text};
use super::reader::Reader;
use super::rules::{Firewall, RuleRows, State};
use super::{switch, words};

impl<'a> Reader<'a> {
    /// Openness of a firewall, with the switch in front of it on.
    pub(super) fn firewall(&self, firewall: &Firewall, row: ResourceRef<'a>) -> Answer {
        let facts = self.facts(row);
        let mut rules = Rules::default();
        for (paths, separator) in &firewall.addresses {
            rules.addresses(firewall, &facts, paths, separator.as_deref());
        }
        rules.networks = rules.named(&facts, &firewall.networks);
        rules.others = rules.named(&facts, &firewall.others);
        rules.trusted = firewall.trusted.iter().any(|trusted| trusted.is_out_of_order(&facts));
        if !rules.exceptions.is_empty() {
            let written: Vec<String> = rules.exceptions.iter().map(|own| own.written.clone()).collect();
            rules.witness(row.ix, format!("Its network rules name {}", list(&written)));
        }
        for rows in &firewall.rows {
            self.rule_rows(&mut rules, firewall, rows, row);
        }
        for state in &firewall.loose {
            rules.loose(state, row.ix, &facts);
        }
        let restriction = restriction(firewall, &facts, &rules, row.ix);
        restriction.before(rules.answer(self.rules.exposure.floor), row.ix)
    }

    /// Rows that are rules.
    fn rule_rows(&self, rules: &mut Rules, firewall: &Firewall, rows: &RuleRows, of: ResourceRef<'a>) {
        let id = of.id();
        let found = self.index.rules(&rows.kind, &id);
        if found.is_empty() {
            let command = words::command(&rows.file.command, ArmId::new(&id));
            let called = &rows.file.called;
            let reason = format!(
                "No export holds {called} of {}; this command exports them: {command}.",
                of.name()
            );
            match rows.ends {
                Some(_) => rules.unknown.push(reason),
                None => rules.unknown_names.push(reason),
            }
        }
        for ix in found {
            let row = self.inventory.resource(*ix);
            let Some((from, to)) = &rows.ends else {
                rules.networks += 1;
                rules.witness(*ix, format!("The rule {} lets a virtual network in", row.name()));
                continue;
            };
            let facts = self.facts(row);
            let ends = [from, to].map(|end| text(first(&facts, std::slice::from_ref(end))));
            let [Some(start), Some(end)] = ends else {
                rules.missing.push(format!("{} of {}", from.path(), row.name()));
                continue;
            };
            let written = if start == end {
                start.to_owned()
            } else {
                format!("{start}-{end}")
            };
            rules.witness(*ix, format!("The rule {} lets {written} in", row.name()));
            rules.address(firewall, &written);
        }
    }
}

/// Whether the rules of a firewall keep out whom they do not name, and what says so.
fn restriction(firewall: &Firewall, facts: &dyn Facts, rules: &Rules, ix: ResourceIx) -> Restriction {
    if firewall.restricts == Restricts::Always {
        return Restriction::of(Truth::True);
    }
    let mut restriction = by_default(firewall, facts, ix);
    if firewall.restricts == Restricts::ByDefault {
        return restriction;
    }
    for flag in &firewall.flags {
        let found = first(facts, std::slice::from_ref(flag));
        let truth = match found {
            Fact::Unknown => {
                restriction.missing.push(flag.path().to_string());
                Truth::Unknown
            }
            Fact::Value(value) if value.as_flag() == Some(true) => Truth::True,
            _ => Truth::False,
        };
        restriction.truth = restriction.truth.or(truth);
    }
    let any = rules.any(firewall.flags.is_empty());
    if any == Truth::Unknown {
        restriction.missing.extend(rules.missing_names.iter().cloned());
        restriction.unknown.extend(rules.unknown_names.iter().cloned());
    }
    restriction.truth = restriction.truth.or(any);
    if restriction.truth == Truth::False && restriction.said.is_empty() {
        "It had no network rule, and so kept nobody out.".clone_into(&mut restriction.said);
    }
    restriction
}

/// Restriction by the property that decides about addresses that no rule names; without one, nothing keeps them out.
fn by_default(firewall: &Firewall, facts: &dyn Facts, ix: ResourceIx) -> Restriction {
    let Some((file, paths)) = &firewall.default else {
        return Restriction::of(Truth::False);
    };
    let path = paths.first().map(|path| path.path().to_string()).unwrap_or_default();
    let mut restriction = Restriction::of(Truth::Unknown);
    match first(facts, paths) {
        Fact::Unknown => restriction.missing.push(path),
        Fact::Value(value) => {
            let text = value.as_str().unwrap_or("no text");
            restriction.said = format!("{} was {text}.", file.called);
            let what = format!("{} is {text}", file.called);
            let witness = Witness::new(ix, what).traced(format!("{path} is {text}"));
            restriction.rows.push(witness);
            match (is_one_of(text, &file.deny), is_one_of(text, &file.allow)) {
                (true, _) => restriction.truth = Truth::True,
                (_, true) => restriction.truth = Truth::False,
                _ => restriction.unknown.push(words::not_understood(&file.called, text)),
            }
        }
        Fact::Absent | Fact::Text(_) => {
            restriction.said = words::not_set(&file.called, &file.absent);
            let witness = Witness::new(ix, words::is_not_set(&file.called, &file.absent));
            restriction.rows.push(witness.traced(format!("{path} is absent")));
            restriction.truth = if is_one_of(&file.absent, &file.deny) {
                Truth::True
            } else {
                Truth::False
            };
        }
    }
    restriction
}

/// Whether rules keep out whom they do not name.
struct Restriction {
    truth: Truth,
    said: String,
    missing: Vec<String>,
    unknown: Vec<String>,
    rows: Vec<Witness>,
}

impl Restriction {
    fn of(truth: Truth) -> Self {
        Restriction {
            truth,
            said: String::new(),
            missing: Vec::new(),
            unknown: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Openness of the firewall of a row, given the openness of its rules.
    fn before(self, rules: Answer, ix: ResourceIx) -> Answer {
        let mut open = Answer::known(Openness::Everybody);
        open.exceptions.clone_from(&rules.exceptions);
        let mut answer = match self.truth {
            Truth::True => rules,
            Truth::False => open,
            Truth::Unknown => {
                open.exceptions.clear();
                rules.either(open)
            }
        };
        if !self.said.is_empty() {
            answer.said.insert(0, self.said);
        }
        answer.rows.splice(0..0, self.rows);
        if answer.rows.is_empty() {
            answer = answer.shown(Witness::new(ix, "It has no network rule"));
        }
        if self.truth == Truth::Unknown {
            answer.missing.splice(0..0, self.missing);
            answer.unknown.splice(0..0, self.unknown);
        }
        answer
    }
}

/// The rules of a firewall, as far as the exports tell.
#[derive(Default)]
struct Rules {
    exceptions: Vec<Exception>,
    networks: usize,
    others: usize,
    trusted: bool,
    /// Whether a rule lets in nobody but the resource itself.
    own_only: bool,
    /// Paths of addresses that the export does not hold.
    missing: Vec<String>,
    /// Addresses that cannot be read, and rows with addresses that are in no export, as sentences.
    unknown: Vec<String>,
    /// Paths of networks and named resources that the export does not hold.
    missing_names: Vec<String>,
    /// Rows with networks that are in no export.
    unknown_names: Vec<String>,
    /// Properties that may let in others whom nobody named, and that the export does not hold.
    untold_exceptions: Vec<String>,
    rows: Vec<Witness>,
}

impl Rules {
    fn witness(&mut self, ix: ResourceIx, what: String) {
        self.rows.push(Witness::new(ix, what));
    }

    /// Addresses at the first of these places of which the row holds anything.
    fn addresses(&mut self, firewall: &Firewall, facts: &dyn Facts, paths: &[Lookup], separator: Option<&str>) {
        let mut silent = None;
        for path in paths {
            let values = path.values(facts);
            if values == [Fact::Unknown] {
                silent = silent.or_else(|| Some(path.path().to_string()));
                continue;
            }
            if values.is_empty() && !path.has_holder(facts) {
                continue;
            }
            for fact in values {
                match (fact, text(fact)) {
                    (Fact::Value(value), None) if value.is_null() || value.as_array().is_some_and(<[_]>::is_empty) => {}
                    (_, None) => self.missing.push(path.path().to_string()),
                    (_, Some(text)) => {
                        let parts = separator.map_or_else(|| vec![text], |separator| text.split(separator).collect());
                        let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
                        parts.for_each(|part| self.address(firewall, part));
                    }
                }
            }
            return;
        }
        self.missing.extend(silent);
    }

    /// A state of the rules that lets in others whom nobody named.
    fn loose(&mut self, state: &State, ix: ResourceIx, facts: &dyn Facts) {
        match switch::is_in(state, ix, facts) {
            (Truth::True, found) => {
                let exception = Exception::new(&*state.file.says, Admits::Strangers);
                self.exceptions.push(exception);
                self.rows.extend(found.rows);
            }
            (Truth::Unknown, _) => self.untold_exceptions.push(state.file.settled_by.clone()),
            (Truth::False, _) => {}
        }
    }

    /// One address or range of a rule.
    fn address(&mut self, firewall: &Firewall, text: &str) {
        match words::range(text) {
            Some(range) if firewall.nobody.contains(&range) => self.own_only = true,
            Some(range) => {
                let admits = match firewall.all_of_azure.contains(&range) {
                    true => Admits::AllOfAzure,
                    false => Admits::Addresses(range),
                };
                self.exceptions.push(Exception::new(text.trim(), admits));
            }
            None => self
                .unknown
                .push(format!("A rule of it names `{text}`, which is no range of addresses.")),
        }
    }

    /// Number of values at these paths, each given with its spellings.
    fn named(&mut self, facts: &dyn Facts, places: &[Vec<Lookup>]) -> usize {
        let mut number = 0;
        for paths in places {
            let told = paths.iter().find(|path| {
                let values = path.values(facts);
                values != [Fact::Unknown] && (!values.is_empty() || path.has_holder(facts))
            });
            let Some(path) = told else {
                let silent = paths.iter().find(|path| !path.values(facts).is_empty());
                self.missing_names.extend(silent.map(|path| path.path().to_string()));
                continue;
            };
            for fact in path.values(facts) {
                match fact {
                    Fact::Unknown => self.missing_names.push(path.path().to_string()),
                    Fact::Value(value) if value.is_null() => {}
                    _ => number += 1,
                }
            }
        }
        number
    }

    /// Whether there is any rule. Where a flag puts rules of networks into force, they are none without it.
    fn any(&self, with_networks: bool) -> Truth {
        let is_silent = |texts: &[&Vec<String>]| texts.iter().any(|texts| !texts.is_empty());
        match () {
            () if !self.exceptions.is_empty() || self.own_only => Truth::True,
            () if with_networks && self.networks > 0 => Truth::True,
            () if is_silent(&[&self.missing, &self.unknown]) => Truth::Unknown,
            () if with_networks && is_silent(&[&self.missing_names, &self.unknown_names]) => Truth::Unknown,
            () => Truth::False,
        }
    }

    /// Openness of the rules, at least and at most.
    fn answer(self, floor: u64) -> Answer {
        let mut least = Openness::from(share(&ranges(&self.exceptions), floor));
        let is_azure = |exception: &Exception| exception.admits == Admits::AllOfAzure;
        if self.exceptions.iter().any(is_azure) {
            least = least.max(Openness::AllOfAzure);
        }
        let is_whole = self.missing.is_empty() && self.unknown.is_empty();
        let has_all_names = self.missing_names.is_empty() && self.unknown_names.is_empty();
        let mut answer = Answer::between(least, if is_whole { least } else { Openness::Everybody });
        let is_empty = self.exceptions.is_empty() && self.networks + self.others == 0;
        if is_whole && has_all_names || !is_empty {
            let said = words::rules(least, &self.exceptions, self.networks, self.others, self.trusted);
            answer.said.push(said);
        }
        // Networks and resources that the export lacks are named ones, and change nothing.
        if !is_whole {
            answer.missing = self.missing;
            answer.missing.extend(self.missing_names);
            answer.unknown = self.unknown;
        }
        answer.rows = self.rows;
        answer.exceptions = self.exceptions;
        answer.untold_exceptions = self.untold_exceptions;
        answer
    }
}
