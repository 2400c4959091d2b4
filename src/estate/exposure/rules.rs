//! `exposure.json`, checked: every path and condition parsed once, every profile value known to exist.

use std::collections::BTreeMap;

use crate::condition::{Condition, Facts, Lookup, Parameters};
use crate::estate::error::{RuleError, rule_error};
use crate::value::Fact;
use crate::value::Value;
use crate::value::addresses::Range;

use super::file::{
    AddressesFile, DefaultFile, ExposureFile, FirewallFile, FollowsFile, PerimetersFile, Restricts, RuleRowsFile,
    SideFile, StateFile, SwitchFile, TrustedFile, Whose,
};
use super::read::{first, is_one_of};

/// The rules, ready to be asked. Without a file there are none, and how open anything is stays unknown.
#[derive(Debug, Default)]
pub struct ExposureRules {
    /// Number of addresses from which a firewall is open to nearly everybody.
    pub(super) floor: u64,
    types: BTreeMap<String, Vec<Side>>,
    pub(super) perimeters: Option<Perimeters>,
}

/// One network access of resources of a type.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) name: String,
    pub(super) follows: Option<Follows>,
    pub(super) switch: Option<Switch>,
    pub(super) closed: Vec<State>,
    pub(super) public: Vec<State>,
    pub(super) firewall: Option<Firewall>,
    pub(super) perimeter: bool,
}

#[derive(Debug)]
pub(super) struct Follows {
    pub(super) when: Option<Condition>,
    pub(super) path: Option<Lookup>,
    pub(super) called: String,
}

#[derive(Debug)]
pub(super) struct Switch {
    pub(super) file: SwitchFile,
    pub(super) paths: Vec<Lookup>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) file: StateFile,
    pub(super) when: Condition,
}

#[derive(Debug)]
pub(super) struct Firewall {
    pub(super) of: Whose,
    pub(super) restricts: Restricts,
    pub(super) default: Option<(DefaultFile, Vec<Lookup>)>,
    pub(super) flags: Vec<Lookup>,
    pub(super) addresses: Vec<(Vec<Lookup>, Option<String>)>,
    pub(super) networks: Vec<Vec<Lookup>>,
    pub(super) others: Vec<Vec<Lookup>>,
    pub(super) trusted: Vec<Excused>,
    pub(super) loose: Vec<State>,
    pub(super) rows: Vec<RuleRows>,
    pub(super) all_of_azure: Vec<Range>,
    pub(super) nobody: Vec<Range>,
}

/// A property and the values of it that mean nothing out of the ordinary.
#[derive(Debug)]
pub(super) struct Excused {
    pub(super) paths: Vec<Lookup>,
    pub(super) none: Vec<String>,
}

impl Excused {
    /// Whether the property says anything else. One that is absent, or not in the export, does not.
    pub(super) fn is_out_of_order(&self, facts: &dyn Facts) -> bool {
        match first(facts, &self.paths) {
            Fact::Value(value) => value
                .as_str()
                .is_some_and(|text| !text.is_empty() && !is_one_of(text, &self.none)),
            _ => false,
        }
    }
}

#[derive(Debug)]
pub(super) struct RuleRows {
    pub(super) file: RuleRowsFile,
    /// Lower-case type.
    pub(super) kind: String,
    pub(super) ends: Option<(Lookup, Lookup)>,
}

#[derive(Debug)]
pub(super) struct Perimeters {
    pub(super) file: PerimetersFile,
    pub(super) resource: Lookup,
    pub(super) profile: Lookup,
    pub(super) mode: Lookup,
    pub(super) issues: Excused,
    pub(super) direction: Lookup,
    pub(super) addresses: Lookup,
    pub(super) others: Vec<Lookup>,
    pub(super) tags: Lookup,
}

