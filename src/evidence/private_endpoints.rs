//! Evidence of the kind `privateEndpoints`: whether an approved private endpoint leads to the subject. The subject's own list and
//! the row of the endpoint both tell; where they disagree, the finding names both.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::condition::Truth;
use crate::estate::private_endpoints::{self, Connection, OwnList, is_approved};
use crate::value::projection::Projection;

use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;

/// Upper bound of the rows that prove a finding.
const MOST_ROWS: usize = 5;

/// The private endpoints that lead to the subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrivateEndpointsEvidence {
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for PrivateEndpointsEvidence {
    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        private_endpoints::project(subjects.iter(), projection);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let estate = context.estate;
        let row = subject.row(estate);
        let own = row.map(|row| private_endpoints::own_list(row, estate.rules));
        let rows = estate.connections_to(&subject.id(estate));
        let by_own = own.as_ref().map_or(Truth::Unknown, in_list);
        let rest = match estate.private_endpoints.has_untold() {
            true => Truth::Unknown,
            false => Truth::False,
        };
        let by_rows = rows.iter().map(|row| is_approved(&row.state)).fold(rest, Truth::or);
        let mut proofs: Vec<Proof> = Vec::new();
        if let (Some(row), Some(own)) = (row, &own) {
            proofs.push(Proof::new(row.source(), list_says(own)));
        }
        let proof = |row: &Connection| {
            let endpoint = estate.inventory.resource(row.endpoint);
            Proof::new(
                endpoint.source(),
                format!(
                    "The private endpoint {} is {}",
                    endpoint.name(),
                    named(&row.state).to_lowercase()
                ),
            )
        };
        proofs.extend(rows.iter().map(proof).take(MOST_ROWS - 1));
        let disagreement = || {
            let rows = rows.iter().map(|row| {
                let endpoint = estate.inventory.resource(row.endpoint);
                format!("the row of {} said {}", endpoint.name(), named(&row.state))
            });
            let own = own.as_ref().map_or_else(String::new, list_says);
            let rows: Vec<String> = rows.collect();
            format!(
                "Two sources disagree. {own}, and {}.",
                super::wording::names(&rows, MOST_ROWS)
            )
        };
        let is_listed = own.as_ref().is_some_and(|own| !own.entries.is_empty());
        Ok(match (by_own, by_rows) {
            (Truth::True, Truth::False) if !rows.is_empty() => self.says.passes(proofs).contradicted(disagreement()),
            (Truth::True, _) => self.says.passes(proofs),
            // The resource decides who is let in: its list of connections that wait or were refused says more than an endpoint.
            (Truth::False, Truth::True) if is_listed => self.says.fails(proofs).contradicted(disagreement()),
            (Truth::False, Truth::True) => self.says.passes(proofs).contradicted(disagreement()),
            (Truth::False, Truth::Unknown) if !is_listed => {
                let reason =
                    reason!("The export holds a private endpoint without what it leads to or without its state.");
                return Err(reason.into());
            }
            (Truth::False, _) => self.says.fails(proofs),
            (Truth::Unknown, Truth::True) => {
                proofs.rotate_left(usize::from(own.is_some()));
                self.says.passes(proofs)
            }
            (Truth::Unknown, _) if row.is_none() => return Err(subject.untold(estate).into()),
            (Truth::Unknown, _) => {
                let reason = reason!("The export does not show its private endpoint connections.");
                return Err(reason.into());
            }
        })
    }

    fn words(&self) -> String {
        "the private endpoints that lead to the subject, by its own list and by their rows".to_owned()
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// Whether an entry of the list is approved.
fn in_list(own: &OwnList) -> Truth {
    let entries = own.entries.iter().map(|entry| is_approved(&entry.state));
    let rest = if own.is_told { Truth::False } else { Truth::Unknown };
    entries.fold(rest, Truth::or)
}

/// `Its own list has a connection that is approved`
fn list_says(own: &OwnList) -> String {
    if own.entries.is_empty() {
        return match own.is_there {
            true => "Its own list of connections is empty".to_owned(),
            false => "Its own row has no list of connections".to_owned(),
        };
    }
    let states: BTreeSet<&str> = own.entries.iter().map(|entry| named(&entry.state)).collect();
    let states: Vec<String> = states.into_iter().map(str::to_lowercase).collect();
    let states = super::wording::names(&states, MOST_ROWS);
    match own.entries.len() {
        1 => format!("Its own list has one connection, which is {states}"),
        many => format!("Its own list has {many} connections, which are {states}"),
    }
}

fn named(state: &str) -> &str {
    if state.is_empty() {
        "of a state that is not told"
    } else {
        state
    }
}
