//! The check whether a file without `properties` lacks anything: `az resource list` leaves them out, and does no harm beside an
//! export that holds them.

use std::collections::BTreeSet;

use crate::ingest::ledger::problems::ProblemCode;
use crate::value::Column;
use crate::value::projection::Projection;

use super::tenant::Inventory;

/// Takes the problem back from every file whose resources have their properties from other files.
pub(super) fn settle(projection: &Projection, inventory: &mut Inventory) {
    let code = ProblemCode::NoProperties;
    let inputs = (0..).zip(&inventory.ledger.inputs);
    let lacking = inputs.filter(|(_, input)| input.problems.iter().any(|problem| problem.code == code));
    let mut settled: BTreeSet<u32> = lacking.map(|(file, _)| file).collect();
    if settled.is_empty() {
        return;
    }
    for row in inventory.resources() {
        let file = row.source().file;
        if settled.contains(&file)
            && row.column("properties") == Some(Column::Missing)
            && projection.of(row.resource_type()).member("properties").is_some()
        {
            settled.remove(&file);
        }
    }
    for file in settled {
        if let Some(input) = inventory.ledger.inputs.get_mut(file as usize) {
            input.problems.retain(|problem| problem.code != code);
        }
    }
}