impl ExposureRules {
    /// Parses and checks the rules.
    ///
    /// # Errors
    /// Everything that is wrong, not just the first.
    pub fn new(file: ExposureFile, parameters: &Parameters) -> Result<Self, Vec<RuleError>> {
        let mut parser = Parser {
            parameters,
            errors: Vec::new(),
        };
        let floor = parser.floor(&file.floor);
        let mut types: BTreeMap<String, Vec<Side>> = BTreeMap::new();
        for (name, sides) in file.types {
            let place = format!("/types/{}", name.replace('/', "~1"));
            let own = types.entry(name.to_ascii_lowercase()).or_default();
            if !own.is_empty() {
                parser.wrong(&place, "this type is listed twice".to_owned());
            }
            for (number, side) in sides.into_iter().enumerate() {
                let place = format!("{place}/{number}");
                if own.iter().any(|other: &Side| other.name == side.side) {
                    parser.wrong(&place, format!("there are two sides `{}`", side.side));
                }
                own.extend(parser.side(&place, side));
            }
        }
        let perimeters = file.perimeters.and_then(|file| parser.perimeters(file));
        if parser.errors.is_empty() {
            Ok(ExposureRules {
                floor,
                types,
                perimeters,
            })
        } else {
            Err(parser.errors)
        }
    }

    /// The ways into resources of a lower-case type.
    pub(super) fn sides(&self, kind: &str) -> &[Side] {
        self.types.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Whether there are rules for this way into resources of any type.
    pub fn has_side(&self, side: &str) -> bool {
        self.types.values().flatten().any(|own| own.name == side)
    }

    /// Whether there are rules for this way into resources of a lower-case type.
    pub fn knows(&self, kind: &str, side: &str) -> bool {
        self.sides(kind).iter().any(|own| own.name == side)
    }

    /// The rows that are rules of firewalls, by lower-case type.
    pub(super) fn rule_rows(&self) -> impl Iterator<Item = &RuleRows> {
        let sides = self.types.values().flatten();
        sides
            .filter_map(|side| side.firewall.as_ref())
            .flat_map(|firewall| &firewall.rows)
    }

    /// The paths that are looked up, each with the lower-case type on whose rows.
    pub fn paths(&self) -> Vec<(String, String)> {
        let mut paths: Vec<(String, String)> = Vec::new();
        let mut keep = |kind: &str, lookups: &mut dyn Iterator<Item = &Lookup>| {
            paths.extend(lookups.map(|lookup| (kind.to_owned(), lookup.path().to_string())));
        };
        for (kind, side) in self
            .types
            .iter()
            .flat_map(|(kind, sides)| sides.iter().map(move |side| (kind, side)))
        {
            keep(
                kind,
                &mut side.follows.iter().filter_map(|follows| follows.path.as_ref()),
            );
            keep(kind, &mut side.switch.iter().flat_map(|switch| &switch.paths));
            let Some(firewall) = &side.firewall else { continue };
            keep(kind, &mut firewall.default.iter().flat_map(|(_, paths)| paths));
            keep(kind, &mut firewall.addresses.iter().flat_map(|(paths, _)| paths));
            keep(kind, &mut firewall.trusted.iter().flat_map(|trusted| &trusted.paths));
            let named = firewall.networks.iter().chain(&firewall.others).flatten();
            keep(kind, &mut firewall.flags.iter().chain(named));
            for rows in &firewall.rows {
                keep(
                    &rows.kind,
                    &mut rows.ends.iter().flat_map(|(first, last)| [first, last]),
                );
            }
        }
        if let Some(perimeters) = &self.perimeters {
            let own = [&perimeters.resource, &perimeters.profile, &perimeters.mode];
            let kind = perimeters.file.associations.r#type.to_ascii_lowercase();
            keep(&kind, &mut own.into_iter().chain(&perimeters.issues.paths));
            let own = [&perimeters.direction, &perimeters.addresses, &perimeters.tags];
            let kind = perimeters.file.rules.r#type.to_ascii_lowercase();
            keep(&kind, &mut own.into_iter().chain(&perimeters.others));
        }
        paths
    }

    /// The conditions that are asked, each with the lower-case type of whose rows.
    pub fn conditions(&self) -> impl Iterator<Item = (&str, &Condition)> {
        let sides = self
            .types
            .iter()
            .flat_map(|(kind, sides)| sides.iter().map(move |side| (kind, side)));
        sides.flat_map(|(kind, side)| {
            let loose = side.firewall.iter().flat_map(|firewall| &firewall.loose);
            let states = side.closed.iter().chain(&side.public).chain(loose);
            let states = states.map(|state| &state.when);
            let follows = side.follows.iter().filter_map(|follows| follows.when.as_ref());
            states.chain(follows).map(move |condition| (kind.as_str(), condition))
        })
    }
}

struct Parser<'p> {
    parameters: &'p Parameters,
    errors: Vec<RuleError>,
}

