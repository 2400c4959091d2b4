//! Subscriptions by management group: what a document prints where there are too many to list.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Counted;
use crate::report::{format, model};

/// Separator of management groups in a path.
const SEPARATOR: &str = " / ";

/// Sums over the subscriptions of one management group.
#[derive(Default)]
struct Sum<'a> {
    subscriptions: usize,
    resources: usize,
    ai_resources: usize,
    environments: BTreeMap<&'a str, usize>,
}

/// One row for each management group that holds subscriptions, those with the most AI resources first.
pub(super) fn groups(subscriptions: &[Counted]) -> Vec<model::SubscriptionGroup> {
    let mut sums: BTreeMap<&str, Sum<'_>> = BTreeMap::new();
    for counted in subscriptions {
        let sum = sums.entry(&counted.subscription.path).or_default();
        sum.subscriptions += 1;
        sum.resources += counted.resources;
        sum.ai_resources += counted.ai_resources;
        *sum.environments.entry(&counted.subscription.environment).or_default() += 1;
    }
    let mut sums: Vec<(&str, Sum<'_>)> = sums.into_iter().collect();
    sums.sort_by_key(|(_, sum)| (Reverse(sum.ai_resources), Reverse(sum.subscriptions)));
    sums.into_iter()
        .map(|(path, sum)| model::SubscriptionGroup {
            name: nearest(path),
            subscriptions: format::number(sum.subscriptions as u64),
            environments: environments(&sum.environments),
            resources: format::number(sum.resources as u64),
            ai_resources: format::number(sum.ai_resources as u64),
        })
        .collect()
}

/// The two nearest groups of a path: those above them are the same for most subscriptions.
fn nearest(path: &str) -> String {
    let groups: Vec<&str> = path.split(SEPARATOR).filter(|group| !group.is_empty()).collect();
    match groups.as_slice() {
        [] => "unknown".to_owned(),
        groups => groups[groups.len().saturating_sub(2)..].join(SEPARATOR),
    }
}

/// `12 production, 3 sandbox`, the most frequent first.
fn environments(counts: &BTreeMap<&str, usize>) -> String {
    let mut counts: Vec<(&&str, &usize)> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(**count));
    let texts = counts
        .into_iter()
        .map(|(name, count)| format!("{} {name}", format::number(*count as u64)));
    texts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(path: &str, environment: &str, ai_resources: usize) -> Counted {
        Counted {
            subscription: model::Subscription {
                id: String::new(),
                name: String::new(),
                path: path.to_owned(),
                environment: environment.to_owned(),
                resources: String::new(),
                ai_resources: String::new(),
            },
            resources: 1000,
            ai_resources,
        }
    }

    #[test]
    fn subscriptions_are_summed_by_group_and_the_group_with_the_most_ai_comes_first() {
        let rows = groups(&[
            counted("", "unknown", 0),
            counted("root / contoso / online", "production", 1),
            counted("root / contoso / online", "production", 2),
            counted("root / contoso / online", "sandbox", 0),
        ]);
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                format!(
                    "{}: {} ({}), {}, {}",
                    row.name, row.subscriptions, row.environments, row.resources, row.ai_resources
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "contoso / online: 3 (2 production, 1 sandbox), 3,000, 3",
                "unknown: 1 (1 unknown), 1,000, 0"
            ]
        );
    }
}
