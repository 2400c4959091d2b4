//! Tables of access to AI: brokers, holders, reach across subscriptions, outsiders, and the heat map.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{GrantIx, Place, Privileges};
use crate::assess::Proof;
use crate::estate::Identity;
use crate::evidence::wording::names;
use crate::framework::route::HoldersFile;
use crate::inventory::access::PrincipalKind;
use crate::inventory::resource::ResourceIx;
use crate::reach::{Reach, Reached};
use crate::report::format::{self, NONE};
use crate::report::model;
use crate::report::sources::Sources;
use crate::report::tone::Tone;
use crate::value::arm_id::ScopeLevel;

/// Rows of one table.
const MOST_ROWS: usize = 8;

const LEVELS: [ScopeLevel; 5] = [
    ScopeLevel::Root,
    ScopeLevel::ManagementGroup,
    ScopeLevel::Subscription,
    ScopeLevel::ResourceGroup,
    ScopeLevel::Resource,
];

impl Sources<'_> {
    fn grant_evidence(&self, reach: &Reach<'_>, ix: GrantIx) -> Vec<model::Evidence> {
        let rows = reach.rows(ix).into_iter();
        rows.map(|row| self.evidence(&Proof::from(row))).collect()
    }

    /// `Owner on subscription sub-prod`, and the group through which it is held.
    fn grant_text(&self, reach: &Reach<'_>, ix: GrantIx) -> String {
        let through = reach.membership(ix).map_or_else(String::new, |membership| {
            format!(", through {}", reach.name(&membership.group))
        });
        format!("{} on {}{through}", reach.role(ix), reach.scope_name(ix))
    }

    /// Identities with two of the rights at least, widest first.
    pub(super) fn brokers(&self, reach: &Reach<'_>) -> model::BrokerTable {
        let columns = &self.framework.tables.broker;
        let inventory = self.estate.inventory;
        let mut found: Vec<(usize, usize, &Identity, Vec<Reached>)> = Vec::new();
        for identity in &self.estate.identities {
            let reached: Vec<Reached> = columns
                .iter()
                .map(|column| {
                    let wanted = Privileges::named(self.estate.roles, &column.classes);
                    reach.reached(&identity.principal, wanted, &column.types)
                })
                .collect();
            let kinds = reached.iter().filter(|reached| !reached.is_empty()).count();
            if kinds > 1 {
                let size = reached.iter().map(Reached::len).sum();
                found.push((kinds, size, identity, reached));
            }
        }
        found.sort_by(|left, right| (right.0, right.1, &left.2.name).cmp(&(left.0, left.1, &right.2.name)));
        let total = found.len();
        let rows = found.into_iter().take(MOST_ROWS).map(|(kinds, _, identity, reached)| {
            let attached = identity.attached.iter();
            let attached: Vec<String> = attached
                .map(|ai| inventory.resource(self.estate.ai[*ai].ix).name().to_owned())
                .collect();
            let cells = columns
                .iter()
                .zip(&reached)
                .map(|(column, reached)| match reached.len() {
                    0 => NONE.to_owned(),
                    many => format::count(many, &column.what[0], &column.what[1]),
                });
            let subscriptions: BTreeSet<String> = reached
                .iter()
                .flat_map(|reached| reach.subscriptions_of(reached))
                .collect();
            model::Broker {
                identity: identity.name.clone(),
                runs: names(&attached, 2),
                cells: cells.collect(),
                subscriptions: subscriptions.len(),
                tone: if kinds > 2 { Tone::Critical } else { Tone::High },
            }
        });
        model::BrokerTable {
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            total,
            rows: rows.collect(),
        }
    }

    /// A table for each question of the framework.
    pub(super) fn holders(&self, reach: &Reach<'_>) -> Vec<model::HolderTable> {
        let tables = self.framework.tables.holders.iter();
        tables.filter_map(|table| self.holder_table(reach, table)).collect()
    }

    fn holder_table(&self, reach: &Reach<'_>, table: &HoldersFile) -> Option<model::HolderTable> {
        let resources: BTreeSet<ResourceIx> = table.resources.iter().flat_map(|set| self.estate.set(set)).collect();
        let wanted = Privileges::named(self.estate.roles, &table.classes);
        // How many resources each holder has it over, and by which grants; holders are ordered by id.
        let mut held: Vec<(usize, Vec<GrantIx>)> = Vec::new();
        let mut seen = vec![false; reach.grants().len()];
        for ix in resources {
            for grants in reach.holders(ix, wanted).each() {
                let Some((rank, _)) = grants.first() else { continue };
                let at = *rank as usize;
                if held.len() <= at {
                    held.resize_with(at + 1, Default::default);
                }
                let (number, own) = &mut held[at];
                *number += 1;
                let new = |ix: &GrantIx| !std::mem::replace(&mut seen[ix.0 as usize], true);
                own.extend(grants.iter().map(|(_, ix)| *ix).filter(new));
            }
        }
        let mut rows: Vec<model::Holder> = held
            .into_iter()
            .filter_map(|(resources, mut grants)| {
                grants.sort_unstable();
                let widest = grants
                    .iter()
                    .copied()
                    .min_by_key(|ix| (reach.grant(*ix).eligible, reach.grant(*ix).level, *ix))?;
                let principal = &*reach.grant(widest).principal;
                Some(model::Holder {
                    name: reach.name(principal),
                    kind: self.principal_kind(reach, principal).to_owned(),
                    through: self.grant_text(reach, widest),
                    resources,
                    eligible: reach.grant(widest).eligible,
                    evidence: std::iter::once(widest)
                        .chain(grants.iter().copied().filter(|ix| *ix != widest).take(4))
                        .flat_map(|ix| self.grant_evidence(reach, ix))
                        .collect(),
                })
            })
            .collect();
        rows.sort_by(|left, right| (right.resources, &left.name).cmp(&(left.resources, &right.name)));
        let total = rows.len();
        rows.truncate(MOST_ROWS);
        (total > 0).then(|| model::HolderTable {
            title: table.title.clone(),
            note: table.note.clone(),
            rows,
            total,
        })
    }

    fn principal_kind(&self, reach: &Reach<'_>, principal: &str) -> &'static str {
        let known = reach.principal(principal);
        if reach.identity(principal).is_some() {
            "AI identity"
        } else if known.is_some_and(|known| known.is_orphan == Some(true)) {
            "deleted account"
        } else {
            let is_outsider = known.is_some_and(|known| known.is_outsider == Some(true));
            match self.estate.inventory.access.kind(principal) {
                PrincipalKind::ForeignGroup => "group of another organisation",
                PrincipalKind::User if is_outsider => "guest",
                _ if is_outsider => "outsider",
                PrincipalKind::Group => "group",
                PrincipalKind::ServicePrincipal => "application",
                PrincipalKind::User => "person",
                PrincipalKind::Unsaid => "principal",
            }
        }
    }

    /// Data rights of AI identities in subscriptions that are not their own.
    pub(super) fn crossing(&self, reach: &Reach<'_>) -> (Vec<model::GrantRow>, usize) {
        let wanted = Privileges::named(self.estate.roles, &self.framework.tables.crossing);
        let inventory = self.estate.inventory;
        let name = |id: &str| inventory.subscription_name(id).to_owned();
        let mut rows = Vec::new();
        for identity in &self.estate.identities {
            let Some(home) = reach.home(&identity.principal) else {
                continue;
            };
            for ix in reach.of(&identity.principal).iter().copied() {
                if reach.grant(ix).eligible || !reach.rights(ix).hold(wanted) {
                    continue;
                }
                let away = reach.subscriptions(ix);
                let away: Vec<String> = away
                    .iter()
                    .filter(|id| !home.subscriptions.contains(id.as_str()))
                    .map(|id| name(id))
                    .collect();
                if away.is_empty() {
                    continue;
                }
                let homes: Vec<String> = home.subscriptions.iter().map(|id| name(id)).collect();
                rows.push(model::GrantRow {
                    principal: identity.name.clone(),
                    kind: names(&homes, 2),
                    grant: self.grant_text(reach, ix),
                    reaches: names(&away, 3),
                    tone: Tone::Medium,
                    evidence: self.grant_evidence(reach, ix),
                });
            }
        }
        let total = rows.len();
        rows.truncate(MOST_ROWS);
        (rows, total)
    }

    /// Rights over AI of guests and of accounts that no longer exist.
    pub(super) fn outsiders(&self, reach: &Reach<'_>) -> (Vec<model::GrantRow>, usize) {
        // How much AI lies below each place that was asked for.
        let mut below: BTreeMap<Place, usize> = BTreeMap::new();
        let mut ai_below = |ix: GrantIx| {
            let is_ai = |on: &&ResourceIx| self.estate.position(**on).is_some();
            let place = reach.grant(ix).place;
            let count = || reach.covered(ix).iter().filter(is_ai).count();
            *below.entry(place).or_insert_with(count)
        };
        let administers = |ix: GrantIx| reach.class(ix).is_some_and(|class| class < 2);
        let mut rows: Vec<(usize, model::GrantRow)> = Vec::new();
        for principal in self.estate.inventory.access.principals() {
            if principal.is_outsider != Some(true) && principal.is_orphan != Some(true) {
                continue;
            }
            for ix in reach.of(&principal.id).iter().copied() {
                let over = ai_below(ix);
                if over == 0 {
                    continue;
                }
                let row = model::GrantRow {
                    principal: reach.name(&reach.grant(ix).principal),
                    kind: self.principal_kind(reach, &reach.grant(ix).principal).to_owned(),
                    grant: self.grant_text(reach, ix),
                    reaches: format::count(over, "AI resource", "AI resources"),
                    tone: if administers(ix) { Tone::Critical } else { Tone::High },
                    evidence: self.grant_evidence(reach, ix),
                };
                rows.push((over, row));
            }
        }
        rows.sort_by(|left, right| {
            (&left.1.tone, right.0, &left.1.principal).cmp(&(&right.1.tone, left.0, &right.1.principal))
        });
        let total = rows.len();
        (rows.into_iter().take(MOST_ROWS).map(|(_, row)| row).collect(), total)
    }

    /// AI identities by the class of each grant and the level at which it was made.
    pub(super) fn heat(&self, reach: &Reach<'_>) -> model::HeatMap {
        let mut held: BTreeMap<(usize, ScopeLevel), BTreeSet<&str>> = BTreeMap::new();
        for identity in &self.estate.identities {
            for ix in reach
                .of(&identity.principal)
                .iter()
                .copied()
                .filter(|ix| !reach.grant(*ix).eligible)
            {
                if let Some(class) = reach.class(ix) {
                    held.entry((class, reach.grant(ix).level))
                        .or_default()
                        .insert(&identity.principal);
                }
            }
        }
        let classes = self.estate.roles.classes().iter().enumerate();
        let rows = classes
            .map(|(class, file)| model::HeatRow {
                label: format::capital(&file.meaning),
                counts: LEVELS
                    .iter()
                    .map(|level| held.get(&(class, *level)).map_or(0, BTreeSet::len))
                    .collect(),
            })
            .filter(|row| row.counts.iter().any(|count| *count > 0))
            .collect();
        model::HeatMap {
            columns: LEVELS.iter().map(|level| level.words().to_owned()).collect(),
            rows,
        }
    }
}