impl Parser<'_> {
    fn wrong(&mut self, place: &str, message: String) {
        self.errors.push(RuleError {
            pointer: place.to_owned(),
            message,
        });
    }

    fn floor(&mut self, name: &str) -> u64 {
        let value = self.parameters.get(name).flatten().cloned();
        let number = value.and_then(|value| match value {
            Value::Number(number) => number.as_u64(),
            _ => None,
        });
        match number {
            Some(number) if number > 0 => number,
            _ => {
                self.wrong(
                    "/floor",
                    format!("`{name}` must be a profile value that holds a number of addresses above 0"),
                );
                1
            }
        }
    }

    fn references(&mut self, place: &str, references: &[String]) {
        let place = format!("{place}/references");
        if references.is_empty() {
            self.wrong(
                &place,
                "name the page that says how Azure reads these properties".to_owned(),
            );
        }
        for address in references.iter().filter(|address| !address.starts_with("https://")) {
            self.wrong(
                &place,
                format!("addresses start with https://, and `{address}` does not"),
            );
        }
    }

    fn lookup(&mut self, place: &str, path: &str) -> Option<Lookup> {
        match Lookup::parse(path) {
            Ok(lookup) => Some(lookup),
            Err(message) => {
                self.wrong(place, message);
                None
            }
        }
    }

    fn lookups(&mut self, place: &str, paths: &[String]) -> Vec<Lookup> {
        if paths.is_empty() {
            self.wrong(place, "give one path at least".to_owned());
        }
        let paths = paths.iter();
        paths.filter_map(|path| self.lookup(place, path)).collect()
    }

    fn condition(&mut self, place: &str, json: &serde_json::Value) -> Option<Condition> {
        match Condition::parse_with(json, self.parameters) {
            Ok(condition) => Some(condition),
            Err(errors) => {
                self.errors.extend(errors.iter().map(|error| rule_error(place, error)));
                None
            }
        }
    }

    fn side(&mut self, place: &str, file: SideFile) -> Option<Side> {
        self.references(place, &file.references);
        let follows = file.follows.as_ref().map(|follows| self.follows(place, follows));
        let switch = file.switch.map(|switch| {
            let paths = self.lookups(&format!("{place}/switch/paths"), &switch.paths);
            self.switch(place, &switch);
            Switch { file: switch, paths }
        });
        let closed = self.states(&format!("{place}/closed"), file.closed);
        let public = self.states(&format!("{place}/public"), file.public);
        let firewall = file
            .firewall
            .map(|file| self.firewall(&format!("{place}/firewall"), file));
        if !public.is_empty() && (switch.is_some() || firewall.is_some() || file.perimeter) {
            self.wrong(
                place,
                "`public` stands without `switch`, `firewall` and `perimeter`".to_owned(),
            );
        }
        Some(Side {
            name: file.side,
            follows,
            switch,
            closed,
            public,
            firewall,
            perimeter: file.perimeter,
        })
    }

    fn switch(&mut self, place: &str, switch: &SwitchFile) {
        let known = || switch.on.iter().chain(&switch.off).chain(&switch.perimeter);
        if let Some(absent) = &switch.absent
            && !known().any(|value| value.eq_ignore_ascii_case(absent))
        {
            let values: Vec<&str> = known().map(String::as_str).collect();
            let message = format!("`{absent}` is none of its values, which are {}", values.join(", "));
            self.wrong(&format!("{place}/switch/absent"), message);
        }
    }

    fn follows(&mut self, place: &str, file: &FollowsFile) -> Follows {
        let place = format!("{place}/follows");
        Follows {
            when: file
                .when
                .as_ref()
                .and_then(|when| self.condition(&format!("{place}/when"), when)),
            path: file
                .path
                .as_ref()
                .and_then(|path| self.lookup(&format!("{place}/path"), path)),
            called: file.called.clone(),
        }
    }

    fn states(&mut self, place: &str, files: Vec<StateFile>) -> Vec<State> {
        let files = files.into_iter().enumerate();
        files
            .filter_map(|(number, file)| {
                let when = self.condition(&format!("{place}/{number}/when"), &file.when)?;
                Some(State { file, when })
            })
            .collect()
    }

    fn firewall(&mut self, place: &str, file: FirewallFile) -> Firewall {
        let default = file.default.map(|default| {
            let place = format!("{place}/default");
            let known = default.allow.iter().chain(&default.deny);
            if !known
                .into_iter()
                .any(|value| value.eq_ignore_ascii_case(&default.absent))
            {
                let message = format!("`{}` is neither among `allow` nor among `deny`", default.absent);
                self.wrong(&format!("{place}/absent"), message);
            }
            let paths = self.lookups(&format!("{place}/paths"), &default.paths);
            (default, paths)
        });
        if file.restricts == Restricts::ByDefault && default.is_none() && file.of == Whose::Own {
            self.wrong(place, "`byDefault` needs `default`".to_owned());
        }
        let addresses = file.addresses.iter().map(|addresses: &AddressesFile| {
            let paths = self.lookups(&format!("{place}/addresses"), &addresses.paths);
            (paths, addresses.separator.clone())
        });
        let addresses = addresses.collect();
        let flags = file.flags.iter();
        let flags = flags
            .filter_map(|path| self.lookup(&format!("{place}/flags"), path))
            .collect();
        let networks = file.networks.iter();
        let networks = networks
            .map(|paths| self.lookups(&format!("{place}/networks"), paths))
            .collect();
        let others = file.others.iter();
        let others = others
            .map(|paths| self.lookups(&format!("{place}/others"), paths))
            .collect();
        let trusted = file
            .trusted
            .iter()
            .map(|trusted| self.excused(&format!("{place}/trusted"), trusted));
        let trusted = trusted.collect();
        let loose = self.states(&format!("{place}/loose"), file.loose);
        let rows = file
            .rows
            .into_iter()
            .map(|rows| self.rows(&format!("{place}/rows"), rows))
            .collect();
        Firewall {
            of: file.of,
            restricts: file.restricts,
            default,
            flags,
            addresses,
            networks,
            others,
            trusted,
            loose,
            rows,
            all_of_azure: self.ranges(&format!("{place}/allOfAzure"), &file.all_of_azure),
            nobody: self.ranges(&format!("{place}/nobody"), &file.nobody),
        }
    }

    fn excused(&mut self, place: &str, file: &TrustedFile) -> Excused {
        Excused {
            paths: self.lookups(place, &file.paths),
            none: file.none.clone(),
        }
    }

    fn rows(&mut self, place: &str, file: RuleRowsFile) -> RuleRows {
        let ends = match (&file.first, &file.last) {
            (Some(first), Some(last)) => self.lookup(place, first).zip(self.lookup(place, last)),
            (None, None) => None,
            _ => {
                self.wrong(place, "`first` and `last` stand together".to_owned());
                None
            }
        };
        RuleRows {
            kind: file.r#type.to_ascii_lowercase(),
            file,
            ends,
        }
    }

    fn ranges(&mut self, place: &str, texts: &[String]) -> Vec<Range> {
        let mut ranges = Vec::new();
        for text in texts {
            match Range::parse(text) {
                Some(range) => ranges.push(range),
                None => self.wrong(place, format!("`{text}` is no address and no range of addresses")),
            }
        }
        ranges
    }

    fn perimeters(&mut self, file: PerimetersFile) -> Option<Perimeters> {
        self.references("/perimeters", &file.references);
        let place = "/perimeters/associations";
        let resource = self.lookup(place, &file.associations.resource);
        let profile = self.lookup(place, &file.associations.profile);
        let mode = self.lookup(place, &file.associations.mode);
        let issues = self.excused(place, &file.associations.issues);
        if file.associations.not_enforced.is_empty() {
            self.wrong(place, "`notEnforced` names one value at least".to_owned());
        }
        let place = "/perimeters/rules";
        let direction = self.lookup(place, &file.rules.direction);
        let addresses = self.lookup(place, &file.rules.addresses);
        let tags = self.lookup(place, &file.rules.tags);
        let others = file.rules.others.iter();
        let others = others.filter_map(|path| self.lookup(place, path)).collect();
        Some(Perimeters {
            resource: resource?,
            profile: profile?,
            mode: mode?,
            issues,
            direction: direction?,
            addresses: addresses?,
            others,
            tags: tags?,
            file,
        })
    }
}
