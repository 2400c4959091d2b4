//! Parts of a tenant's exports that somebody may leave out: a column, a table, the list of one resource, the role assignments of one
//! scope, single rows of a list that says how long it is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::pick;

use super::tenant::{Table, Tenant};

/// How many lists of one kind are taken away from a tenant, each by itself, and how many single rows.
const LISTS: u64 = 1;
const ROWS: u64 = 3;

/// A part that is left out.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Cut {
    Column(Table, String),
    Table(Table),
    /// The supplements of one type that belong to one resource.
    Supplement(String, String),
    /// The role assignments at and below a subscription, or, with no name, above all of them.
    Assignments(String),
    Row(Table, usize),
}

impl Cut {
    /// What the list of known violations calls the cut: the same in every tenant.
    pub fn name(&self) -> String {
        match self {
            Cut::Column(table, column) => format!("column {}.{column}", table.name()),
            Cut::Table(table) => format!("table {}", table.name()),
            Cut::Supplement(kind, _) => format!("supplement {kind}"),
            Cut::Assignments(place) if place.is_empty() => "assignments above the subscriptions".to_owned(),
            Cut::Assignments(_) => "assignments of a subscription".to_owned(),
            Cut::Row(table, _) => format!("row of {}", table.name()),
        }
    }

    /// Everything that can be left out of a tenant.
    pub fn all(tenant: &Tenant) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for (table, rows) in &tenant.tables {
            let columns: BTreeSet<&String> = rows
                .iter()
                .filter_map(Value::as_object)
                .flat_map(|row| row.keys())
                .collect();
            cuts.extend(columns.into_iter().map(|column| Cut::Column(*table, column.clone())));
            if *table != Table::Supplements {
                cuts.push(Cut::Table(*table));
            }
            if table.tells_its_total() {
                let chosen =
                    (0..ROWS).map(|turn| pick(&format!("{} {table:?} {turn}", tenant.name), rows.len() as u64));
                let chosen: BTreeSet<usize> = chosen.map(|index| index as usize).collect();
                cuts.extend(chosen.into_iter().map(|index| Cut::Row(*table, index)));
            }
        }
        cuts.extend(supplements(tenant));
        let places: BTreeSet<String> = tenant.rows(Table::Assignments).iter().map(place).collect();
        cuts.extend(places.into_iter().map(Cut::Assignments));
        cuts
    }

    /// The tenant without this part.
    pub fn of(&self, tenant: &Tenant) -> Tenant {
        let mut rest = tenant.clone();
        match self {
            Cut::Column(table, column) => {
                let rows = rest.tables.get_mut(table).into_iter().flatten();
                for row in rows.filter_map(Value::as_object_mut) {
                    row.remove(column);
                }
            }
            Cut::Table(table) => drop(rest.tables.remove(table)),
            Cut::Supplement(..) => retain(&mut rest, Table::Supplements, |row| supplement(row) != *self),
            Cut::Assignments(wanted) => retain(&mut rest, Table::Assignments, |row| place(row) != *wanted),
            Cut::Row(table, index) => {
                rest.tables.get_mut(table).unwrap().remove(*index);
                rest.cut.insert(*table, 1);
            }
        }
        rest
    }
}

/// Leaves out rows of a table, and the table with its last row: an empty list would be an answer.
fn retain(tenant: &mut Tenant, table: Table, keep: impl Fn(&Value) -> bool) {
    let rows = tenant.tables.get_mut(&table).unwrap();
    rows.retain(keep);
    if rows.is_empty() {
        tenant.tables.remove(&table);
    }
}

/// A few lists of each type of supplement.
fn supplements(tenant: &Tenant) -> Vec<Cut> {
    let lists: BTreeSet<Cut> = tenant.rows(Table::Supplements).iter().map(supplement).collect();
    let lists: Vec<Cut> = lists.into_iter().collect();
    let same_kind = lists.chunk_by(|one, next| one.name() == next.name());
    let chosen = same_kind.flat_map(|lists| {
        let index = |turn| {
            pick(
                &format!("{} {} {turn}", tenant.name, lists[0].name()),
                lists.len() as u64,
            )
        };
        let chosen: BTreeSet<u64> = (0..LISTS).map(index).collect();
        chosen
            .into_iter()
            .map(|index| lists[index as usize].clone())
            .collect::<Vec<_>>()
    });
    chosen.collect()
}

/// The list that a supplement stands in.
fn supplement(row: &Value) -> Cut {
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_lowercase();
    let id = text("id");
    let (above, own) = id.rsplit_once("/providers/").unwrap_or(("", &id));
    let is_extension = own.matches('/').count() == 2;
    let child = id.rsplitn(3, '/').nth(2).unwrap_or_default();
    Cut::Supplement(text("type"), if is_extension { above } else { child }.to_owned())
}

/// The subscription of a role assignment's scope.
fn place(row: &Value) -> String {
    let scope = row["scope"].as_str().unwrap_or_default().to_lowercase();
    let below = scope.strip_prefix("/subscriptions/").unwrap_or_default();
    below.split('/').next().unwrap_or_default().to_owned()
}
