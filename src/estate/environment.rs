//! The environment of a resource: from its tags, the management groups above it, and the names of its resource group and
//! subscription. Any source that says production decides; a tag alone never demotes a resource, and neither does a source that no
//! export holds.

use std::sync::Arc;

use crate::access::ScopeChain;
use crate::inventory::{Inventory, ResourceRef};
use crate::value::{Column, Value};

use super::file::{EnvironmentsFile, WordsFile};

/// Name of the environment of what no source speaks of.
pub const UNKNOWN: &str = "unknown";

/// A person's statements about environments: the ARM id of a scope (a management group, a subscription, a resource group or a
/// resource), and the environment of everything at and below it.
pub type Overrides = std::collections::BTreeMap<String, String>;

/// An environment, as far as the exports tell it.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Its name; [`UNKNOWN`] where it is open.
    pub name: String,
    /// Alternatives; `None` where every source was exported, or one of them decides.
    pub open: Option<Arc<Open>>,
    /// Words of the resource itself: its tags, then the name of its group.
    pub own: Own,
}

/// An environment that a resource names by itself, whatever stands above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// An environment of this name.
    Named(String),
    /// None.
    Nothing,
    /// No export tells the words: the beginning of a sentence.
    Untold(&'static str),
}

/// Environments that remain possible because a source was not exported.
#[derive(Debug, PartialEq, Eq)]
pub struct Open {
    /// Their names; none where no exported source names an environment.
    pub among: Vec<String>,
    /// A sentence that names the missing source.
    pub why: String,
}

/// Statement of one source.
#[derive(Clone, Copy)]
enum Said<'a> {
    /// These words.
    Words(&'a WordsFile),
    /// Nothing.
    Nothing,
    /// No export holds the source: the beginning of a sentence.
    Untold(&'static str),
}

/// Tells environments for one inventory.
pub struct Environments<'a> {
    inventory: &'a Inventory,
    rules: &'a EnvironmentsFile,
    overrides: &'a Overrides,
}

impl<'a> Environments<'a> {
    /// Rules and overrides for an inventory.
    pub fn new(inventory: &'a Inventory, rules: &'a EnvironmentsFile, overrides: &'a Overrides) -> Self {
        Environments {
            inventory,
            rules,
            overrides,
        }
    }

    /// Environment of a resource.
    pub fn of_resource(&self, resource: ResourceRef<'_>) -> Environment {
        if let Some(said) = self.overridden(&resource.id()) {
            return told(said);
        }
        let tagged = match resource.column("tags") {
            Some(Column::Known(tags)) => self.tagged(&tags),
            Some(Column::Missing) if resource.file_has("tags") => Said::Nothing,
            _ => Said::Untold("The export has no column `tags`"),
        };
        let Some(subscription) = resource.subscription() else {
            return self.decide(tagged, &[]);
        };
        let group = resource.resource_group().map_or(Said::Nothing, |name| self.named(name));
        let [above, name] = self.of_names(subscription);
        let own = match (tagged, group) {
            (Said::Words(words), _) | (Said::Nothing, Said::Words(words)) => Own::Named(words.environment.clone()),
            (Said::Untold(lack), _) => Own::Untold(lack),
            (Said::Nothing, Said::Nothing | Said::Untold(_)) => Own::Nothing,
        };
        Environment {
            own,
            ..self.decide(tagged, &[above, group, name])
        }
    }

    /// Environment of a subscription.
    pub fn of_subscription(&self, id: &str) -> Environment {
        if let Some(said) = self.overridden(&format!("/subscriptions/{id}")) {
            return told(said);
        }
        self.decide(Said::Nothing, &self.of_names(id))
    }

    /// Statements of the management groups above a subscription and of its name.
    fn of_names(&self, subscription: &str) -> [Said<'a>; 2] {
        let known = self.inventory.hierarchy.subscription(subscription);
        let name = match known.map(|known| &*known.name) {
            None | Some("") => Said::Untold("No export names its subscription"),
            Some(name) => self.named(name),
        };
        [self.grouped(subscription), name]
    }

