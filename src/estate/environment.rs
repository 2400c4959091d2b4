//! The environment of a resource: from its tags, the management groups above it, and the names of its resource group and
//! subscription. Any source that says production decides; a tag alone never demotes a resource.

use crate::inventory::{Inventory, ResourceRef};
use crate::value::{Column, Value};

use super::file::{EnvironmentsFile, WordsFile};

/// Name of the environment of what no source speaks of.
pub const UNKNOWN: &str = "unknown";

/// What a person said about environments: a prefix of an ARM id and the environment of everything below it.
pub type Overrides = std::collections::BTreeMap<String, String>;

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
    pub fn of_resource(&self, resource: ResourceRef<'_>) -> &'a str {
        if let Some(said) = self.overridden(&resource.id()) {
            return said;
        }
        let mut sources = Vec::new();
        if let Some(Column::Known(tags)) = resource.column("tags") {
            sources.push(self.tagged(&tags));
        }
        if let Some(subscription) = resource.subscription() {
            sources.push(self.grouped(subscription));
            sources.push(resource.resource_group().and_then(|name| self.named(name)));
            sources.push(self.named(self.inventory.subscription_name(subscription)));
        }
        self.decide(sources)
    }

    /// Environment of a subscription.
    pub fn of_subscription(&self, id: &str) -> &'a str {
        if let Some(said) = self.overridden(&format!("/subscriptions/{id}")) {
            return said;
        }
        let name = self.named(self.inventory.subscription_name(id));
        self.decide(vec![self.grouped(id), name])
    }

    fn decide(&self, sources: Vec<Option<&'a WordsFile>>) -> &'a str {
        let answers: Vec<&WordsFile> = sources.into_iter().flatten().collect();
        let strictest = self.rules.words.first().map(|words| words.environment.as_str());
        if let Some(environment) = strictest.filter(|name| answers.iter().any(|words| words.environment == *name)) {
            return environment;
        }
        answers.first().map_or(UNKNOWN, |words| &words.environment)
    }

    fn overridden(&self, id: &str) -> Option<&'a str> {
        self.overrides
            .iter()
            .filter(|(prefix, _)| covers(prefix, id))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, environment)| environment.as_str())
    }

    fn tagged(&self, tags: &Value) -> Option<&'a WordsFile> {
        let value = self.rules.tag_keys.iter().find_map(|key| tags.get(key)?.as_str())?;
        self.named(value)
    }

    fn grouped(&self, subscription: &str) -> Option<&'a WordsFile> {
        let groups = self.inventory.hierarchy.ancestors(subscription)?;
        groups.iter().find_map(|group| {
            self.rules.words.iter().find(|words| {
                let mut names = words.management_groups.iter();
                names.any(|name| group.name.eq_ignore_ascii_case(name) || ends_with_word(&group.name, name))
            })
        })
    }

    fn named(&self, text: &str) -> Option<&'a WordsFile> {
        let words = words(text);
        let mut rules = self.rules.words.iter();
        rules.find(|rule| rule.names.iter().any(|name| words.iter().any(|word| word == name)))
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

fn covers(prefix: &str, id: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    id.get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
        && matches!(id.as_bytes().get(prefix.len()), None | Some(b'/'))
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