    /// The environment that the tags of a resource and the other sources, nearest first, make together.
    fn decide(&self, tagged: Said<'a>, others: &[Said<'a>]) -> Environment {
        let sources = || std::iter::once(tagged).chain(others.iter().copied());
        let words = |said: Said<'a>| match said {
            Said::Words(words) => Some(words.environment.as_str()),
            Said::Nothing | Said::Untold(_) => None,
        };
        let strictest = self.rules.words.first().map(|words| words.environment.as_str());
        if let Some(environment) = strictest.filter(|name| sources().filter_map(words).any(|said| said == *name)) {
            return told(environment);
        }
        let demoted = others.iter().any(|said| words(*said).is_some());
        let demoted = sources().filter_map(words).next().filter(|_| demoted);
        let untold = |said: Said<'_>| match said {
            Said::Untold(lack) => Some(lack),
            Said::Words(_) | Said::Nothing => None,
        };
        // A tag can make of it nothing but what is judged the strictest.
        let (lack, among): (&str, Vec<&str>) = match (others.iter().find_map(|said| untold(*said)), untold(tagged)) {
            (None, None) => return told(demoted.unwrap_or(UNKNOWN)),
            (None, Some(lack)) => (
                lack,
                strictest.into_iter().chain([demoted.unwrap_or(UNKNOWN)]).collect(),
            ),
            (Some(lack), _) if demoted.is_some() => {
                let all = self.rules.words.iter().map(|words| words.environment.as_str());
                (lack, all.collect())
            }
            (Some(lack), _) => (lack, Vec::new()),
        };
        Environment {
            own: Own::Nothing,
            name: UNKNOWN.to_owned(),
            open: Some(Arc::new(Open {
                among: among.into_iter().map(str::to_owned).collect(),
                why: format!("{lack}, so its environment is not known."),
            })),
        }
    }

    /// The environment that a person gives the nearest of the scopes of an id.
    fn overridden(&self, id: &str) -> Option<&'a str> {
        if self.overrides.is_empty() {
            return None;
        }
        let chain = ScopeChain::of(self.inventory, id);
        let over = self.overrides.iter();
        let over = over.filter_map(|(scope, environment)| Some((chain.steps_to(scope)?, environment)));
        let nearest = over.min_by_key(|(steps, _)| *steps);
        nearest.map(|(_, environment)| environment.as_str())
    }

    fn tagged(&self, tags: &Value) -> Said<'a> {
        let values = || self.rules.tag_keys.iter().filter_map(|key| tags.get(key));
        match values().find_map(Value::as_str) {
            Some(value) => self.named(value),
            None if tags.is_partial() || values().any(Value::is_partial) => {
                Said::Untold("The export holds some of the tags only")
            }
            None => Said::Nothing,
        }
    }

    fn grouped(&self, subscription: &str) -> Said<'a> {
        let Some(groups) = self.inventory.hierarchy.ancestors(subscription) else {
            return Said::Untold("No export tells which management groups its subscription lies in");
        };
        let words = groups.iter().find_map(|group| {
            self.rules.words.iter().find(|words| {
                let mut names = words.management_groups.iter();
                names.any(|name| group.name.eq_ignore_ascii_case(name) || ends_with_word(&group.name, name))
            })
        });
        words.map_or(Said::Nothing, Said::Words)
    }

    fn named(&self, text: &str) -> Said<'a> {
        let words = words(text);
        let mut rules = self.rules.words.iter();
        let found = rules.find(|rule| rule.names.iter().any(|name| words.iter().any(|word| word == name)));
        found.map_or(Said::Nothing, Said::Words)
    }
}

/// The environment that a source decides.
fn told(name: &str) -> Environment {
    Environment {
        name: name.to_owned(),
        open: None,
        own: Own::Nothing,
    }
}

/// The words of a name in lower case. A `non` belongs to what follows it: `non-prod` is one word, `nonprod`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        match words.last_mut() {
            Some(last) if last == "non" => last.push_str(&word.to_ascii_lowercase()),
            _ => words.push(word.to_ascii_lowercase()),
        }
    }
    words
}

/// Landing-zone accelerators prefix the groups with the organisation: `contoso-sandbox`.
fn ends_with_word(name: &str, word: &str) -> bool {
    let Some(at) = name
        .len()
        .checked_sub(word.len() + 1)
        .filter(|at| name.is_char_boundary(*at))
    else {
        return false;
    };
    let negated = name[..at].to_ascii_lowercase().ends_with("non");
    matches!(name.as_bytes()[at], b'-' | b'_') && name[at + 1..].eq_ignore_ascii_case(word) && !negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negated_word_is_not_the_word() {
        assert_eq!(words("rg-ai-Non-Prod"), ["rg", "ai", "nonprod"]);
        assert!(ends_with_word("contoso-online", "online"));
        assert!(!ends_with_word("contoso-non-prod", "prod"));
    }
}
